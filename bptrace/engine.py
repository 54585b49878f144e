"""One round of backpropagation, written once as a page of plain NumPy.

The page runs on arrays of numbers and on symbolic arrays alike; the tape `let` decides which. Columns are samples, so that
with one sample every array is the column vector of the textbook. `Rules` are the lines of the page that a wrong method
replaces.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from bptrace.functions.optimizers import State
from bptrace.network import Network
from bptrace.problem import Penalty, Problem
from bptrace.symbolic import Array
from bptrace.tape import Tape


def _net(weights: Array, x: Array, bias: Array | None, threshold: bool) -> Array:
    """Return the net inputs `W x + b`, or `W x - theta` where the bias is written as a threshold."""
    if bias is None:
        return weights @ x
    return weights @ x - bias[:, None] if threshold else weights @ x + bias[:, None]


@dataclass(frozen=True)
class Rules:
    """The rules of a round, each replaceable by a wrong one."""

    net: Callable[[Array, Array, Array | None, bool], Array] = _net
    backward: Callable[[Array, Array], Array] = lambda weights, delta: weights.T @ delta
    gradient: Callable[[Array, Array], Array] = lambda delta, x: delta @ x.T
    bias_gradient: Callable[[Array], Array] = lambda delta: delta.sum(axis=1)


RIGHT = Rules()


class Learned(NamedTuple):
    """What a round hands to the next: the blocks of parameters, the optimizer's state of each, and how often it was done."""

    blocks: Sequence[Array]
    states: Sequence[State]
    updates: int = 0


class Signals(NamedTuple):
    """Net inputs and outputs by layer; `outs[0]` is the inputs, `nets[0]` stands for nothing."""

    nets: Sequence[Array]
    outs: Sequence[Array]


def forward(
    let: Tape, network: Network, rules: Rules, blocks: Sequence[Array], x: Array, *, after: bool = False
) -> Signals:
    """Send the inputs through the layers."""
    nets, outs = [x], [x]
    for number, layer in enumerate(network.layers, 1):
        bias = layer.bias.take(blocks) if layer.bias else None
        net = rules.net(layer.weights.take(blocks), outs[-1], bias, layer.threshold)
        nets.append(let("net", net, number, after=after))
        outs.append(let("out", layer.activation.out(nets[-1]), number, after=after))
    return Signals(nets, outs)


def error(
    let: Tape,
    problem: Problem,
    blocks: Sequence[Array],
    constant: Any,
    out: Array,
    target: Array,
    *,
    after: bool = False,
) -> Array:
    """Return the total error: over the outputs as the loss says, over the samples as the problem says, plus a penalty."""
    assert problem.loss is not None
    terms = let("error", problem.loss.terms(target, out), problem.network.depth, after=after)
    samples = problem.loss.over_outputs(terms)
    count = out.shape[1]
    if problem.sample_count > 1:
        samples = let("sample_error", samples, after=after)
    total = samples.sum() / count if problem.mean_over_samples and count > 1 else samples.sum()
    if problem.penalty is not None:
        total = let("data_error", total, after=after)
        total = total + let("penalty", _penalty(problem, problem.penalty, blocks, constant), after=after)
    return let("total_error", total, after=after)


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


def _with_penalty(problem: Problem, block: int, gradient: Array, w: Array, constant: Any) -> Array:
    """Return the gradient of a block with what the penalty adds to it: `l1 sign(w)`, `l2 w`, or both."""
    mask = problem.penalized(block)
    if problem.penalty is None or not mask.any():
        return gradient
    terms = {"l1": lambda: constant.l1 * np.sign(w), "l2": lambda: constant.l2 * w}
    whole = gradient
    for kind in problem.penalty.kinds:
        whole = whole + terms[kind]()
    return whole if mask.all() else np.where(mask, whole, gradient)


def backward(
    let: Tape,
    problem: Problem,
    rules: Rules,
    learned: Learned,
    constant: SimpleNamespace,
    signals: Signals,
    target: Array,
) -> Learned:
    """Send the error back through the layers, and update each block of parameters as soon as its gradient is complete."""
    network = problem.network
    blocks, states = list(learned.blocks), list(learned.states)
    deltas: dict[int, Array] = {}
    dout = (
        None if problem.simplified else let("dE/dout", _output_slope(problem, signals.outs[-1], target), network.depth)
    )
    for number in range(network.depth, 0, -1):
        deltas[number] = _delta(let, problem, number, dout, signals, target)
        for block in _completed(network, number):
            raw = _gradient(problem, rules, block, deltas, signals.outs)
            raw = _with_penalty(problem, block, raw, learned.blocks[block], constant)
            gradient = let("gradient", raw, block)
            if problem.optimizer is not None:
                blocks[block], states[block] = problem.optimizer.update(
                    partial(let, where=block, after=True), blocks[block], gradient, states[block], constant
                )
        if number > 1 or problem.input_gradients:
            weights = network.layers[number - 1].weights.take(blocks if problem.layer_by_layer else learned.blocks)
            dout = let.split("dE/dout", rules.backward(weights, deltas[number]), number - 1)
    return Learned(blocks, states, learned.updates + 1)


def _output_slope(problem: Problem, out: Array, target: Array) -> Array:
    """Return `dE/dout` of the output layer; where an output stands for the error, 1 for that one and 0 for the others."""
    if problem.loss is not None:
        return problem.loss.slope(target, out)
    chosen = np.arange(out.shape[0]) == problem.gradient_of
    return np.broadcast_to(chosen[:, None].astype(float), out.shape)


def _delta(let: Tape, problem: Problem, number: int, dout: Array, signals: Signals, target: Array) -> Array:
    """Return the node deltas of a layer, `dE/dout` times the activation's slope.

    Where the loss meets its own activation that product is `out - target`; its factors are then named aside, because they
    explain the line without being used.
    """
    activation = problem.network.layers[number - 1].activation
    net, out = signals.nets[number], signals.outs[number]
    kind = "dout/dnet" if activation.elementwise else "jacobian"
    if number < problem.network.depth or not problem.simplified:
        return let("delta", activation.pull(dout, let(kind, activation.slope(net, out), number)), number)
    loss = problem.loss
    assert loss is not None
    let.aside("dE/dout", lambda: loss.slope(target, out), number)
    let.aside(kind, lambda: activation.slope(net, out), number)
    return let("delta", out - target, number)


def _completed(network: Network, number: int) -> list[int]:
    """Return the trained blocks whose gradient is complete once the deltas of this layer are known."""
    return [index for index, block in enumerate(network.blocks) if block.trained and block.layer == number]


def _gradient(problem: Problem, rules: Rules, block: int, deltas: dict[int, Array], outs: Sequence[Array]) -> Array:
    """Return the gradient of a block: that of its positions, collected, summed or averaged over the samples."""
    positions, indices = [], []
    for number, is_bias, place in problem.network.places(block):
        delta = deltas[number]
        gradient = rules.bias_gradient(delta) if is_bias else rules.gradient(delta, outs[number - 1])
        subtracted = is_bias and problem.network.layers[number - 1].threshold
        positions.append(-gradient if subtracted else gradient)
        indices.append(place.index)
    collected = _collect(positions, indices)
    count = outs[0].shape[1]
    return collected / count if problem.mean_over_samples and count > 1 else collected


def _collect(positions: list[Array], indices: list[Array | None]) -> Array:
    """Sum the gradients of positions into those of the parameters that they share."""
    gathered = [index for index in indices if index is not None]
    if not gathered:
        return positions[0]
    parameters = np.concatenate([index.ravel() for index in gathered])
    order = np.argsort(parameters, kind="stable")
    starts = np.flatnonzero(np.diff(parameters[order], prepend=-1))
    return np.add.reduceat(np.concatenate([gradient.reshape(-1) for gradient in positions])[order], starts)


def page(
    let: Tape, problem: Problem, rules: Rules, learned: Learned, constant: SimpleNamespace, x: Array, target: Array
) -> Learned:
    """Compute one round: forward, error, backward and update."""
    signals = forward(let, problem.network, rules, learned.blocks, x)
    if problem.loss is not None:
        error(let, problem, learned.blocks, constant, signals.outs[-1], target)
    if not problem.goes_back:
        return learned
    return backward(let, problem, rules, learned, constant, signals, target)


def review(let: Tape, problem: Problem, rules: Rules, learned: Learned, constant: Any, x: Array, target: Array) -> None:
    """Compute the second forward pass, after the update, and its error."""
    signals = forward(let, problem.network, rules, learned.blocks, x, after=True)
    error(let, problem, learned.blocks, constant, signals.outs[-1], target, after=True)
