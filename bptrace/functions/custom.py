"""Activations and losses of the user's own: formulas as text, held to finite differences before they are used."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

import numpy as np

from bptrace import differences, grammar
from bptrace.elementwise import apply, switches
from bptrace.errors import BptraceError
from bptrace.expr import Expr
from bptrace.functions.activation import Activation
from bptrace.functions.losses import Loss
from bptrace.symbolic import Array
from bptrace.tokens import GrammarError

NAME = "custom"
"""What a function is called that has no name of its own."""

OF_ACTIVATION = {"out": ("x", "net"), "slope": ("x", "net", "out")}
"""The names that may occur in each formula of an activation."""

OF_LOSS = {"error": ("target", "out"), "slope": ("target", "out")}
"""Likewise of a loss."""

# Off the round numbers, where kinks like to lie.
_NETS = np.linspace(-10, 10, 101) + 0.0137
_OUTS, _TARGETS = np.linspace(-3, 3, 61) + 0.0137, np.array([-1.5, 0.0, 0.01, 0.5, 0.99, 1.0, 2.5])
_SCANNED = np.linspace(-50, 50, 4001) + 0.00137


class FormulaError(BptraceError):
    """A formula that cannot be read, or that does not go with the others.

    Attributes
    ----------
    field
        Which one it is.
    column
        Where in its text the fault stands, from 1; None for the whole.
    """

    def __init__(self, field: str, message: str, column: int | None = None) -> None:
        super().__init__(message)
        self.field, self.column = field, column


def activation(
    out: str, slope: str, *, interval: tuple[float, float] = (-np.inf, np.inf), name: str = NAME
) -> Activation:
    """Return the activation that two formulas make.

    Parameters
    ----------
    out
        The output, a formula of `x`, which may be called `net` too.
    slope
        Its derivative, a formula of `x` (or `net`) and `out`.
    interval
        The closed interval in which outputs lie.
    name
        What it is called.

    Raises
    ------
    FormulaError
        If a formula cannot be read, the slope is not the derivative, or an output lies outside the interval.
    """
    value, derivative = parsed("out", out, OF_ACTIVATION["out"]), parsed("slope", slope, OF_ACTIVATION["slope"])

    def textbook(net: Array) -> Array:
        return apply(value, {"x": net, "net": net})

    def slope_of(net: Array, out: Array) -> Array:
        return apply(derivative, {"x": net, "net": net, "out": out})

    def bends(net: Array) -> list[Array]:
        return _bends({"x": net, "net": net, "out": textbook(net)}, value, derivative)

    with np.errstate(all="ignore"):
        _check_slope("out", {"x": _NETS}, textbook, bends, _NETS, slope_of(_NETS, textbook(_NETS)))
        _check_range(textbook(_NETS), interval)
        kinks = _kinks(lambda net: _bends({"x": net, "net": net}, value))
    return Activation(name, textbook, slope_of, range=interval, kinks=kinks, formulas={"out": out, "slope": slope})


def loss(error: str, slope: str, *, mean: bool = False, name: str = NAME) -> Loss:
    """Return the loss that two formulas make.

    Parameters
    ----------
    error
        The error of one output, a formula of `target` and `out`.
    slope
        Its derivative with respect to `out`.
    mean
        Whether a sample's error is the mean over its outputs instead of their sum.
    name
        What it is called.

    Raises
    ------
    FormulaError
        If a formula cannot be read or the slope is not the derivative.
    """
    value, derivative = parsed("error", error, OF_LOSS["error"]), parsed("slope", slope, OF_LOSS["slope"])

    def term(target: Array, out: Array) -> Array:
        return apply(value, {"target": target, "out": out})

    def slope_of(target: Array, out: Array) -> Array:
        return apply(derivative, {"target": target, "out": out})

    def bends(target: Array, out: Array) -> list[Array]:
        return _bends({"target": target, "out": out}, value, derivative)

    targets, outs = (grid.ravel() for grid in np.meshgrid(_TARGETS, _OUTS))
    points = {"target": targets, "out": outs}
    with np.errstate(all="ignore"):
        slopes = slope_of(targets, outs)
        _check_slope("error", points, partial(term, targets), partial(bends, targets), outs, slopes)
    formulas = {"error": error, "slope": slope}
    return Loss(name, term, slope_of, mean=mean, switches=bends, formulas=formulas)


def parsed(field: str, text: str, names: Collection[str]) -> Expr:
    """Return the tree of a formula.

    Raises
    ------
    FormulaError
        If it cannot be read, or has other names.
    """
    try:
        return grammar.parse(text, names)
    except GrammarError as error:
        raise FormulaError(field, error.message, error.column) from None


def _bends(arrays: Mapping[str, Array], *formulas: Expr) -> list[Array]:
    """Return arrays that change their sign where one of the formulas may have a kink or a jump."""
    return [apply(switch, arrays) for formula in formulas for switch in switches(formula)]


def _check_slope(
    field: str,
    points: Mapping[str, Array],
    function: Callable[[Array], Array],
    bends: Callable[[Array], Sequence[Array]],
    at: Array,
    slope: Array,
) -> None:
    """Compare a slope with differences wherever the function is finite and no kink lies between."""
    numeric, uncertainty = np.full(at.shape, np.nan), np.full(at.shape, np.inf)
    for step in differences.STEPS:
        estimate = differences.central(lambda move: function(at + move), step)
        better = ~_crossed(bends, at, step) & (estimate.uncertainty < uncertainty)
        numeric = np.where(better, estimate.value, numeric)
        uncertainty = np.where(better, estimate.uncertainty, uncertainty)
    compared = np.isfinite(numeric)
    if not np.any(compared):
        raise FormulaError(field, f"found no finite value between {at.min():.2g} and {at.max():.2g}")
    right = differences.agree(slope, numeric, function(at)) | (np.abs(slope - numeric) <= uncertainty)
    wrong = np.flatnonzero(compared & ~right)
    if wrong.size:
        worst = wrong[np.argmin(np.abs(at[wrong]))]
        where = " and ".join(f"{name} = {values[worst]:.6g}" for name, values in points.items())
        raise FormulaError(
            "slope",
            f"found {slope[worst]:.9g} at {where}; expected the derivative of {field}, "
            f"which is {numeric[worst]:.9g} there by finite differences",
        )


def _crossed(bends: Callable[[Array], Sequence[Array]], at: Array, step: float) -> Array:
    """Return where a kink lies within a step."""
    sides = zip(bends(at - step), bends(at), bends(at + step), strict=True)
    return np.any([np.zeros(at.shape), *(np.ptp(np.sign(side), axis=0) > 0 for side in sides)], axis=0)


def _check_range(outs: Array, interval: tuple[float, float]) -> None:
    low, high = interval
    outside = np.flatnonzero((outs < low) | (outs > high))
    if outside.size:
        at = outside[0]
        message = f"found {low:g} to {high:g}, and out = {outs[at]:.9g} at x = {_NETS[at]:.6g}"
        raise FormulaError("range", f"{message}; expected an interval in which all outputs lie")


def _kinks(bends: Callable[[Array], Sequence[Array]]) -> tuple[float, ...]:
    """Return where the switches of an activation change their sign, found by bisection."""
    found = set()
    for number, signs in enumerate(map(np.sign, bends(_SCANNED))):
        scanned, signs = _SCANNED[signs != 0], signs[signs != 0]
        for place in np.flatnonzero(signs[1:] == -signs[:-1]):
            low, high = scanned[place], scanned[place + 1]
            while high - low > 1e-13:
                middle = (low + high) / 2
                left = np.sign(bends(np.array([middle]))[number][0]) == signs[place]
                low, high = (middle, high) if left else (low, middle)
            found.add(round(float(high), 12) + 0.0)
    return tuple(sorted(found))
