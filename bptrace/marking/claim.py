"""A published figure of one line, and what it may be besides the right value."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import field
from enum import IntEnum, auto
from functools import cached_property

from bptrace import expr
from bptrace.dataclass import dataclass
from bptrace.divergence import DivergedError
from bptrace.expr import Expr
from bptrace.marking.figure import Figure
from bptrace.marking.finder import Finder
from bptrace.marking.interval import Interval
from bptrace.marking.judge import equals
from bptrace.marking.method import Item, Method
from bptrace.marking.rerun import is_followed
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.rounding import MOST, Rounding
from bptrace.words import counted

_FEW_FIGURES = 2


class Family(IntEnum):
    """What happened, the likelier first."""

    RIGHT = auto()
    COUNT = auto()
    ROUNDED = auto()
    METHOD = auto()
    CONVENTION = auto()
    PLACE = auto()
    LINE = auto()
    EARLIER = auto()
    PEN = auto()
    HISTORY = auto()
    DIGIT = auto()


@dataclass(frozen=True, eq=False)
class Candidate:
    """One thing that may have happened.

    Attributes
    ----------
    family
        What kind of thing it is.
    value
        What the line comes to then.
    name, sentence
        What it is, in a few words and in a sentence.
    where
        The places in words; empty if everywhere.
    assumptions
        How many things it supposes to have happened.
    meant
        What the figure is taken for, if not for what is written.
    """

    family: Family
    value: float
    name: str
    sentence: str
    where: str = ""
    assumptions: int = 1
    meant: Interval | None = None


@dataclass(frozen=True, eq=False)
class Claim:
    """A published figure of one line.

    Attributes
    ----------
    problem
        The problem that it is said to be of.
    item
        The line.
    figure
        What is published.
    notation
        What lines are called in sentences; None for the usual names.
    """

    problem: Problem
    item: Item
    figure: Figure
    notation: Notation | None = None
    finder: Finder = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "finder", Finder(self.problem))

    @cached_property
    def epochs(self) -> range:
        """The epoch of the line, with those right before and after it."""
        epoch = self.item.epoch
        if self.problem.optimizer is None or not is_followed(self.problem, epoch + 1):
            return range(epoch, epoch + 1)
        return range(max(1, epoch - 1), epoch + 2)

    @cached_property
    def right(self) -> Method:
        """The problem worked as it should be."""
        return Method(self.problem, frozenset(self.epochs))

    @property
    def updates(self) -> int:
        """How many updates of an epoch there are."""
        return len(self.problem.batches())

    def exact(self, item: Item) -> float | None:
        """Return the right value of a line, or None if there is none."""
        try:
            return self.right.exact(item)
        except (DivergedError, KeyError):
            return None

    def evaluated(self, formula: Expr, value_of: Callable[[Item], float]) -> float | None:
        """Return what a formula over lines comes to, or None if it has no value."""

        def found(ref: object) -> float:
            assert isinstance(ref, Item)
            return value_of(ref)

        try:
            value = expr.evaluate(formula, found)
        except (ArithmeticError, ValueError, KeyError, DivergedError):
            return None
        return value if math.isfinite(value) else None

    def name(self, item: Item) -> str:
        """Return the name of a line, its round left out."""
        return (self.notation or self.finder.notation).text(item.quantity)

    @cached_property
    def places(self) -> int:
        """The decimals of the figure; negative where it ends before the point."""
        return -round(math.log10(self.figure.unit)) if self.figure.unit else MOST

    @property
    def is_short(self) -> bool:
        """Whether the figure has so few digits that anything may agree with it; a fraction is exact."""
        return self.figure.unit is not None and (self.figure.figures or 0) <= _FEW_FIGURES

    def rounded(self, value: float) -> float:
        """Return a value as it would be written, to the last place of the figure; a fraction has none."""
        if self.figure.unit is None:
            return self.figure.value if equals(self.figure, value) else value
        return Rounding(self.places)(value)

    @cached_property
    def roundings(self) -> list[Rounding]:
        """The roundings that the figure suggests, the likeliest ones first: to its own digits, then to more and to fewer."""
        figures = self.figure.figures or 1
        places = sorted(range(1, MOST + 1), key=lambda n: (abs(n - self.places), n))
        significant = sorted(range(2, MOST + 1), key=lambda n: (abs(n - figures), n))
        decimals = [Rounding(n) for n in places if n <= self.places + 2]
        counts = [Rounding(n, significant=True) for n in significant if n <= figures + 2]
        return [*decimals[:1], *counts[:1], *decimals[1:], *counts[1:]]


def beside(item: Item) -> Iterator[Item]:
    """Yield a line, and the same line on the other side of the update."""
    yield item
    yield item._replace(quantity=item.quantity._replace(after=not item.quantity.after))


def near(claim: Claim) -> Iterator[Item]:
    """Yield the same line in the updates before and after its own, and on the other side of the update."""
    epoch, step, _ = claim.item
    steps = [step] if claim.item.quantity.sample is not None else [step, step - 1, step + 1]
    for at in sorted(claim.epochs, key=lambda one: abs(one - epoch)):
        for within in steps:
            if 1 <= within <= claim.updates:
                yield from beside(Item(at, within, claim.item.quantity))


def done_before(claim: Claim, item: Item) -> int:
    """Return how many updates have been made when a line is computed."""
    return (item.epoch - 1) * claim.updates + item.step - (not item.quantity.after)


def counted_otherwise(claim: Claim, item: Item, value: float, family: Family) -> Candidate:
    """Return the line after another number of updates."""
    found, asked = done_before(claim, item), done_before(claim, claim.item)
    name = f"after {counted(found, 'update')} instead of {asked}"
    if found == asked:
        name = "in another round after as many updates"
    sentence = f"The key {claim.finder.key(item)} has this value; what was asked for is {claim.finder.key(claim.item)}."
    return Candidate(family, value, name, sentence)
