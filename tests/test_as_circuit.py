"""A network shown as a circuit has the values and the gradients that it has as a network."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given

from bptrace import examples, readings, spec
from bptrace.as_circuit import as_circuit
from bptrace.circuit.build import build
from bptrace.circuit.model import CircuitError
from bptrace.circuit.page import gradient, value
from bptrace.circuit.signal import Signal
from bptrace.circuit.trace import run
from bptrace.errors import BptraceError
from bptrace.network import Quantity
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.program import Program
from bptrace.trace import Recorded
from tests.shipped import SHIPPED
from tests.strategies import problems

DERIVATIVES = {"gradient": "parameter", "delta": "net", "dE/dout": "out"}
"""What each kind of derivative of a network is with respect to."""


def alone(problem: Problem, sample: int) -> Problem:
    """The problem of one sample, whose gradients are exact: updated weights are never used on the way back."""
    column = slice(sample, sample + 1)
    targets = None if problem.targets is None else problem.targets[:, column]
    inputs = problem.inputs[:, column]
    return replace(problem, inputs=inputs, targets=targets, batch=1, epochs=1, layer_by_layer=False)


def compared(problem: Problem, sample: int) -> list[tuple[str, float, float]]:
    """Return key, the network's number and the circuit's, of everything that both have."""
    trace, one = run(as_circuit(problem, sample)), alone(problem, sample)
    with np.errstate(all="ignore"):
        numbers, _ = readings.record(one, readings.begin(one), range(1))
    recorded, notation = Recorded(one.network, numbers), Notation(one)
    found = []
    for quantity in Program(one.network, readings.read(one, range(1))).quantities():
        signal = counterpart(notation, quantity)
        whole = quantity.source is None or quantity.kind in ("parameter", "gradient")
        if whole and signal in trace.values:
            found.append((notation.key(quantity), recorded[quantity], trace.values[signal]))
    return found


def counterpart(notation: Notation, quantity: Quantity) -> Signal:
    if quantity.after:
        return value("")
    if quantity.kind in DERIVATIVES:
        return gradient(notation.key(quantity._replace(kind=DERIVATIVES[quantity.kind])))
    return value(notation.key(quantity))


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_networks_and_their_circuits_agree(name):
    problem = spec.load(examples.find(name))
    if problem.loss is None and len(problem.network.outputs) > 1:
        pytest.skip("no error, and no word on which output is meant")
    for sample in range(min(problem.sample_count, 4)):
        numbers = compared(problem, sample)
        assert numbers
        for key, as_network, in_circuit in numbers:
            assert in_circuit == pytest.approx(as_network, rel=1e-12, abs=1e-12), key


def test_every_derivative_of_mazurs_network_is_among_those_compared():
    keys = {key for key, _, _ in compared(spec.load(examples.find("mazur")), 0)}

    for expected in ("E_total", "net_h1", "out_o2", "delta_o1", "delta_h2", "dE/dout_h1", "dE/dw1", "dE/dw8"):
        assert expected in keys


@given(problems())
def test_random_networks_and_their_circuits_agree(problem):
    problem = replace(problem, layer_by_layer=False)
    assume(problem.goes_back)
    try:
        numbers = compared(problem, problem.sample_count - 1)
    except CircuitError:
        assume(False)
    for key, as_network, in_circuit in numbers:
        assert in_circuit == pytest.approx(as_network, rel=1e-12, abs=1e-12), key


@given(problems())
def test_activations_taken_apart_change_nothing(problem):
    assume(problem.goes_back)
    try:
        whole = as_circuit(problem)
        trace = run(whole)
        apart = run(build(whole.title, whole.inputs, whole.definitions, unfold=True, gates=whole.gates))
    except CircuitError:
        assume(False)
    for name in whole.inputs:
        assert apart.values[gradient(name)] == pytest.approx(trace.values[gradient(name)], rel=1e-9, abs=1e-9)


def test_a_shared_bias_is_one_wire():
    trace = run(as_circuit(spec.load(examples.find("mazur-shared-bias"))))

    assert len(trace.circuit.ports["b1"]) == 2
    parts = [trace.values[signal] for signal in trace.values if signal.wire == "b1" and signal.kind.name == "PART"]
    assert trace.value("dE_total/db1") == sum(parts)


def test_mazurs_published_gradient():
    trace = run(as_circuit(spec.load(examples.find("mazur"))))

    assert round(trace.value("dE_total/dw5"), 9) == 0.082167041
    assert round(trace.value("dE_total/dw1"), 9) == 0.000438568
    assert round(trace.value("dE_total/dout_h1"), 9) == 0.036350306


@pytest.mark.parametrize(
    ("name", "sample", "message"),
    [
        ("mazur", 1, "there is one sample"),
        ("xor", 4, "there is no sample 5; expected 1 to 4"),
    ],
)
def test_a_sample_that_is_not_there_is_refused(name, sample, message):
    with pytest.raises(BptraceError, match=message):
        as_circuit(spec.load(examples.find(name)), sample)


def test_without_an_error_one_output_has_to_be_meant():
    text = "{inputs: [1], layers: [{activation: tanh, weights: [[1], [2]]}]}"
    with pytest.raises(BptraceError, match="no targets and 2 outputs, and a circuit has one; expected gradient_of: o1"):
        as_circuit(spec.loads(text))


def test_a_network_too_big_to_follow_is_refused():
    weights = [[0.5] * 200]
    text = f"{{inputs: {[1] * 200}, layers: [{{activation: tanh, weights: {weights}}}]}}"
    with pytest.raises(BptraceError, match="more than 150 gates one after another"):
        as_circuit(spec.loads(text))
