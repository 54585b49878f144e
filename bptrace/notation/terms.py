"""What an author calls what every notation has."""

from __future__ import annotations

from bptrace.dataclass import dataclass


@dataclass(frozen=True)
class Terms:
    """What an author calls what every notation has.

    Attributes
    ----------
    rate
        The learning rate: one of `RATES`.
    target
        The number that an output should be: one of `TARGETS`, or None for what is usual in the notation.
    """

    rate: str = "eta"
    target: str | None = None
