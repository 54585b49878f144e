"""What marked elements rest on, by masks, is what the leaves of their formulas are."""

import numpy as np
import pytest

from bptrace import expr, grammar
from bptrace.dependence import sources
from bptrace.elementwise import apply
from bptrace.symbolic import element
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
