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
    Role.LABEL: "",
    Role.NAME: "bold",
    Role.FORMULA: "",
    Role.NUMBERS: "",
    Role.VALUE: "bold",
}
"""Styles that a dark and a light background of 16 colours both carry.

What has to be read is in the colour that the terminal's owner has chosen for text. Of the others, magenta alone has a contrast
of 3 and more with black and with white in nearly all palettes (xterm's cyan has 2.0 with white, its blue 2.2 with black).
"""

_ENDLESS = 1_000_000
"""Lines are as wide as they should be already; where COLUMNS is 0, rich would write nothing at all."""


def show(lines: Iterable[Line], stream: TextIO) -> None:
    """Write lines in colour to a stream."""
    console = Console(
        file=stream,
        force_terminal=True,
        no_color=False,
        color_system="standard",
        highlight=False,
        soft_wrap=True,
        width=_ENDLESS,
    )
    for line in lines:
        console.print(Text.assemble(*((span.text, STYLES[span.role]) for span in line)))
