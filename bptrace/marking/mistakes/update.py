"""Mistakes of any update.

What was updated earlier in the same round and is used too early (U4: an output, a weight) and a new value written under
another name (U8) are slips in a line (`operands`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from bptrace.functions.optimizers import BlockTape, Optimizer, State, Update
from bptrace.marking.mistakes.mistake import Mistake, by_update
from bptrace.symbolic import Array


def with_constants(change: Callable[[Any], Mapping[str, Any]], needs: str) -> Callable[[Optimizer], Update | None]:
    """Return the right update with other constants, for optimizers that have the one that it needs."""

    def wrong(optimizer: Optimizer) -> Update | None:
        if needs != "learning_rate" and needs not in optimizer.constants and not (needs == "step" and optimizer.counts):
            return None

        def update(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
            changed = SimpleNamespace(**{**vars(constant), **change(constant)})
            return optimizer.update(let, w, gradient, state, changed)

        return update

    return wrong


def _to_parameter(change: Callable[[Array, Array, Array], Array]) -> Callable[[Optimizer], Update | None]:
    """Return the right update with another last line: from the old parameters, the right new ones and the gradient."""

    def wrong(optimizer: Optimizer) -> Update | None:
        def update(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
            def changed(kind: str, value: Array, *, after: bool = True) -> Array:
                return let(kind, change(w, value, gradient) if kind == "parameter" else value, after=after)

            return optimizer.update(changed, w, gradient, state, constant)

        return update

    return wrong


def _from_nothing(optimizer: Optimizer) -> Update:
    """Return the update with 0 in the place of the old parameters: the step stands where the new parameters belong."""

    def update(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
        return optimizer.update(let, np.zeros(w.shape), gradient, state, constant)

    return update


def only(names: tuple[str, ...], wrong: Callable[[Optimizer], Update | None]) -> Callable[[Optimizer], Update | None]:
    """Return what changes the update of optimizers of some names."""
    return lambda optimizer: wrong(optimizer) if optimizer.name in names else None


def _but(names: tuple[str, ...], wrong: Callable[[Optimizer], Update | None]) -> Callable[[Optimizer], Update | None]:
    """Return what changes the update of optimizers of other names."""
    return lambda optimizer: None if optimizer.name in names else wrong(optimizer)


def _of_sgd(new: Callable[[Array, Array, Array], Array]) -> Callable[[Optimizer], Update | None]:
    """Return what gives plain gradient descent another new value, from the old one, the gradient and the learning rate."""

    def update(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
        return let("parameter", new(w, gradient, constant.learning_rate)), state

    return only(_SGD, lambda optimizer: update)


_SGD, _ADDS, _DECAYS = ("sgd",), ("classical_momentum",), ("adamw",)
_RATE, _ADDED = "learning rate forgotten", "added instead of subtracted"
_GRADIENT, _STEP = "gradient written as the new weight", "step written as the new weight"
_SCALES = "The learning rate scales every step; here it was left out."
_DOWNHILL = "The gradient points uphill, so the step that is made of it is subtracted."
_FROM_OLD = "An update starts from the old value; here the old value was left out."

UPDATES = (
    Mistake("U1", _RATE, _SCALES, by_update(_of_sgd(lambda w, g, eta: w - g))),
    Mistake(
        "U1",
        _RATE,
        _SCALES,
        by_update(_but(_SGD, with_constants(lambda constant: {"learning_rate": 1.0}, "learning_rate"))),
    ),
    Mistake("U2", _ADDED, _DOWNHILL, by_update(_of_sgd(lambda w, g, eta: w + eta * g))),
    Mistake(
        "U2",
        _ADDED,
        _DOWNHILL,
        by_update(_but(_SGD + _ADDS, with_constants(lambda c: {"learning_rate": -c.learning_rate}, "learning_rate"))),
    ),
    Mistake("U3", _GRADIENT, _FROM_OLD, by_update(_to_parameter(lambda w, new, g: g))),
    Mistake("U3", _STEP, _FROM_OLD, by_update(_of_sgd(lambda w, g, eta: -eta * g))),
    Mistake("U3", _STEP, _FROM_OLD, by_update(_of_sgd(lambda w, g, eta: eta * g))),
    Mistake("U3", _STEP, _FROM_OLD, by_update(_but(_SGD + _DECAYS, _from_nothing))),
    Mistake("U3", _STEP, _FROM_OLD, by_update(only(_DECAYS, _to_parameter(lambda w, new, g: new - w)))),
    Mistake("U3", _STEP, _FROM_OLD, by_update(_but(_SGD + _ADDS, _to_parameter(lambda w, new, g: w - new)))),
)
"""Mistakes of any update."""
