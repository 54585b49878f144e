"""A class: what each sheet came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import NamedTuple, TypeAlias

from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.marking.diagnosis import Diagnosis, Finding
from bptrace.marking.marker import Marked, Marker
from bptrace.marking.method import Item
from bptrace.marking.scheme import NOTHING, Award, Scheme
from bptrace.marking.sheet import SheetError, load
from bptrace.marking.verdicts import Mark, Verdict
from bptrace.spec.faults import Fault
from bptrace.words import counted


class Line(NamedTuple):
    """A line of a sheet, as it was marked.

    Attributes
    ----------
    key
        What it is called.
    line
        Where it stands in the file, from 1; None if it does not.
    written
        The figure as written.
    exact
        The exact value, or None where the key names nothing.
    verdict
        What is said of it.
    reason
        More about that.
    marks, out_of
        What it earned, and what there was to earn.
    enough_digits
        Whether it has the digits that were wanted; None if there is no figure, or none were.
    """

    key: str
    line: int | None
    written: str
    exact: float | None
    verdict: Verdict
    reason: str
    marks: float
    out_of: float
    enough_digits: bool | None


class Named(NamedTuple):
    """A mistake by its code and its name, and where it was made; the sentence says what is right."""

    code: str
    name: str
    where: str
    sentence: str


class Explained(NamedTuple):
    """Wrong lines that have one explanation.

    Attributes
    ----------
    causes
        The mistakes that explain them alike, the likeliest first.
    lines
        The keys of the lines.
    decides
        The key of the line that would tell which of several mistakes it was; empty if there is none.
    """

    causes: tuple[Named, ...]
    lines: tuple[str, ...]
    decides: str


@dataclass(frozen=True, slots=True)
class Result:
    """What one sheet came to.

    Attributes
    ----------
    file
        Its name, as it is shown.
    student
        Whose it is.
    fault
        Why it cannot be marked; empty if it can.
    right
        Whether there is something to mark and all of it is done as it should be.
    award
        The marks.
    counts
        How many lines got each verdict; a given value that is copied rightly is none.
    wrong
        The keys of the wrong lines; the first rests on none of the others.
    first
        The line of the file in which the first wrong line stands; None if there is none.
    unknown
        How many keys name no line of the example.
    few_digits
        How many figures have fewer digits than were wanted.
    explained, unexplained
        The wrong lines with an explanation, and the keys of those without.
    lines
        All lines, or nothing where nobody asked for them.
    """

    file: str
    student: str
    fault: str = ""
    right: bool = False
    award: Award = NOTHING
    counts: dict[Verdict, int] = field(default_factory=dict)
    wrong: tuple[str, ...] = ()
    first: int | None = None
    unknown: int = 0
    few_digits: int = 0
    explained: tuple[Explained, ...] = ()
    unexplained: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()

    def brief(self) -> Result:
        """Return the result without its lines."""
        return replace(self, lines=())


Diagnose: TypeAlias = Callable[[Marked], Diagnosis]


@dataclass(frozen=True)
class Assessor:
    """Marks files, one at a time.

    Attributes
    ----------
    marker
        What says the verdicts.
    scheme
        What says the marks.
    diagnose
        What explains wrong lines.
    """

    marker: Marker
    scheme: Scheme
    diagnose: Diagnose

    def assess(self, path: Path) -> Result:
        """Return what the sheet in a file comes to; a file that is none has its reason as the fault."""
        name = shown(str(path))
        try:
            sheet = load(path)
            marked = self.marker.mark(sheet)
            diagnosis = self.diagnose(marked) if marked.wrong else Diagnosis()
        except SheetError as error:
            return Result(name, shown(path.stem), _reason(error.faults))
        except BptraceError as error:
            return Result(name, shown(path.stem), shown(str(error)))
        return self._result(name, marked, diagnosis)

    def _result(self, name: str, marked: Marked, diagnosis: Diagnosis) -> Result:
        awards = [(mark, self.scheme.award(mark, marked.method)) for mark in marked.marks]
        lines = tuple(self._line(mark, award) for mark, award in awards)
        wrong = marked.wrong
        first = wrong[0].entry if wrong else None
        counts = Counter(mark.verdict for mark in marked.marks if not mark.is_copied)
        return Result(
            name,
            shown(marked.sheet.name),
            right=marked.right and counts.total() > counts[Verdict.NOT_ASKED],
            award=self.scheme.total(awards),
            counts=dict(counts),
            wrong=tuple(mark.key for mark in wrong),
            first=first.line if first else None,
            unknown=sum(mark.item is None for mark in marked.marks),
            few_digits=sum(line.enough_digits is False for line in lines),
            explained=tuple(map(self._explained, diagnosis.findings)),
            unexplained=self._keys(diagnosis.unexplained),
            lines=lines,
        )

    def _line(self, mark: Mark, award: Award) -> Line:
        line, written = (mark.entry.line, mark.entry.text) if mark.entry else (None, "")
        enough = None if mark.verdict is Verdict.NOT_ASKED else self.scheme.enough_digits(mark)
        return Line(shown(mark.key), line, shown(written), mark.exact, mark.verdict, shown(mark.reason), *award, enough)

    def _explained(self, finding: Finding) -> Explained:
        causes = tuple(Named(cause.code, cause.name, cause.where, cause.sentence) for cause in finding.causes)
        decides = () if finding.decides is None else (finding.decides,)
        return Explained(causes, self._keys(finding.lines), "".join(self._keys(decides)))

    def _keys(self, items: Iterable[Item]) -> tuple[str, ...]:
        return tuple(map(self.marker.finder.key, items))


def _reason(faults: Sequence[Fault]) -> str:
    """Return the first fault, and how many there are besides."""
    first, more = faults[0], len(faults) - 1
    text = f"line {first.line}: {first.message}" if first.source.strip() else first.message
    return shown(f"{text}; and {counted(more, 'more fault')}" if more else text)


def shown(text: str) -> str:
    """Return a text of somebody's, in one line, with a sign in the place of each that cannot be printed."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else "�" for character in text)
