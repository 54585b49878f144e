"""A network as a circuit: the error of one sample, with every line of the forward pass as a named gate."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import count

import numpy as np

from bptrace import expr, readings
from bptrace.circuit.build import build
from bptrace.circuit.model import Circuit
from bptrace.errors import BptraceError
from bptrace.expr import Call, Expr, Symbol
from bptrace.functions.activation import Activation
from bptrace.functions.gates import GATES, activation_gate
from bptrace.network import Network, Quantity
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.program import Line, Program
from bptrace.trace import Recorded


def as_circuit(problem: Problem, sample: int = 0) -> Circuit:
    """Return the circuit that computes the total error of one sample; without an error, one output.

    Parameters
    ----------
    problem
        The network with its start values.
    sample
        Which of its samples, from 0.

    Raises
    ------
    BptraceError
        If there is no such sample, or if there are several outputs, no error, and no word on which of them is meant.
    """
    one = _alone(problem, sample)
    with np.errstate(all="ignore"):
        numbers, _ = readings.record(one, readings.begin(one), range(1))
    values, program = Recorded(one.network, numbers), Program(one.network, readings.read(one, range(1)))
    lines = program.slice_of([_goal(one)])
    names, key = _names(one.network), Notation(one).key
    definitions = [(key(line.quantity), _written(one, line, names)) for line in lines]
    given = dict.fromkeys(leaf for line in lines for leaf in expr.leaves(line.formula))
    defined = {line.quantity for line in lines}
    inputs = {key(leaf): values[leaf] for leaf in given if isinstance(leaf, Quantity) and leaf not in defined}
    own = {name: activation_gate(activation, name) for activation, name in names.items() if activation.differentiable}
    return build(problem.title, inputs, definitions, gates={**GATES, **own})


def _alone(problem: Problem, sample: int) -> Problem:
    """Return the problem with one of its samples only."""
    samples = problem.sample_count
    if sample >= samples:
        raise BptraceError(
            f"there is no sample {sample + 1}; expected 1 to {samples}" if samples > 1 else "there is one sample"
        )
    column = slice(sample, sample + 1)
    targets = None if problem.targets is None else problem.targets[:, column]
    return replace(problem, inputs=problem.inputs[:, column], targets=targets, batch=1, epochs=1)


def _goal(problem: Problem) -> Quantity:
    """Return what the output of the circuit is."""
    if problem.loss is not None:
        return Quantity("total_error")
    outputs = problem.network.outputs
    if problem.gradient_of is None and len(outputs) > 1:
        raise BptraceError(
            f"there are no targets and {len(outputs)} outputs, and a circuit has one; expected gradient_of: {outputs[0]}"
        )
    return Quantity("out", problem.network.depth, problem.gradient_of or 0, None, 0)


def _names(network: Network) -> dict[Activation, str]:
    """Return what every activation is called: those that differ in their settings only are numbered."""
    kinds = list(dict.fromkeys(one for layer in network.layers for one in layer.activations if one.elementwise))
    counts = Counter(one.name for one in kinds)
    numbers = {name: count(1) for name in counts}
    return {one: one.name if counts[one.name] == 1 else f"{one.name}{next(numbers[one.name])}" for one in kinds}


def _written(problem: Problem, line: Line, names: dict[Activation, str]) -> Expr:
    """Return the formula of a line with keys for names; an activation that can be differentiated is called by its name."""
    kind, layer, unit = line.quantity[:3]
    if kind == "out" and layer and unit is not None:
        activation = problem.network.layers[layer - 1].activations[unit]
        if activation in names and activation.differentiable:
            return Call(names[activation], (Symbol(_key(problem, line.quantity._replace(kind="net"))),))
    return expr.substitute(line.formula, lambda ref: Symbol(_key(problem, ref)))


def _key(problem: Problem, ref: object) -> str:
    assert isinstance(ref, Quantity)
    return Notation(problem).key(ref)
