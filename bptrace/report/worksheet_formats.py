"""Worksheets as YAML, CSV and Markdown, to be filled in and read back by the reader of sheets."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from io import StringIO
from typing import TypeAlias

from bptrace.report.encoding import harmless
from bptrace.report.escapes import escaped
from bptrace.report.worksheet import Fact, Group, Line, Worksheet

Writer: TypeAlias = Callable[[Worksheet], Iterator[str]]
"""Yields the text of a worksheet in pieces, all of them with their line ends."""

_ANSWER = 14
"""The room for an answer in a table, in characters."""


def yaml(sheet: Worksheet) -> Iterator[str]:
    """Yield a worksheet as YAML: a key on each line, the value to be written after its colon; the rest is remarks."""
    yield from _remarks([sheet.title, *_said(sheet.facts)])
    yield "\nname: \n"
    for group in sheet.groups:
        yield "\n"
        yield from _remarks([group.heading, *_said(group.facts)])
        for line in group.lines:
            if isinstance(line, str):
                yield from _remarks([line])
            else:
                remark = "" if line.equation == line.key else f" # {line.equation}"
                yield f"{line.key}: {remark}\n"


def comma_separated(sheet: Worksheet) -> Iterator[str]:
    """Yield a worksheet as CSV (RFC 4180): key, value, and the symbol or its formula; a row that begins with # is a remark.

    A text that a spreadsheet would take for a formula has an apostrophe before it; a key is none.
    """
    yield _row("key", "value", "formula" if sheet.hints else "symbol")
    for text in (sheet.title, *_said(sheet.facts)):
        yield _row(harmless(f"# {text}"))
    for group in sheet.groups:
        for text in (group.heading, *_said(group.facts)):
            yield _row(harmless(f"# {text}"))
        for line in group.lines:
            yield _row(harmless(f"# {line}")) if isinstance(line, str) else _row(line.key, "", harmless(line.equation))


def markdown(sheet: Worksheet) -> Iterator[str]:
    """Yield a worksheet as Markdown: a table below every heading, with a column to be filled in."""
    yield f"# {escaped(sheet.title)}\n"
    yield from _bullets(sheet.facts)
    for group in sheet.groups:
        yield f"\n{'#' * group.level} {escaped(group.heading)}\n"
        yield from _bullets(group.facts)
        if any(isinstance(line, Line) for line in group.lines):
            yield "\n"
            yield from _table(group, hints=sheet.hints)
        for line in group.lines:
            if isinstance(line, str):
                yield f"\n{escaped(line)}\n"


WRITERS: dict[str, Writer] = {".yaml": yaml, ".csv": comma_separated, ".md": markdown}
"""What writes each format, by its suffix. A new format is a new entry."""


def _said(facts: Sequence[Fact]) -> Iterator[str]:
    yield from (f"{label}: {text}" for label, text in facts)


def _remarks(texts: Sequence[str]) -> Iterator[str]:
    yield from (f"# {text}".rstrip() + "\n" for text in texts)


def _row(*cells: object) -> str:
    written = StringIO(newline="")
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _bullets(facts: Sequence[Fact]) -> Iterator[str]:
    for number, (label, text) in enumerate(facts):
        yield f"{'' if number else chr(10)}- **{escaped(label)}:** {escaped(text)}\n"


def _table(group: Group, *, hints: bool) -> Iterator[str]:
    """Yield a table whose columns are as wide as what is in them, so that it can be filled in as it stands."""
    lines = [line for line in group.lines if isinstance(line, Line)]
    head = ["Key", "Symbol", *(["Formula"] if hints else []), "Answer"]
    rows = [
        [_code(line.key), _code(line.symbol), *([_code(line.formula or "")] if hints else []), ""] for line in lines
    ]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    widths[-1] = _ANSWER
    for cells in (head, ["-" * width for width in widths], *rows):
        yield f"| {' | '.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))} |\n"


def _code(text: str) -> str:
    """Return a text as code within a table, where a bar would end the cell."""
    return f"`{text}`".replace("|", "\\|") if text else ""
