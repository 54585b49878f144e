"""What the stable bodies are off, against the textbook's formula in 1000 digits, is within bounds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from mpmath import mp

from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.losses import LOSSES
from tests.numerics import ulps

FEW = 4.0
"""A body of a few operations is off by so many units in its last place at most."""

MAGNIFIED = 1000.0
"""The tail of the normal distribution magnifies the rounding of net / sqrt(2) by net^2, up to 38^2 / 2 units."""

OF_ONE = 1.25
"""Slopes such as out (1 - out) know their output only up to its own rounding: about a unit in the last place of 1."""


@pytest.fixture(autouse=True)
def _precise() -> Iterator[None]:
    with mp.workdps(ulps.DIGITS):
        yield


ELEMENTWISE = [name for name, one in ACTIVATIONS.items() if one.elementwise and one.differentiable]


@pytest.mark.slow
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_an_output_is_off_by_a_few_units_in_its_last_place(name: str) -> None:
    off = ulps.of_values(ACTIVATIONS[name].configured({}))
    assert off.ulps <= (MAGNIFIED if name == "gelu" else FEW), off


@pytest.mark.slow
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_a_slope_is_off_by_a_few_units_in_its_last_place_or_by_one_of_1(name: str) -> None:
    off = ulps.of_slopes(ACTIVATIONS[name].configured({}))
    assert off.ulps <= FEW or off.ulps_of_one <= OF_ONE, off


@pytest.mark.slow
@pytest.mark.parametrize("name", LOSSES)
def test_an_error_and_its_slope_are_off_by_a_few_units_in_their_last_place(name: str) -> None:
    loss = LOSSES[name].configured({})
    error, slope = ulps.of_errors(loss), ulps.of_error_slopes(loss)
    assert error.ulps <= FEW, error
    # Of cross-entropy, two quotients nearly cancel where the output is near its target.
    assert slope.ulps <= (100 if name == "binary_cross_entropy" else FEW), slope


def test_a_body_that_is_off_is_seen() -> None:
    with mp.workdps(60):
        assert ulps.ulps(1.0, mp.mpf(1)) == 0
        assert ulps.ulps(1 + 2**-52, mp.mpf(1)) == 1
        assert ulps.ulps(3 + 2**-51, mp.mpf(3)) == 1
        assert ulps.ulps(5e-324, mp.mpf(0)) == 1
