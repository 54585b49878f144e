"""What there is to say of a marked sheet, before it is put into words or data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cached_property

from bptrace.dataclass import dataclass
from bptrace.divergence import DivergedError
from bptrace.expr import Expr
from bptrace.marking.diagnosis import Cause, Diagnosis
from bptrace.marking.digits import has_digits, rounded_like
from bptrace.marking.finder import Finder
from bptrace.marking.interval import Interval
from bptrace.marking.marker import Marked
from bptrace.marking.method import Item
from bptrace.marking.suspects import Suspect, suspects
from bptrace.marking.verdicts import Mark, Verdict
from bptrace.network import Quantity
from bptrace.report.marked_numbers import Derived, OwnNumbers, derive
from bptrace.rounding import Rounding
from bptrace.sections import EVERYTHING, sections


class Written(Enum):
    """How a value has become a figure: one that is nearly it was worked out with other digits than stand on the sheet."""

    ROUNDED = ""
    CUT_OFF = ", cut off instead of rounded"
    NEARLY = ", as far as rounding before it goes"


@dataclass(frozen=True)
class Group:
    """Wrong lines that have one explanation, or a single one that has none.

    Attributes
    ----------
    marks
        The lines, in order.
    causes
        The mistakes that explain them alike, the likeliest first.
    decides
        The line that would tell which of several it was, if there is one.
    """

    marks: tuple[Mark, ...]
    causes: tuple[Cause, ...] = ()
    decides: Item | None = None


@dataclass(frozen=True, eq=False)
class Account:
    """A marked sheet with what explains it.

    Attributes
    ----------
    marked
        The sheet.
    diagnosis
        What explains its wrong lines.
    required
        How many digits were wanted, or None.
    """

    marked: Marked
    diagnosis: Diagnosis
    required: Rounding | None = None

    @cached_property
    def numbers(self) -> OwnNumbers:
        """The sheet's own numbers."""
        return OwnNumbers(self.marked, self.marked.method)

    @cached_property
    def asked(self) -> tuple[Mark, ...]:
        """The lines that count."""
        return tuple(mark for mark in self.marked.marks if mark.verdict is not Verdict.NOT_ASKED and not mark.is_copied)

    @property
    def copied(self) -> tuple[Mark, ...]:
        """The given values that stand on the sheet as they are given."""
        return tuple(mark for mark in self.marked.marks if mark.verdict is not Verdict.NOT_ASKED and mark.is_copied)

    def of(self, *verdicts: Verdict) -> tuple[Mark, ...]:
        """Return the lines with one of some verdicts."""
        return tuple(mark for mark in self.asked if mark.verdict in verdicts)

    def count(self, verdict: Verdict) -> int:
        """Return how many lines of the example have a verdict, what is given and copied rightly not among them."""
        lines = (mark for mark in self.marked.marks if mark.item is not None and not mark.is_copied)
        return sum(mark.verdict is verdict for mark in lines)

    @property
    def right(self) -> bool:
        """Whether there is something to mark, and all of it is done as it should be."""
        return bool(self.asked) and self.marked.right

    @property
    def unasked(self) -> tuple[Mark, ...]:
        """The lines of the example that stand on the sheet without having been asked for."""
        return tuple(mark for mark in self.marked.marks if mark.verdict is Verdict.NOT_ASKED and mark.item is not None)

    @property
    def unplaced(self) -> tuple[Mark, ...]:
        """What stands on the sheet and is no line of the example."""
        return tuple(mark for mark in self.marked.marks if mark.item is None)

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The wrong lines by what explains them, the earliest first."""
        wrong = {mark.item: mark for mark in self.marked.wrong}
        places = {item: place for place, item in enumerate(wrong)}
        found = list[Group]()
        for one in self.diagnosis.findings:
            causes = _distinct(one.causes)
            marks = tuple(wrong[item] for item in sorted(one.lines, key=places.__getitem__))
            found.append(Group(marks, causes, one.decides if len(causes) > 1 else None))
        explained = {mark.item for group in found for mark in group.marks}
        found += [Group((mark,)) for item, mark in wrong.items() if item not in explained]
        return tuple(sorted(found, key=lambda group: places[group.marks[0].item]))

    def written_as(self, mark: Mark, value: float) -> Written:
        """Return how a value has become what is written."""
        figure = mark.figure
        if figure is None or figure.rounded.meets(Interval(value, value)):
            return Written.ROUNDED
        return Written.CUT_OFF if figure.truncated.meets(Interval(value, value)) else Written.NEARLY

    def derived(self, item: Item, formula: Expr | None = None) -> Derived | None:
        """Return what the formula of a line, or another in its place, gives on the sheet's own figures, if anything."""
        return derive(self.numbers, item, self.marked.method.formula(item) if formula is None else formula)

    def told(self, group: Group) -> tuple[float, ...]:
        """Return what each cause makes of the line that decides, on the sheet's own figures; nothing if that is not known."""
        if group.decides is None:
            return ()
        found = [self._by(cause, group) for cause in group.causes]
        return tuple(value for value in found if value is not None) if None not in found else ()

    def comes_to(self, cause: Cause, mark: Mark) -> float | None:
        """Return what a mistake makes of a line: on the sheet's own figures, if these give what is written."""
        suspect = self._suspect(cause)
        if suspect is None or mark.item is None or mark.figure is None:
            return cause.value
        try:
            value = OwnNumbers(self.marked, suspect.method).result(suspect.method.formula(mark.item))
        except (KeyError, DivergedError):
            return cause.value
        low, high = mark.figure.rounded
        return value if value is not None and low <= value <= high else cause.value

    def _by(self, cause: Cause, group: Group) -> float | None:
        if group.decides is None or group.decides == group.marks[0].item:
            return cause.value
        suspect = self._suspect(cause)
        if suspect is None:
            return None
        try:
            return OwnNumbers(self.marked, suspect.method).value(group.decides)
        except (KeyError, DivergedError):
            return None

    def _suspect(self, cause: Cause) -> Suspect | None:
        every = suspects(self.marked.method)
        named = [one for one in every if (one.mistake.code, one.mistake.name) == (cause.code, cause.name)]
        return next(iter([one for one in named if one.where == cause.where] or named), None)

    @cached_property
    def lines(self) -> int:
        """How many lines the worked example has, in the rounds that the sheet speaks of."""
        return len(self._lines)

    @cached_property
    def left_out(self) -> int:
        """How many of them are not on the sheet, not even with room for their figures."""
        return len(self._lines - {mark.item for mark in self.marked.marks if mark.entry is not None})

    @cached_property
    def _lines(self) -> frozenset[Item]:
        rounds = {mark.item[:2] for mark in self.marked.marks if mark.item is not None} or {(1, 1)}
        return frozenset(item for at in rounds for item in self._of_round(*at))

    def _of_round(self, epoch: int, step: int) -> Iterator[Item]:
        trace = self.marked.method.trace
        for section in sections(trace.problem, trace.round(epoch, step), EVERYTHING):
            yield from (Item(epoch, step, entry) for entry in section.entries if isinstance(entry, Quantity))

    def key(self, item: Item) -> str:
        """Return the key of a line."""
        return Finder(self.marked.method.problem).key(item)

    def few_digits(self, mark: Mark) -> bool:
        """Whether a figure has fewer digits than were wanted."""
        return self.required is not None and mark.figure is not None and not has_digits(mark.figure, self.required)

    def rounded(self, mark: Mark) -> float:
        """Return the exact value to as many places as the figure has."""
        assert mark.figure is not None
        assert mark.exact is not None
        return rounded_like(mark.figure, mark.exact)

    def apart(self, mark: Mark) -> float:
        """Return how far a figure is from the exact value."""
        assert mark.figure is not None
        assert mark.exact is not None
        return mark.figure.value - mark.exact


def _distinct(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Leave out mistakes that come to the formula of a likelier one: for this line they are the same."""
    found = dict[object, Cause]()
    for cause in causes:
        found.setdefault(cause if cause.formula is None else cause.formula, cause)
    return tuple(found.values())
