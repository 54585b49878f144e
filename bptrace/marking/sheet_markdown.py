"""A sheet as Markdown: every table with a column headed Key and one headed Answer, or alike; other text is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bptrace.marking.entries import Content, Entry, Format, Sheet
from bptrace.marking.headings import ANSWERS, KEYS, place_of

_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_RULE = re.compile(r":?-+:?")
_PIPE = re.compile(r"(?<!\\)\|")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def read_markdown(content: Content, name: str) -> Sheet:
    """Return the sheet of a Markdown text.

    Raises
    ------
    SheetError
        If there is text, but no table with a column for keys and one for answers.
    """
    lines = list(_outside_code(content.lines))
    tables = list(_tables(lines))
    if not tables and content.text.strip():
        raise content.fault(1, 1, "found no table with a column headed Key and one headed Answer; expected one or more")
    return Sheet(name, tuple(entry for first, head in tables for entry in _entries(lines, first, head)))


def _outside_code(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines, empty ones in the place of blocks of code."""
    fence = ""
    for line in lines:
        match = _FENCE.match(line)
        mark = match[1] if match else ""
        yield "" if fence or mark else line
        if not fence:
            fence = mark
        elif mark.startswith(fence) and mark == line.strip():
            fence = ""


def _tables(lines: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the row of headings of every table for answers, with the number of the line below it, from 0."""
    for number in range(1, len(lines)):
        rule = [cell.strip() for _, cell in _cells(lines[number])]
        if all(map(_RULE.fullmatch, rule)):
            head = [_plain(cell) for _, cell in _cells(lines[number - 1])]
            if len(rule) == len(head) and place_of(KEYS, head) is not None and place_of(ANSWERS, head) is not None:
                yield number, head


def _entries(lines: Sequence[str], rule: int, head: Sequence[str]) -> Iterator[Entry]:
    """Yield the lines of the table whose headings are ruled off at a line, up to the first line without a cell."""
    at_key, at_answer = place_of(KEYS, head), place_of(ANSWERS, head)
    assert at_key is not None
    assert at_answer is not None
    for number in range(rule + 1, len(lines)):
        if "|" not in lines[number]:
            return
        cells = list(_cells(lines[number]))
        column, key = cells[at_key] if at_key < len(cells) else (0, "")
        text = cells[at_answer][1] if at_answer < len(cells) else ""
        if _plain(key):
            yield Entry(_plain(key), _plain(text), number + 1, column + 1 + len(key) - len(key.lstrip()))


def _cells(line: str) -> Iterator[tuple[int, str]]:
    """Yield the cells of a row, each with the place it begins at; bars at the ends of the row are not needed."""
    start = len(line) - len(line.lstrip())
    start += line.startswith("|", start)
    for match in _PIPE.finditer(line, start):
        yield start, line[start : match.start()]
        start = match.end()
    if line[start:].strip():
        yield start, line[start:]


def _plain(cell: str) -> str:
    """Return what a cell says, without the marks of code, of a formula or of emphasis around it."""
    text = cell.strip().replace("\\|", "|")
    for mark in ("**", "`", "$"):
        if len(text) > 2 * len(mark) and text.startswith(mark) and text.endswith(mark):
            return text[len(mark) : -len(mark)].strip()
    return _ESCAPED.sub(r"\1", text)


MARKDOWN = Format(read_markdown)
