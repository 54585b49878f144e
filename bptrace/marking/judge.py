"""The verdict on a line, which rests on the verdicts on the lines before it."""

from __future__ import annotations

from dataclasses import field

from bptrace.dataclass import dataclass
from bptrace.marking.boxes import SLACK, Boxes, point
from bptrace.marking.figure import NARROW, Figure
from bptrace.marking.interval import Interval
from bptrace.marking.method import Item, Method
from bptrace.marking.precision import half_unit
from bptrace.marking.sheet import Entry
from bptrace.marking.verdicts import Mark, Verdict
from bptrace.rounding import Rounding

_TAINTING = (Verdict.WRONG, Verdict.FOLLOWS)


@dataclass(eq=False)
class Judge:
    """Judges the lines of one sheet, each after all that it rests on.

    Attributes
    ----------
    method
        The right method.
    boxes
        Where its operands may lie on the sheet.
    asked
        The lines that were asked for; None for all.
    rounding
        How every line was to be rounded, if that was said: no figure is too coarse that is rounded so.
    marks
        What has been said so far.
    """

    method: Method
    boxes: Boxes
    asked: frozenset[Item] | None = None
    rounding: Rounding | None = None
    marks: dict[Item, Mark] = field(default_factory=dict)
    _tainted: dict[Item, bool] = field(default_factory=dict)
    _telling: dict[Item, Interval] = field(default_factory=dict)
    _as_told: Boxes = field(init=False)

    def __post_init__(self) -> None:
        self._as_told = self.boxes.on(self._telling)  # a figure that is too coarse there is as good as none

    def mark(self, key: str, item: Item, entry: Entry | None, figure: Figure | str) -> None:
        """Say of one line what there is to say; `figure` is a text where there is none that can be read."""
        exact = self.method.exact(item)
        if isinstance(figure, str):
            verdict = Verdict.UNREADABLE if figure else Verdict.MISSING
            self.marks[item] = Mark(key, self._if_asked(item, verdict), entry, item, None, exact, reason=figure)
            return
        verdict, own = self._verdict(item, figure, exact)
        credited = verdict in (Verdict.CORRECT, Verdict.CARRIED, Verdict.FOLLOWS)
        if verdict is Verdict.FOLLOWS and figure.value == 0 and exact != 0:
            credited = False  # a 0 that makes all that follows trivial
        asked, given = self._if_asked(item, verdict), self.method.formula(item) is None
        self.marks[item] = Mark(key, asked, entry, item, figure, exact, own, credited, given=given)
        self._tainted[item] = verdict in _TAINTING
        if verdict is not Verdict.TOO_COARSE:
            self._telling[item] = self._told_by(figure, exact)

    def _if_asked(self, item: Item, verdict: Verdict) -> Verdict:
        return verdict if self.asked is None or item in self.asked else Verdict.NOT_ASKED

    def _verdict(self, item: Item, figure: Figure, exact: float) -> tuple[Verdict, Interval | None]:
        right = point(exact)
        if equals(figure, exact):
            if not _is_narrow(figure, exact):
                self._pin(item, exact)
            return Verdict.CORRECT, None
        if self._is_right(figure, exact):
            return Verdict.CORRECT, None
        own = self.boxes.range(item)
        for written, verdict in ((figure.rounded, None), (_cut_off(figure), Verdict.TRUNCATED)):
            if written.meets(own) or written.meets(right):
                return verdict or self._met(item, figure, exact), own
        return Verdict.WRONG, own

    def _pin(self, item: Item, exact: float) -> None:
        """Take a figure such as the slope 1 of ReLU for what it is, if nothing else could have come out."""
        right, found = point(exact), self.boxes.range(item)
        if right.low <= found.low and found.high <= right.high:
            self.boxes.pin(item, exact)

    def _is_right(self, figure: Figure, exact: float) -> bool:
        """Whether a figure is the exact value, written closely enough to tell, or as closely as it was to be rounded."""
        right = point(exact)
        return figure.rounded.meets(right) if _is_narrow(figure, exact) else self._is_as_ordered(figure, right)

    def _told_by(self, figure: Figure, exact: float) -> Interval:
        if self.rounding is None or _is_narrow(figure, exact):
            return figure.rounded
        return _as_ordered(figure, point(exact), self.rounding)

    def _is_as_ordered(self, figure: Figure, values: Interval) -> bool:
        return self.rounding is not None and _as_ordered(figure, values, self.rounding).meets(values)

    def _met(self, item: Item, figure: Figure, exact: float) -> Verdict:
        """Return the verdict on a figure that is the exact value or follows from the sheet's own, as far as it says."""
        if not _is_narrow(figure, exact) and not self._is_as_ordered(figure, self._as_told.range(item)):
            return Verdict.TOO_COARSE
        return Verdict.FOLLOWS if self._rests_on_wrong(item) else Verdict.CARRIED

    def _rests_on_wrong(self, item: Item) -> bool:
        """Whether an operand of a line is wrong, follows from something wrong, or is left out and rests on such a one."""
        return any(self._is_tainted(operand) for operand in self.method.operands(item))

    def _is_tainted(self, item: Item) -> bool:
        if not any(self._tainted.values()):
            return False
        pending = [item]
        while item not in self._tainted:
            last = pending[-1]
            unknown = [each for each in self.method.operands(last) if each not in self._tainted]
            pending += unknown
            if not unknown:
                self._tainted[pending.pop()] = any(self._tainted[each] for each in self.method.operands(last))
        return self._tainted[item]


def equals(figure: Figure, exact: float) -> bool:
    """Whether a figure is the exact value, as far as float64 has it."""
    low, high = point(exact)
    return low <= figure.value <= high


def _cut_off(figure: Figure) -> Interval:
    """Return what becomes a figure when its further digits are cut off: not the next figure, which is written as it is.

    Nothing is left of what was cut down to 0, and nothing was cut off a fraction.
    """
    if not figure.value or not figure.unit:
        return figure.rounded
    low, high = figure.truncated
    last = 2 * SLACK * max(-low, high)
    return Interval(low + last, high) if figure.value < 0 else Interval(low, high - last)


def _as_ordered(figure: Figure, values: Interval, rounding: Rounding) -> Interval:
    """Return what a figure stands for if its value is rounded as was said: zeros at its end may have been left off."""
    half = min((figure.unit or 0.0) / 2, half_unit(max(map(abs, values)), (rounding,)))
    return Interval(figure.value - half, figure.value + half)


def _is_narrow(figure: Figure, exact: float) -> bool:
    return figure.unit is None or figure.unit / 2 <= NARROW * abs(exact)
