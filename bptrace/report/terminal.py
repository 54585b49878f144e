"""Lines of text in colour, by rich: it knows what terminals can do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from rich.console import Console
from rich.text import Text

from bptrace.report.lines import Line, Role

STYLES = {
    Role.TITLE: "bold",
    Role.HEADING: "bold magenta",
    Role.WORDS: "",
    Role.LABEL: "italic",
    Role.NAME: "cyan",
    Role.FORMULA: "",
    Role.NUMBERS: "",
    Role.VALUE: "bold",
}
"""Styles that a dark and a light background of 16 colours both carry."""


def show(lines: Iterable[Line], stream: TextIO) -> None:
    """Write lines in colour to a stream."""
    console = Console(file=stream, force_terminal=True, color_system="standard", highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text.assemble(*((span.text, STYLES[span.role]) for span in line)))
