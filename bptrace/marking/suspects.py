"""Mistakes of method as they may have been made on one problem, each followed through the rounds that a sheet speaks of."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property

from bptrace import expr
from bptrace.divergence import DivergedError
from bptrace.expr import Expr
from bptrace.functions.optimizers import STATE_NAMES
from bptrace.marking.boxes import point
from bptrace.marking.interval import Interval
from bptrace.marking.method import Item, Method
from bptrace.marking.mistakes import MISTAKES, Mistake
from bptrace.network import Layer, Network
from bptrace.problem import Problem
from bptrace.rules import Rules
from bptrace.trace import OF_ERROR

_MOST_FOLLOWED = 20_000
"""So many lines are worked out with each mistake in them; later rounds say nothing about mistakes made before."""

_MOST_PRODUCTS = 200_000
"""A run with so many products of a parameter and a sample is short as a whole, whatever round of it is asked for."""


_OF_SLOPES = ("dout/dnet", "jacobian", "delta", "dE/dout")

_BY_RULE: Mapping[str, Collection[str]] = {
    "net": ("net",),
    "slope": ("dout/dnet", "jacobian"),
    "pull": ("delta",),
    "output_delta": ("delta",),
    "backward": ("dE/dout",),
    **dict.fromkeys(("gradient", "bias_gradient", "collect", "gradient_over_samples", "penalized"), ("gradient",)),
    **dict.fromkeys(("error_over_outputs", "error_over_samples", "penalty", "penalized_error"), OF_ERROR),
}
"""The kinds of line in whose formulas a rule is asked for."""

_BY_PROBLEM: Mapping[str, Collection[str]] = {
    "optimizer": ("parameter", *STATE_NAMES),
    "loss": (*OF_ERROR, *_OF_SLOPES),
    "activations": ("out", *_OF_SLOPES),
}
"""The same for parts of the problem; what has no entry, here or above, may be in the formulas of any line."""


def _touched(method: Method, right: Method) -> Collection[str] | None:
    """Return the kinds of line that may have another formula by another method; None if that may be all of them."""
    rules, parts = _different(method.rules, right.rules), _different(method.problem, right.problem)
    if "network" in parts and _differ_by_activations(method.problem.network, right.problem.network):
        parts[parts.index("network")] = "activations"
    found = [*map(_BY_RULE.get, rules), *map(_BY_PROBLEM.get, parts)]
    known = [kinds for kinds in found if kinds is not None]
    return {kind for kinds in known for kind in kinds} if len(known) == len(found) else None


def _different(one: Rules | Problem | Layer, other: Rules | Problem | Layer) -> list[str]:
    return [field.name for field in fields(one) if getattr(one, field.name) is not getattr(other, field.name)]


def _differ_by_activations(one: Network, other: Network) -> bool:
    """Whether two networks have everything else in common."""
    layers = zip(one.layers, other.layers, strict=True)
    return one.blocks is other.blocks and all(
        set(_different(layer, before)) <= {"activation", "activations"} for layer, before in layers
    )


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
            affected = self._touched is None or item.quantity.kind in self._touched
            self._changed[item] = self._compared(item) if affected else None
        return self._changed[item]

    @cached_property
    def _touched(self) -> Collection[str] | None:
        """The kinds of line that it may change; for all others its page need not be read."""
        return _touched(self.method, self.right)

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
