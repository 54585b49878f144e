"""Formulas as text: what is read, and where and why the rest is refused."""

import math
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bptrace import expr
from bptrace.expr import Call, Choice, Comparison, Difference, Negation, Number, Power, Product, Quotient, Sum, Symbol
from bptrace.grammar import DEEPEST, FUNCTION_SPELLINGS, LONGEST, parse
from bptrace.printing.python import PythonPrinter
from bptrace.tokens import GrammarError, UnknownNameError

X, Y, Z = map(Symbol, "xyz")
ONE, TWO = Number(1.0), Number(2.0)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("x", X),
        ("(x + y) * z", Product((Sum((X, Y)), Z))),
        ("x + y * z", Sum((X, Product((Y, Z))))),
        ("x - y - z", Difference(Difference(X, Y), Z)),
        ("x - (y - z)", Difference(X, Difference(Y, Z))),
        ("x / y / z", Quotient(Quotient(X, Y), Z)),
        ("x / y * z", Product((Quotient(X, Y), Z))),
        ("x * y / z", Quotient(Product((X, Y)), Z)),
        ("x + y + z", Sum((X, Y, Z))),
        ("x + (y + z)", Sum((X, Sum((Y, Z))))),
        ("-x ** 2", Negation(Power(X, TWO))),
        ("(-x) ** 2", Power(Negation(X), TWO)),
        ("2 ** -x", Power(TWO, Negation(X))),
        ("x ** y ** z", Power(X, Power(Y, Z))),
        ("-x * y", Product((Negation(X), Y))),
        ("x * -y", Product((X, Negation(Y)))),
        ("x - -y", Difference(X, Negation(Y))),
        ("--x", Negation(Negation(X))),
        ("ln(x)", Call("ln", (X,))),
        ("log(x)", Call("ln", (X,))),
        ("max(x, y, 1)", Call("max", (X, Y, ONE))),
        ("x if y > 1 else z", Choice(Comparison(">", Y, ONE), X, Z)),
        ("x if y<1 else z", Choice(Comparison("<", Y, ONE), X, Z)),
        ("x if y >= 1 else z", Choice(Comparison(">=", Y, ONE), X, Z)),
        ("x if y<=1 else z", Choice(Comparison("<=", Y, ONE), X, Z)),
        ("1/(1+exp(-x))", Quotient(ONE, Sum((ONE, Call("exp", (Negation(X),)))))),
    ],
)
def test_formulas_are_read_as_python_reads_them(text, tree):
    assert parse(text, "xyz") == tree


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), (".5", 0.5), ("5.", 5), ("1e-3", 0.001), ("1.25E+2", 125), ("007", 7)]
)
def test_numbers_are_decimal(text, value):
    assert parse(text) == Number(value)


@pytest.mark.parametrize("name", ["x", "w_10", "h1.2", "θ1", "delta_o1"])
def test_names_are_those_of_specs_that_begin_with_a_letter(name):
    assert parse(f" {name}*{name} ", [name]) == Product((Symbol(name), Symbol(name)))


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 1, "found the end; expected a number, a name"),
        ("   ", 1, "found the end"),
        ("x +", 4, "found the end; expected a number"),
        ("x + * y", 5, "found '*'; expected a number"),
        ("2x", 2, "found 'x'; expected an operator or the end; write * between factors"),
        ("x (y)", 3, "found '('; expected an operator or the end; write * between factors"),
        ("(x + y", 7, "found the end; expected an operator or ')'"),
        ("x + y)", 6, "found ')'; expected an operator or the end"),
        ("x ^ 2", 3, "found '^'.. write ** for a power"),
        ("x · y", 3, "found '·'.. write * for times"),
        ("x − y", 3, "found '−'.. write the minus sign as -"),
        ("q = x", 3, "found '='.. no equals sign"),
        ("x ÷ y", 3, "found '÷'.. write / for a division"),
        ("x × y", 3, "found '×'.. write * for times"),
        ("[x]", 1, "found '['.. write round brackets"),
        ("2*{x}", 3, "found '{'.. write round brackets"),
        ("x²", 1, "found 'x²'; expected x, y, z; write **2 for a square"),
        ("(x)²", 4, "found '²'; expected an operator or the end; write **2 for a square"),
        ("x if x ≥ y else z", 8, "found '≥'.. write >="),
        ("x if x ≤ y else z", 8, "found '≤'.. write <="),
        ("_x", 1, "found '_'"),
        ("x.real", 1, "found 'x.real'; expected x, y, z"),
        ("x + w", 5, "found 'w'; expected x, y, z"),
        ("tahn(x)", 1, "found the function 'tahn'; expected ..did you mean tanh"),
        ("__import__('os')", 1, "found '_'"),
        ("exp", 4, "found the end; expected '(' after the function exp"),
        ("exp x", 5, "found 'x'; expected '(' after the function exp"),
        ("exp()", 5, "found ')'; expected a number"),
        ("exp(x, y)", 6, "found ','"),
        ("max(x)", 6, "found ')'; expected ',' and another argument of max"),
        ("x if y else z", 8, "found 'else'; expected an operator or one of > >= < <="),
        ("x if y > 1", 11, "found the end; expected an operator or 'else'"),
        ("1e999", 1, "found '1e999'; expected a number that is not so large"),
        ("x\n\n+ ?", 6, "found '?'"),
    ],
)
def test_what_is_no_formula_is_refused_where_it_goes_wrong(text, column, words):
    with pytest.raises(GrammarError) as refused:
        parse(text, "xyz")

    assert refused.value.column == column
    for part in words.split(".."):
        assert part in refused.value.message
    assert str(refused.value) == f"column {column}: {refused.value.message}"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x +", "found the end; expected a number, a name, a function or '('"),
        ("x)", "found ')'; expected an operator or the end"),
        ("x 2", "found '2'; expected an operator or the end; write * between factors"),
        ("exp x", "found 'x'; expected '(' after the function exp"),
        ("if", "found 'if'; expected a number, a name, a function or '('"),
        ("x + else", "found 'else'; expected a number, a name, a function or '('"),
        ("tahn(x)", "found the function 'tahn'; expected abs, exp, tanh; did you mean tanh?"),
        ("Exp(x)", "found the function 'Exp'; expected abs, exp, tanh; did you mean exp?"),
    ],
)
def test_a_message_says_no_more_than_is_needed(text, message):
    with pytest.raises(GrammarError) as refused:
        parse(text, functions={name: name for name in ("abs", "exp", "tanh")})

    assert refused.value.message == message


@pytest.mark.parametrize(
    ("names", "expected", "near"),
    [
        ([], "no names", None),
        (["alpha"], "alpha; did you mean alpha?", "alpha"),
        ([f"n{number}" for number in range(20)], ", ".join(f"n{number}" for number in range(20)), None),
        ([f"n{number}" for number in range(21)], "one of 21 names", None),
    ],
)
def test_of_a_name_that_may_not_occur_those_are_said_that_may_unless_they_are_many(names, expected, near):
    with pytest.raises(UnknownNameError) as refused:
        parse("alpah", names)

    assert refused.value.message == f"found 'alpah'; expected {expected}"
    assert refused.value.near == near


def test_of_a_sign_without_a_hint_only_what_was_expected_is_said():
    with pytest.raises(GrammarError) as refused:
        parse("x ? y")

    assert refused.value.message == "found '?'; expected a number, a name or an operator"


@pytest.mark.parametrize(("length", "shown"), [(40, "y" * 40), (41, "y" * 37 + "...")])
def test_a_long_name_is_shortened_to_forty_signs(length, shown):
    with pytest.raises(UnknownNameError) as refused:
        parse("y" * length, ["x"])

    assert refused.value.message == f"found '{shown}'; expected x"
    assert (refused.value.name, refused.value.near) == ("y" * length, None)


@pytest.mark.parametrize("word", ["if", "else", "exp", "ln", "log", "max"])
def test_words_that_are_read_as_something_else_are_no_names(word):
    with pytest.raises(GrammarError):
        parse(word, [word])


@pytest.mark.parametrize("word", ["x", "and", "infinity"])
def test_any_other_word_may_be_a_name(word):
    assert parse(word, [word]) == Symbol(word)


def test_without_a_list_every_name_may_occur_but_not_every_function():
    assert parse("anything + at_all") == Sum((Symbol("anything"), Symbol("at_all")))
    with pytest.raises(GrammarError, match=r"column 1: found the function 'anything'; expected exp, "):
        parse("anything(x)")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("x" * (LONGEST + 1), LONGEST + 1),
        ("(" * (DEEPEST + 1) + "x" + ")" * (DEEPEST + 1), DEEPEST + 1),
        ("-" * (DEEPEST + 1) + "x", DEEPEST + 1),
        ("x" + "**x" * DEEPEST, 3 * DEEPEST + 1),
        ("x" + "-x" * DEEPEST, 2 * DEEPEST),
        ("x" + "/x" * DEEPEST, 2 * DEEPEST),
        ("exp(" * (DEEPEST + 1) + "x" + ")" * (DEEPEST + 1), 4 * DEEPEST + 1),
    ],
)
def test_texts_beyond_the_limits_are_refused(text, column):
    with pytest.raises(GrammarError) as refused:
        parse(text)

    assert refused.value.column == column


def test_a_text_of_2000_signs_is_read_and_a_tree_of_100_levels():
    assert parse("x" * 2000) == Symbol("x" * 2000)
    with pytest.raises(GrammarError, match="column 2001: found 2001 characters; expected at most 2000"):
        parse("x" * 2001)
    assert deepest(parse("-" * 99 + "x")) == 100
    with pytest.raises(
        GrammarError, match="column 101: found a formula nested more than 100 deep; expected a simpler one"
    ):
        parse("-" * 100 + "x")


def deepest(tree):
    return 1 + max(map(deepest, expr.children(tree)), default=0)


@pytest.mark.parametrize("text", ["x" + "-x" * (DEEPEST - 1), "-" * (DEEPEST - 1) + "x", "x" + "**x" * (DEEPEST - 1)])
def test_trees_at_the_limit_are_read_and_walked(text):
    tree = parse(text)

    assert deepest(tree) == DEEPEST
    assert math.isfinite(expr.evaluate(tree, lambda ref: 1.0))
    assert parse(PythonPrinter(str).print(tree).replace("(", "").replace(")", "")) == tree


HUNDRED = "(" + "x" + "-x" * 99 + ")"
"""As many nodes within one another as there may be, in 201 signs: 99 differences and a name."""


@pytest.mark.parametrize(
    ("text", "column"),
    [
        (f"-{HUNDRED}", 1),
        (f"{HUNDRED}**2", 202),
        (f"2**{HUNDRED}", 2),
        (f"exp{HUNDRED}", 1),
        (f"max(x, {HUNDRED})", 1),
        (f"{HUNDRED}-x", 202),
        (f"x-{HUNDRED}", 2),
        (f"x*{HUNDRED}", 2),
        (f"{HUNDRED} if x > y else z", 203),
        (f"x if {HUNDRED} > y else z", 3),
        (f"x if y > {HUNDRED} else z", 3),
        (f"x if y > z else {HUNDRED}", 3),
        ("x if x>0 else " * 100 + "x", 3),
        ("(x+" * 100 + "x" + ")" * 100, 299),  # the name in the hundredth bracket
        ("exp((" + HUNDRED.replace("-x", "", 1) + "+x)+x)", 1),  # the second sum takes the first one up, and is as deep
    ],
)
def test_whatever_a_node_is_it_counts_what_lies_within_it(text, column):
    with pytest.raises(GrammarError, match="found a formula nested more than 100 deep") as refused:
        parse(text)

    assert refused.value.column == column


def test_a_long_product_is_one_node_too_but_no_long_quotient():
    assert parse("*".join("x" * 1000)) == Product((X,) * 1000)
    assert deepest(parse("x+" * 50 + HUNDRED.replace("-x", "", 1))) == 100


def test_a_long_sum_is_one_node_however_many_terms_it_has():
    tree = parse("+".join("x" * 1000))

    assert tree == Sum((X,) * 1000)


NUMBERS = st.one_of(st.integers(0, 9).map(float), st.floats(0, 1e300, allow_nan=False)).map(Number)


def trees_over(parts):
    """Trees in the form that texts have: the first term of a sum is no sum, and the first factor of a product no product."""
    terms = st.tuples(parts.filter(lambda part: not isinstance(part, Sum)), st.lists(parts, min_size=1, max_size=3))
    factors = st.tuples(
        parts.filter(lambda part: not isinstance(part, Product)), st.lists(parts, min_size=1, max_size=3)
    )
    one = sorted({*FUNCTION_SPELLINGS.values()} - {"max", "min"})
    return st.one_of(
        terms.map(lambda drawn: Sum((drawn[0], *drawn[1]))),
        factors.map(lambda drawn: Product((drawn[0], *drawn[1]))),
        st.builds(Difference, parts, parts),
        st.builds(Quotient, parts, parts),
        st.builds(Power, parts, parts),
        st.builds(Negation, parts),
        st.builds(Call, st.sampled_from(one), parts.map(lambda part: (part,))),
        st.builds(Call, st.sampled_from(("max", "min")), st.lists(parts, min_size=2, max_size=3).map(tuple)),
        st.builds(Choice, st.builds(Comparison, st.sampled_from(list(expr.RELATIONS)), parts, parts), parts, parts),
    )


TREES = st.recursive(NUMBERS | st.sampled_from([X, Y, Z]), trees_over, max_leaves=20)


@given(TREES)
def test_what_is_printed_as_python_is_read_as_the_same_tree(tree):
    text = PythonPrinter(str).print(tree)

    if len(text) <= LONGEST and deepest(tree) < DEEPEST // 2:
        assert parse(text, "xyz") == tree


PIECES = st.sampled_from([*"xyz()+-*/,.<>= 12e", "**", "exp", "if ", " else ", "max(", "(", ")", "é", "²", "\n"])


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
@example("(" * 2000)
@example("max(" * 500)
@example("x if x > " * 200)
def test_any_text_is_read_or_refused(text):
    with suppress(GrammarError):
        assert deepest(parse(text)) <= DEEPEST
