"""The error of a run as a line of blocks: heights that follow the values, labels that say where it began and ended."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace import examples, spec, training
from bptrace.printing.text import ASCII
from bptrace.report import curve
from bptrace.report.document import Curve, say
from bptrace.report.lines import plain
from bptrace.report.summary import summary
from bptrace.report.writing import Writing
from bptrace.sections import Extent

BLOCKS = "▁▂▃▄▅▆▇█"
POINTS = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=200).map(lambda values: list(enumerate(values)))


def written(points, width=76, **options):
    notation = training.run(spec.load(examples.find("mazur"))).notation
    return [plain(line) for line in curve.lines(Curve(say("E"), tuple(points)), Writing(notation, **options), width)]


def test_a_line_down_to_0_takes_every_height_once():
    assert curve.line_of_blocks([(epoch, 7 - epoch) for epoch in range(8)], 60) == BLOCKS[::-1]


def test_powers_of_ten_take_even_heights():
    points = [(epoch, 10.0**-epoch) for epoch in range(8)]
    assert curve.logarithmic(points)
    assert curve.line_of_blocks(points, 60) == BLOCKS[::-1]


@pytest.mark.parametrize("values", [(1.0, 0.5), (100.0, 0.0), (100.0, -1.0), (30.0, 1.0)])
def test_a_narrow_range_and_numbers_without_a_logarithm_stay_linear(values):
    assert not curve.logarithmic(list(enumerate(values)))


def test_what_does_not_change_is_flat():
    assert curve.line_of_blocks([(0, 0.5), (3, 0.5)], 60) == "▁▁▁▁"


def test_a_value_holds_until_the_next_one_is_known():
    assert curve.line_of_blocks([(0, 1.0), (5, 0.0), (6, 0.0)], 60) == "█████▁▁"


@given(POINTS, st.integers(2, 60))
def test_a_larger_value_never_stands_lower(points, width):
    line = curve.line_of_blocks(points, width)
    assert len(line) == min(width, len(points))
    if width >= len(points):
        heights = [BLOCKS.index(sign) for sign in line]
        ordered = sorted(zip((value for _, value in points), heights, strict=True))
        assert [height for _, height in ordered] == sorted(heights)


def test_first_last_and_lowest_are_labelled():
    points = [(0, 0.5), (10, 0.125), (20, 0.25)]
    assert written(points) == [
        "E   ██████████▁▁▁▁▁▁▁▁▁▁▃",
        "    0.5              0.25",
        "    epoch 0      epoch 20",
        "    lowest seen 0.125 at epoch 10",
    ]


def test_a_logarithmic_scale_is_said():
    assert written([(0, 1.0), (30, 1e-6)])[-1] == "    heights are logarithms"


def test_ascii_has_weights_for_heights():
    lines = written([(epoch, 7 - epoch) for epoch in range(8)], signs=ASCII)
    assert lines[0] == "E   @#*+=-:."
    assert "".join(lines).isascii()


@pytest.mark.parametrize("width", [38, 58, 78])
def test_nothing_sticks_out(width):
    lines = written([(0, 0.298371109), (10_000, 3.51019e-05)], width)
    assert max(map(len, lines)) <= width


def test_labels_that_do_not_fit_beside_each_other_stand_below():
    lines = written([(0, -1.23456789012345e-100), (100, -2.23456789012345e-100)], 30)
    assert lines[1:3] == ["    −1.23457e-100", "    −2.23457e-100"] or max(map(len, lines[:-1])) <= 30


@pytest.mark.parametrize(("epochs", "count"), [(19, 0), (20, 1)])
def test_only_a_long_run_has_one(epochs, count):
    text = examples.find("mazur").read_text(encoding="utf-8") + f"\nepochs: {epochs}\n"
    trace = training.run(spec.loads(text))
    assert sum(isinstance(element, Curve) for element in summary(trace, Extent())) == count


def test_its_points_are_the_errors_of_the_run():
    trace = training.run(spec.load(examples.find("xor")))
    (drawn,) = [element for element in summary(trace, Extent()) if isinstance(element, Curve)]
    assert drawn.points == tuple((one.epoch, one.error) for one in trace.history)


def test_of_several_lowest_points_the_first_is_named():
    lines = written([(0, 3.0), (1, 0.5), (2, 1.0), (3, 0.5)])

    assert any("lowest seen 0.5 at epoch 1" in line for line in lines)
