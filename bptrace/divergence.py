"""A run whose numbers are no longer finite: where that is seen first, and what helps."""

from __future__ import annotations

import numpy as np

from bptrace import readings
from bptrace.engine import Learned
from bptrace.errors import BptraceError
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.rules import Rules
from bptrace.tape import Address, Numbers

SMALLER_STEPS = "a smaller learning rate may help"
ABOVE_0 = "an epsilon above 0 helps, because with epsilon = 0 a gradient of 0 is divided by 0"
_ONLY_LOGARITHMS = (0, 1)


class DivergedError(BptraceError):
    """A number that is not finite.

    Attributes
    ----------
    epoch
        After how many epochs this was seen; 0 is before the first.
    key
        The first such number, in the order of the page.
    """

    def __init__(self, epoch: int, key: str, remedy: str = "") -> None:
        when = (
            f"is no longer a finite number after epoch {epoch}"
            if epoch
            else "is not a finite number at the start values"
        )
        super().__init__(f"{key} {when}; {remedy}" if remedy else f"{key} {when}")
        self.epoch, self.key = epoch, key


def check(problem: Problem, epoch: int, numbers: Numbers) -> None:
    """Check that the numbers of a forward pass are finite.

    Raises
    ------
    DivergedError
        If one is not, naming the first in the order of the page.
    """
    for address, array in numbers.arrays.items():
        bad = np.argwhere(~np.isfinite(array))
        if bad.size:
            quantity = problem.network.quantity(address, tuple(int(place) for place in bad[0]))
            remedy = SMALLER_STEPS if epoch else _at_the_start(problem, quantity.kind)
            raise DivergedError(epoch, Notation(problem).key(quantity), remedy)


def _at_the_start(problem: Problem, kind: str) -> str:
    of_error = kind in ("error", "sample_error", "total_error", "data_error")
    if of_error and problem.loss is not None and problem.loss.outputs == _ONLY_LOGARITHMS:
        return "an output of exactly 0 or 1 has no logarithm that the error could use"
    return ""


def explained(error: DivergedError, problem: Problem, rules: Rules, learned: Learned, epochs: int) -> DivergedError:
    """Return what is to be said of a run that was finite at `learned` and is not so many epochs later."""
    if problem.constants.get("epsilon") == 0 and _divides_zero_by_zero(problem, rules, learned, epochs):
        return DivergedError(error.epoch, error.key, ABOVE_0)
    return error


def _divides_zero_by_zero(problem: Problem, rules: Rules, learned: Learned, epochs: int) -> bool:
    """Whether the first update that is not finite is so where the square of a gradient is 0; goes through them again."""
    for samples in problem.batches() * epochs:
        with np.errstate(all="ignore"):
            numbers, learned = readings.record(problem, learned, samples, rules)
        lost = [~np.isfinite(block) for block in learned.blocks]
        if any(block.any() for block in lost):
            gradients = (numbers.arrays.get(Address("gradient", number, False)) for number in range(len(lost)))
            pairs = zip(lost, gradients, strict=True)
            return any(bool((where & (found**2 == 0)).any()) for where, found in pairs if found is not None)
    return False
