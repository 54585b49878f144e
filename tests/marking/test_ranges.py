"""The range of a formula holds all its values, and little more."""

import math

import pytest

from bptrace.expr import (
    Call,
    Choice,
    Comparison,
    Difference,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from bptrace.marking.interval import WHOLE, Interval
from bptrace.marking.ranges import meets, range_of

INF = math.inf
a, b = Symbol("a"), Symbol("b")
ZERO, ONE, TWO = Number(0.0), Number(1.0), Number(2.0)
SLOPE = Product((a, Difference(ONE, a)))


def ranged(formula, **boxes):
    return range_of(formula, lambda ref: Interval(*boxes[ref]))


def test_out_times_one_less_out_is_sharp_at_its_peak():
    # By hand: the range over 0.5 ± r is [1/4 - r², 1/4]. The mean-value form adds (1 - 2·out)·(out - 1/2), at most 2·r² in size.
    low, high = ranged(SLOPE, a=(0.4999, 0.5001))

    assert 0.25 - 2.1e-8 <= low <= 0.25 - 1e-8
    assert 0.25 <= high <= 0.25 + 2.1e-8


EDGES = [  # by hand
    (Call("ln", (a,)), (0.0, 2.0), (-INF, math.log(2))),
    (Call("ln", (a,)), (-1.0, 2.0), (-INF, math.log(2))),
    (Call("ln", (a,)), (-2.0, -1.0), (-INF, INF)),
    (Call("ln", (a,)), (0.0, 0.0), (-INF, INF)),
    (Call("sqrt", (a,)), (-1.0, 4.0), (0.0, 2.0)),
    (Call("exp", (a,)), (-INF, 1000.0), (0.0, INF)),
    (Quotient(ONE, a), (0.0, 2.0), (0.5, INF)),
    (Quotient(ONE, a), (-2.0, 0.0), (-INF, -0.5)),
    (Quotient(ONE, a), (-2.0, 2.0), (-INF, INF)),
    (Quotient(ONE, a), (0.0, 0.0), (-INF, INF)),
    (Quotient(ZERO, a), (-2.0, 2.0), (0.0, 0.0)),
    (Quotient(ONE, a), (2.0, INF), (0.0, 0.5)),
    (Power(a, TWO), (-1.0, 3.0), (0.0, 9.0)),
    (Power(a, TWO), (-3.0, -1.0), (1.0, 9.0)),
    (Power(a, Number(3.0)), (-2.0, 3.0), (-8.0, 27.0)),
    (Power(a, Number(-1.0)), (0.0, 2.0), (0.5, INF)),
    (Power(a, Number(-1.0)), (-2.0, 0.0), (-INF, -0.5)),
    (Power(a, Number(-2.0)), (-1.0, 2.0), (0.25, INF)),
    (Power(a, Number(-1.0)), (-1.0, 2.0), (-INF, INF)),
    (Power(a, Number(0.5)), (-1.0, 4.0), (0.0, 2.0)),
    (Power(a, Number(-0.5)), (0.0, 4.0), (0.5, INF)),
    (Power(a, Number(0.5)), (-4.0, -1.0), (-INF, INF)),
    (Power(Number(0.5), a), (-1.0, 2.0), (0.25, 2.0)),
    (Power(Number(-2.0), a), (0.0, 3.0), (-8.0, 8.0)),
    (Call("abs", (a,)), (-1.0, 3.0), (0.0, 3.0)),
    (Call("abs", (a,)), (-3.0, -1.0), (1.0, 3.0)),
    (Call("sign", (a,)), (0.0, 3.0), (0.0, 1.0)),
    (Call("max", (ZERO, a)), (-1.0, 3.0), (0.0, 3.0)),
    (Call("min", (ZERO, a)), (-1.0, 3.0), (-1.0, 0.0)),
    (Choice(Comparison(">", a, ZERO), a, Negation(a)), (1.0, 3.0), (1.0, 3.0)),
    (Choice(Comparison(">", a, ZERO), a, Negation(a)), (-3.0, 0.0), (0.0, 3.0)),
    (Choice(Comparison(">=", a, ZERO), ONE, TWO), (0.0, 3.0), (1.0, 1.0)),
    (Choice(Comparison("<=", a, ZERO), ONE, TWO), (-1.0, 3.0), (1.0, 2.0)),
    (Choice(Comparison("<", a, ZERO), ONE, TWO), (0.0, 3.0), (2.0, 2.0)),
    (Choice(Comparison(">", a, ZERO), ONE, Call("ln", (Number(-1.0),))), (-1.0, 3.0), (1.0, 1.0)),
    (Product((a, Number(1e300))), (1.0, 1e300), (1e300, INF)),
    (Product((ZERO, a)), (-INF, INF), (0.0, 0.0)),
    (Sum((a, Negation(a))), (-INF, INF), (-INF, INF)),
    (Difference(a, a), (-1.0, 3.0), (0.0, 0.0)),
    (Quotient(a, a), (1.0, INF), (0.0, INF)),
]


@pytest.mark.parametrize(("formula", "box", "expected"), EDGES)
def test_the_range_at_the_edges(formula, box, expected):
    assert ranged(formula, a=box) == pytest.approx(expected, rel=1e-14, abs=1e-13)


def test_a_window_is_met_as_the_range_meets_it():
    box = {"a": Interval(0.4999, 0.5001)}.__getitem__

    assert meets(SLOPE, box, Interval(0.25, 0.26))
    assert not meets(SLOPE, box, Interval(0.251, 0.26))  # the natural extension decides: 0.5001² is less
    assert not meets(SLOPE, box, Interval(0.25001, 0.26))  # it does not, the mean-value form does
    assert meets(Call("ln", (Number(-1.0),)), box, Interval(1.0, 1.0))


def test_nothing_is_known_of_a_formula_without_a_value():
    assert ranged(Sum((a, Quotient(ONE, ZERO))), a=(0.0, 1.0)) == WHOLE
