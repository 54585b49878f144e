"""A class as a document: a table of the students, what they have in common, and the lines that were hard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from bptrace.dataclass import dataclass
from bptrace.marking.classroom import Explained, Result
from bptrace.marking.in_common import Common, common_mistakes, often_wrong
from bptrace.marking.verdicts import Verdict
from bptrace.report.document import Element, Grid, Heading, Paragraph, say
from bptrace.report.lines import Line
from bptrace.report.roster import Column, Roster, Row
from bptrace.report.text import lay_out
from bptrace.report.writing import Writing
from bptrace.words import counted

_MOST_NAMES = 6
_MOST_LINES = 10


class Count(NamedTuple):
    """Something that is counted on a sheet: the head of its column, the word for it within a text, and the counting."""

    head: str
    word: str
    of: Callable[[Result], int]


def _having(*verdicts: Verdict) -> Callable[[Result], int]:
    """Return what counts the lines with one of some verdicts."""
    return lambda result: sum(result.counts.get(verdict, 0) for verdict in verdicts)


_COUNTS = (
    Count("Right", "right", _having(Verdict.CORRECT, Verdict.CARRIED)),
    Count("Follow", "follow", _having(Verdict.FOLLOWS)),
    Count("Wrong", "wrong", _having(Verdict.WRONG)),
    Count("Missing", "missing", _having(Verdict.MISSING)),
    Count("Cut off", "cut off", _having(Verdict.TRUNCATED)),
    Count("Too coarse", "too coarse", _having(Verdict.TOO_COARSE)),
    Count("Un- readable", "unreadable", _having(Verdict.UNREADABLE)),
    Count("Un- known", "unknown", lambda result: result.unknown),
    Count("Few digits", "with few digits", lambda result: result.few_digits),
)

Piece: TypeAlias = Element | Roster


@dataclass(frozen=True)
class Group:
    """What there is to say of a class.

    Attributes
    ----------
    title
        Of what was to be worked out.
    results
        What the sheets came to, in order.
    brief
        Whether only the students are shown, and not what they have in common.
    """

    title: str
    results: tuple[Result, ...]
    brief: bool = False


def class_text(group: Group, writing: Writing, width: int) -> Iterator[Line]:
    """Yield the lines of the document; on a narrow page the counts of a student share a column."""
    names = labels(group.results)
    tables = [_said(_students(group.results, names, spread=spread), writing) for spread in (True, False)]
    table = next((one for one in tables if one.is_roomy(width)), tables[-1])
    for number, piece in enumerate(_pieces(group, table)):
        if number:
            yield ()
        if isinstance(piece, Roster):
            yield from _said(piece, writing).lines(width)
        else:
            yield from lay_out([piece], writing, width)


def class_document(group: Group) -> Iterator[Element]:
    """Yield the elements of the document, for formats that have tables of their own."""
    for piece in _pieces(group, _students(group.results, labels(group.results), spread=True)):
        yield _grid(piece) if isinstance(piece, Roster) else piece


def _said(roster: Roster, writing: Writing) -> Roster:
    """Return a table in signs that can be shown."""
    rows = (Row(tuple(writing.text((cell,)) for cell in row.cells), writing.text((row.note,))) for row in roster.rows)
    return replace(roster, rows=tuple(rows))


def _grid(roster: Roster) -> Grid:
    """Return a table whose cells nothing breaks."""
    heads = tuple(say(column.head.replace("- ", "")) for column in roster.columns)
    rows = ((*row.cells[:1], row.note, *[""] * (len(heads) - 2)) if row.note else row.cells for row in roster.rows)
    words = frozenset(place for place, column in enumerate(roster.columns) if column.breaks)
    return Grid(heads, tuple(tuple(map(say, cells)) for cells in rows), words)


def _pieces(group: Group, students: Roster) -> Iterator[Piece]:
    yield Heading(say(f"Marks: {group.title}"), 1)
    yield students
    yield Paragraph(say(_summary(group.results)))
    if not group.brief:
        yield from _in_common(group)


def _in_common(group: Group) -> Iterator[Piece]:
    mistakes = common_mistakes(group.results)
    if mistakes:
        names = dict(zip(map(id, group.results), labels(group.results), strict=True))
        columns = (
            Column("Code", True),
            Column("Mistake", True),
            Column("Sheets"),
            Column("Perhaps"),
            Column("Whose", True),
        )
        yield Heading(say("Mistakes, the most common first"), 3)
        yield Roster(columns, tuple(_mistake(one, names) for one in mistakes))
    hard = often_wrong(group.results)
    if hard:
        rows = (Row((key, str(count))) for key, count in hard[:_MOST_LINES])
        yield Heading(say("Lines most often wrong"), 3)
        yield Roster((Column("Line", True), Column("Sheets")), tuple(rows))
    if hard[_MOST_LINES:]:
        yield Paragraph(say(f"… and {counted(len(hard) - _MOST_LINES, 'more line')} on as many sheets or fewer."))


def _mistake(common: Common, names: Mapping[int, str]) -> Row:
    """Return the row of a mistake: how many sheets have it for sure, and on how many it is one of several that may be."""
    whose = [names[id(result)] for result in common.sure] + [f"{names[id(result)]}?" for result in common.perhaps]
    return Row((common.code, common.name, str(len(common.sure)), str(len(common.perhaps) or ""), _few(whose)))


def _few(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def labels(results: Sequence[Result]) -> list[str]:
    """Return what each student is called: by name, and where several have the same, with the file."""
    times = Counter(result.student for result in results)
    return [one.student if times[one.student] == 1 else f"{one.student} ({one.file})" for one in results]


def _students(results: Sequence[Result], names: Sequence[str], *, spread: bool) -> Roster:
    """Return the table of students: what is counted in columns of its own, or in one, as words."""
    shown = [count for count in _COUNTS if any(map(count.of, results))]
    counts = tuple(Column(count.head) for count in shown) if spread else (Column("Lines", True),)
    columns = (Column("Student", True), Column("Marks"), *counts, Column("First wrong", True), Column("Mistakes", True))
    middle = _numbers if spread else _words
    rows = (_student(name, result, middle(shown, result)) for name, result in zip(names, results, strict=True))
    return Roster(columns, tuple(rows))


def _student(name: str, result: Result, counts: Sequence[str]) -> Row:
    if result.fault:
        return Row((name,), f"cannot be marked: {result.fault}")
    return Row((name, marks(result), *counts, "".join(result.wrong[:1]), mistakes_of(result)))


def _numbers(counts: Sequence[Count], result: Result) -> tuple[str, ...]:
    return tuple(str(count.of(result) or "") for count in counts)


def _words(counts: Sequence[Count], result: Result) -> tuple[str, ...]:
    return (", ".join(f"{count.of(result)} {count.word}" for count in counts if count.of(result)),)


def marks(result: Result) -> str:
    """Return the marks of a sheet as they are written on it."""
    return f"{plain_number(result.award.marks)}/{plain_number(result.award.out_of)}"


def plain_number(value: float) -> str:
    """Return a number of marks with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def mistakes_of(result: Result) -> str:
    """Return the mistakes of a sheet by their codes, each once."""
    found = list(dict.fromkeys(map(_codes, result.explained)))
    return ", ".join(found + [f"{len(result.unexplained)} unexplained"] * bool(result.unexplained))


def _codes(explained: Explained) -> str:
    return " or ".join(dict.fromkeys(cause.code for cause in explained.causes))


def _summary(results: Sequence[Result]) -> str:
    marked = [result for result in results if not result.fault]
    right = sum(result.right for result in marked)
    sentences = [f"{counted(len(results), 'sheet')}: {right} wholly right, {len(marked) - right} not"]
    sentences[0] += f", {len(results) - len(marked)} that cannot be marked." if len(marked) < len(results) else "."
    if marked:
        earned = [result.award.marks for result in marked]
        ends = f"{plain_number(min(earned))} to {plain_number(max(earned))}"
        sentences.append(f"Marks from {ends}, {plain_number(sum(earned) / len(earned))} on average.")
    if len({result.award.out_of for result in marked}) > 1:
        sentences.append(
            "The sheets do not have the same lines; with --ask, or ask: in a scheme, all are marked out of the same."
        )
    return " ".join(sentences)
