"""Where a mistake can be made: the layers it is made in, in numbers and in words, and what a layer must have for it.

A condition takes a problem and the number of a layer, from 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from bptrace.network import Network
from bptrace.problem import Problem

Layers = Callable[[Problem], range]
Condition = Callable[[Problem, int], bool]


def all_layers(problem: Problem) -> range:
    """Return the numbers of all layers."""
    return range(1, problem.network.depth + 1)


def hidden(problem: Problem) -> range:
    """Return the numbers of the hidden layers."""
    return range(1, problem.network.depth)


def output(problem: Problem) -> range:
    """Return the number of the output layer."""
    return range(problem.network.depth, problem.network.depth + 1)


def after_first(problem: Problem) -> range:
    """Return the numbers of the layers whose neurons are fed by other neurons."""
    return range(2, problem.network.depth + 1)


def passing_back(problem: Problem) -> range:
    """Return the numbers of the layers that errors go back through to the neurons, or inputs, before them."""
    return range(1 if problem.input_gradients else 2, problem.network.depth + 1)


def passing_back_below(problem: Problem) -> range:
    """Return the numbers of the layers that errors go back through, without the output layer."""
    return range(passing_back(problem).start, problem.network.depth)


class Words(NamedTuple):
    """How a layer, and all layers but the output layer, are told in words."""

    of_layer: Callable[[Network, int], str]
    of_hidden: str


def _within(network: Network, number: int) -> str:
    return f"in {_layer_name(network, number)}"


def _back_from(network: Network, number: int) -> str:
    return f"from {_layer_name(network, number)} to {_layer_name(network, number - 1)}"


def _layer_name(network: Network, number: int) -> str:
    if number == network.depth:
        return "the output layer"
    if number == 0:
        return "the inputs"
    return "the hidden layer" if network.depth == 2 else f"hidden layer {number}"


WITHIN = Words(_within, "in the hidden layers")
"""Where a layer is."""

BACK = Words(_back_from, "below the output layer")
"""Which way errors go back through a layer."""


def scopes(problem: Problem, numbers: list[int], words: Words = WITHIN) -> Iterator[tuple[str, frozenset[int]]]:
    """Yield the choices of layers in which a mistake may have been made, with their words.

    They are all layers, each alone, and all but the output layer.
    """
    if numbers:
        yield "", frozenset(numbers)
    if len(numbers) > 1:
        yield from ((words.of_layer(problem.network, number), frozenset({number})) for number in numbers)
    if len(numbers) > 2 and numbers[-1] == problem.network.depth:
        yield words.of_hidden, frozenset(numbers[:-1])


def has_bias(problem: Problem, number: int) -> bool:
    """Whether a layer has biases, which are added."""
    layer = problem.network.layers[number - 1]
    return layer.bias is not None and not layer.threshold


def has_threshold(problem: Problem, number: int) -> bool:
    """Whether a layer has thresholds, which are subtracted."""
    return problem.network.layers[number - 1].threshold


def learns_bias(problem: Problem, number: int) -> bool:
    """Whether a layer has biases, and learns them."""
    return has_bias(problem, number) and _is_learned(problem, number)


def learns_threshold(problem: Problem, number: int) -> bool:
    """Whether a layer has thresholds, and learns them."""
    return has_threshold(problem, number) and _is_learned(problem, number)


def _is_learned(problem: Problem, number: int) -> bool:
    bias = problem.network.layers[number - 1].bias
    return bias is not None and problem.network.blocks[bias.block].trained


def is_square(problem: Problem, number: int) -> bool:
    """Whether a layer's weights can be transposed without being noticed by their number."""
    network = problem.network
    return len(network.units(number)) == len(network.units(number - 1)) > 1


def feeds_several(problem: Problem, number: int) -> bool:
    """Whether a neuron of the layer before feeds several neurons of this one."""
    return len(problem.network.units(number)) > 1


def joins_several(problem: Problem, number: int) -> bool:
    """Whether several neurons of the layer before feed several neurons of this one."""
    return feeds_several(problem, number) and len(problem.network.units(number - 1)) > 1


def is_softmax(problem: Problem, number: int) -> bool:
    """Whether an output of a layer depends on more net inputs than its own."""
    return not problem.network.layers[number - 1].activation.elementwise


def has_slope(problem: Problem, number: int) -> bool:
    """Whether a layer's activation has another slope than 1."""
    return problem.network.layers[number - 1].activation.name != "identity"


def has_elementwise_slope(problem: Problem, number: int) -> bool:
    """Whether a layer has a slope for each neuron, which is not 1."""
    return has_slope(problem, number) and not is_softmax(problem, number)


def simplified(problem: Problem, number: int) -> bool:
    """Whether the node delta of the output layer is `out - target`."""
    return problem.simplified


def multiplied(problem: Problem, number: int) -> bool:
    """Whether the node delta of the output layer is a product of the error's derivative and a slope."""
    return problem.loss is not None and not problem.simplified


def simplified_softmax(problem: Problem, number: int) -> bool:
    """Whether the outputs are those of softmax, and their node delta is simplified."""
    return problem.simplified and is_softmax(problem, number)


def multiplied_softmax(problem: Problem, number: int) -> bool:
    """Whether the outputs of a layer are those of softmax, and their node deltas are made with its slopes."""
    return is_softmax(problem, number) and (number < problem.network.depth or not problem.simplified)


def slope_at_output(problem: Problem, number: int) -> bool:
    """Whether the node delta of the output layer has a slope in it that is not 1."""
    return not problem.simplified and has_slope(problem, number)


def sends_errors(problem: Problem, number: int) -> bool:
    """Whether a layer has errors on the way back that differ from its node deltas."""
    return has_slope(problem, number) and (number < problem.network.depth or not problem.simplified)


def updates_apart(problem: Problem, number: int) -> bool:
    """Whether the old weights of a layer are asked for after new ones are known."""
    return problem.optimizer is not None and not problem.layer_by_layer


def next_to(shift: int) -> Condition:
    """Return whether a layer has a slope that could be taken at the net inputs and outputs of a layer next to it."""

    def applies(problem: Problem, number: int) -> bool:
        return 1 <= number + shift <= problem.network.depth and has_elementwise_slope(problem, number)

    return applies
