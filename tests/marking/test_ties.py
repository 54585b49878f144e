"""Ties between mistakes: what a sheet tells apart is told, and one mistake is told once.

The figures are Mazur's to four significant figures, worked out by hand with the mistake in them.
"""

from __future__ import annotations

import pytest

from bptrace import examples, spec
from bptrace.marking.diagnosis import diagnose
from bptrace.marking.marker import Marker
from bptrace.marking.sheet import Entry, Sheet


def causes(text):
    rows = (line.split() for line in text.split(","))
    entries = tuple(Entry(key, figure, number, 1) for number, (key, figure) in enumerate(rows, 1))
    findings = diagnose(Marker(spec.load(examples.find("mazur"))).mark(Sheet("Ada", entries))).findings
    return [[(cause.code, cause.name) for cause in finding.causes] for finding in findings]


OUTPUTS = "out_h1 0.5933, out_h2 0.5969, net_o1 1.106, net_o2 1.225, out_o1 0.7514, out_o2 0.7729"


def test_a_slope_written_as_1_is_a_slope_taken_as_1():
    # 0.7514 and 0.7729 could be rounded to 1 as well, and the slope of tanh, 1 - 0.5933² = 0.648
    at_outputs = f"{OUTPUTS}, dE/dout_o1 0.7414, dout_o1/dnet_o1 1, dout_o2/dnet_o2 1, delta_o1 0.7414"
    assert causes(at_outputs) == [[("B4", "slope taken as 1 at the output")]]
    in_hidden = f"{OUTPUTS}, dE/dout_h1 0.03635, dout_h1/dnet_h1 1, dout_h2/dnet_h2 1, delta_h1 0.03635"
    assert causes(in_hidden) == [[("H5", "hidden slope taken as 1")]]


def test_a_coarse_figure_that_no_mistake_gives_as_written_is_explained_all_the_same():
    # net_o1 without the bias is 0.4·0.5933 + 0.45·0.5969 = 0.5059, written 0.5: half a unit is 10 % of it
    assert causes("net_h1 0.3775, net_h2 0.3925, net_o1 0.5") == [[("F1", "bias left out")]]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{OUTPUTS}, delta_o1 0.7414, delta_o2 -0.2171", "B4"),
        ("delta_o1 0.1385, delta_o2 -0.0381, delta_h1 0.03635, delta_h2 0.04137", "H5"),
    ],
)
def test_a_slope_left_out_is_told_once_whether_it_is_skipped_or_taken_as_1(text, code):
    (finding,) = causes(text)
    assert [each for each, _ in finding] == [code]


def test_updated_weights_written_for_the_given_ones_are_called_that():
    # w5+ = 0.35891648 and w6+ = 0.408666186 in the article
    assert causes("w5 0.3589, w6 0.4087, net_h1 0.3775") == [[("U8", "the figure of w5⁺")]]


def test_a_slip_in_a_line_is_not_cut_off_besides_on_a_sheet_that_rounds():
    # w1+·i1 + w2·i2 + b1 = 0.377489, which is 0.3775 when it is rounded and 0.3774 only when it is cut off
    updated = "w1+ 0.149780716, w2+ 0.199561432"
    (found,) = causes(f"net_h1 0.3774, {updated}")
    assert "w1⁺ instead of w1" not in [name for _, name in found]
    assert ("A1", "one digit wrong") in found
    # out_h2 = 0.59688 is cut off here, so net_h1 may be
    (found,) = causes(f"net_h1 0.3774, {updated}, net_h2 0.3925, out_h2 0.5968")
    assert ("U4", "w1⁺ instead of w1") in found
