"""Intervals: their arithmetic, checked against values from within and by hand."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bptrace import expr
from bptrace.marking import interval
from bptrace.marking.interval import FUNCTIONS, RELATIVE, WHOLE, Interval, NoValueError
from bptrace.marking.powers import power

INF = math.inf

POINTS = st.one_of(st.integers(-3, 3).map(float), st.floats(-10, 10), st.floats(allow_nan=False))
INSIDE = st.tuples(POINTS, POINTS, POINTS).map(sorted)
"""The low end, a number within, and the high end."""

OPERATIONS = {
    interval.add: lambda x, y: x + y,
    interval.subtract: lambda x, y: x - y,
    interval.multiply: lambda x, y: x * y,
    interval.divide: lambda x, y: x / y,
    power: lambda x, y: x**y,
}


@pytest.mark.parametrize(("operation", "exact"), OPERATIONS.items(), ids=lambda each: each.__name__)
@given(INSIDE, INSIDE)
def test_an_operation_holds_what_comes_of_numbers_within(operation, exact, left, right):
    try:
        value = exact(left[1], right[1])
    except ArithmeticError:
        return
    assume(not isinstance(value, complex) and not math.isnan(value))
    found = operation(Interval(left[0], left[2]), Interval(right[0], right[2]))

    assert found.low <= value <= found.high


@pytest.mark.parametrize("name", ["exp", "ln", "tanh", "sqrt", "erf", "abs", "sign"])
@given(INSIDE)
def test_a_function_holds_what_comes_of_a_number_within(name, operand):
    try:
        value = expr.FUNCTIONS[name](operand[1])
    except (ArithmeticError, ValueError):
        return
    found = FUNCTIONS[name](Interval(operand[0], operand[2]))

    assert found.low <= value <= found.high


@pytest.mark.parametrize("name", ["max", "min"])
@given(INSIDE, INSIDE)
def test_the_largest_and_the_smallest_hold_those_of_numbers_within(name, left, right):
    found = FUNCTIONS[name](Interval(left[0], left[2]), Interval(right[0], right[2]))

    assert found.low <= expr.FUNCTIONS[name](left[1], right[1]) <= found.high


@pytest.mark.parametrize(
    ("operation", "left", "right", "expected"),
    [  # by hand
        (interval.add, (1.0, 2.0), (-3.0, 5.0), (-2.0, 7.0)),
        (interval.add, (-INF, -INF), (INF, INF), WHOLE),
        (interval.add, (-INF, 0.0), (INF, INF), WHOLE),
        (interval.subtract, (1.0, 2.0), (-3.0, 5.0), (-4.0, 5.0)),
        (interval.subtract, (-INF, 0.0), (-INF, -INF), WHOLE),
        (interval.subtract, (INF, INF), (INF, INF), WHOLE),
        (interval.multiply, (-2.0, 3.0), (-5.0, 7.0), (-15.0, 21.0)),
        (interval.multiply, (-2.0, -1.0), (-5.0, -4.0), (4.0, 10.0)),
        (interval.multiply, (2.0, 3.0), (-5.0, -4.0), (-15.0, -8.0)),
        (interval.multiply, (-3.0, -2.0), (4.0, 5.0), (-15.0, -8.0)),
        (interval.multiply, (0.0, 1.0), (2.0, INF), (0.0, INF)),
        (interval.multiply, (0.0, 1.0), (-INF, 2.0), (-INF, 2.0)),
        (interval.multiply, (-1.0, 0.0), (-INF, 2.0), (-2.0, INF)),
        (interval.multiply, (-1.0, 0.0), (2.0, INF), (-INF, 0.0)),
        (interval.multiply, (0.0, 0.0), WHOLE, (0.0, 0.0)),
        (interval.divide, (1.0, 2.0), (4.0, 8.0), (0.125, 0.5)),
        (interval.divide, (-1.0, 2.0), (-4.0, -2.0), (-1.0, 0.5)),
        (interval.divide, (-2.0, -1.0), (4.0, 8.0), (-0.5, -0.125)),
        (interval.divide, (-2.0, -1.0), (-8.0, -4.0), (0.125, 0.5)),
        (interval.divide, (1.0, 2.0), (-8.0, -4.0), (-0.5, -0.125)),
        (interval.divide, (1.0, 2.0), (0.0, 4.0), (0.25, INF)),
        (interval.divide, (0.5, 2.0), (0.0, 4.0), (0.125, INF)),
        (interval.divide, (0.0, 2.0), (0.0, 4.0), (0.0, INF)),
        (interval.divide, (-2.0, 0.0), (0.0, 4.0), (-INF, 0.0)),
        (interval.divide, (0.0, 0.0), (0.0, 4.0), (0.0, 0.0)),
        (interval.divide, (0.0, 0.0), (-4.0, 0.0), (0.0, 0.0)),
        (interval.divide, (0.0, 0.0), (-1.0, 1.0), (0.0, 0.0)),
        (interval.divide, (1.0, 1.0), (-1.0, 1.0), WHOLE),
        (interval.divide, (-2.0, -1.0), (0.0, 4.0), (-INF, -0.25)),
        (interval.divide, (-1.0, 1.0), (0.0, 4.0), WHOLE),
        (interval.divide, (1.0, 2.0), (-4.0, 0.0), (-INF, -0.25)),
        (interval.divide, (1.0, 2.0), (-1.0, 1.0), WHOLE),
        (interval.divide, (1.0, INF), (0.0, INF), (0.0, INF)),
        (interval.divide, (0.5, 2.0), (0.0, INF), (0.0, INF)),
        (interval.divide, (0.0, 2.0), (0.0, INF), (0.0, INF)),
        (interval.divide, (-1.0, 0.5), (0.0, INF), WHOLE),
        (interval.divide, (-2.0, 0.0), (0.0, INF), (-INF, 0.0)),
        (interval.divide, (-2.0, -1.0), (0.0, INF), (-INF, 0.0)),
        (interval.divide, (-INF, -1.0), (-INF, -1.0), (0.0, INF)),
        (interval.divide, (1.0, INF), (-INF, -1.0), (-INF, 0.0)),
        (interval.divide, (1.0, INF), (1.0, INF), (0.0, INF)),
        (interval.divide, (-INF, -1.0), (1.0, INF), (-INF, 0.0)),
        (interval.divide, (-INF, -INF), (INF, INF), (-INF, 0.0)),
        (interval.hull, (1.0, 2.0), (5.0, 6.0), (1.0, 6.0)),
    ],
)
def test_operations_give_the_smallest_interval(operation, left, right, expected):
    assert operation(Interval(*left), Interval(*right)) == expected


@pytest.mark.parametrize(
    ("operation", "operands"),
    [
        (interval.divide, [(1.0, 2.0), (0.0, 0.0)]),
        (power, [(0.0, 0.0), (-1.0, -1.0)]),
        (power, [(0.0, 0.0), (-0.5, -0.5)]),
        (power, [(0.0, 0.0), (-2.0, -1.0)]),
        (power, [(-2.0, -1.0), (0.5, 0.5)]),
        (FUNCTIONS["ln"], [(-1.0, 0.0)]),
        (FUNCTIONS["sqrt"], [(-2.0, -1.0)]),
    ],
)
def test_what_has_a_value_nowhere_is_refused(operation, operands):
    reason = "^(division by zero|no value below .+|a power that is not a real number)$"
    with pytest.raises(NoValueError, match=reason):
        operation(*(Interval(*operand) for operand in operands))


def test_what_overflows_may_be_as_small_as_the_largest_float():
    most = math.nextafter(INF, 0)
    overflowed = Interval(most, INF)

    assert FUNCTIONS["exp"](Interval(1000.0, 1000.0)) == overflowed
    assert FUNCTIONS["exp"](Interval(710.0, 800.0)) == interval.widened(overflowed)
    assert power(Interval(1e200, 1e200), Interval(2.0, 2.0)) == overflowed
    assert interval.multiply(Interval(-1e200, -1e200), Interval(1e200, 1e200)) == (-INF, -most)
    assert interval.add(overflowed, overflowed) == overflowed
    assert interval.divide(overflowed, Interval(0.5, 0.5)) == overflowed


def test_intervals_meet_at_their_ends():
    assert Interval(0.0, 1.0).meets(Interval(1.0, 2.0))
    assert Interval(1.0, 2.0).meets(Interval(0.0, 1.0))
    assert Interval(0.0, 3.0).meets(Interval(1.0, 2.0))
    assert not Interval(0.0, 1.0).meets(Interval(1.5, 2.0))
    assert not Interval(1.5, 2.0).meets(Interval(0.0, 1.0))


@pytest.mark.parametrize(
    ("bounds", "smallest", "largest"),
    [((1.0, 2.0), 1.0, 2.0), ((-3.0, -2.0), 2.0, 3.0), ((-3.0, 2.0), 0.0, 3.0), ((-1.0, 2.0), 0.0, 2.0)],
)
def test_sizes(bounds, smallest, largest):
    assert (Interval(*bounds).mignitude, Interval(*bounds).magnitude) == (smallest, largest)


def test_widening_moves_both_ends_outward_but_never_to_infinity():
    assert interval.widened(Interval(-1.0, 2.0)) == (-1.0 - RELATIVE, 2.0 + 2 * RELATIVE)
    assert interval.widened(Interval(1.0, 2.0)).low == 1.0 - RELATIVE
    most = math.nextafter(INF, 0)
    for ends in ((-most, most), (-INF, -INF), (INF, INF), (-INF, INF), (0.0, 0.0)):
        assert interval.widened(Interval(*ends)) == ends


@pytest.mark.parametrize("name", ["exp", "ln", "tanh", "sqrt", "erf"])
def test_a_library_function_is_given_some_room_except_at_a_point(name):
    # The library does not promise that exp(x) <= exp(y) wherever x < y.
    function = expr.FUNCTIONS[name]

    assert FUNCTIONS[name](Interval(1.5, 2.0)).low < function(1.5)
    assert FUNCTIONS[name](Interval(1.5, 2.0)).high > function(2.0)
    assert FUNCTIONS[name](Interval(2.0, 2.0)) == (function(2.0), function(2.0))


def test_the_logarithm_starts_at_the_smallest_positive_float():
    assert FUNCTIONS["ln"](Interval(5e-324, 1.0)).low == pytest.approx(-1074 * math.log(2))
    assert FUNCTIONS["ln"](Interval(0.0, 1.0)) == (-INF, 0.0)
