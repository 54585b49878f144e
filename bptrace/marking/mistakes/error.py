"""Mistakes of the error of one output and of its derivative."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from bptrace.functions.losses import Loss
from bptrace.marking.mistakes.mistake import Mistake, by_loss
from bptrace.problem import Problem
from bptrace.symbolic import Array

HALVED = ("half_squared_error",)
SQUARED = ("squared_error", "mean_squared_error")

Wrong = Callable[[Loss, Problem], Loss | None]


def term(names: Collection[str], change: Callable[[Array], Array]) -> Wrong:
    """Return what changes the error of each output, for losses of some names."""

    def wrong(loss: Loss, problem: Problem) -> Loss | None:
        if loss.name not in names:
            return None
        return replace(loss, term=lambda t, out: change(loss.term(t, out)), stable_term=None)

    return wrong


def slope(applies: Callable[[str], bool], change: Callable[[Array], Array]) -> Wrong:
    """Return what changes the derivative of each output's error, for losses whose name it applies to.

    Where the node delta is simplified nothing is computed from that derivative, and it is left alone.
    """

    def wrong(loss: Loss, problem: Problem) -> Loss | None:
        if problem.simplified or not applies(loss.name):
            return None
        return replace(loss, textbook_slope=lambda t, out: change(loss.textbook_slope(t, out)), stable_slope=None)

    return wrong


def _is_difference(name: str) -> bool:
    return name in HALVED + SQUARED


def _whole_error_as_slope(loss: Loss, problem: Problem) -> Loss | None:
    """Return the loss with the error of one output as its slope, undivided where the sample's error is a mean."""
    count = len(problem.network.outputs)
    if problem.simplified or not loss.mean or count == 1:
        return None
    return replace(loss, textbook_slope=lambda t, out: count * loss.term(t, out), stable_slope=None)


def _error_as_slope(loss: Loss, problem: Problem) -> Loss | None:
    return None if problem.simplified else replace(loss, textbook_slope=loss.term, stable_slope=None)


_DERIVATIVE = "What goes back is the derivative of the error with respect to the output, not the error itself."

ERROR = (
    Mistake(
        "E1",
        "no ½ in the error",
        "The error in this task has a factor ½ in front of the square; here it was left out.",
        by_loss(term(HALVED, lambda error: 2 * error)),
    ),
    Mistake(
        "E1",
        "a ½ in the error",
        "The error in this task has no factor ½ in front of the square.",
        by_loss(term(SQUARED, lambda error: 0.5 * error)),
    ),
    Mistake(
        "E2",
        "factor 2 kept in the derivative",
        "The 2 from the square and the ½ in front of it cancel: the derivative of ½·(target − out)² is out − target.",
        by_loss(slope(HALVED.__contains__, lambda derivative: 2 * derivative)),
    ),
    Mistake(
        "E2",
        "factor 2 lost in the derivative",
        "This error has no ½ that would cancel the 2 from the square: the derivative of (target − out)² is "
        "2·(out − target).",
        by_loss(slope(SQUARED.__contains__, lambda derivative: derivative / 2)),
    ),
    Mistake("E4", "the error itself used as its derivative", _DERIVATIVE, by_loss(_error_as_slope)),
    Mistake("E4", "the error itself used as its derivative", _DERIVATIVE, by_loss(_whole_error_as_slope)),
    Mistake(
        "B1",
        "sign of the error",
        "∂E/∂out has out − target in it; with target − out, and no minus later, the weights go uphill.",
        by_loss(slope(_is_difference, lambda derivative: -derivative)),
    ),
    Mistake(
        "B1",
        "sign of the error",
        "∂E/∂out says how the error grows with the output; with the sign turned, and not turned back later, the weights "
        "go uphill.",
        by_loss(slope(lambda name: not _is_difference(name), lambda derivative: -derivative)),
    ),
)
"""Mistakes of what one output is wrong by, and of its derivative."""
