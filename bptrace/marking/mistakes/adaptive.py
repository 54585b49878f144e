"""Mistakes of optimizers that divide by the size of earlier gradients: AdaGrad, RMSProp and Adam."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from bptrace.functions.optimizers import BlockTape, Optimizer, State, Update
from bptrace.marking.mistakes.mistake import Mistake, by_update
from bptrace.marking.mistakes.update import with_constants
from bptrace.symbolic import Array


def _inside_root(optimizer: Optimizer) -> Update | None:
    """Return the update with epsilon under the root, which for a number is epsilon taken in before the root is."""
    squares = {
        "adagrad": "square_sum",
        "rmsprop": "mean_square",
        "adam": "corrected_second",
        "adamw": "corrected_second",
    }
    under = squares.get(optimizer.name)
    if under is None:
        return None

    def update(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
        kept: dict[str, Array] = {}

        def changed(kind: str, value: Array, *, after: bool = True) -> Array:
            if kind == "parameter":
                return let(kind, value, after=after)
            kept[kind] = let(kind, value, after=after)
            return kept[kind] + constant.epsilon if kind == under else kept[kind]

        right = vars(constant) | {"epsilon": 0}
        new, _ = optimizer.update(changed, w, gradient, state, type(constant)(**right))
        return new, {name: kept[name] for name in optimizer.state}

    return update


def _uncorrected(optimizer: Optimizer) -> Update | None:
    """Return the update whose moments are used as they are, without the correction for their start at 0."""
    if "corrected_first" not in optimizer.lines:
        return None

    def update(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
        moments: dict[str, Array] = {}

        def changed(kind: str, value: Array, *, after: bool = True) -> Array:
            source = {"corrected_first": "first_moment", "corrected_second": "second_moment"}.get(kind)
            moments[kind] = let(kind, moments[source] if source else value, after=after)
            return moments[kind]

        return optimizer.update(changed, w, gradient, state, constant)

    return update


def _root_missing(optimizer: Optimizer) -> Update | None:
    """Return Adam's update with the second moment itself under the fraction."""
    if optimizer.name != "adam":
        return None

    def update(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
        kept: dict[str, Array] = {}

        def changed(kind: str, value: Array, *, after: bool = True) -> Array:
            kept[kind] = value if kind == "parameter" else let(kind, value, after=after)
            return kept[kind]

        _, new = optimizer.update(changed, w, gradient, state, constant)
        step = constant.learning_rate * kept["corrected_first"] / (kept["corrected_second"] + constant.epsilon)
        return let("parameter", w - step), new

    return update


def _swapped_in(kinds: tuple[str, ...]) -> Callable[[Optimizer], Update | None]:
    """Return the update with the two betas swapped in the lines of some kinds only."""

    def wrong(optimizer: Optimizer) -> Update | None:
        if "beta1" not in optimizer.constants:
            return None

        def update(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
            swapped = SimpleNamespace(**{**vars(constant), "beta1": constant.beta2, "beta2": constant.beta1})
            others: dict[str, Array] = {}
            optimizer.update(_keeping(others), w, gradient, state, swapped)
            kept: dict[str, Array] = {}

            def changed(kind: str, value: Array, *, after: bool = True) -> Array:
                kept[kind] = let(kind, others[kind] if kind in kinds else value, after=after)
                return kept[kind]

            new, _ = optimizer.update(changed, w, gradient, state, constant)
            return new, {kind: kept[kind] for kind in optimizer.state}

        return update

    return wrong


def _keeping(kept: dict[str, Array]) -> BlockTape:
    def let(kind: str, value: Array, *, after: bool = True) -> Array:
        kept[kind] = value
        return value

    return let


_BETAS = "β1 belongs to the mean of the gradients, β2 to the mean of their squares."

ADAPTIVE = (
    Mistake(
        "U7",
        "β1 and β2 swapped",
        _BETAS,
        by_update(with_constants(lambda c: {"beta1": c.beta2, "beta2": c.beta1}, "beta1")),
    ),
    Mistake(
        "U7",
        "β1 and β2 swapped in the moments",
        _BETAS,
        by_update(_swapped_in(("first_moment", "second_moment"))),
    ),
    Mistake(
        "U7",
        "correction of the moments left out",
        "Both moments start at 0; dividing them by 1 − β^t makes up for that.",
        by_update(_uncorrected),
    ),
    Mistake(
        "U7",
        "ε inside the root",
        "ε is added once the root is taken, not under it.",
        by_update(_inside_root),
    ),
    Mistake(
        "U7",
        "number of the update off by one",
        "The number of the update counts from 1: the first update has t = 1.",
        by_update(with_constants(lambda c: {"step": c.step + 1}, "step")),
    ),
    Mistake(
        "U7",
        "root left out",
        "The step is divided by the root of the corrected second moment, not by that moment itself.",
        by_update(_root_missing),
    ),
    Mistake(
        "U7",
        "ρ and 1 − ρ swapped",
        "ρ is the share of the old mean that is kept; the new square enters with 1 − ρ.",
        by_update(with_constants(lambda c: {"rho": 1 - c.rho}, "rho")),
    ),
    Mistake(
        "U7",
        "β1 and 1 − β1 swapped",
        "β1 is the share of the old moment that is kept; the new gradient enters with 1 − β1.",
        by_update(with_constants(lambda c: {"beta1": 1 - c.beta1}, "beta1")),
    ),
    Mistake(
        "U6",
        "decay of the weights forgotten",
        "In AdamW every update also takes η·λ times the weight itself away.",
        by_update(with_constants(lambda c: {"weight_decay": 0.0}, "weight_decay")),
    ),
)
"""Mistakes of optimizers that divide by the size of earlier gradients."""
