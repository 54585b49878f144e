"""How coarsely the lines that a sheet leaves out may have been rounded, told from the figures that it has."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from bptrace.marking.figure import Figure
from bptrace.rounding import Rounding

_HABIT = 0.8
"""A sheet is written to as many decimals, or figures, as this share of its figures is."""


def habits(written: Iterable[tuple[Figure, float]]) -> tuple[Rounding, ...]:
    """Return how a sheet may round: to decimals, to significant figures, or to either where its figures leave that open.

    Parameters
    ----------
    written
        Those of its figures that are not exact, for what is exact says nothing about rounding; each with the exact value of
        its line, which tells a zero that was dropped at the end from a figure that was rounded earlier.

    Returns
    -------
    tuple of Rounding
        Empty if nothing on the sheet was rounded. Where no number of decimals or figures is usual, the fewest figures that
        are written.
    """
    rounded = [(each, exact) for each, exact in written if each.figures is not None and each.decimals is not None]
    if not rounded:
        return ()
    decimals = Rounding(max(_usual([-_exponent(each) for each, _ in rounded]), 0))
    significant = Rounding(_usual([each.figures or 0 for each, _ in rounded]), significant=True)
    found = tuple(habit for habit in (decimals, significant) if _is_habit(habit, rounded))
    return found or (Rounding(min(each.figures or 0 for each, _ in rounded), significant=True),)


def _exponent(figure: Figure) -> int:
    """Return the place of the last digit: -4 for 0.3775."""
    return round(math.log10(figure.unit)) if figure.unit else 0


def _usual(counts: Sequence[int]) -> int:
    [(number, _)] = Counter(counts).most_common(1)
    return number


def _is_habit(rounding: Rounding, rounded: Sequence[tuple[Figure, float]]) -> bool:
    kept = sum(_may_be_so(figure, exact, rounding) for figure, exact in rounded)
    return kept >= _HABIT * len(rounded)


def _may_be_so(figure: Figure, exact: float, rounding: Rounding) -> bool:
    """Whether a figure has as many places as it should, or would have but for zeros dropped at its end."""
    places = figure.figures or 0 if rounding.significant else -_exponent(figure)
    if places >= rounding.places:
        return places == rounding.places
    return abs(figure.value - exact) <= half_unit(abs(exact), (rounding,))


def half_unit(size: float, precision: Iterable[Rounding]) -> float:
    """Return how far rounding may move a number of some size."""
    if size == 0 or not math.isfinite(size):
        return 0.0
    return max((0.5 * 10.0 ** _last_place(size, rounding) for rounding in precision), default=0.0)


def _last_place(size: float, rounding: Rounding) -> int:
    return math.floor(math.log10(size)) - rounding.places + 1 if rounding.significant else -rounding.places
