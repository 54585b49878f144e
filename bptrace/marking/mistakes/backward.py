"""Mistakes of what hidden neurons receive from the layer after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bptrace.marking.mistakes import places
from bptrace.marking.mistakes.mistake import Mistake, by_problem, by_rule
from bptrace.marking.mistakes.slopes import without_slope
from bptrace.problem import Problem
from bptrace.rules import Back
from bptrace.symbolic import Array


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


def _transposed(weights: Array, delta: Array, back: Back) -> Array:
    return weights @ delta


def _errors(weights: Array, delta: Array, back: Back) -> Array:
    return weights.T @ back.douts[back.number]


def _without_weights(weights: Array, delta: Array, back: Back) -> Array:
    return np.ones(weights.shape).T @ delta


def _in_proportion(weights: Array, delta: Array, back: Back) -> Array:
    return (weights / weights.sum(axis=1)[:, None]).T @ delta


def _errors_in_proportion(weights: Array, delta: Array, back: Back) -> Array:
    return _in_proportion(weights, back.douts[back.number], back)


def _through_updated(weights: Array, delta: Array, back: Back) -> Array:
    return back.updated_weights.T @ delta


def _at_once(problem: Problem) -> Problem | None:
    return replace(problem, layer_by_layer=False) if problem.layer_by_layer else None


BACKWARD = (
    Mistake(
        "U4",
        "errors through weights already updated, below the output layer",
        "All gradients of a round are taken where the network stands: errors go back through the old weights of every "
        "layer.",
        by_rule("backward", _through_updated, places.between, places.updates_apart),
    ),
    Mistake(
        "H1",
        "hidden errors through weights already updated",
        "All gradients of a round are taken where the network stands: hidden neurons get their errors through the old "
        "weights, and all weights are updated afterwards.",
        by_rule("backward", _through_updated, places.after_first, places.updates_apart),
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
        by_rule("backward", _through(0), places.after_first, places.feeds_several),
    ),
    Mistake(
        "H2",
        "only the last neuron's part of the error",
        "A hidden neuron's error is a sum over all neurons that it feeds.",
        by_rule("backward", _through(-1), places.after_first, places.feeds_several),
    ),
    Mistake(
        "H2",
        "only the part through the neuron of the same number",
        "A hidden neuron's error is a sum over all neurons that it feeds.",
        by_rule("backward", _through_own, places.after_first, places.joins_several),
    ),
    Mistake(
        "H3",
        "weights transposed on the way back",
        "An error goes back through the weights that lead out of the hidden neuron, the same that brought its output "
        "forward.",
        by_rule("backward", _transposed, places.after_first, places.is_square),
    ),
    Mistake(
        "H4",
        "errors sent back instead of node deltas",
        "What goes back through a weight is the node delta, ∂E/∂net, which has the slope in it.",
        by_rule("backward", _errors, places.after_first, places.sends_errors),
    ),
    Mistake(
        "H5",
        "slope left out in the hidden layer",
        "A hidden node delta is ∂E/∂out times the neuron's own slope; here the second factor is missing.",
        by_rule("pull", without_slope, places.hidden, places.has_slope),
    ),
    Mistake(
        "H6",
        "weights left out on the way back",
        "Each node delta goes back multiplied by the weight of its connection.",
        by_rule("backward", _without_weights, places.after_first),
    ),
    Mistake(
        "H7",
        "error shared out in proportion to the weights",
        "The gradient multiplies by the weight itself; shares of a whole are a rule of thumb, not the derivative.",
        by_rule("backward", _in_proportion, places.after_first),
    ),
    Mistake(
        "H7",
        "errors shared out in proportion to the weights",
        "The gradient sends node deltas back through the weights themselves; shares of a whole are a rule of thumb.",
        by_rule("backward", _errors_in_proportion, places.after_first, places.sends_errors),
    ),
)
"""Mistakes of what goes back through the layers."""
