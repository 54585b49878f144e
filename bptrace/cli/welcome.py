"""What `bptrace` alone prints: what it is, what to try first, and what else there is."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence

import click

from bptrace.cli import streams
from bptrace.cli.group import Entry

LINE = "w5⁺ = w5 − η·∂E/∂w5 = 0.4 − 0.5·0.082167041 = 0.35891648"
"""What the program is about, in one line that it prints."""

FIRST = (
    ("bptrace run mazur", "a whole round, step by step"),
    ("bptrace explain mazur w5+", "one number, and all that it rests on"),
    ("bptrace worksheet mazur sheet.yaml", "a sheet to fill in by hand, and"),
    ("bptrace check mazur sheet.yaml", "which line of it went wrong, and why"),
    ("bptrace new network.yaml", "a network of your own"),
)
"""What to try first."""


_NAME, _ABOUT = "bptrace", "works backpropagation out by hand, every number with its formula."

_LAST = (
    "bptrace COMMAND -h says what a command takes, with examples. mazur is one of the "
    "files that come with bptrace; one of your own can stand in its place."
)

_NARROWEST, _WIDEST = 40, 80
"""Between these the lines are as long as the terminal is wide."""

_LEAST_ROOM = 20
"""Where there is less room beside the commands, what is said of each stands below it."""


def show(commands: Mapping[str, Entry]) -> None:
    """Print the welcome."""
    sys.stdout.writelines(line + "\n" for line in _lines(commands, _width(), bold=streams.shows_colors()))


def _width() -> int:
    """Return the width of the terminal where it is narrower than the welcome."""
    columns = shutil.get_terminal_size((_WIDEST, 24)).columns if sys.stdout.isatty() else _WIDEST
    return max(min(columns, _WIDEST), _NARROWEST)


def _lines(commands: Mapping[str, Entry], width: int, *, bold: bool) -> Iterator[str]:
    def heading(text: str) -> str:
        return click.style(text, bold=True) if bold else text

    first, *others = _wrapped(f"{_NAME} {_ABOUT}", width, "", 0)
    yield from (heading(_NAME) + first.removeprefix(_NAME), *others)
    yield from ("", *_wrapped(LINE, width, "  ", 4), "", heading("Try these first"))
    yield from _pairs(FIRST, width)
    yield from ("", heading("Commands"))
    yield from _pairs([(name, entry.help) for name, entry in commands.items()], width)
    yield from ("", *_wrapped(_LAST, width, "", 0))


def _pairs(pairs: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    """Yield what is said of each command beside it, or below it where there is no room."""
    start = max(len(left) for left, _ in pairs) + 5
    for left, right in pairs:
        if width - start < _LEAST_ROOM:
            yield f"  {left}"
            yield from _wrapped(right, width, " " * 6, 6)
        else:
            yield from _wrapped(right, width, f"  {left}".ljust(start), start)


def _wrapped(text: str, width: int, before: str, indent: int) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=before, subsequent_indent=" " * indent, break_on_hyphens=False)
