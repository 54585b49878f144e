"""Slips of the pen in one figure, and what it would have been without them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bptrace.dataclass import dataclass
from bptrace.marking.figure import Figure, UnreadableError, read_figure
from bptrace.marking.interval import Interval

_SHIFTS = (1, -1, 2, -2, 3, -3)


@dataclass(frozen=True)
class Slip:
    """What a figure may have been meant to be.

    Attributes
    ----------
    name
        What happened to it.
    sentence
        For the student.
    meant
        What the figure without the slip stands for.
    likely
        Whether hardly anything else would give a figure that is right but for this.
    """

    name: str
    sentence: str
    meant: Interval
    likely: bool


def slips(figure: Figure) -> Iterator[Slip]:
    """Yield what a figure may have been before a slip of the pen: its sign, its point, two digits, one digit."""
    yield from shifted(figure.rounded)
    yield from _digits(figure)


def shifted(written: Interval) -> Iterator[Slip]:
    """Yield what a number may have been before its sign or its decimal point went astray."""
    low, high = written
    yield Slip("sign of the figure", "The figure is right but for its sign.", Interval(-high, -low), True)
    for shift in _SHIFTS:
        scale = 10.0**shift
        places = f"{abs(shift)} place{'s' if abs(shift) > 1 else ''}"
        side = "right" if shift < 0 else "left"
        sentence = f"The digits are right, but the decimal point stands {places} too far to the {side}."
        yield Slip("decimal point", sentence, Interval(low * scale, high * scale), True)


def _digits(figure: Figure) -> Iterator[Slip]:
    text = figure.text
    places = [place for place, character in enumerate(text) if character.isascii() and character.isdigit()]
    for first, second in pairwise(places):
        if text[first] != text[second]:
            swapped = text[:first] + text[second] + text[first + 1 : second] + text[first] + text[second + 1 :]
            digits = f"The digits {text[second]} and {text[first]} next to each other have changed places."
            yield from _read(swapped, "two digits swapped", digits, likely=True)
    for place in places:
        for digit in "0123456789":
            if digit != text[place]:
                sentence = f"One digit is wrong: with {digit} in the place of {text[place]} the figure is right."
                yield from _read(text[:place] + digit + text[place + 1 :], "one digit wrong", sentence, likely=False)


def _read(text: str, name: str, sentence: str, *, likely: bool) -> Iterator[Slip]:
    try:
        yield Slip(name, sentence, read_figure(text).rounded, likely)
    except UnreadableError:
        return
