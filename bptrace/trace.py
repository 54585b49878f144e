"""A trace: the rounds that were kept, each with all its named quantities, their formulas and their values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from bptrace import expr
from bptrace.expr import Expr
from bptrace.keys import Keys, UnknownKeyError
from bptrace.network import Floats, Network, Quantity
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.program import Program
from bptrace.tape import Numbers


@dataclass(frozen=True)
class Step:
    """One line of a trace: `quantity = formula = value`; what is given has no formula."""

    quantity: Quantity
    formula: Expr | None
    value: float

    @property
    def rests_on(self) -> tuple[Quantity, ...]:
        """The quantities in the formula, each once, in order of reading."""
        found = dict.fromkeys(expr.leaves(self.formula)) if self.formula is not None else {}
        return tuple(quantity for quantity in found if isinstance(quantity, Quantity))


class Values(Protocol):
    """Where the numbers of a round are."""

    def __getitem__(self, quantity: Quantity) -> float:
        """Return the value of a quantity, or raise KeyError."""


@dataclass(frozen=True, eq=False)
class Recorded:
    """Values as a numeric reading of the page left them, in arrays."""

    network: Network
    numbers: Numbers
    first: int = 0

    def __getitem__(self, quantity: Quantity) -> float:
        if quantity.sample is not None:
            quantity = quantity._replace(sample=quantity.sample - self.first)
        address, index = self.network.element(quantity)
        return float(self.numbers.arrays[address][index])


@dataclass(frozen=True, eq=False)
class Round:
    """One update: the batch that it was made from, its program and its values.

    Attributes
    ----------
    epoch
        From 1.
    step
        The number of the batch within the epoch, from 1.
    samples
        The samples of the batch, from 0.
    """

    epoch: int
    step: int
    samples: range
    program: Program
    values: Values

    def value(self, quantity: Quantity) -> float:
        """Return the value of a quantity; a part of a sum, which no array holds, is computed."""
        if quantity.kind == "dE/dout" and quantity.source is not None and not isinstance(self.values, Mapping):
            formula = self.program.formula(quantity)
            assert formula is not None
            return expr.evaluate(formula, self.leaf_value)
        return self.values[quantity]

    def leaf_value(self, ref: object) -> float:
        """Return the value of a symbol's reference."""
        assert isinstance(ref, Quantity)
        return self.value(ref)

    def step_of(self, quantity: Quantity) -> Step:
        """Return the line of a quantity.

        Raises
        ------
        KeyError
            If the round has none.
        """
        return Step(quantity, self.program.formula(quantity), self.value(quantity))


@dataclass(frozen=True, eq=False)
class Outcome:
    """The network after an epoch, on all samples.

    Attributes
    ----------
    epoch
        After how many epochs; 0 is before the first.
    error
        The total error, or None without a loss.
    outputs
        Shape `(outputs, samples)`.
    """

    epoch: int
    error: float | None
    outputs: Floats


@dataclass(frozen=True, eq=False)
class Trace:
    """What was kept of a run.

    Attributes
    ----------
    problem
        The problem that was run.
    rounds
        The kept rounds, in order.
    history
        How the network stood after some of the epochs, in order; the last is the end of the run.
    blocks
        The parameters at the end of the run, by block.
    """

    problem: Problem
    rounds: tuple[Round, ...]
    history: tuple[Outcome, ...] = field(default=())
    blocks: tuple[Floats, ...] = field(default=())

    @cached_property
    def notation(self) -> Notation:
        """The names of the quantities."""
        return Notation(self.problem)

    @cached_property
    def keys(self) -> Keys:
        """The way from keys to quantities."""
        return Keys(self.notation)

    def round(self, epoch: int, step: int = 1) -> Round:
        """Return a kept round.

        Raises
        ------
        LookupError
            If it was not kept.
        """
        for kept in self.rounds:
            if (kept.epoch, kept.step) == (epoch, step):
                return kept
        raise LookupError(f"round {epoch}.{step} was not kept")

    def locate(self, key: str) -> tuple[Round, Quantity]:
        """Return the round and the quantity that a key means; without a step, the first batch that the sample is in.

        Raises
        ------
        UnknownKeyError
            If the key names nothing in this trace.
        LookupError
            If its round was not kept.
        """
        found = self.keys.find(key)
        step, sample = found.step, found.quantity.sample
        if step is None:
            batches = enumerate(self.problem.batches(), 1)
            step = 1 if sample is None else next(number for number, batch in batches if sample in batch)
        return self.round(found.epoch, step), found.quantity

    def step(self, key: str) -> Step:
        """Return the line that a key, such as `delta_o1` or `w5+@3`, names; errors as for `locate`."""
        found, quantity = self.locate(key)
        try:
            return found.step_of(quantity)
        except KeyError:
            raise UnknownKeyError(key, f"{key} does not occur in this example") from None

    def value(self, key: str) -> float:
        """Return the value that a key names; errors as for `locate`."""
        return self.step(key).value
