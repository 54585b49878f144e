"""A document as lines of text that fit a width: no number, name or rule is ever broken, and nothing is cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bptrace import report
from bptrace.dataclass import dataclass
from bptrace.report import tables
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
from bptrace.report.lines import Line, Role, Span, columns, left, right, wrapped
from bptrace.report.writing import Writing

_GAP = "   "
_INDENT = "  "
_MEASURE = 100
"""Longer lines of words are hard to follow back to the next one, however wide the page."""


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
                yield from ((Span(line),) for line in wrapped(self._words(text), self.measure))
            case Facts(rows):
                yield from self._facts(rows)
            case Grid():
                yield from self._grid(element)
            case Table():
                yield from tables.lines(element, self.writing, self.width)
            case Equation():
                yield from report.arrays.lines(element, self.writing, self.width)
            case Diagram():
                yield from self._diagram(element)
            case Curve():
                yield from self._curve(element)
            case Schematic():
                caption, drawn = report.schematic.laid_out(element, self.writing, self.width - len(_INDENT))
                if caption:
                    yield from (*self.lines(Paragraph(caption)), ())
                yield from ((Span(_INDENT), *line) for line in drawn)

    @property
    def measure(self) -> int:
        """How long lines of words may be."""
        return min(self.width, _MEASURE)

    def _words(self, parts: Parts) -> str:
        return self.writing.text(parts)

    def _heading(self, heading: Heading) -> Iterator[Line]:
        text = self._words(heading.text)
        if heading.level == 2:
            yield from self._ruled(text)
            return
        lines = wrapped(text, self.measure)
        role = Role.TITLE if heading.level == 1 else Role.HEADING
        yield from ((Span(line, role),) for line in lines)
        if heading.level == 1:
            yield (Span(self._rule(min(columns(text), self.measure), "═"), Role.TITLE),)

    def _ruled(self, text: str) -> Iterator[Line]:
        """Set a heading into a rule that is as long as a line."""
        lead = f"{self._rule(2, '─')} "
        for line in (lines := wrapped(text, self.measure - len(lead)))[:-1]:
            yield (Span(lead + line, Role.TITLE),)
            lead = " " * len(lead)
        rest = self._rule(max(self.measure - len(lead) - columns(lines[-1]) - 1, 0), "─")
        yield (Span(f"{lead}{lines[-1]} {rest}".rstrip(), Role.TITLE),)

    def _rule(self, length: int, sign: str) -> str:
        return ("=" if sign == "═" else "-") * length if self.writing.ascii else sign * length

    def _facts(self, rows: Sequence[tuple[Parts, Parts]]) -> Iterator[Line]:
        """Set what there is to say beside its label, or below it where some equation is too wide for that."""
        texts = [(self._words(label), self._words(text)) for label, text in rows]
        column = max(columns(label) for label, _ in texts)
        room = self.measure - len(_INDENT) - column - len(_GAP)
        if max(columns(group) for _, text in texts for group in text.split(" ")) > room:
            yield from self._below_labels(texts)
            return
        for label, text in texts:
            for number, line in enumerate(wrapped(text, room)):
                shown = label if number == 0 else ""
                yield (Span(_INDENT), Span(left(shown, column), Role.LABEL), Span(_GAP + line))

    def _below_labels(self, texts: Sequence[tuple[str, str]]) -> Iterator[Line]:
        for label, text in texts:
            for line in wrapped(label, self.measure - len(_INDENT)):
                yield (Span(_INDENT), Span(line, Role.LABEL))
            for line in wrapped(text, self.measure - 2 * len(_INDENT)):
                yield (Span(2 * _INDENT + line),)

    def _grid(self, grid: Grid) -> Iterator[Line]:
        cells = [[self._words(cell).replace("\u00a0", " ") for cell in row] for row in (grid.header, *grid.rows)]
        widths = [max(map(columns, column)) for column in zip(*cells, strict=True)]
        if len(_INDENT) + widths[0] + len(_GAP) + max(widths[1:], default=0) > self.width:
            yield from self._below_first_cells(cells)
            return
        for number, group in enumerate(_fitting(widths, self.width - len(_INDENT))):
            if number:
                yield ()
            for place, row in enumerate(cells):
                first, others = (Role.NAME, Role.NUMBERS) if place else (Role.LABEL, Role.LABEL)
                texts = (right(row[column], widths[column]) for column in group)
                spans = (Span(_GAP + text, others) for text in texts)
                yield (Span(_INDENT), Span(left(row[0], widths[0]), first), *spans)

    def _below_first_cells(self, cells: Sequence[Sequence[str]]) -> Iterator[Line]:
        """Set the cells of each row below its first one, each with the heading of its column."""
        header, *rows = cells
        for first, *others in rows:
            yield (Span(_INDENT), Span(first, Role.NAME))
            for label, text in zip(header[1:], others, strict=True):
                for line in wrapped(f"{label} {text}", self.width - 2 * len(_INDENT)) if text else ():
                    yield (Span(2 * _INDENT + line, Role.NUMBERS),)

    def _diagram(self, picture: Diagram) -> Iterator[Line]:
        """Draw a network where there is room for it, otherwise say what its picture would."""
        lines = report.diagram.lines(picture, self.writing, self.width - len(_INDENT))
        if lines is None:
            yield from self._facts(picture.instead)
        else:
            yield from ((Span(_INDENT), *line) for line in lines)

    def _curve(self, element: Curve) -> Iterator[Line]:
        lines = report.curve.lines(element, self.writing, self.width - len(_INDENT))
        yield from ((Span(_INDENT), *line) for line in lines)


def _fitting(widths: Sequence[int], room: int) -> list[list[int]]:
    """Return the columns of a grid in groups that fit beside its first column, which every group repeats."""
    groups: list[list[int]] = [[]]
    for column in range(1, len(widths)):
        if groups[-1] and sum(len(_GAP) + widths[one] for one in [*groups[-1], column]) + widths[0] > room:
            groups.append([])
        groups[-1].append(column)
    return groups
