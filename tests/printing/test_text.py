"""The text printer: brackets, signs and long sums, by hand and against a reading of what is printed."""

import math
import re
from collections.abc import Callable

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
from bptrace.printing.text import ALOUD, ASCII, UNICODE, Signs, TextPrinter
from tests.strategies import computed, formulas, read

a, b, c, d = map(Symbol, "abcd")
zero, half, one, two, three = map(Number, (0.0, 0.5, 1.0, 2.0, 3.0))
positive, equal = Comparison(">", a, zero), Comparison("<=", a, b)

NAMED: list[tuple[Expr, str]] = [
    # Sums and differences.
    (Sum((a, b, c)), "a + b + c"),
    (Sum((Sum((a, b)), c)), "a + b + c"),
    (Sum((a, Sum((b, c)))), "a + (b + c)"),
    (Sum((Difference(a, b), c)), "a − b + c"),
    (Sum((a, Difference(b, c))), "a + (b − c)"),
    (Difference(Difference(a, b), c), "a − b − c"),
    (Difference(a, Difference(b, c)), "a − (b − c)"),
    (Difference(a, Sum((b, c))), "a − (b + c)"),
    (Difference(a, Product((b, c))), "a − b·c"),
    # Negations.
    (Negation(a), "−a"),
    (Negation(Negation(a)), "−(−a)"),
    (Negation(Sum((a, b))), "−(a + b)"),
    (Negation(Product((a, b))), "−a·b"),
    (Negation(Quotient(a, b)), "−a / b"),
    (Negation(Power(a, two)), "−a²"),
    (Sum((Negation(a), b)), "−a + b"),
    (Sum((a, Negation(b))), "a + (−b)"),
    (Difference(Negation(a), b), "−a − b"),
    (Difference(a, Negation(b)), "a − (−b)"),
    (Sum((Product((Negation(a), b)), c)), "−a·b + c"),
    (Sum((a, Product((Negation(b), c)))), "a + (−b)·c"),
    (Product((Negation(a), b)), "−a·b"),
    (Product((a, Negation(b))), "a·(−b)"),
    (Product((a, Sum((Negation(b), c)))), "a·(−b + c)"),
    (Quotient(Negation(a), b), "−a / b"),
    (Quotient(a, Negation(b)), "a / (−b)"),
    (Sum((Quotient(Negation(a), b), Quotient(Difference(one, a), Difference(one, b)))), "−a / b + (1 − a) / (1 − b)"),
    # Products and quotients.
    (Product((a, b, c)), "a·b·c"),
    (Product((a, Product((b, c)))), "a·(b·c)"),
    (Product((Product((a, b)), c)), "(a·b)·c"),
    (Product((a, Sum((b, c)), d)), "a·(b + c)·d"),
    (Product((a, Quotient(b, c))), "a·(b / c)"),
    (Product((Quotient(a, b), c)), "(a / b)·c"),
    (Product((Negation(Quotient(a, b)), c)), "(−a / b)·c"),
    (Quotient(a, b), "a / b"),
    (Quotient(Product((a, b)), c), "(a·b) / c"),
    (Quotient(a, Product((b, c))), "a / (b·c)"),
    (Quotient(Quotient(a, b), c), "(a / b) / c"),
    (Quotient(a, Quotient(b, c)), "a / (b / c)"),
    (Quotient(Sum((a, b)), Sum((c, d))), "(a + b) / (c + d)"),
    (Quotient(a, Power(b, two)), "a / b²"),
    (Quotient(one, Sum((one, Call("exp", (Negation(a),))))), "1 / (1 + e^−a)"),
    # Powers.
    (Power(a, two), "a²"),
    (Power(a, three), "a³"),
    (Power(a, b), "a^b"),
    (Power(a, half), "a^½"),
    (Power(half, two), "½²"),
    (Power(Sum((a, b)), two), "(a + b)²"),
    (Power(Product((a, b)), two), "(a·b)²"),
    (Power(Negation(a), two), "(−a)²"),
    (Power(Power(a, two), two), "(a²)²"),
    (Power(a, Negation(b)), "a^(−b)"),
    (Power(a, Sum((b, c))), "a^(b + c)"),
    (Power(a, Power(b, c)), "a^(b^c)"),
    (Product((half, Power(Difference(a, b), two))), "½·(a − b)²"),
    (Power(Call("tanh", (a,)), two), "tanh(a)²"),
    (Power(Call("exp", (a,)), two), "(e^a)²"),
    (Power(Call("exp", (Negation(a),)), two), "(e^−a)²"),
    # Functions.
    (Call("exp", (a,)), "e^a"),
    (Call("exp", (Negation(a),)), "e^−a"),
    (Call("exp", (Sum((a, b)),)), "e^(a + b)"),
    (Call("exp", (Power(a, two),)), "e^(a²)"),
    (Call("exp", (Negation(Product((a, b))),)), "e^−(a·b)"),
    (Call("ln", (a,)), "ln(a)"),
    (Call("tanh", (Sum((a, b)),)), "tanh(a + b)"),
    (Call("sqrt", (Negation(a),)), "sqrt(−a)"),
    (Call("abs", (Difference(a, b),)), "|a − b|"),
    (Call("max", (zero, a)), "max(0, a)"),
    (Call("min", (Negation(a), b)), "min(−a, b)"),
    # Choices.
    (Choice(positive, a, b), "a if a > 0 else b"),
    (Choice(positive, Negation(a), Negation(b)), "−a if a > 0 else −b"),
    (Product((c, Choice(positive, a, b))), "c·(a if a > 0 else b)"),
    (Sum((Choice(positive, a, b), c)), "(a if a > 0 else b) + c"),
    (Negation(Choice(positive, a, b)), "−(a if a > 0 else b)"),
    (Call("ln", (Choice(positive, a, b),)), "ln(a if a > 0 else b)"),
    (Choice(positive, a, Choice(equal, b, c)), "a if a > 0 else b if a <= b else c"),
    (Choice(positive, Choice(equal, b, c), a), "(b if a <= b else c) if a > 0 else a"),
    (Choice(Comparison("<", Choice(equal, a, b), c), a, b), "a if (a if a <= b else b) < c else b"),
    # Constants of a formula.
    (Number(0.0), "0"),
    (Number(-0.0), "0"),
    (Number(1.0), "1"),
    (Number(-1.0), "−1"),
    (Number(0.25), "0.25"),
    (Number(-0.25), "−0.25"),
    (Number(1e-05), "1e-05"),
    (Number(-1e-05), "−1e-05"),  # the second minus sign belongs to the digits
    (Number(1e15), "1000000000000000"),
    (Number(1e16), "1e+16"),
    (Power(Number(1e-05), two), "(1e-05)²"),
    (Quotient(a, Number(1e16)), "a / (1e+16)"),
    (Product((a, Number(-2.0))), "a·(−2)"),
    (Difference(a, Number(-2.0)), "a − (−2)"),
    # Matrices.
    (Sum((Call("matmul", (a, b)), c)), "a b + c"),
    (Call("matmul", (Call("transpose", (a,)), b)), "aᵀ b"),
    (Call("matmul", (a, Sum((b, c)))), "a (b + c)"),
    (Call("transpose", (Sum((a, b)),)), "(a + b)ᵀ"),
    (Call("hadamard", (a, b)), "a ⊙ b"),
    (Call("hadamard", (Negation(a), Negation(b), Sum((c, d)))), "−a ⊙ (−b) ⊙ (c + d)"),
    (Call("hadamard", (Product((a, b)), Quotient(c, d))), "(a·b) ⊙ (c / d)"),
    (Sum((c, Call("hadamard", (Negation(a), b)))), "c + (−a) ⊙ b"),
    (Call("apply", (Symbol("f"), Sum((a, b)))), "f(a + b)"),
    (Call("apply", (Symbol("f′"), Negation(a))), "f′(−a)"),
]


@pytest.mark.parametrize(("formula", "text"), NAMED)
def test_brackets_and_signs_of_a_formula(formula: Expr, text: str) -> None:
    assert TextPrinter(str).print(formula) == text


def number(value: float) -> str:
    """Return a value as tables write it: with the sign of the notation, not the keyboard's."""
    return f"{value:.9g}".replace("-", "−", 1) if value < 0 else f"{value:.9g}"


def v(value: float) -> Symbol:
    return Symbol(value)


WITH_NUMBERS: list[tuple[Expr, str]] = [
    (Product((v(3), v(-2))), "3·(−2)"),
    (Product((v(-3), v(2))), "−3·2"),
    (Product((v(-3), v(-2))), "−3·(−2)"),
    (Sum((v(0.4), Product((v(-0.3), v(0.5))))), "0.4 + (−0.3)·0.5"),
    (Sum((v(0.4), Product((v(0.3), v(-0.5))))), "0.4 + 0.3·(−0.5)"),
    (Sum((Product((v(-0.3), v(0.5))), v(0.4))), "−0.3·0.5 + 0.4"),
    (Sum((v(0.4), v(-0.3))), "0.4 + (−0.3)"),
    (Difference(v(0.4), v(-0.3)), "0.4 − (−0.3)"),
    (Difference(v(-0.4), v(0.3)), "−0.4 − 0.3"),
    (Difference(v(0.4), Product((v(-0.5), v(0.1)))), "0.4 − (−0.5)·0.1"),
    (Negation(v(-0.5)), "−(−0.5)"),
    (Negation(v(0.5)), "−0.5"),
    (Negation(Product((v(-0.5), v(2)))), "−(−0.5)·2"),
    (Call("exp", (Negation(v(-0.5)),)), "e^−(−0.5)"),
    (Call("exp", (Negation(v(0.5)),)), "e^−0.5"),
    (Call("exp", (v(-0.5),)), "e^−0.5"),
    (Power(v(-0.3), two), "(−0.3)²"),
    (Power(v(0.3), two), "0.3²"),
    (Power(v(1e-05), two), "(1e-05)²"),
    (Power(v(2), v(-1)), "2^(−1)"),
    (Quotient(v(-1), v(-2)), "−1 / (−2)"),
    (Quotient(v(1), v(1e-05)), "1 / (1e-05)"),
    (Call("max", (zero, v(-0.5))), "max(0, −0.5)"),
    (Call("abs", (v(-0.5),)), "|−0.5|"),
    (Choice(Comparison(">", v(-0.5), zero), v(-0.5), Product((v(0.01), v(-0.5)))), "−0.5 if −0.5 > 0 else 0.01·(−0.5)"),
]


@pytest.mark.parametrize(("formula", "text"), WITH_NUMBERS)
def test_a_negative_number_is_bracketed_like_a_negation(formula: Expr, text: str) -> None:
    assert TextPrinter(number).print(formula) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (Quotient(Symbol("∂E/∂w"), Symbol("n")), "∂E/∂w / n"),
        (Power(Symbol("∂E/∂w"), two), "(∂E/∂w)²"),
        (Quotient(Symbol("n"), Symbol("∂E/∂w")), "n / (∂E/∂w)"),
        (Product((Symbol("η"), Symbol("∂E/∂w"))), "η·∂E/∂w"),
    ],
)
def test_a_name_that_holds_a_stroke_is_bracketed_where_it_would_be_misread(formula: Expr, text: str) -> None:
    assert TextPrinter(str).print(formula) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (Difference(a, Negation(b)), "a - (-b)"),
        (Product((half, Power(Difference(a, b), two))), "0.5*(a - b)^2"),
        (Quotient(one, Sum((one, Call("exp", (Negation(a),))))), "1 / (1 + e^-a)"),
        (Product((a, Number(-2.0))), "a*(-2)"),
        (Call("matmul", (Call("transpose", (a,)), b)), "a' b"),
        (Power(a, three), "a^3"),
    ],
)
def test_ascii_has_signs_of_its_own(formula: Expr, text: str) -> None:
    assert TextPrinter(str, ASCII).print(formula) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (Power(Symbol("w⁽¹⁾"), two), "(w⁽¹⁾)²"),
        (Power(Symbol("w^1"), two), "(w^1)²"),
        (Power(Symbol("∂E/∂w⁽¹⁾"), two), "(∂E/∂w⁽¹⁾)²"),  # once, though it has a stroke and is raised
        (Call("exp", (Symbol("z^1"),)), "e^(z^1)"),
        (Call("exp", (Negation(Symbol("z^1")),)), "e^−(z^1)"),
        (Call("exp", (Symbol("z⁽¹⁾"),)), "e^z⁽¹⁾"),
        (Power(Symbol("X"), two), "X²"),
        (Call("exp", (Symbol("X"),)), "e^X"),
        (Call("exp", (Negation(Symbol("X")),)), "e^−X"),
        (Quotient(Symbol("n"), Symbol("−∂E/∂w")), "n / (−∂E/∂w)"),
        (Product((Symbol("w^1"), Symbol("x^1"))), "w^1·x^1"),
    ],
)
def test_a_name_with_a_number_above_is_bracketed_where_a_power_would_run_into_it(formula: Expr, text: str) -> None:
    assert TextPrinter(str).print(formula) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (Difference(a, b), "a minus b"),
        (Difference(a, Negation(b)), "a minus (minus b)"),
        (Product((Negation(a), b)), "minus a * b"),
        (Product((half, Power(Difference(a, b), two))), "0.5 * (a minus b) squared"),
        (Power(a, b), "a to the power b"),
        (Call("exp", (Negation(a),)), "exp(minus a)"),
        (Call("abs", (Difference(a, b),)), "abs(a minus b)"),
        (Choice(positive, a, zero), "a if a is above 0 else 0"),
        (Choice(equal, a, b), "a if a is at most b else b"),
        (Call("matmul", (Call("transpose", (a,)), b)), "a transposed times b"),
        (Call("hadamard", (a, b)), "a elementwise times b"),
        (Number(-1e-05), "minus 1e-05"),
    ],
)
def test_read_aloud_signs_are_words(formula: Expr, text: str) -> None:
    assert TextPrinter(str, ALOUD).print(formula) == text


def terms(count: int) -> Sum:
    return Sum(tuple(Symbol(f"t{number}") for number in range(1, count + 1)))


def test_a_long_sum_shows_its_first_and_last_terms() -> None:
    assert TextPrinter(str).print(terms(784)) == "t1 + t2 + t3 + … + t783 + t784"
    assert TextPrinter(str, ASCII).print(terms(784)) == "t1 + t2 + t3 + ... + t783 + t784"


@pytest.mark.parametrize("longest", [6, 7, 16])
def test_a_sum_is_shown_whole_up_to_the_longest(longest: int) -> None:
    printer = TextPrinter(str, longest=longest)
    assert printer.print(terms(longest)).count("t") == longest
    assert printer.print(terms(longest + 1)).count("t") == 5


def test_all_terms_are_shown_where_there_is_no_longest() -> None:
    assert TextPrinter(str, longest=None).print(terms(784)).count("+") == 783


def test_the_terms_left_out_are_not_named() -> None:
    asked = list[object]()
    TextPrinter(lambda ref: str(asked.append(ref) or ref)).print(terms(784))
    assert len(asked) == 5


def test_a_formula_knows_whether_terms_are_left_out_wherever_the_sum_stands() -> None:
    printer = TextPrinter(str, longest=6)
    assert not printer.leaves_out(terms(6))
    assert printer.leaves_out(terms(7))
    assert printer.leaves_out(Product((a, Call("exp", (Negation(terms(7)),)))))
    assert not printer.leaves_out(Product((a, b, c, d, a, b, c)))  # a long product is shown whole
    assert not TextPrinter(str, longest=None).leaves_out(terms(784))


def test_the_operands_of_a_formula_are_those_that_are_printed() -> None:
    formula = Difference(Product((b, a)), Quotient(terms(7), Sum((a, b))))
    assert list(TextPrinter(str, longest=6).operands(formula)) == ["b", "a", "t1", "t2", "t3", "t6", "t7", "a", "b"]
    assert list(TextPrinter(str).operands(formula)) == list(expr.leaves(formula))


class _Euler:
    """The base of `e^x`: its power is the exponential function and not a power of 2.718281828459045."""

    def __pow__(self, exponent: float) -> float:
        return math.exp(exponent)


def in_python(text: str, signs: Signs) -> str:
    """Return the Python expression that a printed formula reads as, its operators binding as in mathematics."""
    bars, last = "", " "
    for character in text:
        if character == "|":
            character = ")" if re.match(r"[\d)²³½]", last) else "abs("
        bars += character
        last = last if character == " " else character[-1]
    signed = bars.replace(signs.minus, "-").replace(signs.times, "*").replace("^", "**")
    for value, sign in (*signs.powers.items(), *signs.constants.items()):
        signed = signed.replace(sign, f"**{value}" if value in signs.powers else repr(value))
    return signed


@pytest.mark.parametrize(("signs", "number_of"), [(UNICODE, lambda text: text.replace("-", "−", 1)), (ASCII, str)])
@settings(max_examples=400, deadline=None)
@given(formula=formulas())
def test_what_is_printed_reads_as_what_is_meant(signs: Signs, number_of: Callable[[str], str], formula: Expr) -> None:
    value = computed(formula)

    def named(ref: float) -> str:
        text = repr(float(ref))
        return number_of(text) if text.startswith("-") else text

    text = TextPrinter(named, signs, longest=None).print(formula)
    names = {"e": _Euler(), "ln": math.log, "tanh": math.tanh, "sqrt": math.sqrt, "erf": math.erf}
    names["sign"] = expr.FUNCTIONS["sign"]
    assert read(in_python(text, signs), names) == value, text


def test_nodes_that_the_reading_covers_are_all_there_are() -> None:
    drawn = {Sum, Difference, Product, Quotient, Power, Negation, Call, Choice, Symbol, Number}
    assert drawn == set(expr.Expr.__args__)
