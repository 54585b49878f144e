"""Mistakes of the forward pass: net inputs and activations.

One weight taken for another (F3) is a slip in a line (`operands`). Two forms of the catalogue have no entry: a net input
that was rounded before the activation (F7) is no mistake of method, because the marking goes by what is written; and a
calculator in degrees (A3) does not matter to e^x and tanh.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from bptrace.functions.activations import ACTIVATIONS, Activation
from bptrace.marking.mistakes import places
from bptrace.marking.mistakes.mistake import Mistake, Variant, Variants, by_activation, by_rule
from bptrace.problem import Problem
from bptrace.rules import RIGHT, Rules
from bptrace.symbolic import Array

_MOST_INPUTS = 4
"""A bias may have been multiplied by each of so many inputs of its neuron."""


def _without_bias(weights: Array, x: Array, bias: Array, threshold: bool, number: int) -> Array:
    return weights @ x


def _bias_doubled(weights: Array, x: Array, bias: Array, threshold: bool, number: int) -> Array:
    once = RIGHT.net(weights, x, bias, threshold, number)
    return once - bias[:, None] if threshold else once + bias[:, None]


def _bias_subtracted(weights: Array, x: Array, bias: Array, threshold: bool, number: int) -> Array:
    return RIGHT.net(weights, x, bias, not threshold, number)


def _transposed(weights: Array, x: Array, bias: Array | None, threshold: bool, number: int) -> Array:
    return RIGHT.net(weights.T, x, bias, threshold, number)


def _times_input(applies: places.Condition) -> Variants:
    """Return the bias or threshold multiplied by one of the neuron's own inputs, for each of the first few."""

    def variants(problem: Problem) -> Iterator[Variant]:
        layers = [number for number in places.all_layers(problem) if applies(problem, number)]
        for where, chosen in places.scopes(problem, layers):
            fewest = min(len(problem.network.units(number - 1)) for number in chosen)
            for source in range(min(fewest, _MOST_INPUTS)):
                yield Variant(where, problem, _multiplied(source, chosen))

    return variants


def _multiplied(source: int, layers: frozenset[int]) -> Rules:
    def net(weights: Array, x: Array, bias: Array | None, threshold: bool, number: int) -> Array:
        if number not in layers or bias is None:
            return RIGHT.net(weights, x, bias, threshold, number)
        product = bias[:, None] * x[source : source + 1]
        return weights @ x - product if threshold else weights @ x + product

    return replace(RIGHT, net=net)


def _instead(name: str, out: Callable[[Activation, Array], Array]) -> Callable[[Activation], Activation | None]:
    """Return what changes the outputs of activations of one name, or of all for an empty one."""

    def wrong(activation: Activation) -> Activation | None:
        if name not in ("", activation.name):
            return None
        return replace(activation, textbook=lambda net: out(activation, net), stable=None)

    return wrong


def _taken_for(name: str, other: str) -> Callable[[Activation], Activation | None]:
    """Return what puts another activation, outputs and slopes, in the place of those of one name."""
    wrong = ACTIVATIONS[other]

    def changed(activation: Activation) -> Activation | None:
        if activation.name != name:
            return None
        return replace(activation, textbook=wrong.textbook, stable=wrong.stable, slope=wrong.slope)

    return changed


def _not_identity(activation: Activation) -> Activation | None:
    return None if activation.name == "identity" else replace(activation, textbook=lambda net: net, stable=None)


def _applied_twice(activation: Activation) -> Activation | None:
    if activation.name in ("identity", "relu", "step"):  # twice is once
        return None
    return replace(activation, textbook=lambda net: activation.out(activation.out(net)), stable=None)


def _over_the_others(net: Array) -> Array:
    powers, count = np.exp(net), net.shape[0]
    others = np.array([[other for other in range(count) if other != own] for own in range(count)])
    return powers / powers[others].sum(axis=1)


_LOGISTIC = ACTIVATIONS["logistic"]

_OF_BIAS = "The net input is the weighted sum plus the bias; without the bias it is shifted by a constant."
_OF_THRESHOLD = (
    "The net input is the weighted sum minus the threshold; without it the net input is shifted by a constant."
)
_IS_LOGISTIC = "The activation here is the logistic function, whose outputs lie between 0 and 1, and not tanh."
_IS_TANH = "The activation here is tanh, whose outputs lie between −1 and 1, and not the logistic function."

FORWARD = (
    Mistake("F1", "bias left out", _OF_BIAS, by_rule("net", _without_bias, applies=places.has_bias)),
    Mistake("F1", "threshold left out", _OF_THRESHOLD, by_rule("net", _without_bias, applies=places.has_threshold)),
    Mistake(
        "F2",
        "bias added twice",
        "The bias is added once; here it was counted two times.",
        by_rule("net", _bias_doubled, applies=places.has_bias),
    ),
    Mistake(
        "F2",
        "threshold subtracted twice",
        "The threshold is subtracted once; here it was counted two times.",
        by_rule("net", _bias_doubled, applies=places.has_threshold),
    ),
    Mistake(
        "F2",
        "bias multiplied by an input",
        "The bias belongs to no input: it is added as it is, as if its input were always 1.",
        _times_input(places.has_bias),
    ),
    Mistake(
        "F2",
        "threshold multiplied by an input",
        "The threshold belongs to no input: it is subtracted as it is.",
        _times_input(places.has_threshold),
    ),
    Mistake(
        "F2",
        "sign of the bias",
        "A bias is added to the weighted sum; only a threshold would be subtracted.",
        by_rule("net", _bias_subtracted, applies=places.has_bias),
    ),
    Mistake(
        "F2",
        "sign of the threshold",
        "A threshold is subtracted from the weighted sum; only a bias would be added.",
        by_rule("net", _bias_subtracted, applies=places.has_threshold),
    ),
    Mistake(
        "F3",
        "weights transposed",
        "The weights into a neuron are one row of the matrix; here a column was taken, the weights out of one neuron or "
        "input.",
        by_rule("net", _transposed, applies=places.is_square),
    ),
    Mistake(
        "F4",
        "e^(+net) instead of e^(−net)",
        "The logistic function is 1 / (1 + e^(−net)); without the minus it gives 1 minus the right output.",
        by_activation(_instead("logistic", lambda activation, net: 1 / (1 + np.exp(net)))),
    ),
    Mistake(
        "F4",
        "tanh upside down",
        "tanh is (e^net − e^(−net)) / (e^net + e^(−net)); here numerator and denominator are swapped.",
        by_activation(_instead("tanh", lambda activation, net: 1 / np.tanh(net))),
    ),
    Mistake(
        "F4",
        "half the exponent in tanh",
        "tanh is (e^(2·net) − 1) / (e^(2·net) + 1); without the 2 that is tanh of half the net input.",
        by_activation(_instead("tanh", lambda activation, net: np.tanh(net / 2))),
    ),
    Mistake(
        "F5",
        "tanh instead of the logistic function",
        _IS_LOGISTIC,
        by_activation(_instead("logistic", lambda activation, net: np.tanh(net))),
    ),
    Mistake(
        "F5",
        "logistic function instead of tanh",
        _IS_TANH,
        by_activation(_instead("tanh", lambda activation, net: _LOGISTIC.out(net))),
    ),
    Mistake(
        "F5",
        "tanh and its slope instead of the logistic function",
        _IS_LOGISTIC,
        by_activation(_taken_for("logistic", "tanh")),
    ),
    Mistake(
        "F5",
        "logistic function and its slope instead of tanh",
        _IS_TANH,
        by_activation(_taken_for("tanh", "logistic")),
    ),
    Mistake(
        "F6",
        "activation not applied",
        "The output is the activation function of the net input; here the net input itself was taken.",
        by_activation(_not_identity),
    ),
    Mistake(
        "F6",
        "activation applied twice",
        "The activation function is applied once, to the net input; here it was applied to its own result again.",
        by_activation(_applied_twice),
    ),
    Mistake(
        "F8",
        "softmax not normalised",
        "Softmax divides each e^net by the sum of all of them, so that the outputs sum to 1.",
        by_activation(_instead("softmax", lambda activation, net: np.exp(net))),
    ),
    Mistake(
        "F8",
        "softmax normalised over the other outputs",
        "The sum that softmax divides by has the e^net of every output in it, the neuron's own too.",
        by_activation(_instead("softmax", lambda activation, net: _over_the_others(net))),
    ),
    Mistake(
        "F8",
        "logistic function instead of softmax",
        "Softmax divides by a sum over all outputs; here each output was computed by itself.",
        by_activation(_instead("softmax", lambda activation, net: _LOGISTIC.out(net))),
    ),
)
"""Mistakes of net inputs and outputs."""
