"""Another reading of the same task: what a bias is, and what a batch is. No mistakes, but other figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from bptrace.marking.mistakes import Mistake, Variant
from bptrace.network import Block, Floats, Layer, Network, Place, Position
from bptrace.problem import Problem


def _biases(network: Network) -> Iterator[tuple[Layer, Block]]:
    """Yield the layers whose biases are all there is in a block, with that block."""
    for number, layer in enumerate(network.layers, 1):
        if layer.bias is not None and [place[:2] for place in network.places(layer.bias.block)] == [(number, True)]:
            yield layer, network.blocks[layer.bias.block]


def _with_biases(problem: Problem, changed: dict[int, tuple[Block, Place]]) -> Iterator[Variant]:
    """Yield the problem with other blocks of biases, by the number of the block, if there are any."""
    if not changed or problem.optimizer is None:
        return
    network = problem.network
    blocks = tuple(changed[number][0] if number in changed else block for number, block in enumerate(network.blocks))
    layers = tuple(
        replace(layer, bias=changed[layer.bias.block][1]) if layer.bias and layer.bias.block in changed else layer
        for layer in network.layers
    )
    yield Variant("", replace(problem, network=replace(network, blocks=blocks, layers=layers)))


def _own(problem: Problem) -> Iterator[Variant]:
    """Yield the problem with a trained bias for each neuron where a layer shares one."""
    changed = {}
    for layer, block in _biases(problem.network):
        if layer.bias is not None and _is_shared(block, layer):
            values: Floats = np.full(len(layer.units), block.values[0])
            names = np.full(len(layer.units), block.names[0], dtype=object)
            changed[layer.bias.block] = Block(values, names, True, block.layer), Place(layer.bias.block)
    yield from _with_biases(problem, changed)


def _is_shared(block: Block, layer: Layer) -> bool:
    return block.homes is not None and block.values.size == 1 and len(layer.units) > 1


def _shared(problem: Problem) -> Iterator[Variant]:
    """Yield the problem with one trained bias for a layer where its neurons have equal ones of their own."""
    changed = {}
    for layer, block in _biases(problem.network):
        alike = block.homes is None and block.values.size > 1 and np.all(block.values == block.values[0])
        if layer.bias is not None and alike:
            home = (Position(block.layer, None, None),)
            one = Block(block.values[:1], block.names[:1], True, block.layer, home)
            changed[layer.bias.block] = one, Place(layer.bias.block, np.zeros(len(layer.units), dtype=np.int64))
    yield from _with_biases(problem, changed)


def _one_by_one(problem: Problem) -> Iterator[Variant]:
    if problem.batch > 1 and problem.optimizer is not None:
        yield Variant("", replace(problem, batch=1))


def _all_at_once(problem: Problem) -> Iterator[Variant]:
    if problem.batch < problem.sample_count and problem.optimizer is not None:
        yield Variant("", replace(problem, batch=problem.sample_count))


CONVENTIONS = (
    Mistake(
        "C1",
        "a learned bias for each neuron",
        "In the task a layer has one bias for all its neurons.",
        _own,
    ),
    Mistake(
        "C1",
        "one learned bias for all neurons of a layer",
        "In the task each neuron has a bias of its own.",
        _shared,
    ),
    Mistake("C2", "an update after every sample", "In the task an update is made from several samples.", _one_by_one),
    Mistake("C2", "one update from all samples", "In the task an update is made from fewer samples.", _all_at_once),
)
"""Other conventions, in the form of mistakes that are made everywhere."""
