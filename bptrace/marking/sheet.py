"""Sheets of answers, read from files: YAML, CSV or Markdown, by their suffix."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bptrace.files import read
from bptrace.later import Later
from bptrace.marking.entries import MOST, Content, Entry, Format, Sheet, SheetError
from bptrace.spec.decoding import control_character, decoded
from bptrace.spec.faults import Fault, SpecError
from bptrace.unread import unread
from bptrace.words import listed, near

__all__ = ["FORMATS", "LARGEST", "Entry", "Sheet", "SheetError", "load", "loads"]


FORMATS: Mapping[str, Format] = Later(
    {
        ".yaml": "bptrace.marking.sheet_yaml:YAML",
        ".yml": "bptrace.marking.sheet_yaml:YAML",
        ".csv": "bptrace.marking.sheet_csv:CSV",
        ".md": "bptrace.marking.sheet_markdown:MARKDOWN",
    }
)
"""The formats by their suffix. A new one is a new entry."""

LARGEST = 1_000_000
"""A file of more bytes than this is no sheet."""


def load(path: Path) -> Sheet:
    """Return the sheet in a file, named after it unless a name is written on the sheet.

    Raises
    ------
    SheetError
        If the file cannot be read, or is no sheet.
    """
    name = str(path)
    try:
        if path.exists():  # of a file that is not there, the suffix is not what is wrong
            _format(name, path.suffix)
        content = read(path, LARGEST)
    except (OSError, ValueError) as error:
        raise SheetError([Fault.of_file(name, unread(path, error, FORMATS))]) from None
    return loads(content, name, path.suffix)


def loads(content: bytes, name: str, suffix: str) -> Sheet:
    """Return the sheet in the bytes of a file.

    Parameters
    ----------
    content
        The bytes: UTF-8, or UTF-16 with a byte order mark; at most `LARGEST`.
    name
        The file's name, for messages; without folder and suffix it says whose sheet it is, unless the sheet does.
    suffix
        What says the format: one of `FORMATS`.

    Raises
    ------
    SheetError
        If it is no sheet.
    """
    form = _format(name, suffix)
    try:
        text = Content(decoded(content, name, "a sheet", LARGEST), name, form.ends)
    except SpecError as error:
        raise SheetError(error.faults) from None
    if control := control_character(text.text):
        raise text.fault_at(*control)
    stem = Path(name).name
    sheet = form.read(text, stem[: -len(suffix)] if stem.lower().endswith(suffix.lower()) else stem)
    if len(lines := (*sheet.entries, *sheet.remarks)) > MOST:
        raise text.too_many(sorted(lines, key=lambda entry: (entry.line, entry.column))[MOST])
    return sheet


def _format(name: str, suffix: str) -> Format:
    form = FORMATS.get(suffix.lower())
    if form is None:
        found = f"an unknown suffix {suffix!r}" if suffix else "no suffix"
        hint = near(suffix, FORMATS)
        raise SheetError([Fault.of_file(name, f"found {found}; expected {listed(list(FORMATS))}{hint}")])
    return form
