"""Figures are read as they are written: what they are worth, and how far they can be trusted."""

import math
import sys
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.errors import BptraceError
from bptrace.marking.figure import LONGEST, UnreadableError, read_figure

# By hand: what is written, its value, what its last place is worth, its significant figures and its decimals.
WRITTEN = [
    ("0.3775", 0.3775, 1e-4, 4, 4),
    ("-0.5", -0.5, 0.1, 1, 1),
    ("+0.5", 0.5, 0.1, 1, 1),
    ("−0.5", -0.5, 0.1, 1, 1),
    ("–0.5", -0.5, 0.1, 1, 1),
    ("—0.5", -0.5, 0.1, 1, 1),
    ("‑0.5", -0.5, 0.1, 1, 1),
    ("－0.5", -0.5, 0.1, 1, 1),
    ("- 0.5", -0.5, 0.1, 1, 1),
    (".5", 0.5, 0.1, 1, 1),
    ("-.25", -0.25, 0.01, 2, 2),
    ("5.", 5.0, 1.0, 1, 0),
    ("12", 12.0, 1.0, 2, 0),
    ("2070", 2070.0, 1.0, 4, 0),
    ("007", 7.0, 1.0, 1, 0),
    ("0.2680", 0.268, 1e-4, 4, 4),
    ("0.000438568", 0.000438568, 1e-9, 6, 9),
    ("1.0", 1.0, 0.1, 2, 1),
    ("0", 0.0, 1.0, None, 0),
    ("0.000", 0.0, 1e-3, None, 3),
    ("0.0e-3", 0.0, 1e-4, None, 1),
    ("-0.00", 0.0, 0.01, None, 2),
    ("−0.00", 0.0, 0.01, None, 2),
    ("-0/7", 0.0, None, None, None),
    ("0,3775", 0.3775, 1e-4, 4, 4),
    ("−0,50", -0.5, 0.01, 2, 2),
    ("1,5·10^-3", 0.0015, 1e-4, 2, 1),
    ("1.2e-3", 0.0012, 1e-4, 2, 1),
    ("1.20E-3", 0.0012, 1e-5, 3, 2),
    ("1.2e−3", 0.0012, 1e-4, 2, 1),
    ("1.2e+03", 1200.0, 100.0, 2, 1),
    ("12e3", 12000.0, 1000.0, 2, 0),
    ("1.2e- 3", 0.0012, 1e-4, 2, 1),
    ("1.2·10^-3", 0.0012, 1e-4, 2, 1),
    ("1.2×10⁻³", 0.0012, 1e-4, 2, 1),
    ("1.2 x 10^-3", 0.0012, 1e-4, 2, 1),
    ("1.2*10**-3", 0.0012, 1e-4, 2, 1),
    (r"1.2 \cdot 10^{-3}", 0.0012, 1e-4, 2, 1),
    (r"$-1.2 \times 10^{-3}$", -0.0012, 1e-4, 2, 1),
    ("2·10¹²", 2e12, 1e12, 1, 0),
    ("≈0.5", 0.5, 0.1, 1, 1),
    ("~ 0.5", 0.5, 0.1, 1, 1),
    ("= 0.5", 0.5, 0.1, 1, 1),
    (r"$\approx 0.5$", 0.5, 0.1, 1, 1),
    ("≈ $0.5$", 0.5, 0.1, 1, 1),
    ("$0.50$.", 0.5, 0.01, 2, 2),
    ("0.3775.", 0.3775, 1e-4, 4, 4),
    ("0.3775 .", 0.3775, 1e-4, 4, 4),
    ("+0." + "5" * (LONGEST - 3), 5 / 9, 1e-97, 97, 97),
    ("  0.3775\t", 0.3775, 1e-4, 4, 4),
    ("0.593 269 992", 0.593269992, 1e-9, 9, 9),
    ("0.593\u2009269\u2009992", 0.593269992, 1e-9, 9, 9),
    ("0.593\u202f27", 0.59327, 1e-5, 5, 5),
    (r"0.593\,269\,992", 0.593269992, 1e-9, 9, 9),
    ("12 345.678 9", 12345.6789, 1e-4, 9, 4),
    ("0{,}3775", 0.3775, 1e-4, 4, 4),
    ("０．５", 0.5, 0.1, 1, 1),
    ("1/3", 1 / 3, None, None, None),
    ("−2/7", -2 / 7, None, None, None),
    ("6 / 3", 2.0, None, None, None),
    ("0/7", 0.0, None, None, None),
    ("1⁄3", 1 / 3, None, None, None),
    (r"$-\frac{2}{7}$", -2 / 7, None, None, None),
]

UNREADABLE = [
    ("", "nothing is written"),
    (" \u00a0", "nothing is written"),
    ("nan", "not a finite number"),
    ("inf", "not a finite number"),
    ("-Infinity", "not a finite number"),
    ("∞", "not a finite number"),
    (r"\infty", "not a finite number"),
    (r"-\infty", "not a finite number"),
    ("1,234.5", "a comma and a point; expected one of them, before the decimals"),
    ("1.234,5", "a comma and a point; expected one of them, before the decimals"),
    ("1,234,567", "more than one comma; expected one, before the decimals"),
    ("1/0", "divides by zero"),
    ("-0/0", "divides by zero"),
    ("1.5/2", "a fraction, but not of two whole numbers"),
    ("1/2/3", "a fraction, but not of two whole numbers"),
    ("0.1.2", "more than one point"),
    ("0.5..", "more than one point"),
    ("3 4", "spaces between digits that are not in threes"),
    ("0.5 0.6", "more than one point"),
    ("0.5 6", "spaces between digits that are not in threes"),
    ("about a half", "not a number"),
    (".", "not a number"),
    ("-", "not a number"),
    ("--1", "not a number"),
    ("≈≈≈0.5", "not a number"),
    ("a/b", "not a number"),
    ("e5", "not a number"),
    ("10²", "not a number"),
    ("2⅓", "not a number"),
    ("1_000", "not a number"),
    ("0x10", "not a number"),
    ("$5", "not a number"),
    ("٣", "not a number"),
    ("1e999", "too large for a float64"),
    ("-2e308", "too large for a float64"),
    ("0e999", "too large for a float64"),
    ("1e-400", "too small for a float64"),
    ("1e99999999999999999999999999999999999999", "too large for a float64"),
    ("1e-99999999999999999999999999999999999999", "too small for a float64"),
    ("1" * (LONGEST + 1), "longer than 100 characters"),
]


@pytest.mark.parametrize(("text", "value", "unit", "figures", "decimals"), WRITTEN, ids=[row[0] for row in WRITTEN])
def test_a_figure_is_what_is_written(text, value, unit, figures, decimals):
    figure = read_figure(text)

    assert (figure.value, figure.unit, figure.figures, figure.decimals) == (value, unit, figures, decimals)
    assert figure.text == text.strip()
    assert math.copysign(1, figure.value) == (1 if value == 0 else math.copysign(1, value))


@pytest.mark.parametrize(("text", "reason"), UNREADABLE, ids=[row[0][:20] for row in UNREADABLE])
def test_what_is_no_number_is_refused_with_a_reason(text, reason):
    with pytest.raises(UnreadableError) as caught:
        read_figure(text)

    assert isinstance(caught.value, BptraceError)
    assert (caught.value.text, caught.value.reason) == (text.strip(), reason)
    assert str(caught.value).endswith(f": {reason}")
    assert len(str(caught.value)) < 130


@pytest.mark.parametrize(
    ("text", "shown"), [("half", "half"), ("a" * 40, "a" * 40), ("a" * 41, "a" * 37 + "..."), ("1e999", "1e999")]
)
def test_what_was_written_is_shown_as_far_as_it_is_short(text, shown):
    with pytest.raises(UnreadableError, match=f"^found '{shown}': "):
        read_figure(text)


@pytest.mark.parametrize(
    ("text", "rounded", "truncated"),
    [
        ("0.25", (0.245, 0.255), (0.25, 0.26)),
        ("-0.25", (-0.255, -0.245), (-0.26, -0.25)),
        ("3", (2.5, 3.5), (3, 4)),
        ("0.0", (-0.05, 0.05), (-0.1, 0.1)),
        ("1.5e2", (145, 155), (150, 160)),
        ("1/4", (0.25, 0.25), (0.25, 0.25)),
        ("-1/4", (-0.25, -0.25), (-0.25, -0.25)),
        ("0/4", (0, 0), (0, 0)),
    ],
)
def test_the_last_place_says_what_a_figure_stands_for(text, rounded, truncated):
    figure = read_figure(text)

    assert figure.rounded == pytest.approx(rounded, rel=1e-15)
    assert figure.truncated == pytest.approx(truncated, rel=1e-15)


def test_the_ends_of_what_float64_holds_are_numbers():
    largest, smallest = read_figure(repr(sys.float_info.max)), read_figure("4.9406564584124654e-324")

    assert largest.value == sys.float_info.max
    assert smallest.value == 5e-324
    assert smallest.unit == 5e-324
    assert read_figure("1.7e308").truncated == (1.7e308, math.inf)


@given(
    st.decimals(-(10**12), 10**12, places=9), st.integers(0, 9), st.sampled_from(["-", "−", "–"]), st.sampled_from(".,")
)
def test_a_number_written_with_some_places_is_trusted_to_them(number, places, minus, point):
    text = f"{number:.{places}f}"
    figure = read_figure(text.replace("-", minus).replace(".", point))

    assert figure.value == float(text)
    assert (figure.unit, figure.decimals) == (float(Decimal(1).scaleb(-places)), places)
    assert figure.figures == (len(Decimal(text).as_tuple().digits) if float(text) else None)
    ends = [Fraction(end) for end in figure.rounded]
    assert ends[0] <= Fraction(figure.value) <= ends[1]
    slack = abs(Fraction(figure.value)) / 2**52 + Fraction(figure.unit) / 2**50
    assert abs(ends[1] - ends[0] - Fraction(figure.unit)) <= 2 * slack


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from(["e", "E", "·10^", " x 10^"]))
def test_every_float_is_read_back_from_scientific_notation(number, sign):
    mantissa, exponent = f"{number:.16e}".split("e")
    figure = read_figure(f"{mantissa}{sign}{int(exponent)}")

    assert figure.value == number
    assert (figure.figures, figure.decimals) == (17 if number else None, 16)


@given(st.integers(-(10**20), 10**20), st.integers(1, 10**20))
def test_a_fraction_is_the_nearest_float(above, below):
    figure = read_figure(f"{above}/{below}")

    assert figure.value == float(Fraction(above, below))
    assert figure.unit is None
    assert figure.rounded == figure.truncated == (figure.value, figure.value)


_NOISE = st.text(st.sampled_from("0123456789.,-−+eE/ $~≈\\{}^x·10⁻³\u2009naif_'"), max_size=30)


@given(st.one_of(_NOISE, st.text(), st.characters().map(lambda sign: f"0{sign}5")))
def test_any_text_is_a_finite_number_or_refused(text):
    try:
        figure = read_figure(text)
    except UnreadableError:
        return
    assert math.isfinite(figure.value)
    assert figure.unit is None or 0 < figure.unit < math.inf
    assert figure.rounded.low <= figure.value <= figure.rounded.high
    assert figure.truncated.low <= figure.value <= figure.truncated.high


@pytest.mark.parametrize("piece", ["0 ", "000 ", "$", "\\frac{", "1/", "e9", "10^", "⁻", ". "])
def test_a_long_text_is_refused_without_being_searched(piece):
    with pytest.raises(UnreadableError, match="longer than 100 characters"):
        read_figure(piece * 100_000 + "x")
