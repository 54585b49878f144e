"""What a round starts from, and what a run has learned: inputs, targets and parameters, as facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bptrace.network import Floats, Network, Place, Quantity
from bptrace.problem import Problem
from bptrace.report.document import Parts, listed, say
from bptrace.sections import Extent, Gap

Fact = tuple[Parts, Parts]
ValueOf = Callable[[Quantity], float]


def samples(problem: Problem, extent: Extent) -> Iterator[Fact]:
    """Yield the inputs and the targets of every sample."""
    for sample in extent.shown(range(problem.sample_count), "samples"):
        if isinstance(sample, Gap):
            yield say("…"), say(f"{sample.count} more {sample.what}")
            continue
        name = "" if problem.sample_count == 1 else f" {sample + 1}"
        yield say(f"Inputs{name}"), _column(problem, Quantity("out", 0, None, None, sample), extent)
        if problem.targets is not None:
            target = Quantity("target", problem.network.depth, None, None, sample)
            yield say(f"Targets{name}"), _column(problem, target, extent)


def parameters(network: Network, value_of: ValueOf, extent: Extent) -> Iterator[Fact]:
    """Yield, for every neuron, the parameters of what comes into it."""
    for number, layer in enumerate(network.layers, 1):
        for unit in extent.shown(range(len(layer.units)), "neurons"):
            if isinstance(unit, Gap):
                yield say("…"), say(f"{unit.count} more {unit.what}")
            else:
                yield say(f"Into {layer.units[unit]}"), _incoming(network, number, unit, value_of, extent)


def states(problem: Problem, value_of: ValueOf, extent: Extent) -> Iterator[Fact]:
    """Yield what the optimizer has carried over from the updates before."""
    everything = [quantity for _, quantity in problem.network.parameters() if _trained(problem.network, quantity)]
    for kind in problem.optimizer.state if problem.optimizer else ():
        items = []
        for number in extent.shown(range(len(everything)), "values"):
            if isinstance(number, Gap):
                items.append(say(f"… {number.count} more"))
            else:
                items.append(equation(everything[number]._replace(kind=kind), value_of))
        yield say("Carried over"), listed(items, ", ")


def start_value(problem: Problem) -> ValueOf:
    """Return where the values of parameters at the start of a run are found."""
    return block_value(problem.network, problem.network.start())


def block_value(network: Network, blocks: tuple[Floats, ...]) -> ValueOf:
    """Return where the values of parameters are found among arrays of their blocks."""

    def value_of(quantity: Quantity) -> float:
        address, index = network.element(quantity)
        assert address.where is not None
        return float(blocks[address.where][index])

    return value_of


def equation(quantity: Quantity, value_of: ValueOf) -> Parts:
    """Return `name = value`, not to be broken over two lines."""
    return say(quantity, "\u00a0=\u00a0", value_of(quantity))


def weight_of(network: Network, layer: int, unit: int, source: int) -> Quantity:
    """Return the parameter through which an output of the layer before comes into a neuron; layers count from 1."""
    return _parameter(network, network.layers[layer - 1].weights, (unit, source))


def bias_of(network: Network, layer: int, unit: int) -> Quantity | None:
    """Return the parameter that is the bias or the threshold of a neuron, if it has one."""
    place = network.layers[layer - 1].bias
    return None if place is None else _parameter(network, place, (unit,))


def _column(problem: Problem, one: Quantity, extent: Extent) -> Parts:
    array = problem.inputs if one.kind == "out" else problem.targets
    assert array is not None
    items = []
    for unit in extent.shown(range(array.shape[0]), "values"):
        if isinstance(unit, Gap):
            items.append(say(f"… {unit.count} more"))
        else:
            items.append(say(one._replace(unit=unit), "\u00a0=\u00a0", float(array[unit, one.sample])))
    return listed(items, ", ")


def _incoming(network: Network, number: int, unit: int, value_of: ValueOf, extent: Extent) -> Parts:
    """Return the parameters of a neuron, each with what it comes from."""
    layer, sources = network.layers[number - 1], network.units(number - 1)
    items = []
    for source in extent.shown(range(len(sources)), "weights"):
        if isinstance(source, Gap):
            items.append(say(f"… {source.count} more"))
            continue
        weight = weight_of(network, number, unit, source)
        whence = Quantity("out", 0, source) if number == 1 else sources[source]
        items.append(say(equation(weight, value_of), "\u00a0from\u00a0", whence))
    bias = bias_of(network, number, unit)
    if bias is not None:
        items.append(say("threshold\u00a0" if layer.threshold else "bias\u00a0", equation(bias, value_of)))
    return listed(items, ", ")


def _parameter(network: Network, place: Place, position: tuple[int, ...]) -> Quantity:
    index = position if place.index is None else (int(place.index[position]),)
    return Quantity("parameter", *network.blocks[place.block].home(index))


def _trained(network: Network, quantity: Quantity) -> bool:
    where = network.element(quantity)[0].where
    assert where is not None
    return network.blocks[where].trained
