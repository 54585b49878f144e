"""Schemes: how numbers are drawn at random, for start values of parameters and for inputs, one record each.

A weight matrix has the shape `(neurons, sources)`, so that a neuron's fan-in is the number of columns and a source's fan-out
the number of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bptrace.dataclass import dataclass

Floats: TypeAlias = NDArray[np.float64]
Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Scheme:
    """A way to draw an array of numbers.

    Attributes
    ----------
    name
        The name in the spec file.
    draw
        From a generator of random numbers and a shape, with the settings by name, to an array of that shape.
    says
        The distribution, and who proposed it.
    settings
        Constants that the spec may change, with their defaults.
    fans
        Whether the numbers of sources and of neurons enter, so that only weights can be drawn so.
    """

    name: str
    draw: Callable[..., Floats]
    says: str
    settings: Mapping[str, float] = field(default_factory=dict)
    fans: bool = False


def generator(seed: int, stream: int) -> np.random.Generator:
    """Return the generator of one kind of random number: PCG64 seeded with `[seed, stream]`.

    Each kind has a stream of its own, so that more samples leave the start values as they were.
    """
    return np.random.Generator(np.random.PCG64([seed, stream]))


def _normal(rng: np.random.Generator, shape: Shape, mean: float, std: float) -> Floats:
    return mean + std * rng.standard_normal(shape)


def _uniform(rng: np.random.Generator, shape: Shape, low: float, high: float) -> Floats:
    return low + (high - low) * rng.random(shape)


def _constant(rng: np.random.Generator, shape: Shape, value: float) -> Floats:
    del rng
    return np.full(shape, value)


def _within(rng: np.random.Generator, shape: Shape, limit: Any) -> Floats:
    return _uniform(rng, shape, -float(limit), float(limit))


SCHEMES: dict[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        Scheme("normal", _normal, "N(mean, std), std the standard deviation", {"mean": 0.0, "std": 1.0}),
        Scheme("uniform", _uniform, "U(low, high)", {"low": -1.0, "high": 1.0}),
        Scheme("constant", _constant, "the same value everywhere", {"value": 0.0}),
        Scheme(
            "xavier",
            lambda rng, shape: _within(rng, shape, np.sqrt(6 / (shape[1] + shape[0]))),
            "U(-a, a) with a = sqrt(6 / (fan_in + fan_out)): Glorot and Bengio 2010, equation 16",
            fans=True,
        ),
        Scheme(
            "xavier_normal",
            lambda rng, shape: _normal(rng, shape, 0, np.sqrt(2 / (shape[1] + shape[0]))),
            "N(0, sqrt(2 / (fan_in + fan_out))): the variance of Glorot and Bengio 2010, equation 12",
            fans=True,
        ),
        Scheme(
            "he",
            lambda rng, shape: _normal(rng, shape, 0, np.sqrt(2 / shape[1])),
            "N(0, sqrt(2 / fan_in)): He et al. 2015, equation 10",
            fans=True,
        ),
        Scheme(
            "he_uniform",
            lambda rng, shape: _within(rng, shape, np.sqrt(6 / shape[1])),
            "U(-a, a) with a = sqrt(6 / fan_in): the variance of He et al. 2015, equation 10",
            fans=True,
        ),
        Scheme(
            "mathspp",
            lambda rng, shape: _normal(rng, shape, 0, 1 / np.prod(shape)),
            "N(0, 1 / (rows * columns)) for weights and N(0, 1 / length) for biases, the second number the standard "
            "deviation: mathspp, Neural networks fundamentals with Python",
        ),
    )
}
