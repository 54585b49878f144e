"""A marked sheet as what there is to explain, and what an explanation of it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

from bptrace.dataclass import dataclass
from bptrace.divergence import DivergedError
from bptrace.expr import Expr
from bptrace.marking.boxes import Boxes
from bptrace.marking.interval import Interval
from bptrace.marking.marker import Marked
from bptrace.marking.method import Item, Method
from bptrace.marking.suspects import Suspect
from bptrace.marking.verdicts import Mark, Verdict
from bptrace.notation import Notation

METHOD, LINE, PEN, DIGIT = range(4)
"""Families of explanations, the likelier ones first."""

WIDE, LOOSE = 0.2, 1.0
"""A range wider than this share of its ends says too little to explain a figure: as one slip of many, as a method."""

_RIGHT = (Verdict.CORRECT, Verdict.CARRIED, Verdict.FOLLOWS)
_MOST_ALIKE = 60


@dataclass(frozen=True, eq=False)
class Explanation:
    """What may have happened on a sheet.

    Attributes
    ----------
    family
        How likely such a thing is: one of `METHOD`, `LINE`, `PEN`, `DIGIT`.
    code, name, sentence
        As in the catalogue.
    where
        The places in words; empty if everywhere.
    covers
        The wrong lines that it explains.
    against
        How many lines are right that it would have made wrong.
    predicts
        For each line that it explains, where its value may then lie.
    formula
        The formula with the mistake in it, by line, where it has one.
    suspect
        The mistake of method, if it is one.
    by_lines
        Whether it is explained line by line from the sheet's own figures, and not by a run from the givens.
    trait
        What a slip has in common with the same slip in other samples and rounds, if anything.
    """

    family: int
    code: str
    name: str
    sentence: str
    where: str
    covers: frozenset[Item]
    against: int
    predicts: dict[Item, Interval]
    formula: dict[Item, Expr]
    suspect: Suspect | None = None
    by_lines: bool = True
    trait: tuple[object, ...] = ()


@dataclass(frozen=True, eq=False)
class Evidence:
    """A marked sheet as what there is to explain, and what its lines are called in the sentences on it."""

    marked: Marked
    notation: Notation

    @property
    def method(self) -> Method:
        """How the problem should have been worked."""
        return self.marked.method

    @property
    def boxes(self) -> Boxes:
        """Where the value of every line may lie by the sheet's own figures."""
        return self.marked.boxes

    @cached_property
    def wrong(self) -> dict[Item, Mark]:
        """The wrong lines, in order."""
        return {mark.item: mark for mark in self.marked.wrong if mark.item is not None}

    @cached_property
    def right(self) -> tuple[Item, ...]:
        """The lines that follow from what stands before them."""
        return tuple(mark.item for mark in self.marked.marks if mark.item is not None and mark.verdict in _RIGHT)

    @cached_property
    def restored(self) -> tuple[Item, ...]:
        """The right figures that do not follow from the wrong ones before them: something has made up for those."""
        written, operands = self.marked.written, self.method.operands
        return tuple(
            item
            for item in self.right
            if any(each in self._astray for each in operands(item)) and not self.boxes.range(item).meets(written[item])
        )

    @cached_property
    def _astray(self) -> frozenset[Item]:
        """The lines that are wrong, or follow from wrong ones."""
        verdicts = (Verdict.WRONG, Verdict.FOLLOWS)
        return frozenset(mark.item for mark in self.marked.marks if mark.item and mark.verdict in verdicts)

    def is_omitted(self, item: Item) -> bool:
        """Whether a line is left out: it has a formula, and the sheet does not have it."""
        return item not in self.marked.written and self.method.formula(item) is not None

    def name(self, item: Item) -> str:
        """Return what a line is called."""
        return self.notation.text(item.quantity)

    def alike(self, item: Item) -> Sequence[Item]:
        """Return the lines, and what is given, of one kind with a line and in the same round, itself among them.

        Those of the other side of the update are among them, too: an updated weight may be taken for the old one.
        """
        other = item._replace(quantity=item.quantity._replace(after=not item.quantity.after))
        return [*self.method.alike(item)[:_MOST_ALIKE], *self.method.alike(other)[:_MOST_ALIKE]]

    def range_in(self, boxes: Boxes, item: Item) -> Interval | None:
        """Return where the value of a line may lie by the boxes of a method, or None if the method has no such value."""
        try:
            return boxes.range(item)
        except (DivergedError, KeyError):
            return None

    def fits(self, item: Item, found: Interval | None, widest: float = WIDE) -> bool:
        """Whether a value from an interval may have been written as a wrong line has it."""
        figure = self.wrong[item].figure
        if found is None or figure is None:
            return False
        width = found.high - found.low
        narrow = math.isfinite(width) and width <= max(widest * max(map(abs, found)), 2 * (figure.unit or 0.0))
        return narrow and (figure.rounded.meets(found) or figure.truncated.meets(found))

    def is_hit(self, each: Explanation) -> bool:
        """Whether an explanation gives every figure that leaves much open, such as 1, just as it is written."""
        figures = [(self.wrong[item].figure, found) for item, found in each.predicts.items()]
        return all(found.low <= figure.value <= found.high for figure, found in figures if figure and figure.is_coarse)
