"""What is wrong with a spec file, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from bptrace.errors import BptraceError
from bptrace.signs import columns
from bptrace.words import counted

_WIDTH = 76
"""So many columns of a line are shown, so that the caret stays under its place in a terminal of 80."""

_INDENT = "    "
_SHOWN = 20
_LONGEST = 1000
MOST = 200
"""After so many faults a file is not read on: a hint at what was meant takes milliseconds to find, and twenty are shown."""

_PICTURES = 0x2400
"""Where Unicode has its pictures of the control characters from 0 to 31, such as ␛."""


class Fault(NamedTuple):
    """One fault.

    Attributes
    ----------
    line, column
        Where it stands, from 1; columns are characters. Both are 0 for what is wrong with the file as a whole.
    message
        What was found and what was expected.
    file
        The name of the file.
    source
        The text of the line.
    """

    line: int
    column: int
    message: str
    file: str
    source: str

    @classmethod
    def of_file(cls, file: str, message: str) -> Fault:
        """Return what is wrong with a file as a whole, such as that there is none."""
        return cls(0, 0, message, file, "")

    def __str__(self) -> str:
        message = self.message if len(self.message) <= _LONGEST else f"{self.message[:_LONGEST]}…"
        place = f":{self.line}:{self.column}" if self.line else ""
        head = visible(f"{self.file}{place}: {message}")
        if not self.source.strip():
            return head
        line, before = _extract(visible(self.source.rstrip()), self.column - 1)
        return f"{head}\n{_INDENT}{line}\n{_INDENT}{_blank(line[:before])}^"


def visible(text: str) -> str:
    """Return a text in which nothing can act on a terminal: a sign in the place of each character that does not print."""
    return text if text.isprintable() else "".join(map(_sign, text))


def _sign(character: str) -> str:
    if character.isprintable() or character == "\t":
        return character
    return chr(_PICTURES + ord(character)) if ord(character) < 32 else "�"


def _blank(text: str) -> str:
    """Return what is as wide as a text and shows nothing; a tab stays, for how wide it is depends on where it stands."""
    return "".join(sign if sign == "\t" else " " * _cells(sign) for sign in text)


def _cells(sign: str) -> int:
    """Return how many columns of a terminal a character takes, a tab at most eight."""
    return 8 if sign == "\t" else columns(sign)


def _extract(line: str, before: int) -> tuple[str, int]:
    """Return the part of a line around a fault, and how much of that part stands before the fault."""
    before = min(before, len(line))
    if _fitting(line, _WIDTH) == len(line):
        return line, before
    start = before - _fitting(line[:before][::-1], _WIDTH // 2)
    end = start + _fitting(line[start:], _WIDTH - 2)
    if end == len(line):
        start = end - _fitting(line[::-1], _WIDTH - 2)
    left, right = "…" if start else "", "…" if end < len(line) else ""
    return left + line[start:end] + right, before - start + len(left)


def _fitting(text: Sequence[str], width: int) -> int:
    """Return how many characters from the beginning fit into a width."""
    return sum(1 for taken in accumulate(map(_cells, text[: width + 1])) if taken <= width)


class FaultsError(BptraceError):
    """A file with faults; as a text, each of them with the line it stands in.

    Attributes
    ----------
    faults
        All faults, file by file and in the order of lines.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = list(dict.fromkeys(faults))
        files = list(dict.fromkeys(fault.file for fault in found))
        self.faults = tuple(sorted(found, key=lambda fault: (files.index(fault.file), fault)))
        more = len(self.faults) - _SHOWN
        texts = [str(fault) for fault in self.faults[:_SHOWN]]
        at_least = "at least " if len(self.faults) >= MOST else ""
        super().__init__("\n".join([*texts, f"and {at_least}{counted(more, 'more fault')}"] if more > 0 else texts))


class SpecError(FaultsError):
    """A spec file with faults."""
