"""Gradients against finite differences: right ones agree, wrong ones differ, and a kink is said to be one."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from bptrace import examples, grammar, spec, training, verification
from bptrace.circuit.build import FUNCTIONS, build
from bptrace.circuit.trace import run
from bptrace.functions.activations import ACTIVATIONS
from bptrace.verification import Comparison, Derivative, Probe, Verdict, compare
from tests.strategies import problems


def verified(problem, epoch=1):
    trace = training.run(replace(problem, epochs=epoch), keep=(epoch,))
    return verification.verify(one for kept in trace.rounds for one in verification.of_network(trace, kept))


def example(name):
    return spec.load(examples.find(name))


@pytest.mark.parametrize(
    "name", ["mazur", "xor", "softmax", "tied", "two-hidden-layers", "mathspp", "lecture-gradients"]
)
@pytest.mark.parametrize("epoch", [1, 3])
def test_the_gradients_of_the_examples_are_derivatives(name, epoch):
    problem = example(name)
    found = verified(problem, epoch if problem.optimizer else 1)
    assert {one.verdict for one in found} <= {Verdict.AGREES, Verdict.KINK}
    trained = sum(block.values.size for block in problem.network.blocks if block.trained)
    inputs = problem.inputs.size if problem.input_gradients else 0
    assert len(found) == trained * len(problem.batches()) + inputs


@settings(max_examples=80, deadline=None)
@given(problems())
def test_no_gradient_of_a_random_problem_differs(problem):
    assume(problem.goes_back)
    assert not [one for one in verified(replace(problem, layer_by_layer=False)) if one.verdict is Verdict.DIFFERS]


def test_figures_are_the_published_ones():
    found = {one.key: one.numeric for one in verified(example("mazur"))}
    assert found["dE/dw5"] == pytest.approx(0.082167041, abs=5e-10)  # Mazur's article
    assert found["dE/dw1"] == pytest.approx(0.000438568, abs=5e-10)


def test_layer_by_layer_the_hidden_gradients_are_no_derivatives():
    found = verified(example("mazur-layer-by-layer"))
    assert [one.verdict for one in found] == [Verdict.DIFFERS] * 4 + [Verdict.AGREES] * 4
    assert {one.key for one in found[:4]} == {"dE/dw1", "dE/dw2", "dE/dw3", "dE/dw4"}


def test_a_slope_that_is_wrong_in_the_fifth_decimal_is_found(monkeypatch):
    logistic = ACTIVATIONS["logistic"]
    wrong = replace(logistic, slope=lambda net, out: 1.00001 * out * (1 - out))
    monkeypatch.setitem(ACTIVATIONS, "logistic", wrong)
    assert all(one.verdict is Verdict.DIFFERS for one in verified(example("mazur")))


def test_epochs_and_updates_are_named_where_there_are_several():
    keys = {one.key for one in verified(replace(example("softmax"), batch=2), 2)}
    assert {"dE/dw1@2.1", "dE/dw1@2.2"} <= keys
    assert "dE/dw1@2" in {one.key for one in verified(example("softmax"), 2)}
    assert "dE/dw1" in {one.key for one in verified(example("softmax"))}


AT_A_KINK = """
inputs: [1, 0]
targets: [1]
loss: {loss}
layers:
  - activation: {activation}
    weights: [[0.5, 0.25]]
    bias: [-0.5]
  - activation: identity
    weights: [[2]]
    bias: [{bias}]
"""


def test_a_net_input_at_a_kink_is_reported_as_such():
    found = verified(spec.loads(AT_A_KINK.format(loss="half_squared_error", activation="relu", bias=0)))
    kinks = {one.key for one in found if one.verdict is Verdict.KINK}
    assert kinks == {"dE/dw1", "dE/db1"}  # nothing comes in through w2, so it moves nothing across the kink


@pytest.mark.parametrize("loss", ["absolute_error", "{error: abs(target - out), slope: sign(out - target)}"])
def test_an_error_at_its_kink_is_reported_as_such(loss):
    found = verified(spec.loads(AT_A_KINK.format(loss=loss, activation="identity", bias=1)))
    assert {one.key for one in found if one.verdict is Verdict.KINK} == {"dE/dw1", "dE/db1", "dE/db2"}


def test_a_weight_at_the_kink_of_its_penalty_is_reported_as_such():
    text = AT_A_KINK.format(loss="half_squared_error\npenalty: {l1: 0.5}", activation="tanh", bias=0)
    found = verified(spec.loads(text.replace("0.25", "0")))
    assert {one.key for one in found if one.verdict is Verdict.KINK} == {"dE/dw2"}


def test_large_inputs_do_not_make_right_gradients_differ():
    text = (
        "inputs: [5e4, -3e3]\ntargets: [1]\nloss: squared_error\nlayers: [{activation: tanh, weights: [[1e-5, 2e-4]]}]"
    )
    assert {one.verdict for one in verified(spec.loads(text))} == {Verdict.AGREES}


def test_a_difference_takes_a_narrower_step_where_a_wide_one_crosses_a_kink():
    near = Derivative("d", 3.0, lambda step: Probe(abs(step + 5e-5) * 3, (str(step > -5e-5).encode(),)))
    assert compare(near) == Comparison("d", 3.0, pytest.approx(3), Verdict.AGREES)


def test_the_worst_comes_first_and_kinks_before_what_agrees():
    def of(key, analytic, sides=lambda step: ()):
        return Derivative(key, analytic, lambda step: Probe(2 * step, sides(step)))

    kink = of("kink", 2, lambda step: (str(step > 0).encode(),))
    found = verification.verify([of("right", 2), of("little", 2.001), kink, of("much", 3)])
    assert [one.key for one in found] == ["much", "little", "kink", "right"]


def test_the_gradients_of_a_circuit_are_derivatives():
    circuit = build("Lecture", {"x": -2, "y": 5, "z": -4}, (("f", grammar.parse("(x + y) * z")),))
    found = {one.key: one for one in verification.verify(verification.of_circuit(run(circuit)))}
    assert {one.verdict for one in found.values()} == {Verdict.AGREES}
    assert {key: round(one.numeric, 9) for key, one in found.items()} == {
        "df/dx": -4,
        "df/dy": -4,
        "df/dz": 3,
    }  # CENG 506


@pytest.mark.parametrize(
    ("text", "kinks"),
    [
        ("max(x, y) * z", {"df/dx", "df/dy"}),
        ("min(y, x, z + 9) * z", {"df/dx", "df/dy"}),
        ("abs(x - y) + z", {"df/dx", "df/dy"}),
        ("(x if x > y else y * y) * z", {"df/dx", "df/dy"}),
        ("sign(x - y) * z + x", {"df/dx", "df/dy"}),
        ("relu(x - y) * z", {"df/dx", "df/dy"}),
        ("max(x, z) * y", set()),
    ],
)
def test_a_circuit_at_a_kink_is_reported_as_such(text, kinks):
    names = {"x": 2.0, "y": 2.0, "z": -4.0}
    circuit = build("t", names, (("f", grammar.parse(text, names, FUNCTIONS)),))
    found = verification.verify(verification.of_circuit(run(circuit)))

    assert {one.key for one in found if one.verdict is Verdict.KINK} == kinks
    assert Verdict.DIFFERS not in {one.verdict for one in found}


def test_a_circuit_near_a_kink_is_compared_by_a_narrower_step():
    circuit = build("t", {"x": 2.0, "y": 2.00003}, (("f", grammar.parse("max(x, y) ** 2")),))
    found = {one.key: one for one in verification.verify(verification.of_circuit(run(circuit)))}

    assert {one.verdict for one in found.values()} == {Verdict.AGREES}
    assert found["df/dy"].numeric == pytest.approx(4.00006, rel=1e-7)


@pytest.mark.parametrize("name", ["mazur", "tied", "lecture-gradients", "xor"])
def test_how_many_there_are_is_known_beforehand(name):
    trace = training.run(example(name))
    kept = trace.rounds[0]

    assert verification.count(trace.problem, kept) == len(list(verification.of_network(trace, kept)))


def test_what_is_moved_is_put_back():
    trace = training.run(example("mazur"))
    first, *_ = verification.of_network(trace, trace.rounds[0])
    still = first.probe(0)
    first.probe(0.1)

    assert first.probe(0) == still
    assert first.scale == still.value
