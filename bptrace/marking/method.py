"""A method, right or wrong, followed through the rounds that a sheet speaks of."""

from __future__ import annotations

from dataclasses import field, replace
from functools import cached_property

from bptrace import expr, readings, training
from bptrace.byhand import UncomputableError
from bptrace.dataclass import dataclass
from bptrace.divergence import DivergedError
from bptrace.expr import Expr, Symbol
from bptrace.marking.succession import Item, Succession, leading_to
from bptrace.network import BLOCK_KINDS, Quantity
from bptrace.problem import Problem
from bptrace.program import Program
from bptrace.rounding import Rounding
from bptrace.rules import RIGHT, Rules
from bptrace.trace import Recorded, Round, Trace

__all__ = ["Item", "Method", "leading_to"]

_LONGEST = 20_000
"""A round with more lines than this up to its update has been computed, not worked out by hand."""

_MOST_BY_HAND = 50_000
"""A run with more lines than this has been computed with all digits, however few of them are then written."""


@dataclass(frozen=True, eq=False)
class Method:
    """The rounds of a problem by some rules, as lines that rest on one another from round to round.

    Formulas need no run; values are computed when the first of them is asked for.

    Attributes
    ----------
    problem
        The problem, perhaps with a mistake in it.
    epochs
        The epochs that are kept.
    rules
        The rules, perhaps one of them wrong.
    updates
        If the only epoch is the first: how many of its updates are needed.
    """

    problem: Problem
    epochs: frozenset[int]
    rules: Rules = RIGHT
    updates: int = training.MOST_KEPT
    _programs: dict[range, Program] = field(default_factory=dict, init=False, repr=False)
    _updates: dict[range, Program] = field(default_factory=dict, init=False, repr=False)
    _formulas: dict[Item, Expr | None] = field(default_factory=dict, init=False, repr=False)
    _operands: dict[Item, list[Item]] = field(default_factory=dict, init=False, repr=False)
    _values: dict[Item, float] = field(default_factory=dict, init=False, repr=False)
    _ranks: dict[Item, tuple[object, ...]] = field(default_factory=dict, init=False, repr=False)
    _kinds: dict[tuple[int, int, str, bool], list[Item]] = field(default_factory=dict, init=False, repr=False)
    _long: dict[int, bool] = field(default_factory=dict, init=False, repr=False)
    _by_hand: dict[Rounding, dict[tuple[int, int], Round]] = field(default_factory=dict, init=False, repr=False)

    @property
    def trace(self) -> Trace:
        """The rounds with their values.

        Raises
        ------
        DivergedError
            If a number is no longer finite.
        """
        if isinstance(self._outcome, DivergedError):
            raise self._outcome
        return self._outcome

    @cached_property
    def _outcome(self) -> Trace | DivergedError:
        """What the run comes to, which is tried once."""
        problem = self._as_far_as_needed
        try:
            return training.run(problem, keep=self.epochs, rules=self.rules)
        except DivergedError as error:
            return error

    @cached_property
    def _rounds(self) -> dict[tuple[int, int], Round]:
        return {(kept.epoch, kept.step): kept for kept in self.trace.rounds}

    @cached_property
    def _succession(self) -> Succession:
        return Succession(self.problem)

    def program(self, item: Item) -> Program:
        """Return the program of the round that a line is in."""
        return self._program(self._succession.batches[item.step - 1])

    def _program(self, samples: range) -> Program:
        if samples not in self._programs:
            reading = readings.read(self.problem, samples, self.rules)
            self._programs[samples] = Program(self.problem.network, reading, samples.start)
        return self._programs[samples]

    def _up_to(self, item: Item) -> Program:
        """Return the program of the round that a line is in, without the second forward pass where it stands before that."""
        again = item.quantity.after and item.quantity.kind not in BLOCK_KINDS
        return self.program(item) if again else self._update(item.step)

    def _update(self, step: int) -> Program:
        """Return the program of an update."""
        samples = self._succession.batches[step - 1]
        if samples not in self._updates:
            reading = readings.read_update(self.problem, samples, self.rules)
            self._updates[samples] = Program(self.problem.network, reading, samples.start)
        return self._updates[samples]

    def lines(self, epochs: int) -> int:
        """Return how many lines so many epochs have, about."""
        batches = self._succession.batches
        return self._program(batches[0]).reading.size * len(batches) * epochs

    def rounded(self, rounding: Rounding) -> dict[tuple[int, int], Round]:
        """Return the rounds, by epoch and update, with every line rounded; none if that cannot be done, or goes too far."""
        if rounding not in self._by_hand:
            self._by_hand[rounding] = self._worked_out(rounding)
        return self._by_hand[rounding]

    def _worked_out(self, rounding: Rounding) -> dict[tuple[int, int], Round]:
        problem = self._as_far_as_needed
        if self.lines(problem.epochs) > _MOST_BY_HAND:
            return {}
        try:
            trace = training.run(problem, keep=self.epochs, rounding=rounding, rules=self.rules)
        except (DivergedError, UncomputableError):
            return {}
        return {(kept.epoch, kept.step): kept for kept in trace.rounds}

    def is_adrift(self, item: Item) -> bool:
        """Whether something at the start of an update is handed on from a round that was not kept."""
        return self._succession.is_handed_on(item) and self.origin(item) is None

    def origin(self, item: Item) -> Item | None:
        """Return the line that something at the start of an update is handed on from, if its round was kept."""
        origin = self._succession.origin(item)
        return origin if origin is not None and origin.epoch in self.epochs else None

    @property
    def _as_far_as_needed(self) -> Problem:
        last = max(self.epochs)
        return self.problem.beginning(self.updates) if last == 1 else replace(self.problem, epochs=last)

    def formula(self, item: Item) -> Expr | None:
        """Return the formula of a line, or None for what is given.

        Raises
        ------
        KeyError
            If the method has no such line.
        """
        if item not in self._formulas:
            self._formulas[item] = self._made(item)
        return self._formulas[item]

    def _made(self, item: Item) -> Expr | None:
        """Return the formula of a line with the lines that it rests on for its symbols."""
        try:
            written = self._up_to(item).formula(item.quantity)
        except KeyError as error:
            raise KeyError(item) from error
        return None if written is None else expr.substitute(written, lambda ref: Symbol(self._operand(item, ref)))

    def _operand(self, item: Item, ref: object) -> Item:
        """Return where an operand of a line stands: the start of an update is the end of the one before it."""
        assert isinstance(ref, Quantity)
        operand = item._replace(quantity=ref)
        return self.origin(operand) or operand

    def operands(self, item: Item) -> list[Item]:
        """Return the lines, and what is given, that a line rests on, each once, in order of reading.

        What stands at the start of an update rests on the line that it is handed on from.
        """
        if item not in self._operands:
            formula = self.formula(item)
            found = (self.origin(item),) if formula is None else dict.fromkeys(expr.leaves(formula))
            self._operands[item] = [operand for operand in found if isinstance(operand, Item)]
        return self._operands[item]

    def alike(self, item: Item) -> list[Item]:
        """Return the lines, or what is given, of the kind of a line and of the same round, itself among them."""
        kind = item.quantity.kind, item.quantity.after
        place = (item.epoch, item.step, *kind)
        if place not in self._kinds:
            reading = self.program(item).reading
            found = [Item(item.epoch, item.step, q) for q in reading.quantities(*kind) if isinstance(q, Quantity)]
            self._kinds[place] = found
        parts = item.quantity.kind == "dE/dout" and item.quantity.source is not None
        return self._parts(item) if parts else self._kinds[place]

    def _parts(self, item: Item) -> list[Item]:
        """Return the parts of all sums that a part of one is alike to."""
        wholes = self.alike(item._replace(quantity=item.quantity._replace(source=None)))
        return [whole._replace(quantity=part) for whole in wholes for part in self.program(item).parts(whole.quantity)]

    def is_long(self, item: Item) -> bool:
        """Whether the round of a line has so many lines that nobody works them out one by one."""
        if item.step not in self._long:
            self._long[item.step] = self._update(item.step).reading.size > _LONGEST
        return self._long[item.step]

    def exact(self, item: Item) -> float:
        """Return the value of a line when the method is run from the givens with every digit.

        Raises
        ------
        KeyError
            If the method has no such line.
        DivergedError
            If a number is no longer finite.
        """
        if item not in self._values:
            stays = self._stays(item)
            self._values[item] = self._givens[item.quantity] if stays else self._rounds[item[:2]].value(item.quantity)
        return self._values[item]

    def _stays(self, item: Item) -> bool:
        """Whether something is given and the same in every round, so that it is known without a run."""
        is_given = item.quantity.kind != "step" and self.formula(item) is None
        return is_given and not self._succession.is_handed_on(item)

    @cached_property
    def _givens(self) -> Recorded:
        return Recorded(self.problem.network, readings.givens(self.problem))

    def rank(self, item: Item) -> tuple[object, ...]:
        """Return where a line stands in the order of dependency; what is given stands before all lines."""
        if item not in self._ranks:
            given = self.formula(item) is None
            self._ranks[item] = item[:2] if given else (*item[:2], self.program(item).rank(item.quantity))
        return self._ranks[item]
