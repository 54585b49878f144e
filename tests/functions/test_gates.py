"""Gates by hand: the value of each and its slope with each of its inputs."""

import math

import numpy as np
import pytest

from bptrace.functions.activation import Activation
from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.gates import GATES, activation_gate

# A gate, its inputs, its value, and its slope with each of its inputs.
WORKED = [
    ("add", (3, -2), 1, (1, 1)),
    ("subtract", (3, -2), 5, (1, -1)),
    ("multiply", (3, -2), -6, (-2, 3)),
    ("divide", (3, -2), -1.5, (-0.5, -0.75)),
    ("negate", (3,), -3, (-1,)),
    ("square", (-3,), 9, (-6,)),
    ("power", (2, 3), 8, (12, 8 * math.log(2))),
    ("power", (4, -0.5), 0.5, (-0.0625, 0.5 * math.log(4))),
    ("exp", (2,), math.e**2, (math.e**2,)),
    ("ln", (4,), 2 * math.log(2), (0.25,)),
    ("erf", (0.5,), 0.5204998778130465, (2 / math.sqrt(math.pi) * math.exp(-0.25),)),
    ("sqrt", (16,), 4, (0.125,)),
    ("abs", (-3,), 3, (-1,)),
    ("abs", (0,), 0, (0,)),
    ("sign", (-3,), -1, (0,)),
    ("max", (3, -2), 3, (1, 0)),
    ("max", (-2, 3), 3, (0, 1)),
    ("max", (3, 3), 3, (1, 0)),  # equal inputs: the first
    ("min", (3, -2), -2, (0, 1)),
    ("min", (-2, 3), -2, (1, 0)),
    ("min", (3, 3), 3, (1, 0)),
    ("relu", (-3,), 0, (0,)),
    ("relu", (3,), 3, (1,)),
    ("tanh", (0.5,), (math.e - 1) / (math.e + 1), (4 * math.e / (math.e + 1) ** 2,)),
    ("logistic", (0,), 0.5, (0.25,)),
    ("logistic", (math.log(3),), 0.75, (0.1875,)),
    ("identity", (3,), 3, (1,)),
]


@pytest.mark.parametrize(("name", "inputs", "value", "slopes"), WORKED)
def test_a_gate_and_its_slopes_by_hand(name, inputs, value, slopes):
    gate, inputs = GATES[name], tuple(map(np.float64, inputs))
    assert gate.value(*inputs) == pytest.approx(value, rel=1e-14)
    assert gate.slopes(*inputs, gate.value(*inputs)) == pytest.approx(slopes, rel=1e-14)


@pytest.mark.parametrize(
    ("relation", "less", "equal", "greater"),
    [(">", False, False, True), (">=", False, True, True), ("<", True, False, False), ("<=", True, True, False)],
)
def test_a_choice_passes_on_what_it_takes_and_nothing_to_its_condition(relation, less, equal, greater):
    gate = GATES[f"choose {relation}"]
    for left, holds in ((1.0, less), (2.0, equal), (3.0, greater)):
        assert gate.value(left, 2.0, 10.0, 20.0) == (10 if holds else 20)
        assert gate.slopes(left, 2.0, 10.0, 20.0, None) == ((None, None, 1, 0) if holds else (None, None, 0, 1))


def test_gates_are_the_operations_and_the_activations_that_work_elementwise_and_can_learn():
    own = {"add", "subtract", "multiply", "divide", "negate", "square", "power"}
    functions = {"exp", "ln", "erf", "sqrt", "abs", "sign", "max", "min"}
    choices = {f"choose {relation}" for relation in (">", ">=", "<", "<=")}
    activations = {"identity", "logistic", "tanh", "relu", "leaky_relu", "elu", "softplus", "gelu", "silu"}
    assert set(GATES) == own | functions | choices | activations
    assert own | functions <= {name for name, *_ in WORKED}
    assert all(GATES[name].name == name for name in GATES)


def test_a_picture_shows_operations_by_their_signs_and_functions_by_their_names():
    signs = {name: gate.sign for name, gate in GATES.items() if gate.sign is not None and "choose" not in name}
    assert signs == {
        "add": ("+", "+"), "subtract": ("−", "-"), "multiply": ("×", "*"), "divide": ("/", "/"),
        "negate": ("−", "-"), "square": ("²", "^2"), "power": ("^", "^"),
    }  # fmt: skip
    assert {gate.sign for name, gate in GATES.items() if "choose" in name} == {("if", "if")}


def test_an_activation_made_of_several_gates_is_one_gate_with_both_of_its_bodies():
    made = {name: activation_gate(ACTIVATIONS[name]) for name in ("tanh", "identity", "relu", "softplus")}
    for gates in (made, GATES):
        assert [gates[name].composite for name in made] == [False, False, True, True]
        assert gates["softplus"].stable(1000.0) == 1000  # where e^1000 is too large
        assert gates["relu"].stable is None


def test_an_activation_of_ones_own_is_a_gate_under_the_name_that_it_is_given():
    own = Activation("soft_sign", lambda net: net / (1 + abs(net)), lambda net, out: out**2 / net**2)
    named, unnamed = activation_gate(own, "layer 2"), activation_gate(own)
    assert (named.name, unnamed.name) == ("layer 2", "soft_sign")
    assert (named.value(3.0), named.slopes(3.0, 0.75)) == (0.75, (0.0625,))
    assert (named.stable, named.composite, named.sign) == (None, True, None)
    assert named.words == "The slope of the activation function (soft sign), with the values of the forward pass."
