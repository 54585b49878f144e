"""The tree of a formula: its form is kept, and it computes term by term."""

import math

import pytest

from bptrace import expr
from bptrace.expr import (
    FUNCTIONS,
    RELATIONS,
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

a, b, c = Symbol("a"), Symbol("b"), Symbol("c")
VALUES = {"a": 3.0, "b": -2.0, "c": 0.5}

COMPUTED = [
    (a, 3.0),
    (Number(0.1), 0.1),
    (Sum((a, b, c)), 1.5),
    (Difference(a, b), 5.0),
    (Product((a, b, c)), -3.0),
    (Quotient(a, b), -1.5),
    (Power(b, Number(2.0)), 4.0),
    (Power(a, Negation(Number(1.0))), 1 / 3),
    (Power(a, b), 1 / 9),
    (Negation(b), 2.0),
    (Call("exp", (c,)), math.exp(0.5)),
    (Call("ln", (c,)), math.log(0.5)),
    (Call("tanh", (c,)), math.tanh(0.5)),
    (Call("sqrt", (c,)), math.sqrt(0.5)),
    (Call("erf", (c,)), 0.5204998778130465),  # Abramowitz, Stegun, table 7.1
    (Call("sign", (Negation(c),)), -1.0),
    (Call("abs", (b,)), 2.0),
    (Call("max", (a, b)), 3.0),
    (Call("min", (a, b)), -2.0),
    (Choice(Comparison(">", a, b), a, b), 3.0),
    (Choice(Comparison("<", a, b), a, b), -2.0),
]


@pytest.mark.parametrize(("formula", "value"), COMPUTED)
def test_a_formula_computes_what_it_says(formula: Expr, value: float) -> None:
    assert expr.evaluate(formula, VALUES.__getitem__) == value


def test_every_function_and_relation_is_among_the_computed() -> None:
    called = {formula.function for formula, _ in COMPUTED if isinstance(formula, Call)}
    assert called == set(FUNCTIONS)


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize(("left", "right"), [(1.0, 2.0), (2.0, 2.0), (3.0, 2.0)])
def test_a_choice_follows_its_relation(relation: str, left: float, right: float) -> None:
    holds = {">": left > right, ">=": left >= right, "<": left < right, "<=": left <= right}[relation]
    formula = Choice(Comparison(relation, Number(left), Number(right)), Number(1.0), Number(0.0))
    assert expr.evaluate(formula, VALUES.__getitem__) == float(holds)


def test_the_branch_that_is_not_chosen_is_not_computed() -> None:
    broken = Call("ln", (Number(0.0),))
    assert expr.evaluate(Choice(Comparison(">", a, b), a, broken), VALUES.__getitem__) == 3.0
    assert expr.evaluate(Choice(Comparison("<", a, b), broken, a), VALUES.__getitem__) == 3.0


def test_sums_and_products_go_from_left_to_right() -> None:
    # 0.1 + 0.2 + 0.3 is 0.6000000000000001 from the left and 0.6 from the right.
    tenths = tuple(map(Number, (0.1, 0.2, 0.3)))
    assert expr.evaluate(Sum(tenths), VALUES.__getitem__) == 0.1 + 0.2 + 0.3 != 0.1 + (0.2 + 0.3)
    assert expr.evaluate(Product(tenths), VALUES.__getitem__) == 0.1 * 0.2 * 0.3 != 0.1 * (0.2 * 0.3)


@pytest.mark.parametrize(
    ("formula", "error"),
    [
        (Quotient(Number(1.0), Number(0.0)), ZeroDivisionError),
        (Call("exp", (Number(1000.0),)), OverflowError),
        (Call("ln", (Number(0.0),)), ValueError),
        (Call("sqrt", (Number(-1.0),)), ValueError),
        (Power(Number(-1.0), Number(0.5)), ValueError),
        (Power(Number(10.0), Number(1000.0)), OverflowError),
    ],
)
def test_arithmetic_that_python_refuses_is_refused(formula: Expr, error: type[Exception]) -> None:
    with pytest.raises(error):
        expr.evaluate(formula, VALUES.__getitem__)


def test_a_power_that_is_not_real_is_named() -> None:
    with pytest.raises(ValueError, match=r"^-8\.0 to the power of 0\.5 is not a real number$"):
        expr.evaluate(Power(Number(-8.0), Number(0.5)), VALUES.__getitem__)


def test_add_and_multiply_take_up_only_what_stands_on_the_left() -> None:
    assert expr.add(expr.add(a, b), c) == Sum((a, b, c))
    assert expr.add(a, expr.add(b, c)) == Sum((a, Sum((b, c))))
    assert expr.multiply(expr.multiply(a, b), c) == Product((a, b, c))
    assert expr.multiply(a, expr.multiply(b, c)) == Product((a, Product((b, c))))


def test_a_total_is_flat_and_one_term_alone_is_itself() -> None:
    assert expr.total((Sum((a, b)), c)) == Sum((a, b, c))
    assert expr.total((a,)) == a
    assert expr.total((Product((a, b)),)) == Product((a, b))


def test_nothing_is_sorted_folded_or_simplified() -> None:
    assert expr.add(Number(1.0), Number(1.0)) == Sum((Number(1.0), Number(1.0)))
    assert expr.multiply(b, a) == Product((b, a))
    assert Difference(a, a) != Number(0.0)


def test_leaves_come_from_left_to_right_as_often_as_they_occur() -> None:
    formula = Sum((Product((b, a)), Choice(Comparison(">", c, Number(0.0)), a, Negation(b)), Power(c, a)))
    assert list(expr.leaves(formula)) == ["b", "a", "c", "a", "b", "c", "a"]


@pytest.mark.parametrize(("formula", "value"), COMPUTED)
def test_substituting_symbols_by_their_values_keeps_form_and_value(formula: Expr, value: float) -> None:
    assert expr.substitute(formula, Symbol) == formula
    written = expr.substitute(formula, lambda ref: Number(VALUES[ref]))
    assert list(expr.leaves(written)) == []
    assert type(written) is (Number if isinstance(formula, Symbol) else type(formula))
    assert expr.evaluate(written, {}.__getitem__) == value


def test_substitution_reaches_every_operand() -> None:
    formula = Choice(
        Comparison("<=", Difference(a, b), Quotient(a, c)), Call("max", (Sum((a, b)), Power(a, b))), Negation(a)
    )
    doubled = expr.substitute(formula, lambda ref: Symbol(ref * 2))
    assert list(expr.leaves(doubled)) == [leaf * 2 for leaf in expr.leaves(formula)]


def test_a_formula_is_a_value() -> None:
    assert hash(Sum((a, b))) == hash(Sum((Symbol("a"), Symbol("b"))))
    assert Sum((a, b)) == Sum((Symbol("a"), Symbol("b"))) != Product((a, b))
    with pytest.raises(AttributeError):
        a.name = "b"
