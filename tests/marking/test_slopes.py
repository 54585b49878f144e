"""Slopes of one node over intervals, by hand."""

from __future__ import annotations

import math

import pytest

from bptrace import expr
from bptrace.expr import Call, Choice, Comparison, Difference, Negation, Number, Power, Product, Quotient, Sum, Symbol
from bptrace.marking.interval import Interval
from bptrace.marking.slopes import SLOPES, NotSmoothError, slopes

a, b, c, d = map(Symbol, "abcd")
ANY = Interval(-math.inf, math.inf)
ODD = 2.0**53 - 1


def box(ends):
    return Interval(*map(float, ends))


@pytest.mark.parametrize(
    ("formula", "value", "operands", "expected"),
    [
        (a, ANY, [], []),
        (Number(2.0), ANY, [], []),
        (Sum((a, b, c)), ANY, [(1, 2), (3, 4), (5, 6)], [(1, 1), (1, 1), (1, 1)]),
        (Difference(a, b), ANY, [(1, 2), (3, 4)], [(1, 1), (-1, -1)]),
        (Negation(a), ANY, [(1, 2)], [(-1, -1)]),
        # Of a product, the product of the others.
        (Product((a, b)), ANY, [(1, 2), (-3, 4)], [(-3, 4), (1, 2)]),
        (Product((a, b, c)), ANY, [(1, 2), (3, 4), (-5, -1)], [(-20, -3), (-10, -1), (3, 8)]),
        (Product((a, b, c, d)), ANY, [(1, 2), (3, 4), (5, 6), (7, 8)], [(105, 192), (35, 96), (21, 64), (15, 48)]),
        # 1 / b and -(a / b) / b.
        (Quotient(a, b), (0.25, 1), [(1, 2), (2, 4)], [(0.25, 0.5), (-0.5, -0.0625)]),
        (Quotient(a, b), (-1, -0.25), [(1, 2), (-4, -2)], [(-0.5, -0.25), (-0.5, -0.0625)]),
        # e b^(e - 1) and b^e ln b.
        (Power(a, b), (4, 9), [(2, 3), (2, 2)], [(4, 6), (0, 0)]),
        (Power(a, b), (4, 9), [(-3, -2), (2, 2)], [(-6, -4), (0, 0)]),
        (Power(a, b), (0, 9), [(-3, 2), (2, 2)], [(-6, 4), (0, 0)]),
        (Power(a, b), (2, 3), [(4, 9), (0.5, 0.5)], [(1 / 6, 1 / 4), (0, 0)]),
        (Power(a, b), (0, 2), [(0, 4), (0.5, 0.5)], [(1 / 4, math.inf), (0, 0)]),
        (Power(a, b), (-1, -1), [(-1, -1), (ODD, ODD)], [(ODD, ODD), (0, 0)]),
        (Power(a, b), (2, 9), [(2, 3), (1, 2)], [(1, 6), (2 * math.log(2), 9 * math.log(3))]),
        (Power(a, b), (0.25, 1), [(0.5, 1), (1, 2)], [(0.5, 2), (math.log(0.5), 0)]),
        # Functions.
        (Call("exp", (a,)), (1, math.e), [(0, 1)], [(1, math.e)]),
        (Call("ln", (a,)), (0, math.log(4)), [(1, 4)], [(0.25, 1)]),
        (Call("sqrt", (a,)), (1, 2), [(1, 4)], [(0.25, 0.5)]),
        (Call("tanh", (a,)), ANY, [(-1, 2)], [(1 - math.tanh(2) ** 2, 1)]),
        (Call("tanh", (a,)), ANY, [(-2, -1)], [(1 - math.tanh(2) ** 2, 1 - math.tanh(1) ** 2)]),
        (Call("tanh", (a,)), ANY, [(0.5, 1000)], [(0, 1 - math.tanh(0.5) ** 2)]),
        (Call("erf", (a,)), ANY, [(-1, 0.5)], [(0.41510749742059477, 1.1283791670955126)]),  # 2 / (e √π) and 2 / √π
        (Call("abs", (a,)), ANY, [(0, 1)], [(1, 1)]),
        (Call("abs", (a,)), ANY, [(-1, 0)], [(-1, -1)]),
        (Call("sign", (a,)), ANY, [(0.5, 1)], [(0, 0)]),
        (Call("sign", (a,)), ANY, [(-1, -0.5)], [(0, 0)]),
        (Call("max", (a, b)), ANY, [(1, 2), (2, 3)], [(0, 0), (1, 1)]),
        (Call("max", (a, b, c)), ANY, [(1, 2), (6, 7), (3, 4)], [(0, 0), (1, 1), (0, 0)]),
        (Call("max", (a, b, c)), ANY, [(8, 9), (6, 7), (3, 4)], [(1, 1), (0, 0), (0, 0)]),
        (Call("min", (a, b)), ANY, [(1, 2), (2, 3)], [(1, 1), (0, 0)]),
        (Call("min", (a, b, c)), ANY, [(5, 6), (4, 4.5), (1, 2)], [(0, 0), (0, 0), (1, 1)]),
    ],
)
def test_a_slope_lies_between_its_least_and_its_greatest(formula, value, operands, expected):
    found = slopes(formula, box(value), [box(operand) for operand in operands])
    assert len(found) == len(expected)
    for slope, ends in zip(found, expected, strict=True):
        assert slope == pytest.approx(ends, rel=1e-14, abs=0)


def test_every_function_has_a_slope():
    assert set(SLOPES) == set(expr.FUNCTIONS)


@pytest.mark.parametrize(
    ("formula", "value", "operands", "reason"),
    [
        (Quotient(a, b), ANY, [(1, 2), (-1, 1)], "a divisor that may be 0"),
        (Quotient(a, b), ANY, [(1, 2), (0, 1)], "a divisor that may be 0"),
        (Quotient(a, b), ANY, [(1, 2), (-1, 0)], "a divisor that may be 0"),
        (Power(a, b), ANY, [(-1, 1), (0.5, 0.5)], "a power of a negative number"),
        (Power(a, b), ANY, [(-1, 1), (2.0**53, 2.0**53)], "a power of a negative number"),
        (Power(a, b), ANY, [(0, 1), (1, 2)], "a power of a number that may be 0 or negative"),
        (Call("ln", (a,)), ANY, [(0, 1)], "a logarithm of what may not be positive"),
        (Call("sqrt", (a,)), (0, 1), [(0, 1)], "a root of what may not be positive"),
        (Call("abs", (a,)), ANY, [(-1, 1)], "the kink of the absolute value"),
        (Call("sign", (a,)), ANY, [(0, 1)], "the jump of the sign"),
        (Call("sign", (a,)), ANY, [(-1, 0)], "the jump of the sign"),
        (Call("max", (a, b)), ANY, [(1, 3), (2, 4)], "a largest number that is not decided"),
        (Call("min", (a, b)), ANY, [(1, 3), (2, 4)], "a largest number that is not decided"),
        (Choice(Comparison(">", a, b), a, b), ANY, [(1, 2)] * 4, "a choice that is not decided"),
    ],
)
def test_where_a_node_is_not_smooth_there_is_no_slope(formula, value, operands, reason):
    with pytest.raises(NotSmoothError, match=f"^{reason}$"):
        slopes(formula, box(value), [box(operand) for operand in operands])
