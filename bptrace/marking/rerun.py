"""A run of which only few rounds are wanted: straight there, without a look at how the network stands on the way."""

from __future__ import annotations

import math
from dataclasses import field
from functools import cached_property
from itertools import chain, repeat

import numpy as np

from bptrace import expr, readings
from bptrace.compiled import Trainer, compile_trainer
from bptrace.course import MOST_KEPT, compiles, products
from bptrace.dataclass import dataclass
from bptrace.engine import Learned
from bptrace.marking.method import Item
from bptrace.network import BLOCK_KINDS, Quantity
from bptrace.problem import Problem
from bptrace.program import Program
from bptrace.rules import RIGHT, Rules
from bptrace.tape import Address, Nothing
from bptrace.trace import Recorded

_MOST_COMPILED, _MOST_ON_ARRAYS = 450_000, 1000
"""Runs longer than this are not made with every mistake: updates times size if they are compiled, or else updates."""

_BIG = 5000
"""Above this size, an update on arrays takes longer."""


def is_followed(problem: Problem, epochs: int) -> bool:
    """Whether a run of so many epochs is short enough to be made with every mistake."""
    updates = epochs * len(problem.batches())
    if compiles(problem, updates):
        return updates * products(problem) <= _MOST_COMPILED
    return updates * max(1.0, products(problem) / _BIG) <= _MOST_ON_ARRAYS


_TOTAL = Address("total_error", None, False)


class OverflowedError(ArithmeticError):
    """A run whose formulas overflow, or divide by 0, as they are written: nobody has a figure from it."""


@dataclass(frozen=True, eq=False)
class Rerun:
    """Some rounds in a row, worked by some rules from the start values on.

    Attributes
    ----------
    problem
        The problem, perhaps with a mistake in it.
    epochs
        The epochs whose rounds are wanted.
    rules
        The rules, perhaps one of them wrong.
    """

    problem: Problem
    epochs: range
    rules: Rules = RIGHT

    def value(self, item: Item) -> float | None:
        """Return the value of a line, or None if there is none, or none that is finite."""
        kept = self._run[0].get(item[:2])
        return None if kept is None else self._walk.value_in(kept, item)

    def standing(self, epoch: int) -> float | None:
        """Return the total error on all samples before an epoch of those that are wanted, or the one after them."""
        learned = self._run[1].get(epoch)
        if learned is None or self.problem.loss is None:
            return None
        with np.errstate(all="ignore"):
            numbers = readings.stand(self.problem, learned, self.rules)
        error = float(numbers.arrays[_TOTAL])
        return error if math.isfinite(error) else None

    @cached_property
    def _walk(self) -> Walk:
        return Walk(self.problem, self.rules)

    @cached_property
    def _run(self) -> tuple[dict[tuple[int, int], Recorded], dict[int, Learned]]:
        """The wanted rounds, and what was learned before each epoch; nothing if the run does not get there."""
        rounds, starts = dict[tuple[int, int], Recorded](), dict[int, Learned]()
        try:
            learned = self._walk.on(readings.begin(self.problem), self.epochs.start - 1)
        except OverflowedError:
            return rounds, starts
        for epoch in self.epochs:
            starts[epoch] = learned
            recorded, learned = self._walk.recorded(learned)
            rounds |= {(epoch, step): one for step, one in enumerate(recorded, 1)}
        return rounds, starts | {self.epochs.stop: learned}


@dataclass(frozen=True, eq=False)
class Walk:
    """How a problem is worked by some rules, epoch after epoch."""

    problem: Problem
    rules: Rules = RIGHT
    _programs: dict[range, Program] = field(default_factory=dict, init=False, repr=False)

    def on(self, learned: Learned, epochs: int) -> Learned:
        """Learn for some epochs.

        Raises
        ------
        OverflowedError
            If a long run has a number on the way that its formulas have no value for as they are written.
        """
        if self.problem.optimizer is None:
            return learned
        if not compiles(self.problem, epochs * len(self.problem.batches())):
            return self._on_arrays(learned, epochs)
        try:
            return self._trainer(learned, epochs)
        except (ArithmeticError, ValueError) as error:
            raise OverflowedError from error

    @cached_property
    def _trainer(self) -> Trainer:
        return compile_trainer(self.problem, None, self.rules)

    def _on_arrays(self, learned: Learned, epochs: int) -> Learned:
        with np.errstate(all="ignore"):
            for samples in chain.from_iterable(repeat(self.problem.batches(), epochs)):
                learned = readings.compute(Nothing(), self.problem, learned, samples, self.rules)
        return learned

    def recorded(self, learned: Learned) -> tuple[list[Recorded], Learned]:
        """Return the rounds of the next epoch, at most as many of them as are ever kept, and what is learned after it."""
        found, batches = list[Recorded](), self.problem.batches()
        with np.errstate(all="ignore"):
            for samples in batches[:MOST_KEPT]:
                numbers, learned = readings.record(self.problem, learned, samples, self.rules)
                found.append(Recorded(self.problem.network, numbers, samples.start))
            for samples in batches[MOST_KEPT:]:
                learned = readings.compute(Nothing(), self.problem, learned, samples, self.rules)
        return found, learned

    def value_in(self, kept: Recorded, item: Item) -> float | None:
        """Return the value of a line in a round, or None if there is none, or none that is finite."""
        try:
            found = self._value(kept, item)
        except (ArithmeticError, ValueError, KeyError):
            return None
        return found if math.isfinite(found) else None

    def _value(self, kept: Recorded, item: Item) -> float:
        quantity = item.quantity
        if quantity.kind in BLOCK_KINDS and quantity.unit is None and not self._is_shared(quantity):
            raise KeyError
        if quantity.kind != "dE/dout" or quantity.source is None:
            return kept[quantity]
        formula = self._program(self.problem.batches()[item.step - 1]).formula(quantity)
        assert formula is not None

        def value_of(ref: object) -> float:
            assert isinstance(ref, Quantity)
            return kept[ref]

        return expr.evaluate(formula, value_of)

    def _is_shared(self, quantity: Quantity) -> bool:
        """Whether a layer has one bias, as the quantity says; in the problem with a mistake it may have several."""
        home = quantity[1:4]
        return any(home in (block.homes or ()) for block in self.problem.network.blocks)

    def _program(self, samples: range) -> Program:
        if samples not in self._programs:
            reading = readings.read(self.problem, samples, self.rules)
            self._programs[samples] = Program(self.problem.network, reading, samples.start)
        return self._programs[samples]
