"""A document as lines of text that fit a width: no number, name or rule is ever broken, and nothing is cut."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from bptrace.printing.text import ASCII
from bptrace.report import arrays, curve, diagram, schematic
from bptrace.report.document import (
    Curve,
    Diagram,
    Element,
    Equation,
    Facts,
    Grid,
    Heading,
    Paragraph,
    Parts,
    Schematic,
    Table,
)
from bptrace.report.lines import Line, Role, Span, columns, left, right
from bptrace.report.writing import Writing, Written
from bptrace.sections import Gap

_GAP = "   "
_INDENT = "  "
_OPERATOR = re.compile(r" (?=[+−\-/] |if |else )")
_TIMES = re.compile(r"(?<=[·*])")


def lay_out(elements: Iterable[Element], writing: Writing, width: int) -> Iterator[Line]:
    """Yield the lines of a document, one empty line between its elements."""
    page = _Page(writing, width)
    for number, element in enumerate(elements):
        if number and not (isinstance(element, Table) and page.tight):
            yield ()
        page.tight = isinstance(element, Heading) and element.level == 3
        yield from page.lines(element)


@dataclass
class _Page:
    """A width and a way of writing; `tight` says whether a table follows its heading without an empty line."""

    writing: Writing
    width: int
    tight: bool = False

    def lines(self, element: Element) -> Iterator[Line]:
        match element:
            case Heading():
                yield from self._heading(element)
            case Paragraph(text):
                yield from ((Span(line),) for line in self._wrapped(self._words(text), self.width))
            case Facts(rows):
                yield from self._facts(rows)
            case Grid():
                yield from self._grid(element)
            case Table():
                yield from self._table(element)
            case Equation():
                yield from arrays.lines(element, self.writing, self.width)
            case Diagram():
                yield from self._diagram(element)
            case Curve():
                yield from self._curve(element)
            case Schematic(trace):
                drawn = schematic.lines(trace, self.writing, self.width - len(_INDENT))
                yield from ((Span(_INDENT), *line) for line in drawn)

    def _words(self, parts: Parts) -> str:
        return self.writing.text(parts)

    def _wrapped(self, text: str, width: int) -> list[str]:
        """Wrap at plain spaces only; a space that does not break keeps a formula or an equation together."""
        lines = textwrap.wrap(text, max(width, 20), break_long_words=False, break_on_hyphens=False)
        return [line.replace("\u00a0", " ") for line in lines]

    def _heading(self, heading: Heading) -> Iterator[Line]:
        text = self._words(heading.text).replace("\u00a0", " ")
        if heading.level == 1:
            for line in self._wrapped(text, self.width):
                yield (Span(line, Role.TITLE),)
            yield (Span(self._rule(min(columns(text), self.width), "═"), Role.TITLE),)
        elif heading.level == 2:
            lead = self._rule(2, "─")
            rest = self._rule(max(self.width - columns(text) - 4, 0), "─")
            yield (Span(f"{lead} {text} {rest}".rstrip(), Role.TITLE),)
        else:
            yield (Span(text, Role.HEADING),)

    def _rule(self, length: int, sign: str) -> str:
        return ("=" if sign == "═" else "-") * length if self.writing.signs is ASCII else sign * length

    def _facts(self, rows: Sequence[tuple[Parts, Parts]]) -> Iterator[Line]:
        labels = [self._words(label) for label, _ in rows]
        column = max(map(columns, labels))
        for label, (_, text) in zip(labels, rows, strict=True):
            room = self.width - len(_INDENT) - column - len(_GAP)
            for number, line in enumerate(self._wrapped(self._words(text), room)):
                shown = label if number == 0 else ""
                yield (Span(_INDENT), Span(left(shown, column), Role.LABEL), Span(_GAP + line))

    def _grid(self, grid: Grid) -> Iterator[Line]:
        cells = [[self._words(cell).replace("\u00a0", " ") for cell in row] for row in (grid.header, *grid.rows)]
        widths = [max(map(columns, column)) for column in zip(*cells, strict=True)]
        for number, group in enumerate(_fitting(widths, self.width - len(_INDENT))):
            if number:
                yield ()
            for place, row in enumerate(cells):
                texts = [left(row[0], widths[0])] + [right(row[column], widths[column]) for column in group]
                yield (Span(_INDENT), Span(_GAP.join(texts), Role.VALUE if place else Role.LABEL))

    def _diagram(self, picture: Diagram) -> Iterator[Line]:
        """Draw a network where there is room for it, otherwise say what its picture would."""
        lines = diagram.lines(picture, self.writing, self.width - len(_INDENT))
        if lines is None:
            yield from self._facts(picture.instead)
        else:
            yield from ((Span(_INDENT), *line) for line in lines)

    def _curve(self, element: Curve) -> Iterator[Line]:
        lines = curve.lines(element, self.writing, self.width - len(_INDENT))
        yield from ((Span(_INDENT), *line) for line in lines)

    def _table(self, table: Table) -> Iterator[Line]:
        rows = [row if isinstance(row, Gap) else self.writing.line(row, table.kept) for row in table.rows]
        widths = [max(map(columns, column)) for column in zip(*map(self._cells, _written(rows)), strict=True)]
        widths = [max(width, columns(head)) for width, head in zip(widths, _HEAD, strict=True)]
        if len(_INDENT) + sum(widths) + 3 * len(_GAP) <= self.width:
            yield from self._columned(rows, widths)
        else:
            yield from self._stacked(rows, widths)

    def _cells(self, row: Written) -> tuple[str, str, str, str]:
        """Return the cells of a line; figures that say nothing beside the formula and the value are left out."""
        numbers = "" if row.numbers in (row.value, row.formula) else row.numbers
        return row.name, row.formula, numbers, row.value if row.exact else f"{self._about} {row.value}"

    @property
    def _about(self) -> str:
        return "~" if self.writing.signs is ASCII else "≈"

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
            cells.append(("= " if row.exact else f"{self._about} ", row.value, Role.VALUE))
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
        return self._words((f"… {gap.count} more {gap.what} …",))


_HEAD = ("", "Formula", "With numbers", "Value")


def _fitting(widths: Sequence[int], room: int) -> list[list[int]]:
    """Return the columns of a grid in groups that fit beside its first column, which every group repeats."""
    groups: list[list[int]] = [[]]
    for column in range(1, len(widths)):
        if groups[-1] and sum(len(_GAP) + widths[one] for one in [*groups[-1], column]) + widths[0] > room:
            groups.append([])
        groups[-1].append(column)
    return groups


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
