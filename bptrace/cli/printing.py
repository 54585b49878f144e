"""From a document to what the standard output can show: its width, its colours, its signs."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable

import click

from bptrace.cli.options import Command
from bptrace.printing.text import ASCII, UNICODE, Signs
from bptrace.report.document import Element
from bptrace.report.lines import Line, plain
from bptrace.report.text import lay_out
from bptrace.report.writing import Writing

PIPED_WIDTH = 80
_SIGNS = "∂δηθ·−½²⁺ᵀ≈…→═─"


def appearance(command: Command) -> Command:
    """Add what decides how text looks."""
    options: tuple[Callable[[Command], Command], ...] = (
        click.option("--width", type=click.IntRange(40), metavar="N", help="Columns [default: the terminal's, or 80]."),
        click.option(
            "--color",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            show_default=True,
            help="Colours; auto means on a terminal, unless NO_COLOR is set.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def print_document(elements: Iterable[Element], writing: Writing, width: int | None, color: str) -> None:
    """Write a document to the standard output."""
    print_lines(lambda columns: lay_out(elements, writing, columns), width, color)


def print_lines(layout: Callable[[int], Iterable[Line]], width: int | None, color: str) -> None:
    """Write lines, which are made for a number of columns, to the standard output."""
    lines = layout(width or _width())
    if _colored(color):
        from bptrace.report import terminal  # loads rich, which a pipe does without

        terminal.show(lines, sys.stdout)
    else:
        sys.stdout.writelines(plain(line) + "\n" for line in lines)


def signs() -> Signs:
    """Return Unicode's signs if the standard output's encoding has them, otherwise ASCII's."""
    try:
        _SIGNS.encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return UNICODE


def _width() -> int:
    return max(shutil.get_terminal_size((PIPED_WIDTH, 24)).columns, 40) if sys.stdout.isatty() else PIPED_WIDTH


def _colored(color: str) -> bool:
    if color != "auto":
        return color == "always"
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
