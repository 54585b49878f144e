"""What went wrong on a sheet: the fewest mistakes that explain all its wrong lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bptrace.dataclass import dataclass
from bptrace.expr import Expr
from bptrace.marking import apart
from bptrace.marking.by_line import Slips
from bptrace.marking.by_method import Methods
from bptrace.marking.evidence import METHOD, Evidence, Explanation
from bptrace.marking.fewest import fewest
from bptrace.marking.marker import Marked
from bptrace.marking.method import Item
from bptrace.marking.suspects import suspects
from bptrace.notation import Notation


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


def diagnose(marked: Marked, notation: Notation | None = None) -> Diagnosis:
    """Return the fewest mistakes that explain the wrong lines of a sheet.

    A mistake of method explains what it gives from the sheet's own figures, or, where nothing else does, what it gives when it
    is made from the givens on. Slips in one line are sought where no mistake of method agrees with all the right lines.

    Sentences call lines what `notation` calls them, or the usual names if that is None.
    """
    if not marked.wrong:
        return Diagnosis()
    evidence = Evidence(marked, notation or Notation(marked.method.problem))
    found = _explanations(evidence)
    chosen = fewest(found, list(evidence.wrong))
    findings = [_finding(evidence, group) for group in chosen]
    findings.sort(key=lambda finding: list(evidence.wrong).index(finding.lines[0]))
    explained = {item for finding in findings for item in finding.lines}
    return Diagnosis(tuple(findings), tuple(item for item in evidence.wrong if item not in explained))


def _explanations(evidence: Evidence) -> list[Explanation]:
    possible = suspects(evidence.marked.method)
    methods, slips = Methods(evidence), Slips(evidence)
    found = list(methods.on_the_sheet(possible))
    for item in evidence.wrong:
        if not any(item in each.covers and not each.against for each in found):
            found += slips.in_line(item)
    found += list(_repeated(found))
    open_lines = {item for item in evidence.wrong if not any(item in each.covers for each in found)}
    if open_lines:
        found += (each for each in methods.from_the_givens(possible) if each.covers & open_lines)
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


def _finding(evidence: Evidence, group: Sequence[Explanation]) -> Finding:
    """Return what a group of explanations comes to: the likeliest, those told apart that give different values."""
    lines = tuple(item for item in evidence.wrong if item in group[0].covers)
    causes = apart.causes(evidence, group, lines)
    return Finding(tuple(_cause(each, lines) for each in causes), lines, apart.decides(evidence, causes, lines))


def _cause(each: Explanation, lines: Sequence[Item]) -> Cause:
    where = each.where
    if each.against and each.by_lines:
        where = "in this line" if len(lines) == 1 else "in these lines"
    formula = each.formula.get(lines[0])
    value = sum(each.predicts[lines[0]]) / 2 if each.family == METHOD or formula is not None else None
    return Cause(each.code, each.name, each.sentence, where, formula, value)
