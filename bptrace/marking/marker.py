"""Marking a sheet: the verdict on each of its lines, in the order in which they rest on one another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import field
from functools import cached_property
from typing import TypeAlias

from bptrace.dataclass import dataclass
from bptrace.keys import UnknownKeyError
from bptrace.marking.boxes import Boxes
from bptrace.marking.figure import Figure, UnreadableError, read_figure
from bptrace.marking.finder import Finder
from bptrace.marking.interval import Interval
from bptrace.marking.judge import Judge, equals
from bptrace.marking.method import Item, Method, leading_to
from bptrace.marking.precision import habits
from bptrace.marking.sheet import Entry, Sheet
from bptrace.marking.succession import Succession
from bptrace.marking.verdicts import Mark, Verdict
from bptrace.problem import Problem
from bptrace.rounding import Rounding

_MOST_METHODS = 8
"""So many choices of rounds are kept ready; the sheets of a class mostly agree in theirs."""

_MOST_ROUNDS = 100
"""A sheet may speak of so many epochs; each is kept whole while it is marked."""

_MOST_UNKNOWN = 200
"""After so many keys that name nothing a sheet is one of another problem, and its other keys are not looked up."""

_Placed: TypeAlias = dict[Item, tuple[Entry | None, Figure | str]]
"""What a sheet has for each of its lines: where it stands, and its figure or why there is none."""


@dataclass(frozen=True, eq=False)
class Marked:
    """A sheet and what is said of it.

    Attributes
    ----------
    sheet
        What was marked.
    marks
        The lines in the order in which they rest on one another, then those that could not be placed.
    method
        The right method.
    boxes
        Where the right method's operands may lie on this sheet.
    written
        What each figure stands for.
    precision
        How lines that are not on the sheet may have been rounded; the coarsest counts.
    """

    sheet: Sheet
    marks: tuple[Mark, ...]
    method: Method
    boxes: Boxes
    written: dict[Item, Interval]
    precision: tuple[Rounding, ...]

    @property
    def wrong(self) -> tuple[Mark, ...]:
        """The wrong lines, first the one that rests on none of the others."""
        return tuple(mark for mark in self.marks if mark.verdict is Verdict.WRONG)

    @property
    def right(self) -> bool:
        """Whether every line that was asked for is there and done as it should be."""
        return all(mark.credited for mark in self.marks if mark.verdict is not Verdict.NOT_ASKED)


@dataclass(frozen=True, eq=False)
class Marker:
    """Marks sheets of one problem.

    Attributes
    ----------
    problem
        What was to be worked out.
    rounding
        How every line was to be rounded; None if the sheet's own figures tell.
    asked
        The lines that were asked for; None for those that each sheet names.
    """

    problem: Problem
    rounding: Rounding | None = None
    asked: Collection[Item] | None = None
    _methods: dict[tuple[frozenset[int], int], Method] = field(default_factory=dict, init=False, repr=False)
    finder: Finder = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "finder", Finder(self.problem))

    def mark(self, sheet: Sheet) -> Marked:
        """Return the verdict on every line of a sheet.

        Raises
        ------
        BptraceError
            If the problem itself cannot be run so far.
        """
        placed, unplaced = self._placed(sheet)
        method = self.method(placed)
        readable = {item: figure for item, (_, figure) in placed.items() if isinstance(figure, Figure)}
        written = {item: figure.rounded for item, figure in readable.items()}
        precision = (self.rounding,) if self.rounding else _precision(method, readable)
        boxes = Boxes(method, written, precision)
        judge = Judge(method, boxes, None if self.asked is None else frozenset(self.asked), self.rounding)
        for item in sorted(placed, key=method.rank):
            judge.mark(self.finder.key(item), item, *placed[item])
        marks = tuple(judge.marks.values())
        return Marked(sheet, (*marks, *unplaced), method, boxes, written, precision)

    def method(self, items: Collection[Item]) -> Method:
        """Return the right method over the rounds that lead to some lines."""
        epochs = leading_to(self.problem, {item.epoch for item in items} or {1})
        wanted = epochs, max((item.step for item in items), default=1)
        if wanted not in self._methods:
            if len(self._methods) >= _MOST_METHODS:
                self._methods.pop(next(iter(self._methods)))
            self._methods[wanted] = Method(self.problem, epochs, updates=wanted[1])
        return self._methods[wanted]

    def _placed(self, sheet: Sheet) -> tuple[_Placed, list[Mark]]:
        """Return what the sheet has for each line that is on it or was asked for, and the marks of what is neither."""
        placed: _Placed = {}
        unplaced, epochs, unknown = list[Mark](), set[int](), 0
        for entry in sheet.entries:
            item = self._item(entry) if unknown < _MOST_UNKNOWN else f"{_MOST_UNKNOWN} keys before it name nothing"
            if isinstance(item, str):
                unknown += 1
                unplaced.append(Mark(entry.key, Verdict.NOT_ASKED, entry, reason=entry.fault or item))
            elif item in placed:
                placed[item] = _both(placed[item], entry)
            elif len(epochs | {item.epoch}) > _MOST_ROUNDS:
                reason = f"a sheet of more than {_MOST_ROUNDS} epochs"
                unplaced.append(Mark(entry.key, Verdict.NOT_ASKED, entry, reason=reason))
            else:
                epochs.add(item.epoch)
                placed[item] = entry, _read(entry)
        for remark in sheet.remarks[:_MOST_UNKNOWN]:  # an answer after all if it has the key of one
            item = self._item(remark)
            if not isinstance(item, str) and len(epochs | {item.epoch}) <= _MOST_ROUNDS:
                epochs.add(item.epoch)
                placed.setdefault(item, (remark, _read(remark)))
        placed = self._as_handed_on(placed)
        for item in self.asked or ():
            placed.setdefault(item, (None, ""))
        return placed, unplaced

    def _as_handed_on(self, placed: _Placed) -> _Placed:
        """Take what stands at the start of an update for the line that it is handed on from, if that is not on the sheet."""
        origins = {item: self._succession.origin(item) for item in placed}
        return {
            item if (origin := origins[item]) is None or origin in placed else origin: found
            for item, found in placed.items()
        }

    @cached_property
    def _succession(self) -> Succession:
        return Succession(self.problem)

    def _item(self, entry: Entry) -> Item | str:
        """Return the line that an entry is meant for, or why there is none."""
        try:
            return self.finder.find(entry.key)
        except UnknownKeyError as error:
            return str(error)


def _both(first: tuple[Entry | None, Figure | str], entry: Entry) -> tuple[Entry | None, Figure | str]:
    """Return what a line has that stands on a sheet twice: the first figure, unless the second says something else."""
    (before, figure), other = first, _read(entry)
    if not figure:
        return entry, other
    agree = isinstance(figure, Figure) and isinstance(other, Figure) and figure.rounded.meets(other.rounded)
    if before is None or isinstance(figure, str) or not other or agree:
        return first
    return before, f"found two figures for the line: {before.text}, and on line {entry.line} {entry.text}"


def _read(entry: Entry) -> Figure | str:
    """Return a figure, or why it cannot be read: nothing for a line that was left blank."""
    if entry.fault or not entry.text.strip():
        return entry.fault
    try:
        return read_figure(entry.text)
    except UnreadableError as error:
        return str(error)


def _precision(method: Method, figures: dict[Item, Figure]) -> tuple[Rounding, ...]:
    """Return how a sheet rounds; a figure that is exact says nothing about that."""
    written = ((figure, method.exact(item)) for item, figure in figures.items())
    return habits((figure, exact) for figure, exact in written if not equals(figure, exact))
