"""Optimizers: how a parameter follows its gradient, each written out as its textbook writes it.

An update names every internal state on the tape, so that each is a line of the trace. Constants come in as arrays of no
dimension, numbers or symbols, so that formulas show η and not its value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, Protocol

from bptrace.symbolic import Array


class BlockTape(Protocol):
    """`let` for one block of parameters."""

    def __call__(self, kind: str, value: Array) -> Array:
        """Name an array as it stands after the update."""


State = dict[str, Array]


@dataclass(frozen=True)
class Optimizer:
    """An update rule.

    Attributes
    ----------
    name
        The name in the spec file.
    update
        From the tape, a block of parameters, its gradient, its state and the constants to the new block and state.
    state
        The kinds of quantity that are carried from one update to the next, each 0 at the start.
    constants
        The kinds of its constants beside the learning rate, with their defaults.
    intervals
        The intervals in which constants must lie, with their lower end and without their upper one; others may be any number.
    """

    name: str
    update: Callable[[BlockTape, Array, Array, State, Any], tuple[Array, State]]
    state: tuple[str, ...] = ()
    constants: Mapping[str, float] = field(default_factory=dict)
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def _sgd(let: BlockTape, w: Array, gradient: Array, state: State, constant: SimpleNamespace) -> tuple[Array, State]:
    """Stochastic gradient descent: `w+ = w - eta dE/dw`."""
    return let("parameter", w - constant.learning_rate * gradient), state


def _momentum(
    let: BlockTape, w: Array, gradient: Array, state: State, constant: SimpleNamespace
) -> tuple[Array, State]:
    """Momentum with the learning rate outside the velocity (Sutskever et al. 2013, as in PyTorch).

    `v+ = mu v + dE/dw`, `w+ = w - eta v+`.
    """
    velocity = let("velocity", constant.momentum * state["velocity"] + gradient)
    return let("parameter", w - constant.learning_rate * velocity), {"velocity": velocity}


OPTIMIZERS: dict[str, Optimizer] = {
    optimizer.name: optimizer
    for optimizer in (
        Optimizer(name="sgd", update=_sgd),
        Optimizer(
            name="momentum",
            update=_momentum,
            state=("velocity",),
            constants={"momentum": 0.9},
            intervals={"momentum": (0, 1)},
        ),
    )
}
