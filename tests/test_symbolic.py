"""Symbolic arrays compute, element by element, what NumPy computes on numbers."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from bptrace import expr, symbolic
from bptrace.elementwise import erf
from bptrace.expr import Call, Choice, Number, Product, Sum, Symbol
from bptrace.indexing import NoPatternError
from bptrace.matrix_form import whole
from bptrace.symbolic import Elementwise, Named, Where, element

SHAPES = {"A": (3, 4), "B": (3, 4), "C": (4, 2), "v": (3,), "u": (4,), "row": (1, 4), "s": (), "one": (1, 1)}
START = np.random.default_rng(506)
NUMBERS = {name: START.uniform(0.2, 1.5, shape) * START.choice((-1, 1), shape) for name, shape in SHAPES.items()}
SIX = symbolic.Named("w", (6,), str)
CHOSEN = np.array([[True, False, True, False], [False, False, True, True], [True, True, True, False]])


def named(name: str) -> Named:
    return Named(name, SHAPES[name], lambda index: (name, index))


def value_of(ref: Any) -> float:
    name, index = ref
    return float(NUMBERS[name][index])


def settled(array: Any) -> np.ndarray:
    """Return the value of every element's formula."""
    values = np.empty(np.shape(array))
    for index in np.ndindex(values.shape):
        values[index] = expr.evaluate(element(array, index), value_of)
    return values


OPERATIONS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "add": (lambda a, b: a + b, ("A", "B")),
    "add a number": (lambda a: a + 2, ("A",)),
    "add to a number": (lambda a: 2 + a, ("A",)),
    "add a vector as a column": (lambda a, v: a + v[:, None], ("A", "v")),
    "add a row": (lambda a, row: a + row, ("A", "row")),
    "add a vector as a row": (lambda a, u: a + u, ("A", "u")),
    "add a scalar": (lambda a, s: a + s, ("A", "s")),
    "subtract": (lambda a, b: a - b, ("A", "B")),
    "subtract from a number": (lambda a: 1 - a, ("A",)),
    "subtract from an array": (lambda a: CHOSEN.astype(float) - a, ("A",)),
    "multiply": (lambda a, b: a * b, ("A", "B")),
    "multiply by a numpy number": (lambda a: np.float64(0.5) * a, ("A",)),
    "divide": (lambda a, b: a / b, ("A", "B")),
    "divide a number": (lambda a: 1 / a, ("A",)),
    "power": (lambda a: a**2, ("A",)),
    "power of arrays": (lambda a, b: np.abs(a) ** b, ("A", "B")),
    "negative": (lambda a: -a, ("A",)),
    "exp": (np.exp, ("A",)),
    "log": (lambda a: np.log(np.abs(a)), ("A",)),
    "tanh": (np.tanh, ("A",)),
    "sqrt": (lambda a: np.sqrt(np.abs(a)), ("A",)),
    "erf": (erf, ("A",)),
    "sign": (lambda a: np.sign(a), ("A",)),
    "absolute": (np.abs, ("A",)),
    "abs": (abs, ("A",)),
    "maximum": (np.maximum, ("A", "B")),
    "maximum with a number": (lambda a: np.maximum(0, a), ("A",)),
    "minimum": (np.minimum, ("A", "B")),
    "where greater": (lambda a, b: np.where(a > b, a, 7), ("A", "B")),
    "where greater or equal": (lambda a, b: np.where(a >= b, a, b), ("A", "B")),
    "where less": (lambda a, b: np.where(a < b, a, b), ("A", "B")),
    "where less or equal": (lambda a, b: np.where(a <= b, 1, b), ("A", "B")),
    "where of a row": (lambda a, row: np.where(row > 0, a, -a), ("A", "row")),
    "where of numbers": (lambda a: np.where(a > 0, 1, 2), ("A",)),
    "where of a scalar": (lambda s, a: np.where(s > 0, a, 3), ("s", "A")),
    "where of a scalar, else an array": (lambda s, a: np.where(s > 0, 3, a), ("s", "A")),
    "where of booleans": (lambda a, b: np.where(CHOSEN, a, b), ("A", "B")),
    "where of a column of booleans": (lambda a, b: np.where(CHOSEN[:, :1], a, b), ("A", "B")),
    "matmul": (lambda a, c: a @ c, ("A", "C")),
    "matmul of a transpose": (lambda a, b: a.T @ b, ("A", "B")),
    "matmul with numbers": (lambda a: np.ones((2, 3)) @ a, ("A",)),
    "matmul on numbers": (lambda a: a @ np.arange(8.0).reshape(4, 2), ("A",)),
    "transpose": (lambda a: a.T, ("A",)),
    "transpose of a product": (lambda a, c: (a @ c).T, ("A", "C")),
    "sum": (lambda a: a.sum(), ("A",)),
    "sum over rows": (lambda a: a.sum(axis=0), ("A",)),
    "sum over columns": (lambda a: a.sum(axis=1), ("A",)),
    "sum over the last axis": (lambda a: a.sum(axis=-1), ("A",)),
    "sum in three dimensions": (lambda a, c: (a[:, :, None] * c[None, :, :]).sum(axis=1), ("A", "C")),
    "row": (lambda a: a[1], ("A",)),
    "column": (lambda a: a[:, 2], ("A",)),
    "part": (lambda a: a[1:, ::2], ("A",)),
    "gather": (lambda v: v[np.array([[0, 2], [2, 1]])], ("v",)),
    "new axis": (lambda v: v[None, :], ("v",)),
    "reshape": (lambda a: a.reshape(2, 6), ("A",)),
    "flat": (lambda a: a.reshape(-1), ("A",)),
    "reshape to a tuple": (lambda a: a.reshape((4, 3)), ("A",)),
    "concatenate": (lambda v, u: np.concatenate([v, u]), ("v", "u")),
    "concatenate and reorder": (lambda v, u: np.concatenate([v, u])[[6, 0, 3, 3, 2]], ("v", "u")),
    "sums of stretches": (lambda u: np.add.reduceat(u, [0, 1, 3]), ("u",)),
    "sums of stretches of several": (
        lambda v, u: np.add.reduceat(np.concatenate([v, u]), np.array([0, 5])),
        ("v", "u"),
    ),
    "a product of one": (lambda one, row: one @ row, ("one", "row")),
    "a page": (lambda a, c, v: np.tanh((a @ c - v[:, None]) * 0.5).sum(axis=0) / 3, ("A", "C", "v")),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_element_of_an_operation_is_the_operation_on_elements(name: str) -> None:
    operation, operands = OPERATIONS[name]
    symbols = operation(*map(named, operands))
    numbers = operation(*(NUMBERS[operand] for operand in operands))
    assert np.shape(symbols) == np.shape(numbers)
    assert np.max(np.abs(settled(symbols) - numbers)) <= 1e-12


def test_every_ufunc_that_is_understood_is_among_the_operations() -> None:
    """A ufunc that is taken up needs a line in the table above."""
    used = set[str]()

    def note(array: Any) -> None:
        if isinstance(array, Elementwise):
            used.add(array.operation)
        parts = [getattr(array, part, None) for part in ("array", "left", "right", "condition", "yes", "no")]
        for part in (*parts, *getattr(array, "arrays", ()), *getattr(array, "operands", ())):
            if part is not None:
                note(part)

    for operation, operands in OPERATIONS.values():
        note(operation(*map(named, operands)))
    assert used == set(symbolic._BUILDERS)


@pytest.mark.parametrize(
    "operation",
    [
        np.sin,
        np.cbrt,
        np.isfinite,
        np.sort,
        np.max,
        np.mean,
        np.linalg.norm,
        np.where,
        lambda a: np.stack([a, a]),
        lambda a: np.concatenate([a, a], axis=1),
        lambda a: np.exp(a, where=CHOSEN),
        lambda a: a % 2,
        lambda a: a // 2,
        lambda a: a == 1,
        lambda a: np.multiply.reduce(a),
        lambda a: np.add.outer(a, a),
        lambda a: np.maximum.accumulate(a),
    ],
)
def test_an_operation_that_is_not_understood_is_refused(operation: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match="symbolic array cannot take part"):
        operation(named("A"))


@pytest.mark.parametrize("question", [bool, lambda a: a > 0 and a, lambda a: max(a, 0), lambda a: not a])
def test_a_symbolic_array_has_no_truth_value(question: Callable[[Any], Any]) -> None:
    words = "^a symbolic array has no truth value; write np.where instead of a branch$"
    with pytest.raises(TypeError, match=words):
        question(named("s"))


def test_matrices_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match=r"\(3, 4\) and \(3, 4\)"):
        named("A") @ named("B")
    with pytest.raises(ValueError, match="broadcast"):
        named("A") + named("C")


def test_where_with_plain_booleans_settles_on_a_branch() -> None:
    chosen = Where(CHOSEN, named("A"), named("B"))
    for index in np.ndindex(CHOSEN.shape):
        assert chosen.at(*index) == Symbol(("A" if CHOSEN[index] else "B", index))


def test_where_with_a_symbolic_condition_stays_a_choice() -> None:
    formula = np.where(named("A") > 0, named("A"), 0).at(1, 2)
    assert isinstance(formula, Choice)
    assert formula.yes == Symbol(("A", (1, 2)))
    assert formula.no == Number(0.0)


def test_an_element_of_a_matrix_product_is_one_flat_sum() -> None:
    a, c = named("A"), named("C")
    terms = tuple(Product((a.at(1, k), c.at(k, 0))) for k in range(4))
    assert (a @ c).at(1, 0) == Sum(terms)
    assert (a @ c + 1).at(1, 0) == Sum((*terms, Number(1.0)))


def test_a_whole_array_is_the_matrix_form() -> None:
    a, c, v = map(Symbol, ("A", "C", "v"))
    page = named("A") @ named("C") + named("v")[:, None]
    assert whole(page) == Sum((Call("matmul", (a, c)), v))
    assert whole(named("A").T @ named("B")) == Call("matmul", (Call("transpose", (a,)), Symbol("B")))
    assert whole(named("A").sum(axis=1)) == Call("rowsums", (a,))
    assert whole(named("A").sum(axis=0).sum()) == Call("sum", (a,))
    assert whole(np.exp(-named("A"))) == Call("exp", (expr.Negation(a),))
    assert whole(1 - named("A")) == expr.Difference(Number(1.0), a)
    assert whole(np.add.reduceat(named("u"), [0, 2])) == Call("segments", (Symbol("u"),))
    assert whole(np.concatenate([named("u"), named("v")])) == Call("join", (Symbol("u"), v))
    assert whole(np.where(CHOSEN, named("A"), named("B"))) == Call("either", (a, Symbol("B")))
    assert isinstance(whole(np.where(named("A") > 0, named("A"), 0)), Choice)
    assert whole(named("A") * CHOSEN) == Product((a, Symbol("constants")))


def test_formulas_are_made_only_when_asked() -> None:
    asked = list[Any]()

    def quantity(index: tuple[int, ...]) -> Any:
        asked.append(index)
        return ("A", index)

    big = Named("A", (3, 4), quantity)
    page = np.tanh(big @ big.T).sum(axis=0) / 3
    assert asked == []
    page[0:1].at(0)
    assert len(asked) == 3 * 4 * 2


SUMS: dict[str, Callable[[Any, Any], Any]] = {
    "of a sum": lambda a, b: (a + b).sum(axis=0),
    "of a transposed sum": lambda a, b: (a + b).T.sum(axis=1),
    "of a sum in another shape": lambda a, b: (a + b).reshape(3, 4).sum(axis=0),
    "of a part of a sum": lambda a, b: (a + b)[:].sum(axis=0),
    "of stretches of a sum": lambda a, b: np.add.reduceat((a + b).T.reshape(-1), [0, 3, 6, 9]),
}


@pytest.mark.parametrize("name", SUMS)
def test_sums_are_taken_up_into_a_sum(name: str) -> None:
    a, b = named("A"), named("B")
    terms = tuple(term.at(row, 1) for row in range(3) for term in (a, b))
    assert SUMS[name](a, b).at(1) == Sum(terms)


def test_a_sum_of_matrix_products_is_flat() -> None:
    a, c = named("A"), named("C")
    terms = tuple(Product((a.at(row, k), c.at(k, 1))) for row in range(3) for k in range(4))
    assert (a @ c).sum(axis=0).at(1) == Sum(terms)


def test_a_sum_of_products_is_not_taken_up_elsewhere() -> None:
    a, b = named("A"), named("B")
    rows = tuple(Product((a.at(row, 1), b.at(row, 1))) for row in range(3))
    assert (a * b).sum(axis=0).at(1) == Sum(rows)
    assert (a.sum(axis=0) * b[0]).at(1) == Product((Sum(tuple(a.at(row, 1) for row in range(3))), b.at(0, 1)))


@pytest.mark.parametrize(
    "page",
    [
        lambda a: a.sum(axis=0).at(0),
        lambda a: a.reshape(-1).sum().at(),
        lambda a: a[:, ::2].sum(axis=0).at(0),
        lambda a: a.T.sum(axis=1).at(0),
        lambda a: (a * a).sum(axis=0).at(0),
        lambda a: (a.T @ a).at(0, 0),
        lambda a: np.add.reduceat(a.reshape(-1), [0, 5]).at(1),
    ],
)
def test_the_terms_of_a_long_sum_are_made_when_they_are_looked_at(page: Callable[[Any], Any]) -> None:
    asked = list[Any]()
    formula = page(Named("A", (20, 20), lambda index: asked.append(index) or index))
    assert asked == []
    assert expr.children(formula)[0] is not None
    assert asked


def test_many_elements_are_asked_for_at_once() -> None:
    """In two rows of six, (0, 3) is the fourth element of the array and (1, 5) its last."""
    rearranged = Named("A", (3, 4), lambda index: tuple(tuple(each.tolist()) for each in index)).reshape(2, 6)
    assert rearranged.at(np.array([0, 1]), np.array([3, 5])) == Symbol(((0, 2), (3, 3)))


@pytest.mark.parametrize(
    "formula",
    [
        np.concatenate([named("v"), named("u")]),
        np.where(np.array([True, False, True, False, True, True]), SIX, -SIX),
        np.add.reduceat(Named("w", (12,), str), [0, 2, 4, 5, 6, 9]),
        SIX * np.arange(6.0),
    ],
    ids=["one array or another", "one branch or another", "few terms or many", "one number or another"],
)
def test_elements_that_are_chosen_by_place_are_not_asked_for_at_once(formula: symbolic.SymbolicArray) -> None:
    assert formula.at(0) != formula.at(5)
    with pytest.raises(NoPatternError):
        formula.at(np.array([0, 5]))


def test_an_index_is_of_pythons_own_integers() -> None:
    indices = list[Any]()
    Named("A", (3, 4), lambda index: indices.append(index) or index).reshape(-1)[np.array([7])].at(0)
    assert indices == [(1, 3)]
    assert {type(i) for i in indices[0]} == {int}


def test_an_index_with_too_few_places_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        element(named("A"), (1,))
