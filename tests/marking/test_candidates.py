"""What a figure of a right run may be: of another line or round, rounded, or with one slip; all by hand.

net_o1 = out_o1 = w1 i1 + b1 = 0.5 · 2 + 0.25 = 1.25, E = 0.25² / 2, delta = 0.25, w1+ = 0.45, b1+ = 0.225; net_o1+ = 1.125.
"""

import math

import pytest

from bptrace.marking import candidates
from bptrace.marking.candidates import by_count, by_earlier_line, by_line, by_operands, by_pen, by_place
from bptrace.marking.claim import Family
from bptrace.marking.interval import Interval

from .worked import NEURON, claimed

DIVERGES = NEURON.replace("0.1", "1e300")


def told(found):
    return [(one.name, pytest.approx(one.value)) for one in found]


def first(found, name):
    return next(one for one in found if one.name == name)


def test_a_line_may_be_that_of_an_update_fewer_or_more():
    found = list(by_count(claimed(NEURON, "w1+", "0.4")))

    assert told(found) == [
        ("after 0 updates instead of 1", 0.5),
        ("after 2 updates instead of 1", 0.425),
        ("in another round after as many updates", 0.45),
    ]
    assert {one.family for one in found} == {Family.COUNT}


def test_of_a_run_that_diverges_nothing_is_told():
    claim = claimed(DIVERGES, "net_o1@3", "0.4")

    assert not list(by_count(claim))
    assert not list(by_place(claim))
    assert not list(by_pen(claim))
    assert not list(by_line(claim))
    assert not list(by_operands(claim))


def test_operands_are_rounded_and_what_is_given_is_not():
    # 0.03125 to 1, 2 and 3 decimals is 0.0, 0.03 and 0.031; the line E_total only sums up E_o1
    found = list(by_operands(claimed(NEURON, "E_total", "0.03")))
    values = {one.name: one.value for one in found}

    assert list(values)[:2] == ["operands rounded to 2 decimals", "operands rounded to 2 significant figures"]
    assert [values[f"operands rounded to {n} decimal{'s' * (n > 1)}"] for n in (1, 2, 3)] == [0.0, 0.03, 0.031]
    assert found[0].family is Family.ROUNDED
    assert found[0].sentence == "This line is worked out from figures that were rounded to 2 decimals first."
    given = list(by_operands(claimed(NEURON, "net_o1", "1.3")))
    assert {one.value for one in given} == {1.25}  # 2 · 0.5 + 0.3 with b1 to one decimal
    assert not list(by_operands(claimed(NEURON, "w1", "0.4")))


def test_what_an_update_before_came_to_is_rounded_too():
    found = by_operands(claimed(NEURON, "net_o1@2", "1.1"))

    # w1+ = 0.45 and b1+ = 0.225 are 0.5 and 0.2 to one decimal
    assert first(found, "operands rounded to 1 decimal").value == pytest.approx(1.2)


def test_another_line_of_the_round_may_have_been_copied():
    found = list(by_place(claimed(NEURON, "w1+", "0.5")))

    assert told(found) == [
        ("the figure of net_o1", 1.25), ("the figure of out_o1", 1.25), ("the figure of E_o1", 0.03125),
        ("the figure of E_total", 0.03125), ("the figure of ∂E/∂out_o1", 0.25),
        ("the figure of ∂out_o1/∂net_o1", 1.0), ("the figure of δ_o1", 0.25), ("the figure of ∂E/∂w1", 0.5),
        ("the figure of ∂E/∂b1", 0.25), ("the figure of b1⁺", 0.225), ("the figure of net_o1⁺", 1.125),
        ("the figure of out_o1⁺", 1.125), ("the figure of E_o1⁺", 0.0078125), ("the figure of E_total⁺", 0.0078125),
    ]  # fmt: skip
    assert found[0].sentence == "net_o1 has this value, not w1⁺."
    assert {one.family for one in found} == {Family.PLACE}


def test_only_so_many_lines_of_a_round_are_looked_at(monkeypatch):
    monkeypatch.setattr(candidates, "_MOST_PLACES", 2)

    assert told(by_place(claimed(NEURON, "w1+", "0.5"))) == [
        ("the figure of net_o1", 1.25),
        ("the figure of out_o1", 1.25),
    ]


def test_with_a_slip_of_the_pen_the_figure_is_meant_to_be_another():
    found = list(by_pen(claimed(NEURON, "net_o1", "1.52")))

    swapped = next(one for one in found if one.meant == Interval(1.245, 1.255))
    assert (swapped.name, swapped.family, swapped.value) == ("two digits swapped", Family.PEN, 1.25)
    assert swapped.sentence == "The digits 2 and 5 next to each other have changed places."
    digit = first(found, "one digit wrong")
    assert (digit.family, digit.value, digit.meant) == (Family.DIGIT, 1.25, pytest.approx(Interval(0.515, 0.525)))


def test_a_slip_in_the_line_is_worked_out_with_right_operands():
    found = list(by_line(claimed(NEURON, "net_o1", "1.3")))

    # operands of the line may be mistaken for others of their kind, on both sides of the update
    assert told(found) == [
        ("figures from after the update", 1.125), ("b1 instead of w1", 0.75), ("w1⁺ instead of w1", 1.15),
        ("b1⁺ instead of w1", 0.7), ("out_o1 instead of i1", 0.875), ("out_o1⁺ instead of i1", 0.8125),
        ("w1 instead of b1", 1.5), ("w1⁺ instead of b1", 1.45), ("b1⁺ instead of b1", 1.225),
        ("the term with w1, i1 left out", 0.25), ("the term with b1 left out", 1.0),
        ("the factor with w1 left out", 2.25), ("the factor with i1 left out", 0.75),
        ("plus and minus mixed up", -0.75), ("plus and minus mixed up", 0.75),
    ]  # fmt: skip
    assert {one.family for one in found} == {Family.LINE}
    assert first(found, "b1 instead of w1").sentence == "This line takes w1; b1 belongs to another one."
    assert not list(by_line(claimed(NEURON, "w1", "0.4")))


def test_only_so_many_lines_are_taken_for_one_another_on_either_side_of_the_update(monkeypatch):
    monkeypatch.setattr(candidates, "_MOST_ALIKE", 1)
    names = [one.name for one in by_line(claimed(NEURON, "net_o1", "1.3"))]

    assert [name for name in names if "instead" in name] == [
        "w1⁺ instead of w1", "out_o1⁺ instead of i1", "w1 instead of b1", "w1⁺ instead of b1"]  # fmt: skip


def test_a_slip_in_an_earlier_line_is_carried_on():
    found = list(by_earlier_line(claimed(NEURON, "E_total", "0.1")))

    # without b1, net = out = 1 and E = 0; with b1 for w1 net = 0.75 and E = 0.25² / 2; without w1 it is 2.25
    net = [one for one in found if one.where == "in net_o1, and carried on from there"]
    assert first(net, "the term with b1 left out").value == 0.0
    assert first(net, "b1 instead of w1").value == 0.03125
    assert first(net, "the factor with w1 left out").value == 0.78125
    assert first(net, "the factor with w1 left out").sentence == "This line has a factor more than was counted."
    # a half left out in E_o1 itself doubles it; the line itself is not an earlier one
    assert {one.where.split(",")[0] for one in found} == {"in net_o1", "in out_o1", "in E_o1"}
    assert {one.family for one in found} == {Family.EARLIER}


def test_a_slip_that_leaves_a_line_on_the_way_without_a_value_comes_to_nothing():
    logistic = NEURON.replace("half_squared_error", "binary_cross_entropy").replace("identity", "logistic")
    found = by_earlier_line(claimed(logistic, "E_total", "0.1"))

    # out = 1 / (1 + exp -1.25); E = -ln out also has the logarithm of 1 - out, and there is none where out is 1 or more
    told = [(one.name, one.value) for one in found if one.where == "in out_o1, and carried on from there"]
    assert [name for name, _ in told] == [
        "figures from after the update",
        "net_o1⁺ instead of net_o1",
        "plus and minus mixed up",
    ]
    assert told[-1][1] == pytest.approx(math.log(1 + math.exp(1.25)))


@pytest.mark.parametrize(("name", "most", "told"), [
    ("_SMALL", 2, True), ("_SMALL", 1, False),  # two parameters, one sample
    ("_MOST_EARLIER", 3, True), ("_MOST_EARLIER", 2, False),  # net_o1, out_o1 and E_o1
])  # fmt: skip
def test_in_a_big_network_earlier_lines_are_not_searched(name, most, told, monkeypatch):
    monkeypatch.setattr(candidates, name, most)

    assert bool(list(by_earlier_line(claimed(NEURON, "E_total", "0.1")))) is told


def test_slips_are_shared_out_among_the_earlier_lines(monkeypatch):
    monkeypatch.setattr(candidates, "_MOST_SLIPS", 6)
    found = list(by_earlier_line(claimed(NEURON, "E_total", "0.1")))

    assert [one.where.split(",")[0] for one in found] == ["in net_o1"] * 2 + ["in out_o1"] * 2 + ["in E_o1"] * 2
