"""A method, right or wrong, followed through the rounds that a sheet speaks of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from bptrace import expr, training
from bptrace.expr import Expr
from bptrace.network import BLOCK_KINDS, Quantity
from bptrace.problem import Problem
from bptrace.rules import RIGHT, Rules
from bptrace.trace import Round, Trace

_LINKED = 50
"""Over so many updates from the start, each round begins with what the round before it came to on the sheet."""


class Item(NamedTuple):
    """One line of a run.

    Attributes
    ----------
    epoch, step
        The update that it belongs to, both from 1.
    quantity
        What it gives.
    """

    epoch: int
    step: int
    quantity: Quantity


@dataclass(frozen=True, eq=False)
class Method:
    """The rounds of a problem by some rules, as lines that rest on one another from round to round.

    Attributes
    ----------
    trace
        The rounds.
    """

    trace: Trace
    _formulas: dict[Item, Expr | None] = field(default_factory=dict, init=False, repr=False)
    _operands: dict[Item, list[Item]] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def _rounds(self) -> dict[tuple[int, int], Round]:
        return {(kept.epoch, kept.step): kept for kept in self.trace.rounds}

    @cached_property
    def _previous(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The update right before each one, where both were kept."""
        updates = len(self.trace.problem.batches())

        def number(at: tuple[int, int]) -> int:
            return (at[0] - 1) * updates + at[1]

        places = sorted(self._rounds)
        pairs = zip(places[1:], places, strict=False)
        return {later: earlier for later, earlier in pairs if number(later) == number(earlier) + 1}

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
        program = self._rounds[item[:2]].program
        try:
            return program.formula(item.quantity)
        except (IndexError, AttributeError) as error:  # a part of what is no sum by this method
            raise KeyError(item) from error

    def operand(self, item: Item, ref: object) -> Item:
        """Return where an operand of a line stands: the start of an update is the end of the one before it."""
        assert isinstance(ref, Quantity)
        before = self._previous.get(item[:2])
        if before is None or ref.kind not in BLOCK_KINDS or ref.after:
            return item._replace(quantity=ref)
        ended = Item(*before, ref._replace(after=True))
        if ref.kind in ("parameter", *self._states) and self.trace.absence(ended.quantity) is None:
            return ended
        return item._replace(quantity=ref)

    def operands(self, item: Item) -> list[Item]:
        """Return where the operands of a line stand, each once, in order of reading."""
        if item not in self._operands:
            formula = self.formula(item)
            refs = dict.fromkeys(expr.leaves(formula)) if formula is not None else ()
            self._operands[item] = [self.operand(item, ref) for ref in refs]
        return self._operands[item]

    @cached_property
    def _states(self) -> tuple[str, ...]:
        optimizer = self.trace.problem.optimizer
        return optimizer.state if optimizer else ()

    def exact(self, item: Item) -> float:
        """Return the value of a line when the method is run from the givens with every digit.

        Raises
        ------
        KeyError
            If the method has no such line.
        """
        return self._rounds[item[:2]].value(item.quantity)

    def rank(self, item: Item) -> tuple[object, ...]:
        """Return where a line stands in the order of dependency."""
        return (item.epoch, item.step, self._rounds[item[:2]].program.rank(item.quantity))


def follow(problem: Problem, epochs: Collection[int], rules: Rules = RIGHT) -> Method:
    """Run a problem as far as the last of some epochs, and keep them and, near the start, those that lead to them.

    Raises
    ------
    DivergedError
        If a number is no longer finite.
    """
    updates = len(problem.batches())
    linked = {epoch for last in epochs if last * updates <= _LINKED for epoch in range(1, last + 1)}
    return Method(training.run(problem, keep=frozenset(epochs) | linked, rules=rules))
