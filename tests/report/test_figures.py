"""Numbers as they are printed: nine decimals, significant digits for what is small, never a 0 that is none."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.report.figures import Figures
from bptrace.rounding import Rounding


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.3775, "0.3775"),
        (0.59326999210718, "0.593269992"),
        (0.39249999999999996, "0.3925"),
        (-0.019049118258, "-0.019049118"),
        (1.0, "1"),
        (-3.0, "-3"),
        (0.0, "0"),
        (-0.0, "0"),
        (0.000438567734, "0.000438568"),
        (0.0001, "0.0001"),
        (3.510187782978859e-05, "3.51019e-05"),
        (5e-05, "5e-05"),
        (9.99999999e-05, "0.0001"),
        (-1.5e-300, "-1.5e-300"),
        (123456.5, "123456.5"),
        (1e20, "1e+20"),
        (math.inf, "inf"),
        (-math.inf, "-inf"),
    ],
)
def test_numbers_are_written_as_in_mazurs_article(value, text):
    assert Figures().text(value) == text


@pytest.mark.parametrize(
    ("decimals", "value", "text"),
    [
        (4, 0.593269992, "0.5933"),
        (4, 0.00001234, "1e-05"),
        (2, 0.0051, "0.005"),
        (2, 0.0049, "0.005"),
        (2, -0.00043, "-0.0004"),
        (2, 0.00004, "4e-05"),
        (2, 0.0099, "0.01"),
        (6, 12.3456789, "12.345679"),
    ],
)
def test_the_number_of_decimals_can_be_chosen(decimals, value, text):
    assert Figures(decimals).text(value) == text


@given(st.floats(-1e300, 1e300), st.integers(1, 17))
def test_what_is_written_reads_back_as_nearly_the_same_number(value, decimals):
    text = Figures(decimals).text(value)
    significant = max(decimals - 3, 1)

    assert math.isclose(float(text), value, rel_tol=0.5 * 10 ** (1 - significant) * 1.0001, abs_tol=0)
    assert (float(text) == 0) == (value == 0)


@pytest.mark.parametrize("decimals", range(18))
def test_many_numbers_are_written_as_each_is(decimals):
    rng, figures = np.random.default_rng(3), Figures(decimals)
    drawn = rng.normal(size=4_000) * 10.0 ** rng.integers(-9, 18, 4_000)
    edges = [0.0, -0.0, 1.0, -1.0, 10.0, 100.5, 0.1, math.inf, -math.inf, math.nan, 5e-324, 1.7976931348623157e308]
    edges += [
        sign * 10.0**power * by for power in range(-6, 17) for by in (0.9, 0.99999999999, 1, 1.1) for sign in (1, -1)
    ]
    values = [*drawn.tolist(), *edges]

    assert figures.texts(values) == [figures.text(value) for value in values]


@pytest.mark.parametrize(
    ("rounding", "value", "text"),
    [
        ("12", 0.123456789012, "0.123456789012"),
        ("12", 0.000012345678, "1.2345678e-05"),
        ("4", 0.0001, "0.0001"),
        ("9sf", 0.000123456789, "0.000123456789"),
        ("9sf", 0.0000123456789, "1.23456789e-05"),
        ("15sf", 123456.789012345, "123456.789012345"),
    ],
)
def test_rounded_numbers_are_shown_with_all_of_their_digits(rounding, value, text):
    assert Figures.of(Rounding.parse(rounding)).text(value) == text


@given(st.floats(-1e12, 1e12), st.integers(1, 15), st.booleans())
def test_what_is_rounded_reads_back_as_what_is_used_next(value, places, significant):
    rounding = Rounding(places, significant)

    assert float(Figures.of(rounding).text(rounding(value))) == rounding(value)
