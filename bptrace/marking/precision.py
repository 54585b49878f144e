"""How coarsely the lines that a sheet leaves out may have been rounded, told from the figures that it has."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence

from bptrace.marking.figure import Figure
from bptrace.rounding import Rounding

_HABIT = 0.8
"""A sheet is written to as many decimals, or figures, as this share of its figures has; zeros at the end get lost."""


def habits(figures: Iterable[Figure]) -> tuple[Rounding, ...]:
    """Return how a sheet may round: to decimals, to significant figures, or to either where its figures leave that open.

    Parameters
    ----------
    figures
        Those that are not exact: what is exact says nothing about rounding.

    Returns
    -------
    tuple of Rounding
        Empty if nothing on the sheet was rounded. Where no number of decimals or figures is usual, the fewest figures that
        are written.
    """
    written = [each for each in figures if each.figures is not None and each.decimals is not None]
    if not written:
        return ()
    decimals = _usual([-_exponent(each) for each in written])
    significant = _usual([each.figures for each in written if each.figures is not None])
    found = []
    if decimals is not None and decimals >= 0:
        found.append(Rounding(decimals))
    if significant is not None:
        found.append(Rounding(significant, significant=True))
    return tuple(found) or (Rounding(min(each.figures for each in written if each.figures), significant=True),)


def _exponent(figure: Figure) -> int:
    """Return the place of the last digit: -4 for 0.3775."""
    return round(math.log10(figure.unit)) if figure.unit else 0


def _usual(counts: Sequence[int]) -> int | None:
    """Return the number that nearly all are, if there is one."""
    [(number, times)] = Counter(counts).most_common(1)
    return number if times >= _HABIT * len(counts) else None


def half_unit(size: float, precision: Iterable[Rounding]) -> float:
    """Return how far rounding may move a number of some size."""
    if size == 0 or not math.isfinite(size):
        return 0.0
    return max((0.5 * 10.0 ** _last_place(size, rounding) for rounding in precision), default=0.0)


def _last_place(size: float, rounding: Rounding) -> int:
    return math.floor(math.log10(size)) - rounding.places + 1 if rounding.significant else -rounding.places
