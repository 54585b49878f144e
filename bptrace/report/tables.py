"""Tables of lines as text: in columns where they fit the width, otherwise formula, figures and value below each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from bptrace.dataclass import dataclass
from bptrace.report.document import Table
from bptrace.report.lines import Line, Role, Span, columns, left, right
from bptrace.report.writing import Writing, Written
from bptrace.sections import Gap

_GAP = "   "
_INDENT = "  "
_HEAD = ("", "Formula", "With numbers", "Value")
_OPERATOR = re.compile(r" (?=[+−\-/] |if |else )")
_TIMES = re.compile(r"(?<=[·*])")


def lines(table: Table, writing: Writing, width: int) -> Iterator[Line]:
    """Yield the lines of a table."""
    rows = [row if isinstance(row, Gap) else writing.line(row, table.kept) for row in table.rows]
    yield from _Setting(writing, width).lines(rows)


@dataclass(frozen=True)
class _Setting:
    """A way of writing and a width."""

    writing: Writing
    width: int

    def lines(self, rows: Sequence[Written | Gap]) -> Iterator[Line]:
        widths = [max(map(columns, column)) for column in zip(*map(self._cells, _written(rows)), strict=True)]
        widths = [max(width, columns(head)) for width, head in zip(widths, _HEAD, strict=True)]
        if len(_INDENT) + sum(widths) + 3 * len(_GAP) <= self.width:
            yield from self._columned(rows, widths)
        else:
            yield from self._stacked(rows, widths)

    def _cells(self, row: Written) -> tuple[str, str, str, str]:
        """Return the cells of a line."""
        return row.name, row.formula, row.figures, row.value if row.exact else f"{self.writing.about} {row.value}"

    def _columned(self, rows: Sequence[Written | Gap], widths: Sequence[int]) -> Iterator[Line]:
        yield self._row(_HEAD, widths, (Role.LABEL,) * 4)
        for row in rows:
            if isinstance(row, Gap):
                yield (Span(_INDENT + self._gap(row)),)
            else:
                yield self._row(self._cells(row), widths, (Role.NAME, Role.FORMULA, Role.NUMBERS, Role.VALUE))

    def _row(self, cells: Sequence[str], widths: Sequence[int], roles: Sequence[Role]) -> Line:
        spans = [Span(_INDENT)]
        for cell, width, role in zip(cells[:3], widths[:3], roles[:3], strict=True):
            spans += [Span(left(cell, width), role), Span(_GAP)]
        return (*spans, Span(right(cells[3], widths[3]), roles[3]))

    def _stacked(self, rows: Sequence[Written | Gap], widths: Sequence[int]) -> Iterator[Line]:
        """Set the formula with numbers below the formula, each broken before operators where it is too long for a line.

        The value stands at the right edge of the last line, or on a narrow page on a line of its own; where a name leaves no
        room beside it, it stands above its formula.
        """
        name, value = widths[0], widths[3]
        texts = [text for row in map(self._cells, _written(rows)) for text in row[1:3] if text]
        widest = max(columns(piece) for text in texts for piece in _pieces(text))
        if self.width - len(_INDENT) - name - len(" = ") < widest:
            name = len(_INDENT)
        room = self.width - len(_INDENT) - name - len(" = ")
        beside = room - len(_GAP) - value
        narrow = beside < widest
        body = min(room if narrow else beside, max(map(columns, texts)))
        for row in rows:
            if isinstance(row, Gap):
                yield (Span(_INDENT + self._gap(row)),)
                continue
            lines = list(self._below_each_other(row, body, name, narrow=narrow))
            if not narrow:
                lines[-1] = (*lines[-1], Span(_GAP), Span(right(self._cells(row)[3], value), Role.VALUE))
            yield from lines

    def _below_each_other(self, row: Written, room: int, name: int, *, narrow: bool) -> Iterator[Line]:
        cells = [("= ", row.formula, Role.FORMULA), ("= ", self._cells(row)[2], Role.NUMBERS)]
        if narrow:
            cells.append(("= " if row.exact else f"{self.writing.about} ", row.value, Role.VALUE))
        lead = Span(left(row.name, name), Role.NAME)
        if columns(row.name) > name:
            yield (Span(_INDENT), lead)
            lead = Span(" " * name)
        for sign, text, role in cells:
            for number, piece in enumerate(_broken(text, room)):
                yield (
                    Span(_INDENT),
                    lead,
                    Span(" "),
                    Span(left("  " if number else sign, 2) + left(piece, room), role),
                )
                lead = Span(" " * name)

    def _gap(self, gap: Gap) -> str:
        return self.writing.text((f"… {gap.count} more {gap.what} …",))


def _written(rows: Sequence[Written | Gap]) -> list[Written]:
    return [row for row in rows if isinstance(row, Written)]


def _pieces(text: str) -> list[str]:
    """Return what of a formula is never broken if there is room for it."""
    return [piece for part in _OPERATOR.split(text) for piece in _TIMES.split(part)]


def _broken(text: str, room: int) -> list[str]:
    """Break a formula into lines: before operators outside brackets, then within them, then after multiplication signs."""
    lines = [""]
    for part in _within(text, room):
        joined = f"{lines[-1]}{part}"
        if lines[-1] and columns(joined.rstrip()) > room:
            lines.append(part.lstrip())
        else:
            lines[-1] = joined
    return [line.rstrip() for line in lines if line]


def _within(text: str, room: int) -> Iterator[str]:
    """Yield the parts between which a formula may be broken, none of them longer than there is room for if possible."""
    for part in _at_depth(text, 0):
        if columns(part) <= room:
            yield part
            continue
        deepest = max(accumulate((character == "(") - (character == ")") for character in part))
        for depth in range(1, deepest + 1):
            inner = list(_at_depth(part, depth))
            if len(inner) > 1:
                break
        else:
            inner = [part]
        for piece in inner:
            yield from [piece] if columns(piece) <= room else _TIMES.split(piece)


def _at_depth(text: str, depth: int) -> Iterator[str]:
    """Yield the parts of a formula, split before operators that stand within at most so many brackets."""
    start = 0
    for match in _OPERATOR.finditer(text):
        before = text[: match.start()]
        if before.count("(") - before.count(")") <= depth:
            yield text[start : match.start()]
            start = match.start()
    yield text[start:]
