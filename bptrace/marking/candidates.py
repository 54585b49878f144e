"""What a published figure may be if the run is the right one: rounded, of another line or round, or with one slip."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from bptrace.course import products
from bptrace.expr import Expr
from bptrace.marking.claim import Candidate, Claim, Family, beside, counted_otherwise, near
from bptrace.marking.method import Item
from bptrace.marking.mistakes import figures, operands
from bptrace.rounding import Rounding

_MOST_ALIKE, _MOST_PLACES = 60, 400
_MOST_EARLIER, _MOST_SLIPS = 80, 4000
_SMALL = 500


def by_count(claim: Claim) -> Iterator[Candidate]:
    """Yield the right values of the line after a few updates fewer or more."""
    for item in near(claim):
        value = claim.exact(item) if item != claim.item else None
        if value is not None:
            yield counted_otherwise(claim, item, value, Family.COUNT)


def by_operands(claim: Claim) -> Iterator[Candidate]:
    """Yield the line worked out from operands that were rounded first."""
    formula = claim.right.formula(claim.item)
    if formula is None:
        return
    for rounding in claim.roundings:

        def rounded(item: Item, rounding: Rounding = rounding) -> float:
            value = claim.right.exact(item)
            return value if claim.right.formula(item) is None else rounding(value)

        value = claim.evaluated(formula, rounded)
        if value is not None:
            sentence = f"This line is worked out from figures that were rounded to {rounding} first."
            yield Candidate(Family.ROUNDED, value, f"operands rounded to {rounding}", sentence)


def by_place(claim: Claim) -> Iterator[Candidate]:
    """Yield the right values of the other lines of the round."""
    for quantity in islice(claim.right.program(claim.item).quantities(), _MOST_PLACES):
        item = claim.item._replace(quantity=quantity)
        value = claim.exact(item) if item not in beside(claim.item) else None
        if value is not None:
            other = claim.name(item)
            sentence = f"{other} has this value, not {claim.name(claim.item)}."
            yield Candidate(Family.PLACE, value, f"the figure of {other}", sentence)


def by_pen(claim: Claim) -> Iterator[Candidate]:
    """Yield the right value, the figure being taken for what it would be without a slip of the pen."""
    value = claim.exact(claim.item)
    if value is None:
        return
    for slip in figures.slips(claim.figure):
        family = Family.PEN if slip.likely else Family.DIGIT
        yield Candidate(family, value, slip.name, slip.sentence, meant=slip.meant)


def by_line(claim: Claim) -> Iterator[Candidate]:
    """Yield the line with a slip in its formula."""
    for slip, formula in _slips(claim, claim.item):
        value = claim.evaluated(formula, claim.right.exact)
        if value is not None:
            yield Candidate(Family.LINE, value, slip.name, slip.sentence)


def by_earlier_line(claim: Claim) -> Iterator[Candidate]:
    """Yield the line as it comes out after a slip in one of the lines of the round that it rests on."""
    lines = _slice(claim)[:-1] if products(claim.problem) <= _SMALL else []
    if len(lines) > _MOST_EARLIER:
        return
    for place, line in enumerate(lines):
        after = [*lines[place + 1 :], claim.item]
        for slip, formula in islice(_slips(claim, line), _MOST_SLIPS // len(lines)):
            wrong = claim.evaluated(formula, claim.right.exact)
            value = None if wrong is None else _carried(claim, {line: wrong}, after)
            if value is not None:
                where = f"in {claim.name(line)}, and carried on from there"
                yield Candidate(Family.EARLIER, value, slip.name, slip.sentence, where)


def _slice(claim: Claim) -> list[Item]:
    program = claim.right.program(claim.item)
    return [claim.item._replace(quantity=line.quantity) for line in program.slice_of([claim.item.quantity])]


def _carried(claim: Claim, changed: dict[Item, float], after: list[Item]) -> float | None:
    """Return what the last of some lines comes to when lines before them are changed, or None if that changes nothing."""

    def value_of(item: Item) -> float:
        return changed[item] if item in changed else claim.right.exact(item)

    for line in after:
        formula = claim.right.formula(line)
        if formula is not None and any(operand in changed for operand in claim.right.operands(line)):
            value = claim.evaluated(formula, value_of)
            if value is None:
                return None
            changed[line] = value
    return changed.get(after[-1])


def _slips(claim: Claim, line: Item) -> Iterator[tuple[operands.Slip, Expr]]:
    formula = claim.right.formula(line)
    if formula is None:
        return

    def alike(item: Item) -> list[Item]:
        one, other = beside(item)
        return [*claim.right.alike(one)[:_MOST_ALIKE], *claim.right.alike(other)[:_MOST_ALIKE]]

    for slip in operands.slips(line, formula, alike, claim.name):
        yield slip, slip.formula
