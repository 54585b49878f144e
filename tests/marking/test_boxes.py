"""Where the operands of a line may lie, worked out by hand: given, written, or left out and rounded on the way."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bptrace import spec
from bptrace.marking.boxes import Boxes, point
from bptrace.marking.interval import Interval
from bptrace.marking.marker import Marker
from bptrace.marking.method import Method
from bptrace.rounding import Rounding

from .worked import NEURON, by_key, chain, mark

TWO_DECIMALS, TWO_FIGURES = Rounding(2), Rounding(2, significant=True)


def boxes(weight, written, *precision):
    """The boxes of the chain net_h1 = out_h1 = weight, net_o1 = 4 out_h1, and what finds its lines."""
    marker = Marker(chain(weight))
    find = marker.finder.find
    return Boxes(
        Method(marker.problem, frozenset({1})), {find(key): box for key, box in written.items()}, precision
    ), find


def test_what_is_given_is_a_point():
    found, find = boxes(0.25, {}, TWO_DECIMALS)

    assert found[find("w1")] == (0.25, 0.25)
    assert found.range(find("w2")) == pytest.approx((4, 4), rel=1e-11)


def test_what_is_written_lies_where_it_is_written_though_it_is_wrong():
    found, find = boxes(0.25, {"out_h1": Interval(0.27, 0.28)}, TWO_DECIMALS)

    assert found[find("out_h1")] == (0.27, 0.28)
    assert found.range(find("net_o1")) == pytest.approx((1.08, 1.12))


def test_what_is_left_out_is_its_formula_widened_by_half_a_unit():
    """net_h1 is 0.245 .. 0.255, out_h1 after it 0.24 .. 0.26, and net_o1, which is not rounded here, four times that."""
    found, find = boxes(0.25, {}, TWO_DECIMALS)

    assert found[find("net_h1")] == pytest.approx((0.245, 0.255))
    assert found[find("out_h1")] == pytest.approx((0.24, 0.26))
    assert found.range(find("net_o1")) == pytest.approx((0.96, 1.04))


def test_half_a_unit_of_figures_goes_with_the_size():
    """To two figures, 0.0025 may be off by 0.00005, and so may 0.00255."""
    found, find = boxes(0.0025, {}, TWO_FIGURES)

    assert found[find("net_h1")] == pytest.approx((0.00245, 0.00255))
    assert found[find("out_h1")] == pytest.approx((0.0024, 0.0026))
    assert found.range(find("net_o1")) == pytest.approx((0.0096, 0.0104))


def test_of_decimals_and_figures_the_coarser_counts():
    """0.0025 to two decimals may be off by 0.005, 25 to two figures by 0.5."""
    small, find = boxes(0.0025, {}, TWO_DECIMALS, TWO_FIGURES)
    large, _ = boxes(25, {}, TWO_DECIMALS, TWO_FIGURES)

    assert small[find("net_h1")] == pytest.approx((-0.0025, 0.0075))
    assert large[find("net_h1")] == pytest.approx((24.5, 25.5))


def test_without_any_rounding_what_is_left_out_is_exact():
    found, find = boxes(0.25, {})

    assert found[find("out_h1")] == pytest.approx((0.25, 0.25), rel=1e-14)
    assert found.range(find("net_o1")) == pytest.approx((1, 1), rel=1e-14)


def test_nothing_is_rounded_where_nothing_is_left_out():
    """out_h1 stands for 0.245 .. 0.255 alone, whatever the precision: net_o1 is four times that."""
    found, find = boxes(0.25, {"out_h1": Interval(0.245, 0.255)}, Rounding(0))

    assert found.range(find("net_o1")) == pytest.approx((0.98, 1.02))


def test_what_becomes_0_is_not_widened():
    found, find = boxes(0.0, {}, TWO_FIGURES)

    assert found[find("out_h1")] == (0.0, 0.0)


def test_a_figure_may_be_taken_for_another():
    found, find = boxes(0.25, {"out_h1": Interval(0.245, 0.255)}, TWO_DECIMALS)
    other = found.with_instead(find("out_h1"), Interval(0.5, 0.5))

    assert other.range(find("net_o1")) == pytest.approx((2, 2))
    assert found.range(find("net_o1")) == pytest.approx((0.98, 1.02))


def test_a_line_that_the_method_does_not_have_is_an_error():
    found, find = boxes(0.25, {}, TWO_DECIMALS)
    nowhere = find("out_h1")._replace(quantity=find("out_h1").quantity._replace(layer=7))

    with pytest.raises((KeyError, IndexError)):
        found.range(nowhere)


def test_hundreds_of_rounds_may_be_left_out():
    """The neuron of 1.25 learns 1: what is off shrinks by 1 - 0.1 (2² + 1) = 1/2 in each round."""
    marked = mark(NEURON + "epochs: 400\n", {"net_o1@5": "1.015625", "out_o1@400": "1"}, Rounding(9))

    found = by_key(marked)
    assert found["net_o1@5"].exact == pytest.approx(1 + 0.25 / 2**4)
    assert [found[key].credited for key in ("net_o1@5", "out_o1@400")] == [True, True]


def test_in_a_round_too_long_for_paper_each_line_is_the_exact_one_rounded_once(monkeypatch):
    """out_h1 is 0.25 give or take 0.005, though net_h1 before it may be off by as much; what is given is a point."""
    monkeypatch.setattr("bptrace.marking.method._LONGEST", 0)
    found, find = boxes(0.25, {}, TWO_DECIMALS)

    assert found[find("out_h1")] == pytest.approx((0.245, 0.255))
    assert found[find("net_h1")] == pytest.approx((0.245, 0.255))
    assert found[find("w1")] == (0.25, 0.25)
    assert found.range(find("net_o1")) == pytest.approx((0.98, 1.02))


def test_the_boxes_of_another_method_keep_what_is_written_and_how_it_is_rounded():
    found, find = boxes(0.25, {"net_h1": Interval(0.27, 0.28)}, TWO_DECIMALS)
    other = found.by(Method(Marker(chain(0.5)).problem, frozenset({1})))

    assert other[find("net_h1")] == (0.27, 0.28)
    assert other[find("out_h1")] == pytest.approx((0.265, 0.285))
    assert other[find("w1")] == (0.5, 0.5)


def test_a_figure_that_is_taken_for_exact_is_a_point():
    found, find = boxes(0.25, {"out_h1": Interval(0.245, 0.255)}, TWO_DECIMALS)
    found.pin(find("out_h1"), 0.3)

    assert found[find("out_h1")] == (0.3, 0.3)
    assert found.range(find("net_o1")) == pytest.approx((1.2, 1.2))


def test_a_point_is_as_wide_as_float64_is_exact():
    assert point(2.0) == (2.0 - 2e-12, 2.0 + 2e-12)
    assert point(-0.5) == (-0.5 - 5e-13, -0.5 + 5e-13)
    assert point(0.0) == (0.0, 0.0)


def test_what_is_given_may_be_adrift_and_is_so_by_other_methods_too():
    """w1 is 0.25 give or take 0.01, and net_h1 = w1 is rounded on top of that."""
    marker = Marker(chain(0.25))
    find = marker.finder.find
    drift = SimpleNamespace(reach=lambda item: 0.01 if item == find("w1") else 0.0)
    found = Boxes(Method(marker.problem, frozenset({1})), {}, [TWO_DECIMALS], drift)

    assert found[find("w1")] == pytest.approx((0.24, 0.26))
    assert found[find("net_h1")] == pytest.approx((0.235, 0.265))
    other = found.with_instead(find("out_h1"), Interval(0.5, 0.5))
    assert other[find("w1")] == pytest.approx((0.24, 0.26))
    assert other[find("net_h1")] == pytest.approx((0.235, 0.265))
    assert found.by(Method(Marker(chain(0.5)).problem, frozenset({1})))[find("w1")] == pytest.approx((0.49, 0.51))


def of_neuron(epochs, written):
    marker = Marker(spec.loads(f"{NEURON}epochs: {max(epochs)}\n"))
    find = marker.finder.find
    written = {find(key): box for key, box in written.items()}
    return Boxes(Method(marker.problem, frozenset(epochs)), written, [TWO_DECIMALS]), find


def test_a_round_starts_from_what_the_sheet_has_at_the_end_of_the_one_before():
    found, find = of_neuron({1, 2}, {"w1+": Interval(0.4, 0.5)})

    assert found[find("w1@2")] == (0.4, 0.5)
    assert found[find("b1@2")] == found[find("b1+")]
    assert found[find("b1+")].low < 0.225 < found[find("b1+")].high


def test_a_round_that_no_line_leads_to_starts_twice_as_far_off_as_rounding_leads():
    """By hand to two decimals: w1 0.5, 0.45, 0.42 and b1 0.25, 0.23, 0.22; exactly 0.425 and 0.2125 at the third round."""
    found, find = of_neuron({3}, {})

    assert found[find("w1@3")] == pytest.approx((0.425 - 2 * 0.0075, 0.425 + 2 * 0.0075))
    assert found[find("b1@3")] == pytest.approx((0.2125 - 2 * 0.0075, 0.2125 + 2 * 0.0075))
