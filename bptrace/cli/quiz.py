"""`bptrace quiz`: the lines of a worked example asked one by one in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from bptrace import examples
from bptrace.circuit.model import Circuit
from bptrace.cli import chosen, printing, tracing
from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.keys import UnknownKeyError
from bptrace.marking.diagnosis import diagnose
from bptrace.marking.finder import Finder
from bptrace.marking.marker import Marker
from bptrace.marking.method import Item
from bptrace.marking.quiz import Quiz, Reply
from bptrace.problem import Problem
from bptrace.report.document import Element, say
from bptrace.report.figures import Figures
from bptrace.report.marked_words import shortened
from bptrace.report.quiz import closing, heading, opening, reply
from bptrace.report.quiz_plan import Plan, plan
from bptrace.report.writing import Writing
from bptrace.selection import select, separate
from bptrace.training import MOST_KEPT

_LONGEST = 1000
"""What is typed beyond so many characters of a line is passed over."""


def quiz(
    config: Path,
    ask: str | None,
    start: str | None,
    most: int,
    digits: int,
    naming: chosen.Naming,
    look: printing.Appearance,
) -> None:
    """Ask for the lines one by one."""
    problem = _read(config)
    notation = naming.of(problem)
    writing = Writing(notation, Figures(digits), look.signs)
    trace = tracing.trace(problem.beginning(MOST_KEPT))
    only = None if ask is None else select(trace, separate(ask), "--ask", naming.chosen(problem))
    planned = plan(trace, only, None if start is None else _line(problem, start), most)
    given = {line.item: writing.figures.text(line.place.kept.value(line.item.quantity)) for line in planned.told}

    def show(elements: Iterable[Element]) -> None:
        found = tuple(elements)
        printing.print_document(found, writing, look)
        sys.stdout.write("\n" * bool(found))

    show(opening(problem, planned))
    _accept_any_text()
    marker = Marker(problem.beginning(planned.updates))
    questions = Quiz(marker, planned.questions, writing.figures.text, given, partial(diagnose, notation=notation))
    game = _Game(problem, questions, planned, writing, show, ": " if look.aloud else "   ")
    try:
        game.play()
    except KeyboardInterrupt:
        sys.stdout.write("\n\n")
    printing.print_document(closing(game.quiz.ended()), writing, look)


def _read(config: Path) -> Problem:
    """Return the problem; its first epoch is asked."""
    if str(config) == "-":
        raise BptraceError("-: the answers come from standard input; expected the name of a file or of an example")
    found = tracing.read_any(config)
    if isinstance(found, Circuit):
        raise BptraceError(
            f"{examples.called(config)}: this is a circuit; expected a network, whose lines can be asked"
        )
    return replace(found, epochs=1)


def _line(problem: Problem, key: str) -> Item:
    try:
        return Finder(problem).find(key)
    except UnknownKeyError as error:
        raise BptraceError(f"--from: {error}") from error


@dataclass
class _Game:
    """A quiz at a terminal, or at the two ends of a pipe."""

    problem: Problem
    quiz: Quiz
    plan: Plan
    writing: Writing
    show: Callable[[Iterable[Element]], None]
    gap: str
    headed: int = 0

    def play(self) -> None:
        """Ask until all is asked, somebody quits, or the input ends."""
        while not self.quiz.over:
            number = len(self.quiz.results)
            if number >= self.headed:
                self.headed = number + 1
                self.show(heading(self.problem, self.plan, number))
            text = self._typed(f"{number + 1} of {len(self.quiz.questions)}{self.gap}{self._name()} = ")
            if text is None or text.lower() == "quit":
                sys.stdout.write("\n")
                return
            before, line = self.quiz, self.plan.asked[number]
            self.quiz, said = self._said(text)
            self.show(reply(before, said, line.place, self.writing))

    def _name(self) -> str:
        return self.writing.name(self.quiz.question.item.quantity)

    def _said(self, text: str) -> tuple[Quiz, Reply]:
        if text in ("", "?"):
            return self.quiz.hint()
        return self.quiz.skip() if text.lower() == "skip" else self.quiz.answer(text)

    def _typed(self, prompt: str) -> str | None:
        """Return what is typed after a prompt, or None at the end of the input; what nobody sees typed is printed."""
        sys.stdout.write(prompt)
        sys.stdout.flush()
        line = _read_line()
        if line is None or not sys.stdin.isatty():
            sys.stdout.write(self.writing.text(say(shortened(line or ""))) + "\n")
        return line


def _accept_any_text() -> None:
    """Let the standard input carry what its encoding has not: it is no number, and that is said."""
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")


def _read_line() -> str | None:
    """Return a line of the standard input without white space around it, or None at its end."""
    if sys.stdin is None:
        return None
    line = piece = sys.stdin.readline(_LONGEST)
    while len(piece) == _LONGEST and not piece.endswith("\n"):
        piece = sys.stdin.readline(_LONGEST)
    return line.strip().strip("\ufeff") if line else None
