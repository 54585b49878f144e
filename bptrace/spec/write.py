"""A problem as a spec document, from which the same problem can be read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np

from bptrace.functions import custom
from bptrace.functions.activations import Activation
from bptrace.functions.losses import Loss
from bptrace.network import Block, Floats, Layer, Network, Place, Position
from bptrace.problem import Problem
from bptrace.spec.names import layer_title

Document: TypeAlias = dict[str, Any]
Ties: TypeAlias = Sequence[frozenset[str]]
"""The parameters of every block that are referred to by name."""


def document(problem: Problem) -> Document:
    """Return a problem as the fields of a spec file: plain dictionaries, lists, texts and numbers.

    Everything is written out, but for names and flags that are so by default.
    """
    network = problem.network
    tied = [_tied(network, number) for number in range(len(network.blocks))]
    fields = {
        "title": problem.title,
        "names": _names(network),
        **_samples(problem),
        **_goal(problem),
        **_learning(problem),
        "parameters": _named_parameters(network, tied),
        "layers": [_layer(network, number, tied) for number in range(1, network.depth + 1)],
    }
    return {name: value for name, value in fields.items() if value != {}}


def _samples(problem: Problem) -> Document:
    samples = _rows(problem.inputs, problem.targets)
    if problem.test is not None:
        aside = _rows(problem.test.inputs, problem.test.targets)
        return {"samples": samples + aside, "test": len(aside)}
    return samples[0] if len(samples) == 1 else {"samples": samples}


def _rows(inputs: Floats, targets: Floats | None) -> list[Document]:
    if targets is None:
        return [{"inputs": row} for row in inputs.T.tolist()]
    both = zip(inputs.T.tolist(), targets.T.tolist(), strict=True)
    return [{"inputs": row, "targets": wanted} for row, wanted in both]


def _goal(problem: Problem) -> Document:
    """Return what is differentiated."""
    fields: Document = {}
    if problem.loss is not None:
        fields["loss"] = _loss(problem.loss)
    if problem.gradient_of is not None:
        fields["gradient_of"] = problem.network.outputs[problem.gradient_of]
    if problem.penalty is not None:
        rates = {kind: problem.constants[kind] for kind in problem.penalty.kinds}
        fields["penalty"] = {**rates, "biases": problem.penalty.biases}
    if problem.goes_back:
        fields["over_samples"] = "mean" if problem.mean_over_samples else "sum"
        fields["input_gradients"] = problem.input_gradients
    return fields


def _learning(problem: Problem) -> Document:
    if problem.optimizer is None:
        return {}
    penalty = problem.penalty.kinds if problem.penalty else ()
    constants = {kind: value for kind, value in problem.constants.items() if kind not in penalty}
    return {
        "learning_rate": constants.pop("learning_rate"),
        "optimizer": {"name": problem.optimizer.name, **constants},
        "update": "layer_by_layer" if problem.layer_by_layer else "simultaneous",
        "batch": problem.batch,
        "epochs": problem.epochs,
    }


def _layer(network: Network, number: int, tied: Ties) -> Document:
    layer = network.layers[number - 1]
    fields: Document = {} if layer.name == layer_title(None, number, network.depth) else {"name": layer.name}
    fields |= {"activation": _activations(layer), "weights": _weights(network, layer, tied)}
    if not network.blocks[layer.weights.block].trained:
        fields["train_weights"] = False
    if layer.bias is not None:
        entries = [_entry(network, layer.bias, place, tied) for place in _bias_places(network, layer, number)]
        fields["threshold" if layer.threshold else "bias"] = (
            entries[0] if _serves_all(network, layer, number) else entries
        )
        if not network.blocks[layer.bias.block].trained:
            fields["train_bias"] = False
    return fields


def _activations(layer: Layer) -> Document | str | list[Document | str]:
    each = [_activation(activation) for activation in layer.activations]
    return each[0] if all(one == each[0] for one in each) else each


def _activation(activation: Activation) -> Document | str:
    if activation.formulas:
        own: Document = {**activation.formulas, **_own_name(activation.name)}
        return own | ({"range": list(activation.range)} if np.all(np.isfinite(activation.range)) else {})
    return {"name": activation.name, **activation.settings} if activation.settings else activation.name


def _loss(loss: Loss) -> Document | str:
    if loss.formulas:
        return {**loss.formulas, **_own_name(loss.name), **({"over_outputs": "mean"} if loss.mean else {})}
    return {"name": loss.name, **loss.settings} if loss.settings else loss.name


def _own_name(name: str) -> Document:
    return {} if name == custom.NAME else {"name": name}


def _weights(network: Network, layer: Layer, tied: Ties) -> list[list[float | str]]:
    rows, sources = _shape(network, layer.weights)
    return [[_entry(network, layer.weights, (row, source), tied) for source in range(sources)] for row in range(rows)]


def _shape(network: Network, place: Place) -> tuple[int, ...]:
    return network.blocks[place.block].values.shape if place.index is None else place.index.shape


def _parameter(network: Network, place: Place, position: tuple[int, ...]) -> tuple[Block, tuple[int, ...]]:
    """Return the block and the index of the parameter at a position."""
    return network.blocks[place.block], position if place.index is None else (int(place.index[position]),)


def _entry(network: Network, place: Place, position: tuple[int, ...], tied: Ties) -> float | str:
    """Return what stands at a position: a number, or the name of a parameter."""
    block, index = _parameter(network, place, position)
    name = str(block.names[index])
    return name if name in tied[place.block] else float(block.values[index])


def _tied(network: Network, number: int) -> frozenset[str]:
    """Return the parameters of a block that are referred to by name.

    A block that is gathered came about by such references, unless it is the one bias of a layer.
    """
    block = network.blocks[number]
    if block.homes is None or (len(list(network.places(number))) == 1 and _is_one_bias(block)):
        return frozenset()
    uses = np.concatenate([place.index.ravel() for *_, place in network.places(number) if place.index is not None])
    often = np.bincount(uses, minlength=block.values.size) > 1
    return frozenset(str(name) for name, twice in zip(block.names, often, strict=True) if twice or name[0].isalpha())


def _is_one_bias(block: Block) -> bool:
    return block.homes is not None and [home.unit for home in block.homes] == [None]


def _serves_all(network: Network, layer: Layer, number: int) -> bool:
    """Whether one bias serves a whole layer."""
    if layer.bias is None or layer.bias.index is None:
        return False
    index = layer.bias.index
    home = network.blocks[layer.bias.block].home((int(index[0]),))
    return bool(np.all(index == index[0])) and home != Position(number, 0, None)


def _bias_places(network: Network, layer: Layer, number: int) -> list[tuple[int]]:
    """Return the positions at which the biases of a layer are written."""
    return [(unit,) for unit in range(1 if _serves_all(network, layer, number) else len(layer.units))]


def _named_parameters(network: Network, tied: Ties) -> Document:
    return {
        str(block.names[index]): float(block.values[index])
        for number, block in enumerate(network.blocks)
        for index in block.indices()
        if str(block.names[index]) in tied[number]
    }


def _names(network: Network) -> Document:
    fields: Document = {"inputs": list(network.inputs), "neurons": [list(layer.units) for layer in network.layers]}
    weights = [list(_weight_names(network, layer)) for layer in network.layers]
    if [name for layer in weights for row in layer for name in row] != _numbered("w", weights):
        fields["weights"] = weights
    for field, letter, threshold in (("biases", "b", False), ("thresholds", "theta", True)):
        names = list(_bias_names(network, threshold=threshold))
        if names != [f"{letter}{number}" for number in range(1, len(names) + 1)]:
            fields[field] = names
    return fields


def _numbered(letter: str, layers: list[list[list[str]]]) -> list[str]:
    count = sum(len(row) for layer in layers for row in layer)
    return [f"{letter}{number}" for number in range(1, count + 1)]


def _weight_names(network: Network, layer: Layer) -> Iterator[list[str]]:
    rows, sources = _shape(network, layer.weights)
    for row in range(rows):
        yield [_name(network, layer.weights, (row, source)) for source in range(sources)]


def _bias_names(network: Network, *, threshold: bool) -> Iterator[str]:
    for number, layer in enumerate(network.layers, 1):
        if layer.bias is not None and layer.threshold is threshold:
            for place in _bias_places(network, layer, number):
                yield _name(network, layer.bias, place)


def _name(network: Network, place: Place, position: tuple[int, ...]) -> str:
    block, index = _parameter(network, place, position)
    return str(block.names[index])
