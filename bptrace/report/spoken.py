"""A document to be read aloud or searched: in reading order, one quantity a line, nothing that only its place explains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bptrace.report.document import (
    Cells,
    Curve,
    Diagram,
    Element,
    Equation,
    Facts,
    Formula,
    Grid,
    Heading,
    Paragraph,
    Part,
    Parts,
    Row,
    Schematic,
    Table,
    say,
)
from bptrace.report.lines import Line, Role, Span
from bptrace.report.writing import Writing
from bptrace.sections import Gap

_COMMA = ", "
_GAP = "…"


def spoken(elements: Iterable[Element], writing: Writing) -> Iterator[Line]:
    """Yield the lines of a document, each as long as it needs to be; an empty line before a heading.

    Parameters
    ----------
    elements
        The document.
    writing
        How names, formulas and numbers are written; its signs are those to be read aloud.
    """
    for number, element in enumerate(elements):
        if number and isinstance(element, Heading):
            yield ()
        yield from ((Span(line, _role(element)),) for line in _lines(element, writing))


def _role(element: Element) -> Role:
    return Role.TITLE if isinstance(element, Heading) else Role.WORDS


def _lines(element: Element, writing: Writing) -> Iterator[str]:
    match element:
        case Heading(text):
            yield f"{_words(text, writing)}:"
        case Paragraph(text):
            yield _words(text, writing)
        case Facts(facts) | Diagram(instead=facts) | Schematic(instead=facts):
            yield from (line for fact in facts for line in _fact(*fact, writing))
        case Table():
            yield from (_line(element, row, writing) for row in element.rows)
        case Equation():
            yield from _equation(element, writing)
        case Grid(header, cells):
            yield from (_cells(header, row, writing) for row in cells)
        case Curve():
            yield _curve(element, writing)


def _words(text: Parts, writing: Writing) -> str:
    """Return a text on one line; that something is left out is said in words, without dots around them."""
    words = " ".join(writing.text(text).split())
    return words.strip(". ") if _is_gap(text) else words


def _is_gap(text: Parts) -> bool:
    return bool(text) and isinstance(text[0], str) and text[0].startswith(_GAP)


def _fact(label: Parts, text: Parts, writing: Writing) -> Iterator[str]:
    """Yield what there is to say of a label: equations below it, one a line, and anything else beside it."""
    pieces = _split(text)
    if any(map(_is_equation, pieces)) and all(_is_equation(piece) or _is_gap(piece) for piece in pieces):
        yield f"{_words(label, writing)}:"
        yield from (_words(piece, writing) for piece in pieces)
    elif _is_gap(label):
        yield _words(text, writing)
    else:
        yield f"{_words(label, writing)}: {_words(text, writing)}"


def _split(text: Parts) -> list[Parts]:
    """Return what stands between the commas of a list."""
    pieces: list[list[Part]] = [[]]
    for part in text:
        if part == _COMMA:
            pieces.append([])
        else:
            pieces[-1].append(part)
    return list(map(tuple, pieces))


def _is_equation(piece: Parts) -> bool:
    """Whether a piece is a name with its value, and perhaps a word of what it is or where it comes from."""
    words = [part for part in piece if isinstance(part, str)]
    return any(word.strip() == "=" for word in words) and not any(_COMMA in word for word in words)


def _line(table: Table | Equation, row: Row | Gap, writing: Writing) -> str:
    """Return a line of a round: what it is, its formula, the formula with numbers, and the value."""
    if isinstance(row, Gap):
        return _words(say(f"{_GAP} {row.count} more {row.what}"), writing)
    written = writing.line(row, table.kept)
    value = written.value if written.exact else f"{writing.about} {written.value}"
    texts = dict.fromkeys(text for text in (written.name, written.formula, written.numbers, value) if text)
    return " = ".join(texts)


def _equation(equation: Equation, writing: Writing) -> Iterator[str]:
    """Yield the formula of an array by name, then its numbers, one a line."""
    if equation.formula is not None and isinstance(equation.value, Cells):
        yield f"{writing.name(equation.name)} = {_words(say(Formula(equation.formula)), writing)}"
    yield from (_line(equation, row, writing) for row in equation.rows)


def _cells(header: Sequence[Parts], cells: Sequence[Parts], writing: Writing) -> str:
    """Return a row as what it is of, then each of its other cells with what its column is."""
    label, first = _words(header[0], writing), _words(cells[0], writing)
    row = first if not label or _is_gap(cells[0]) else f"{label} {first}"
    columns = [pair for pair in zip(header[1:], cells[1:], strict=True) if pair[1] and not _is_gap(pair[0])]
    texts = [_cell(head, text, writing) for head, cell in columns if (text := _words(cell, writing))]
    return f"{row}: {'; '.join(texts)}" if texts else row


def _cell(head: Parts, text: str, writing: Writing) -> str:
    """Return a cell beside the head of its column, which may be a quantity whose value it is."""
    return f"{_words(head, writing)} {text}" if isinstance(head[0], str) else f"{_words(head, writing)} = {text}"


def _curve(curve: Curve, writing: Writing) -> str:
    (begin, first), (end, last) = curve.points[0], curve.points[-1]
    epoch, lowest = min(curve.points, key=lambda point: (point[1], point[0]))
    ends = say(curve.label, ": ", first, f" at epoch {begin}, ", last, f" at epoch {end}, lowest seen ", lowest)
    return _words(say(ends, f" at epoch {epoch}"), writing)
