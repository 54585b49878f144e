"""Mistakes of method as they may have been made on one problem, each followed through the rounds that a sheet speaks of."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from bptrace import expr
from bptrace.divergence import DivergedError
from bptrace.expr import Expr
from bptrace.marking.boxes import point
from bptrace.marking.interval import Interval
from bptrace.marking.method import Item, Method
from bptrace.marking.mistakes import MISTAKES, Mistake

_MOST_FOLLOWED = 20_000
"""So many lines are worked out with each mistake in them; later rounds say nothing about mistakes made before."""

_MOST_PRODUCTS = 200_000
"""A run with so many products of a parameter and a sample is short as a whole, whatever round of it is asked for."""


@dataclass(frozen=True, eq=False)
class Suspect:
    """A mistake made in certain places.

    Attributes
    ----------
    mistake
        Its entry in the catalogue.
    where
        The places in words; empty if everywhere.
    method
        The problem worked with the mistake in it.
    right
        The problem worked as it should be.
    """

    mistake: Mistake
    where: str
    method: Method
    right: Method
    _changed: dict[Item, Expr | None] = field(default_factory=dict, init=False, repr=False)

    def changed(self, item: Item) -> Expr | None:
        """Return the formula of a line with the mistake in it.

        None where it is the right one, or where it rests on a line that there is only with the mistake.
        """
        if item not in self._changed:
            self._changed[item] = self._compared(item)
        return self._changed[item]

    def _compared(self, item: Item) -> Expr | None:
        try:
            formula, right = self.method.formula(item), self.right.formula(item)
            if formula is None or formula == right:
                return None
            for operand in dict.fromkeys(expr.leaves(formula)):
                assert isinstance(operand, Item)
                self.right.formula(operand)
        except KeyError:
            return None
        return formula

    def exact(self, item: Item) -> Interval | None:
        """Return the value of a line when the mistake is made from the givens on, or None if there is none."""
        try:
            value = self.method.exact(item)
        # A part of a sum is computed only here, when it is asked for.
        except (DivergedError, KeyError, ArithmeticError, ValueError):
            return None
        return point(value) if math.isfinite(value) else None


def suspects(right: Method) -> Iterator[Suspect]:
    """Yield every mistake of method that can be made in a problem, in the order of the catalogue."""
    epochs = frozenset(epoch for epoch in right.epochs if _can_be_followed(right, epoch)) or frozenset({1})
    for mistake in MISTAKES:
        for variant in mistake.variants(right.problem):
            method = Method(variant.problem, epochs, variant.rules, right.updates)
            yield Suspect(mistake, variant.where, method, right)


def _can_be_followed(right: Method, epoch: int) -> bool:
    """Whether a round is near enough for every mistake to be tried as far as it."""
    problem = right.problem
    products = epoch * problem.sample_count * sum(block.values.size for block in problem.network.blocks)
    return epoch == 1 or right.lines(epoch) <= _MOST_FOLLOWED or products <= _MOST_PRODUCTS
