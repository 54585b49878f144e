"""A trace: the rounds that were kept, each with all its named quantities, their formulas and their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import NamedTuple, Protocol

import numpy as np

from bptrace import expr
from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.expr import Expr
from bptrace.keys import Keys, UnknownKeyError
from bptrace.network import BLOCK_KINDS, Floats, Network, Quantity
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.program import Program
from bptrace.tape import Numbers

OF_ERROR = ("error", "sample_error", "total_error", "data_error", "penalty")
"""The kinds of error."""

DERIVATIVES = ("dE/dout", "dout/dnet", "jacobian", "delta", "gradient")
"""The kinds that need something to differentiate."""


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
        array = self.numbers.arrays[address]
        if not all(0 <= place < size for place, size in zip(index, np.shape(array), strict=True)):
            raise KeyError(quantity)
        return float(array[index])


class Round(NamedTuple):  # made as often as it is asked for, a tuple in less than half the time of a frozen dataclass
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


class NotKeptError(BptraceError):
    """A round that was run, if at all, without being kept."""

    def __init__(self, epoch: int, step: int) -> None:
        super().__init__(f"update {step} of epoch {epoch} was not kept")


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
    accuracy
        The share of samples assigned to their class, or None where targets do not stand for classes.
    test
        The same on the samples that are put aside, or None if there are none.
    """

    epoch: int
    error: float | None
    outputs: Floats
    accuracy: float | None = None
    test: Outcome | None = None


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
    rounds: Sequence[Round]
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
        NotKeptError
            If it was not kept.
        """
        if (epoch, step) not in self._rounds:
            raise NotKeptError(epoch, step)
        return self._rounds[epoch, step]

    @cached_property
    def _rounds(self) -> dict[tuple[int, int], Round]:
        return {(kept.epoch, kept.step): kept for kept in self.rounds}

    def locate(self, key: str) -> tuple[Round, Quantity]:
        """Return the round and the quantity that a key means; without a step, the first batch that the sample is in.

        Raises
        ------
        UnknownKeyError
            If the key names nothing in this trace.
        NotKeptError
            If its round was not kept.
        """
        found = self.keys.find(key)
        sample = found.quantity.sample
        step = 1 if sample is None else sample // self.problem.batch + 1
        if found.step is not None and found.step != step and sample is not None:
            where = f"sample {sample + 1} is in update {step} of an epoch, not in {found.step}"
            raise UnknownKeyError(key, f"{key}: {where}")
        return self.round(found.epoch, found.step or step), found.quantity

    def step(self, key: str) -> Step:
        """Return the line that a key, such as `delta_o1` or `w5+@3`, names; errors as for `locate`."""
        found, quantity = self.locate(key)
        reason = self.absence(quantity)
        if reason is not None:
            raise UnknownKeyError(key, reason)
        return found.step_of(quantity)

    def absence(self, quantity: Quantity) -> str | None:
        """Return why this example has no such quantity, though it is one that an example may have."""
        problem, network, key = self.problem, self.problem.network, self.notation.key(quantity)
        kind, layer, _, source, _, after = quantity
        states = problem.optimizer.state if problem.optimizer else ()
        again = ("net", "out", *OF_ERROR) if layer != 0 else ()
        if after and kind not in (*again, "parameter", *states):
            return f"{key}: only net inputs, outputs and errors are computed again after the update"
        if kind in ("target", *OF_ERROR) and problem.loss is None:
            return f"{key} is not computed here: there are no targets"
        if kind in DERIVATIVES and not problem.goes_back:
            return f"{key} is not computed here: there are no targets, so nothing is differentiated"
        if after and problem.optimizer is None:
            return f"there is no {key}: without a learning_rate nothing is updated"
        if kind in BLOCK_KINDS and (after or kind not in ("parameter", *states)) and not self._trained(quantity):
            return f"{network.parameter_name(quantity)} is not trained, so there is no {key}"
        if kind == "dE/dout" and layer == 0 and not problem.input_gradients:
            return f"{key} is not computed here; it needs input_gradients: true"
        if kind == "dE/dout" and source is not None and layer is not None and len(network.units(layer + 1)) == 1:
            return f"{key} is all of {self.notation.key(quantity._replace(source=None))}"
        return None

    def _trained(self, quantity: Quantity) -> bool:
        block = self.problem.network.element(quantity)[0].where
        return block is not None and self.problem.network.blocks[block].trained

    def value(self, key: str) -> float:
        """Return the value that a key names; errors as for `locate`."""
        return self.step(key).value
