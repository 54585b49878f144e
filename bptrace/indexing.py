"""Elements of symbolic arrays asked for many at once, by an index of columns of numbers: where that has no answer."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np

_Index = TypeVar("_Index", bound=tuple[Any, ...])


class NoPatternError(Exception):
    """Elements that are asked for at once have formulas that differ by more than their operands."""


def of_one(index: _Index) -> _Index:
    """Return an index by which something is chosen that has no formula in common with its neighbours.

    Raises
    ------
    NoPatternError
        If it is not of one element, but of columns of numbers.
    """
    if any(isinstance(number, np.ndarray) for number in index):
        raise NoPatternError
    return index
