"""A round's quantities and numbers as flat lists: what a compiled function takes and gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from math import prod
from struct import Struct
from typing import NamedTuple, Protocol

import numpy as np

from bptrace.engine import Learned
from bptrace.network import Floats, Quantity
from bptrace.problem import Problem
from bptrace.program import Program

Packed = bytes
"""All values of a round, float64 after float64 in the order of `laid`, which takes a third of the memory of a tuple."""

_FLOAT = Struct("d")
COUNT = Quantity("step")
"""The number of the update."""


class Passage(NamedTuple):
    """How far a compiled function came.

    Attributes
    ----------
    learned
        What is learned after the updates that were made.
    updates
        How many these are.
    kept
        All values of each of them, if they are kept.
    fault
        Why the next update was not made: float arithmetic has no answer on its way. None if none was left.
    """

    learned: Learned
    updates: int
    kept: list[Packed]
    fault: Exception | None


class Updates(Protocol):
    """Goes through the updates of some epochs, in each of them through some batches, from what has been learned so far."""

    def __call__(self, learned: Learned, epochs: int, batches: slice = ...) -> Passage:
        """Return how far it came."""


class Laid(Mapping[Quantity, float]):
    """The values of a kept round, found by their places: a dictionary for each of many rounds would be slow."""

    __slots__ = ("_packed", "_places")

    def __init__(self, places: Mapping[Quantity, int], packed: Packed) -> None:
        self._places, self._packed = places, packed

    def __getitem__(self, quantity: Quantity) -> float:
        value: float = _FLOAT.unpack_from(self._packed, _FLOAT.size * self._places[quantity])[0]
        return value

    def __iter__(self) -> Iterator[Quantity]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def laid(problem: Problem, program: Program, samples: range) -> list[Quantity]:
    """Return all quantities of a round, given or defined, in the order in which a compiled function keeps them."""
    counted = [COUNT] if problem.counts_updates else []
    given = (columns(problem, samples), constants(problem), counted, state(problem))
    return [*chain(*given), *program.quantities()]


def places(problem: Problem, program: Program, samples: range) -> dict[Quantity, int]:
    """Return where each quantity of a round is among its numbers."""
    return {quantity: place for place, quantity in enumerate(laid(problem, program, samples))}


def after(quantity: Quantity) -> Quantity:
    """Return the same quantity after the update."""
    return quantity._replace(after=True)


def state(problem: Problem) -> list[Quantity]:
    """Return all parameters and optimizer states."""
    kinds = ("parameter", *(problem.optimizer.state if problem.optimizer else ()))
    parameters = [quantity for _, quantity in problem.network.parameters()]
    return [quantity._replace(kind=kind) for kind in kinds for quantity in parameters]


def constants(problem: Problem) -> list[Quantity]:
    """Return the constants of the problem, without the number of the update."""
    return [Quantity(kind) for kind in problem.constants]


def columns(problem: Problem, samples: range) -> list[Quantity]:
    """Return the inputs and targets of a batch, sample by sample."""
    network = problem.network
    ends = ((0, "out", len(network.inputs)), (network.depth, "target", len(network.outputs)))
    return [
        Quantity(kind, layer, unit, None, sample)
        for sample in samples
        for layer, kind, count in ends
        for unit in range(count)
    ]


def rows(problem: Problem, size: int) -> tuple[list[list[float]], list[list[float]]]:
    """Return the columns of every batch of one size, sample by sample, and those of the last, smaller one, if there is one."""
    assert problem.targets is not None
    samples = np.concatenate((problem.inputs, problem.targets)).T
    whole = len(samples) // size
    rest = samples[whole * size :].ravel().tolist()
    return samples[: whole * size].reshape(whole, -1).tolist(), [rest] if rest else []


class Flattening:
    """The way from what is learned to the values of `state`, and back; both have the parameters in the order of the blocks."""

    def __init__(self, problem: Problem) -> None:
        self._kinds = problem.optimizer.state if problem.optimizer else ()
        self._shapes = [block.values.shape for block in problem.network.blocks]

    def values(self, learned: Learned) -> list[float]:
        """Return the values of `state`."""
        states = ([state[kind] for state in learned.states] for kind in self._kinds)
        found: list[float] = np.concatenate([np.ravel(array) for array in chain(learned.blocks, *states)]).tolist()
        return found

    def learned(self, values: list[float], updates: int) -> Learned:
        """Return what is learned if `state` has these values, after so many updates."""
        parts = np.split(np.array(values), len(self._kinds) + 1)
        blocks = list(zip(*map(self._arrays, parts), strict=True))
        states = tuple(dict(zip(self._kinds, arrays[1:], strict=True)) for arrays in blocks)
        return Learned(tuple(arrays[0] for arrays in blocks), states, updates)

    def _arrays(self, numbers: Floats) -> list[Floats]:
        ends = np.cumsum([prod(shape) for shape in self._shapes])
        parts = zip(np.split(numbers, ends[:-1]), self._shapes, strict=True)
        return [part.reshape(shape) for part, shape in parts]
