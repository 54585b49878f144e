"""Comparing a value with digits that somebody has published."""

from __future__ import annotations

from decimal import Decimal


def agrees(value: float, published: str) -> bool:
    """Whether a value, rounded to as many decimals as were published, gives the published digits."""
    digits = Decimal(published)
    return abs(Decimal(value) - digits) <= Decimal("0.5").scaleb(int(digits.as_tuple().exponent))
