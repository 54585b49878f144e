"""Compiled floats and arrays agree in their last digits far from 0 too, where the textbook's form loses them."""

from __future__ import annotations

import mpmath
import pytest
from mpmath import mp, mpf

from bptrace import spec, training
from bptrace.flat import Laid
from bptrace.trace import Trace

SPEC = """\
inputs: [1]
targets: [{target}]
learning_rate: 1e-9
loss: {loss}
epochs: {epochs}
layers:
  - {{activation: {activation}, weights: [[{net}]], train_weights: false}}
"""

EXACT = {
    "gelu": lambda net: net * mpmath.erfc(-net / mpmath.sqrt(2)) / 2,
    "softplus": lambda net: mpmath.log1p(mpmath.exp(net)),
    "elu": mpmath.expm1,
    "silu": lambda net: net / (1 + mpmath.exp(-net)),
    "logistic": lambda net: 1 / (1 + mpmath.exp(-net)),
    "tanh": mpmath.tanh,
}
"""The outputs for nets below 0, in forms that lose no digits."""

LONG = 1000
"""So many epochs of a small network are gone through by a compiled function."""


def run(activation: str, net: float, epochs: int, loss: str = "squared_error", target: float = 0.5) -> Trace:
    text = SPEC.format(activation=activation, net=net, epochs=epochs, loss=loss, target=target)
    return training.run(spec.loads(text), keep=range(1, epochs + 1))


@pytest.mark.parametrize("net", [-0.001, -1e-9, -2.0, -6.5, -8.0, -12.0, -20.0, -30.0])
@pytest.mark.parametrize("activation", EXACT)
@pytest.mark.parametrize("epochs", [1, LONG])
def test_an_output_has_ten_right_digits_however_it_is_computed(activation: str, net: float, epochs: int) -> None:
    with mp.workdps(60):
        exact = EXACT[activation](mpf(net))
    trace = run(activation, net, epochs)

    assert isinstance(trace.rounds[0].values, Laid) == (epochs == LONG)
    assert abs(trace.value("out_o1") / float(exact) - 1) < 3e-13
    assert trace.value("out_o1+") == trace.value("out_o1")


@pytest.mark.parametrize("net", [-6.5, -8.0, -12.0, -20.0])
def test_the_slope_of_gelu_has_ten_right_digits_however_it_is_computed(net: float) -> None:
    with mp.workdps(60):
        x = mpf(net)
        exact = mpmath.erfc(-x / mpmath.sqrt(2)) / 2 + x * mpmath.exp(-x * x / 2) / mpmath.sqrt(2 * mp.pi)
    for epochs in (1, LONG):
        assert abs(run("gelu", net, epochs).value("dout_o1/dnet_o1") / float(exact) - 1) < 1e-12


@pytest.mark.parametrize("net", [-30.0, -36.0, -40.0, -80.0])
def test_the_error_of_an_output_near_0_is_not_lost(net: float) -> None:
    # -ln(1 - out) is out, up to half its square; 1 - out would be 1.
    for epochs in (1, LONG):
        trace = run("logistic", net, epochs, "binary_cross_entropy", target=0)
        assert abs(trace.value("E_o1") / trace.value("out_o1") - 1) < 1e-12


def test_a_function_of_ones_own_is_computed_as_it_is_written() -> None:
    own = "{out: ln(1 + exp(x)), slope: 1 / (1 + exp(-x))}"
    for epochs in (1, LONG):
        assert run(own, -40.0, epochs).value("out_o1") == 0.0  # for 1 + e^-40 is 1
