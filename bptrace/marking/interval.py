"""Closed intervals of floats and their arithmetic, every result the smallest interval that holds all values.

Addition and its like, rounded to nearest, never fall as an operand rises, so results from the ends hold every float result
from within without rounding outward. Library functions are not surely so, and are widened by a few units in the last place.
Only values that exist count: of a logarithm, those of the positive part of the interval.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Mapping
from itertools import product
from typing import NamedTuple

RELATIVE = 2.0**-50
"""By how much of themselves the ends are moved outward: four units in the last place or more."""

_LEAST = 5e-324
"""The smallest positive float."""

_MOST = sys.float_info.max
"""The largest float. Beyond it an operation gives infinity, which stands for numbers as small as this."""


class Interval(NamedTuple):
    """All numbers from `low` to `high`, both among them; either may be infinite, neither is nan, and `low <= high`."""

    low: float
    high: float

    def meets(self, other: Interval) -> bool:
        """Tell whether some number lies in both."""
        return self.low <= other.high and other.low <= self.high

    @property
    def magnitude(self) -> float:
        """The largest absolute value of a number in it."""
        return max(-self.low, self.high)

    @property
    def mignitude(self) -> float:
        """The smallest absolute value of a number in it."""
        return max(self.low, -self.high, 0.0)


WHOLE = Interval(-math.inf, math.inf)
ONE = Interval(1.0, 1.0)


class NoValueError(ArithmeticError):
    """An operation that has a value nowhere in its operands' intervals, such as the logarithm of a negative number."""


def hull(first: Interval, second: Interval) -> Interval:
    """Return the smallest interval that holds both."""
    return Interval(min(first.low, second.low), max(first.high, second.high))


def widened(interval: Interval) -> Interval:
    """Return the interval with its ends moved outward by `RELATIVE` of themselves, but never to infinity."""
    low, high = interval
    below, above = low - RELATIVE * abs(low), high + RELATIVE * abs(high)
    return Interval(below if below > -math.inf else low, above if above < math.inf else high)


def between(low: float, high: float) -> Interval:
    """Return the interval between two results, either of which may be as large as no float is."""
    return Interval(low if low <= _MOST else _MOST, high if high >= -_MOST else -_MOST)


def negate(operand: Interval) -> Interval:
    """Return `-operand`."""
    return Interval(-operand.high, -operand.low)


def add(left: Interval, right: Interval) -> Interval:
    """Return `left + right`."""
    low, high = left.low + right.low, left.high + right.high
    if low != low or high != high:  # infinities of both signs
        return WHOLE
    return between(low, high)


def subtract(left: Interval, right: Interval) -> Interval:
    """Return `left - right`."""
    low, high = left.low - right.high, left.high - right.low
    if low != low or high != high:
        return WHOLE
    return between(low, high)


def multiply(left: Interval, right: Interval) -> Interval:
    """Return `left * right`; 0 times an infinite end is 0, for that end stands for numbers as large as one likes."""
    (a, b), (c, d) = left, right
    p, q, r, s = a * c, a * d, b * c, b * d
    if p != p or q != q or r != r or s != s:
        p, q, r, s = (0.0 if end != end else end for end in (p, q, r, s))
    return between(min(p, q, r, s), max(p, q, r, s))


def divide(left: Interval, right: Interval) -> Interval:
    """Return `left / right`: a half-line if the divisor ends at 0, everything if it passes through it.

    Raises
    ------
    NoValueError
        If the divisor is 0 and nothing else.
    """
    (a, b), (c, d) = left, right
    if c > 0.0 or d < 0.0:
        p, q, r, s = a / c, a / d, b / c, b / d
        if p != p or q != q or r != r or s != s:
            return hull_of(end for pair in product(left, right) for end in _quotients(*pair))
        return between(min(p, q, r, s), max(p, q, r, s))
    if c == d:
        raise NoValueError("division by zero")
    if a == b == 0.0:
        return Interval(0.0, 0.0)
    if c < 0.0 < d:
        return WHOLE
    if c < 0.0:
        return negate(divide(left, negate(right)))
    if d == math.inf:
        return Interval(0.0 if a >= 0.0 else -math.inf, 0.0 if b <= 0.0 else math.inf)
    return Interval(a / d if a >= 0.0 else -math.inf, b / d if b <= 0.0 else math.inf)


def _quotients(numerator: float, divisor: float) -> tuple[float, ...]:
    quotient = numerator / divisor
    if quotient == quotient:
        return (quotient,)
    return 0.0, math.copysign(math.inf, numerator) * math.copysign(1.0, divisor)  # of large numbers: of any size


def hull_of(ends: Iterable[float]) -> Interval:
    """Return the smallest interval that holds some results."""
    found = tuple(ends)
    return between(min(found), max(found))


def _rising(
    function: Callable[[float], float], first: float = -math.inf, limit: float = -math.inf
) -> Callable[[Interval], Interval]:
    """Return the interval form of a function that rises from `limit` on, `first` being where it has its first value."""

    def applied(operand: Interval) -> Interval:
        low, high = operand
        if high < first:
            raise NoValueError(f"no value below {first}")
        if low == high:
            return between(value := function(low), value)
        return widened(between(limit if low < first else function(low), function(high)))

    return applied


def _exp(operand: float) -> float:
    try:
        return math.exp(operand)
    except OverflowError:
        return math.inf


def _absolute(operand: Interval) -> Interval:
    return Interval(operand.mignitude, operand.magnitude)


def _sign(operand: Interval) -> Interval:
    return Interval(*(float((end > 0.0) - (end < 0.0)) for end in operand))


FUNCTIONS: Mapping[str, Callable[..., Interval]] = {
    "exp": _rising(_exp),
    "ln": _rising(math.log, _LEAST),
    "tanh": _rising(math.tanh),
    "sqrt": _rising(math.sqrt, 0.0, 0.0),
    "erf": _rising(math.erf),
    "abs": _absolute,
    "sign": _sign,
    "max": lambda *operands: Interval(*map(max, zip(*operands, strict=True))),
    "min": lambda *operands: Interval(*map(min, zip(*operands, strict=True))),
}
"""The functions that a formula may call; they raise `NoValueError` where they have no value."""
