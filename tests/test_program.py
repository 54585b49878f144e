"""A program's lines, and the slices of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

from bptrace import examples, expr, readings, spec
from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.program import Program
from bptrace.tape import Address
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


@settings(max_examples=40, deadline=None)
@given(problems())
def test_a_slice_knows_its_lines_and_what_it_starts_from_without_making_them(problem: Problem) -> None:
    whole = program(problem)
    lines = list(whole.lines())
    for line in lines[:: max(1, len(lines) // 5)]:
        needed = rests_on(whole, {line.quantity})
        found = whole.slice([line.quantity])
        leaves = {leaf for one in needed for leaf in expr.leaves(whole.formula(one))}
        givens = {whole.quantity(at, tuple(i)) for at, mask in found.givens.items() for i in np.argwhere(mask).tolist()}

        assert len(found) == len(needed)
        assert {one.quantity for one in lines if one.quantity in found} == set(needed)
        assert givens == leaves - set(needed)


def test_of_a_slice_it_is_known_where_its_lines_stand() -> None:
    whole = program(spec.load(examples.find("xor")))
    delta = Address("delta", 1, False)
    found = whole.slice([Quantity("delta", 1, 1, None, 2)])

    assert found.along("unit", [delta]) == [1]
    assert found.along("sample", [delta], unit=1) == [2]
    assert found.along("sample", [delta], unit=0) == []
    assert found.along("unit", [Address("net", 1, False)], sample=2) == [0, 1]


def test_a_part_that_is_wanted_alone_comes_without_its_sum() -> None:
    whole, part = mazur(), Quantity("dE/dout", 1, 0, 1, 0)
    found = whole.slice([part])

    assert part in found
    assert part._replace(source=None) not in found
    assert part._replace(source=0) not in found
    assert list(found.quantities())[-1] == part
    assert len(found) == len(rests_on(whole, {part}))


def test_what_a_program_does_not_have_is_named() -> None:
    whole = mazur()
    absent = Quantity("dE/dout", 0, 1, None, 0)  # gradients of the inputs are not wanted
    later = Quantity("net", 1, 0, None, 3)
    for quantity in (absent, later):
        for ask in (whole.formula, lambda asked: whole.slice([asked])):
            with pytest.raises(KeyError) as fault:
                ask(quantity)
            assert fault.value.args == (quantity,)


def test_a_line_that_is_not_split_has_no_parts() -> None:
    whole, net, of_h1 = mazur(), Address("net", 1, False), Address("dE/dout", 1, False)
    with pytest.raises(KeyError) as fault:
        whole.formula_at(net, (0, 0), 1)
    assert fault.value.args == (net, (0, 0), 1)

    part = Quantity("dE/dout", 1, 0, 1, 0)
    assert list(whole.parts(Quantity("net", 1, 0, None, 0))) == []
    assert list(whole.parts(part._replace(source=None))) == [part._replace(source=0), part]
    assert list(whole.parts(part)) == []  # a part has no parts of its own
    assert whole.part_count(of_h1, (0, 0)) == 2
    assert whole.part_count(net, (0, 0)) == 0


def test_lines_of_one_array_are_wanted_together() -> None:
    whole, nets = mazur(), [Quantity("net", 1, unit, None, 0) for unit in (0, 1)]
    assert [line.quantity for line in whole.slice_of(nets)] == nets


def test_a_sum_has_no_more_parts_than_terms() -> None:
    whole, beyond = mazur(), Quantity("dE/dout", 1, 0, 2, 0)  # out_h1 feeds o1 and o2

    assert whole.formula(beyond._replace(source=1)) is not None
    with pytest.raises(KeyError):
        whole.formula(beyond)


def test_a_part_that_is_wanted_with_its_sum_comes_once() -> None:
    whole, part = mazur(), Quantity("dE/dout", 1, 0, 1, 0)
    found = whole.slice([part, part._replace(source=None)])

    assert list(found.quantities()) == rests_on(whole, {part._replace(source=None)})
    assert len(found) == len(list(found.quantities()))


@pytest.mark.parametrize("config", ["mazur", "two-hidden-layers", "xor"])
def test_lines_rank_as_they_stand(config: str) -> None:
    whole = program(spec.load(examples.find(config)))
    quantities = list(whole.quantities())
    assert sorted(set(quantities), key=whole.rank) == quantities
    assert len(set(map(whole.rank, quantities))) == len(quantities)
