"""Whether a figure is written with the digits that were wanted."""

from __future__ import annotations

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
    return figure.unit <= 10.0**-required.places * (1 + 1e-9)
