"""Mistakes of slopes, and of the node deltas that are made with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from bptrace.functions.activations import ACTIVATIONS, Activation
from bptrace.marking.mistakes import places
from bptrace.marking.mistakes.mistake import Mistake, Variant, Variants, by_activation, by_rule
from bptrace.problem import Problem
from bptrace.rules import RIGHT, Back
from bptrace.symbolic import Array

_LOGISTIC = ACTIVATIONS["logistic"]


def _by_slope(wrong: Callable[[Activation], Activation | None]) -> Variants:
    """Return a mistake of slopes, of problems that have any."""
    every = by_activation(wrong)
    return lambda problem: every(problem) if problem.goes_back else iter(())


def _slope(names: tuple[str, ...], slope: Callable[..., Array]) -> Callable[[Activation], Activation | None]:
    """Return what gives activations of some names another slope, a function of net and out."""

    def wrong(activation: Activation) -> Activation | None:
        return replace(activation, slope=slope) if activation.name in names and activation.differentiable else None

    return wrong


def _of_net(name: str) -> Callable[[Activation], Activation | None]:
    """Return the slope with the net input where the output belongs."""

    def wrong(activation: Activation) -> Activation | None:
        if activation.name != name:
            return None
        return replace(activation, slope=lambda net, out: activation.slope(net, net))

    return wrong


def _of_output(name: str) -> Callable[[Activation], Activation | None]:
    """Return the slope at the output in the place of the net input: the activation is applied a second time."""

    def wrong(activation: Activation) -> Activation | None:
        if activation.name != name:
            return None
        return replace(activation, slope=lambda net, out: activation.slope(out, activation.out(out)))

    return wrong


def _slope_elsewhere(shift: int) -> Callable[[Activation, Array, Array, Back], Array]:
    def slope(activation: Activation, net: Array, out: Array, back: Back) -> Array:
        other, units = back.number + shift, net.shape[0]
        nets, outs = back.signals.nets[other], back.signals.outs[other]
        if nets.shape[0] != units:
            repeated = np.arange(units) % nets.shape[0]
            nets, outs = nets[repeated], outs[repeated]
        return activation.slope(nets, outs)

    return slope


def without_slope(activation: Activation, dout: Array, slope: Array, back: Back) -> Array:
    """Return node deltas without the slope; a factor of 1 makes lines of their own of what is no product any more."""
    return dout * np.ones(dout.shape) if not activation.elementwise else dout


def _slope_of_one(activation: Activation, net: Array, out: Array, back: Back) -> Array:
    return np.ones(net.shape)


def _negative(activation: Activation, dout: Array, slope: Array, back: Back) -> Array:
    return -RIGHT.pull(activation, dout, slope, back)


def _own_slopes(activation: Activation, net: Array, out: Array, back: Back) -> Array:
    """Return softmax's Jacobian with zeros off its diagonal; other slopes are as they are."""
    if activation.elementwise:
        return activation.slope(net, out)
    same = np.eye(out.shape[0], dtype=bool)[:, :, None]
    own = (out * (1 - out))[:, None, :]
    return np.where(same, own, 0 * own)


def _own_slope_only(activation: Activation, dout: Array, slope: Array, back: Back) -> Array:
    out = back.signals.outs[back.number]
    return dout * (out * (1 - out))


def _elementwise_delta(out: Array, target: Array, back: Back) -> Array:
    """Return softmax's delta as if every output had a net input of its own alone: `-t (1 - out)`."""
    return -target * (1 - out)


def _both_of_softmax(problem: Problem) -> Iterator[Variant]:
    """Yield the Jacobian without what stands off its diagonal, and the delta that goes with it."""
    if problem.goes_back and any(places.is_softmax(problem, number) for number in places.all_layers(problem)):
        rules = replace(RIGHT, slope=_own_slopes)
        softmax = places.simplified_softmax(problem, problem.network.depth)
        yield Variant("", problem, replace(rules, output_delta=_elementwise_delta) if softmax else rules)


_ALONE = "softmax treated as if each output had its own net input alone"
_SOFTMAX = (
    "Every output of softmax depends on every net input, so the terms through the other outputs belong to the delta."
)
_APPLIED = (
    "The slope belongs to the net input; the output has the activation in it already, and it is not applied again."
)
_TWO_FACTORS = "The slope of the logistic function is out·(1 − out), a product of two factors."
_ONE_OR_ZERO = "The slope of ReLU is 1 where the net input is positive and 0 elsewhere."
_NOT_ONE = "∂out/∂net is the slope of the activation function; it is 1 throughout only where no function is applied."
NO_SLOPE = "A node delta has the slope ∂out/∂net as a factor; here it is missing."

SLOPES = (
    Mistake(
        "B2",
        "slope computed from net instead of out",
        "The slope of the logistic function is out·(1 − out), computed from the output; here net stands in its place.",
        _by_slope(_of_net("logistic")),
    ),
    Mistake(
        "B8",
        "slope of tanh computed from net instead of out",
        "The slope of tanh is 1 − out², computed from the output; here net stands in its place.",
        _by_slope(_of_net("tanh")),
    ),
    Mistake("B3", "slope taken at the output", _APPLIED, _by_slope(_of_output("logistic"))),
    Mistake("B3", "slope of tanh taken at the output", _APPLIED, _by_slope(_of_output("tanh"))),
    Mistake(
        "B7",
        "only 1 − out of the slope",
        _TWO_FACTORS,
        _by_slope(_slope(("logistic",), lambda net, out: 1 - out)),
    ),
    Mistake(
        "B7",
        "only out of the slope",
        _TWO_FACTORS,
        _by_slope(_slope(("logistic",), lambda net, out: out)),
    ),
    Mistake(
        "B8",
        "1 + out² as the slope of tanh",
        "The slope of tanh is 1 − out², with a minus.",
        _by_slope(_slope(("tanh",), lambda net, out: 1 + out**2)),
    ),
    Mistake(
        "B8",
        "−out² as the slope of tanh",
        "The slope of tanh is 1 − out²; here the 1 was lost.",
        _by_slope(_slope(("tanh",), lambda net, out: -(out**2))),
    ),
    Mistake(
        "B8",
        "1 − out as the slope of tanh",
        "The slope of tanh is 1 − out², with the output squared.",
        _by_slope(_slope(("tanh",), lambda net, out: 1 - out)),
    ),
    Mistake(
        "B8",
        "the logistic function's slope for tanh",
        "The slope of tanh is 1 − out²; out·(1 − out) is that of the logistic function.",
        _by_slope(_slope(("tanh",), lambda net, out: out * (1 - out))),
    ),
    Mistake(
        "B8",
        "the slope of tanh for the logistic function",
        "The slope of the logistic function is out·(1 − out); 1 − out² is that of tanh.",
        _by_slope(_slope(("logistic",), lambda net, out: 1 - out**2)),
    ),
    Mistake(
        "B9",
        "slope of the layer after",
        "The slope is that of the neuron's own activation at its own net input, not at one of the layer after it.",
        by_rule("slope", _slope_elsewhere(1), places.hidden, places.next_to(1)),
    ),
    Mistake(
        "B9",
        "slope of the layer before",
        "The slope is that of the neuron's own activation at its own net input, not at one of the layer before it.",
        by_rule("slope", _slope_elsewhere(-1), places.after_first, places.next_to(-1)),
    ),
    Mistake(
        "B10",
        "the net input as the slope of ReLU",
        _ONE_OR_ZERO,
        _by_slope(_slope(("relu",), lambda net, out: net)),
    ),
    Mistake(
        "B10",
        "the output as the slope of ReLU",
        _ONE_OR_ZERO,
        _by_slope(_slope(("relu",), lambda net, out: out)),
    ),
    Mistake(
        "B10",
        "slope of ReLU 1 where the net input is not positive",
        "Where the net input is not positive, ReLU is flat: its slope is 0 there, and nothing goes back through it.",
        _by_slope(_slope(("relu",), lambda net, out: np.ones(net.shape))),
    ),
    Mistake(
        "B1",
        "sign of the node delta",
        "The node delta is ∂E/∂out times ∂out/∂net, without a minus; with one, the weights go uphill.",
        by_rule("pull", _negative, places.output, places.multiplied),
    ),
    Mistake(
        "B4",
        "slope taken as 1 at the output",
        _NOT_ONE,
        by_rule("slope", _slope_of_one, places.output, places.has_elementwise_slope),
    ),
    Mistake(
        "H5",
        "hidden slope taken as 1",
        _NOT_ONE,
        by_rule("slope", _slope_of_one, places.hidden, places.has_elementwise_slope),
    ),
    Mistake(
        "B4",
        "slope left out at the output",
        NO_SLOPE,
        by_rule("pull", without_slope, places.output, places.slope_at_output),
    ),
    Mistake("B6", _ALONE, _SOFTMAX, _both_of_softmax),
    Mistake(
        "B6", _ALONE, _SOFTMAX, by_rule("output_delta", _elementwise_delta, places.output, places.simplified_softmax)
    ),
    Mistake("B6", _ALONE, _SOFTMAX, by_rule("pull", _own_slope_only, applies=places.multiplied_softmax)),
)
"""Mistakes of the node deltas of one layer."""
