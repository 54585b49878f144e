"""What marked elements rest on, by masks, is what the leaves of their formulas are."""

import numpy as np
import pytest

from bptrace import expr, grammar
from bptrace.dependence import narrowed, sources
from bptrace.elementwise import apply
from bptrace.symbolic import SymbolicArray, element
from tests.test_symbolic import OPERATIONS, named

MORE = {
    "a product of matrices and a bias": (lambda a, c, v: a @ c + v[:, None], ("A", "C", "v")),
    "segments": (lambda u: np.add.reduceat(u[np.array([3, 1, 0, 2])], np.array([0, 1])), ("u",)),
    "several vectors": (lambda v, u: np.concatenate([v, u])[np.array([[0, 6], [2, 3]])], ("v", "u")),
}


@pytest.mark.parametrize("name", [*OPERATIONS, *MORE])
def test_masks_mark_the_leaves_of_the_marked_elements(name):
    operation, operands = (OPERATIONS | MORE)[name]
    array = operation(*map(named, operands))
    for index in np.ndindex(np.shape(array)):
        mask = np.zeros(np.shape(array), dtype=bool)
        mask[index] = True
        found = {(one.name, tuple(place)) for one, own in sources(array, mask) for place in np.argwhere(own).tolist()}

        assert found == set(expr.leaves(element(array, index)))


def test_several_marked_elements_rest_on_what_each_of_them_does():
    array = named("A") @ named("C") + named("v")[:, None]
    mask = np.array([[True, False], [False, False], [True, True]])
    found = {(one.name, tuple(place)) for one, own in sources(array, mask) for place in np.argwhere(own).tolist()}

    assert found >= {leaf for index in np.argwhere(mask) for leaf in expr.leaves(element(array, tuple(index)))}
    assert ("v", (1,)) not in found
    assert ("A", (1, 0)) not in found


def test_a_formula_that_somebody_wrote_rests_on_the_arrays_that_it_names():
    array = apply(grammar.parse("x*x + max(y, 0)"), {"x": named("A"), "y": named("row")})
    mask = np.zeros((3, 4), dtype=bool)
    mask[1, 2] = True
    found = {(one.name, tuple(place)) for one, own in sources(array, mask) for place in np.argwhere(own).tolist()}

    assert found == {("A", (1, 2)), ("row", (0, 2))}


@pytest.mark.parametrize(
    ("operation", "operands", "names"),
    [
        (lambda a, b: b - a * b, "AB", "BAB"),
        (lambda a, c, u: a @ c + a @ u[:, None], "ACu", "ACAu"),
        (lambda u, v: np.concatenate([v, u])[np.array([[0, 6], [2, 3]])], "uv", "vu"),
        (lambda a, b: np.where(b > a, a, 2 * b), "AB", "BAAB"),
    ],
)
def test_arrays_come_in_the_order_in_which_they_are_written_each_as_often_as_it_is(operation, operands, names):
    array = operation(*map(named, operands))

    assert "".join(one.name for one, _ in sources(array, np.ones(np.shape(array), dtype=bool))) == names


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((2, 3), [[True, False, False], [False, False, True]]),
        ((1, 3), [[True, False, True]]),
        ((2, 1), [[True], [True]]),
        ((3,), [True, False, True]),
        ((1,), [True]),
        ((), True),
    ],
)
def test_of_what_is_broadcast_those_elements_are_meant_that_come_to_marked_places(shape, expected):
    mask = np.array([[True, False, False], [False, False, True]])

    assert narrowed(mask, shape).tolist() == expected
    assert not narrowed(np.zeros((2, 3), dtype=bool), shape).any()


def test_a_kind_of_array_without_a_rule_is_a_mistake():
    class Strange(SymbolicArray):
        shape = (1,)

    with pytest.raises(AssertionError, match="Strange"):
        list(sources(Strange(), np.ones(1, dtype=bool)))
    assert list(sources(np.ones(3), np.ones(3, dtype=bool))) == []


def test_a_formula_that_somebody_wrote_names_each_array_once_and_others_not_at_all():
    arrays = {"x": named("A"), "y": named("B"), "unused": named("row")}
    array = apply(grammar.parse("y - x*y"), arrays)

    assert [one.name for one, _ in sources(array, np.ones((3, 4), dtype=bool))] == ["B", "A"]
