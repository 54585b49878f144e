"""Mistakes of updates with a velocity.

A rule is the same in every round, so a learning rate that is missing from the first step alone is found as a learning rate
that was forgotten (U1) in the lines of the first round.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bptrace.functions.optimizers import BlockTape, Optimizer, State, Update
from bptrace.marking.mistakes.mistake import Mistake, by_update
from bptrace.symbolic import Array

Velocity = Callable[[Array, Array, Any], Array]
"""From the old velocity, the gradient and the constants to the new velocity."""

Move = Callable[[Array, Array, Array, Any], Array]
"""From the old parameters, the new velocity, the gradient and the constants to the new parameters."""


def _moved(names: tuple[str, ...], velocity: Velocity, move: Move) -> Callable[[Optimizer], Update | None]:
    """Return an update by some velocity and some move, for optimizers of some names."""

    def update(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
        new = let("velocity", velocity(state["velocity"], gradient, constant))
        return let("parameter", move(w, new, gradient, constant)), {"velocity": new}

    return lambda optimizer: update if optimizer.name in names else None


def _outside(v: Array, g: Array, c: Any) -> Array:
    return c.momentum * v + g


def _inside(v: Array, g: Array, c: Any) -> Array:
    return c.momentum * v - c.learning_rate * g


def _uphill(v: Array, g: Array, c: Any) -> Array:
    return c.momentum * v + c.learning_rate * g


def _against(w: Array, v: Array, g: Array, c: Any) -> Array:
    return w - c.learning_rate * v


def _along(w: Array, v: Array, g: Array, c: Any) -> Array:
    return w + v


def _plainly(w: Array, v: Array, g: Array, c: Any) -> Array:
    return w - c.learning_rate * g


def _ahead(w: Array, v: Array, g: Array, c: Any) -> Array:
    return w - c.learning_rate * (g + c.momentum * v)


_OUTSIDE, _INSIDE, _NESTEROV = ("momentum",), ("classical_momentum",), ("nesterov",)
_RATE_OUTSIDE = (
    "There are two conventions for momentum. In the one of this task the learning rate multiplies the velocity when the "
    "parameter moves, and is no part of the velocity itself."
)
_RATE_INSIDE = (
    "There are two conventions for momentum. In the one of this task the velocity is a step with the learning rate in it, "
    "and the parameter moves by the velocity as it is."
)
_MINUS_OUTSIDE = "In this task the gradient enters the velocity with a plus, and the velocity is subtracted: one minus."
_MINUS_INSIDE = "In this task the gradient enters the velocity with a minus, and the velocity is added: one minus."
_KEPT = "A share of the old velocity is kept, with the sign that it has: μ times the old velocity is added."
_FORGOTTEN = "The parameter moves by the velocity, which remembers earlier gradients, not by the gradient alone."
_ROLES = "The momentum μ multiplies the old velocity, the learning rate the step."
_WEIGHTED = "The gradient enters this velocity whole; a factor 1 − μ belongs to running means."
_SHARE = "The new velocity keeps a share of the old one; here the old velocity was left out."

MOMENTUM = (
    Mistake(
        "U2",
        "velocity subtracted instead of added",
        _MINUS_INSIDE,
        by_update(_moved(_INSIDE, _inside, lambda w, v, g, c: w - v)),
    ),
    Mistake(
        "U5",
        "learning rate inside the velocity",
        _RATE_OUTSIDE,
        by_update(_moved(_OUTSIDE, _uphill, lambda w, v, g, c: w - v)),
    ),
    Mistake(
        "U5",
        "velocity added with the learning rate inside it",
        _MINUS_OUTSIDE,
        by_update(_moved(_OUTSIDE, _uphill, _along)),
    ),
    Mistake("U5", "learning rate twice", _RATE_OUTSIDE, by_update(_moved(_OUTSIDE, _uphill, _against))),
    Mistake(
        "U5",
        "momentum times the learning rate",
        _ROLES,
        by_update(_moved(_OUTSIDE, _outside, lambda w, v, g, c: w - c.momentum * c.learning_rate * v)),
    ),
    Mistake("U5", "learning rate outside the velocity", _RATE_INSIDE, by_update(_moved(_INSIDE, _outside, _against))),
    Mistake("U5", "sign of the gradient in the velocity", _MINUS_INSIDE, by_update(_moved(_INSIDE, _uphill, _along))),
    Mistake(
        "U5",
        "sign of the gradient in the velocity",
        _MINUS_OUTSIDE,
        by_update(_moved(_OUTSIDE, lambda v, g, c: c.momentum * v - g, _against)),
    ),
    Mistake(
        "U5",
        "sign of the old velocity",
        _KEPT,
        by_update(_moved(_INSIDE, lambda v, g, c: -c.momentum * v - c.learning_rate * g, _along)),
    ),
    Mistake(
        "U5",
        "sign of the old velocity",
        _KEPT,
        by_update(_moved(_OUTSIDE, lambda v, g, c: g - c.momentum * v, _against)),
    ),
    Mistake(
        "U5",
        "momentum and learning rate swapped",
        _ROLES,
        by_update(
            _moved(_OUTSIDE, lambda v, g, c: c.learning_rate * v + g, lambda w, v, g, c: w - c.momentum * v),
        ),
    ),
    Mistake(
        "U5",
        "momentum and learning rate swapped",
        _ROLES,
        by_update(_moved(_INSIDE, lambda v, g, c: c.learning_rate * v - c.momentum * g, _along)),
    ),
    Mistake(
        "U5",
        "learning rate missing from the velocity",
        _RATE_INSIDE,
        by_update(_moved(_INSIDE, lambda v, g, c: c.momentum * v - g, _along)),
    ),
    Mistake(
        "U5",
        "momentum times the learning rate",
        _ROLES,
        by_update(_moved(_INSIDE, lambda v, g, c: c.momentum * v - c.momentum * c.learning_rate * g, _along)),
    ),
    Mistake(
        "U5",
        "gradient weighted with 1 − μ",
        _WEIGHTED,
        by_update(_moved(_OUTSIDE, lambda v, g, c: c.momentum * v + (1 - c.momentum) * g, _against)),
    ),
    Mistake(
        "U5",
        "gradient weighted with 1 − μ",
        _WEIGHTED,
        by_update(
            _moved(_INSIDE, lambda v, g, c: c.momentum * v - (1 - c.momentum) * c.learning_rate * g, _along),
        ),
    ),
    Mistake("U5", "velocity forgotten", _FORGOTTEN, by_update(_moved(_OUTSIDE, _outside, _plainly))),
    Mistake("U5", "velocity forgotten", _FORGOTTEN, by_update(_moved(_INSIDE, _inside, _plainly))),
    Mistake("U5", "old velocity forgotten", _SHARE, by_update(_moved(_OUTSIDE, lambda v, g, c: g, _against))),
    Mistake(
        "U5",
        "old velocity forgotten",
        _SHARE,
        by_update(_moved(_INSIDE, lambda v, g, c: -c.learning_rate * g, _along)),
    ),
    Mistake(
        "U5",
        "plain momentum instead of Nesterov's",
        "Nesterov's momentum looks ahead: the step has the gradient and μ times the new velocity in it.",
        by_update(_moved(_NESTEROV, _outside, _against)),
    ),
    Mistake(
        "U5",
        "Nesterov's momentum instead of plain momentum",
        "In this task the step is the learning rate times the velocity, without a look ahead.",
        by_update(_moved(_OUTSIDE, _outside, _ahead)),
    ),
)
"""Mistakes of momentum."""
