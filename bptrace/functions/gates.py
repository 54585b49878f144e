"""Gates of a circuit: one operation each, with the slope of its output with each of its inputs beside the value.

Both are written on the inputs, which are symbols, numbers, or constants that belong to the gate (the 1 of `1 / x`). Every
activation that works elementwise is a gate too.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from functools import partial

import numpy as np

from bptrace.dataclass import dataclass
from bptrace.elementwise import erf
from bptrace.functions.activations import ACTIVATIONS, Activation
from bptrace.symbolic import Array


@dataclass(frozen=True, eq=False)
class Gate:
    """An operation.

    Attributes
    ----------
    name
        What it is called; that of a function is how the function is written.
    value
        The output from the inputs.
    slopes
        The local gradients, one for each input, from the inputs and the output; None where nothing is passed back.
    words
        Why the slopes are what they are.
    sign
        How a picture shows it, in Unicode and in ASCII, if not by its name.
    stable
        The same function as `value` where the textbook's form overflows.
    composite
        Whether the value is itself made of several gates.
    """

    name: str
    value: Callable[..., Array]
    slopes: Callable[..., tuple[Array | None, ...]]
    words: str
    sign: tuple[str, str] | None = None
    stable: Callable[..., Array] | None = None
    composite: bool = False


Relation = Callable[[Array, Array], Array]


def _chosen(holds: Relation, left: Array, right: Array, yes: Array, no: Array) -> Array:
    return np.where(holds(left, right), yes, no)


def _slopes_of_choice(
    holds: Relation, left: Array, right: Array, yes: Array, no: Array, out: Array
) -> tuple[Array | None, ...]:
    taken = holds(left, right)
    return None, None, np.where(taken, 1, 0), np.where(taken, 0, 1)


_TWO_OVER_ROOT_PI = 2 / math.sqrt(math.pi)

_GATES = (
    Gate(
        "add",
        lambda a, b: a + b,
        lambda a, b, out: (1, 1),
        "A sum moves as much as either input does, so what comes back goes on to both inputs unchanged.",
        ("+", "+"),
    ),
    Gate(
        "subtract",
        lambda a, b: a - b,
        lambda a, b, out: (1, -1),
        "A difference moves with its first input and against its second.",
        ("−", "-"),
    ),
    Gate(
        "multiply",
        lambda a, b: a * b,
        lambda a, b, out: (b, a),
        "The slope of a product with one input is the other input: what comes back is scaled by the value across.",
        ("×", "*"),
    ),
    Gate(
        "divide",
        lambda a, b: a / b,
        lambda a, b, out: (1 / b, -a / b**2),
        "A quotient grows with its numerator by 1 over the denominator, and falls with its denominator by the square of it.",
        ("/", "/"),
    ),
    Gate("negate", lambda a: -a, lambda a, out: (-1,), "Times −1: what comes back changes its sign.", ("−", "-")),
    Gate(
        "square",
        lambda a: a**2,
        lambda a, out: (2 * a,),
        "The slope of a square is twice its base.",
        ("²", "^2"),
    ),
    Gate(
        "power",
        lambda a, b: a**b,
        lambda a, b, out: (b * a ** (b - 1), out * np.log(a)),
        "A power moves with its base by the exponent times the power one lower, with its exponent by itself times a log.",
        ("^", "^"),
    ),
    Gate("exp", lambda a: np.exp(a), lambda a, out: (out,), "The exponential function is its own slope."),
    Gate("ln", lambda a: np.log(a), lambda a, out: (1 / a,), "The slope of a logarithm is 1 over what stands in it."),
    Gate(
        "erf",
        erf,
        lambda a, out: (_TWO_OVER_ROOT_PI * np.exp(-(a**2)),),
        "The error function is an integral, so its slope is what stands under the integral: a bell curve.",
    ),
    Gate(
        "sqrt", lambda a: np.sqrt(a), lambda a, out: (1 / (2 * out),), "The slope of a root is 1 over twice the root."
    ),
    Gate(
        "abs",
        lambda a: np.abs(a),
        lambda a, out: (np.sign(a),),
        "An absolute value has the sign of its input as its slope.",
    ),
    Gate(
        "sign",
        lambda a: np.sign(a),
        lambda a, out: (0,),
        "A sign does not move with its input, so nothing is passed back.",
    ),
    Gate(
        "max",
        lambda a, b: np.maximum(a, b),
        lambda a, b, out: (np.where(a >= b, 1, 0), np.where(a >= b, 0, 1)),
        "The larger input alone is passed on, so all that comes back goes to it; between equal inputs, to the first.",
    ),
    Gate(
        "min",
        lambda a, b: np.minimum(a, b),
        lambda a, b, out: (np.where(a <= b, 1, 0), np.where(a <= b, 0, 1)),
        "The smaller input alone is passed on, so all that comes back goes to it; between equal inputs, to the first.",
    ),
    *(
        Gate(
            f"choose {relation}",
            partial(_chosen, holds),
            partial(_slopes_of_choice, holds),
            "Only the branch that was taken passes anything back; the condition passes nothing.",
            ("if", "if"),
        )
        for relation, holds in ((">", operator.gt), (">=", operator.ge), ("<", operator.lt), ("<=", operator.le))
    ),
)


def activation_gate(activation: Activation, name: str | None = None) -> Gate:
    """Return an elementwise activation as a gate, under its own name unless another is given."""
    return Gate(
        name or activation.name,
        activation.textbook,
        lambda net, out: (activation.slope(net, out),),
        f"The slope of the activation function ({activation.name.replace('_', ' ')}), with the values of the forward pass.",
        stable=activation.stable,
        composite=activation.name not in ("tanh", "identity"),
    )


GATES: dict[str, Gate] = {
    **{gate.name: gate for gate in _GATES},
    **{
        name: activation_gate(one.configured({}))
        for name, one in ACTIVATIONS.items()
        if one.elementwise and one.differentiable
    },
}
