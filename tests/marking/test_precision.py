"""How coarsely a sheet is written, told from its figures."""

from __future__ import annotations

import pytest

from bptrace.marking.digits import rounded_like
from bptrace.marking.figure import read_figure
from bptrace.marking.precision import habits, half_unit
from bptrace.rounding import Rounding

FOUR_DECIMALS, FOUR_FIGURES, THREE_FIGURES = Rounding(4), Rounding(4, significant=True), Rounding(3, significant=True)


def found(*texts, exact=None):
    """The habits of figures that are off their exact values by more than zeros at the end could hide."""
    figures = [read_figure(text) for text in texts]
    values = exact or [figure.value * 1.3 for figure in figures]
    return set(habits(zip(figures, values, strict=True)))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["0.5933", "1.1059", "0.0004", "12.3456"], {FOUR_DECIMALS}),
        (["0.5933", "1.106", "0.0004386", "12.35"], {FOUR_FIGURES}),
        (["0.5933", "0.7514", "-0.1385"], {FOUR_DECIMALS, FOUR_FIGURES}),  # which of the two, nobody can say
        (["5.933e-1", "1.106", "4.386e-4", "1.235·10^1"], {FOUR_FIGURES}),
        (["0.593", "1.1059", "0.04", "12.35"], {Rounding(1, significant=True)}),  # no habit: the fewest figures
        (["12", "345", "7"], {Rounding(0)}),
        (["1/3", "2/7"], set()),
        (["0", "0.000"], set()),
        ([], set()),
    ],
)
def test_decimals_or_figures_are_told_apart_where_they_can_be(texts, expected):
    assert found(*texts) == expected


def test_one_figure_in_five_may_be_written_otherwise():
    assert found("0.5933", "1.1059", "0.0004", "12.3456", "0.593") == {FOUR_DECIMALS}
    assert found("0.5933", "1.1059", "0.0004", "12.34", "0.593") == {Rounding(1, significant=True)}


def test_zeros_that_are_left_out_at_the_end_count_as_written():
    """0.75 for 0.75001 is 0.7500 to four decimals, and 0.3 for 0.29998 is 0.3000; for 0.7512 it is 0.75 and no more."""
    texts = ("0.5933", "1.1059", "0.75", "0.3")

    assert found(*texts, exact=[0.59327, 1.10591, 0.75001, 0.29998]) == {FOUR_DECIMALS}
    assert found(*texts, exact=[0.59327, 1.10591, 0.7512, 0.29998]) == {Rounding(1, significant=True)}


def test_zeros_may_be_left_out_of_significant_figures_too():
    texts = ("0.0593", "1.11", "0.00044", "12.3")

    assert found(*texts, exact=[0.05933, 1.1059, 0.00044001, 12.3456]) == {THREE_FIGURES}
    assert found(*texts, exact=[0.05933, 1.1059, 0.00044386, 12.3456]) == {Rounding(2, significant=True)}


@pytest.mark.parametrize(
    ("size", "precision", "expected"),
    [
        (0.25, [Rounding(2)], 0.005),
        (25.0, [Rounding(2)], 0.005),
        (0.25, [Rounding(2, significant=True)], 0.005),
        (25.0, [Rounding(2, significant=True)], 0.5),
        (0.0025, [Rounding(2), Rounding(2, significant=True)], 0.005),  # the coarser of the two
        (0.999, [Rounding(1, significant=True)], 0.05),
        (1.0, [Rounding(1, significant=True)], 0.5),
        (0.25, [], 0.0),
        (0.0, [Rounding(2)], 0.0),
        (float("inf"), [Rounding(2)], 0.0),
    ],
)
def test_half_a_unit_of_the_last_place(size, precision, expected):
    assert half_unit(size, precision) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("2.14", 2.147569796, 2.15),
        ("0.1500", 0.149780716, 0.1498),
        ("1.2e-3", 0.00125, 0.0013),  # a half goes away from zero
        ("-2", -2.4, -2.0),
        ("1.2e3", 1260.0, 1300.0),
        ("1/3", 0.35, 0.35),
        ("0.00", 0.0, 0.0),
    ],
)
def test_a_value_to_the_places_of_a_figure(text, value, expected):
    assert rounded_like(read_figure(text), value) == pytest.approx(expected, rel=1e-14)
