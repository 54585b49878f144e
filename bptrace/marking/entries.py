"""What a sheet comes to, whatever its format: keys, each with the text written beside it and its place in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from bptrace.dataclass import dataclass
from bptrace.spec.decoding import PLAIN_BREAK
from bptrace.spec.faults import Fault, FaultsError

MOST = 10_000
"""A file of more lines than this is no sheet: it would take seconds to be marked."""


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
    fault
        What was found in the place of a key and a figure, which makes the line unreadable; empty for nothing.
    """

    key: str
    text: str
    line: int
    column: int
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one person handed in.

    Attributes
    ----------
    name
        Whose it is: the name written on it, or the file's without its suffix.
    entries
        Its lines in the order of the file; a key that is written twice is there twice.
    remarks
        Lines beside them that are no lines of answers unless their key is one of the worked example's.
    """

    name: str
    entries: tuple[Entry, ...]
    remarks: tuple[Entry, ...] = ()


class SheetError(FaultsError):
    """A sheet that cannot be read at all; as a text, with the file, the line and the column of each fault."""


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
        return self.faults([(line, column, message)])

    def faults(self, found: Iterable[tuple[int, int, str]]) -> SheetError:
        """Return the error for places, from 1, each with its message."""
        lines = ["", *self.lines, ""]
        return SheetError(Fault(*one, self.file, lines[min(one[0], len(lines) - 1)]) for one in found)

    def too_many(self, after: Entry) -> SheetError:
        """Return the error for a sheet that goes on after as many lines as there may be."""
        return self.fault(after.line, after.column, f"found more than {MOST} keys; expected a sheet of at most {MOST}")

    def fault_at(self, place: int, message: str) -> SheetError:
        """Return the error for the character at `place`, from 0."""
        before = self.ends.split(self.text[:place])
        return self.fault(len(before), len(before[-1]) + 1, message)


class Format(NamedTuple):
    """What reads the sheets of a format, and what ends a line in them."""

    read: Callable[[Content, str], Sheet]
    ends: re.Pattern[str] = PLAIN_BREAK
