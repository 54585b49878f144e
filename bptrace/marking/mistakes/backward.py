"""Mistakes of what hidden neurons receive from the layer after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bptrace.marking.mistakes import places
from bptrace.marking.mistakes.mistake import Mistake, by_problem, by_rule
from bptrace.marking.mistakes.slopes import NO_SLOPE, without_slope
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


_AT_ONCE = "All gradients of a round are taken where the network stands: "
_SUM = "What comes back to a neuron is a sum over all neurons that it feeds; here only one of them was counted."
_NOT_SHARES = (
    "Each node delta goes back times the weight itself; shares of a whole are a rule of thumb, not the derivative."
)

BACKWARD = (
    Mistake(
        "U4",
        "errors through weights already updated, below the output layer",
        f"{_AT_ONCE}errors go back through the old weights of every layer.",
        by_rule("backward", _through_updated, places.passing_back_below, places.updates_apart),
    ),
    Mistake(
        "H1",
        "hidden errors through weights already updated",
        f"{_AT_ONCE}errors go back through the old weights, and all weights are updated afterwards.",
        by_rule("backward", _through_updated, places.passing_back, places.updates_apart),
    ),
    Mistake(
        "U4",
        "hidden errors through the old weights",
        "In this task the weights of a layer are updated before errors go back through them.",
        by_problem(_at_once),
    ),
    Mistake(
        "H2",
        "only the first neuron's part of the error",
        _SUM,
        by_rule("backward", _through(0), places.passing_back, places.feeds_several),
    ),
    Mistake(
        "H2",
        "only the last neuron's part of the error",
        _SUM,
        by_rule("backward", _through(-1), places.passing_back, places.feeds_several),
    ),
    Mistake(
        "H2",
        "only the part through the neuron of the same number",
        _SUM,
        by_rule("backward", _through_own, places.passing_back, places.joins_several),
    ),
    Mistake(
        "H3",
        "weights transposed on the way back",
        "An error goes back through the weights that lead out of a neuron, the same that brought its output forward.",
        by_rule("backward", _transposed, places.passing_back, places.is_square),
    ),
    Mistake(
        "H4",
        "errors sent back instead of node deltas",
        "What goes back through a weight is the node delta, which has the slope in it; here the slope is missing.",
        by_rule("backward", _errors, places.passing_back, places.sends_errors),
    ),
    Mistake(
        "H5",
        "hidden slope left out",
        NO_SLOPE,
        by_rule("pull", without_slope, places.hidden, places.has_slope),
    ),
    Mistake(
        "H6",
        "weights left out on the way back",
        "Each node delta goes back times the weight of its connection; here the weights are missing.",
        by_rule("backward", _without_weights, places.passing_back),
    ),
    Mistake(
        "H7",
        "node deltas shared out in proportion to the weights",
        _NOT_SHARES,
        by_rule("backward", _in_proportion, places.passing_back),
    ),
    Mistake(
        "H7",
        "errors shared out in proportion to the weights",
        _NOT_SHARES,
        by_rule("backward", _errors_in_proportion, places.passing_back, places.sends_errors),
    ),
)
"""Mistakes of what goes back through the layers."""
