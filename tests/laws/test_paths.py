"""The two ways through an update, compiled floats and arrays, come to the same numbers, on random problems."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bptrace import course, flat, readings
from bptrace.course import Course
from bptrace.flat import Laid
from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.trace import Recorded, Round
from tests.laws.test_readings import steady
from tests.strategies import problems

EPOCHS = 1000
LOOKED_AT = (1, 2, 3, 10, 100, 400, 1000)
"""The epochs of a long run that are gone through again from the same weights."""

HUGE = 1e6
"""Beyond this, numbers on the way cancel so many digits that their last ones mean nothing."""


@contextmanager
def only(path: str) -> Iterator[None]:
    """Let every update that there is go one way, compiled or on arrays."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(course, "compiles", lambda problem, updates: path == "compiled")
        yield


def through(
    path: str, problem: Problem, epochs: int = 1, start: flat.Learned | None = None
) -> tuple[list[Round], flat.Learned]:
    """Return the rounds of so many epochs, all gone through one way, and what is learned then."""
    with only(path):
        return Course(problem, kept=epochs).rounds(start or readings.begin(problem), range(1, epochs + 1))


def learners() -> st.SearchStrategy[Problem]:
    return problems().filter(lambda problem: problem.optimizer is not None).map(steady)


def assert_close(one: float, other: float, tolerance: float, what: object) -> None:
    assert one == other or abs(one - other) <= tolerance * max(1, abs(one), abs(other)), (what, one, other)


def assert_same_rounds(compiled: list[Round], arrays: list[Round]) -> int:
    """Compare every value of some rounds; return how many rounds were compiled."""
    for mine, yours in zip(compiled, arrays, strict=True):
        assert (mine.epoch, mine.step, mine.samples) == (yours.epoch, yours.step, yours.samples)
        for quantity in quantities(mine):
            assert_close(mine.value(quantity), yours.value(quantity), 1e-12, quantity)
    return sum(isinstance(kept.values, Laid) for kept in compiled)


def quantities(kept: Round) -> list[Quantity]:
    """Return everything that the arrays of a round hold, and the parts of its sums."""
    return [*kept.program.quantities(), *(kept.values if isinstance(kept.values, Laid) else ())]


def assert_same_learned(one: flat.Learned, other: flat.Learned, problem: Problem, tolerance: float) -> None:
    assert one.updates == other.updates
    values = flat.Flattening(problem).values
    for quantity, mine, yours in zip(flat.state(problem), values(one), values(other), strict=True):
        assert_close(mine, yours, tolerance, quantity)


@settings(max_examples=100, deadline=None)
@given(learners())
def test_after_an_epoch_all_kept_values_and_all_that_is_learned_are_the_same(problem: Problem) -> None:
    compiled, arrays = through("compiled", problem), through("arrays", problem)

    assert_same_rounds(compiled[0], arrays[0])
    assert_same_learned(compiled[1], arrays[1], problem, 1e-12)


@settings(max_examples=100, deadline=None)
@given(learners())
def test_a_compiled_round_has_all_values_that_the_arrays_have_and_no_others(problem: Problem) -> None:
    (compiled, *_), _ = through("compiled", problem)
    (arrays, *_), _ = through("arrays", problem)
    assume(isinstance(compiled.values, Laid))
    assert isinstance(arrays.values, Recorded)

    parts = [one for one in compiled.values if one.kind == "dE/dout" and one.source is not None]

    assert len(compiled.values) == sum(np.size(array) for array in arrays.values.numbers.arrays.values()) + len(parts)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(learners())
def test_long_runs_agree_where_the_error_falls_and_else_step_by_step_from_the_same_weights(problem: Problem) -> None:
    problem = replace(problem, epochs=EPOCHS)
    rounds, learned = through("compiled", problem, EPOCHS)
    updates = len(problem.batches())
    for epoch in LOOKED_AT:
        compiled = rounds[(epoch - 1) * updates : epoch * updates]
        if all(abs(one.value(quantity)) < HUGE for one in compiled for quantity in one.program.quantities()):
            step_by_step(problem, compiled)
    if falls_steadily(rounds, updates):
        assert_same_learned(learned, through("arrays", problem, EPOCHS)[1], problem, 1e-9)


def step_by_step(problem: Problem, rounds: list[Round]) -> None:
    """Go through some compiled rounds again on arrays, each from the weights that it started from, and compare."""
    for kept in rounds:
        if isinstance(kept.values, Laid):
            count = (kept.epoch - 1) * len(problem.batches()) + kept.step - 1
            before = [kept.value(one) for one in flat.state(problem)]
            start = flat.Flattening(problem).learned(before, count)
            numbers, _ = readings.record(problem, start, kept.samples)
            again = kept._replace(values=Recorded(problem.network, numbers, kept.samples.start))
            assert_same_rounds([kept], [again])


def falls_steadily(rounds: list[Round], updates: int) -> bool:
    """Whether the errors of the batches together fall, or stay but for their last digits, from epoch to epoch."""
    errors = [kept.value(Quantity("total_error")) for kept in rounds]
    epochs = [sum(errors[first : first + updates]) for first in range(0, len(errors), updates)]
    return all(later <= earlier * (1 + 1e-12) for earlier, later in pairwise(epochs))
