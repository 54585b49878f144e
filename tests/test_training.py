"""Runs: what is kept, what is between, and how a run that goes wrong ends."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bptrace import course, examples, spec, training
from bptrace.rounding import Rounding

CONFIGS = ["mazur", "xor", "softmax", "tied", "two-hidden-layers", "mathspp"]


def problem(name, **changes):
    return replace(spec.load(examples.find(name)), **changes)


@pytest.mark.parametrize("config", CONFIGS)
def test_a_run_learns_the_same_whatever_is_kept(config):
    every, first = (training.run(problem(config, epochs=12), keep=keep) for keep in (range(1, 13), (1,)))

    assert {kept.epoch for kept in first.rounds} == {1}
    assert len(every.rounds) == 12 * len(every.problem.batches())
    np.testing.assert_allclose(every.history[-1].outputs, first.history[-1].outputs, rtol=1e-12)


@pytest.mark.parametrize("config", CONFIGS)
def test_rounding_by_hand_and_in_compiled_training_is_the_same_to_the_last_bit(config, monkeypatch):
    every = training.run(problem(config, epochs=3), keep=range(1, 4), rounding=Rounding(4))
    monkeypatch.setattr(course, "compiles", lambda problem, updates: True)
    first = training.run(problem(config, epochs=3), keep=(1,), rounding=Rounding(4))

    np.testing.assert_array_equal(every.history[-1].outputs, first.history[-1].outputs)


def test_a_later_round_starts_where_the_one_before_ended():
    trace = training.run(problem("mazur", epochs=5), keep=(2, 3))

    assert trace.value("w5@3") == trace.value("w5+@2")
    assert trace.value("E_total@3") == trace.value("E_total+@2")


def test_batches_go_through_all_samples_and_leave_the_rest_to_a_smaller_one():
    trace = training.run(problem("xor", batch=3, epochs=2), keep=(1, 2))

    assert [(kept.epoch, kept.step, tuple(kept.samples)) for kept in trace.rounds] == [
        (1, 1, (0, 1, 2)),
        (1, 2, (3,)),
        (2, 1, (0, 1, 2)),
        (2, 2, (3,)),
    ]
    assert trace.value("w1@1.2") == trace.value("w1+@1.1")
    assert trace.value("net_h1[4]@2") == trace.round(2, 2).value(trace.keys.find("net_h1[4]").quantity)


def test_the_history_has_the_start_the_round_numbers_and_the_end():
    trace = training.run(problem("mazur", epochs=30))

    assert {0, 1, 2, 5, 10, 20, 30} <= {outcome.epoch for outcome in trace.history}
    assert trace.history[0].error == pytest.approx(0.298371109, abs=5e-10)


def test_progress_is_told_and_ends_with_the_last_epoch():
    told: list[int] = []
    training.run(problem("mazur", epochs=1000), progress=told.append)

    assert told == sorted(told)
    assert told[-1] == 1000
    assert len(told) > 50


def test_a_run_that_diverges_says_when_and_what():
    exploding = problem("mathspp", constants={"learning_rate": 1e6}, epochs=2000)

    with pytest.raises(training.DivergedError, match=r"w1 is no longer a finite number after epoch \d+"):
        training.run(exploding)


def test_an_overflow_in_compiled_training_is_taken_up_by_arrays():
    steep = problem("xor", constants={"learning_rate": 1e5}, epochs=500)

    assert np.all(np.isfinite(training.run(steep).history[-1].outputs))
