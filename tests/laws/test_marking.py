"""A right sheet is never called wrong: random problems, worked by students who round, leave lines out and drop zeros."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from bptrace import training
from bptrace.byhand import UncomputableError
from bptrace.divergence import DivergedError
from bptrace.marking.marker import Marker
from bptrace.marking.sheet import Entry, Sheet
from bptrace.marking.verdicts import Verdict
from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.rounding import Rounding
from bptrace.trace import Round, Trace
from tests.strategies import problems

RIGHT = (Verdict.CORRECT, Verdict.CARRIED, Verdict.TOO_COARSE)

MOST_BY_HAND = 20_000
"""Lines of a run from its start to the round that is written down."""


@dataclass(frozen=True)
class Student:
    """Somebody who makes no mistake.

    Attributes
    ----------
    rounding
        How figures are written.
    throughout
        Whether every line is rounded before the next one uses it, or all digits are carried in a calculator.
    drops_zeros
        Whether 0.250 is written as 0.25.
    leaves_out
        Of ten lines, or kinds of line, how many are not on the sheet.
    by_kind
        Whether whole kinds of line are left out, such as all net inputs.
    copies_starts
        Whether what an update starts with is written down, too.
    seed
        Says which lines are left out.
    """

    rounding: Rounding
    throughout: bool
    drops_zeros: bool
    leaves_out: int
    by_kind: bool
    copies_starts: bool
    seed: int

    def sheet(self, problem: Problem, epochs: range, kept: range) -> Sheet:
        """Return what is handed in of some epochs of a run."""
        rounding = self.rounding if self.throughout else None
        trace = training.run(replace(problem, epochs=epochs[-1]), keep=epochs, rounding=rounding)
        rows = [row for one in trace.rounds if one.epoch in kept for row in self._rows(trace, one)]
        return Sheet("sheet", tuple(Entry(key, text, line, 1) for line, (key, text) in enumerate(rows, 1)))

    def _rows(self, trace: Trace, kept: Round) -> Iterator[tuple[str, str]]:
        several = len(trace.problem.batches()) > 1
        for quantity in self._written(kept):
            step = f".{kept.step}" if several and quantity.sample is None else ""
            yield f"{trace.notation.key(quantity)}@{kept.epoch}{step}", self._text(kept.value(quantity))

    def _written(self, kept: Round) -> Iterator[Quantity]:
        for line in kept.program.lines():
            quantity = line.quantity
            if self._is_on_the_sheet(kept, quantity):
                yield quantity
            if self.copies_starts and quantity.kind == "parameter" and (kept.epoch, kept.step) > (1, 1):
                yield quantity._replace(after=False)

    def _is_on_the_sheet(self, kept: Round, quantity: Quantity) -> bool:
        what = (quantity.kind, quantity.after) if self.by_kind else (kept.epoch, kept.step, *quantity)
        return zlib.crc32(repr((self.seed, what)).encode()) % 10 >= self.leaves_out

    def _text(self, value: float) -> str:
        rounded, places = self.rounding(value), self.rounding.places
        text = f"{rounded:#.{places}g}" if self.rounding.significant else f"{rounded:.{places}f}"
        return text.rstrip("0").rstrip(".") if self.drops_zeros and "." in text and "e" not in text else text


students = st.builds(
    Student,
    rounding=st.builds(Rounding, st.integers(1, 9), st.booleans()),
    throughout=st.booleans(),
    drops_zeros=st.booleans(),
    leaves_out=st.integers(0, 9),
    by_kind=st.booleans(),
    copies_starts=st.booleans(),
    seed=st.integers(0, 2**32),
)


def assert_right(problem: Problem, student: Student, epochs: range, kept: range) -> None:
    try:
        sheet = student.sheet(problem, epochs, kept)
        marked = Marker(problem).mark(sheet)
    except (UncomputableError, DivergedError):
        reject()
    assert len(marked.marks) == len(sheet.entries)
    for mark in marked.marks:
        assert mark.verdict in RIGHT, (mark.key, mark.entry, mark.exact, mark.own, marked.precision)


@settings(max_examples=60)
@given(problems(), students, st.integers(1, 3), st.booleans())
def test_no_line_of_a_right_sheet_is_wrong(problem: Problem, student: Student, last: int, whole: bool) -> None:
    epochs = range(1, last + 1) if problem.optimizer is not None else range(1, 2)
    assert_right(problem, student, epochs, epochs if whole else epochs[-1:])


@settings(max_examples=12)
@given(problems(), students, st.sampled_from((30, 60, 100)))
def test_no_line_of_a_right_sheet_far_from_the_start_is_wrong(problem: Problem, student: Student, last: int) -> None:
    assume(problem.optimizer is not None)
    size = sum(1 for _ in training.run(problem).rounds[0].program.lines())
    assume(size * len(problem.batches()) * last <= MOST_BY_HAND)
    assert_right(problem, student, range(last, last + 1), range(last, last + 1))
