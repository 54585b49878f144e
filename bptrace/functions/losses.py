"""Losses: the error of one output against its target, with the derivative beside the value.

`term` and `slope` are elementwise, on arrays whose columns are samples. How the terms of a sample come together, as a sum
or as a mean over the outputs, belongs to the loss; how samples come together belongs to the network's spec.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from functools import partial

import numpy as np

from bptrace.dataclass import dataclass
from bptrace.symbolic import Array, SymbolicArray


def _no_kinks(target: Array, out: Array, **settings: float) -> Sequence[Array]:
    return ()


@dataclass(frozen=True)
class Loss:
    """An error function and its derivative with respect to the output.

    Attributes
    ----------
    name
        The name in the spec file.
    term
        The error of one output, from `target` and `out`.
    textbook_slope
        The derivative of `term` with respect to `out`.
    mean
        Whether a sample's error is the mean over its outputs instead of their sum.
    stable_term, stable_slope
        The same functions where the textbook's form gives 0 times infinity, namely at an output of exactly 0 or 1.
    partner
        The activation with which the node delta simplifies to `out - target`.
    targets
        The closed interval in which targets must lie.
    distribution
        Whether a sample's targets must sum to 1, because the simplified delta holds only then.
    outputs
        The closed interval in which outputs must lie for the error to be defined.
    settings
        Constants that the spec may change, with their defaults; all functions take them by name.
    positive
        Those of them that must be greater than 0.
    switches
        From `target` and `out`, arrays that change their sign where the slope or its own slope jumps.
    formulas
        For a loss of the user's own, the texts of its formulas by field.
    """

    name: str
    term: Callable[..., Array]
    textbook_slope: Callable[..., Array]
    mean: bool = False
    stable_term: Callable[[Array, Array], Array] | None = None
    stable_slope: Callable[[Array, Array], Array] | None = None
    partner: str | None = None
    targets: tuple[float, float] = (-np.inf, np.inf)
    distribution: bool = False
    outputs: tuple[float, float] = (-np.inf, np.inf)
    settings: Mapping[str, float] = field(default_factory=dict)
    positive: tuple[str, ...] = ()
    switches: Callable[..., Sequence[Array]] = _no_kinks
    formulas: Mapping[str, str] = field(default_factory=dict)

    def suits(self, outputs: tuple[float, float]) -> bool:
        """Return whether the error is defined for all outputs of an interval, such as the range of an activation."""
        return self.outputs[0] <= outputs[0] and outputs[1] <= self.outputs[1]

    def configured(self, settings: Mapping[str, float]) -> Loss:
        """Return the loss with its settings fixed, those not given at their defaults."""
        chosen = {**self.settings, **settings}
        if not chosen:
            return self
        term, slope = partial(self.term, **chosen), partial(self.textbook_slope, **chosen)
        switches = partial(self.switches, **chosen)
        return replace(self, term=term, textbook_slope=slope, switches=switches, settings=chosen)

    def terms(self, target: Array, out: Array) -> Array:
        """Return the error of every output of every sample."""
        if self.stable_term is None or isinstance(out, SymbolicArray):
            return self.term(target, out)
        return self.stable_term(target, out)

    def over_outputs(self, terms: Array) -> Array:
        """Return the error of every sample."""
        return terms.sum(axis=0) / terms.shape[0] if self._divides(terms) else terms.sum(axis=0)

    def slope(self, target: Array, out: Array) -> Array:
        """Return `dE/dout`, the derivative of each sample's own error with respect to each of its outputs."""
        stable = None if isinstance(out, SymbolicArray) else self.stable_slope
        slope = (stable or self.textbook_slope)(target, out)
        return slope / out.shape[0] if self._divides(out) else slope

    def _divides(self, outputs: Array) -> bool:
        """Whether there is anything to take a mean of: dividing by 1 would only clutter the lines."""
        return self.mean and outputs.shape[0] > 1


def _stable_binary_term(target: Array, out: Array) -> Array:
    with np.errstate(divide="ignore"):
        missed = (1 - target) * np.log1p(-np.where(target == 1, 0.0, out))
    return -(_times_log(target, out) + missed)


def _stable_binary_slope(target: Array, out: Array) -> Array:
    return -_ratio(target, out) + _ratio(1 - target, 1 - out)


def _times_log(factor: Array, argument: Array) -> Array:
    """Return `factor * log(argument)`, which is 0 where the factor is 0, whatever the argument."""
    with np.errstate(divide="ignore"):
        return factor * np.log(np.where(factor == 0, 1.0, argument))


def _ratio(part: Array, whole: Array) -> Array:
    """Return `part / whole`, which is 0 where the part is 0, whatever the whole."""
    with np.errstate(divide="ignore"):
        return part / np.where(part == 0, 1.0, whole)


def _huber(target: Array, out: Array, delta: float) -> Array:
    missed = np.abs(target - out)
    return np.where(missed <= delta, 0.5 * (target - out) ** 2, delta * (missed - 0.5 * delta))


LOSSES: dict[str, Loss] = {
    loss.name: loss
    for loss in (
        Loss(
            name="half_squared_error",
            term=lambda target, out: 0.5 * (target - out) ** 2,
            textbook_slope=lambda target, out: out - target,
        ),
        Loss(
            name="squared_error",
            term=lambda target, out: (target - out) ** 2,
            textbook_slope=lambda target, out: 2 * (out - target),
        ),
        Loss(
            name="mean_squared_error",
            term=lambda target, out: (target - out) ** 2,
            textbook_slope=lambda target, out: 2 * (out - target),
            mean=True,
        ),
        Loss(  # at equality its slope is 0, the middle one of its subgradients, as in PyTorch
            name="absolute_error",
            term=lambda target, out: np.abs(target - out),
            textbook_slope=lambda target, out: np.sign(out - target),
            switches=lambda target, out: [out - target],
        ),
        Loss(
            name="mean_absolute_error",
            term=lambda target, out: np.abs(target - out),
            textbook_slope=lambda target, out: np.sign(out - target),
            mean=True,
            switches=lambda target, out: [out - target],
        ),
        Loss(  # Huber 1964: a square near the target, a straight line beyond delta
            name="huber",
            term=_huber,
            textbook_slope=lambda target, out, delta: np.where(
                np.abs(target - out) <= delta, out - target, delta * np.sign(out - target)
            ),
            settings={"delta": 1.0},
            positive=("delta",),
            switches=lambda target, out, delta: [np.abs(target - out) - delta],
        ),
        Loss(
            name="binary_cross_entropy",
            term=lambda target, out: -(target * np.log(out) + (1 - target) * np.log(1 - out)),
            textbook_slope=lambda target, out: -target / out + (1 - target) / (1 - out),
            stable_term=_stable_binary_term,
            stable_slope=_stable_binary_slope,
            partner="logistic",
            targets=(0, 1),
            outputs=(0, 1),
        ),
        Loss(
            name="categorical_cross_entropy",
            term=lambda target, out: -target * np.log(out),
            textbook_slope=lambda target, out: -target / out,
            stable_term=lambda target, out: -_times_log(target, out),
            stable_slope=lambda target, out: -_ratio(target, out),
            partner="softmax",
            targets=(0, 1),
            distribution=True,
            outputs=(0, 1),
        ),
    )
}
