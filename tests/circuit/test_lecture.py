"""The circuits of CENG 506 Deep Learning, lecture 3: every figure of the slides, gate by gate, to the digits printed there."""

from math import exp

import pytest

from bptrace import expr
from bptrace.circuit.trace import run
from tests.circuit.drawn import worked

NEURON = "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))"
VALUES = {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}

# Those that the slides leave out are worked out here by hand, from e^-1 = 0.367879: the slope of 1/x is -1/1.367879^2.
BACK = 1 / (1 + exp(-1)) * (1 - 1 / (1 + exp(-1)))
GATES = {
    "g1": -2.00,  # multiply
    "g2": 6.00,  # multiply
    "g3": 4.00,  # add
    "g4": 1.00,  # add
    "g5": -1.00,  # times -1
    "g6": 0.37,  # exp
    "g7": 1.37,  # add 1
    "f": 0.73,  # 1/x
}
FLOWING_BACK = {
    "df/df": 1.00,
    "df/dg7": -0.53,
    "df/dg6": -0.53,
    "df/dg5": -0.20,
    "df/dg4": 0.20,
    "df/dg3": 0.20,
    "df/dg1": 0.20,
    "df/dg2": 0.20,
}
LOCAL = {
    "dg7/dg6": 1.00,
    "dg6/dg5": 0.37,
    "dg5/dg4": -1.00,
    "dg4/dg3": 1.00,
    "dg4/dw2": 1.00,
    "dg3/dg1": 1.00,
    "dg3/dg2": 1.00,
    "dg1/dw0": -1.00,
    "dg1/dx0": 2.00,
    "dg2/dw1": -2.00,
    "dg2/dx1": -3.00,
}
GRADIENTS = {"df/dw0": -0.20, "df/dx0": 0.39, "df/dw1": -0.39, "df/dx1": -0.59, "df/dw2": 0.20}


def test_the_sum_times_z():
    trace = worked("(x + y) * z", {"x": -2, "y": 5, "z": -4})

    assert {key: trace.value(key) for key in ("g1", "f", "df/dg1", "dg1/dx", "dg1/dy", "df/dx", "df/dy", "df/dz")} == {
        "g1": 3, "f": -12, "df/dg1": -4, "dg1/dx": 1, "dg1/dy": 1, "df/dx": -4, "df/dy": -4, "df/dz": 3,
    }  # fmt: skip


@pytest.mark.parametrize(("key", "value"), [*GATES.items(), *FLOWING_BACK.items(), *LOCAL.items(), *GRADIENTS.items()])
def test_every_gate_of_the_neuron(key, value):
    assert round(worked(NEURON, VALUES).value(key), 2) == value


def test_the_neuron_has_the_gates_of_the_slide_and_no_others():
    trace = worked(NEURON, VALUES)

    kinds = [node.gate.name for node in trace.circuit.nodes]
    assert kinds == ["multiply", "multiply", "add", "add", "negate", "exp", "add", "divide"]
    lines = 5 + len(GATES) + len(FLOWING_BACK) + len(LOCAL) + len(GRADIENTS)
    assert len(trace.values) == lines


def test_the_sigmoid_as_one_gate_gives_the_same():
    trace = worked("sigmoid(w0*x0 + w1*x1 + w2)", VALUES)

    assert [node.gate.name for node in trace.circuit.nodes] == ["multiply", "multiply", "add", "add", "logistic"]
    assert {key: round(trace.value(key), 2) for key in GRADIENTS} == GRADIENTS
    assert round(trace.value("df/dg4"), 2) == 0.20
    assert trace.value("df/dg4") == pytest.approx(BACK, rel=1e-15)


def test_the_sigmoid_taken_apart_is_the_slides_circuit():
    apart = worked("sigmoid(w0*x0 + w1*x1 + w2)", VALUES, unfold=True)
    written = worked(NEURON, VALUES)

    assert apart.values == written.values
    assert apart.formulas == written.formulas


def test_every_line_of_a_trace_recomputes():
    trace = worked(NEURON, VALUES)

    for signal, formula in trace.formulas.items():
        assert expr.evaluate(formula, trace.leaf_value) == trace.values[signal]


def test_a_second_run_gives_the_same():
    trace = worked(NEURON, VALUES)

    assert run(trace.circuit).values == trace.values
