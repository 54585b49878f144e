"""Slips in one line as explanations of it: in its formula, in its place, in its figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from bptrace import expr
from bptrace.dataclass import dataclass
from bptrace.expr import Expr, Symbol
from bptrace.marking.boxes import Boxes
from bptrace.marking.evidence import DIGIT, LINE, PEN, Evidence, Explanation
from bptrace.marking.interval import Interval
from bptrace.marking.method import Item
from bptrace.marking.mistakes import figures, operands
from bptrace.marking.verdicts import Verdict

_MOST_LEAVES = 40


@dataclass(frozen=True, eq=False)
class Slips:
    """Which slips in one line of a sheet give its figure."""

    evidence: Evidence

    def in_line(self, item: Item) -> Iterator[Explanation]:
        """Yield the slips in one wrong line that explain it."""
        yield from self._in_formula(item)
        yield from self._in_place(item)
        yield from self._of_pen(item)
        yield from self._of_pen_before(item)

    def _in_formula(self, item: Item) -> Iterator[Explanation]:
        formula = self._spelt_out(item)
        if formula is None:
            return
        for slip in operands.slips(item, formula, self._known_by(item), self.evidence.name):
            found = self.evidence.boxes.range_of(slip.formula)
            if self._may_be(item, found):
                one = _alone(LINE, slip.code, slip.name, slip.sentence, item, found, slip.formula)
                yield replace(one, trait=slip.trait)

    def _in_place(self, item: Item) -> Iterator[Explanation]:
        """Yield the lines whose figure may have been written here; where two are exchanged, one slip explains both."""
        evidence = self.evidence
        boxes = evidence.boxes if self._has_formula(item) else self._as_given
        for other in evidence.alike(item):
            found = evidence.range_in(boxes, other) if other != item else None
            if found is None or not self._may_be(item, found):
                continue
            back = evidence.range_in(evidence.boxes, item) if other in evidence.wrong else None
            both = {item: found, **({other: back} if back and evidence.fits(other, back) else {})}
            name, mine = evidence.name(other), evidence.name(item)
            what = f"{mine} and {name} exchanged" if len(both) == 2 else f"the figure of {name}"
            sentence = f"What is written for {mine} is the value of {name}."
            covers = frozenset(both)
            pair = frozenset((item.quantity[:4], other.quantity[:4]))
            trait = ("updated",) if not self._has_formula(item) and len(pair) == 1 else ("exchanged", pair)
            yield Explanation(LINE, "U8", what, sentence, "", covers, 0, both, {}, trait=trait)

    def _of_pen(self, item: Item) -> Iterator[Explanation]:
        mark = self.evidence.wrong[item]
        if mark.figure is None or mark.own is None:
            return
        for slip in figures.slips(mark.figure):
            if slip.meant.meets(mark.own):
                family = PEN if slip.likely else DIGIT
                yield _alone(family, "A1", slip.name, slip.sentence, item, mark.own)

    def _of_pen_before(self, item: Item) -> Iterator[Explanation]:
        """Yield slips of the pen in a line that is not on the sheet and that a wrong line rests on."""
        evidence, boxes = self.evidence, self.evidence.boxes
        for operand in filter(evidence.is_omitted, evidence.method.operands(item)):
            for slip in figures.shifted(boxes[operand]):
                found = evidence.range_in(boxes.with_instead(operand, slip.meant), item)
                if found is not None and self._may_be(item, found):
                    name = f"{slip.name} of {evidence.name(operand)}, which is not on the sheet"
                    sentence = "What is written here follows if the sign or the decimal point of that line went astray."
                    yield _alone(PEN, "A1", name, sentence, item, found)

    def _may_be(self, item: Item, found: Interval) -> bool:
        """Whether a slip that gives a value from an interval led to a wrong line.

        A figure that is cut off besides needs two slips; that counts only if the sheet cuts off elsewhere, too.
        """
        figure = self.evidence.wrong[item].figure
        may_be_rounded = figure is not None and figure.rounded.meets(found)
        return self.evidence.fits(item, found) and (may_be_rounded or self._cuts_off)

    @cached_property
    def _cuts_off(self) -> bool:
        return any(mark.verdict is Verdict.TRUNCATED for mark in self.evidence.marked.marks)

    @cached_property
    def _as_given(self) -> Boxes:
        """The boxes with what is given as it is given, and not as it is written where that is wrong."""
        boxes = self.evidence.boxes
        for item in self.evidence.wrong:
            boxes = boxes if self._has_formula(item) else boxes.with_instead(item, boxes.range(item))
        return boxes

    def _has_formula(self, item: Item) -> bool:
        return self.evidence.method.formula(item) is not None

    def _spelt_out(self, item: Item) -> Expr | None:
        """Return a line's formula with the formulas of lines that are not on the sheet in their places."""
        formula = self.evidence.method.formula(item)
        while formula is not None:
            leaves = [leaf for leaf in dict.fromkeys(expr.leaves(formula)) if isinstance(leaf, Item)]
            omitted = frozenset(filter(self.evidence.is_omitted, leaves))
            if not omitted or len(leaves) > _MOST_LEAVES:
                return formula
            longer = expr.substitute(formula, self._formula_or_name(omitted))
            if sum(1 for _ in expr.leaves(longer)) > _MOST_LEAVES:
                return formula
            formula = longer
        return None

    def _formula_or_name(self, omitted: frozenset[Item]) -> Callable[[object], Expr]:
        def found(ref: object) -> Expr:
            assert isinstance(ref, Item)
            formula = self.evidence.method.formula(ref) if ref in omitted else None
            return formula if formula is not None else Symbol(ref)

        return found

    def _known_by(self, item: Item) -> Callable[[Item], Sequence[Item]]:
        """Return what gives the lines that one may be mistaken for in a line: those before it, and the updated one."""
        rank = self.evidence.method.rank
        place = rank(item)

        def known(operand: Item) -> list[Item]:
            updated = operand._replace(quantity=operand.quantity._replace(after=True))
            bias = operand.quantity.source is None
            alike = (other for other in self.evidence.alike(operand) if (other.quantity.source is None) == bias)
            return [other for other in alike if other == updated or rank(other) < place]

        return known


def _alone(
    family: int, code: str, name: str, sentence: str, item: Item, found: Interval, formula: Expr | None = None
) -> Explanation:
    formulas = {} if formula is None else {item: formula}
    return Explanation(family, code, name, sentence, "", frozenset({item}), 0, {item: found}, formulas)
