"""Powers of intervals, by hand; that they hold the powers of all numbers within is tested with the other operations."""

from __future__ import annotations

import math

import pytest

from bptrace.marking.interval import Interval, NoValueError, widened
from bptrace.marking.powers import power

INF, MOST = math.inf, math.nextafter(math.inf, 0)


def box(ends):
    return Interval(*map(float, ends))


@pytest.mark.parametrize(
    ("base", "exponent", "expected"),
    [
        ((2, 3), (0, 0), (1, 1)),
        ((-2, 3), (0, 0), (1, 1)),
        ((2, 3), (2, 2), (4, 9)),
        ((-3, -2), (2, 2), (4, 9)),
        ((-3, 2), (2, 2), (0, 9)),
        ((-3, 2), (3, 3), (-27, 8)),
        ((0, 2), (2, 2), (0, 4)),
        ((0.5, 2), (2, 2), (0.25, 4)),
        ((2, 4), (-1, -1), (0.25, 0.5)),
        ((-4, -2), (-1, -1), (-0.5, -0.25)),
        ((2, 4), (-2, -2), (0.0625, 0.25)),
        # Around a pole, a half-line or two of them.
        ((-2, 4), (-2, -2), (0.0625, INF)),
        ((0, 4), (-2, -2), (0.0625, INF)),
        ((-4, 0), (-2, -2), (0.0625, INF)),
        ((-2, 4), (-1, -1), (-INF, INF)),
        ((-2, 0.5), (-1, -1), (-INF, INF)),
        ((0, 4), (-1, -1), (0.25, INF)),
        ((-4, 0), (-1, -1), (-INF, -0.25)),
        # Roots, of the part that is not negative.
        ((4, 9), (0.5, 0.5), (2, 3)),
        ((0.25, 0.81), (0.5, 0.5), (0.5, 0.9)),
        ((-4, 9), (0.5, 0.5), (0, 3)),
        ((-4, 0), (0.5, 0.5), (0, 0)),
        ((4, 9), (-0.5, -0.5), (1 / 3, 0.5)),
        ((0, 4), (-0.5, -0.5), (0.5, INF)),
        ((-4, 4), (-0.5, -0.5), (0.5, INF)),
        # Any exponents: each end with each.
        ((2, 3), (1, 2), (2, 9)),
        ((0.5, 2), (-1, 2), (0.25, 4)),
        ((0, 2), (1, 2), (0, 4)),
        ((0, 2), (-1, 1), (0, INF)),
        ((-3, -2), (1, 2), (-9, 9)),
        ((-3, 2), (1, 2), (-9, 9)),
        ((2, 2), (1, 3), (2, 8)),
        # What overflows may be as small as the largest float.
        ((1e200, 1e300), (2, 2), (MOST, INF)),
        ((-1e300, -1e200), (3, 3), (-INF, -MOST)),
        ((-1e300, -1e200), (2, 2), (MOST, INF)),
        ((2, 2), (INF, INF), (MOST, INF)),
        ((0.5, 0.5), (INF, INF), (0, 0)),
        ((0.5, 2), (INF, INF), (0, INF)),
        ((-2, -2), (INF, INF), (MOST, INF)),
        ((1e-200, 1e-200), (-3, -3), (MOST, INF)),
        ((-INF, 4), (0.5, 0.5), (0, INF)),
    ],
)
def test_a_power_of_intervals_is_the_smallest_that_holds_all(base, exponent, expected):
    found = power(box(base), box(exponent))
    assert found == pytest.approx(expected, rel=1e-14, abs=0)
    assert found.low <= expected[0] <= expected[1] <= found.high


@pytest.mark.parametrize(
    ("base", "exponent", "reason"),
    [
        ((0, 0), (-1, -1), "division by zero"),
        ((0, 0), (-2, -2), "division by zero"),
        ((0, 0), (-2, -1), "division by zero"),
        ((0, 0), (-0.5, -0.5), "a power that is not a real number"),
        ((-2, -1), (0.5, 0.5), "a power that is not a real number"),
        ((-2, 0), (-0.5, -0.5), "a power that is not a real number"),
    ],
)
def test_a_power_that_is_real_nowhere_is_refused(base, exponent, reason):
    with pytest.raises(NoValueError, match=f"^{reason}$"):
        power(box(base), box(exponent))


def test_a_power_of_points_is_a_point_and_any_other_is_given_some_room():
    assert power(Interval(3.0, 3.0), Interval(2.0, 2.0)) == (9.0, 9.0)
    assert power(Interval(2.0, 2.0), Interval(0.5, 0.5)) == (math.sqrt(2), math.sqrt(2))
    assert power(Interval(2.0, 3.0), Interval(2.0, 2.0)) == widened(Interval(4.0, 9.0))
    assert power(Interval(2.0, 2.0), Interval(1.0, 2.0)) == widened(Interval(2.0, 4.0))


def test_of_0_powers_that_are_not_negative_exist():
    assert power(Interval(0.0, 0.0), Interval(-1.0, 2.0)) == (0.0, INF)
    assert power(Interval(0.0, 0.0), Interval(-1.0, 0.5)) == (0.0, INF)
    assert power(Interval(0.0, 0.0), Interval(-1.0, 0.0)) == widened(Interval(1.0, INF))
    assert power(Interval(0.0, 0.0), Interval(0.0, 2.0)) == widened(Interval(0.0, 1.0))
