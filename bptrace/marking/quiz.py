"""A quiz: the lines of a worked example asked one by one, each answer marked at once on a sheet of all answers so far.

A quiz is a value: whatever is said to it gives the quiz as it stands then, and a reply. A line is worth `POINTS`; a wrong
answer or a hint costs one of them, but one is left until the line itself has been told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from bptrace.dataclass import dataclass
from bptrace.marking.diagnosis import Diagnosis, Finding, diagnose
from bptrace.marking.entries import Entry, Sheet
from bptrace.marking.marker import Marked, Marker
from bptrace.marking.method import Item, Method
from bptrace.marking.verdicts import Mark, Verdict

POINTS = 4
"""What a line is worth when its first answer is right and no hint was needed."""

_FREE_TRIES = 1
"""So many wrong answers to a line bring no hint with them."""

_ACCEPTED = (Verdict.CORRECT, Verdict.CARRIED, Verdict.FOLLOWS)
_FREE = (Verdict.MISSING, Verdict.UNREADABLE, Verdict.TOO_COARSE)


class Hint(Enum):
    """The hints, in the order in which they are given."""

    WHY = "what is asked and why"
    FORMULA = "the formula"
    NUMBERS = "the formula with the numbers"
    LINE = "the line itself"


class Question(NamedTuple):
    """A line that is asked for; `section` numbers the lines that share what there is to say of them."""

    item: Item
    section: int = 0


@dataclass(frozen=True)
class Reply:
    """What is said to an answer, or to the request for a hint.

    Attributes
    ----------
    item
        The line.
    mark
        The verdict on the answer, or None if none was given.
    finding
        The mistake behind a wrong answer, if one explains it.
    hint
        What is shown as a help, or None.
    points
        What the line has brought; None while it is still being asked.
    """

    item: Item
    mark: Mark | None = None
    finding: Finding | None = None
    hint: Hint | None = None
    points: int | None = None


class Slip(NamedTuple):
    """A wrong answer: the verdict on it, and the mistake behind it, if one is known."""

    verdict: Verdict
    finding: Finding | None


@dataclass(frozen=True)
class Attempt:
    """How far the line that is being asked has come.

    Attributes
    ----------
    answer
        The last answer that could be read, or an empty text.
    slips
        The wrong answers, in order.
    cost
        How many points they and the hints have cost.
    hint
        The last hint.
    """

    answer: str = ""
    slips: tuple[Slip, ...] = ()
    cost: int = 0
    hint: Hint | None = None

    @property
    def worth(self) -> int:
        """What a right answer brings now."""
        return max(POINTS - self.cost, 1)


@dataclass(frozen=True)
class Result:
    """What became of a line.

    Attributes
    ----------
    item
        The line.
    points
        What it has brought.
    stands
        What later answers are marked with: the last answer, or the value that was told; empty if there is neither.
    told
        Whether the line was told.
    attempt
        The answers and hints before.
    """

    item: Item
    points: int
    stands: str
    told: bool
    attempt: Attempt


@dataclass(frozen=True, eq=False)
class Quiz:
    """The lines to be asked, and what has been answered so far.

    Attributes
    ----------
    marker
        Marks the answers.
    questions
        The lines, in the order in which they are asked.
    written
        How a value that is told is written; later lines may be worked out from what is seen there.
    given
        Lines that are told before the first question, as they are written.
    diagnose
        Finds the mistakes behind wrong lines.
    results
        What became of the lines so far.
    attempt
        The line that is being asked.
    explained
        The sections whose words have been shown.
    """

    marker: Marker
    questions: tuple[Question, ...]
    written: Callable[[float], str] = repr
    given: Mapping[Item, str] = field(default_factory=dict)
    diagnose: Callable[[Marked], Diagnosis] = diagnose
    results: tuple[Result, ...] = ()
    attempt: Attempt = Attempt()
    explained: frozenset[int] = frozenset()

    @property
    def over(self) -> bool:
        """Whether every line has been asked."""
        return len(self.results) == len(self.questions)

    @property
    def question(self) -> Question:
        """The line that is being asked."""
        return self.questions[len(self.results)]

    @property
    def score(self) -> int:
        """What the lines so far have brought, of `POINTS` each."""
        return sum(result.points for result in self.results)

    @cached_property
    def method(self) -> Method:
        """The right method."""
        return self.marker.method([question.item for question in self.questions])

    def answer(self, text: str) -> tuple[Quiz, Reply]:
        """Mark an answer; one that cannot be read, or says too little, costs nothing."""
        item, marked = self.question.item, self.marked(text)
        mark = next(mark for mark in marked.marks if mark.item == item)
        if mark.verdict in _ACCEPTED:
            points = self.attempt.worth if mark.credited else 0
            return self._closed(points, replace(self.attempt, answer=text)), Reply(item, mark, points=points)
        if mark.verdict in _FREE:
            return self, Reply(item, mark)
        return self._refused(text, mark, self._finding(marked, mark))

    def hint(self) -> tuple[Quiz, Reply]:
        """Give the next hint, the last of which is the line itself."""
        return self._hinted(cost=1)

    def skip(self) -> tuple[Quiz, Reply]:
        """Leave a line for good; a wrong answer to it stands, and what follows from that is right."""
        return self._closed(0, self.attempt), Reply(self.question.item, points=0)

    def ended(self) -> Quiz:
        """Leave off here: a line that was answered, and wrongly, is left for good, so that the score knows of it."""
        return self.skip()[0] if not self.over and self.attempt.slips else self

    def marked(self, answer: str = "") -> Marked:
        """Return the sheet of all answers that stand, marked, with an answer to the line that is being asked."""
        answers = {**self.given, **{result.item: result.stands for result in self.results if result.stands}}
        if answer:
            answers[self.question.item] = answer
        key = self.marker.finder.key
        lines = enumerate(answers.items(), 1)
        return self.marker.mark(Sheet("", tuple(Entry(key(item), text, line, 1) for line, (item, text) in lines)))

    def _finding(self, marked: Marked, mark: Mark) -> Finding | None:
        if mark.verdict is not Verdict.WRONG:
            return None
        return next((each for each in self.diagnose(marked).findings if mark.item in each.lines), None)

    def _refused(self, text: str, mark: Mark, finding: Finding | None) -> tuple[Quiz, Reply]:
        """Ask once more after a wrong answer; from the second one on, a hint comes with that."""
        one = self.attempt
        one = replace(one, answer=text, slips=(*one.slips, Slip(mark.verdict, finding)), cost=one.cost + 1)
        quiz, reply = replace(self, attempt=one), Reply(self.question.item, mark, finding)
        if len(one.slips) <= _FREE_TRIES:
            return quiz, reply
        quiz, hinted = quiz._hinted(cost=0)
        return quiz, replace(reply, hint=hinted.hint, points=hinted.points)

    def _hinted(self, cost: int) -> tuple[Quiz, Reply]:
        item, section = self.question
        hint = self._next_hint()
        one = replace(self.attempt, cost=self.attempt.cost + cost, hint=hint)
        if hint is Hint.LINE:
            told = self.written(self.method.exact(item))
            return self._closed(0, one, told), Reply(item, hint=hint, points=0)
        return replace(self, attempt=one, explained=self.explained | {section}), Reply(item, hint=hint)

    def _next_hint(self) -> Hint:
        """Return the first hint that has not been given; the words of a section are said once."""
        hints, last = list(Hint), self.attempt.hint
        if last is not None:
            return hints[hints.index(last) + 1]
        return Hint.FORMULA if self.question.section in self.explained else Hint.WHY

    def _closed(self, points: int, attempt: Attempt, told: str = "") -> Quiz:
        result = Result(self.question.item, points, told or attempt.answer, bool(told), attempt)
        return replace(self, results=(*self.results, result), attempt=Attempt())
