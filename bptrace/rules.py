"""The rules of a round: the lines of the page that a wrong method replaces.

Every rule is written on arrays whose columns are samples, numbers or symbols. `Back` is what may be looked at on the way
back: more than a right rule needs, and as much as a wrong one uses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from bptrace.dataclass import dataclass
from bptrace.functions.activations import Activation
from bptrace.functions.losses import Loss
from bptrace.network import Place
from bptrace.problem import Penalty, Problem
from bptrace.symbolic import Array


class Signals(NamedTuple):
    """Net inputs and outputs by layer; `outs[0]` is the inputs, `nets[0]` stands for nothing."""

    nets: Sequence[Array]
    outs: Sequence[Array]


@dataclass(frozen=True, eq=False)
class Back:
    """What is known at a layer on the way back.

    Attributes
    ----------
    problem
        The problem with the start values of the whole run.
    number
        The layer, from 1.
    blocks
        The parameters before this round's update.
    updated
        The parameters as far as this round has updated them.
    signals
        What came forward.
    target
        Shape `(outputs, samples)`.
    douts, deltas
        `dE/dout` and node deltas of this layer and those after it, by layer, as far as they are known.
    """

    problem: Problem
    number: int
    blocks: Sequence[Array]
    updated: Sequence[Array]
    signals: Signals
    target: Array
    douts: Mapping[int, Array]
    deltas: Mapping[int, Array]

    @property
    def weights(self) -> Array:
        """The weights of this layer, by position."""
        return self._weights.take(self.blocks)

    @property
    def updated_weights(self) -> Array:
        """The weights of this layer after the update, if it has been made by now."""
        return self._weights.take(self.updated)

    @property
    def _weights(self) -> Place:
        return self.problem.network.layers[self.number - 1].weights


def _net(weights: Array, x: Array, bias: Array | None, threshold: bool, number: int) -> Array:
    """Return the net inputs `W x + b`, or `W x - theta` where the bias is written as a threshold."""
    if bias is None:
        return weights @ x
    return weights @ x - bias[:, None] if threshold else weights @ x + bias[:, None]


def _slope(activation: Activation, net: Array, out: Array, back: Back) -> Array:
    """Return how the outputs change with the net inputs."""
    return activation.slope(net, out)


def _pull(activation: Activation, dout: Array, slope: Array, back: Back) -> Array:
    """Return the node deltas by the chain rule."""
    return activation.pull(dout, slope)


def _output_delta(out: Array, target: Array, back: Back) -> Array:
    """Return the node deltas of outputs whose loss meets its own activation."""
    return out - target


def _backward(weights: Array, delta: Array, back: Back) -> Array:
    """Return `dE/dout` of the layer before, each a sum over the neurons it feeds."""
    return weights.T @ delta


def _gradient(delta: Array, x: Array, back: Back) -> Array:
    """Return the gradient of weights by position, summed over the samples."""
    return delta @ x.T


def _bias_gradient(delta: Array, back: Back) -> Array:
    """Return the gradient of biases by position, summed over the samples."""
    return delta.sum(axis=1)


def _collect(positions: list[Array], indices: list[Array | None]) -> Array:
    """Sum the gradients of positions into those of the parameters that they share."""
    gathered = [index for index in indices if index is not None]
    if not gathered:
        return positions[0]
    parameters = np.concatenate([index.ravel() for index in gathered])
    order = np.argsort(parameters, kind="stable")
    starts = np.flatnonzero(np.diff(parameters[order], prepend=-1))
    return np.add.reduceat(np.concatenate([gradient.reshape(-1) for gradient in positions])[order], starts)


def _error_over_outputs(loss: Loss, terms: Array) -> Array:
    """Return the error of every sample from the errors of its outputs."""
    return loss.over_outputs(terms)


def _error_over_samples(problem: Problem, samples: Array) -> Array:
    """Return the error of a batch: the sum of its samples' errors, or their mean."""
    count = samples.shape[0]
    return samples.sum() / count if problem.mean_over_samples and count > 1 else samples.sum()


def _gradient_over_samples(problem: Problem, block: int, gradient: Array, count: int) -> Array:
    """Return the gradient of a block from its sum over so many samples: that sum, or the mean."""
    return gradient / count if problem.mean_over_samples and count > 1 else gradient


def _penalty(problem: Problem, penalty: Penalty, blocks: Sequence[Array], constant: Any) -> Array:
    """Return what the parameters add to the error: `l1 sum |w|`, `1/2 l2 sum w^2`, or both."""
    masks = [np.flatnonzero(problem.penalized(number)) for number in range(len(blocks))]
    chosen = [block.reshape(-1)[mask] for block, mask in zip(blocks, masks, strict=True) if mask.size]
    if not chosen:
        return np.float64(0)
    every = np.concatenate(chosen)
    terms = {"l1": lambda: constant.l1 * np.abs(every).sum(), "l2": lambda: 0.5 * constant.l2 * (every**2).sum()}
    first, *others = (terms[kind]() for kind in penalty.kinds)
    return first + others[0] if others else first


def _penalized_error(data: Array, penalty: Array) -> Array:
    """Return the error with its penalty."""
    return data + penalty


def _penalized(problem: Problem, block: int, gradient: Array, w: Array, constant: Any) -> Array:
    """Return the gradient of a block with what the penalty adds to it: `l1 sign(w)`, `l2 w`, or both."""
    if problem.penalty is None:
        return gradient
    mask = problem.penalized(block)
    if not mask.any():
        return gradient
    terms = {"l1": lambda: constant.l1 * np.sign(w), "l2": lambda: constant.l2 * w}
    whole = gradient
    for kind in problem.penalty.kinds:
        whole = whole + terms[kind]()
    return whole if mask.all() else np.where(mask, whole, gradient)


@dataclass(frozen=True)
class Rules:
    """The rules of a round, each replaceable by a wrong one."""

    net: Callable[[Array, Array, Array | None, bool, int], Array] = _net
    slope: Callable[[Activation, Array, Array, Back], Array] = _slope
    pull: Callable[[Activation, Array, Array, Back], Array] = _pull
    output_delta: Callable[[Array, Array, Back], Array] = _output_delta
    backward: Callable[[Array, Array, Back], Array] = _backward
    gradient: Callable[[Array, Array, Back], Array] = _gradient
    bias_gradient: Callable[[Array, Back], Array] = _bias_gradient
    collect: Callable[[list[Array], list[Array | None]], Array] = _collect
    error_over_outputs: Callable[[Loss, Array], Array] = _error_over_outputs
    error_over_samples: Callable[[Problem, Array], Array] = _error_over_samples
    gradient_over_samples: Callable[[Problem, int, Array, int], Array] = _gradient_over_samples
    penalty: Callable[[Problem, Penalty, Sequence[Array], Any], Array] = _penalty
    penalized_error: Callable[[Array, Array], Array] = _penalized_error
    penalized: Callable[[Problem, int, Array, Array, Any], Array] = _penalized


RIGHT = Rules()
