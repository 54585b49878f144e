"""Formulas as Python: which form a power, a root and a small number beside 1 take."""

from __future__ import annotations

import pytest

from bptrace.expr import Call, Difference, Negation, Number, Power, Product, Quotient, Sum, Symbol
from bptrace.float_formulas import DigitKeepingPrinter, FloatPrinter, real_power
from bptrace.network import Quantity

X, Y = Symbol("x"), Symbol("y")
ONE = Number(1)


def name(ref):
    return ref.kind if isinstance(ref, Quantity) else str(ref)


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (Power(X, Number(2)), "x * x"),
        (Power(Difference(X, Y), Number(2)), "(x - y) * (x - y)"),
        # what takes long to compute is computed once
        (Power(Sum((X, ONE)), Number(2)), "(x + 1.0) ** 2.0"),
        (Power(Difference(X, ONE), Number(2)), "(x - 1.0) ** 2.0"),
        (Power(Difference(ONE, X), Number(2)), "(1.0 - x) ** 2.0"),
        (Power(X, Number(3)), "x ** 3.0"),
        (Power(X, Number(-2)), "x ** (-2.0)"),
        (Power(X, Number(0.5)), "power(x, 0.5)"),
        (Power(Sum((X, Y)), Number(1.5)), "power(x + y, 1.5)"),
        (Power(X, Y), "power(x, y)"),
        (Power(Number(2), Sum((X, Y))), "power(2.0, x + y)"),
        (Power(Symbol(Quantity("net", 1, 0, None, 0)), Y), "power(net, y)"),
        (Power(Symbol(Quantity("beta1")), Symbol(Quantity("step"))), "beta1 ** step"),  # a constant is positive
        (Call("exp", (Power(X, Number(0.5)),)), "exp(power(x, 0.5))"),
        (Power(Power(X, Number(0.5)), Number(0.5)), "power(power(x, 0.5), 0.5)"),
        (Power(Power(X, Y), Power(Y, X)), "power(power(x, y), power(y, x))"),
        (Sum((ONE, Call("erf", (X,)))), "1.0 + erf(x)"),
        (Call("ln", (Sum((ONE, X)),)), "log(1.0 + x)"),
    ],
)
def test_powers_are_products_or_real_or_none(formula, text):
    assert FloatPrinter(name).print(formula) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (Sum((ONE, Call("erf", (Negation(X),)))), "erfc(-(-x))"),
        (Sum((Number(2), Call("erf", (X,)))), "2.0 + erf(x)"),
        (Sum((ONE, Call("tanh", (X,)))), "1.0 + tanh(x)"),
        (Sum((Call("erf", (X,)), ONE)), "erf(x) + 1.0"),
        (Call("ln", (Sum((ONE, Call("exp", (X,)))),)), "log1p(exp(x))"),
        (Call("ln", (Sum((Number(2), X)),)), "log(2.0 + x)"),
        (Call("exp", (Sum((ONE, X)),)), "exp(1.0 + x)"),
        (Call("ln", (Difference(ONE, Sum((X, Y))),)), "log1p(-(x + y))"),
        (Call("ln", (Difference(Number(2), X),)), "log(2.0 - x)"),
        (Call("exp", (Difference(ONE, X),)), "exp(1.0 - x)"),
        (Difference(Call("exp", (X,)), ONE), "expm1(x)"),
        (Difference(Call("exp", (X,)), Number(2)), "exp(x) - 2.0"),
        (Difference(Call("ln", (X,)), ONE), "log(x) - 1.0"),
        (Quotient(Difference(Call("exp", (X,)), ONE), Y), "(expm1(x)) / y"),
        (Product((Y, Sum((ONE, Call("erf", (X,)))))), "y * (erfc(-(x)))"),
        (Power(X, Number(2)), "x * x"),
        (Power(X, Number(0.5)), "power(x, 0.5)"),
        (Call("ln", (Sum((ONE, Difference(Call("exp", (X,)), ONE))),)), "log1p(expm1(x))"),
        (Sum((ONE, Call("erf", (Difference(Call("exp", (X,)), ONE),)))), "erfc(-(expm1(x)))"),
        (Call("ln", (Difference(ONE, Difference(Call("exp", (X,)), ONE)),)), "log1p(-(expm1(x)))"),
        (Difference(Call("exp", (Difference(Call("exp", (X,)), ONE),)), ONE), "expm1(expm1(x))"),
    ],
)
def test_digits_beside_1_are_kept(formula, text):
    assert DigitKeepingPrinter(name).print(formula) == text


def test_a_power_is_a_real_number():
    assert real_power(4, 0.5) == 2
    assert real_power(-2, 3) == -8
    assert isinstance(real_power(2, 3), float)


def test_a_power_that_is_not_real_is_refused():
    with pytest.raises(ValueError, match=r"^a power of a negative number is not a real number$"):
        real_power(-4, 0.5)
