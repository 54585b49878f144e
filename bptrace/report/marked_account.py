"""What there is to say of a marked sheet, before it is put into words or data: counts, and the sheet's own numbers."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from bptrace import expr
from bptrace.expr import Expr, Symbol
from bptrace.marking.diagnosis import Cause, Diagnosis
from bptrace.marking.digits import has_digits
from bptrace.marking.finder import Finder
from bptrace.marking.marker import Marked
from bptrace.marking.method import Item
from bptrace.marking.verdicts import Mark, Verdict
from bptrace.network import Quantity
from bptrace.rounding import Rounding
from bptrace.sections import EVERYTHING, sections
from bptrace.trace import Step


@dataclass(frozen=True, eq=False)
class OwnNumbers:
    """The numbers that somebody had in hand: as they stand on the sheet, as given, or worked out from these.

    Attributes
    ----------
    marked
        The sheet.
    """

    marked: Marked
    _found: dict[Item, float] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        written = ((mark.item, mark.figure) for mark in self.marked.marks)
        self._found.update({item: figure.value for item, figure in written if item is not None and figure is not None})

    def value(self, item: Item) -> float:
        """Return the number that somebody had for a line; what has no value on these figures has its exact one.

        Raises
        ------
        KeyError
            If the right method has no such line.
        """
        pending = [item]  # not recursion: a chain of omitted lines may be as long as a run
        while pending:
            last = pending[-1]
            missing = [each for each in self.marked.method.operands(last) if each not in self._found]
            if missing and last not in self._found:
                pending += missing
                continue
            pending.pop()
            if last not in self._found:
                self._found[last] = self._worked_out(last)
        return self._found[item]

    def _worked_out(self, item: Item) -> float:
        found = self.result(self.marked.method.formula(item))
        return self.marked.method.exact(item) if found is None else found

    def result(self, formula: Expr | None) -> float | None:
        """Return what a formula over lines gives, or None if it has no value on these figures.

        Raises
        ------
        KeyError
            If the right method has no line that is in the formula.
        """
        if formula is None:
            return None
        try:
            return expr.evaluate(formula, self._value)
        except (ArithmeticError, ValueError):
            return None

    def _value(self, ref: object) -> float:
        assert isinstance(ref, Item)
        return self.value(ref)


@dataclass(frozen=True, eq=False)
class Derived:
    """A line as it follows from a sheet's own figures, in the form that tables are made of.

    Attributes
    ----------
    step
        The line, its formula's symbols being quantities of its own round.
    operands
        Where these stand.
    numbers
        What they are.
    """

    step: Step
    operands: dict[Quantity, Item]
    numbers: OwnNumbers

    def leaf_value(self, ref: object) -> float:
        """Return the value of a symbol's reference."""
        assert isinstance(ref, Quantity)
        return self.numbers.value(self.operands[ref])


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
        return OwnNumbers(self.marked)

    @cached_property
    def asked(self) -> tuple[Mark, ...]:
        """The lines that count."""
        return tuple(mark for mark in self.marked.marks if mark.verdict is not Verdict.NOT_ASKED)

    def of(self, *verdicts: Verdict) -> tuple[Mark, ...]:
        """Return the lines with one of some verdicts."""
        return tuple(mark for mark in self.asked if mark.verdict in verdicts)

    def count(self, verdict: Verdict) -> int:
        """Return how many lines of the example have a verdict."""
        return sum(mark.verdict is verdict and mark.item is not None for mark in self.marked.marks)

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
        """What stands on the sheet and is no line of the example, or no more."""
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

    def derived(self, item: Item, formula: Expr | None = None) -> Derived | None:
        """Return what the formula of a line, or another in its place, gives on the sheet's own figures, if anything."""
        formula = self.marked.method.formula(item) if formula is None else formula
        try:
            value = self.numbers.result(formula)
        except KeyError:  # a line that only a mistaken method has
            return None
        if formula is None or value is None:
            return None
        operands = {_called(item, ref): ref for ref in expr.leaves(formula) if isinstance(ref, Item)}
        own = expr.substitute(formula, lambda ref: Symbol(_called(item, ref)))
        return Derived(Step(item.quantity, own, value), operands, self.numbers)

    @cached_property
    def lines(self) -> int:
        """How many lines the worked example has, in the rounds that the sheet speaks of."""
        return len(self._lines)

    @cached_property
    def left_out(self) -> int:
        """How many of them are not on the sheet."""
        written = {
            mark.item for mark in self.marked.marks if mark.entry is not None and mark.verdict is not Verdict.MISSING
        }
        return len(self._lines - written)

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

    def apart(self, mark: Mark) -> float:
        """Return how far a figure is from the exact value."""
        assert mark.figure is not None
        assert mark.exact is not None
        return mark.figure.value - mark.exact


def _called(item: Item, operand: Hashable) -> Quantity:
    """Return what an operand is called in the formula of a line: the end of the update before is the start of its own."""
    assert isinstance(operand, Item)
    same = operand[:2] == item[:2]
    return operand.quantity if same else operand.quantity._replace(after=False)


def _distinct(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Leave out mistakes that come to the formula of a likelier one: for this line they are the same."""
    found = dict[object, Cause]()
    for cause in causes:
        found.setdefault(cause if cause.formula is None else cause.formula, cause)
    return tuple(found.values())
