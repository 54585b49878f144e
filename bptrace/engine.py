"""One round of backpropagation, written once as a page of plain NumPy.

The page runs on arrays of numbers and on symbolic arrays alike; the tape `let` decides which. Columns are samples, so that
with one sample every array is the column vector of the textbook. The lines that a wrong method replaces are `bptrace.rules`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from bptrace.functions.optimizers import State
from bptrace.network import Network
from bptrace.problem import Problem
from bptrace.rules import RIGHT, Back, Rules, Signals
from bptrace.symbolic import Array
from bptrace.tape import Tape


class Learned(NamedTuple):
    """What a round hands to the next: the blocks of parameters, the optimizer's state of each, and how often it was done."""

    blocks: Sequence[Array]
    states: Sequence[State]
    updates: int = 0


def forward(
    let: Tape, network: Network, rules: Rules, blocks: Sequence[Array], x: Array, *, after: bool = False
) -> Signals:
    """Send the inputs through the layers."""
    nets, outs = [x], [x]
    for number, layer in enumerate(network.layers, 1):
        bias = layer.bias.take(blocks) if layer.bias else None
        net = rules.net(layer.weights.take(blocks), outs[-1], bias, layer.threshold, number)
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
    rules: Rules = RIGHT,
    *,
    after: bool = False,
) -> Array:
    """Return the total error: over the outputs as the loss says, over the samples as the problem says, plus a penalty."""
    assert problem.loss is not None
    terms = let("error", problem.loss.terms(target, out), problem.network.depth, after=after)
    samples = rules.error_over_outputs(problem.loss, terms)
    if problem.sample_count > 1:
        samples = let("sample_error", samples, after=after)
    total = rules.error_over_samples(problem, samples)
    if problem.penalty is not None:
        total = let("data_error", total, after=after)
        penalty = let("penalty", rules.penalty(problem, problem.penalty, blocks, constant), after=after)
        total = rules.penalized_error(total, penalty)
    return let("total_error", total, after=after)


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
    douts, deltas = dict[int, Array](), dict[int, Array]()
    if not problem.simplified:
        douts[network.depth] = let("dE/dout", _output_slope(problem, signals.outs[-1], target), network.depth)
    for number in range(network.depth, 0, -1):
        back = Back(problem, number, learned.blocks, blocks, signals, target, douts, deltas)
        deltas[number] = _delta(let, rules, back)
        for block in _completed(network, number):
            raw = _gradient(rules, block, back)
            raw = rules.penalized(problem, block, raw, learned.blocks[block], constant)
            gradient = let("gradient", raw, block)
            if problem.optimizer is not None:
                blocks[block], states[block] = problem.optimizer.update(
                    partial(let, where=block, after=True), blocks[block], gradient, states[block], constant
                )
        if number > 1 or problem.input_gradients:
            weights = network.layers[number - 1].weights.take(blocks if problem.layer_by_layer else learned.blocks)
            douts[number - 1] = let.split("dE/dout", rules.backward(weights, deltas[number], back), number - 1)
    return Learned(blocks, states, learned.updates + 1)


def _output_slope(problem: Problem, out: Array, target: Array) -> Array:
    """Return `dE/dout` of the output layer; where an output stands for the error, 1 for that one and 0 for the others."""
    if problem.loss is not None:
        return problem.loss.slope(target, out)
    chosen = np.arange(out.shape[0]) == problem.gradient_of
    return np.broadcast_to(chosen[:, None].astype(float), out.shape)


def _delta(let: Tape, rules: Rules, back: Back) -> Array:
    """Return the node deltas of a layer, `dE/dout` times the activation's slope.

    Where the loss meets its own activation that product is `out - target`; its factors are then named aside, because they
    explain the line without being used.
    """
    problem, number = back.problem, back.number
    activation = problem.network.layers[number - 1].activation
    net, out = back.signals.nets[number], back.signals.outs[number]
    kind = "dout/dnet" if activation.elementwise else "jacobian"
    if number < problem.network.depth or not problem.simplified:
        slope = let(kind, rules.slope(activation, net, out, back), number)
        return let("delta", rules.pull(activation, back.douts[number], slope, back), number)
    loss = problem.loss
    assert loss is not None
    let.aside("dE/dout", lambda: loss.slope(back.target, out), number)
    let.aside(kind, lambda: rules.slope(activation, net, out, back), number)
    return let("delta", rules.output_delta(out, back.target, back), number)


def _completed(network: Network, number: int) -> list[int]:
    """Return the trained blocks whose gradient is complete once the deltas of this layer are known."""
    return [index for index, block in enumerate(network.blocks) if block.trained and block.layer == number]


def _gradient(rules: Rules, block: int, back: Back) -> Array:
    """Return the gradient of a block: that of its positions, collected, summed or averaged over the samples."""
    problem, outs = back.problem, back.signals.outs
    positions, indices = [], []
    for number, is_bias, place in problem.network.places(block):
        delta, here = back.deltas[number], back if number == back.number else replace(back, number=number)
        gradient = rules.bias_gradient(delta, here) if is_bias else rules.gradient(delta, outs[number - 1], here)
        subtracted = is_bias and problem.network.layers[number - 1].threshold
        positions.append(-gradient if subtracted else gradient)
        indices.append(place.index)
    return rules.gradient_over_samples(problem, block, rules.collect(positions, indices), outs[0].shape[1])


def page(
    let: Tape, problem: Problem, rules: Rules, learned: Learned, constant: SimpleNamespace, x: Array, target: Array
) -> Learned:
    """Compute one round: forward, error, backward and update."""
    signals = forward(let, problem.network, rules, learned.blocks, x)
    if problem.loss is not None:
        error(let, problem, learned.blocks, constant, signals.outs[-1], target, rules)
    if not problem.goes_back:
        return learned
    return backward(let, problem, rules, learned, constant, signals, target)


def review(let: Tape, problem: Problem, rules: Rules, learned: Learned, constant: Any, x: Array, target: Array) -> None:
    """Compute the second forward pass, after the update, and its error."""
    signals = forward(let, problem.network, rules, learned.blocks, x, after=True)
    error(let, problem, learned.blocks, constant, signals.outs[-1], target, rules, after=True)
