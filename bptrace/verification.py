"""Gradients held to finite differences of what they are said to be the derivatives of.

A derivative is its key, what backpropagation says it is, and a function that computes the objective with one number moved.
Networks and circuits each say which derivatives they have; comparing them is the same for both.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import NamedTuple, TypeAlias

import numpy as np

from bptrace import differences, expr, readings
from bptrace.circuit.model import Circuit, CircuitError
from bptrace.circuit.page import gradient, value
from bptrace.circuit.trace import CircuitTrace
from bptrace.circuit.trace import run as work_out
from bptrace.dataclass import dataclass
from bptrace.elementwise import switches
from bptrace.engine import Learned
from bptrace.network import Floats, Quantity
from bptrace.problem import Problem
from bptrace.tape import Address, Numbers
from bptrace.trace import Round, Trace

Sides: TypeAlias = tuple[Hashable, ...]


class Probe(NamedTuple):
    """The objective with one number moved, and on which side of every kink what it rests on then lies."""

    value: float
    sides: Sides = ()


@dataclass(frozen=True)
class Derivative:
    """A derivative that can be checked.

    Attributes
    ----------
    key
        Its key.
    analytic
        What backpropagation says.
    probe
        Computes the objective with the number in question moved by a step.
    scale
        The objective where nothing is moved, if it is known already.
    """

    key: str
    analytic: float
    probe: Callable[[float], Probe]
    scale: float | None = None


class Verdict(Enum):
    """What a comparison found."""

    DIFFERS = "differs"
    AGREES = "agrees"
    KINK = "at a kink"


@dataclass(frozen=True)
class Comparison:
    """A derivative beside its finite difference, which at a kink does not exist and is `nan`."""

    key: str
    analytic: float
    numeric: float
    verdict: Verdict

    @property
    def difference(self) -> float:
        """How far the two are apart."""
        return abs(self.analytic - self.numeric)

    @property
    def _badness(self) -> tuple[bool, bool, float]:
        scale = max(abs(self.analytic), abs(self.numeric), 1e-3)
        kink = self.verdict is Verdict.KINK
        return self.verdict is not Verdict.DIFFERS, not kink, 0.0 if kink else -self.difference / scale


def verify(derivatives: Iterable[Derivative]) -> list[Comparison]:
    """Return every derivative with its finite difference, the worst first."""
    return sorted(map(compare, derivatives), key=lambda comparison: comparison._badness)


def compare(derivative: Derivative) -> Comparison:
    """Return a derivative with its finite difference, by the widest step that shows the same or else by the surest."""
    scale = derivative.probe(0).value if derivative.scale is None else derivative.scale
    best = differences.Estimate(math.nan, math.inf)
    for step in differences.STEPS:
        estimate = _estimate(derivative.probe, step)
        if estimate is not None and estimate.uncertainty < best.uncertainty:
            best = estimate
        if differences.agree(derivative.analytic, best.value, scale):
            return Comparison(derivative.key, derivative.analytic, best.value, Verdict.AGREES)
    verdict = Verdict.KINK if math.isnan(best.value) else Verdict.DIFFERS
    return Comparison(derivative.key, derivative.analytic, best.value, verdict)


def _estimate(probe: Callable[[float], Probe], step: float) -> differences.Estimate | None:
    """Return a central difference, or None where a kink lies between."""
    sides = set[Sides]()

    def moved(by: float) -> float:
        found = probe(by)
        sides.add(found.sides)
        return found.value

    estimate = differences.central(moved, step)
    return estimate if len(sides) == 1 else None


def count(problem: Problem, kept: Round) -> int:
    """Return how many derivatives of a round can be checked."""
    trained = sum(block.values.size for block in problem.network.blocks if block.trained)
    return trained + (len(problem.network.inputs) * len(kept.samples) if problem.input_gradients else 0)


def of_network(trace: Trace, kept: Round) -> Iterator[Derivative]:
    """Yield the gradients of a round: of its trained parameters, and of its inputs where they are wanted.

    The probes of parameters share the arrays in which they move a number: they are called one at a time.
    """
    problem = trace.problem
    step = f".{kept.step}" if len(problem.batches()) > 1 else ""
    when = f"@{kept.epoch}{step}" if kept.epoch > 1 or step else ""
    blocks = _start(problem, kept)
    batch = _part(problem, problem.inputs[:, list(kept.samples)], kept.samples)
    scale = _probe(batch, blocks).value
    for _, parameter in problem.network.parameters():
        address, index = problem.network.element(parameter)
        assert address.where is not None
        if problem.network.blocks[address.where].trained:
            quantity = parameter._replace(kind="gradient")
            probe = partial(_with_parameter, batch, blocks, address.where, index)
            yield Derivative(trace.notation.key(quantity) + when, kept.value(quantity), probe, scale)
    for sample in kept.samples if problem.input_gradients else ():
        for unit in range(len(problem.network.inputs)):
            quantity = Quantity("dE/dout", 0, unit, None, sample)
            probe = partial(_with_input, problem, blocks, sample, unit)
            yield Derivative(trace.notation.key(quantity) + when, kept.value(quantity), probe)


def _start(problem: Problem, kept: Round) -> tuple[Floats, ...]:
    """Return the parameters that a round starts from, by block."""
    network = problem.network
    return tuple(
        np.array(
            [kept.value(network.quantity(Address("parameter", n, False), index)) for index in block.indices()]
        ).reshape(block.values.shape)
        for n, block in enumerate(network.blocks)
    )


def _part(problem: Problem, inputs: Floats, samples: Sequence[int]) -> Problem:
    """Return the problem of some samples alone, with these inputs."""
    targets = None if problem.targets is None else problem.targets[:, list(samples)]
    return replace(problem, inputs=inputs, targets=targets, batch=len(samples))


def _with_parameter(
    problem: Problem, blocks: Sequence[Floats], block: int, index: tuple[int, ...], step: float
) -> Probe:
    # The number is put back below: to copy a large block for every step takes longer than the step.
    moved = blocks[block]
    before = moved[index]
    moved[index] = before + step
    try:
        return _probe(problem, blocks)
    finally:
        moved[index] = before


def _with_input(problem: Problem, blocks: Sequence[Floats], sample: int, unit: int, step: float) -> Probe:
    inputs = problem.inputs[:, [sample]].copy()
    inputs[unit, 0] += step
    return _probe(_part(problem, inputs, [sample]), blocks)


def _probe(problem: Problem, blocks: Sequence[Floats]) -> Probe:
    """Return the total error, or the chosen output of all samples together, of a network with these parameters."""
    with np.errstate(all="ignore"):
        numbers = readings.stand(problem, Learned(blocks, readings.begin(problem).states))
        sides = tuple(_sides(problem, blocks, numbers))
    if problem.loss is not None:
        return Probe(float(numbers.arrays[Address("total_error", None, False)]), sides)
    chosen = numbers.arrays[Address("out", problem.network.depth, False)][problem.gradient_of]
    return Probe(float(chosen.mean() if problem.mean_over_samples else chosen.sum()), sides)


def _sides(problem: Problem, blocks: Sequence[Floats], numbers: Numbers) -> Iterator[bytes]:
    """Yield on which side of its kinks each net input, each error and each penalized parameter lies."""
    network = problem.network
    for number, layer in enumerate(network.layers, 1):
        net = numbers.arrays[Address("net", number, False)]
        for unit, activation in enumerate(layer.activations):
            if activation.kinks:
                yield np.searchsorted(sorted(activation.kinks), net[unit]).tobytes()
    if problem.loss is not None:
        out = numbers.arrays[Address("out", network.depth, False)]
        yield from (np.sign(switch).tobytes() for switch in problem.loss.switches(problem.targets, out))
    if problem.penalty is not None and "l1" in problem.penalty.kinds:
        yield from (np.sign(block).tobytes() for number, block in enumerate(blocks) if problem.penalized(number).any())


def of_circuit(trace: CircuitTrace) -> Iterator[Derivative]:
    """Yield the gradients of a circuit's output with respect to its inputs."""
    for name in trace.circuit.inputs:
        signal = gradient(name)
        if signal in trace.values:
            yield Derivative(
                trace.notation.key(signal), trace.values[signal], partial(_with_value, trace.circuit, name)
            )


def _with_value(circuit: Circuit, name: str, step: float) -> Probe:
    try:
        worked = work_out(replace(circuit, inputs={**circuit.inputs, name: circuit.inputs[name] + step}))
    except CircuitError:
        return Probe(math.nan)
    return Probe(worked.values[value(circuit.output)], tuple(_sides_of_gates(worked)))


def _sides_of_gates(trace: CircuitTrace) -> Iterator[float]:
    """Yield on which side of its kinks, such as the one where the inputs of a maximum are equal, every gate stands."""
    for node in trace.circuit.nodes:
        for switch in switches(trace.formulas[value(node.name)]):
            yield expr.FUNCTIONS["sign"](expr.evaluate(switch, trace.leaf_value))
