"""What a sheet comes to, whatever its format: keys, each with the text written beside it and its place in the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.spec.decoding import PLAIN_BREAK
from bptrace.spec.faults import Fault


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a sheet.

    Attributes
    ----------
    key
        What it is the value of, as written.
    text
        The value as written, without white space around it; empty where the line was left blank.
    line, column
        Where the key stands in the file, from 1.
    """

    key: str
    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person handed in.

    Attributes
    ----------
    name
        Whose it is: the name written on it, or the file's without its suffix.
    entries
        Its lines in the order of the file; a key that is written twice is there twice.
    """

    name: str
    entries: tuple[Entry, ...]


class SheetError(BptraceError):
    """A sheet that cannot be read at all; as a text, with the file, the line and the column.

    Attributes
    ----------
    fault
        What is wrong with it, and where.
    """

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Content:
    """The text of a sheet, the name of its file for messages, and what ends a line in its format."""

    text: str
    file: str
    ends: re.Pattern[str] = PLAIN_BREAK

    @property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return self.ends.split(self.text)

    def fault(self, line: int, column: int, message: str) -> SheetError:
        """Return the error for a place, from 1."""
        lines = self.lines
        return SheetError(Fault(line, column, message, self.file, lines[line - 1] if line <= len(lines) else ""))

    def fault_at(self, place: int, message: str) -> SheetError:
        """Return the error for the character at `place`, from 0."""
        before = self.ends.split(self.text[:place])
        return self.fault(len(before), len(before[-1]) + 1, message)


class Format(NamedTuple):
    """What reads the sheets of a format, and what ends a line in them."""

    read: Callable[[Content, str], Sheet]
    ends: re.Pattern[str] = PLAIN_BREAK
