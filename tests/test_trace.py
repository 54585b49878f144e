"""A trace gives the line that a key names, or says why there is none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from bptrace import examples, expr, spec, training
from bptrace.errors import BptraceError
from bptrace.keys import UnknownKeyError
from bptrace.network import AXES, Quantity
from bptrace.problem import Problem
from tests.strategies import problems

TWO = """
samples:
  - {inputs: [0.1], targets: [0]}
  - {inputs: [0.9], targets: [1]}
  - {inputs: [0.4], targets: [1]}
batch: 2
learning_rate: 0.5
loss: half_squared_error
epochs: 3
layers:
  - {activation: logistic, weights: [[0.3]], bias: 0.1}
"""
FORWARD = "inputs: [0.1, 0.2]\nlayers:\n  - {activation: logistic, weights: [[0.3, 0.4]], bias: 0.1}\n"


def traced(text, **settings):
    return training.run(spec.loads(text), **settings)


def mazur():
    return training.run(spec.load(examples.find("mazur")))


@pytest.mark.parametrize("key", ["net_o1[1]", "net_o1[2]", "net_o1[1]@1.1", "net_o1[3]", "net_o1[3]@1.2"])
def test_a_sample_is_found_in_the_update_that_it_is_in(key):
    trace = traced(TWO)
    sample = trace.locate(key)[1].sample

    assert trace.value(key) == pytest.approx(0.3 * trace.problem.inputs[0, sample] + trace.value("b1@1.1"), abs=0.05)
    assert sample in trace.locate(key)[0].samples


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("net_o1[2]@1.2", "sample 2 is in update 1 of an epoch, not in 2"),
        ("net_o1[1]@1.2", "sample 1 is in update 1 of an epoch, not in 2"),
        ("net_o1[3]@1.1", "sample 3 is in update 2 of an epoch, not in 1"),
    ],
)
def test_a_sample_outside_the_update_is_refused(key, message):
    with pytest.raises(UnknownKeyError, match=message):
        traced(TWO).value(key)


@pytest.mark.parametrize(("step", "sample"), [(1, 2), (2, 0), (2, 1)])
def test_a_round_has_no_value_of_a_sample_outside_its_batch(step, sample):
    kept = traced(TWO).round(1, step)

    for quantity in (Quantity("net", 1, 0, None, sample), Quantity("out", 0, 0, None, sample)):
        with pytest.raises(KeyError):
            kept.values[quantity]
        with pytest.raises(KeyError):
            kept.step_of(quantity)


def test_without_a_step_the_first_update_is_meant_for_what_has_no_sample():
    trace = traced(TWO)

    assert trace.locate("w1+")[0].step == 1
    assert trace.value("w1+") == trace.value("w1+@1.1") != trace.value("w1+@1.2")


def test_a_round_that_was_not_kept_is_the_fault_of_the_request():
    with pytest.raises(BptraceError, match=r"update 1 of epoch 3 was not kept"):
        traced(TWO).value("w1+@3")


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("dE/di1", "dE/di1 is not computed here; it needs input_gradients: true"),
        ("b1+", "b1 is not trained, so there is no b1\\+"),
        ("dE/db1", "b1 is not trained, so there is no dE/db1"),
        ("delta_o1+", r"delta_o1\+: only net inputs, outputs and errors are computed again after the update"),
        ("target_o1+", r"target_o1\+: only"),
        ("i1+", r"i1\+: only"),
        ("eta+", r"eta\+?: only"),
        ("dE/dw5+", r"dE/dw5\+: only"),
    ],
)
def test_what_does_not_occur_in_mazurs_example_says_why(key, message):
    with pytest.raises(UnknownKeyError, match=message):
        mazur().value(key)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("delta_o1", "delta_o1 is not computed here: there are no targets, so nothing is differentiated"),
        ("dE/dw1", "there are no targets, so nothing is differentiated"),
        ("E_o1", "E_o1 is not computed here: there are no targets"),
        ("E_total", "there are no targets"),
        ("target_o1", "there are no targets"),
        ("w1+", r"there is no w1\+: without a learning_rate nothing is updated"),
        ("out_o1+", r"there is no out_o1\+: without a learning_rate nothing is updated"),
    ],
)
def test_what_does_not_occur_in_a_forward_pass_says_why(key, message):
    with pytest.raises(UnknownKeyError, match=message):
        traced(FORWARD).value(key)


@pytest.mark.parametrize(
    ("config", "key", "message"),
    [
        ("tied", "dE/dout_h1:o1", None),
        ("xor", "dE/dout_h1:o1[1]", r"dE/dout_h1:o1\[1\] is all of dE/dout_h1\[1\]"),
        ("lecture-gradients", "E_total", "there are no targets"),
        ("lecture-gradients", "dout_f/dw0", None),
    ],
)
def test_parts_and_gradients_of_an_output(config, key, message):
    trace = training.run(spec.load(examples.find(config)))
    if message is None:
        assert isinstance(trace.value(key), float)
        return
    with pytest.raises(UnknownKeyError, match=message):
        trace.value(key)


def test_a_sample_that_is_alone_in_its_update_has_its_error():
    assert traced(TWO).value("E[3]") == traced(TWO).value("E_total@1.2")


@settings(max_examples=100, deadline=None)
@given(problems())
def test_what_is_absent_and_nothing_else_has_a_reason(problem: Problem) -> None:
    trace = training.run(problem)
    kept = trace.rounds[0]
    defined = set(kept.program.quantities())
    used = {leaf for line in kept.program.lines() for leaf in expr.leaves(line.formula)}
    assert [quantity for quantity in defined | used if trace.absence(quantity)] == []
    for base in set(trace.keys.bases.values()):
        sample = kept.samples.start if "sample" in AXES.get(base.kind, ()) else None
        for after in (False, True):
            quantity = base._replace(sample=sample, after=after)
            if trace.absence(quantity) is None:
                assert isinstance(kept.step_of(quantity).value, float)
            else:
                assert quantity not in defined
