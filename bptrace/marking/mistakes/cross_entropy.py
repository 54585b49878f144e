"""Mistakes of cross-entropy, and of the node delta where it meets its own activation."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from bptrace.marking.mistakes import places
from bptrace.marking.mistakes.error import slope, term
from bptrace.marking.mistakes.mistake import Mistake, Variant, Variants, by_loss, by_rule
from bptrace.problem import Problem
from bptrace.rules import RIGHT, Back
from bptrace.symbolic import Array

_NAMES = ("binary_cross_entropy", "categorical_cross_entropy")
_LN_10 = math.log(10)


def _with_slope(out: Array, target: Array, back: Back) -> Array:
    """Return the simplified delta times the slope of the neuron's own output, which it has in it already."""
    return (out - target) * (out * (1 - out))


def _through_simplified(change: Callable[[Array], Array], *, back: bool, error: bool = False) -> Variants:
    """Return a change of the derivative that stands beside a simplified delta, and perhaps of that delta and of the error."""

    def variants(problem: Problem) -> Iterator[Variant]:
        loss = problem.loss
        if loss is None or not problem.simplified:
            return
        wrong = replace(loss, textbook_slope=lambda t, out: change(loss.textbook_slope(t, out)), stable_slope=None)
        if error:
            wrong = replace(wrong, term=lambda t, out: change(loss.term(t, out)), stable_term=None)
        rules = replace(RIGHT, output_delta=lambda out, t, _: change(out - t)) if back else RIGHT
        yield Variant("", replace(problem, loss=wrong), rules)

    return variants


def _turned(x: Array) -> Array:
    return -x


def _decimal(x: Array) -> Array:
    return x / _LN_10


_MINUS = "The logarithm of an output below 1 is negative; the minus in front of it makes the error positive."
_MINUS_STAYS = "The minus in front of the logarithm stays in the derivative: that of −ln out is −1/out."
_NATURAL = "Cross-entropy is meant with the natural logarithm, the key ln of a calculator, not log."
_NATURAL_SLOPE = "The derivative of the natural logarithm of out is 1/out, without a factor 1/ln 10."
_SIGN, _SIGN_BACK = "sign of the cross-entropy", "sign of the derivative of cross-entropy"
_BASE, _BASE_BACK = "logarithm to base 10", "derivative of the logarithm to base 10"

CROSS_ENTROPY = (
    Mistake(
        "B1",
        "sign of the error",
        "The node delta is out − target; with target − out, and no minus later, the weights go uphill.",
        by_rule("output_delta", lambda out, target, back: target - out, places.output, places.simplified),
    ),
    Mistake("E5", _SIGN, _MINUS, by_loss(term(_NAMES, _turned))),
    Mistake("E5", _BASE, _NATURAL, by_loss(term(_NAMES, _decimal))),
    Mistake("E5", _BASE_BACK, _NATURAL_SLOPE, by_loss(slope(_NAMES.__contains__, _decimal))),
    Mistake(
        "E5",
        _BASE_BACK,
        _NATURAL_SLOPE,
        by_rule("output_delta", lambda out, target, back: _decimal(out - target), places.output, places.simplified),
    ),
    Mistake("E5", _SIGN_BACK, _MINUS_STAYS, _through_simplified(_turned, back=False)),
    Mistake("E5", _SIGN_BACK, _MINUS_STAYS, _through_simplified(_turned, back=True)),
    Mistake("E5", _SIGN, _MINUS, _through_simplified(_turned, back=True, error=True)),
    Mistake("E5", _BASE_BACK, _NATURAL_SLOPE, _through_simplified(_decimal, back=False)),
    Mistake("E5", _BASE_BACK, _NATURAL_SLOPE, _through_simplified(_decimal, back=True)),
    Mistake("E5", _BASE, _NATURAL, _through_simplified(_decimal, back=True, error=True)),
    Mistake(
        "B5",
        "slope multiplied in although it cancels",
        "With this error and this activation the slope cancels: the node delta is out − target and nothing more.",
        by_rule("output_delta", _with_slope, places.output, places.simplified),
    ),
)
"""Mistakes of logarithmic errors and of simplified node deltas."""
