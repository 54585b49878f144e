"""A run whose numbers are no longer finite: where that is seen first, and what helps."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, repeat

import numpy as np

from bptrace import readings
from bptrace.engine import Learned
from bptrace.errors import BptraceError
from bptrace.network import Quantity
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.rules import Rules
from bptrace.symbolic import Array
from bptrace.tape import Address, Numbers
from bptrace.trace import Recorded, Round

SMALLER_STEPS = "a smaller learning rate may help"
SMALLER_NUMBERS = "smaller inputs or weights may help"
ABOVE_0 = "an epsilon above 0 helps, because with epsilon = 0 a gradient of 0 is divided by 0"
_ONLY_LOGARITHMS = (0, 1)
_LARGE = 10
"""From inputs larger than this, a logistic function is soon 0 or 1 up to the last digit."""


class DivergedError(BptraceError):
    """A number that is not finite.

    Attributes
    ----------
    epoch
        After how many epochs this was seen, or in which one; 0 is before the first.
    key
        The first such number, in the order of the page.
    """

    def __init__(self, epoch: int, key: str, remedy: str = "", *, within: bool = False) -> None:
        when = "is not a finite number at the start values"
        if epoch:
            when = f"is {'not' if within else 'no longer'} a finite number {'in' if within else 'after'} epoch {epoch}"
        super().__init__(f"{key} {when}; {remedy}" if remedy else f"{key} {when}")
        self.epoch, self.key = epoch, key


def check(problem: Problem, epoch: int, numbers: Numbers) -> None:
    """Check that the numbers of a forward pass are finite.

    Raises
    ------
    DivergedError
        If one is not, naming the first in the order of the page.
    """
    lost = _first(problem, numbers.arrays)
    if lost is not None:
        remedy = SMALLER_STEPS if epoch else _at_the_start(problem, lost.kind)
        raise DivergedError(epoch, Notation(problem).key(lost), remedy)


def check_round(problem: Problem, kept: Round) -> None:
    """Check that every number of a round is finite, those too on which no parameter and no error rests.

    Raises
    ------
    DivergedError
        If one is not, naming the first in the order of the page.
    """
    lost = _first_of(problem, kept)
    if lost is not None:
        remedy = SMALLER_STEPS if kept.epoch > 1 or lost.after else SMALLER_NUMBERS
        raise DivergedError(kept.epoch, Notation(problem).key(lost), remedy, within=True)


def _first_of(problem: Problem, kept: Round) -> Quantity | None:
    """Return the first number of a round that is not finite."""
    values = kept.values
    if isinstance(values, Recorded):
        return _first(problem, values.numbers.arrays, values.first)
    assert isinstance(values, Mapping)
    return next((quantity for quantity, value in values.items() if not np.isfinite(value)), None)


def _first(problem: Problem, arrays: Mapping[Address, Array], first: int = 0) -> Quantity | None:
    """Return the first number in some arrays that is not finite; `first` is the number of their first sample."""
    for address, array in arrays.items():
        if np.all(np.isfinite(array)):
            continue
        index = np.unravel_index(int(np.argmin(np.isfinite(array))), np.shape(array))
        quantity = problem.network.quantity(address, tuple(map(int, index)))
        return quantity if quantity.sample is None else quantity._replace(sample=quantity.sample + first)
    return None


def _at_the_start(problem: Problem, kind: str) -> str:
    of_error = kind in ("error", "sample_error", "total_error", "data_error")
    if of_error and problem.loss is not None and problem.loss.outputs == _ONLY_LOGARITHMS:
        return f"{_scaling(problem)}an output of exactly 0 or 1 has no logarithm that the error could use"
    return ""


def _scaling(problem: Problem) -> str:
    """Return what to do about inputs that drive outputs to their ends, if there are any so large."""
    largest = float(np.max(np.abs(problem.inputs)))
    if largest <= _LARGE:
        return ""
    return f"inputs as large as {largest:g} want scaling to about 1, in the data itself, for no field does so; "


def explained(error: DivergedError, problem: Problem, rules: Rules, learned: Learned, epochs: int) -> DivergedError:
    """Return what is to be said of a run that was finite at `learned` and is not so many epochs later."""
    if problem.constants.get("epsilon") == 0 and _divides_zero_by_zero(problem, rules, learned, epochs):
        return DivergedError(error.epoch, error.key, ABOVE_0)
    return error


def _divides_zero_by_zero(problem: Problem, rules: Rules, learned: Learned, epochs: int) -> bool:
    """Whether the first update that is not finite is so where the square of a gradient is 0; goes through them again."""
    for samples in chain.from_iterable(repeat(problem.batches(), epochs)):
        with np.errstate(all="ignore"):
            numbers, learned = readings.record(problem, learned, samples, rules)
        lost = [~np.isfinite(block) for block in learned.blocks]
        if any(block.any() for block in lost):
            gradients = (numbers.arrays.get(Address("gradient", number, False)) for number in range(len(lost)))
            pairs = zip(lost, gradients, strict=True)
            with np.errstate(over="ignore"):
                return any(bool((where & (found**2 == 0)).any()) for where, found in pairs if found is not None)
    return False
