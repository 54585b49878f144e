"""Hand precision: decimals and significant figures, half away from zero."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.rounding import Rounding


@pytest.mark.parametrize(
    ("form", "value", "rounded"),
    [
        ("4", 0.593269992, 0.5933),
        ("4", -0.00005, -0.0001),
        ("4", 0.00125, 0.0013),  # in binary a little less than it says
        ("2", 2.675, 2.68),  # likewise
        ("2", -2.675, -2.68),
        ("0", 0.5, 1.0),
        ("0", 1234.5, 1235.0),
        ("4sf", 0.000438568, 0.0004386),
        ("3sf", 123456.0, 123000.0),
        ("2sf", 0.0995, 0.1),
        ("1sf", 0.95, 1.0),
        ("4", 0.0, 0.0),
        ("4sf", 0.0, 0.0),
    ],
)
def test_half_is_rounded_away_from_zero(form, value, rounded):
    assert Rounding.parse(form)(value) == rounded


@pytest.mark.parametrize("form", ["", "four", "-1", "4 sf", "0sf", "4.5", "sf", "123", "4SF"])
def test_other_forms_are_refused(form):
    with pytest.raises(ValueError, match="expected decimals such as 4, or significant figures such as 4sf"):
        Rounding.parse(form)


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_infinity_stays(value):
    assert Rounding(4)(value) == value


@given(st.floats(-1e6, 1e6), st.integers(0, 12))
def test_a_rounded_number_lies_within_half_a_unit_and_stays_when_rounded_again(value, places):
    rounded = Rounding(places)(value)

    assert abs(rounded - value) <= 0.5 * 10**-places * (1 + 1e-9) + 1e-9 * abs(value)
    assert Rounding(places)(rounded) == rounded


@pytest.mark.parametrize(
    ("rounding", "text"),
    [(Rounding(4), "4 decimals"), (Rounding(1), "1 decimal"), (Rounding(3, True), "3 significant figures")],
)
def test_a_rounding_says_what_it_is(rounding, text):
    assert str(rounding) == text
