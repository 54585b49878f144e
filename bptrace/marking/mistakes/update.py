"""Mistakes of any update."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

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


def _step_alone(optimizer: Optimizer) -> Update:
    """Return the update with 0 in the place of the old parameters: the step stands where the new parameters belong."""

    def update(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
        if optimizer.name == "sgd":
            return let("parameter", -constant.learning_rate * gradient), state
        return optimizer.update(let, 0 * w, gradient, state, constant)

    return update


def _sgd_only(update: Update) -> Callable[[Optimizer], Update | None]:
    return lambda optimizer: update if optimizer.name == "sgd" else None


def _uphill(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
    return let("parameter", w + constant.learning_rate * gradient), state


def _whole_step(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
    return let("parameter", w - gradient), state


def _positive_step(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
    return let("parameter", constant.learning_rate * gradient), state


def _not_sgd(wrong: Callable[[Optimizer], Update | None]) -> Callable[[Optimizer], Update | None]:
    return lambda optimizer: None if optimizer.name == "sgd" else wrong(optimizer)


_RATE = "The step is the learning rate times the gradient; without the rate it is far too long, or too short."
_UPHILL = "The gradient points uphill: what it says is subtracted."
_NEW = "The new weight is the old one minus a step; the old one was left out."

UPDATES = (
    Mistake("U1", "learning rate forgotten", _RATE, by_update(_sgd_only(_whole_step))),
    Mistake(
        "U1",
        "learning rate forgotten",
        _RATE,
        by_update(_not_sgd(with_constants(lambda constant: {"learning_rate": 1.0}, "learning_rate"))),
    ),
    Mistake("U2", "added instead of subtracted", _UPHILL, by_update(_sgd_only(_uphill))),
    Mistake(
        "U2",
        "added instead of subtracted",
        _UPHILL,
        by_update(_not_sgd(_to_parameter(lambda w, new, g: w + (w - new)))),
    ),
    Mistake("U3", "gradient written as the new weight", _NEW, by_update(_to_parameter(lambda w, new, g: g))),
    Mistake("U3", "step written as the new weight", _NEW, by_update(_step_alone)),
    Mistake("U3", "step written as the new weight", _NEW, by_update(_sgd_only(_positive_step))),
    Mistake(
        "U3", "step written as the new weight", _NEW, by_update(_not_sgd(_to_parameter(lambda w, new, g: w - new)))
    ),
)
"""Mistakes of any update."""
