"""A round's program compiled to a Python function of plain floats, which trains a small network much faster than arrays do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from bptrace import expr, readings
from bptrace.engine import Learned
from bptrace.network import Quantity
from bptrace.printing.python import FUNCTION_NAMES, PythonPrinter
from bptrace.problem import Problem
from bptrace.program import Program
from bptrace.rounding import Rounding
from bptrace.rules import RIGHT, Rules
from bptrace.symbolic import Index


class Trainer(Protocol):
    """Trains a network for some epochs from what it has learned, in each from a batch on that is the first or a later one."""

    def __call__(self, learned: Learned, epochs: int, first: int = 0) -> Learned:
        """Return what is learned then."""


def source(problem: Problem, *, rounded: bool = False, rules: Rules = RIGHT) -> str:
    """Return the Python source of `train(state, step, rows, rest, constants, epochs)`, which returns the new state.

    The state is one flat list of all parameters and optimizer states, `step` the number of updates so far; a row is the inputs
    and targets of one full batch, and `rest` those of the last, smaller one, if there is one.
    """
    batches = problem.batches()
    whole = len(batches[0])
    state, constants = _state(problem), _constants(problem)
    body = [
        f"def train(state, {_STEP}, rows, rest, constants, epochs):",
        f"    [{_listed(state)}] = state",
        f"    [{_listed(constants)}] = constants",
        "    for _ in range(epochs):",
        *_loop(problem, rules, "rows", whole, rounded=rounded),
    ]
    if len(batches[-1]) != whole:
        body += _loop(problem, rules, "rest", len(batches[-1]), rounded=rounded)
    return "\n".join([*body, f"    return [{_listed(state)}]", ""])


def compile_trainer(problem: Problem, rounding: Rounding | None = None, rules: Rules = RIGHT) -> Trainer:
    """Return a function that trains the network for a number of epochs from what it has learned so far.

    With a rounding, every line is rounded before the next one uses it.

    The function raises ArithmeticError or ValueError where float arithmetic does, for example on overflow.
    """
    namespace: dict[str, Any] = {FUNCTION_NAMES.get(name, name): body for name, body in expr.FUNCTIONS.items()}
    namespace["rounded"] = rounding
    code = compile(source(problem, rounded=rounding is not None, rules=rules), "<trainer>", "exec")
    exec(code, namespace)  # noqa: S102 - written above out of numbered names and numbers, nothing else
    train, state, batches = namespace["train"], _state(problem), problem.batches()
    rows, rest = _rows(problem, len(batches[0]))
    constants = [float(value) for value in problem.constants.values()]

    def trained(learned: Learned, epochs: int, first: int = 0) -> Learned:
        before, count = [_value(problem, learned, quantity) for quantity in state], (len(batches) - first) * epochs
        try:
            after = train(before, learned.updates, rows[first:], rest, constants, epochs)
            return _learned(problem, learned, state, after, count)
        except TypeError as error:
            # Python makes the root of a negative number a complex one, which has no order and no exp.
            raise ValueError("a power of a negative number is not a real number") from error

    return trained


def _loop(problem: Problem, rules: Rules, rows: str, size: int, *, rounded: bool) -> list[str]:
    """Return the loop over batches of one size: the lines that the new state rests on, then the state moved on."""
    program = Program(problem.network, readings.read(problem, range(size), rules))
    new = {_after(quantity) for quantity in _state(problem)}
    lines = program.before(new.__contains__)
    changed = [line.quantity._replace(after=False) for line in lines if line.quantity in new]
    printer = PythonPrinter(_identifier)
    computed = "{} = rounded({})" if rounded else "{} = {}"
    body = [computed.format(_identifier(line.quantity), printer.print(line.formula)) for line in lines]
    body += [f"{_identifier(quantity)} = {_identifier(_after(quantity))}" for quantity in changed]
    return [
        f"        for [{_listed(_columns(problem, size))}] in {rows}:",
        f"            {_STEP} += 1",
        *(f"            {statement}" for statement in body),
    ]


def _after(quantity: Quantity) -> Quantity:
    return quantity._replace(after=True)


def _state(problem: Problem) -> list[Quantity]:
    kinds = ("parameter", *(problem.optimizer.state if problem.optimizer else ()))
    parameters = [quantity for _, quantity in problem.network.parameters()]
    return [quantity._replace(kind=kind) for kind in kinds for quantity in parameters]


def _constants(problem: Problem) -> list[Quantity]:
    return [Quantity(kind) for kind in problem.constants]


def _columns(problem: Problem, size: int) -> list[Quantity]:
    """Return the inputs and targets of a batch, sample by sample."""
    network = problem.network
    ends = ((0, "out", len(network.inputs)), (network.depth, "target", len(network.outputs)))
    return [
        Quantity(kind, layer, unit, None, sample)
        for sample in range(size)
        for layer, kind, count in ends
        for unit in range(count)
    ]


def _rows(problem: Problem, size: int) -> tuple[list[list[float]], list[list[float]]]:
    """Return the columns of every batch of one size, sample by sample, and those of the last, smaller one, if there is one."""
    assert problem.targets is not None
    samples = np.concatenate((problem.inputs, problem.targets)).T
    whole = len(samples) // size
    rest = samples[whole * size :].ravel().tolist()
    return samples[: whole * size].reshape(whole, -1).tolist(), [rest] if rest else []


def _identifier(ref: object) -> str:
    """Return a Python name that no other quantity has, whatever the spec calls it."""
    assert isinstance(ref, Quantity)
    numbers = "_".join("" if part is None else str(part) for part in ref[1:5])
    kind = "".join(character if character.isalnum() else "_" for character in ref.kind)
    return f"{kind}_{numbers}{'_after' if ref.after else ''}"


_STEP = _identifier(Quantity("step"))


def _listed(quantities: Sequence[Quantity]) -> str:
    return ", ".join(map(_identifier, quantities))


def _array(problem: Problem, learned: Learned, quantity: Quantity) -> tuple[Any, Index]:
    address, index = problem.network.element(quantity)
    assert address.where is not None
    if quantity.kind == "parameter":
        return learned.blocks[address.where], index
    return learned.states[address.where][quantity.kind], index


def _value(problem: Problem, learned: Learned, quantity: Quantity) -> float:
    array, index = _array(problem, learned, quantity)
    return float(array[index])


def _learned(problem: Problem, before: Learned, state: list[Quantity], values: list[float], count: int) -> Learned:
    blocks = tuple(block.copy() for block in before.blocks)
    states = tuple({kind: array.copy() for kind, array in old.items()} for old in before.states)
    after = Learned(blocks, states, before.updates + count)
    for quantity, value in zip(state, values, strict=True):
        array, index = _array(problem, after, quantity)
        array[index] = value
    return after
