"""Activations and their slopes at a few points, by hand; stable bodies are compared with the textbook's in `test_stable`."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bptrace.functions.activation import Activation, mixed, no_slope
from bptrace.functions.activations import ACTIVATIONS
from bptrace.symbolic import Named, element

E = math.e


def of(activation: Activation, net):
    """Return output and slope of one neuron for one sample."""
    nets = np.array([[net]], dtype=float)
    out = activation.out(nets)
    return out.item(), activation.slope(nets, out).item()


@pytest.mark.parametrize(
    ("name", "net", "out", "slope"),
    [
        ("identity", -2, -2, 1),
        ("logistic", 0, 1 / 2, 1 / 4),
        ("logistic", math.log(3), 3 / 4, 3 / 16),
        ("logistic", -math.log(3), 1 / 4, 3 / 16),
        ("tanh", 0, 0, 1),
        ("tanh", math.log(3), 4 / 5, 9 / 25),  # (3 - 1/3) / (3 + 1/3)
        ("relu", 2, 2, 1),
        ("relu", 0, 0, 0),
        ("relu", -2, 0, 0),
        ("leaky_relu", 2, 2, 1),
        ("leaky_relu", 0, 0, 0.01),
        ("leaky_relu", -2, -0.02, 0.01),
        ("elu", 2, 2, 1),
        ("elu", 1000, 1000, 1),  # where the textbook's e^net overflows
        ("elu", -1, 1 / E - 1, 1 / E),
        ("softplus", 0, math.log(2), 1 / 2),
        ("softplus", math.log(3), math.log(4), 3 / 4),
        ("softplus", -math.log(3), math.log(4 / 3), 1 / 4),
        ("gelu", 0, 0, 1 / 2),
        (
            "gelu",
            1,
            0.8413447460685429,
            0.8413447460685429 + 0.24197072451914337,
        ),  # Phi(1) + phi(1): Abramowitz, Stegun, 26.1
        ("gelu", -1, -0.15865525393145707, 0.15865525393145707 - 0.24197072451914337),
        ("silu", 0, 0, 1 / 2),
        ("silu", math.log(3), math.log(3) * 3 / 4, 3 / 4 + math.log(3) * 3 / 16),
        ("silu", -math.log(3), -math.log(3) / 4, 1 / 4 - math.log(3) * 3 / 16),
    ],
)
def test_an_output_and_its_slope(name, net, out, slope):
    assert of(ACTIVATIONS[name].configured({}), net) == pytest.approx((out, slope), rel=1e-14, abs=1e-300)


@pytest.mark.parametrize(("net", "out"), [(-1e-9, 0), (0, 1), (2, 1)])
def test_a_threshold_unit_fires_from_its_threshold_on_and_has_no_slope(net, out):
    step = ACTIVATIONS["step"]
    assert step.out(np.array([[net]])).item() == out
    assert not step.differentiable
    with pytest.raises(TypeError, match=r"^this activation has no slope$"):
        step.slope(np.array([[net]]), np.array([[out]]))


def test_softmax_shares_out_and_its_jacobian_does_too():
    """Of net inputs ln 1 and ln 3 the outputs are 1/4 and 3/4, whatever is added to both."""
    softmax = ACTIVATIONS["softmax"]
    nets = np.array([[0.0, 1000.0], [math.log(3), 1000 + math.log(3)]])
    outs = softmax.out(nets)
    assert outs == pytest.approx(np.array([[0.25, 0.25], [0.75, 0.75]]), rel=1e-12)
    jacobian = softmax.slope(nets, outs)
    assert jacobian[:, :, 0] == pytest.approx(np.array([[3, -3], [-3, 3]]) / 16, rel=1e-12)
    assert softmax.pull(np.array([[4.0, 0.0], [8.0, 16.0]]), jacobian) == pytest.approx(
        np.array([[-0.75, -3], [0.75, 3]])
    )


def test_node_deltas_of_single_neurons_are_products():
    assert ACTIVATIONS["tanh"].pull(np.array([[2.0]]), np.array([[0.25]])).tolist() == [[0.5]]


def test_settings_change_what_is_computed_and_are_part_of_what_it_is():
    leaky, steep = ACTIVATIONS["leaky_relu"], ACTIVATIONS["leaky_relu"].configured({"negative_slope": 0.5})
    assert of(steep, -2) == (-1, 0.5)
    assert steep.settings == {"negative_slope": 0.5}
    assert of(leaky.configured({}), -2) == (-0.02, 0.01)
    assert steep != leaky
    assert steep == leaky.configured({"negative_slope": 0.5})
    assert hash(steep) == hash(leaky.configured({"negative_slope": 0.5}))
    assert of(ACTIVATIONS["elu"].configured({"alpha": 2.0}), -1) == pytest.approx((2 / E - 2, 2 / E))
    assert ACTIVATIONS["tanh"].configured({}) is ACTIVATIONS["tanh"]
    assert ACTIVATIONS["step"].configured({"height": 1.0}).slope is no_slope
    assert ACTIVATIONS["tanh"] != "tanh"


def test_neurons_of_a_layer_may_differ():
    tanh, relu, identity = (ACTIVATIONS[name] for name in ("tanh", "relu", "identity"))
    layer = mixed([relu, identity, relu, tanh])
    nets = np.array([[-1.0, 2.0], [-1.0, 2.0], [3.0, -3.0], [math.log(3), 0.0]])
    outs = layer.out(nets)
    assert outs == pytest.approx(np.array([[0, 2], [-1, 2], [3, 0], [0.8, 0]]))  # tanh(ln 3) is 4/5
    assert layer.slope(nets, outs) == pytest.approx(np.array([[0, 1], [1, 1], [1, 0], [0.36, 1]]))
    assert layer.range == (-math.inf, math.inf)
    assert layer.kinks == (0,)
    assert layer.elementwise
    assert layer != mixed([identity, relu, relu, tanh])
    assert mixed([tanh, tanh]) is tanh
    assert mixed([relu, ACTIVATIONS["logistic"]]).range == (0, math.inf)


def test_neurons_that_differ_do_not_overflow_either():
    layer = mixed([ACTIVATIONS["elu"].configured({}), ACTIVATIONS["logistic"]])
    assert layer.out(np.array([[1000.0], [-1000.0]])).tolist() == [[1000], [0]]


def test_a_layer_with_a_neuron_without_slope_has_none():
    layer = mixed([ACTIVATIONS["tanh"], ACTIVATIONS["step"]])
    assert not layer.differentiable
    assert layer.out(np.array([[0.0], [1.0]])).tolist() == [[0], [1]]


def test_a_layer_of_several_kinds_is_written_neuron_by_neuron():
    layer = mixed([ACTIVATIONS["logistic"], ACTIVATIONS["tanh"]])
    net = Named("net", (2, 1), lambda index: ("net", *index))
    for unit, name in enumerate(("logistic", "tanh")):
        assert element(layer.out(net), (unit, 0)) == element(ACTIVATIONS[name].out(net), (unit, 0))
