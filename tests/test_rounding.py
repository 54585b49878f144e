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


@pytest.mark.parametrize("form", ["", "four", "-1", "4 sf", "0sf", "4.5", "sf", "4SF", "1" * 5000])
def test_other_forms_are_refused(form):
    with pytest.raises(ValueError, match="expected decimals such as 4, or significant figures such as 4sf"):
        Rounding.parse(form)


@pytest.mark.parametrize(
    ("form", "found"),
    [("16", "16 decimals"), ("16sf", "16 significant figures"), ("30", "30 decimals"), ("123", "123 decimals")],
)
def test_more_figures_than_a_number_carries_are_refused(form, found):
    with pytest.raises(ValueError, match=f"^found {found}; expected at most 15, as many figures as a number carries$"):
        Rounding.parse(form)


@pytest.mark.parametrize("form", ["15", "15sf", "015"])
def test_as_many_as_a_number_carries_are_accepted(form):
    assert Rounding.parse(form).places == 15


@pytest.mark.parametrize("value", [0.5, -0.1, 1234.5, 2.5e-300, 1e20, 5e-324])
@pytest.mark.parametrize("significant", [False, True])
def test_more_places_than_a_value_has_change_nothing_that_it_carries(value, significant):
    assert Rounding(400, significant)(value) == float(f"{value:.15g}")


@pytest.mark.parametrize("value", [1e22, -3e300, 1.7976931348623157e308])
@pytest.mark.parametrize("form", ["9", "15", "15sf"])
def test_a_number_too_large_to_have_decimals_stays(form, value):
    assert Rounding.parse(form)(value) == value


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
