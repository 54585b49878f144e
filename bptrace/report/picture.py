"""Lines of text as a picture in SVG, whose text stays text: it can be selected, searched, read aloud and enlarged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from bptrace.report.lines import Line, Role, columns, plain

_CELL, _LINE = 8.5, 17
"""How wide a sign is and how high a line, for letters of 14 pixels; lines are so close that drawn wires meet."""

_MARGIN = 20
_CLASSES = {
    Role.TITLE: "title",
    Role.HEADING: "heading",
    Role.LABEL: "label",
    Role.NAME: "name",
    Role.VALUE: "value",
}
_PIECE = re.compile(r"\S+(?: \S+)*")
_STYLE = """
.bptrace .page { fill: #ffffff; stroke: #d1d9e0 }
.bptrace text { fill: #1f2328; font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
.bptrace .title, .bptrace .heading, .bptrace .value { font-weight: 600 }
.bptrace .heading { fill: #8250df }
.bptrace .name { fill: #0550ae }
.bptrace .label { fill: #59636e }
@media (prefers-color-scheme: dark) {
  .bptrace .page { fill: #0d1117; stroke: #3d444d }
  .bptrace text { fill: #f0f6fc }
  .bptrace .heading { fill: #d2a8ff }
  .bptrace .name { fill: #79c0ff }
  .bptrace .label { fill: #9198a1 }
}
""".strip()
"""A page, light or dark as the reader has chosen, and colours that have a contrast of 5 and more with it."""


def picture(lines: Iterable[Line], description: str) -> Iterator[str]:
    """Yield the lines of an SVG file.

    Every piece of a line has its place and its length, so that columns stay columns whatever font shows them.

    Parameters
    ----------
    lines
        What is shown; the first line is the title.
    description
        What there is to see, for readers who do not see it.
    """
    shown = list(lines)
    width = max((columns(plain(line)) for line in shown), default=0) * _CELL + 2 * _MARGIN
    height = len(shown) * _LINE + 2 * _MARGIN
    title = escape(plain(shown[0]).strip()) if shown else ""
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="bptrace" role="img" aria-labelledby="title description" '
        f'width="{width:g}" height="{height}" viewBox="0 0 {width:g} {height}">'
    )
    yield f'<title id="title">{title}</title>'
    yield f'<desc id="description">{escape(description)}</desc>'
    yield f"<style>\n{_STYLE}\n</style>"
    yield f'<rect class="page" x="0.5" y="0.5" width="{width - 1:g}" height="{height - 1}" rx="8"/>'
    for number, line in enumerate(shown):
        yield from _pieces(line, _MARGIN + (number + 0.75) * _LINE)
    yield "</svg>"


def _pieces(line: Line, baseline: float) -> Iterator[str]:
    """Yield the text of a line, a piece between wide spaces each."""
    before = 0
    for name, spans in groupby(line, lambda span: _CLASSES.get(span.role, "")):
        text = "".join(span.text for span in spans)
        named = f' class="{name}"' if name else ""
        for piece in _PIECE.finditer(text):
            start = before + columns(text[: piece.start()])
            yield (
                f'<text{named} x="{_MARGIN + start * _CELL:g}" y="{baseline:g}" '
                f'textLength="{columns(piece[0]) * _CELL:g}" lengthAdjust="spacingAndGlyphs">{escape(piece[0])}</text>'
            )
        before += columns(text)
