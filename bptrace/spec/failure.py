"""Where the reader of YAML gives up on a text, and where the slip is that made it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bptrace.dataclass import dataclass


class Slip(NamedTuple):
    """Where a slip is, line and column from 0, and the message for it."""

    line: int
    column: int
    message: str


@dataclass(frozen=True)
class Failure:
    """Where the reader of YAML gave up, and why.

    Attributes
    ----------
    lines
        The text.
    line, column
        Where it gave up, from 0.
    begun
        Where the part began that it was reading.
    context, problem
        Its own words.
    example
        What is expected where nothing else is to be said.
    """

    lines: Sequence[str]
    line: int
    column: int
    begun: tuple[int, int]
    context: str
    problem: str
    example: str

    @property
    def text(self) -> str:
        """The line."""
        return self.lines[self.line] if self.line < len(self.lines) else ""

    @property
    def rest(self) -> str:
        """The line from there on."""
        return self.text[self.column :]

    @property
    def is_first(self) -> bool:
        """Whether nothing stands before it in its line."""
        return not self.text[: self.column].strip()

    @property
    def opening(self) -> str:
        """The character that began the part."""
        line, column = self.begun
        return self.lines[line][column : column + 1] if line < len(self.lines) else ""

    def here(self, message: str) -> Slip:
        """Return the slip where the reader gave up."""
        return Slip(self.line, self.column, message)

    def before(self) -> int | None:
        """Return the nearest line above with anything but a remark in it, if there is one."""
        above = range(min(self.line, len(self.lines)) - 1, -1, -1)
        return next((number for number in above if not is_remark(self.lines[number])), None)


def is_remark(line: str) -> bool:
    """Whether there is nothing in a line but white space or a remark."""
    return not line.strip() or line.lstrip().startswith("#")
