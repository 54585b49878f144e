"""The Python printer: what it prints computes, to the last bit, what the formula says."""

import math

import pytest
from hypothesis import given, settings

from bptrace import expr
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
from bptrace.printing.python import PythonPrinter
from tests.strategies import computed, formulas, read

NAMES = {name: getattr(math, name) for name in ("exp", "log", "tanh", "sqrt", "erf")} | {"sign": expr.FUNCTIONS["sign"]}
a, b, c = Symbol("a"), Symbol("b"), Symbol("c")
two = Number(2.0)


@settings(max_examples=500, deadline=None)
@given(formulas())
def test_what_is_printed_computes_the_same_to_the_last_bit(formula: Expr) -> None:
    value = computed(formula)
    printed = PythonPrinter(lambda ref: f"v[{str(ref)!r}]").print(formula)
    values = {str(ref): float(ref) for ref in expr.leaves(formula)}
    assert read(printed, {**NAMES, "v": values}) == value, printed


@pytest.mark.parametrize(
    ("formula", "printed"),
    [
        (Number(1.0), "1.0"),
        (Number(-2.0), "(-2.0)"),
        (Number(1e-05), "1e-05"),
        (Sum((a, b, c)), "a + b + c"),
        (Sum((a, Sum((b, c)))), "a + (b + c)"),
        (Sum((Sum((a, b)), c)), "a + b + c"),
        (Sum((a, Difference(b, c))), "a + (b - c)"),
        (Difference(a, Difference(b, c)), "a - (b - c)"),
        (Difference(Difference(a, b), c), "a - b - c"),
        (Difference(a, Negation(b)), "a - -b"),
        (Product((a, Product((b, c)))), "a * (b * c)"),
        (Product((a, Sum((b, c)))), "a * (b + c)"),
        (Product((a, Quotient(b, c))), "a * (b / c)"),
        (Product((Quotient(a, b), c)), "a / b * c"),
        (Quotient(a, Product((b, c))), "a / (b * c)"),
        (Quotient(Quotient(a, b), c), "a / b / c"),
        (Quotient(a, Quotient(b, c)), "a / (b / c)"),
        (Power(a, two), "a ** 2.0"),
        (Power(Negation(a), two), "(-a) ** 2.0"),
        (Negation(Power(a, two)), "-a ** 2.0"),
        (Negation(Product((a, b))), "-(a * b)"),
        (Power(Power(a, b), c), "(a ** b) ** c"),
        (Power(a, Power(b, c)), "a ** (b ** c)"),
        (Power(Number(-2.0), two), "(-2.0) ** 2.0"),
        (Call("ln", (Sum((a, b)),)), "log(a + b)"),
        (Call("max", (Number(0.0), a)), "max(0.0, a)"),
        (Product((Call("tanh", (a,)), b)), "tanh(a) * b"),
        (Power(Call("exp", (a,)), two), "exp(a) ** 2.0"),
        (Choice(Comparison(">", a, Number(0.0)), a, Negation(b)), "(a if a > 0.0 else -b)"),
        (Product((Choice(Comparison("<=", a, b), a, b), c)), "(a if a <= b else b) * c"),
    ],
)
def test_brackets_stand_where_python_needs_them(formula: Expr, printed: str) -> None:
    assert PythonPrinter(str).print(formula) == printed
