"""A sheet as CSV: rows of a key and a value, with or without a row of headings; a row that begins with # is a remark."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from bptrace.marking.entries import Content, Entry, Format, Sheet
from bptrace.marking.headings import ANSWERS, KEYS, place_of
from bptrace.spec.table import cell_start

_DELIMITERS = ("\t", ";", ",")
_REMARKS = ("#", "sep=")
"""How rows begin that say nothing; `sep=;` tells a spreadsheet the delimiter."""


def read_csv(content: Content, name: str) -> Sheet:
    """Return the sheet of a CSV text; commas, semicolons and tabs are told apart by themselves.

    Raises
    ------
    SheetError
        If it is not CSV, or a row has more cells than there are columns.
    """
    return Sheet(name, tuple(_entries(content)))


def _entries(content: Content) -> Iterator[Entry]:
    delimiter = _delimiter(content)
    columns: tuple[int, int, int] | None = None
    for line, row in _rows(content, delimiter):
        if columns is None:
            columns = _columns(content, line, row)
            if columns is not None:
                continue
            columns = (0, 1, 2)
        at_key, at_value, width = columns
        if any(map(str.strip, row[width:])):
            at, column = cell_start(content.lines, line - 1, width, delimiter)
            raise content.fault(at + 1, column + 1, _too_many(len(row), width, delimiter))
        key = row[at_key].strip() if at_key < len(row) else ""
        text = row[at_value].strip() if at_value < len(row) else ""
        if not key:
            raise content.fault(line, 1, f"found {text!r} with no key; expected a key such as net_h1 before it")
        yield Entry(key, text, line, 1)


def _rows(content: Content, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield every row that is neither empty nor a remark, with the line it begins in."""
    reader, line = csv.reader(StringIO(content.text, newline=""), delimiter=delimiter), 1
    try:
        for row in reader:
            if any(map(str.strip, row)) and not row[0].strip().startswith(_REMARKS):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise content.fault(line, 1, f"found a fault in the CSV ({error}); expected key,value in each row") from None


def _delimiter(content: Content) -> str:
    """Return what parts every row, of a tab, a semicolon and a comma the first."""
    return next((mark for mark in _DELIMITERS if all(len(row) > 1 for _, row in _rows(content, mark))), ",")


def _columns(content: Content, line: int, row: Sequence[str]) -> tuple[int, int, int] | None:
    """Return where keys and values stand and how many columns there are, or None if the row is no row of headings."""
    key, value = place_of(KEYS, row), place_of(ANSWERS, row)
    if key is None:
        return None
    if value is None:
        raise content.fault(line, 1, "found a column headed key but none headed value; expected key,value")
    return key, value, len(row)


def _too_many(found: int, expected: int, delimiter: str) -> str:
    hint = "; with decimal commas, write semicolons between the columns" if delimiter == "," else ""
    return f"found {found} cells; expected {expected}{hint}"


CSV = Format(read_csv)
