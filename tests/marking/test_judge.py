"""The verdicts, each with numbers worked out by hand."""

from __future__ import annotations

import pytest

from bptrace import spec
from bptrace.marking.marker import Marker
from bptrace.marking.verdicts import Verdict
from bptrace.rounding import Rounding

from .worked import NEURON, by_key, chain, mark, sheet_of

NOT_ASKED, MISSING, UNREADABLE, CORRECT, TOO_COARSE, CARRIED, FOLLOWS, TRUNCATED, WRONG = Verdict


def verdicts(problem, figures):
    return {key: each.verdict for key, each in by_key(mark(problem, figures)).items()}


def verdict(problem, key, text):
    return verdicts(problem, {key: text})[key]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.25", CORRECT),
        ("1.250", CORRECT),
        ("5/4", CORRECT),  # a fraction is a point, and this one is the value
        ("1.2", CORRECT),  # stands for 1.15 .. 1.25, which touches the value from below
        ("1.3", CORRECT),  # 1.25 .. 1.35, from above: a tie may go either way
        ("1", TOO_COARSE),  # 0.5 .. 1.5 holds it, but half a unit is 40 % of it
        ("1.24", WRONG),  # 1.235 .. 1.245; cut off, 1.24 is what is left of 1.24 .. 1.25, without 1.25
        ("1.26", WRONG),
        ("1.2499999999999", CORRECT),  # half a unit of the last place away
        ("4/3", WRONG),
        ("-1.25", WRONG),
        ("0", WRONG),
    ],
)
def test_a_figure_against_the_value_1_25(text, expected):
    """Out of 2 · 0.5 + 0.25, all of which is given."""
    assert verdict(NEURON, "net_o1", text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.0312", CORRECT),
        ("0.0313", CORRECT),
        ("0.031", CORRECT),
        ("0.03", TOO_COARSE),
        ("1/32", CORRECT),
        ("0", TOO_COARSE),
    ],
)
def test_a_figure_against_the_value_0_03125(text, expected):
    """Half a unit of 0.03 is 16 % of it, of 0.031 it is 1.6 %; 0 stands for -0.5 .. 0.5, which says nothing."""
    assert verdict(NEURON, "E_o1", text) is expected


@pytest.mark.parametrize(("weight", "expected"), [(0.2525, CORRECT), (0.25, CORRECT), (0.2475, TOO_COARSE)])
def test_half_a_unit_may_be_five_percent_of_the_value(weight, expected):
    """For the values 1.01, 1 and 0.99, 1.0 has half a unit of 4.95 %, 5 % (but is the value) and 5.05 %."""
    assert verdict(chain(weight), "net_o1", "1.0") is expected


@pytest.mark.parametrize(("weight", "expected"), [(0.25, CARRIED), (0.2499, TOO_COARSE)])
def test_five_percent_are_asked_of_what_is_carried_too(weight, expected):
    """0.2 stands for 0.15 .. 0.25, so net_o1 for 0.6 .. 1; 0.9 (0.85 .. 0.95) meets that, but not the value 1, or 0.9996."""
    found = verdicts(chain(weight), {"net_h1": "0.2", "out_h1": "0.2", "net_o1": "0.9"})

    assert found == {"net_h1": TOO_COARSE, "out_h1": TOO_COARSE, "net_o1": expected}


@pytest.mark.parametrize(
    ("text", "rounding", "expected"),
    [
        ("0.03", None, TOO_COARSE),
        ("0.03", Rounding(2), CORRECT),
        ("0.03", Rounding(1, significant=True), CORRECT),
        ("0.03", Rounding(3), TOO_COARSE),  # 0.031 was wanted
        ("0.04", Rounding(3), WRONG),
        ("0.0", Rounding(1), CORRECT),
        ("0", Rounding(1), CORRECT),  # 0.0, the zero left off
        ("0", Rounding(2), TOO_COARSE),
        ("0.09", Rounding(1), WRONG),  # from 1.3, which 1.25 may be rounded to, comes 0.3² / 2 = 0.045 at most
    ],
)
def test_what_is_rounded_as_it_was_to_be_is_not_too_coarse(text, rounding, expected):
    """The error of 0.03125: 0.03 leaves 16 % open, which is all that two decimals can say."""
    assert by_key(mark(NEURON, {"E_o1": text}, rounding))["E_o1"].verdict is expected


def test_a_zero_dropped_at_the_end_is_not_too_coarse_where_it_was_to_be_rounded():
    """0.00998 to three decimals is 0.010, written 0.01: half a unit of that is 50 %."""
    assert by_key(mark(chain(0.00998), {"net_h1": "0.01"}))["net_h1"].verdict is TOO_COARSE
    assert by_key(mark(chain(0.00998), {"net_h1": "0.01"}, Rounding(3)))["net_h1"].verdict is CORRECT


def test_what_rests_on_a_dropped_zero_is_marked_as_if_the_zero_stood_there():
    """0.00998 to three decimals is 0.010; four times that is 0.038 .. 0.042, for which 0.040 may stand, and not 0.050."""
    found = {
        text: by_key(mark(chain(0.00998), {"net_h1": "0.01", "out_h1": "0.01", "net_o1": text}, Rounding(3)))["net_o1"]
        for text in ("0.04", "0.05")
    }

    assert [each.verdict for each in found.values()] == [CORRECT, TOO_COARSE]


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (
            ("0.2", "0.2", "0.9"),
            [CORRECT, CORRECT, CARRIED],
        ),  # 0.2 stands for 0.15 .. 0.25, and four times that for 0.6 .. 1
        (("0", "0", "0"), [TOO_COARSE, TOO_COARSE, TOO_COARSE]),  # four times 0 is no excuse where 0 was not the figure
    ],
)
def test_what_is_carried_may_be_as_coarse_as_it_was_to_be_rounded(figures, expected):
    """Of 0.2499 and four times that, to one decimal."""
    marked = by_key(mark(chain(0.2499), dict(zip(("net_h1", "out_h1", "net_o1"), figures, strict=True)), Rounding(1)))

    assert [each.verdict for each in marked.values()] == expected


def test_what_follows_from_a_wrong_figure_may_be_as_coarse_as_it_was_to_be_rounded():
    """To one decimal, and on the sheet's own 0.4 for 0.0625: 1.6 is four times that, and 0.25 would be right."""
    marked = by_key(mark(chain(0.0625), {"net_h1": "0.4", "out_h1": "0.4", "net_o1": "1.6"}, Rounding(1)))

    assert [each.verdict for each in marked.values()] == [WRONG, FOLLOWS, FOLLOWS]


def test_rounding_of_the_lines_before_is_carried_and_credited():
    """0.33 for 0.3333 stands for 0.325 .. 0.335; four times that is 1.30 .. 1.34, and the value 1.3332 is not in 1.32."""
    found = by_key(mark(chain(0.3333), {"net_h1": "0.33", "out_h1": "0.33", "net_o1": "1.32"}))

    assert [found[key].verdict for key in ("net_h1", "out_h1", "net_o1")] == [CORRECT, CORRECT, CARRIED]
    assert found["net_o1"].credited
    assert found["net_o1"].own == pytest.approx((1.30, 1.34))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.08", FOLLOWS),  # four times 0.27
        ("1.06", FOLLOWS),  # 1.055 .. 1.065 reaches from below
        ("1.1", FOLLOWS),
        ("1.15", WRONG),  # 1.145 .. 1.155
        ("1.05", WRONG),  # 1.045 .. 1.055; cut off, what is left of 1.05 .. 1.06, without 1.06
        ("1.00", CORRECT),  # the right figure after a wrong one
    ],
)
def test_a_line_after_a_wrong_one(text, expected):
    """0.27 in the place of 0.25 stands for 0.265 .. 0.275, so that net_o1 is 1.06 .. 1.1 on the sheet's own figures."""
    found = verdicts(chain(0.25), {"net_h1": "0.27", "out_h1": "0.27", "net_o1": text})

    assert found == {"net_h1": WRONG, "out_h1": FOLLOWS, "net_o1": expected}


def test_what_follows_through_a_line_that_is_left_out_follows():
    """out_h1 is not on the sheet; without the wrong net_h1 before it, 1.32 would be wrong."""
    assert verdicts(chain(0.25), {"net_h1": "0.33", "net_o1": "1.32"}) == {"net_h1": WRONG, "net_o1": FOLLOWS}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.038", CORRECT),
        ("0.0384", CORRECT),
        ("0.03", TRUNCATED),  # 0.025 .. 0.035 does not reach 0.0384; 0.03 .. 0.04 does
        ("0.04", TOO_COARSE),
        ("0.0383", WRONG),  # nothing that is cut off to 0.0383 is as much as 0.0384
        ("0.039", WRONG),
        ("0", TOO_COARSE),  # 0 stands for all up to a half; and what is cut off to 0 is not taken for a figure
        ("0.00", WRONG),
    ],
)
@pytest.mark.parametrize("sign", [1, -1])
def test_cutting_off_goes_towards_zero(sign, text, expected):
    text = f"-{text}" if sign < 0 else text

    assert verdict(chain(sign * 0.0384), "net_h1", text) is expected


def test_what_is_cut_down_to_nothing_is_no_figure():
    """0.00 stands for what is less than 0.005; cut off, 0.008 would be 0.00, but that says nothing of it."""
    assert verdict(chain(0.008), "net_h1", "0.00") is WRONG


@pytest.mark.parametrize(("text", "expected"), [("1", TOO_COARSE), ("0.9", TRUNCATED), ("0.8", WRONG)])
def test_what_agrees_with_the_value_alone_is_judged_by_the_value(text, expected):
    """net_o1 is 0.9996; on the sheet's own 0.9, which is wrong, it would be 3.4 to 3.8."""
    assert verdicts(chain(0.2499), {"net_h1": "0.9", "out_h1": "0.9", "net_o1": text})["net_o1"] is expected


def test_a_figure_cut_off_taints_nothing_after_it():
    """0.38 for 0.3876 stands for 0.375 .. 0.385 in the lines after it: net_o1 may be 1.50 .. 1.54, and not 1.5504."""
    found = verdicts(chain(0.3876), {"net_h1": "0.38", "out_h1": "0.38", "net_o1": "1.52"})

    assert found == {"net_h1": TRUNCATED, "out_h1": CARRIED, "net_o1": CARRIED}


def test_a_nought_that_follows_from_a_nought_brings_no_credit():
    """dE/dout is 0.25: 0.00 is wrong, and so is nothing after it; but a step that holds 0 does not make w1+ trivial."""
    found = by_key(mark(NEURON, {"dE/dout_o1": "0.00", "delta_o1": "0.00", "dE/dw1": "0.00", "w1+": "0.50"}))

    assert [found[key].verdict for key in ("dE/dout_o1", "delta_o1", "dE/dw1", "w1+")] == [WRONG, *[FOLLOWS] * 3]
    assert [found[key].credited for key in ("delta_o1", "dE/dw1", "w1+")] == [False, False, True]


def test_a_nought_in_the_place_of_1_brings_no_credit_either():
    """net_o1 is four times 0.25."""
    found = by_key(mark(chain(0.25), {"net_h1": "0.00", "out_h1": "0.00", "net_o1": "0.00"}))

    assert [found[key].verdict for key in ("net_h1", "out_h1", "net_o1")] == [WRONG, FOLLOWS, FOLLOWS]
    assert not found["net_o1"].credited


@pytest.mark.parametrize("sign", ["", "-"])
def test_what_is_cut_off_a_larger_number_is_less_than_a_unit(sign):
    """12.4 is what is left of 12.4 .. 12.5, without 12.5."""
    assert verdict(chain(float(f"{sign}12.5")), "net_h1", f"{sign}12.4") is WRONG
    assert verdict(chain(float(f"{sign}12.4999")), "net_h1", f"{sign}12.4") is TRUNCATED


def test_a_slope_written_as_1_is_1_and_no_other_number_that_rounds_to_it():
    """dE/dout is 0.245 .. 0.255 on the sheet, and ReLU's slope 1: delta is no more than 0.255."""
    figures = {"dE/dout_o1": "0.25", "dout_o1/dnet_o1": "1"}
    relu = NEURON.replace("identity", "relu")

    assert verdicts(relu, {**figures, "delta_o1": "0.26"})["delta_o1"] is CARRIED
    assert verdicts(relu, {**figures, "delta_o1": "0.30"})["delta_o1"] is WRONG


def test_a_value_that_happens_to_be_1_may_have_been_rounded_to_it():
    """Four times 0.245 .. 0.255 is 0.98 .. 1.02; written 1 it leaves 0.5 .. 1.5 open, and so does what is handed on."""
    figures = {"net_h1": "0.25", "out_h1": "0.25", "net_o1": "1", "out_o1": "1.2"}

    assert verdicts(chain(0.25), figures) == dict(zip(figures, [CORRECT, CORRECT, CORRECT, CARRIED], strict=True))


def test_a_figure_with_more_places_than_were_wanted_stands_for_no_more_than_it_says():
    """To one decimal 0.0384 is 0.0, half a unit of which is 0.05; but 0.05 is 0.045 .. 0.055."""
    assert by_key(mark(chain(0.0384), {"net_h1": "0.05"}, Rounding(1)))["net_h1"].verdict is WRONG


def test_a_mark_has_its_line_its_figure_and_the_exact_value():
    marker = Marker(spec.loads(NEURON))
    figures = {"w1": "0.5", "net_o1": "1.26", "E_o1": ""}
    found = by_key(marker.mark(sheet_of(figures)))
    marks = [found[key] for key in figures]

    assert [each.item for each in marks] == [marker.finder.find(key) for key in figures]
    assert [each.figure and each.figure.text for each in marks] == ["0.5", "1.26", None]
    assert [each.exact for each in marks] == [0.5, 1.25, 0.03125]
    assert [each.given for each in marks] == [True, False, False]


DEAD = NEURON.replace("identity", "relu").replace("0.25", "-2")
"""net = 2 · 0.5 - 2 = -1, out = 0, and no error comes back."""


@pytest.mark.parametrize(
    ("text", "expected"), [("0", CORRECT), ("0.000", CORRECT), ("0.001", WRONG), ("-0.0", CORRECT)]
)
def test_a_figure_against_the_value_0(text, expected):
    assert verdict(DEAD, "delta_o1", text) is expected


def test_a_nought_that_is_right_is_credited():
    found = by_key(mark(DEAD, {"dout_o1/dnet_o1": "0", "delta_o1": "0", "dE/dw1": "0", "w1+": "0.5"}))

    assert all(each.verdict is CORRECT and each.credited for each in found.values())


def test_a_slope_written_as_0_is_0():
    """Nothing goes through a neuron that is off; a slope of 0.5 at most would let half of the error -1 through."""
    assert verdicts(DEAD, {"dout_o1/dnet_o1": "0", "delta_o1": "0.1"})["delta_o1"] is WRONG


def test_a_nought_that_may_be_more_is_not_taken_for_nought():
    """The hidden neuron is off at -0.01, but 0.0 may be 0.05 too; written 0, its output leaves up to a half open."""
    problem = spec.loads(
        "inputs: [1]\ntargets: [0]\nlearning_rate: 0.1\nloss: half_squared_error\n"
        "layers: [{activation: relu, weights: [[-0.01]]}, {activation: identity, weights: [[4]]}]\n"
    )

    assert verdicts(problem, {"net_h1": "-0.01", "out_h1": "0", "net_o1": "0.1"})["net_o1"] is WRONG
    assert verdicts(problem, {"net_h1": "0.0", "out_h1": "0", "net_o1": "0.1"})["net_o1"] is TOO_COARSE


def test_what_is_blank_or_no_number_rests_on_the_key_and_the_text_alone():
    found = by_key(mark(NEURON, {"net_o1": "", "out_o1": "about 1", "E_o1": "1/0"}))

    assert [found[key].verdict for key in ("net_o1", "out_o1", "E_o1")] == [MISSING, UNREADABLE, UNREADABLE]
    assert [found[key].reason for key in ("net_o1", "out_o1", "E_o1")] == [
        "",
        "found 'about 1': not a number",
        "found '1/0': divides by zero",
    ]
    assert not any(each.credited for each in found.values())


def test_what_was_not_asked_is_not_judged_and_what_was_asked_may_be_missing():
    marker = Marker(spec.loads(NEURON))
    asked = [marker.finder.find(key) for key in ("out_o1", "delta_o1")]
    marked = Marker(marker.problem, asked=asked).mark(sheet_of({"net_o1": "9.99", "out_o1": "9.99"}))

    assert {key: each.verdict for key, each in by_key(marked).items()} == {
        "net_o1": NOT_ASKED,
        "out_o1": FOLLOWS,  # from a line that was not asked for, as wrong as it is
        "delta_o1": MISSING,
    }


@pytest.mark.parametrize(
    ("texts", "expected", "counts"),
    [
        (("1.25", "1.250"), CORRECT, "1.25"),
        (("1.3", "1.25"), CORRECT, "1.3"),  # as far as 1.3 goes, the same
        (("", "1.25"), CORRECT, "1.25"),
        (("1.25", ""), CORRECT, "1.25"),
        (("1.25", "7"), UNREADABLE, "1.25"),
        (("7", "1.25"), UNREADABLE, "7"),
        (("1.25", "x"), UNREADABLE, "1.25"),
        (("x", "1.25"), UNREADABLE, "x"),
        (("1.25", "7", "1.25"), UNREADABLE, "1.25"),
        (("", ""), MISSING, ""),
    ],
)
def test_a_line_with_two_different_figures_cannot_be_read(texts, expected, counts):
    marked = Marker(spec.loads(NEURON)).mark(sheet_of([("net_o1", text) for text in texts]))
    (found,) = marked.marks

    assert (found.verdict, found.entry.text) == (expected, counts)
    assert marked.right is (expected is CORRECT)


def test_two_different_figures_are_said_with_the_line_of_the_second():
    marked = Marker(spec.loads(NEURON)).mark(sheet_of([("net_o1", "1.25"), ("net_{o1}", "7"), ("net_o9", "1")]))
    both, unknown = marked.marks

    assert both.reason == "found two figures for the line: 1.25, and on line 2 7"
    (first,) = Marker(spec.loads(NEURON)).mark(sheet_of([("net_o1", "x"), ("net_o1", "7")])).marks
    assert first.reason == "found 'x': not a number"
    assert unknown.verdict is NOT_ASKED
    assert unknown.reason.startswith("no quantity is called net_o9")
