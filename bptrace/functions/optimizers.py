"""Optimizers: how a parameter follows its gradient, each written out as its source writes it.

An update names every internal state on the tape, so that each is a line of the trace. Constants come in as arrays of no
dimension, numbers or symbols, so that formulas show η and not its value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, NamedTuple, Protocol

import numpy as np

from bptrace.dataclass import dataclass
from bptrace.symbolic import Array


class BlockTape(Protocol):
    """`let` for one block of parameters."""

    def __call__(self, kind: str, value: Array, *, after: bool = True) -> Array:
        """Name an array; `after` for what the next update starts from."""


State = dict[str, Array]
Update = Callable[[BlockTape, Array, Array, State, Any], tuple[Array, State]]


@dataclass(frozen=True)
class Optimizer:
    """An update rule.

    Attributes
    ----------
    name
        The name in the spec file.
    update
        From the tape, a block of parameters, its gradient, its state and the constants to the new block and state.
    words
        What an update does, as the end of a sentence that begins "The update".
    state
        The kinds of quantity that are carried from one update to the next, each 0 at the start.
    lines
        The kinds of all its lines before the new value, in order.
    constants
        The kinds of its constants beside the learning rate, with their defaults.
    counts
        Whether the number of the update, from 1, is one of its constants.
    """

    name: str
    update: Update
    words: str = "follows a rule of its own"
    state: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    constants: Mapping[str, float] = field(default_factory=dict)
    counts: bool = False


INTERVALS: dict[str, tuple[float, float]] = {
    "momentum": (0, 1),
    "rho": (0, 1),
    "beta1": (0, 1),
    "beta2": (0, 1),
    "epsilon": (0, np.inf),
    "weight_decay": (0, np.inf),
}
"""Where constants must lie, by kind."""


class Name(NamedTuple):
    """What a state of a parameter is called: what its key, its text and its LaTeX put before the parameter, and in words."""

    key: str
    text: str
    latex: str
    words: str


STATE_NAMES: dict[str, Name] = {
    "velocity": Name("v", "v", "v", "velocity"),
    "square_sum": Name("G", "G", "G", "sum of squared gradients"),
    "mean_square": Name("s", "s", "s", "mean of squared gradients"),
    "first_moment": Name("m", "m", "m", "first moment"),
    "second_moment": Name("v", "v", "v", "second moment"),
    "corrected_first": Name("mhat", "m̂", r"\hat{m}", "corrected first moment"),
    "corrected_second": Name("vhat", "v̂", r"\hat{v}", "corrected second moment"),
}
"""The names of states and other lines of an update, by kind."""


def _sgd(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
    """Gradient descent: `w+ = w - eta dE/dw`."""
    return let("parameter", w - constant.learning_rate * gradient), state


def _momentum(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
    """Momentum with the learning rate outside the velocity, as in PyTorch: `v+ = mu v + dE/dw`, `w+ = w - eta v+`."""
    velocity = let("velocity", constant.momentum * state["velocity"] + gradient)
    return let("parameter", w - constant.learning_rate * velocity), {"velocity": velocity}


def _classical_momentum(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
    """Momentum with the learning rate inside the velocity (Polyak 1964; Sutskever et al. 2013, equations 1 and 2).

    `v+ = mu v - eta dE/dw`, `w+ = w + v+`.
    """
    velocity = let("velocity", constant.momentum * state["velocity"] - constant.learning_rate * gradient)
    return let("parameter", w + velocity), {"velocity": velocity}


def _nesterov(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
    """Nesterov's momentum with the gradient taken where the network stands, as in PyTorch.

    `v+ = mu v + dE/dw`, `w+ = w - eta (dE/dw + mu v+)`.
    """
    velocity = let("velocity", constant.momentum * state["velocity"] + gradient)
    step = constant.learning_rate * (gradient + constant.momentum * velocity)
    return let("parameter", w - step), {"velocity": velocity}


def _adagrad(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
    """AdaGrad (Duchi, Hazan, Singer 2011): `G+ = G + (dE/dw)^2`, `w+ = w - eta dE/dw / (sqrt(G+) + eps)`."""
    total = let("square_sum", state["square_sum"] + gradient**2)
    step = constant.learning_rate * gradient / (np.sqrt(total) + constant.epsilon)
    return let("parameter", w - step), {"square_sum": total}


def _rmsprop(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
    """RMSProp (Tieleman, Hinton 2012): `s+ = rho s + (1 - rho) (dE/dw)^2`, `w+ = w - eta dE/dw / (sqrt(s+) + eps)`."""
    mean = let("mean_square", constant.rho * state["mean_square"] + (1 - constant.rho) * gradient**2)
    step = constant.learning_rate * gradient / (np.sqrt(mean) + constant.epsilon)
    return let("parameter", w - step), {"mean_square": mean}


def _moments(let: BlockTape, gradient: Array, state: State, constant: Any) -> tuple[Array, Array, State]:
    """Return Adam's two moments, corrected for their start at 0, and the state (Kingma, Ba 2015, algorithm 1)."""
    first = let("first_moment", constant.beta1 * state["first_moment"] + (1 - constant.beta1) * gradient)
    second = let("second_moment", constant.beta2 * state["second_moment"] + (1 - constant.beta2) * gradient**2)
    corrected_first = let("corrected_first", first / (1 - constant.beta1**constant.step), after=False)
    corrected_second = let("corrected_second", second / (1 - constant.beta2**constant.step), after=False)
    return corrected_first, corrected_second, {"first_moment": first, "second_moment": second}


def _adam(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
    """Adam (Kingma, Ba 2015, algorithm 1): `w+ = w - eta mhat / (sqrt(vhat) + eps)`."""
    first, second, state = _moments(let, gradient, state, constant)
    return let("parameter", w - constant.learning_rate * first / (np.sqrt(second) + constant.epsilon)), state


def _adamw(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
    """AdamW, with the decay of weights apart from the gradient (Loshchilov, Hutter 2019, algorithm 2).

    `w+ = w - eta (mhat / (sqrt(vhat) + eps) + lambda w)`, the decay scaled by the learning rate as in PyTorch.
    """
    first, second, state = _moments(let, gradient, state, constant)
    step = first / (np.sqrt(second) + constant.epsilon) + constant.weight_decay * w
    return let("parameter", w - constant.learning_rate * step), state


_MOMENTS = ("first_moment", "second_moment")
_MOMENT_LINES = (*_MOMENTS, "corrected_first", "corrected_second")
_ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}

OPTIMIZERS: dict[str, Optimizer] = {
    optimizer.name: optimizer
    for optimizer in (
        Optimizer("sgd", _sgd, "goes a step against the slope: the learning rate times the gradient"),
        Optimizer(
            "momentum",
            _momentum,
            "goes against a velocity that remembers earlier gradients and is 0 at the start; the learning rate scales "
            "the velocity",
            ("velocity",),
            ("velocity",),
            {"momentum": 0.9},
        ),
        Optimizer(
            "classical_momentum",
            _classical_momentum,
            "follows a velocity that remembers earlier steps and is 0 at the start; the learning rate is part of the "
            "velocity",
            ("velocity",),
            ("velocity",),
            {"momentum": 0.9},
        ),
        Optimizer(
            "nesterov",
            _nesterov,
            "looks one step of its velocity ahead: it goes against the gradient plus what the velocity will carry on",
            ("velocity",),
            ("velocity",),
            {"momentum": 0.9},
        ),
        Optimizer(
            "adagrad",
            _adagrad,
            "divides the step by the root of all squared gradients so far, so that what has moved much moves less",
            ("square_sum",),
            ("square_sum",),
            {"epsilon": 1e-8},
        ),
        Optimizer(
            "rmsprop",
            _rmsprop,
            "divides the step by the root of a running mean of squared gradients",
            ("mean_square",),
            ("mean_square",),
            {"rho": 0.9, "epsilon": 1e-8},
        ),
        Optimizer(
            "adam",
            _adam,
            "follows running means of the gradient and of its square, each corrected for its start at 0",
            _MOMENTS,
            _MOMENT_LINES,
            _ADAM,
            counts=True,
        ),
        Optimizer(
            "adamw",
            _adamw,
            "is that of Adam, with a decay of the weight itself that is no part of the gradient",
            _MOMENTS,
            _MOMENT_LINES,
            {**_ADAM, "weight_decay": 0.01},
            counts=True,
        ),
    )
}
