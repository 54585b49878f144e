"""From a document to what the standard output can show: its width, its colours, its signs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from bptrace import report
from bptrace.cli import streams
from bptrace.cli.parameters import NARROWEST
from bptrace.dataclass import dataclass
from bptrace.printing.text import ALOUD, ASCII, UNICODE, Signs
from bptrace.report.document import Element
from bptrace.report.lines import Line, plain
from bptrace.report.text import lay_out
from bptrace.report.writing import Writing

PIPED_WIDTH = 80
_CONTENTS = "line by line: quantities, each with its formula, the formula with numbers, and the value."
_SIGNS = "∂δηθ·−½²⁺ᵀ≈…→═─"


@dataclass(frozen=True)
class Appearance:
    """How text looks.

    Attributes
    ----------
    width
        Columns, or None for those that there are.
    color
        `auto`, `always` or `never`.
    aloud
        Whether it is to be read aloud: line by line, and not by how it is set on a page.
    picture
        The SVG file that it is drawn into, if it is; `-` is the standard output.
    """

    width: int | None = None
    color: str = "auto"
    aloud: bool = False
    picture: Path | None = None

    def spare(self, read: Iterable[Path]) -> None:
        """Check that the picture is not drawn over one of the files that are read; errors as for `outputs.spare`."""
        if self.picture is not None:
            from bptrace.cli import outputs  # which few need

            outputs.spare(read, (self.picture,))

    @property
    def signs(self) -> Signs:
        """Unicode's signs if the standard output's encoding has them, otherwise ASCII's."""
        if self.aloud:
            return ALOUD
        if self.picture is not None:
            return UNICODE
        try:
            _SIGNS.encode(sys.stdout.encoding or "ascii")
        except (UnicodeEncodeError, LookupError):
            return ASCII
        return UNICODE

    @property
    def colored(self) -> bool:
        """Whether the standard output gets colours: the option decides, then what `streams.shows_colors` goes by."""
        if self.color != "auto" or self.aloud:
            return self.color == "always"
        return streams.shows_colors()


def print_document(elements: Iterable[Element], writing: Writing, look: Appearance) -> None:
    """Write a document to the standard output."""
    if look.aloud:
        print_lines(lambda columns: report.spoken.spoken(elements, writing), look)
    else:
        print_lines(lambda columns: lay_out(elements, writing, columns), look)


def print_lines(layout: Callable[[int], Iterable[Line]], look: Appearance) -> None:
    """Write lines, which are made for a number of columns, to the standard output."""
    if look.picture is not None:
        _draw(layout(look.width or PIPED_WIDTH), look.picture)
        return
    lines = layout(look.width or _width())
    if look.colored:
        from bptrace.report import terminal  # loads rich, which a pipe does without

        terminal.show(lines, sys.stdout)
    else:
        sys.stdout.writelines(plain(line) + "\n" for line in lines)


def _draw(lines: Iterable[Line], target: Path) -> None:
    from bptrace.cli import outputs  # which few need

    command = click.get_current_context().info_name
    drawing = report.picture.picture(lines, f"What the command bptrace {command} prints, {_CONTENTS}")
    outputs.write((target,), ((line + "\n" for line in drawing),))


def _width() -> int:
    if not sys.stdout.isatty():
        return PIPED_WIDTH
    import shutil  # which brings all that unpacks archives

    return max(shutil.get_terminal_size((PIPED_WIDTH, 24)).columns, NARROWEST)
