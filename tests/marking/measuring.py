"""Sheets of the plain students, marked and diagnosed: what came of each, and what ought to have."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from typing import NamedTuple

import yaml

from bptrace import spec
from bptrace.marking.diagnosis import Diagnosis, diagnose
from bptrace.marking.marker import Marked, Marker
from bptrace.marking.sheet import Entry, Sheet
from bptrace.marking.verdicts import Verdict

from .plain.networks import NETWORKS
from .plain.sheets import Case, students, written_up


class Kind(NamedTuple):
    """How sheets are written."""

    figures: int
    rounded: bool
    omit: bool

    def __str__(self) -> str:
        lines = "a third left out" if self.omit else "whole"
        return f"{self.figures} figures, {'every line rounded' if self.rounded else 'exact inside'}, {lines}"


KINDS = tuple(
    Kind(figures, rounded, omit) for figures in (3, 4, 6) for rounded in (False, True) for omit in (False, True)
)

UNEXPLAINED, OTHER, LEFT_OUT, TIE, PARTS, REST = (
    "no mistake is found",
    "another mistake is found",
    "a slip in a line that is left out",
    "a tie: another mistake explains the same lines as well",
    "another mistake explains some of the lines",
    "named, but some lines stay unexplained",
)
"""How a diagnosis may fall short: the first three do not name the mistake, the others do not name it alone."""

SIBLINGS = {
    "U4-updated-weights-lower": "H1",  # the deltas of lower layers through updated weights, by another name
}


@dataclass(frozen=True)
class Outcome:
    """What came of one sheet.

    Attributes
    ----------
    network, kind, mistake, code
        Which sheet it is; the mistake is None where it is right.
    faults
        What is wrong with the verdicts, in words.
    visible
        Whether the mistake can be seen on the sheet.
    short
        How the diagnosis falls short, if it does; empty if it names the mistake alone.
    """

    network: str
    kind: Kind
    mistake: str | None
    code: str
    faults: tuple[str, ...]
    visible: bool
    short: str

    @property
    def named(self) -> bool:
        return self.short not in (UNEXPLAINED, OTHER, LEFT_OUT)

    @property
    def alone(self) -> bool:
        return not self.short

    def __str__(self) -> str:
        return (
            f"{self.network}, {self.kind}, {self.mistake}: {'; '.join(self.faults) or self.short or 'as it should be'}"
        )


@cache
def marker(network: str) -> Marker:
    return Marker(spec.loads(yaml.safe_dump(NETWORKS[network])))


def marked(case: Case) -> Marked:
    written = tuple(Entry(key, text, line, 1) for line, (key, text) in enumerate(case.sheet.items(), 1))
    return marker(case.network).mark(Sheet(case.mistake or "right", written))


def outcome(case: Case, kind: Kind) -> Outcome:
    """Mark a sheet, and compare what is said of it with what the student has done."""
    found, right = marked(case), case.mistake is None
    faults = tuple(_of_right(found) if right else _of_mistaken(case, found))
    visible = not right and case.code != "A2" and bool(case.visible)  # to cut off is a verdict of its own
    short = shortfall(case, diagnose(found)) if visible else ""
    return Outcome(case.network, kind, case.mistake, case.code, faults, visible, short)


def _keys(found: Marked, *verdicts: Verdict) -> list[str]:
    return [mark.key for mark in found.marks if mark.verdict in verdicts]


def _of_right(found: Marked) -> Iterator[str]:
    yield from _not_placed(found)
    for key in _keys(found, Verdict.WRONG, Verdict.TRUNCATED):
        yield f"{key} is right"


def _not_placed(found: Marked) -> Iterator[str]:
    for mark in found.marks:
        if mark.figure is None:
            yield f"{mark.key} was not read: {mark.reason}"


def _of_mistaken(case: Case, found: Marked) -> Iterator[str]:
    yield from _not_placed(found)
    wrong = _keys(found, Verdict.WRONG)
    for key in wrong:
        if key not in _blamable(case, found):
            yield f"{key} is wrong, but was not changed"
    if case.code == "A2":
        return
    flagged = _keys(found, Verdict.WRONG, Verdict.TRUNCATED)  # what might have been cut off is not called wrong
    order = [mark.key for mark in found.marks]
    missed = [key for key in order if key in case.visible and key not in flagged]
    if missed and (not wrong or order.index(missed[0]) < order.index(wrong[0])):
        yield f"{missed[0]} shows the mistake, but the first wrong line is {wrong[0] if wrong else 'nowhere'}"
    if case.code == "A1" and len(wrong) > 1 and case.changed[0] in case.sheet:
        yield f"one slip, but {len(wrong)} lines are wrong: {', '.join(wrong)}"


def _blamable(case: Case, found: Marked) -> frozenset[str]:
    """Return the lines that a mistake may have made wrong: those it changed, and those that rest on what shows nowhere else.

    What is left out stands for what the right rule makes of the lines before it, so that a change in it shows in the lines
    after it. What was cut off is, to the digit, not what stands on the sheet.
    """
    one, method = marker(case.network), found.method
    changed = {one.finder.find(key) for key in case.changed}
    reached = set(changed)
    for mark in found.marks:
        pending, seen = ([mark.item] if mark.item else []), set()
        while pending:
            item = pending.pop()
            for operand in method.operands(item):
                if operand in seen or (operand in found.written and case.code != "A2"):
                    continue
                seen.add(operand)
                pending.append(operand)
        if seen & changed and mark.item:
            reached.add(mark.item)
    return frozenset(one.finder.key(item) for item in reached)


def shortfall(case: Case, diagnosis: Diagnosis) -> str:
    """Return how a diagnosis falls short of naming the mistake alone; nothing if it does not."""
    codes = {case.code, *(name.partition("-")[0] for name in case.also)}
    codes |= {SIBLINGS[name] for name in (case.mistake, *case.also) if name in SIBLINGS}
    found = [{cause.code for cause in finding.causes} for finding in diagnosis.findings]
    if not any(codes & each for each in found):
        if case.code == "A1" and case.changed[0] not in case.sheet:
            return LEFT_OUT
        return OTHER if found else UNEXPLAINED
    if any(not codes & each for each in found):
        return PARTS
    if diagnosis.unexplained:
        return REST
    return "" if all(each <= codes for each in found) else TIE


def outcomes(network: str, kind: Kind, every: int = 1) -> list[Outcome]:
    """Return what came of every sheet of one network and kind, or of the right one and every so manieth mistake.

    Which ones goes by the kind, so that a twelfth of each of the twelve kinds is every mistake once.
    """
    turn = KINDS.index(kind) % every
    made = enumerate(students(network, kind.figures, kind.rounded))
    faults = (fault for number, fault in made if fault.id is None or number % every == turn)
    cases = (written_up(network, fault, *kind) for fault in faults)
    return [outcome(case, kind) for case in cases if case.changed or case.mistake is None]


def _of_network(task: tuple[str, tuple[Kind, ...], int]) -> list[Outcome]:
    network, kinds, every = task
    return [each for kind in kinds for each in outcomes(network, kind, every)]


def measured(kinds: Iterable[Kind] = KINDS, every: int = 1) -> list[Outcome]:
    """Return what came of all sheets, or of every so manieth mistake, worked out by all processors."""
    tasks = [(network, tuple(kinds), every) for network in reversed(NETWORKS)]  # those that take longest come first
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        return [each for found in pool.map(_of_network, tasks) for each in found]
