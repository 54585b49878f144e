"""Mistakes of gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from bptrace.marking.mistakes import places
from bptrace.marking.mistakes.mistake import Mistake, Variant, Variants, by_problem, by_rule
from bptrace.network import Network
from bptrace.problem import Problem
from bptrace.rules import RIGHT, Back
from bptrace.symbolic import Array


def _times_weight(delta: Array, x: Array, back: Back) -> Array:
    return delta.sum(axis=1)[:, None] * back.weights


def _times_net(delta: Array, x: Array, back: Back) -> Array:
    return delta @ back.signals.nets[back.number - 1].T


def _delta_alone(delta: Array, x: Array, back: Back) -> Array:
    return delta @ np.ones(x.shape).T


def _outer_transposed(delta: Array, x: Array, back: Back) -> Array:
    return x @ delta.T


def _zero(delta: Array, back: Back) -> Array:
    return 0 * delta.sum(axis=1)


def _times_bias(delta: Array, back: Back) -> Array:
    bias = back.problem.network.layers[back.number - 1].bias
    assert bias is not None
    return delta.sum(axis=1) * bias.take(back.blocks)


def _turned(delta: Array, back: Back) -> Array:
    return -RIGHT.bias_gradient(delta, back)


def _one_of(place: int) -> Callable[[list[Array], list[Array | None]], Array]:
    """Return the gradient of shared parameters as that of one of their positions, the first or the last."""

    def collect(positions: list[Array], indices: list[Array | None]) -> Array:
        gathered = [index for index in indices if index is not None]
        if not gathered:
            return positions[0]
        parameters = np.concatenate([index.ravel() for index in gathered])
        chosen = [np.flatnonzero(parameters == number)[place] for number in range(int(parameters.max()) + 1)]
        return np.concatenate([gradient.reshape(-1) for gradient in positions])[np.array(chosen)]

    return collect


def _one_position(place: int) -> Variants:
    def variants(problem: Problem) -> Iterator[Variant]:
        if problem.goes_back and any(block.homes is not None and block.trained for block in problem.network.blocks):
            yield Variant("", problem, replace(RIGHT, collect=_one_of(place)))

    return variants


def _fixed_learned(problem: Problem) -> Problem | None:
    """Return the problem with fixed biases learned too, where there are any."""
    network = problem.network
    fixed = [_is_fixed_bias(network, number) for number in range(len(network.blocks))]
    if problem.optimizer is None or not any(fixed):
        return None
    blocks = tuple(
        replace(block, trained=block.trained or bias) for block, bias in zip(network.blocks, fixed, strict=True)
    )
    return replace(problem, network=replace(network, blocks=blocks))


def _is_fixed_bias(network: Network, block: int) -> bool:
    return not network.blocks[block].trained and all(bias for _, bias, _ in network.places(block))


_OF_BIAS = "A bias is like a weight whose input is always 1: its gradient comes from the node delta alone"
_OF_THRESHOLD = (
    "A threshold is subtracted, so its gradient is minus the node delta, and the threshold itself is not in it."
)
_ALL_PLACES = "A parameter that is used in several places gets the sum of the gradients of all of them."

GRADIENTS = (
    Mistake(
        "G1",
        "node delta times the weight",
        "The gradient of a weight is the node delta times the output that the weight multiplies, not times the weight "
        "itself.",
        by_rule("gradient", _times_weight),
    ),
    Mistake(
        "G2",
        "node delta times the incoming net input",
        "A weight multiplies the output of the neuron that it comes from, not its net input.",
        by_rule("gradient", _times_net, places.after_first),
    ),
    Mistake(
        "G3",
        "incoming output left out of the gradient",
        "The gradient of a weight is the node delta times the output that the weight multiplies; only for a bias is it "
        "the delta alone.",
        by_rule("gradient", _delta_alone),
    ),
    Mistake(
        "G4",
        "gradients transposed",
        "The gradient of a weight takes the delta of the neuron it leads to and the output of the one it comes from.",
        by_rule("gradient", _outer_transposed, applies=places.is_square),
    ),
    Mistake(
        "G5",
        "gradient of the bias taken as 0",
        f"{_OF_BIAS}, even where the bias itself is 0.",
        by_rule("bias_gradient", _zero, applies=places.learns_bias),
    ),
    Mistake(
        "G5",
        "gradient of the bias multiplied by the bias",
        f"{_OF_BIAS}, and the bias itself is not in it.",
        by_rule("bias_gradient", _times_bias, applies=places.learns_bias),
    ),
    Mistake(
        "G5",
        "gradient of the threshold taken as 0",
        _OF_THRESHOLD,
        by_rule("bias_gradient", _zero, applies=places.learns_threshold),
    ),
    Mistake(
        "G5",
        "gradient of the threshold multiplied by the threshold",
        _OF_THRESHOLD,
        by_rule("bias_gradient", _times_bias, applies=places.learns_threshold),
    ),
    Mistake(
        "G5",
        "sign of the threshold's gradient",
        _OF_THRESHOLD,
        by_rule("bias_gradient", _turned, applies=places.learns_threshold),
    ),
    Mistake(
        "G5",
        "fixed bias learned too",
        "A bias that is fixed in this task keeps its start value: no update changes it.",
        by_problem(_fixed_learned),
    ),
    Mistake("G6", "shared parameter with one gradient instead of the sum", _ALL_PLACES, _one_position(0)),
    Mistake("G6", "shared parameter with one gradient instead of the sum", _ALL_PLACES, _one_position(-1)),
)
"""Mistakes of gradients."""
