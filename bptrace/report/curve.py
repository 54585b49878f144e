"""A number on its way through a run, as a line of blocks: the higher the block, the larger the number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import log10
from textwrap import wrap

from bptrace.report.document import Curve
from bptrace.report.lines import Line, Role, Span, columns, right
from bptrace.report.writing import Writing

LONGEST = 60
_SHORTEST = 8
WIDE_RANGE = 30
"""Where the largest value is more than so many times the smallest, heights are logarithms."""

_BLOCKS = "▁▂▃▄▅▆▇█"
_ASCII_BLOCKS = ".:-=+*#@"

Point = tuple[int, float]


def lines(curve: Curve, writing: Writing, width: int) -> list[Line]:
    """Return the curve, what it begins and ends with below it, and its lowest point."""
    label = writing.text(curve.label)
    (begin, first), (end, last) = curve.points[0], curve.points[-1]
    lowest = min(curve.points, key=lambda point: (point[1], point[0]))
    margin = columns(label) + 3
    room = max(min(width - margin, LONGEST), _SHORTEST)
    blocks = line_of_blocks(curve.points, room, ascii_only=writing.ascii)
    below = [
        *_ends(writing.number(first), writing.number(last), len(blocks), room),
        *_ends(f"epoch {begin}", f"epoch {end}", len(blocks), room),
        *wrap(f"lowest seen {writing.number(lowest[1])} at epoch {lowest[0]}", room, break_long_words=False),
        *(["heights are logarithms"] if logarithmic(curve.points) else []),
    ]
    return [
        (Span(label, Role.LABEL), Span("   "), Span(blocks, Role.VALUE)),
        *((Span(" " * margin + text),) for text in below),
    ]


def _ends(first: str, last: str, length: int, room: int) -> list[str]:
    """Return what stands below the two ends of a curve, if it must be on two lines."""
    joined = first + right(last, max(length - columns(first), columns(last) + 2))
    return [joined] if columns(joined) <= room else [first, last]


def line_of_blocks(points: Sequence[Point], width: int, *, ascii_only: bool = False) -> str:
    """Return a block for each of at most `width` epochs, evenly spaced from the first to the last.

    Parameters
    ----------
    points
        Epoch and finite value, in order of epochs; between two of them the earlier one holds.
    width
        2 or more.
    ascii_only
        Eight signs of increasing weight in the place of blocks of increasing height.
    """
    epochs = [epoch for epoch, _ in points]
    count = min(width, epochs[-1] - epochs[0] + 1)
    wanted = [epochs[0] + round(place * (epochs[-1] - epochs[0]) / (count - 1)) for place in range(count)]
    values = [points[bisect_right(epochs, epoch) - 1][1] for epoch in wanted]
    signs = _ASCII_BLOCKS if ascii_only else _BLOCKS
    return "".join(signs[height] for height in _heights(values, len(signs), log=logarithmic(points)))


def logarithmic(points: Sequence[Point]) -> bool:
    """Whether the values are positive and range so widely that only logarithms show how the small ones change."""
    values = [value for _, value in points]
    return min(values) > 0 and WIDE_RANGE * min(values) < max(values)


def _heights(values: Sequence[float], count: int, *, log: bool) -> list[int]:
    """Return which of `count` heights each value has; equal values stand at the lowest."""
    scaled = [log10(value) for value in values] if log else list(values)
    low, high = min(scaled), max(scaled)
    step = (high - low) / count or 1.0
    return [min(int((value - low) / step), count - 1) for value in scaled]
