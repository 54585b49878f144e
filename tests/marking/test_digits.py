"""Whether a figure has the digits that were wanted."""

from __future__ import annotations

import pytest

from bptrace.marking.digits import has_digits, rounded_like
from bptrace.marking.figure import read_figure
from bptrace.rounding import Rounding


@pytest.mark.parametrize(
    ("text", "required", "expected"),
    [
        ("0.38", "2", True),
        ("0.38", "3", False),
        ("0.380", "3", True),  # a zero at the end is a digit
        ("0.3800", "3", True),
        ("12", "0", True),
        ("1e2", "0", False),  # says nothing of the ones
        ("3.8e-4", "5", True),
        ("3.8e-4", "6", False),
        ("0", "0", True),
        ("0", "1", False),
        ("0.0", "1", True),
        ("0.0038", "2sf", True),
        ("0.0038", "3sf", False),
        ("0.00380", "3sf", True),
        ("1200", "3sf", True),
        ("0", "9sf", True),
        ("1/3", "9", True),
        ("1/3", "9sf", True),
        *((f"0.{'0' * (places - 1)}7", str(places), True) for places in range(1, 16)),
        *((f"0.{'0' * (places - 2)}7", str(places), False) for places in range(2, 16)),
    ],
)
def test_a_figure_has_as_many_decimals_or_figures_as_were_wanted_or_more(text, required, expected):
    assert has_digits(read_figure(text), Rounding.parse(required)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0.38", 1234.57), ("0", 1235), ("1.2e3", 1200), ("3e-3", 1234.568), ("1/3", 1234.5678)],
)
def test_a_value_is_rounded_to_the_last_place_of_a_figure(text, expected):
    assert rounded_like(read_figure(text), 1234.5678) == expected
