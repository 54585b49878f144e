"""What `bptrace` alone prints: what it is, what to try first, and what else there is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence

import click

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


_LAST = (
    "bptrace COMMAND -h says what a command takes, with examples. mazur is one of the",
    "files that come with bptrace; one of your own can stand in its place.",
)


def show(commands: Mapping[str, Entry]) -> None:
    """Print the welcome."""
    sys.stdout.writelines(line + "\n" for line in _lines(commands, bold=_shows_bold()))


def _shows_bold() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") not in ("dumb", "unknown")


def _lines(commands: Mapping[str, Entry], *, bold: bool) -> Iterator[str]:
    def heading(text: str) -> str:
        return click.style(text, bold=True) if bold else text

    yield f"{heading('bptrace')} works backpropagation out by hand, every number with its formula."
    yield from ("", f"  {LINE}", "", heading("Try these first"))
    yield from _pairs(FIRST)
    yield from ("", heading("Commands"))
    yield from _pairs([(name, entry.help) for name, entry in commands.items()])
    yield from ("", *_LAST)


def _pairs(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    width = max(len(left) for left, _ in pairs)
    return (f"  {left.ljust(width)}   {right}" for left, right in pairs)
