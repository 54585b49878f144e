"""Formulas from text as functions of arrays, of numbers and of symbols."""

import math

import numpy as np
import pytest

from bptrace import elementwise, expr, grammar
from bptrace.matrix_form import whole
from bptrace.printing.text import TextPrinter
from bptrace.symbolic import Named

X = np.array([[-1.75, -0.5, 0.25], [0.75, 1.5, 3.0]])
FORMULAS = [
    ("x + 2*x + 1", lambda x: x + 2 * x + 1),
    ("2 - x - 1", lambda x: 2 - x - 1),
    ("x * 3 / (1 + x**2)", lambda x: x * 3 / (1 + x**2)),
    ("-x**2", lambda x: -(x**2)),
    ("exp(-x)", lambda x: math.exp(-x)),
    ("ln(x**2)", lambda x: math.log(x**2)),
    ("tanh(x)", math.tanh),
    ("sqrt(abs(x))", lambda x: math.sqrt(abs(x))),
    ("erf(x)", math.erf),
    ("sign(x)", lambda x: math.copysign(1, x)),
    ("max(-1, x, 1)", lambda x: max(-1, x, 1)),
    ("min(1, x)", lambda x: min(1, x)),
    ("x if x > 0.25 else 0", lambda x: x if x > 0.25 else 0),
    ("x if x >= 0.25 else 0", lambda x: x if x >= 0.25 else 0),
    ("x if x < 0.25 else 0", lambda x: x if x < 0.25 else 0),
    ("x if x <= 0.25 else 0", lambda x: x if x <= 0.25 else 0),
    ("1", lambda x: 1),
]


@pytest.mark.parametrize(("text", "of_one"), FORMULAS, ids=[text for text, _ in FORMULAS])
def test_a_formula_computes_each_element(text, of_one):
    found = elementwise.apply(grammar.parse(text), {"x": X})
    assert found.shape == X.shape
    assert found == pytest.approx(np.vectorize(of_one, otypes=[float])(X), rel=1e-15)


def test_every_function_of_formulas_is_computed():
    used = {grammar.parse(text).function for text, _ in FORMULAS if isinstance(grammar.parse(text), expr.Call)}
    assert used | {"abs"} == set(expr.FUNCTIONS)


def test_a_formula_of_symbols_keeps_the_form_in_which_it_was_written():
    x = Named("X", (2, 3), lambda index: f"x_{index[0]}{index[1]}")
    found = elementwise.apply(grammar.parse("2**3 * (x - 1) / sqrt(3)"), {"x": x})
    assert found.shape == (2, 3)
    assert TextPrinter(str).print(found.at(1, 2)) == "(2³·(x_12 − 1)) / sqrt(3)"
    assert TextPrinter(str).print(whole(found)) == "(2³·(X − 1)) / sqrt(3)"


@pytest.mark.parametrize(
    ("text", "changes_at"),
    [
        ("abs(x - 1)", [1]),
        ("max(0, x)", [0]),
        ("min(x, 1) + max(x, -1)", [-1, 1]),
        ("x if x > 2 else abs(x)", [0, 2]),
        ("max(x, 1, 2*x + 3)", [1, -3, -1]),
        ("sign(x)", [0]),
        ("exp(x) + x**2", []),
    ],
)
def test_switches_change_their_sign_at_the_kinks(text, changes_at):
    switches = elementwise.switches(grammar.parse(text))
    found = [
        point
        for point in (-3, -1, 0, 1, 2)
        if any(
            np.prod([elementwise.apply(switch, {"x": np.array(point + side)}) for side in (-1e-3, 1e-3)]) < 0
            for switch in switches
        )
    ]
    assert found == sorted(changes_at)


def test_the_error_function_and_what_it_lacks_of_1():
    # from tables: erf(1/2) = 0.520499877813..., erfc(5) = 1.5374597944280349e-12
    assert elementwise.erf(np.array([[0.5, 0]])).tolist() == [[pytest.approx(0.5204998778130465, rel=1e-15), 0]]
    assert elementwise.erfc(np.array([5, 0])).tolist() == [pytest.approx(1.5374597944280349e-12, rel=1e-14, abs=0), 1]
    x = Named("X", (2,), str)
    assert elementwise.erf(x).at(1) == expr.Call("erf", (expr.Symbol("(1,)"),))


def test_arrays_are_broadcast_to_the_shape_that_they_have_together():
    column, row = np.array([[1.0], [2.0]]), np.array([[10.0, 20.0, 30.0]])
    assert elementwise.apply(grammar.parse("x - y"), {"x": column, "y": row}).tolist() == [
        [-9, -19, -29],
        [-8, -18, -28],
    ]
    assert elementwise.apply(grammar.parse("x"), {"x": column, "y": row}).tolist() == [[1, 1, 1], [2, 2, 2]]
    assert elementwise.apply(grammar.parse("3"), {"x": column, "y": row}).tolist() == [[3, 3, 3], [3, 3, 3]]


def test_symbols_are_broadcast_too():
    x = Named("X", (2, 1), lambda index: f"x{index[0]}")
    y = Named("Y", (1, 3), lambda index: f"y{index[1]}")
    written = elementwise.apply(grammar.parse("x / y - 1"), {"x": x, "y": y})
    assert written.shape == (2, 3)
    assert TextPrinter(str).print(written.at(1, 2)) == "x1 / y2 − 1"
    assert TextPrinter(str).print(whole(written)) == "X / Y − 1"
    assert elementwise.apply(grammar.parse("x + y"), {"x": x, "y": np.ones((1, 3))}).shape == (2, 3)


def test_powers_quotients_and_choices_have_their_operands_in_order():
    x = np.array([2.0, 4.0])
    computed = {
        text: elementwise.apply(grammar.parse(text), {"x": x}).tolist()
        for text in ("x**3", "8 / x", "3 - x", "x if x > 3 else -x")
    }
    assert computed == {"x**3": [8, 64], "8 / x": [4, 2], "3 - x": [1, -1], "x if x > 3 else -x": [-2, 4]}


def test_switches_are_found_from_the_inside_out():
    x, y = expr.Symbol("x"), expr.Symbol("y")
    found = elementwise.switches(grammar.parse("abs(max(x, y)) + (1 if x >= y else sign(y))"))
    assert found == [expr.Difference(x, y), expr.Call("max", (x, y)), y, expr.Difference(x, y)]
    assert elementwise.switches(grammar.parse("max(abs(x), y)")) == [x, expr.Difference(expr.Call("abs", (x,)), y)]
