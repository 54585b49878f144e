"""All quantities that a problem has, without their samples and without "after the update"."""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.network import Quantity
from bptrace.problem import Problem


def everything(problem: Problem) -> Iterator[Quantity]:
    """Yield every quantity."""
    network = problem.network
    yield from alone(problem)
    for layer in range(network.depth + 1):
        for unit in range(len(network.units(layer))):
            yield from of_unit(problem, layer, unit)
    for _, parameter in network.parameters():
        yield from of_parameter(problem, parameter)


def alone(problem: Problem) -> Iterator[Quantity]:
    """Yield what belongs to no neuron and no parameter."""
    errors = ("total_error",) if problem.sample_count == 1 else ("sample_error", "total_error")
    parts = ("data_error", "penalty") if problem.penalty else ()
    yield from (Quantity(kind) for kind in (*problem.constant_kinds, *errors, *parts))


def of_parameter(problem: Problem, parameter: Quantity) -> Iterator[Quantity]:
    """Yield a parameter, its gradient and its lines of the optimizer."""
    yield parameter
    yield parameter._replace(kind="gradient")
    for kind in problem.optimizer.lines if problem.optimizer else ():
        yield parameter._replace(kind=kind)


def of_unit(problem: Problem, layer: int, unit: int) -> Iterator[Quantity]:
    """Yield what belongs to a neuron, or, in layer 0, to an input."""
    network, depth = problem.network, problem.network.depth
    yield Quantity("out", layer, unit)
    yield Quantity("dE/dout", layer, unit)
    if layer:
        yield from (Quantity(kind, layer, unit) for kind in ("net", "delta"))
        yield from _slopes(problem, layer, unit)
    if layer < depth:
        yield from (Quantity("dE/dout", layer, unit, source) for source in range(len(network.units(layer + 1))))
    else:
        yield from (Quantity(kind, layer, unit) for kind in ("target", "error"))


def _slopes(problem: Problem, layer: int, unit: int) -> Iterator[Quantity]:
    if problem.network.layers[layer - 1].activation.elementwise:
        yield Quantity("dout/dnet", layer, unit)
    else:
        units = range(len(problem.network.units(layer)))
        yield from (Quantity("jacobian", layer, unit, source) for source in units)
