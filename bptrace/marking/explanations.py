"""What could have led to the wrong lines of one sheet: mistakes of method, slips in a line, slips of the pen."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from bptrace import expr
from bptrace.divergence import DivergedError
from bptrace.expr import Expr, Symbol
from bptrace.marking.boxes import Boxes
from bptrace.marking.interval import Interval
from bptrace.marking.marker import Marked
from bptrace.marking.method import Item
from bptrace.marking.mistakes import figures, operands
from bptrace.marking.suspects import Suspect
from bptrace.marking.verdicts import Mark, Verdict
from bptrace.notation import Notation

METHOD, LINE, PEN, DIGIT = range(4)
"""Families of explanations, the likelier ones first."""

_RIGHT = (Verdict.CORRECT, Verdict.CARRIED, Verdict.FOLLOWS)
_MOST_ALIKE = 60
_MOST_LEAVES = 40
_WIDE, _LOOSE = 0.2, 1.0
"""A range wider than this share of its ends says too little to explain a figure: as one slip of many, as a method."""


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
    """A marked sheet as what there is to explain."""

    marked: Marked
    _omitted: dict[Item, list[Item]] = field(default_factory=dict, init=False, repr=False)

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
        boxes, written, operands = self.marked.boxes, self.marked.written, self.marked.method.operands
        return tuple(
            item
            for item in self.right
            if any(each in self._astray for each in operands(item)) and not boxes.range(item).meets(written[item])
        )

    @cached_property
    def _astray(self) -> frozenset[Item]:
        """The lines that are wrong, or follow from wrong ones."""
        verdicts = (Verdict.WRONG, Verdict.FOLLOWS)
        return frozenset(mark.item for mark in self.marked.marks if mark.item and mark.verdict in verdicts)

    def by_method(self, suspects: Iterable[Suspect]) -> Iterator[Explanation]:
        """Yield the mistakes of method that explain some wrong line from the lines of the sheet before it."""
        for suspect in suspects:
            predicts, formula = self._explained(suspect)
            if predicts:
                yield self._of_suspect(suspect, predicts, formula)

    def by_run(self, suspects: Iterable[Suspect]) -> Iterator[Explanation]:
        """Yield the mistakes of method that explain some wrong line if they were made from the givens on.

        A sheet may have figures from elsewhere, such as the output of a program with a mistake in it.
        """
        for suspect in suspects:
            values = {item: suspect.exact(item) for item in self.wrong}
            predicts = {item: value for item, value in values.items() if value and self._fits(item, value)}
            if predicts:
                where = "in the run that this figure comes from" if len(predicts) == 1 else "in the run they come from"
                yield replace(self._of_suspect(suspect, predicts, {}), where=where, by_lines=False)

    def _of_suspect(self, suspect: Suspect, predicts: dict[Item, Interval], formula: dict[Item, Expr]) -> Explanation:
        mistaken = self.marked.boxes.by(suspect.method)
        against = sum(self._contradicts(suspect, mistaken, item) for item in self.right)
        against += sum(suspect.changed(item) is None for item in self.restored)
        one = suspect.mistake
        covers = frozenset(predicts)
        return Explanation(
            METHOD, one.code, one.name, one.sentence, suspect.where, covers, against, predicts, formula, suspect
        )

    def _explained(self, suspect: Suspect) -> tuple[dict[Item, Interval], dict[Item, Expr]]:
        """Return the wrong lines that a mistake explains, with where their values may then lie, and their formulas."""
        predicts, formulas = dict[Item, Interval](), dict[Item, Expr]()
        mistaken = self.marked.boxes.by(suspect.method)
        for item in self.wrong:
            for found in self._reached(suspect, mistaken, item):
                if self._fits(item, found, _LOOSE):
                    predicts[item] = found
                    formula = suspect.changed(item)
                    if formula is not None:
                        formulas[item] = formula
                    break
        return predicts, formulas

    def _reached(self, suspect: Suspect, mistaken: Boxes, item: Item) -> Iterator[Interval]:
        """Yield where the value of a line may lie with a mistake: made in the lines that are left out too, or in it alone.

        Where the mistake makes no difference to a line there is nothing to yield.
        """
        if self._is_affected(item, suspect):
            found = self.range_in(mistaken, item)
            if found is not None:
                yield found
        formula = suspect.changed(item)
        if formula is not None:
            yield self.marked.boxes.range_of(formula)

    def range_in(self, boxes: Boxes, item: Item) -> Interval | None:
        """Return where the value of a line may lie by the boxes of a method, or None if the method has no such value."""
        try:
            return boxes.range(item)
        except (DivergedError, KeyError):
            return None

    def _is_affected(self, item: Item, suspect: Suspect) -> bool:
        """Whether a mistake may change lines that are not on the sheet and that a line rests on."""
        omitted = self._omitted_before(item)
        return bool(omitted) and (
            self.marked.method.is_long(item) or any(suspect.changed(each) is not None for each in omitted)
        )

    def _omitted_before(self, item: Item) -> list[Item]:
        """Return the lines that are not on the sheet and that a line rests on, in a long round those next to it."""
        if item not in self._omitted:
            written, method = self.marked.written, self.marked.method
            found, pending = dict[Item, None](), [item]
            while pending:
                operands = method.operands(pending.pop())
                new = [each for each in operands if each not in written and each not in found]
                found |= dict.fromkeys(each for each in new if method.formula(each) is not None)
                pending += [each for each in new if each in found and not method.is_long(item)]
            self._omitted[item] = list(found)
        return self._omitted[item]

    def _fits(self, item: Item, found: Interval | None, widest: float = _WIDE) -> bool:
        """Whether a value from an interval may have been written as a wrong line has it."""
        figure = self.wrong[item].figure
        if found is None or figure is None:
            return False
        width = found.high - found.low
        narrow = math.isfinite(width) and width <= max(widest * max(map(abs, found)), 2 * (figure.unit or 0.0))
        return narrow and (figure.rounded.meets(found) or figure.truncated.meets(found))

    def _may_be_slip(self, item: Item, found: Interval | None) -> bool:
        """Whether a slip that gives a value from an interval led to a wrong line.

        A figure that is cut off besides needs two slips; that counts only if the sheet cuts off elsewhere, too.
        """
        figure = self.wrong[item].figure
        if found is None or figure is None or not self._fits(item, found):
            return False
        return figure.rounded.meets(found) or any(mark.verdict is Verdict.TRUNCATED for mark in self.marked.marks)

    def _contradicts(self, suspect: Suspect, mistaken: Boxes, item: Item) -> bool:
        """Whether a right line would be wrong if the mistake had been made in it, or in what is left out before it."""
        window = self.marked.written.get(item)
        reached = list(self._reached(suspect, mistaken, item)) if window is not None else []
        return window is not None and bool(reached) and not any(found.meets(window) for found in reached)

    def is_hit(self, each: Explanation) -> bool:
        """Whether an explanation gives every figure that leaves much open, such as 1, just as it is written."""
        figures = [(self.wrong[item].figure, found) for item, found in each.predicts.items()]
        return all(found.low <= figure.value <= found.high for figure, found in figures if figure and figure.is_coarse)

    def by_line(self, item: Item) -> Iterator[Explanation]:
        """Yield the slips in one wrong line that explain it: in its formula, in its place, in its figure."""
        yield from self._in_formula(item)
        yield from self._in_place(item)
        yield from self._of_pen(item)

    def _in_formula(self, item: Item) -> Iterator[Explanation]:
        formula = self._spelt_out(item)
        if formula is None:
            return
        for slip in operands.slips(item, formula, self._known_by(item), self._name):
            found = self.marked.boxes.range_of(slip.formula)
            if self._may_be_slip(item, found):
                one = self._alone(LINE, slip.code, slip.name, slip.sentence, item, found, slip.formula)
                yield replace(one, trait=slip.trait)

    def _in_place(self, item: Item) -> Iterator[Explanation]:
        """Yield the lines whose figure may have been written here; where two are exchanged, one slip explains both."""
        boxes = self.marked.boxes if self._has_formula(item) else self._as_given
        for other in self._alike(item):
            found = self.range_in(boxes, other) if other != item else None
            if found is None or not self._may_be_slip(item, found):
                continue
            back = self.range_in(self.marked.boxes, item) if other in self.wrong else None
            both = {item: found, **({other: back} if back and self._fits(other, back) else {})}
            name, mine = self._name(other), self._name(item)
            what = f"{mine} and {name} exchanged" if len(both) == 2 else f"the figure of {name}"
            sentence = f"What is written for {mine} is the value of {name}."
            covers = frozenset(both)
            pair = frozenset((item.quantity[:4], other.quantity[:4]))
            trait = ("updated",) if not self._has_formula(item) and len(pair) == 1 else ("exchanged", pair)
            yield Explanation(LINE, "U8", what, sentence, "", covers, 0, both, {}, trait=trait)

    @cached_property
    def _as_given(self) -> Boxes:
        """The boxes with what is given as it is given, and not as it is written where that is wrong."""
        boxes = self.marked.boxes
        for item in self.wrong:
            boxes = boxes if self._has_formula(item) else boxes.with_instead(item, boxes.range(item))
        return boxes

    def _of_pen(self, item: Item) -> Iterator[Explanation]:
        mark = self.wrong[item]
        if mark.figure is None or mark.own is None:
            return
        for slip in figures.slips(mark.figure):
            if slip.meant.meets(mark.own):
                family = PEN if slip.likely else DIGIT
                yield self._alone(family, "A1", slip.name, slip.sentence, item, mark.own, None)
        yield from self._of_pen_before(item)

    def _of_pen_before(self, item: Item) -> Iterator[Explanation]:
        """Yield slips of the pen in a line that is not on the sheet and that a wrong line rests on."""
        boxes, written = self.marked.boxes, self.marked.written
        for operand in self.marked.method.operands(item):
            if operand in written or not self._has_formula(operand):
                continue
            for slip in figures.shifted(boxes[operand]):
                found = self.range_in(boxes.with_instead(operand, slip.meant), item)
                if found is not None and self._may_be_slip(item, found):
                    name = f"{slip.name} of {self._name(operand)}, which is not on the sheet"
                    sentence = "What is written here follows if the sign or the decimal point of that line went astray."
                    yield self._alone(PEN, "A1", name, sentence, item, found, None)

    def _alone(
        self, family: int, code: str, name: str, sentence: str, item: Item, found: Interval, formula: Expr | None
    ) -> Explanation:
        formulas = {} if formula is None else {item: formula}
        return Explanation(family, code, name, sentence, "", frozenset({item}), 0, {item: found}, formulas)

    def _spelt_out(self, item: Item) -> Expr | None:
        """Return a line's formula with the formulas of lines that are not on the sheet in their places."""
        formula = self.marked.method.formula(item)
        while formula is not None:
            leaves = [leaf for leaf in dict.fromkeys(expr.leaves(formula)) if isinstance(leaf, Item)]
            omitted = [leaf for leaf in leaves if leaf not in self.marked.written and self._has_formula(leaf)]
            if not omitted or len(leaves) > _MOST_LEAVES:
                return formula
            longer = expr.substitute(formula, self._formula_or_name(set(omitted)))
            if sum(1 for _ in expr.leaves(longer)) > _MOST_LEAVES:
                return formula
            formula = longer
        return None

    def _has_formula(self, item: Item) -> bool:
        return self.marked.method.formula(item) is not None

    def _formula_or_name(self, omitted: set[Item]) -> Callable[[object], Expr]:
        def found(ref: object) -> Expr:
            assert isinstance(ref, Item)
            formula = self.marked.method.formula(ref) if ref in omitted else None
            return formula if formula is not None else Symbol(ref)

        return found

    def _name(self, item: Item) -> str:
        return Notation(self.marked.method.problem).text(item.quantity)

    def _known_by(self, item: Item) -> Callable[[Item], Sequence[Item]]:
        """Return what gives the lines that one may be mistaken for in a line: those before it, and the updated one."""
        place = self.marked.method.rank(item)

        def known(operand: Item) -> list[Item]:
            updated = operand._replace(quantity=operand.quantity._replace(after=True))
            bias = operand.quantity.source is None
            alike = (other for other in self._alike(operand) if (other.quantity.source is None) == bias)
            return [other for other in alike if other == updated or self.marked.method.rank(other) < place]

        return known

    def _alike(self, item: Item) -> Sequence[Item]:
        """Return the lines, and what is given, of one kind with a line and in the same round, itself among them.

        Those of the other side of the update are among them, too: an updated weight may be taken for the old one.
        """
        other = item._replace(quantity=item.quantity._replace(after=not item.quantity.after))
        method = self.marked.method
        return [*method.alike(item)[:_MOST_ALIKE], *method.alike(other)[:_MOST_ALIKE]]
