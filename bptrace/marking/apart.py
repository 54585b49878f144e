"""Explanations of the same lines told apart: which are as likely, which are one in other words, what would decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from bptrace.marking.evidence import DIGIT, LINE, METHOD, PEN, Evidence, Explanation
from bptrace.marking.fewest import weight
from bptrace.marking.interval import Interval
from bptrace.marking.method import Item
from bptrace.marking.suspects import Suspect

MOST_CAUSES = 3
"""A tie names so many mistakes."""

_NOTICEABLE = 1e-3
"""Two mistakes that differ by less, relatively, would hardly be told apart by one more figure."""

_MOST_LINES = 2000
"""Among so many lines the one is sought that would decide between two mistakes."""


def causes(evidence: Evidence, group: Sequence[Explanation], lines: Sequence[Item]) -> list[Explanation]:
    """Return those of the explanations of some lines that are likely and can be told apart, the likeliest first."""
    best, others = _likeliest(evidence, group), _of_other_families(group)
    first = islice(_apart(evidence, best, lines), MOST_CAUSES - bool(others))
    return list(islice(_apart(evidence, [*first, *others], lines), MOST_CAUSES))


def decides(evidence: Evidence, causes: Sequence[Explanation], lines: Sequence[Item]) -> Item | None:
    """Return the line, on the sheet or not, on which the first two causes differ most."""
    if len(causes) < 2:
        return None
    one, other = causes[:2]
    if one.suspect is not None and other.suspect is not None:
        return _deciding(evidence, one.suspect, other.suspect, lines)
    return None if _close(one.predicts[lines[0]], other.predicts[lines[0]]) else lines[0]


def _likeliest(evidence: Evidence, group: Sequence[Explanation]) -> list[Explanation]:
    """Return the explanations that are as likely as the best one.

    Nearly everything meets a figure such as 1; what gives just that figure is likelier than what may have been rounded to it.
    """
    likeliest = weight(group)
    best = [each for each in group if (each.family, each.against) == likeliest]
    return [each for each in best if evidence.is_hit(each)] or best


def _of_other_families(group: Sequence[Explanation]) -> list[Explanation]:
    """Return one explanation of each less likely family.

    None where the best is a mistake of method that every right line allows; one that was made in one line alone is no
    likelier than another slip in that line.
    """
    family, against = weight(group)
    if family == METHOD and not against:
        return []
    others = [[each for each in group if each.family == other] for other in (PEN, LINE, DIGIT) if other > family]
    return [each for alike in others for each in alike[:1]]


def _apart(evidence: Evidence, likely: Iterable[Explanation], lines: Sequence[Item]) -> Iterator[Explanation]:
    """Leave out what goes by the same name as an explanation before it, or gives the very same values on every line.

    Mistakes under one code are one mistake in other words if they give the same values on the sheet, such as a slope that is
    left out and one that is taken as 1.
    """
    kept = list[Explanation]()
    for each in likely:
        named = any((each.code, each.name) == (other.code, other.name) for other in kept)
        if not named and not any(_same(evidence, each, other, lines) for other in kept):
            kept.append(each)
            yield each


def _same(evidence: Evidence, one: Explanation, other: Explanation, lines: Sequence[Item]) -> bool:
    if one.family != other.family or one.family == PEN:
        return False
    pairs = [(one.predicts[item], other.predicts[item]) for item in lines]
    if one.family == METHOD and one.code == other.code:
        return all(_difference(*pair) <= _NOTICEABLE for pair in pairs)
    return all(_close(*pair) for pair in pairs) and decides(evidence, (one, other), lines) is None


def _close(one: Interval, other: Interval) -> bool:
    size = max(map(abs, (*one, *other)))
    return abs(one.low - other.low) <= 1e-9 * size and abs(one.high - other.high) <= 1e-9 * size


def _deciding(evidence: Evidence, one: Suspect, other: Suspect, lines: Sequence[Item]) -> Item | None:
    """Return the line that the sheet does not have on which two mistakes, made on its own figures, differ most."""
    made, otherwise = evidence.boxes.by(one.method), evidence.boxes.by(other.method)
    differences = {
        item: _difference(evidence.range_in(made, item), evidence.range_in(otherwise, item))
        for item in _open(evidence, lines)
    }
    telling = [item for item, difference in differences.items() if difference > _NOTICEABLE]
    return max(telling, key=differences.__getitem__, default=None)


def _open(evidence: Evidence, lines: Sequence[Item]) -> Iterator[Item]:
    """Yield the lines that the sheet does not have of the rounds of some lines."""
    method, written = evidence.method, evidence.marked.written
    rounds = {item[:2]: item for item in lines}.values()
    every = (item._replace(quantity=quantity) for item in rounds for quantity in method.program(item).quantities())
    return (item for item in islice(every, _MOST_LINES) if item not in written)


def _difference(one: Interval | None, other: Interval | None) -> float:
    """Return by how much the middles of two ranges differ, relatively; nothing where there are not two."""
    if one is None or other is None:
        return 0.0
    difference = abs(sum(one) - sum(other))
    return difference / max(abs(sum(one)), abs(sum(other))) if difference else 0.0
