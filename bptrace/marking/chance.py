"""How often something agrees with a published figure by chance: the figure's own digits, and what else was tried, decide."""

from __future__ import annotations

from collections.abc import Iterable

from bptrace.marking.claim import Candidate
from bptrace.marking.interval import Interval

_FARTHEST = 1e15
"""What lies so many units of the figure's last place off is not told apart."""


def by_chance(window: Interval, tried: Iterable[Candidate]) -> tuple[int, float]:
    """Return how many different figures do not agree with a published one, and how many like them would by chance.

    A value that lies some way off might as well lie anywhere as far from the figure to either side: by chance it agrees with
    the figure as often as the width of what is written so goes into twice that way. Values that would be written alike count
    once.

    Parameters
    ----------
    window
        What the figure stands for.
    tried
        What may have happened.
    """
    shares = dict[tuple[int, bool], float]()
    for one in tried:
        low, high = one.meant or window
        width, middle = high - low or 1e-12 * abs(low), (low + high) / 2
        distance = abs(one.value - middle)
        if distance > width / 2 and width:
            written = round(min(distance / width, _FARTHEST)), one.value > middle
            shares[written] = min(1.0, width / (2 * distance))
    return len(shares), sum(shares.values())
