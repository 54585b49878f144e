"""Mistakes of the way back: slopes, node deltas, and what hidden neurons receive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from bptrace.functions.activations import ACTIVATIONS, Activation
from bptrace.marking.mistakes.mistake import (
    AFTER_FIRST,
    HIDDEN,
    OUTPUT,
    Mistake,
    Variant,
    by_activation,
    by_problem,
    by_rule,
)
from bptrace.problem import Problem
from bptrace.rules import RIGHT, Back
from bptrace.symbolic import Array

_LOGISTIC = ACTIVATIONS["logistic"]


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


def _of_output(activation: Activation) -> Activation | None:
    """Return the slope at the output in the place of the net input: the activation is applied a second time."""
    if activation.name not in ("logistic", "tanh"):
        return None
    return replace(activation, slope=lambda net, out: activation.slope(out, activation.out(out)))


def _slope_elsewhere(shift: int) -> Callable[[Activation, Array, Array, Back], Array]:
    def slope(activation: Activation, net: Array, out: Array, back: Back) -> Array:
        other, units = back.number + shift, net.shape[0]
        nets, outs = back.signals.nets[other], back.signals.outs[other]
        if nets.shape[0] != units:
            repeated = np.arange(units) % nets.shape[0]
            nets, outs = nets[repeated], outs[repeated]
        return activation.slope(nets, outs)

    return slope


def _alike(shift: int) -> Callable[[Problem, int], bool]:
    """Whether a layer has a slope, which can be taken at the net inputs and outputs of a layer next to it."""

    def applies(problem: Problem, number: int) -> bool:
        other = number + shift
        if not 1 <= other <= problem.network.depth:
            return False
        activation = problem.network.layers[number - 1].activation
        return activation.elementwise and activation.name != "identity"

    return applies


def _without_slope(activation: Activation, dout: Array, slope: Array, back: Back) -> Array:
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


def _is_softmax(problem: Problem, number: int) -> bool:
    return not problem.network.layers[number - 1].activation.elementwise


def _elementwise_delta(out: Array, target: Array, back: Back) -> Array:
    """Return softmax's delta as if every output had a net input of its own alone: `-t (1 - out)`."""
    return -target * (1 - out)


def _simplified_softmax(problem: Problem, number: int) -> bool:
    return problem.simplified and _is_softmax(problem, number)


def _has_slope(problem: Problem, number: int) -> bool:
    return problem.network.layers[number - 1].activation.name != "identity"


def _not_simplified(problem: Problem, number: int) -> bool:
    return not problem.simplified


def _elementwise_slope(problem: Problem, number: int) -> bool:
    return _has_slope(problem, number) and not _is_softmax(problem, number)


def _output_has_slope(problem: Problem, number: int) -> bool:
    return not problem.simplified and _has_slope(problem, number)


def _through(place: int) -> Callable[[Array, Array, Back], Array]:
    """Return a step back through one neuron of the layer only, counted from either end."""

    def backward(weights: Array, delta: Array, back: Back) -> Array:
        chosen = np.arange(weights.shape[0])[place : place + 1 or None]
        return weights[chosen].T @ delta[chosen]

    return backward


def _through_own(weights: Array, delta: Array, back: Back) -> Array:
    """Return a step back from every neuron through the one of the same number only."""
    sources = np.arange(weights.shape[1])
    own = sources % weights.shape[0]
    return weights[own, sources][:, None] * delta[own]


def _branches(problem: Problem, number: int) -> bool:
    return len(problem.network.units(number)) > 1 and len(problem.network.units(number - 1)) > 0


def _branches_back(problem: Problem, number: int) -> bool:
    return _branches(problem, number) and len(problem.network.units(number - 1)) > 1


def _is_square(problem: Problem, number: int) -> bool:
    return len(problem.network.units(number)) == len(problem.network.units(number - 1)) > 1


def _transposed(weights: Array, delta: Array, back: Back) -> Array:
    return weights @ delta


def _errors(weights: Array, delta: Array, back: Back) -> Array:
    return weights.T @ back.douts[back.number]


def _has_errors(problem: Problem, number: int) -> bool:
    return number < problem.network.depth or _output_has_slope(problem, number)


def _without_weights(weights: Array, delta: Array, back: Back) -> Array:
    return np.ones(weights.shape).T @ delta


def _in_proportion(weights: Array, delta: Array, back: Back) -> Array:
    return (weights / weights.sum(axis=1)[:, None]).T @ delta


def _errors_in_proportion(weights: Array, delta: Array, back: Back) -> Array:
    return _in_proportion(weights, back.douts[back.number], back)


def _through_updated(weights: Array, delta: Array, back: Back) -> Array:
    return back.updated_weights.T @ delta


def _updates_apart(problem: Problem, number: int) -> bool:
    """Whether the old weights of a layer are asked for after new ones are known."""
    return problem.optimizer is not None and not problem.layer_by_layer


def _at_once(problem: Problem) -> Problem | None:
    return replace(problem, layer_by_layer=False) if problem.layer_by_layer else None


def _between(problem: Problem) -> range:
    return range(2, problem.network.depth)


def _both_of_softmax(problem: Problem) -> Iterator[Variant]:
    """Yield the Jacobian without what stands off its diagonal, and the delta that goes with it."""
    if _is_softmax(problem, problem.network.depth):
        rules = replace(RIGHT, slope=_own_slopes)
        yield Variant("", problem, replace(rules, output_delta=_elementwise_delta) if problem.simplified else rules)


_SOFTMAX = (
    "Every output of softmax depends on every net input: the terms through the other outputs belong to the delta."
)
_NOT_OF_NET = "The slope of this activation is written with its output: with out where net was taken."

BACKWARD = (
    Mistake("B2", "slope computed from net instead of out", _NOT_OF_NET, by_activation(_of_net("logistic"))),
    Mistake("B8", "slope of tanh computed from net instead of out", _NOT_OF_NET, by_activation(_of_net("tanh"))),
    Mistake(
        "B3",
        "slope taken at the output",
        "The slope belongs to the net input; the output has the activation in it already, so it is not applied again.",
        by_activation(_of_output),
    ),
    Mistake(
        "B7",
        "only 1 − out of the slope",
        "The slope of the logistic function is out·(1 − out), a product of two factors.",
        by_activation(_slope(("logistic",), lambda net, out: 1 - out)),
    ),
    Mistake(
        "B7",
        "only out of the slope",
        "The slope of the logistic function is out·(1 − out), a product of two factors.",
        by_activation(_slope(("logistic",), lambda net, out: out)),
    ),
    Mistake(
        "B8",
        "1 + out² as the slope of tanh",
        "The slope of tanh is 1 − out².",
        by_activation(_slope(("tanh",), lambda net, out: 1 + out**2)),
    ),
    Mistake(
        "B8",
        "−out² as the slope of tanh",
        "The slope of tanh is 1 − out²; the 1 was lost.",
        by_activation(_slope(("tanh",), lambda net, out: -(out**2))),
    ),
    Mistake(
        "B8",
        "1 − out as the slope of tanh",
        "The slope of tanh is 1 − out², with the output squared.",
        by_activation(_slope(("tanh",), lambda net, out: 1 - out)),
    ),
    Mistake(
        "B8",
        "the logistic function's slope for tanh",
        "out·(1 − out) is the slope of the logistic function; that of tanh is 1 − out².",
        by_activation(_slope(("tanh",), lambda net, out: out * (1 - out))),
    ),
    Mistake(
        "B8",
        "the slope of tanh for the logistic function",
        "1 − out² is the slope of tanh; that of the logistic function is out·(1 − out).",
        by_activation(_slope(("logistic",), lambda net, out: 1 - out**2)),
    ),
    Mistake(
        "B9",
        "slope of the layer after",
        "The slope belongs to the neuron's own net input, not to one of the layer after it.",
        by_rule("slope", _slope_elsewhere(1), HIDDEN, _alike(1)),
    ),
    Mistake(
        "B9",
        "slope of the layer before",
        "The slope belongs to the neuron's own net input, not to one of the layer before it.",
        by_rule("slope", _slope_elsewhere(-1), AFTER_FIRST, _alike(-1)),
    ),
    Mistake(
        "B10",
        "the net input as the slope of ReLU",
        "The slope of ReLU is 1 where the net input is positive and 0 elsewhere.",
        by_activation(_slope(("relu",), lambda net, out: net)),
    ),
    Mistake(
        "B10",
        "the output as the slope of ReLU",
        "The slope of ReLU is 1 where the net input is positive and 0 elsewhere.",
        by_activation(_slope(("relu",), lambda net, out: out)),
    ),
    Mistake(
        "B10",
        "slope of ReLU 1 where the net input is not positive",
        "Where the net input is not positive ReLU is flat: its slope there is 0, and nothing goes back through it.",
        by_activation(_slope(("relu",), lambda net, out: np.ones(net.shape))),
    ),
    Mistake(
        "B1",
        "sign of the node delta",
        "The node delta is ∂E/∂out times ∂out/∂net, without a minus; with one, the weights go uphill.",
        by_rule("pull", _negative, OUTPUT, _not_simplified),
    ),
    Mistake(
        "B4",
        "slope taken as 1 at the output",
        "The slope of this activation is not 1: it is computed from the output.",
        by_rule("slope", _slope_of_one, OUTPUT, _elementwise_slope),
    ),
    Mistake(
        "H5",
        "slope taken as 1 in the hidden layer",
        "The slope of this activation is not 1: it is computed from the output.",
        by_rule("slope", _slope_of_one, HIDDEN, _elementwise_slope),
    ),
    Mistake(
        "B4",
        "slope left out at the output",
        "The node delta is ∂E/∂out times ∂out/∂net; here the second factor is missing.",
        by_rule("pull", _without_slope, OUTPUT, _output_has_slope),
    ),
    Mistake(
        "B6",
        "softmax treated as if each output had its own net input alone",
        _SOFTMAX,
        _both_of_softmax,
    ),
    Mistake(
        "B6",
        "softmax treated as if each output had its own net input alone",
        _SOFTMAX,
        by_rule("output_delta", _elementwise_delta, OUTPUT, _simplified_softmax),
    ),
    Mistake(
        "B6",
        "softmax treated as if each output had its own net input alone",
        _SOFTMAX,
        by_rule(
            "pull",
            _own_slope_only,
            OUTPUT,
            lambda problem, number: not problem.simplified and _is_softmax(problem, number),
        ),
    ),
    Mistake(
        "U4",
        "errors through weights already updated, below the output layer",
        "All gradients of a round are taken where the network stands: errors go back through the old weights of every "
        "layer.",
        by_rule("backward", _through_updated, _between, _updates_apart),
    ),
    Mistake(
        "H1",
        "hidden errors through weights already updated",
        "All gradients of a round are taken where the network stands: hidden neurons get their errors through the old "
        "weights, and all weights are updated afterwards.",
        by_rule("backward", _through_updated, AFTER_FIRST, _updates_apart),
    ),
    Mistake(
        "U4",
        "hidden errors through the old weights",
        "In this task each layer is updated before the errors go further back, as its head says.",
        by_problem(_at_once),
    ),
    Mistake(
        "H2",
        "only the first neuron's part of the error",
        "A hidden neuron's error is a sum over all neurons that it feeds.",
        by_rule("backward", _through(0), AFTER_FIRST, _branches),
    ),
    Mistake(
        "H2",
        "only the last neuron's part of the error",
        "A hidden neuron's error is a sum over all neurons that it feeds.",
        by_rule("backward", _through(-1), AFTER_FIRST, _branches),
    ),
    Mistake(
        "H2",
        "only the part through the neuron of the same number",
        "A hidden neuron's error is a sum over all neurons that it feeds.",
        by_rule("backward", _through_own, AFTER_FIRST, _branches_back),
    ),
    Mistake(
        "H3",
        "weights transposed on the way back",
        "An error goes back through the weights that lead out of the hidden neuron, the same that brought its output "
        "forward.",
        by_rule("backward", _transposed, AFTER_FIRST, _is_square),
    ),
    Mistake(
        "H4",
        "errors sent back instead of node deltas",
        "What goes back through a weight is the node delta, ∂E/∂net, which has the slope in it.",
        by_rule("backward", _errors, AFTER_FIRST, _has_errors),
    ),
    Mistake(
        "H5",
        "slope left out in the hidden layer",
        "A hidden node delta is ∂E/∂out times the neuron's own slope; here the second factor is missing.",
        by_rule("pull", _without_slope, HIDDEN, _has_slope),
    ),
    Mistake(
        "H6",
        "weights left out on the way back",
        "Each node delta goes back multiplied by the weight of its connection.",
        by_rule("backward", _without_weights, AFTER_FIRST),
    ),
    Mistake(
        "H7",
        "error shared out in proportion to the weights",
        "The gradient multiplies by the weight itself; shares of a whole are a rule of thumb, not the derivative.",
        by_rule("backward", _in_proportion, AFTER_FIRST),
    ),
    Mistake(
        "H7",
        "errors shared out in proportion to the weights",
        "The gradient sends node deltas back through the weights themselves; shares of a whole are a rule of thumb.",
        by_rule("backward", _errors_in_proportion, AFTER_FIRST, _has_errors),
    ),
)
"""Mistakes of what goes back through the layers."""
