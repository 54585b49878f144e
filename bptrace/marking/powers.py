"""Powers of intervals, with any interval as the exponent."""

from __future__ import annotations

import math
from itertools import product

from bptrace.marking.interval import ONE, Interval, NoValueError, hull_of, widened


def power(base: Interval, exponent: Interval) -> Interval:
    """Return `base ** exponent`, where that is real.

    Raises
    ------
    NoValueError
        If it is so nowhere.
    """
    is_point = exponent.low == exponent.high and math.isfinite(exponent.low)
    if is_point and exponent.low.is_integer():
        found = _integer_power(base, exponent.low)
    elif is_point:
        found = _root_like(base, exponent.low)
    else:
        found = _power_of_any(base, exponent)
    return found if is_point and base.low == base.high else widened(found)


def _integer_power(base: Interval, exponent: float) -> Interval:
    low, high = base
    if exponent == 0.0:
        return ONE
    if exponent < 0.0 and low <= 0.0 <= high:  # not `1 / base ** n`, which would be rounded twice
        return _around_a_pole(base, exponent)
    ends = [_raised(low, exponent), _raised(high, exponent)]
    if exponent % 2.0 == 0.0 and low < 0.0 < high:
        ends.append(0.0)
    return hull_of(ends)


def _around_a_pole(base: Interval, exponent: float) -> Interval:
    is_even = exponent % 2.0 == 0.0
    if base.low == base.high:
        raise NoValueError("division by zero")
    if is_even:
        return Interval(_raised(base.magnitude, exponent), math.inf)
    return Interval(
        -math.inf if base.low < 0.0 else _raised(base.high, exponent),
        math.inf if base.high > 0.0 else _raised(base.low, exponent),
    )


def _root_like(base: Interval, exponent: float) -> Interval:
    ends = [_raised(base.low, exponent)] if base.low == -math.inf else []  # which floats have, though numbers have not
    if base.high > 0.0 or (base.high == 0.0 and exponent > 0.0):
        ends += [_raised(max(base.low, 0.0), exponent), _raised(base.high, exponent)]
    if not ends:
        raise NoValueError("a power that is not a real number")
    return hull_of(ends)


def _power_of_any(base: Interval, exponent: Interval) -> Interval:
    """Return a power with many exponents, which rises or falls with either operand as long as the base is positive."""
    if base.low == base.high == 0.0 and exponent.high < 0.0:
        raise NoValueError("division by zero")
    if exponent.low == exponent.high and base.low == base.high:  # the exponent has overflowed
        return hull_of([_raised(base.low, exponent.low)])
    sizes = (base.mignitude, base.magnitude)
    found = hull_of(_raised(*ends) for ends in product(sizes, exponent))
    # Of a negative base, the powers with even and odd whole exponents count, and these have either sign.
    return found if base.low >= 0.0 else Interval(-found.high, found.high)


def _raised(base: float, exponent: float) -> float:
    try:
        return float(base**exponent)
    except OverflowError:
        return -math.inf if base < 0.0 and exponent % 2.0 == 1.0 else math.inf
    except ZeroDivisionError:
        return math.inf
