"""A trace gives the line that a key names, or says why there is none."""

from __future__ import annotations

import numpy as np
import pytest

from bptrace import examples, spec, training
from bptrace.errors import BptraceError
from bptrace.keys import UnknownKeyError
from bptrace.network import Quantity
from bptrace.tape import Address, Numbers
from bptrace.trace import NotKeptError, Recorded

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
        ("dE/dout_o1", "dE/dout_o1 is not computed here: there are no targets, so nothing is differentiated"),
        ("dout_o1/dnet_o1", "dout_o1/dnet_o1 is not computed here: there are no targets, so nothing is differentiated"),
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


ADAM = f"{TWO}optimizer: {{name: adam, beta1: 0.5, beta2: 0.75, epsilon: 0}}\n"


def reason(key, text=TWO, **changed):
    """Return why a trace of this text has no such quantity as the one of this key, but for what is changed of it."""
    trace = traced(text)
    return trace.absence(trace.keys.find(key).quantity._replace(**changed))


@pytest.mark.parametrize(
    "key", ["E+[3]", "E_o1+[3]", "E_total+", "net_o1+[3]", "out_o1+[3]", "w1+", "dE/dw1", "target_o1[3]", "dout_o1/dnet_o1[3]"]
)  # fmt: skip
def test_what_a_round_has_needs_no_reason(key):
    assert reason(key) is None
    assert isinstance(traced(TWO).value(key), float)


def test_errors_of_data_and_penalties_are_computed_again_too():
    penalized = f"{TWO}penalty: {{l2: 0.5}}\n"
    assert reason("E_data+", penalized) is None
    assert reason("penalty+", penalized) is None
    # of w = 0.3 a quarter of its square
    assert traced(penalized).value("penalty") == pytest.approx(0.0225, rel=1e-14)


@pytest.mark.parametrize("key", ["m_w1+", "v_w1+", "m_b1"])
def test_the_states_of_an_optimizer_are_there_before_an_update_and_after_it(key):
    assert reason(key, ADAM) is None
    assert isinstance(traced(ADAM).value(key), float)


@pytest.mark.parametrize(
    "key", ["mhat_w1", "dE/dw1", "delta_o1[3]", "dout_o1/dnet_o1[3]", "i1[3]", "target_o1[3]", "eta"]
)
def test_what_is_not_computed_again_says_so(key):
    assert reason(key, ADAM, after=True) == (
        f"{traced(ADAM).notation.key(traced(ADAM).keys.find(key).quantity._replace(after=True))}: "
        "only net inputs, outputs and errors are computed again after the update"
    )


def test_without_targets_the_jacobian_of_softmax_is_not_computed():
    text = FORWARD.replace("logistic", "softmax").replace("[[0.3, 0.4]]", "[[0.3, 0.4], [0.1, 0.2]]")
    because = "is not computed here: there are no targets, so nothing is differentiated"
    assert reason("dout_o1/dnet_o2", text) == f"dout_o1/dnet_o2 {because}"


FROZEN = """
inputs: [0.1]
targets: [0]
learning_rate: 0.5
loss: half_squared_error
layers:
  - {activation: logistic, weights: [[0.3], [0.2]], bias: [0.1, 0.1], train_weights: false}
  - {activation: logistic, weights: [[0.3, 0.4]], bias: 0.1}
"""


@pytest.mark.parametrize("key", ["w1+", "dE/dw1"])
def test_what_is_not_trained_has_no_gradient_and_does_not_change(key):
    assert reason(key, FROZEN) == f"w1 is not trained, so there is no {key}"
    assert reason("w1", FROZEN) is None
    assert reason("w3+", FROZEN) is None


def test_a_part_of_a_sum_is_computed_from_its_formula():
    trace = traced(
        FROZEN.replace("targets: [0]", "targets: [0, 0]").replace("[[0.3, 0.4]]", "[[0.3, 0.4], [0.5, 0.6]]")
    )
    part, whole = trace.step("dE/dout_h1:o2"), trace.step("dE/dout_h1")

    assert part.value == pytest.approx(trace.value("delta_o2") * 0.5, rel=1e-15)
    assert whole.value == pytest.approx(part.value + trace.value("dE/dout_h1:o1"), rel=1e-15)
    assert part.quantity == Quantity("dE/dout", 1, 0, 1, 0)
    assert [trace.notation.key(one) for one in part.rests_on] == ["w5", "delta_o2"]
    assert trace.step("w5").rests_on == ()


def test_a_line_rests_on_each_quantity_once():
    trace = traced(TWO)
    keys = [trace.notation.key(one) for one in trace.step("E_o1[1]").rests_on]

    assert keys == ["target_o1[1]", "out_o1[1]"]
    assert trace.step("dout_o1/dnet_o1[1]").rests_on == (Quantity("out", 1, 0, None, 0),)


def test_a_round_that_was_not_kept_is_named_whole():
    with pytest.raises(NotKeptError) as caught:
        traced(TWO).round(1, 3)
    assert str(caught.value) == "update 3 of epoch 1 was not kept"
    assert traced(TWO).round(1).step == 1


def test_a_key_that_is_refused_is_remembered():
    with pytest.raises(UnknownKeyError) as caught:
        traced(TWO).locate("net_o1[3]@1.1")
    assert str(caught.value) == "net_o1[3]@1.1: sample 3 is in update 2 of an epoch, not in 1"
    assert caught.value.key == "net_o1[3]@1.1"
    with pytest.raises(UnknownKeyError) as caught:
        traced(TWO).step("dE/di1[1]")
    assert str(caught.value) == "dE/di1[1] is not computed here; it needs input_gradients: true"
    assert caught.value.key == "dE/di1[1]"


def test_arrays_of_a_later_batch_are_asked_by_the_numbers_of_the_samples():
    problem = spec.loads(TWO)
    net = Quantity("net", 1, 0)
    later = Recorded(problem.network, Numbers({Address("net", 1, False): np.array([[1.5, 2.5]])}), first=2)
    assert [later[net._replace(sample=sample)] for sample in (2, 3)] == [1.5, 2.5]
    first = Recorded(problem.network, later.numbers)
    assert [first[net._replace(sample=sample)] for sample in (0, 1)] == [1.5, 2.5]
    for recorded, sample in ((later, 1), (later, 4), (first, 2), (first, -1)):
        with pytest.raises(KeyError) as caught:
            recorded[net._replace(sample=sample)]
        assert caught.value.args == (net._replace(sample=sample - recorded.first),)
