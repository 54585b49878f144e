"""How many units in the last place the stable bodies are off: `python -m tests.numerics.ulps`.

What is exact is the textbook's formula, as it is printed, in 1000 digits; a slope is the derivative of that formula.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import mpmath
import numpy as np
from mpmath import mp, mpf

from bptrace.functions.activations import ACTIVATIONS, Activation
from bptrace.functions.losses import LOSSES, Loss
from tests.functions.test_stable import at, column

DIGITS = 1000
"""So that the step of a derivative at 1e-300 still leaves digits in 1 / (1 + e^-net)."""

_STEP = 60
"""A derivative is taken over a step of so many digits less, and is off by the square of that."""


@dataclass(frozen=True)
class Off:
    """The most that a body was off: in units in its own last place, where that was, and in units in the last place of 1."""

    ulps: float
    where: str
    ulps_of_one: float


def nets() -> np.ndarray:
    """Return net inputs from the smallest to where exp leaves float64, most of them where functions bend."""
    rng = np.random.default_rng(7)
    signs = np.where(rng.random(60) < 0.5, -1, 1)
    near, far = rng.uniform(-6, 6, 120), rng.uniform(-50, 50, 100)
    small, saturated = signs * 10.0 ** rng.uniform(-300, 0, 60), rng.uniform(-300, 300, 40)
    return np.concatenate([near, far, small, saturated, [-8.0, -12.0, -20.0, -36.74, 36.74, -37.5, 0.5, -0.5]])


def ulps(value: float, exact: mpf) -> float:
    """Return how far a float is from an exact value, in units in the last place of a float64 near it."""
    place = max(int(mpmath.mag(exact)) - 53, -1074) if exact else -1074
    return float(abs(mpf(value) - exact) / mpf(2) ** place)


def of_values(activation: Activation) -> Off:
    grid = nets()
    outs = activation.out(column(*grid))[:, 0]
    return _worst((f"{net:.6g}", out, _exact(activation, net)) for net, out in zip(grid, outs, strict=True))


def of_slopes(activation: Activation) -> Off:
    grid = nets()
    found = activation.slope(column(*grid), activation.out(column(*grid)))[:, 0]
    return _worst(
        (f"{net:.6g}", slope, _derivative(lambda x: at(activation.textbook, (0, 0), net=[x]), mpf(float(net))))
        for net, slope in zip(grid, found, strict=True)
    )


def of_errors(loss: Loss) -> Off:
    points = list(pairs(loss))
    return _worst((_named(*point), _term(loss, *point), at(loss.term, (0, 0), **_columns(*point))) for point in points)


def of_error_slopes(loss: Loss) -> Off:
    return _worst(
        (_named(target, out), loss.slope(column(target), column(out))[0, 0], _derivative(
            lambda x, target=target: at(loss.term, (0, 0), target=[mpf(target)], out=[x]), mpf(out)
        ))
        for target, out in pairs(loss)
        if not any(switch[0, 0] == 0 for switch in loss.switches(column(target), column(out)))
    )  # fmt: skip


def pairs(loss: Loss) -> Iterator[tuple[float, float]]:
    """Yield targets and outputs, near the ends of their domain too."""
    rng = np.random.default_rng(11)
    bounded = math.isfinite(loss.outputs[1])
    for _ in range(150):
        out = float(rng.random()) if bounded else float(rng.uniform(-3, 3))
        yield float(rng.random()), out
    for small in 10.0 ** rng.uniform(-300, -1, 40):
        yield float(rng.choice((0, 1, 0.25))), float(small)
        yield (
            float(rng.choice((0, 1, 0.25))),
            float(1 - min(small * 1e10, 0.1) - 2**-53) if bounded else float(min(1 / small, 1e150)),
        )


def _named(target: float, out: float) -> str:
    return f"target {target:.4g}, out {out:.6g}"


def _columns(target: float, out: float) -> dict[str, list[mpf]]:
    return {"target": [mpf(target)], "out": [mpf(out)]}


def _term(loss: Loss, target: float, out: float) -> float:
    return float(loss.terms(column(target), column(out))[0, 0])


def _exact(activation: Activation, net: float) -> mpf:
    return at(activation.textbook, (0, 0), net=[mpf(float(net))])


def _derivative(function: Callable[[mpf], mpf], x: mpf) -> mpf:
    step = mpf(10) ** -_STEP * (min(abs(x), 1) or 1)
    return (function(x + step) - function(x - step)) / (2 * step)


def _worst(found: Iterator[tuple[str, float, mpf]]) -> Off:
    """Return the most that any value is off."""
    rows = [
        (ulps(float(value), exact), where, float(abs(mpf(float(value)) - exact) * mpf(2) ** 52))
        for where, value, exact in found
    ]
    return Off(*max(rows)[:2], max(row[2] for row in rows))


def measured() -> Iterator[tuple[str, str, Off]]:
    """Yield every body of the catalogues with what it is off."""
    for name, activation in ACTIVATIONS.items():
        if activation.elementwise and activation.differentiable:
            one = activation.configured({})
            yield name, "value", of_values(one)
            yield name, "slope", of_slopes(one)
    for name, loss in LOSSES.items():
        yield name, "error", of_errors(loss.configured({}))
        yield name, "slope", of_error_slopes(loss.configured({}))


if __name__ == "__main__":
    with mp.workdps(DIGITS):
        for name, what, off in measured():
            sys.stdout.write(
                f"{name:26} {what}  {off.ulps:9.3g} ulps at {off.where:32} {off.ulps_of_one:9.3g} ulps of 1\n"
            )
