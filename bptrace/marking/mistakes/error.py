"""Mistakes of the error and of its derivative."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

from bptrace.functions.losses import Loss
from bptrace.marking.mistakes import places
from bptrace.marking.mistakes.mistake import Mistake, Variant, Variants, by_loss, by_problem, by_rule
from bptrace.problem import Problem
from bptrace.rules import RIGHT, Back
from bptrace.symbolic import Array

_HALVED, _SQUARED = ("half_squared_error",), ("squared_error", "mean_squared_error")
_LOGARITHMIC = ("binary_cross_entropy", "categorical_cross_entropy")
_LN_10 = math.log(10)

Wrong = Callable[[Loss, Problem], Loss | None]


def _term(names: tuple[str, ...], change: Callable[[Array], Array]) -> Wrong:
    """Return what changes the error of each output, for losses of some names; no names are all."""

    def wrong(loss: Loss, problem: Problem) -> Loss | None:
        if names and loss.name not in names:
            return None
        return replace(loss, term=lambda t, out: change(loss.term(t, out)), stable_term=None)

    return wrong


def _slope(names: tuple[str, ...], change: Callable[[Array], Array]) -> Wrong:
    """Return what changes the derivative of each output's error, for losses of some names; no names are all."""

    def wrong(loss: Loss, problem: Problem) -> Loss | None:
        if (names and loss.name not in names) or problem.simplified:
            return None
        return replace(loss, textbook_slope=lambda t, out: change(loss.textbook_slope(t, out)), stable_slope=None)

    return wrong


def _whole_error_as_slope(loss: Loss, problem: Problem) -> Loss | None:
    """Return the loss with the error of one output as its slope, undivided where the sample's error is a mean."""
    if problem.simplified or not loss.mean:
        return None
    count = len(problem.network.outputs)
    return replace(loss, textbook_slope=lambda t, out: count * loss.term(t, out), stable_slope=None)


def _error_as_slope(loss: Loss, problem: Problem) -> Loss | None:
    return None if problem.simplified else replace(loss, textbook_slope=loss.term, stable_slope=None)


def _other_mean(loss: Loss, problem: Problem) -> Loss | None:
    return replace(loss, mean=not loss.mean) if len(problem.network.outputs) > 1 else None


def _mean_of_error_only(loss: Loss, problem: Problem) -> Loss | None:
    """Return the loss with its error, not its slope, taken as a mean where a sum is meant, or the reverse."""
    count = len(problem.network.outputs)
    if count < 2:
        return None
    factor = count if loss.mean else 1 / count
    return replace(
        loss, mean=not loss.mean, textbook_slope=lambda t, out: loss.textbook_slope(t, out) / factor, stable_slope=None
    )


def _other_mean_over_samples(problem: Problem) -> Problem | None:
    return replace(problem, mean_over_samples=not problem.mean_over_samples) if problem.batch > 1 else None


def _averaged(out: Array, target: Array, back: Back) -> Array:
    return (out - target) / out.shape[0]


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


_SIGN = "The derivative of −ln out is −1/out, with a minus."
_NATURAL = "Cross-entropy is meant with the natural logarithm, the key ln of a calculator, not log."
_NATURAL_SLOPE = "The derivative of the natural logarithm of out is 1/out, without a factor 1/ln 10."

ERROR = (
    Mistake(
        "E1",
        "no ½ in the error",
        "This error has a factor ½ in front of the square.",
        by_loss(_term(_HALVED, lambda term: 2 * term)),
    ),
    Mistake(
        "E1",
        "a ½ in the error",
        "This error has no factor ½ in front of the square.",
        by_loss(_term(_SQUARED, lambda term: 0.5 * term)),
    ),
    Mistake(
        "E2",
        "factor 2 kept in the derivative",
        "The 2 from the square and the ½ in front of it cancel: the derivative of ½(target − out)² is out − target.",
        by_loss(_slope(_HALVED, lambda slope: 2 * slope)),
    ),
    Mistake(
        "E2",
        "factor 2 lost in the derivative",
        "This error has no ½ that would cancel the 2 from the square: the derivative of (target − out)² is "
        "2(out − target).",
        by_loss(_slope(_SQUARED, lambda slope: slope / 2)),
    ),
    Mistake(
        "E3",
        "mean over the outputs instead of the sum, or the reverse",
        "How the errors of the outputs come together is part of the task: as a sum here, or as a mean, as its head says.",
        by_loss(_other_mean),
    ),
    Mistake(
        "E3",
        "mean instead of sum, or the reverse, in the error alone",
        "How the errors of the outputs come together is part of the task: as a sum here, or as a mean, as its head says.",
        by_loss(_mean_of_error_only),
    ),
    Mistake(
        "E3",
        "node deltas divided by the number of outputs",
        "The error is a sum over the outputs, so nothing is divided.",
        by_rule("output_delta", _averaged, places.output, places.several_simplified),
    ),
    Mistake(
        "E3",
        "mean over the samples instead of the sum, or the reverse",
        "How the samples of a batch come together is part of the task: as a sum or as a mean, as its head says.",
        by_problem(_other_mean_over_samples),
    ),
    Mistake(
        "E4",
        "the error itself used as its derivative",
        "What goes back is the derivative of the error with respect to the output, not the error.",
        by_loss(_error_as_slope),
    ),
    Mistake(
        "E4",
        "the error itself used as its derivative",
        "What goes back is the derivative of the error with respect to the output, not the error.",
        by_loss(_whole_error_as_slope),
    ),
    Mistake(
        "B1",
        "sign of the error",
        "∂E/∂out is out − target; with target − out and no minus later, the weights go uphill.",
        by_loss(_slope((), lambda slope: -slope)),
    ),
    Mistake(
        "B1",
        "sign of the error",
        "The node delta is out − target; with target − out and no minus later, the weights go uphill.",
        by_rule("output_delta", lambda out, target, back: target - out, places.output, places.simplified),
    ),
    Mistake(
        "E5",
        "sign of the cross-entropy",
        "The logarithm of an output below 1 is negative; the minus in front makes the error positive.",
        by_loss(_term(_LOGARITHMIC, lambda term: -term)),
    ),
    Mistake(
        "E5",
        "logarithm to base 10",
        "Cross-entropy is meant with the natural logarithm, the key ln of a calculator, not log.",
        by_loss(_term(_LOGARITHMIC, lambda term: term / _LN_10)),
    ),
    Mistake(
        "E5",
        "derivative of the logarithm to base 10",
        "The derivative of the natural logarithm of out is 1/out, without a factor 1/ln 10.",
        by_loss(_slope(_LOGARITHMIC, lambda slope: slope / _LN_10)),
    ),
    Mistake(
        "E5",
        "derivative of the logarithm to base 10",
        "The derivative of the natural logarithm of out is 1/out, without a factor 1/ln 10.",
        by_rule("output_delta", lambda out, target, back: (out - target) / _LN_10, places.output, places.simplified),
    ),
    Mistake("E5", "sign of the derivative of cross-entropy", _SIGN, _through_simplified(lambda x: -x, back=False)),
    Mistake("E5", "sign of the derivative of cross-entropy", _SIGN, _through_simplified(lambda x: -x, back=True)),
    Mistake("E5", "sign of the cross-entropy", _SIGN, _through_simplified(lambda x: -x, back=True, error=True)),
    Mistake(
        "E5",
        "derivative of the logarithm to base 10",
        _NATURAL_SLOPE,
        _through_simplified(lambda x: x / _LN_10, back=False),
    ),
    Mistake(
        "E5",
        "derivative of the logarithm to base 10",
        _NATURAL_SLOPE,
        _through_simplified(lambda x: x / _LN_10, back=True),
    ),
    Mistake(
        "E5",
        "logarithm to base 10",
        _NATURAL,
        _through_simplified(lambda x: x / _LN_10, back=True, error=True),
    ),
    Mistake(
        "B5",
        "slope multiplied in although it cancels",
        "With this loss the slope of the activation cancels: the node delta is out − target and nothing more.",
        by_rule("output_delta", _with_slope, places.output, places.simplified),
    ),
)
"""Mistakes of the error and of what it sends back."""
