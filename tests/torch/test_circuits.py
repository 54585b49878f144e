"""PyTorch's automatic differentiation agrees on the gradients of random circuits, of inputs and of every gate."""

import os

import pytest
from hypothesis import assume, given

from bptrace.circuit.page import gradient, value
from tests.circuit.drawn import traces, worked

if os.environ.get("BPTRACE_REQUIRE_TORCH") == "1":
    import torch
else:
    torch = pytest.importorskip("torch")

F = torch.nn.functional

GATES = {
    "add": torch.add,
    "subtract": torch.sub,
    "multiply": torch.mul,
    "divide": torch.div,
    "negate": torch.neg,
    "square": torch.square,
    "power": torch.pow,
    "exp": torch.exp,
    "ln": torch.log,
    "sqrt": torch.sqrt,
    "tanh": torch.tanh,
    "abs": torch.abs,
    "sign": torch.sign,
    "erf": torch.erf,
    "max": torch.maximum,
    "min": torch.minimum,
    "logistic": torch.sigmoid,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "softplus": lambda x: torch.log1p(torch.exp(x)),
    "silu": F.silu,
    "gelu": F.gelu,
    "choose >": lambda left, right, yes, no: torch.where(left > right, yes, no),
    "choose >=": lambda left, right, yes, no: torch.where(left >= right, yes, no),
    "choose <": lambda left, right, yes, no: torch.where(left < right, yes, no),
    "choose <=": lambda left, right, yes, no: torch.where(left <= right, yes, no),
}
SPLITS_TIES = ("max", "min")
"""PyTorch halves the gradient between equal inputs, where here all of it goes to the first."""


def tensor(number):
    return torch.tensor(number, dtype=torch.float64)


def differentiated(trace):
    """Return the wires of a circuit as tensors whose gradients PyTorch has worked out."""
    wires = {name: tensor(float(given)).requires_grad_() for name, given in trace.circuit.inputs.items()}
    for node in trace.circuit.nodes:
        operands = [wires[one] if isinstance(one, str) else tensor(one) for one in node.operands]
        wires[node.name] = GATES[node.gate.name](*operands)
        if wires[node.name].requires_grad:
            wires[node.name].retain_grad()
    wires[trace.circuit.output].backward()
    return wires


def has_a_tie(trace):
    for node in trace.circuit.nodes:
        operands = [trace.values[value(one)] if isinstance(one, str) else one for one in node.operands]
        if node.gate.name in SPLITS_TIES and operands[0] == operands[1]:
            return True
    return False


@given(traces())
def test_gradients_of_random_circuits(drawn):
    _, _, trace = drawn
    assume(not has_a_tie(trace))
    for name, wire in differentiated(trace).items():
        assert trace.values[value(name)] == pytest.approx(wire.item(), rel=1e-9, abs=1e-9)
        if wire.requires_grad:  # not where all that comes in are constants and the condition of a choice
            expected = 0.0 if wire.grad is None else wire.grad.item()
            assert trace.values[gradient(name)] == pytest.approx(expected, rel=1e-7, abs=1e-7), name


@pytest.mark.parametrize("text", ["1/(1 + exp(-(w0*x0 + w1*x1 + w2)))", "sigmoid(w0*x0 + w1*x1 + w2)"])
def test_the_lectures_neuron(text):
    trace = worked(text, {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0})

    for name, wire in differentiated(trace).items():
        assert trace.values[gradient(name)] == pytest.approx(wire.grad.item(), rel=1e-14)


@pytest.mark.parametrize("text", ["abs(x)", "relu(x)", "max(0, x)", "sign(x) + x", "leaky_relu(x) * 100"])
def test_slopes_at_kinks_are_pytorchs(text):
    trace = worked(text.replace("max(0, x)", "relu(x)"), {"x": 0.0})

    assert trace.value("df/dx") == pytest.approx(differentiated(trace)["x"].grad.item(), rel=1e-14)
