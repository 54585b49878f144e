"""Tables of words as lines of text: cells are broken into lines where a page is narrow, and nothing is cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from bptrace.dataclass import dataclass
from bptrace.report.lines import Line, Role, Span, columns, left, right, wrapped

_GAP = "  "
_INDENT = "  "
_LEAST = 10
"""A column that is broken into lines has room for this many signs at least, or for all that it holds."""

_COMFORTABLE = 16
"""Likewise, where there is a choice."""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    head
        What it is of.
    breaks
        Whether its cells may be broken into lines; they stand at the left, the others, which are numbers, at the right.
    """

    head: str
    breaks: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table; where there is a note, it stands in the place of all cells but the first."""

    cells: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Roster:
    """A table: its columns, the first of which breaks, and its rows."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def is_roomy(self, width: int) -> bool:
        """Whether a page has room for the columns beside each other without breaking cells into narrow strips."""
        return self._widths(width, _COMFORTABLE) is not None

    def lines(self, width: int) -> Iterator[Line]:
        """Yield the lines of the table; where there is no room for columns, the cells of a row below each other."""
        widths = self._widths(width)
        if widths is None:
            yield from self._stacked(width)
            return
        yield from self._row(self._heads, widths, Role.LABEL)
        for row in self.rows:
            yield from self._noted(row, widths, width) if row.note else self._row(row.cells, widths, Role.WORDS)

    @property
    def _heads(self) -> tuple[str, ...]:
        return tuple(column.head for column in self.columns)

    def _widths(self, width: int, least: int = _LEAST) -> list[int] | None:
        """Return how wide each column is, or None where there is no room for all of them."""
        cells = [row.cells for row in self.rows if not row.note]
        first = [row.cells[:1] for row in self.rows if row.note]
        natural = [max(map(columns, [one.head] if one.breaks else one.head.split(" "))) for one in self.columns]
        for row in (*cells, *first):
            natural[: len(row)] = [max(pair) for pair in zip(natural, map(columns, row), strict=False)]
        flexible = [place for place, column in enumerate(self.columns) if column.breaks]
        fixed = sum(size for place, size in enumerate(natural) if place not in flexible)
        room = width - len(_INDENT) - len(_GAP) * (len(natural) - 1) - fixed
        shared = _shared([natural[place] for place in flexible], room, least)
        if shared is None:
            return None
        for place, size in zip(flexible, shared, strict=True):
            natural[place] = size
        return natural

    def _row(self, cells: Sequence[str], widths: Sequence[int], role: Role) -> Iterator[Line]:
        broken = [broken_into(cell, width) for cell, width in zip(cells, widths, strict=True)]
        for texts in zip_longest(*broken, fillvalue=""):
            spans = [Span(_INDENT)]
            for place, (text, width) in enumerate(zip(texts, widths, strict=True)):
                set_ = left if self.columns[place].breaks else right
                name = Role.NAME if place == 0 and role is Role.WORDS else role
                spans += [Span(_GAP)] * (place > 0) + [Span(set_(text, width), name)]
            yield tuple(spans)

    def _noted(self, row: Row, widths: Sequence[int], width: int) -> Iterator[Line]:
        room = max(width - len(_INDENT) - widths[0] - len(_GAP), _LEAST)
        for name, note in zip_longest(broken_into(row.cells[0], widths[0]), broken_into(row.note, room), fillvalue=""):
            yield Span(_INDENT), Span(left(name, widths[0]), Role.NAME), Span(_GAP + note)

    def _stacked(self, width: int) -> Iterator[Line]:
        for row in self.rows:
            for line in broken_into(row.cells[0], width - len(_INDENT)):
                yield Span(_INDENT), Span(line, Role.NAME)
            labelled = [f"{head}: {cell}" for head, cell in zip(self._heads[1:], row.cells[1:], strict=False) if cell]
            for text in [row.note] if row.note else labelled:
                yield from ((Span(2 * _INDENT + line),) for line in broken_into(text, width - 2 * len(_INDENT)))


def _shared(natural: Sequence[int], room: int, least: int) -> list[int] | None:
    """Share out room among columns: what is content with an equal part gets what it needs, the others get the rest.

    None if that leaves less than `least` for some.
    """
    sizes, open_ = list(natural), set(range(len(natural)))
    while open_:
        part = (room - sum(size for place, size in enumerate(sizes) if place not in open_)) // len(open_)
        content = {place for place in open_ if natural[place] <= part}
        if not content:
            if part < least:
                return None
            for place in open_:
                sizes[place] = part
            return sizes
        open_ -= content
    return sizes if sum(sizes) <= room else None


def broken_into(text: str, width: int) -> list[str]:
    """Return a text as lines of at most so many columns; a word that is too long for any is broken too."""
    return [piece for line in wrapped(text, width) for piece in _pieces(line, width)]


def _pieces(word: str, width: int) -> Iterator[str]:
    """Yield a line whole if it fits, else a single long word in pieces."""
    while columns(word) > width:
        size = max(1, next(end for end in range(len(word), 0, -1) if end == 1 or columns(word[:end]) <= width))
        yield word[:size]
        word = word[size:]
    yield word
