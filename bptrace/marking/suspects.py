"""Mistakes of method as they may have been made on one problem, each followed through the rounds that a sheet speaks of."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field, fields
from functools import cache, cached_property, lru_cache
from typing import Any, TypeAlias, TypeVar

from bptrace import expr
from bptrace.dataclass import dataclass
from bptrace.divergence import DivergedError
from bptrace.expr import Expr
from bptrace.functions.activations import Activation
from bptrace.functions.optimizers import STATE_NAMES
from bptrace.marking.boxes import point
from bptrace.marking.interval import Interval
from bptrace.marking.method import Item, Method
from bptrace.marking.mistakes import MISTAKES, Mistake
from bptrace.network import Layer, Network, Quantity
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
    "backward": (),  # not of all layers: see `_sent_back`
    **dict.fromkeys(("gradient", "bias_gradient", "collect", "gradient_over_samples", "penalized"), ("gradient",)),
    **dict.fromkeys(("error_over_outputs", "error_over_samples", "penalty", "penalized_error"), OF_ERROR),
}
"""The kinds of line in whose formulas a rule is asked for."""

_BY_PROBLEM: Mapping[str, Collection[str]] = {
    "optimizer": ("parameter", *STATE_NAMES),
    "loss": (*OF_ERROR, *_OF_SLOPES),
}
"""The same for parts of the problem; what has no entry, here or above, may be in the formulas of any line."""

_BY_ACTIVATION: Mapping[str, Collection[str]] = {
    "textbook": ("out",),
    "stable": ("out",),
    "slope": ("dout/dnet", "jacobian"),
}
"""The same for parts of an activation, in the lines of its layer; what has no entry may be in all that an activation is in."""

_Lines: TypeAlias = Collection[tuple[str, int | None]]
"""Kinds of line, each in one layer, or with None wherever there are any."""


def _touched(method: Method, right: Method) -> _Lines | None:
    """Return the lines that may have another formula by another method; None if that may be all of them."""
    rules, parts = _different(method.rules, right.rules), _different(method.problem, right.problem)
    activations = _of_activations(method.problem.network, right.problem.network) if "network" in parts else ()
    found = [*map(_BY_RULE.get, rules), *map(_BY_PROBLEM.get, set(parts) - {"network"})]
    if activations is None or None in found:
        return None
    sent_back = _sent_back(right.problem.network) if "backward" in rules else ()
    return {*activations, *sent_back, *((kind, None) for kinds in found for kind in kinds or ())}


def _sent_back(network: Network) -> _Lines:
    """Return the lines that the rule for the layer before is asked for: the output layer has its slopes from the loss."""
    return [("dE/dout", number) for number in range(network.depth)]


def _of_activations(one: Network, other: Network) -> _Lines | None:
    """Return the lines that other activations are in; None if that is not all that is different."""
    pairs = list(enumerate(zip(one.layers, other.layers, strict=True), 1))
    if one.blocks is not other.blocks or any(set(_different(*layers)) - _ACTIVATIONS for _, layers in pairs):
        return None
    parts = ((number, part) for number, (new, old) in pairs for part in _different(new.activation, old.activation))
    return {(kind, number) for number, part in parts for kind in _BY_ACTIVATION.get(part, ("out", *_OF_SLOPES))}


_ACTIVATIONS = frozenset({"activation", "activations"})
_Record = TypeVar("_Record", Rules, Problem, Layer, Activation)


def _different(one: _Record, other: _Record) -> list[str]:
    """Return the fields in which two records are not the same."""
    kind: Any = type(one)
    return [name for name in _names(kind) if getattr(one, name) is not getattr(other, name)]


@cache
def _names(kind: Any) -> tuple[str, ...]:
    """Return the fields of a dataclass."""
    return tuple(field.name for field in fields(kind))


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
            self._changed[item] = self._compared(item) if self._may_change(item.quantity) else None
        return self._changed[item]

    def _may_change(self, quantity: Quantity) -> bool:
        """Whether the mistake may be in the formula of a line; where not, its page need not be read."""
        kind, layer, touched = quantity.kind, quantity.layer, self._touched
        return touched is None or (kind, None) in touched or (kind, layer) in touched

    @cached_property
    def _touched(self) -> _Lines | None:
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


@lru_cache(maxsize=8)
def suspects(right: Method) -> tuple[Suspect, ...]:
    """Return every mistake of method that can be made in a problem, in the order of the catalogue; the same ones each time."""
    return tuple(_made_in(right))


def _made_in(right: Method) -> Iterator[Suspect]:
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
