"""What went wrong on a sheet: the fewest mistakes that explain all its wrong lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, islice
from math import isfinite

from bptrace.expr import Expr
from bptrace.marking.boxes import Boxes
from bptrace.marking.explanations import DIGIT, LINE, METHOD, PEN, Evidence, Explanation
from bptrace.marking.interval import Interval
from bptrace.marking.marker import Marked
from bptrace.marking.method import Item, Method
from bptrace.marking.suspects import Suspect, suspects

MOST_CAUSES = 3
"""A tie names so many mistakes."""

_MOST_TOGETHER = 3
"""Up to so many mistakes the fewest are found by trying all; beyond, the one that explains most is taken first."""

_NOTICEABLE = 1e-3
"""Two mistakes that differ by less, relatively, would hardly be told apart by one more figure."""

_MOST_LINES = 2000
"""Among so many lines the one is sought that would decide between two mistakes."""


@dataclass(frozen=True)
class Cause:
    """A mistake as it may have been made on a sheet.

    Attributes
    ----------
    code
        Its entry in the catalogue, such as `H1`.
    name
        In a few words, such as "hidden errors through weights already updated".
    sentence
        For the student: what is right instead.
    where
        Where it was made, such as "in the output layer"; empty if everywhere.
    formula
        The first wrong line's formula with the mistake in it, its symbols the lines that it rests on (`Item`), or None where
        the mistake is no formula of that line.
    value
        The value that the mistake gives for the first wrong line, worked out from the sheet's own figures, or None where the
        mistake works nothing out: one of the pen, or another line's figure.
    """

    code: str
    name: str
    sentence: str
    where: str
    formula: Expr | None
    value: float | None


@dataclass(frozen=True)
class Finding:
    """One mistake, as far as the sheet tells which.

    Attributes
    ----------
    causes
        The mistakes that explain the lines alike, at most three, the likeliest first.
    lines
        The wrong lines that are explained, in order.
    decides
        The line on which the first two causes differ most, or None if there is one cause or nothing would decide.
    """

    causes: tuple[Cause, ...]
    lines: tuple[Item, ...]
    decides: Item | None = None


@dataclass(frozen=True)
class Diagnosis:
    """The mistakes of a sheet.

    Attributes
    ----------
    findings
        The fewest that explain the wrong lines, the earliest first.
    unexplained
        The wrong lines that no mistake of the catalogue explains.
    """

    findings: tuple[Finding, ...] = ()
    unexplained: tuple[Item, ...] = ()


def diagnose(marked: Marked) -> Diagnosis:
    """Return the fewest mistakes that explain the wrong lines of a sheet.

    A mistake of method explains what it gives from the sheet's own figures, or, where nothing else does, what it gives when it
    is made from the givens on. Slips in one line are sought where no mistake of method agrees with all the right lines.
    """
    if not marked.wrong:
        return Diagnosis()
    evidence = Evidence(marked)
    found = _explanations(evidence)
    chosen = _fewest(found, list(evidence.wrong))
    findings = [_finding(evidence, group) for group in chosen]
    findings.sort(key=lambda finding: list(evidence.wrong).index(finding.lines[0]))
    explained = {item for finding in findings for item in finding.lines}
    return Diagnosis(tuple(findings), tuple(item for item in evidence.wrong if item not in explained))


@lru_cache(maxsize=8)
def _suspects(method: Method) -> tuple[Suspect, ...]:
    return tuple(suspects(method))


def _explanations(evidence: Evidence) -> list[Explanation]:
    possible = _suspects(evidence.marked.method)
    found = list(evidence.by_method(possible))
    for item in evidence.wrong:
        if not any(item in each.covers and not each.against for each in found):
            found += evidence.by_line(item)
    found += list(_repeated(found))
    open_lines = {item for item in evidence.wrong if not any(item in each.covers for each in found)}
    if open_lines:
        found += (each for each in evidence.by_run(possible) if each.covers & open_lines)
    return found


def _repeated(found: Iterable[Explanation]) -> Iterator[Explanation]:
    """Yield slips that were made in the same way in several samples or rounds as one."""
    alike = dict[tuple[object, ...], list[Explanation]]()
    for each in found:
        if each.trait:
            alike.setdefault(each.trait, []).append(each)
    for first, *others in alike.values():
        predicts = {item: where for each in (*others, first) for item, where in each.predicts.items()}
        formula = {item: how for each in (*others, first) for item, how in each.formula.items()}
        if len(predicts) > len(first.predicts):
            yield replace(first, covers=frozenset(predicts), predicts=predicts, formula=formula)


def _fewest(found: Sequence[Explanation], wrong: Sequence[Item]) -> list[list[Explanation]]:
    """Return the fewest groups of explanations that together cover what can be covered; those of a group cover the same."""
    groups = dict[frozenset[Item], list[Explanation]]()
    for each in found:
        groups.setdefault(each.covers, []).append(each)
    reachable = frozenset(item for covers in groups for item in covers)
    largest = sorted(groups, key=lambda covers: (-len(covers), *_weight(groups[covers]), min(map(wrong.index, covers))))
    kept = [covers for place, covers in enumerate(largest) if not _is_beaten(covers, largest[:place], groups)]
    for count in range(1, _MOST_TOGETHER + 1):
        together = [chosen for chosen in combinations(kept[:40], count) if reachable <= frozenset().union(*chosen)]
        if together:
            best = min(together, key=lambda chosen: _weight_of(chosen, groups))
            return [groups[covers] for covers in best]
    return [groups[covers] for covers in _greedily(kept, reachable)]


def _greedily(kept: Sequence[frozenset[Item]], reachable: frozenset[Item]) -> Iterator[frozenset[Item]]:
    left = reachable
    while left:
        best = max(kept, key=lambda covers: len(covers & left))
        yield best
        left -= best


def _weight(group: Iterable[Explanation]) -> tuple[int, int]:
    """Return how unlikely the likeliest explanation of a group is: its family, then what speaks against it."""
    return min((each.family, each.against) for each in group)


def _weight_of(chosen: Iterable[frozenset[Item]], groups: dict[frozenset[Item], list[Explanation]]) -> tuple[int, int]:
    weights = [_weight(groups[covers]) for covers in chosen]
    return sum(family for family, _ in weights), sum(against for _, against in weights)


def _is_beaten(
    covers: frozenset[Item],
    larger: Iterable[frozenset[Item]],
    groups: dict[frozenset[Item], list[Explanation]],
) -> bool:
    """Whether a group that covers more is at least as likely."""
    return any(covers < more and _weight(groups[more]) <= _weight(groups[covers]) for more in larger)


def _finding(evidence: Evidence, group: Sequence[Explanation]) -> Finding:
    """Return what a group of explanations comes to: the likeliest, those told apart that give different values."""
    lines = tuple(item for item in evidence.wrong if item in group[0].covers)
    causes = _apart(evidence, _likely(evidence, group), lines)[:MOST_CAUSES]
    return Finding(tuple(_cause(each, lines) for each in causes), lines, _decides(evidence, causes, lines))


def _likely(evidence: Evidence, group: Sequence[Explanation]) -> list[Explanation]:
    """Return the explanations that are as likely as the best one.

    A mistake of method that was made in one line alone is no likelier than another slip in that line. Nearly everything meets
    a figure such as 1; what gives just that figure is likelier than what may have been rounded to it.
    """
    family, against = _weight(group)
    best = [each for each in group if (each.family, each.against) == (family, against)]
    best = [each for each in best if evidence.is_hit(each)] or best
    if family == METHOD and not against:
        return best
    others = [[each for each in group if each.family == other] for other in (PEN, LINE, DIGIT) if other > family]
    return best[: MOST_CAUSES - 1] + [each for alike in others for each in alike[:1]]


def _apart(evidence: Evidence, likely: Sequence[Explanation], lines: Sequence[Item]) -> list[Explanation]:
    """Leave out what goes by the same name as an explanation before it, or gives the very same values on every line.

    Mistakes under one code are one mistake in other words if they give the same values on the sheet, such as a slope that is
    left out and one that is taken as 1.
    """
    kept = list[Explanation]()
    for each in likely:
        named = any((each.code, each.name) == (other.code, other.name) for other in kept)
        if not named and not any(_same(evidence, each, other, lines) for other in kept):
            kept.append(each)
    return kept


def _same(evidence: Evidence, one: Explanation, other: Explanation, lines: Sequence[Item]) -> bool:
    if one.family != other.family or one.family == PEN:
        return False
    pairs = [(one.predicts[item], other.predicts[item]) for item in lines]
    if one.family == METHOD and one.code == other.code:
        return all(_alike(*pair) for pair in pairs)
    if not all(_close(*pair) for pair in pairs):
        return False
    return (
        one.suspect is None or other.suspect is None or _deciding(evidence, one.suspect, other.suspect, lines) is None
    )


def _alike(one: Interval, other: Interval) -> bool:
    """Whether the middles of two ranges can hardly be told apart."""
    values = sum(one) / 2, sum(other) / 2
    return abs(values[0] - values[1]) <= _NOTICEABLE * max(map(abs, values))


def _close(one: Interval, other: Interval) -> bool:
    size = max(map(abs, (*one, *other)))
    return abs(one.low - other.low) <= 1e-9 * size and abs(one.high - other.high) <= 1e-9 * size


def _cause(each: Explanation, lines: Sequence[Item]) -> Cause:
    where = each.where
    if each.against and each.by_lines:
        where = "in this line" if len(lines) == 1 else "in these lines"
    formula = each.formula.get(lines[0])
    value = sum(each.predicts[lines[0]]) / 2 if each.family == METHOD or formula is not None else None
    return Cause(each.code, each.name, each.sentence, where, formula, value)


def _decides(evidence: Evidence, causes: Sequence[Explanation], lines: Sequence[Item]) -> Item | None:
    """Return the line, on the sheet or not, on which the first two causes differ most."""
    if len(causes) < 2:
        return None
    one, other = causes[:2]
    if one.suspect is not None and other.suspect is not None:
        return _deciding(evidence, one.suspect, other.suspect, lines)
    return None if _close(one.predicts[lines[0]], other.predicts[lines[0]]) else lines[0]


def _deciding(evidence: Evidence, one: Suspect, other: Suspect, lines: Sequence[Item]) -> Item | None:
    """Return the line that the sheet does not have on which two mistakes, made on its own figures, differ most."""
    boxes = evidence.marked.boxes.by(one.method), evidence.marked.boxes.by(other.method)
    differences = {item: _difference(evidence, boxes, item) for item in _open(evidence, lines)}
    most = max(differences, key=differences.__getitem__, default=None)
    return most if most is not None and differences[most] > _NOTICEABLE else None


def _open(evidence: Evidence, lines: Sequence[Item]) -> Iterator[Item]:
    """Yield the lines that the sheet does not have of the rounds of some lines."""
    method, written = evidence.marked.method, evidence.marked.written
    rounds = {item[:2]: item for item in lines}.values()
    every = (item._replace(quantity=quantity) for item in rounds for quantity in method.program(item).quantities())
    return (item for item in islice(every, _MOST_LINES) if item not in written)


def _difference(evidence: Evidence, boxes: tuple[Boxes, Boxes], item: Item) -> float:
    """Return by how much two mistakes make a line different, relatively; nothing where they leave it open."""
    found = [evidence.range_in(each, item) for each in boxes]
    values = [sum(each) / 2 for each in found if each is not None and isfinite(sum(each))]
    size = max(map(abs, values), default=0.0)
    return abs(values[0] - values[1]) / size if len(values) == 2 and size else 0.0
