"""A program's lines, and the slices of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from bptrace import examples, expr, readings, spec
from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.program import Program
from tests.strategies import problems


def program(problem: Problem, number: int = 0) -> Program:
    samples = problem.batches()[number]
    return Program(problem.network, readings.read(problem, samples), samples.start)


def mazur() -> Program:
    return program(spec.load(examples.find("mazur")))


def rests_on(whole: Program, wanted: set[Quantity]) -> list[Quantity]:
    """Return the slice as the plainest way gives it: from the last line to the first."""
    needed, kept = set(wanted), []
    for line in reversed(list(whole.lines())):
        if line.quantity in needed:
            kept.append(line.quantity)
            needed.update(expr.leaves(line.formula))
    return kept[::-1]


@settings(max_examples=60, deadline=None)
@given(problems())
def test_a_slice_has_the_lines_that_a_pass_over_all_lines_finds_in_their_order(problem: Problem) -> None:
    for number in range(len(problem.batches())):
        whole = program(problem, number)
        lines = list(whole.lines())
        assert [line.quantity for line in lines] == list(whole.quantities())
        for wanted in ({lines[-1].quantity}, {lines[0].quantity, lines[len(lines) // 2].quantity}):
            found = whole.slice_of(wanted)
            assert [line.quantity for line in found] == rests_on(whole, wanted)
            assert found == whole.before(wanted.__contains__)


def test_a_slice_of_what_is_given_is_empty():
    assert mazur().slice_of([Quantity("parameter", 1, 0, 0)]) == []


def test_a_slice_builds_only_the_formulas_that_it_needs(monkeypatch):
    asked = list[Quantity]()
    formula = Program.formula
    monkeypatch.setattr(Program, "formula", lambda self, quantity: asked.append(quantity) or formula(self, quantity))

    (line,) = mazur().slice_of([Quantity("net", 1, 0, None, 0)])

    assert line.quantity == Quantity("net", 1, 0, None, 0)
    assert set(asked) <= {line.quantity, *expr.leaves(line.formula)}
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("sample", [-1, 1, 7])
def test_a_sample_outside_the_batch_is_not_in_the_program(sample):
    for quantity in (Quantity("net", 1, 0, None, sample), Quantity("target", 2, 0, None, sample)):
        with pytest.raises(KeyError):
            mazur().formula(quantity)


def test_a_program_of_a_later_batch_counts_samples_from_the_first_of_all():
    problem = spec.loads(
        "samples:\n  - {inputs: [0.1], targets: [0]}\n  - {inputs: [0.2], targets: [1]}\n"
        "batch: 1\nlearning_rate: 0.5\nloss: half_squared_error\nlayers:\n  - {activation: identity, weights: [[2]]}\n"
    )
    later = program(problem, 1)

    assert later.formula(Quantity("out", 0, 0, None, 1)) is None
    with pytest.raises(KeyError):
        later.formula(Quantity("net", 1, 0, None, 0))


def test_a_formula_is_made_once():
    whole, quantity = mazur(), Quantity("net", 1, 0, None, 0)

    assert whole.formula(quantity) is whole.formula(quantity)
    assert whole.slice_of([quantity])[0].formula is whole.formula(quantity)


def test_only_so_many_formulas_are_kept(monkeypatch):
    monkeypatch.setattr("bptrace.program._MOST_KEPT", 3)
    whole = mazur()

    assert list(whole.lines()) == list(whole.lines()) == list(mazur().lines())
    assert len(whole._kept) == 3


def test_a_slice_does_not_go_beyond_what_is_known():
    whole, wanted = mazur(), Quantity("delta", 1, 0, None, 0)
    known = [Quantity("delta", 2, unit, None, 0) for unit in (0, 1)]

    lines = whole.slice_of([wanted], known)
    rest = whole.slice_of(known)
    assert {line.quantity.kind for line in lines} == {"delta", "dout/dnet", "dE/dout", "out", "net"}
    assert {line.quantity.layer for line in lines} == {1}
    assert {line.quantity for line in [*lines, *rest]} == {line.quantity for line in whole.slice_of([wanted])}
