"""A worksheet: what is given, and the lines of a worked example without their values, to be worked out on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from math import isfinite

from bptrace.dataclass import dataclass
from bptrace.marking.finder import Finder
from bptrace.marking.method import Item
from bptrace.network import Quantity
from bptrace.notation import Notation
from bptrace.report import conventions, givens, words
from bptrace.report.document import Parts, say
from bptrace.report.figures import Figures
from bptrace.report.lesson import Options, round_title, updates
from bptrace.report.writing import Writing
from bptrace.rounding import Rounding
from bptrace.sections import EVERYTHING, Extent, Gap, Section, sections
from bptrace.trace import Round, Trace
from bptrace.words import counted

MOST = 1000
"""A worked example of more lines than this is asked for in part, unless lines are named."""

Fact = tuple[str, str]


@dataclass(frozen=True)
class Asked:
    """What a worksheet is to contain.

    Attributes
    ----------
    only
        Ask only for these quantities; None asks for all.
    hints
        Leave the formula of every line in.
    rounding
        How every line is to be rounded, for saying so.
    """

    only: frozenset[Quantity] | None = None
    hints: bool = False
    rounding: Rounding | None = None


@dataclass(frozen=True)
class Line:
    """A line to be worked out: its ASCII key, how the notation calls it, and its formula if that is to be seen."""

    key: str
    symbol: str
    formula: str | None

    @property
    def equation(self) -> str:
        """The symbol, with the formula if it is to be seen."""
        return self.symbol if self.formula is None else f"{self.symbol} = {self.formula}"


@dataclass(frozen=True)
class Group:
    """Lines below one heading, which has a level as in a document, and what is said before them."""

    heading: str
    level: int
    facts: tuple[Fact, ...]
    lines: tuple[Line | str, ...]


@dataclass(frozen=True)
class Worksheet:
    """A worksheet, as text; a line that is a text says what is left out there."""

    title: str
    facts: tuple[Fact, ...]
    groups: tuple[Group, ...]
    hints: bool


def worksheet(trace: Trace, notation: Notation, asked: Asked) -> Worksheet:
    """Return the worksheet of the kept rounds of a run."""
    maker = _Maker(trace, notation, asked)
    return Worksheet(maker.text(say(trace.problem.title)), tuple(maker.head()), tuple(maker.groups()), asked.hints)


@dataclass(frozen=True)
class _Exact(Figures):
    """Numbers with all their digits: what is given is given exactly."""

    def text(self, value: float) -> str:
        return repr(value).removesuffix(".0") if isfinite(value) else super().text(value)


@dataclass(frozen=True)
class _Maker:
    """What turns rounds into groups of lines."""

    trace: Trace
    notation: Notation
    asked: Asked

    @cached_property
    def writing(self) -> Writing:
        """How names, formulas and numbers are written."""
        return Writing(self.notation, _Exact())

    @cached_property
    def finder(self) -> Finder:
        """What knows the keys of lines in their rounds."""
        return Finder(self.trace.problem)

    @cached_property
    def extent(self) -> Extent:
        """How much of the example is shown: all, unless it is large."""
        return EVERYTHING if self.whole <= MOST else Extent()

    @cached_property
    def whole(self) -> int:
        """The number of lines of all updates of the epochs that are to be shown."""
        kept, epochs = self.trace.rounds[0], {kept.epoch for kept in self.trace.rounds}
        sizes = Counter(len(batch) for batch in self.trace.problem.batches())
        lines = {size: self._count(kept._replace(samples=range(size)), EVERYTHING) for size in sizes}
        return len(epochs) * sum(count * lines[size] for size, count in sizes.items())

    @cached_property
    def rounds(self) -> tuple[tuple[Round, int], ...]:
        """The rounds that are shown, each with the number of updates that are left out after it."""
        lesson = Options() if self.extent is not EVERYTHING else Options(updates=EVERYTHING)
        return tuple(updates(self.trace, lesson if self.asked.only is None else Options(only=self.asked.only)))

    def text(self, parts: Parts) -> str:
        """Return a text on one line."""
        return self.writing.text(parts).replace("\u00a0", " ")

    def head(self) -> Iterator[Fact]:
        """Yield the conventions and what is given, and how much is left out."""
        problem, extent = self.trace.problem, self.extent
        yield "Network", self.text(conventions.architecture(problem.network))
        if problem.loss is not None:
            yield "Loss", problem.loss.name.replace("_", " ")
        yield from self._facts(conventions.conventions(problem))
        if self.asked.rounding is not None:
            yield "Rounding", f"every line to {self.asked.rounding}, half away from zero, before the next one uses it"
        yield from self._facts(givens.samples(problem, extent))
        if _is_first(self.rounds[0][0]):
            yield from self._facts(givens.parameters(problem.network, givens.start_value(problem), extent))
        if self.asked.only is None and extent is not EVERYTHING:
            out = self.whole - sum(self._count(kept, extent) for kept, _ in self.rounds)
            yield (
                "Left out",
                f"{out:,} of {self.whole:,} lines, because there are so many; --ask names those that are wanted",
            )

    def groups(self) -> Iterator[Group]:
        """Yield the groups of all rounds that are shown; a round of several begins with a heading of its own."""
        problem, before = self.trace.problem, None
        several = problem.epochs > 1 or len(problem.batches()) > 1
        for kept, skipped in self.rounds:
            found = list(self._groups(kept, 3 if several else 2))
            if several and found:
                yield Group(self.text(round_title(problem, kept)), 2, tuple(self._starts(kept, before)), ())
            yield from found
            if skipped and self.asked.only is None:
                yield Group(f"… {counted(skipped, 'more update')} like this …", 2, (), ())
            before = kept

    def _groups(self, kept: Round, level: int) -> Iterator[Group]:
        for section in sections(self.trace.problem, kept, self.extent if self.asked.only is None else EVERYTHING):
            lines = tuple(self._asked(kept, section))
            if lines:
                yield Group(self.text(words.title(self.trace.problem, section)), level, (), lines)

    def _asked(self, kept: Round, section: Section) -> Iterator[Line | str]:
        only = self.asked.only
        for entry in section.entries:
            if isinstance(entry, Gap):
                yield f"… {entry.count} more {entry.what} …"
            elif only is None or entry in only:
                yield self._line(kept, entry)
        if section.skipped and only is None:
            yield f"… {section.skipped} more like this …"

    def _line(self, kept: Round, quantity: Quantity) -> Line:
        formula = kept.program.formula(quantity) if self.asked.hints else None
        key = self.finder.key(Item(kept.epoch, kept.step, quantity))
        return Line(key, self.writing.name(quantity), None if formula is None else self.writing.formula(formula))

    def _starts(self, kept: Round, before: Round | None) -> Iterator[Fact]:
        """Yield what a round starts from, unless that is given above or is what the round before comes to."""
        if _is_first(kept) or (before is not None and _follows(self.trace, kept, before)):
            return
        problem = self.trace.problem
        yield from self._facts(givens.parameters(problem.network, kept.value, self.extent))
        yield from self._facts(givens.states(problem, kept.value, self.extent))

    def _facts(self, rows: Iterable[tuple[Parts, Parts]]) -> Iterator[Fact]:
        yield from ((self.text(label), self.text(text)) for label, text in rows)

    def _count(self, kept: Round, extent: Extent) -> int:
        """Return the number of lines of a round."""
        found = sections(self.trace.problem, kept, extent)
        return sum(not isinstance(entry, Gap) for section in found for entry in section.entries)


def _is_first(kept: Round) -> bool:
    return (kept.epoch, kept.step) == (1, 1)


def _follows(trace: Trace, kept: Round, before: Round) -> bool:
    """Tell whether one round comes right after another."""
    last = len(trace.problem.batches())
    following = (before.epoch, before.step + 1) if before.step < last else (before.epoch + 1, 1)
    return (kept.epoch, kept.step) == following
