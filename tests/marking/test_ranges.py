"""The range of a formula holds all its values, and little more."""

import math
import random
from typing import NamedTuple

import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from bptrace import examples, expr, spec, training
from bptrace.expr import (
    Call,
    Choice,
    Comparison,
    Difference,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from bptrace.marking.interval import FUNCTIONS, WHOLE, Interval
from bptrace.marking.ranges import meets, range_of
from bptrace.marking.slopes import SLOPES
from tests.strategies import formulas

INF = math.inf
a, b = Symbol("a"), Symbol("b")
ZERO, ONE, TWO = Number(0.0), Number(1.0), Number(2.0)
SLOPE = Product((a, Difference(ONE, a)))


def ranged(formula, **boxes):
    return range_of(formula, lambda ref: Interval(*boxes[ref]))


def test_out_times_one_less_out_is_sharp_at_its_peak():
    # By hand: the range over 1/2 ± r is [1/4 - r², 1/4]; the mean-value form has 1/4 ± 2·r², for the slope is 1 - 2·out.
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
    (Choice(Comparison(">", a, ZERO), Call("ln", (Number(-1.0),)), ONE), (-1.0, 3.0), (1.0, 1.0)),
    (Choice(Comparison(">", a, ZERO), Call("ln", (Number(-1.0),)), Quotient(a, ZERO)), (-1.0, 3.0), (-INF, INF)),
    (Choice(Comparison(">", a, ZERO), ONE, TWO), (-1.0, 3.0), (1.0, 2.0)),
    (Product((a, Number(1e300))), (1.0, 1e300), (1e300, INF)),
    (Product((ZERO, a)), (-INF, INF), (0.0, 0.0)),
    (Sum((a, Negation(a))), (-INF, INF), (-INF, INF)),
    (Difference(a, a), (-1.0, 3.0), (0.0, 0.0)),
    (Quotient(a, a), (1.0, INF), (0.0, INF)),
    # A kink or a jump within the box: over all of it, no slope is the slope.
    (Sum((Call("abs", (a,)), a)), (-1.0, 3.0), (-1.0, 6.0)),
    (Sum((Call("sign", (a,)), a)), (-1.0, 3.0), (-2.0, 4.0)),
    (Sum((Call("max", (ZERO, a)), a)), (-1.0, 3.0), (-1.0, 6.0)),
    (Sum((Choice(Comparison(">", a, ZERO), ONE, Number(-1.0)), a)), (-1.0, 3.0), (-2.0, 4.0)),
]


@pytest.mark.parametrize(("formula", "box", "expected"), EDGES)
def test_the_range_at_the_edges(formula, box, expected):
    assert ranged(formula, a=box) == pytest.approx(expected, rel=1e-14, abs=1e-13)


def test_a_window_is_met_as_the_range_meets_it():
    box = {"a": Interval(0.4999, 0.5001)}.__getitem__

    assert meets(SLOPE, box, Interval(0.25, 0.26))
    assert not meets(SLOPE, box, Interval(0.251, 0.26))  # the natural extension decides: 0.5001² is less
    assert not meets(SLOPE, box, Interval(0.25001, 0.26))  # it does not, the mean-value form does
    assert not meets(SLOPE, box, Interval(0.2, 0.24999))  # nor here
    assert meets(Call("ln", (Number(-1.0),)), box, Interval(1.0, 1.0))


def test_a_value_that_only_a_stable_formula_has_lies_in_the_range():
    """Softplus of 1000, ln(1 + e^1000), is 1000; its e^1000 is no float."""
    softplus = Call("ln", (Sum((Number(1.0), Call("exp", (Symbol("x"),)))),))

    for box in (Interval(1000.0, 1000.0), Interval(999.0, 1001.0)):
        low, high = range_of(softplus, {"x": box}.__getitem__)
        assert low <= 1000.0 <= high


def test_nothing_is_known_of_a_formula_without_a_value():
    assert ranged(Sum((a, Quotient(ONE, ZERO))), a=(0.0, 1.0)) == WHOLE


class Drawn(NamedTuple):
    """A formula, a box, a smaller box within it, and a point in both, by the symbols' names."""

    formula: Expr
    wide: dict[str, Interval]
    narrow: dict[str, Interval]
    point: dict[str, float]


ENDS = st.one_of(st.integers(-3, 3).map(float), st.floats(-10, 10), st.floats(allow_nan=False, allow_infinity=False))
WIDTHS = st.one_of(st.sampled_from((0.0, 1e-15, 1e-9, INF)), st.floats(0, 5), st.floats(0))
FORMULAS = formulas(st.sampled_from("abc"))


@st.composite
def drawn(draw):
    point = {name: draw(ENDS) for name in "abc"}
    narrow = {name: around(value, draw(WIDTHS), draw(WIDTHS)) for name, value in point.items()}
    wide = {name: Interval(around(low, draw(WIDTHS), 0).low, around(high, 0, draw(WIDTHS)).high)
            for name, (low, high) in narrow.items()}  # fmt: skip
    return Drawn(draw(FORMULAS), wide, narrow, point)


def around(value, below, above):
    return Interval(value - below, value + above)


def valued(formula, point):
    """Return the value of a formula at a point; where it or a part of it has no finite value, there is nothing to hold."""
    try:
        for child in expr.children(formula):
            valued(child, point)
        value = expr.evaluate(formula, point.__getitem__)
    except (ArithmeticError, ValueError):
        reject()
    assume(math.isfinite(value))
    return value


def holds(interval, value):
    return interval.low <= value <= interval.high


LAWS = settings(max_examples=200, deadline=None)


@LAWS
@given(drawn())
def test_every_value_lies_in_the_range(case):
    assert holds(range_of(case.formula, case.narrow.__getitem__), valued(case.formula, case.point))


@LAWS
@given(drawn())
def test_a_point_gives_a_point(case):
    value = valued(case.formula, case.point)
    found = range_of(case.formula, lambda ref: Interval(case.point[ref], case.point[ref]))

    assert found == pytest.approx((value, value), rel=1e-12, abs=0)


@LAWS
@given(drawn())
def test_a_wider_box_has_no_smaller_range(case):
    valued(case.formula, case.point)
    (low, high), (least, most) = (range_of(case.formula, box.__getitem__) for box in (case.narrow, case.wide))

    assert least <= low or least == pytest.approx(low, rel=1e-9, abs=1e-9)
    assert high <= most or high == pytest.approx(most, rel=1e-9, abs=1e-9)


@LAWS
@given(drawn(), ENDS, WIDTHS)
def test_a_range_is_never_nan_and_a_window_is_met_as_it_is(case, low, width):
    for box in (case.narrow, case.wide):
        found, window = range_of(case.formula, box.__getitem__), Interval(low, low + width)

        assert found.low <= found.high
        assert meets(case.formula, box.__getitem__, window) == found.meets(window)


@pytest.mark.parametrize("config", ["mazur", "softmax", "xor"])
@pytest.mark.parametrize("size", [1e-12, 1e-4, 0.05, 2.0])
def test_the_formulas_of_shipped_examples_keep_within_their_ranges(config, size):
    kept = training.run(spec.load(examples.find(config))).rounds[0]
    rng = random.Random(f"{config} {size}")
    for line in kept.program.lines():
        exact = {ref: kept.leaf_value(ref) for ref in expr.leaves(line.formula)}
        box = {ref: around(value, size * rng.random(), size * rng.random()) for ref, value in exact.items()}
        found = range_of(line.formula, box.__getitem__)
        assert holds(found, kept.value(line.quantity))
        for _ in range(8):
            corner = {ref: rng.choice(ends) for ref, ends in box.items()}
            try:
                assert holds(found, expr.evaluate(line.formula, corner.__getitem__)), line
            except (ArithmeticError, ValueError):  # a logarithm, where the box is wide enough to reach 0
                continue


@pytest.mark.parametrize(
    ("function", "operand"),
    [("exp", 0.5), ("ln", 2.0), ("tanh", -0.5), ("sqrt", 2.0), ("erf", 0.3), ("abs", -3.0)],
)
def test_every_function_is_sharp_where_its_operand_comes_again(function, operand):
    # f(a) - f'(m)·a has no slope at m, so over m ± r its range is a matter of r², while that of f(a) is one of r.
    reach, step = 1e-5, 1e-6
    call = Call(function, (a,))
    ahead, behind = (expr.FUNCTIONS[function](operand + way) for way in (step, -step))
    flat = Difference(call, Product((Number((ahead - behind) / (2 * step)), a)))
    low, high = ranged(flat, a=(operand - reach, operand + reach))

    assert high - low < 10 * reach**2


@pytest.mark.parametrize("function", ["max", "min"])
def test_a_decided_maximum_is_sharp_where_its_operand_comes_again(function):
    decided = Call(function, (a, Number(0.0 if function == "max" else 1.0)))

    assert ranged(Difference(decided, a), a=(0.4, 0.6)) == pytest.approx((0.0, 0.0), abs=1e-14)


def test_a_product_of_three_and_a_quotient_and_powers_are_sharp_where_operands_come_again():
    r = 1e-5
    near = {"a": (0.5 - r, 0.5 + r), "b": (2.0 - r, 2.0 + r)}
    for formula in (
        Difference(Product((a, TWO, b)), Sum((Product((Number(4.0), a)), b))),  # 2ab: slopes 2b = 4 and 2a = 1
        Sum((Quotient(b, a), Product((Number(8.0), a)), Product((Number(-2.0), b)))),  # b/a: slopes -b/a² = -8, 1/a = 2
        Difference(Power(a, Number(3.0)), Product((Number(0.75), a))),  # a³: slope 3a²
        Sum((Power(a, b), Negation(a), Product((Number(0.25 * math.log(2)), b)))),  # a^b: b·a^(b-1) = 1, a^b·ln a
    ):
        low, high = ranged(formula, **near)
        assert high - low < 400 * r**2, formula


def test_rounding_within_a_formula_is_allowed_for():
    # 10^20 + a is rounded to a multiple of 16384, so the float result is 0 or 16384 though the real one is a.
    big = Number(1e20)
    for formula in (Difference(Sum((big, a)), big), Sum((big, a, Negation(big)))):
        for again in (formula, Sum((formula, a, Negation(a)))):
            found = ranged(again, a=(0.0, 10000.0))
            for value in (0.0, 8000.0, 8200.0, 10000.0):
                assert holds(found, expr.evaluate(again, {"a": value}.__getitem__))


def test_slopes_too_small_for_a_product_do_not_make_up_for_one_another():
    # 10^-200·(10^200·a) + 10^-160·(-10^200·a) falls by 10^40 - 1 from 1 to 2.
    inner = ((Number(scale), Product((Number(factor), a))) for scale, factor in ((1e-200, 1e200), (1e-160, -1e200)))
    falling = Sum(tuple(map(Product, inner)))
    found = ranged(falling, a=(1.0, 2.0))

    for value in (1.0, 2.0):
        assert holds(found, expr.evaluate(falling, {"a": value}.__getitem__))


def test_a_point_near_the_largest_float_leaves_the_rest_sharp():
    low, high = ranged(Sum((SLOPE, Product((Number(1e-308), b)))), a=(0.4999, 0.5001), b=(1.5e308, 1.5e308))

    assert high - low < 5e-8


def test_the_exact_value_of_a_rounded_operation_lies_in_its_range():
    assert 0.1 + 0.2 != 0.3
    assert holds(ranged(Sum((a, b)), a=(0.1, 0.1), b=(0.2, 0.2)), 0.3)


def test_a_choice_between_equals_leaves_the_rest_sharp():
    either = Choice(Comparison(">", a, Number(0.5)), ONE, ONE)
    low, high = ranged(Sum((either, SLOPE)), a=(0.4999, 0.5001))

    assert high - low < 5e-8


def test_every_function_has_a_slope_and_an_interval_form():
    assert set(SLOPES) == set(FUNCTIONS) == set(expr.FUNCTIONS)
