"""Derivatives by central differences, which know nothing of how a gradient was derived."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

STEPS = (2e-4, 1e-5, 5e-7)
"""From wide to narrow: a narrow step loses digits, a wide one may cross a kink, or be too coarse for large inputs."""


class Estimate(NamedTuple):
    """A derivative, a number or an array of them, and how far it may be off."""

    value: Any
    uncertainty: Any


def central(function: Callable[[float], Any], step: float) -> Estimate:
    """Return the derivative of a function at 0, from its values at plus and minus a step and half of it.

    The two central differences are extrapolated (Richardson), which is right up to the fourth power of the step.
    """
    wide = (function(step) - function(-step)) / (2 * step)
    narrow = (function(step / 2) - function(-step / 2)) / step
    value = (4 * narrow - wide) / 3
    return Estimate(value, abs(value - narrow))


def agree(analytic: Any, numeric: Any, scale: Any) -> Any:
    """Return whether two derivatives are the same, of a function whose values are of a certain size."""
    allowed = 1e-6 * np.maximum(np.abs(analytic), np.abs(numeric)) + 1e-9 * np.maximum(1, np.abs(scale))
    return np.abs(analytic - numeric) <= allowed
