"""Every quantity is found by each of its spellings, in the shipped examples and in random problems."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis.strategies import text

from bptrace import examples, spec
from bptrace.keys import Keys, UnknownKeyError
from bptrace.network import AXES, Quantity
from bptrace.notation import CONSTANTS, NOTATIONS, Notation
from bptrace.problem import Problem
from bptrace.quantities import everything
from bptrace.spelling import KEY, fold, place_fold
from tests.shipped import SHIPPED
from tests.strategies import problems


def assert_found(keys: Keys, quantity: Quantity) -> None:
    """Check that a quantity is found by each of its spellings.

    LaTeX sets the names w11 and w_11 alike; where a problem has both, its LaTeX leads to a quantity of the same LaTeX.
    """
    notation = keys.notation
    assert keys.find(notation.key(quantity)).quantity == quantity
    assert keys.find(notation.text(quantity)).quantity == quantity
    latex = notation.latex(quantity)
    found = keys.find(latex).quantity
    assert found == quantity or notation.latex(found) == latex, latex


def all_of(problem: Problem) -> Iterator[Quantity]:
    """Yield every quantity of a problem, of its first and last sample, before and, but for constants, after the update."""
    for base in Keys(Notation(problem)).bases.values():
        for sample in {0, problem.sample_count - 1} if "sample" in AXES.get(base.kind, ()) else (None,):
            yield base._replace(sample=sample)
            if base.kind not in CONSTANTS:
                yield base._replace(sample=sample, after=True)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_quantity_of_an_example_is_found_by_all_its_spellings(name):
    problem = spec.load(examples.find(name))
    keys = Keys(Notation(problem))
    found = list(all_of(problem))

    assert len(found) > 10
    for quantity in found:
        assert_found(keys, quantity)
        assert keys.find(keys.notation.latex(quantity)).quantity == quantity  # none of these names are alike in LaTeX


@settings(max_examples=60, deadline=None)
@given(problems())
def test_every_quantity_of_a_problem_is_found_by_all_its_spellings(problem: Problem) -> None:
    keys = Keys(Notation(problem))
    for quantity in all_of(problem):
        assert_found(keys, quantity)


@pytest.mark.parametrize("notation", ["lecture", "matrix"])
@pytest.mark.parametrize("name", SHIPPED)
def test_what_a_notation_prints_is_found_by_it(name, notation):
    problem = spec.load(examples.find(name))
    shown = NOTATIONS[notation](problem)
    keys = Keys(Notation(problem), shown)

    for quantity in everything(problem):
        last = problem.sample_count - 1 if "sample" in AXES.get(quantity.kind, ()) else None
        quantity = quantity._replace(sample=last)
        for name in (shown.ascii(quantity), shown.text(quantity), shown.latex(quantity)):
            own = keys.called(KEY.fullmatch(fold(name))["base"])  # x1 may be what the file calls something else
            if not own or "(" in place_fold(name):
                assert keys.find(name).quantity == quantity, name


@given(text(max_size=40) | text("z1(2)^{}_,:[]+\\ ", max_size=40))
def test_any_text_is_a_key_or_an_unknown_one(name):
    keys = Keys(Notation(spec.load(examples.find("mazur"))))
    try:
        assert keys.find(name)
    except UnknownKeyError:
        assert place_fold(name).count(" ") == 0
