"""Which lines a quiz asks, in the order of reading, and which are told before it begins."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import NamedTuple

from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.marking.method import Item
from bptrace.marking.quiz import Question
from bptrace.network import Quantity
from bptrace.sections import EVERYTHING, Gap, Section, sections
from bptrace.trace import Round, Trace

_MOST_BEFORE = 1000
"""At most so many lines are told before the first question."""


@dataclass(frozen=True, eq=False)
class Place:
    """Where lines stand in a worked example.

    Attributes
    ----------
    number
        From 0, in the order of reading.
    kept, section
        Their round, and their section in it.
    opens_round
        Whether the section is the first one of its round with such lines.
    """

    number: int
    kept: Round
    section: Section
    opens_round: bool


class Line(NamedTuple):
    """A line and where it stands."""

    place: Place
    item: Item


@dataclass(frozen=True, eq=False)
class Plan:
    """What a quiz asks.

    Attributes
    ----------
    asked
        The lines that are asked.
    told
        Those that are told before.
    is_cut
        Whether there are more lines after those that are asked.
    """

    asked: tuple[Line, ...]
    told: tuple[Line, ...] = ()
    is_cut: bool = False

    @property
    def updates(self) -> int:
        """The number of the last update that is asked about."""
        return max(line.item.step for line in self.asked)

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of the quiz."""
        return tuple(Question(line.item, line.place.number) for line in self.asked)


def plan(trace: Trace, only: frozenset[Quantity] | None, start: Item | None, most: int) -> Plan:
    """Return which lines of the kept rounds are asked.

    Parameters
    ----------
    trace
        The run.
    only
        Ask only for these; None asks for all.
    start
        The first line that is asked; those before it are told. None asks from the beginning.
    most
        Ask at most for so many.

    Raises
    ------
    BptraceError
        If no line is asked, or the first one is not among those that could be.
    """
    lines = _lines(trace, only)
    told, first = ((), ()) if start is None else _until(lines, start)
    asked = tuple(islice(chain(first, lines), most))
    if not asked:
        raise BptraceError("--ask: nothing of this is worked out; expected keys of lines, such as net_h1 or w5+")
    return Plan(asked, told, is_cut=next(lines, None) is not None)


def _until(lines: Iterator[Line], start: Item) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Take lines up to a certain one; return those before it, and it."""
    before: list[Line] = []
    for line in lines:
        if line.item == start:
            return tuple(before), (line,)
        if len(before) == _MOST_BEFORE:
            raise BptraceError(f"--from: more than {_MOST_BEFORE} lines come before this one; --ask asks for it alone")
        before.append(line)
    raise BptraceError("--from: this is not a line that is asked; expected the key of one, such as net_h1 or w5+")


def _lines(trace: Trace, only: frozenset[Quantity] | None) -> Iterator[Line]:
    """Yield the lines of all kept rounds that may be asked."""
    number = 0
    for kept in trace.rounds:
        opens = True
        for section in sections(trace.problem, kept, EVERYTHING):
            place = Place(number, kept, section, opens)
            found = [
                entry for entry in section.entries if not isinstance(entry, Gap) and (only is None or entry in only)
            ]
            yield from (Line(place, Item(kept.epoch, kept.step, quantity)) for quantity in found)
            opens = opens and not found
            number += 1
