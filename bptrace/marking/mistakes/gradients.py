"""Mistakes of gradients."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from bptrace.marking.mistakes import places
from bptrace.marking.mistakes.mistake import Mistake, Variant, Variants, by_rule
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
        if any(block.homes is not None and block.trained for block in problem.network.blocks):
            yield Variant("", problem, replace(RIGHT, collect=_one_of(place)))

    return variants


GRADIENTS = (
    Mistake(
        "G1",
        "node delta times the weight",
        "The gradient of a weight is the node delta times the output that the weight multiplies, not times the weight.",
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
        "The gradient of a weight is the node delta times the output that the weight multiplies; for a bias it is the "
        "delta alone.",
        by_rule("gradient", _delta_alone),
    ),
    Mistake(
        "G4",
        "gradients transposed",
        "The gradient of a weight takes the delta of the neuron it leads to and the output of the one it comes from.",
        by_rule("gradient", _outer_transposed, places.all_layers, places.is_square),
    ),
    Mistake(
        "G5",
        "gradient of the bias taken as 0",
        "The bias is learned too: its gradient is the node delta, whatever the bias itself is.",
        by_rule("bias_gradient", _zero, places.all_layers, places.has_trained_bias),
    ),
    Mistake(
        "G5",
        "gradient of the bias multiplied by the bias",
        "The gradient of a bias is the node delta, as if its input were 1.",
        by_rule("bias_gradient", _times_bias, places.all_layers, places.has_trained_bias),
    ),
    Mistake(
        "G6",
        "shared parameter with one gradient instead of the sum",
        "A parameter that is used in several places gets the sum of the gradients of all of them.",
        _one_position(0),
    ),
    Mistake(
        "G6",
        "shared parameter with one gradient instead of the sum",
        "A parameter that is used in several places gets the sum of the gradients of all of them.",
        _one_position(-1),
    ),
)
"""Mistakes of gradients."""
