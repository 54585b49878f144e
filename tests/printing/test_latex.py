"""The LaTeX printer: brackets, signs and long sums, and what GitHub's Markdown would spoil."""

import re

import pytest
from hypothesis import given, settings

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
from bptrace.printing.latex import LatexPrinter
from tests.strategies import formulas

a, b, c = map(Symbol, "abc")
zero, half, one, two = map(Number, (0.0, 0.5, 1.0, 2.0))
positive, equal = Comparison(">", a, zero), Comparison("<=", a, b)

NAMED: list[tuple[Expr, str]] = [
    (Sum((a, b, c)), "a + b + c"),
    (Sum((a, Sum((b, c)))), r"a + \left(b + c\right)"),
    (Difference(a, Difference(b, c)), r"a - \left(b - c\right)"),
    (Difference(Difference(a, b), c), "a - b - c"),
    (Negation(a), "-a"),
    (Negation(Sum((a, b))), r"-\left(a + b\right)"),
    (Sum((a, Negation(b))), r"a + \left(-b\right)"),
    (Difference(a, Negation(b)), r"a - \left(-b\right)"),
    (Sum((Product((Negation(a), b)), c)), r"-a \cdot b + c"),
    (Product((a, b, c)), r"a \cdot b \cdot c"),
    (Product((a, Negation(b))), r"a \cdot \left(-b\right)"),
    (Product((a, Sum((b, c)))), r"a \cdot \left(b + c\right)"),
    (Product((a, Quotient(b, c))), r"a \cdot \frac{b}{c}"),
    (Product((Quotient(a, b), c)), r"\frac{a}{b} \cdot c"),
    (Quotient(Sum((a, b)), Negation(c)), r"\frac{a + b}{-c}"),
    (Sum((Negation(Quotient(a, b)), c)), r"-\frac{a}{b} + c"),
    (Sum((c, Quotient(Negation(a), b))), r"c + \frac{-a}{b}"),
    (Power(a, two), "a^{2}"),
    (Power(a, Negation(b)), "a^{-b}"),
    (Power(Negation(a), two), r"\left(-a\right)^{2}"),
    (Power(Difference(a, b), two), r"\left(a - b\right)^{2}"),
    (Power(Quotient(a, b), two), r"\left(\frac{a}{b}\right)^{2}"),
    (Power(Power(a, two), two), r"\left(a^{2}\right)^{2}"),
    (Power(Symbol(r"w^{+}"), two), r"\left(w^{+}\right)^{2}"),
    (Power(Symbol(r"\frac{x}{y}"), two), r"\left(\frac{x}{y}\right)^{2}"),
    (Power(half, two), r"\left(\tfrac{1}{2}\right)^{2}"),
    (Power(Call("exp", (a,)), two), r"\left(e^{a}\right)^{2}"),
    (Product((half, Power(Difference(a, b), two))), r"\tfrac{1}{2} \cdot \left(a - b\right)^{2}"),
    (Call("exp", (Negation(a),)), "e^{-a}"),
    (Quotient(one, Sum((one, Call("exp", (Negation(a),))))), r"\frac{1}{1 + e^{-a}}"),
    (Call("ln", (a,)), r"\ln\left(a\right)"),
    (Call("tanh", (a,)), r"\tanh\left(a\right)"),
    (Call("sqrt", (Sum((a, b)),)), r"\sqrt{a + b}"),
    (Call("abs", (Difference(a, b),)), r"\lvert a - b \rvert"),
    (Call("max", (zero, a)), r"\max\left(0, a\right)"),
    (Call("min", (a, b)), r"\min\left(a, b\right)"),
    (Call("matmul", (Call("transpose", (a,)), b)), r"a^{\top} b"),
    (Call("matmul", (Quotient(a, two), Sum((b, c)))), r"\frac{a}{2} \left(b + c\right)"),
    (Call("transpose", (Symbol("W^{(2)}"),)), r"W^{(2)\top}"),
    (Call("transpose", (Symbol("W_{a}^{(2)}"),)), r"W_{a}^{(2)\top}"),
    (Call("hadamard", (a, Negation(b))), r"a \odot \left(-b\right)"),
    (Call("apply", (Symbol("f"), Sum((a, b)))), r"f\left(a + b\right)"),
    (Choice(positive, a, b), r"a \text{ if } {a \gt 0} \text{, else } {b}"),
    (Choice(equal, a, b), r"a \text{ if } {a \le b} \text{, else } {b}"),
    (Product((c, Choice(positive, a, b))), r"c \cdot \left(a \text{ if } {a \gt 0} \text{, else } {b}\right)"),
    (
        Choice(positive, Choice(equal, b, c), a),
        r"\left(b \text{ if } {a \le b} \text{, else } {c}\right) \text{ if } {a \gt 0} \text{, else } {a}",
    ),
    (Number(-1.0), "-1"),
    (Number(0.25), "0.25"),
    (Number(-0.0), "0"),
    (Number(1e15), "1000000000000000"),
    # In TeX, 1e-05 would be set as 1, the letter e, and a subtraction.
    (Number(1e-05), r"1 \cdot 10^{-5}"),
    (Number(-2.5e20), r"-2.5 \cdot 10^{20}"),
    (Power(Number(1e-05), two), r"\left(1 \cdot 10^{-5}\right)^{2}"),
    (Difference(a, Number(-1e-05)), r"a - \left(-1 \cdot 10^{-5}\right)"),
    (Product((a, Number(-2.0))), r"a \cdot \left(-2\right)"),
]


@pytest.mark.parametrize(("formula", "text"), NAMED)
def test_brackets_and_signs_of_a_formula(formula: Expr, text: str) -> None:
    assert LatexPrinter(str).print(formula) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        (Product((Symbol(3), Symbol(-2))), r"3 \cdot \left(-2\right)"),
        (Sum((Symbol(0.4), Product((Symbol(-0.3), Symbol(0.5))))), r"0.4 + \left(-0.3\right) \cdot 0.5"),
        (Sum((Product((Symbol(-0.3), Symbol(0.5))), Symbol(0.4))), r"-0.3 \cdot 0.5 + 0.4"),
        (Difference(Symbol(0.4), Symbol(-0.3)), r"0.4 - \left(-0.3\right)"),
        (Negation(Symbol(-0.5)), r"-\left(-0.5\right)"),
        (Call("exp", (Negation(Symbol(-0.5)),)), r"e^{-\left(-0.5\right)}"),
        (Power(Symbol(-0.3), two), r"\left(-0.3\right)^{2}"),
        (Quotient(Symbol(-1), Symbol(-2)), r"\frac{-1}{-2}"),
    ],
)
def test_a_negative_number_is_bracketed_like_a_negation(formula: Expr, text: str) -> None:
    assert LatexPrinter(str).print(formula) == text


def terms(count: int) -> Sum:
    return Sum(tuple(Symbol(f"t_{number}") for number in range(1, count + 1)))


def test_a_long_sum_shows_its_first_and_last_terms() -> None:
    assert LatexPrinter(str).print(terms(784)) == r"t_1 + t_2 + t_3 + \cdots + t_783 + t_784"
    assert LatexPrinter(str).print(terms(16)).count("t_") == 16
    assert LatexPrinter(str).print(terms(17)).count("t_") == 5
    assert LatexPrinter(str, longest=None).print(terms(784)).count("t_") == 784


def test_ellipsis_is_not_in_text_that_shows_all() -> None:
    assert r"\cdots" not in LatexPrinter(str, longest=None).print(terms(100))


@settings(max_examples=300, deadline=None)
@given(formulas())
def test_braces_and_brackets_close_and_no_power_stands_on_a_power(formula: Expr) -> None:
    text = LatexPrinter(str).print(formula)
    depth = 0
    for brace in re.findall(r"[{}]", text):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert text.count(r"\left") == text.count(r"\right")
    for group in _groups(text):
        # `a^{b}^{c}` is an error in TeX: "double superscript".
        assert not re.search(r"\^@\^", group), text
    # GitHub reads Markdown before mathematics: a backslash before punctuation and a `<` would not survive.
    assert not re.search(r"\\[\\;,<>]|[<>]", text)
    assert r"\operatorname" not in text
    assert "}_" not in text
    assert not re.search(r"(?:\+|-|\\cdot) -", text), text


def _groups(text: str) -> list[str]:
    """Return the text with its innermost groups replaced by `@`, again and again until none is left."""
    found = [text]
    while "{" in found[-1]:
        found.append(re.sub(r"\{[^{}]*\}", "@", found[-1]))
    return found
