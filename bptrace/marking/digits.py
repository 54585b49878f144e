"""The digits of a figure: whether they are those that were wanted, and what they would be for another value."""

from __future__ import annotations

import math

from bptrace.marking.figure import Figure
from bptrace.rounding import Rounding


def has_digits(figure: Figure, required: Rounding) -> bool:
    """Whether a figure has as many decimals or significant figures as were wanted.

    A fraction, which is exact, has all of them, and 0 as many figures as anybody wants.
    """
    if figure.unit is None:
        return True
    if required.significant:
        return figure.figures is None or figure.figures >= required.places
    return _decimals(figure.unit) >= required.places


def rounded_like(figure: Figure, value: float) -> float:
    """Return a value rounded to the last place of a figure; to the last of its own if the figure is a fraction."""
    return Rounding(_decimals(figure.unit))(value) if figure.unit else value


def _decimals(unit: float) -> int:
    """Return how many places after the point a unit of the last place stands; negative before it."""
    return -round(math.log10(unit))
