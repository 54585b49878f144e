"""Lines of text for a terminal: spans that know what they are, set side by side and broken into lines by their columns."""

from __future__ import annotations

from enum import Enum, auto

from bptrace.dataclass import dataclass
from bptrace.signs import columns as columns


class Role(Enum):
    """What a span of text is, for colouring it."""

    TITLE = auto()
    HEADING = auto()
    WORDS = auto()
    LABEL = auto()
    NAME = auto()
    FORMULA = auto()
    NUMBERS = auto()
    VALUE = auto()


@dataclass(frozen=True)
class Span:
    """A piece of a line."""

    text: str
    role: Role = Role.WORDS


Line = tuple[Span, ...]


def plain(line: Line) -> str:
    """Return the text of a line without its roles."""
    return "".join(span.text for span in line).rstrip()


def left(text: str, width: int) -> str:
    """Return a text that stands at the left of so many columns."""
    return text + " " * (width - columns(text))


def right(text: str, width: int) -> str:
    """Return a text that stands at the right of so many columns."""
    return " " * (width - columns(text)) + text


def wrapped(text: str, width: int) -> list[str]:
    """Return a text as lines of at most so many columns, which only a single word may exceed.

    A space that does not break keeps an equation together, unless it is too wide for any line.
    """
    lines = [""]
    for group in filter(None, text.split(" ")):
        for word in [group] if columns(group) <= width else group.split("\u00a0"):
            joined = f"{lines[-1]} {word}" if lines[-1] else word
            if lines[-1] and columns(joined) > width:
                lines.append(word)
            else:
                lines[-1] = joined
    return [line.replace("\u00a0", " ") for line in lines]
