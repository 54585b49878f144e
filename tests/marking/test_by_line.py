"""Slips in one line of a sheet, on a layer whose figures can be worked out in the head.

net_o1 = 3·1 + 5·2 + 20 = 33 and net_o2 = 7·1 + 11·2 + 30 = 59 are the outputs, too. They are too large by 32 and 57, with
the targets 1 and 2, so that w1⁺ = 3 − 0.1·32·1 = −0.2 and w3⁺ = 7 − 0.1·57·1 = 1.3.
"""

from __future__ import annotations

import pytest

from bptrace.marking import by_line
from bptrace.marking.by_line import Slips
from bptrace.marking.evidence import DIGIT, LINE, PEN, Evidence
from bptrace.notation import Notation
from bptrace.printing.text import TextPrinter

from .worked import NEURON, mark

LAYER = """
inputs: [1, 2]
targets: [1, 2]
learning_rate: 0.1
loss: half_squared_error
layers: [{activation: identity, weights: [[3, 5], [7, 11]], bias: [20, 30]}]
"""


def slips(figures, problem=LAYER):
    """Return the slips that explain the line that stands first on a sheet, and what its lines are called."""
    marked = mark(problem, figures)
    evidence = Evidence(marked, Notation(marked.method.problem))
    (first,) = (item for item, mark in evidence.wrong.items() if mark.entry.line == 1)
    return list(Slips(evidence).in_line(first)), evidence


def names(figures, problem=LAYER):
    return [each.name for each in slips(figures, problem)[0]]


def slip(name, figures):
    """Return the slip of some name, where the values may then lie, and what the first line's formula then is."""
    found, evidence = slips(figures)
    (each,) = (each for each in found if each.name == name)
    values = {evidence.name(item): tuple(value) for item, value in each.predicts.items()}
    assert each.covers == frozenset(each.predicts)
    assert (each.where, each.against, each.by_lines, each.suspect) == ("", 0, True, None)
    printer = TextPrinter(evidence.name)
    return each, values, {evidence.name(item): printer.print(formula) for item, formula in each.formula.items()}


def around(value):
    return pytest.approx((value, value), rel=1e-9)


# In the formula


def test_another_operand():
    each, values, formulas = slip("w3 instead of w1", {"net_o1": "37.00"})

    assert (each.family, each.code) == (LINE, "F3")
    assert each.sentence == "This line takes w1; w3 belongs to another one."
    assert values == {"net_o1": around(7 * 1 + 5 * 2 + 20)}
    assert formulas == {"net_o1": "w3·i1 + w2·i2 + b1"}
    assert each.trait == ("F3", ("parameter", 1, 1, 0), ("parameter", 1, 0, 0))


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("b2 instead of b1", {"net_o1": "43.00"}),
        ("i2 instead of i1", {"net_o1": "36.00"}),
        ("w1⁺ instead of w1", {"net_o1": "29.80", "w1+": "-0.2"}),  # it comes after the line, but may be there already
        ("w1⁺ instead of w3", {"w3+": "-5.9", "w1+": "-0.2", "dE/dw3": "57"}),
    ],
)
def test_what_is_of_its_kind_and_comes_before_the_line_may_be_taken_for_an_operand(name, figures):
    assert name in names(figures)


@pytest.mark.parametrize(
    "figures",
    [
        {"net_o1": "50.00"},  # b1 in the place of w1
        {"net_o1": "18.00"},  # w2 in the place of b1
        {"net_o1": "31.30", "w3+": "1.3"},  # w3⁺ in the place of w1
    ],
)
def test_neither_a_bias_for_a_weight_nor_what_the_update_makes_of_another_one(figures):
    assert names(figures) == []


# In formulas that are left out


def test_a_slip_in_a_line_that_is_left_out():
    _, values, formulas = slip("w3 instead of w1", {"dE/dout_o1": "36.0"})

    assert values == {"∂E/∂out_o1": around(37 - 1)}
    assert formulas == {"∂E/∂out_o1": "w3·i1 + w2·i2 + b1 − target_o1"}


def test_a_line_that_is_there_is_taken_as_it_is_written():
    _, values, formulas = slip("out_o2 instead of out_o1", {"dE/dout_o1": "59.0", "out_o1": "33", "out_o2": "60"})

    assert values == {"∂E/∂out_o1": pytest.approx((59.5 - 1, 60.5 - 1))}
    assert formulas == {"∂E/∂out_o1": "out_o2 − target_o1"}


def test_of_what_a_line_rests_on_only_what_is_left_out_is_written_out():
    """The slope is left out, which is 1 everywhere; ∂E/∂out_o1 is there."""
    name = "∂E/∂out_o2 instead of ∂E/∂out_o1"
    _, _, formulas = slip(name, {"delta_o1": "57.00", "dE/dout_o1": "32"})

    assert formulas == {"δ_o1": "∂E/∂out_o2·1"}


@pytest.mark.parametrize(
    ("activation", "name", "figures"),
    [
        ("identity", "plus and minus mixed up", {"E_o1": "2.53125", "out_o1": "1.25"}),  # (1 + 1.25)²/2
        ("identity", "the term with w1, i1 left out", {"E_total": "0.28125"}),  # (1 − 0.25)²/2
        ("logistic", "the factor with i1 left out", {"out_o1": "0.6792"}),  # σ(0.75)
        ("logistic", "the term with w1, i1 left out", {"out_o1": "0.5622"}),  # σ(0.25)
        ("logistic", "the term with b1 left out", {"out_o1": "0.7311"}),  # σ(1)
        ("tanh", "plus and minus mixed up", {"out_o1": "0.6351"}),  # tanh 0.75
    ],
)
def test_a_slip_within_a_power_or_a_function(activation, name, figures):
    """In the line itself, or in net_o1 = 0.5·2 + 0.25, which is left out."""
    assert name in names(figures, NEURON.replace("identity", activation))


@pytest.mark.parametrize(
    ("most", "name", "text"),
    [
        (1, "out_o2 instead of out_o1", "58.0"),
        (2, "net_o2 instead of net_o1", "58.0"),
        (5, "net_o2 instead of net_o1", "58.0"),
        (6, "w3 instead of w1", "36.0"),
    ],
)
def test_so_much_of_what_is_left_out_is_written_out(most, name, text, monkeypatch):
    """∂E/∂out_o1 = out_o1 − target_o1 = net_o1 − target_o1 has two operands, with net_o1 written out it has six."""
    monkeypatch.setattr(by_line, "_MOST_LEAVES", most)
    assert name in names({"dE/dout_o1": text})


# In its place


def test_the_figure_of_another_line():
    each, values, formulas = slip("the figure of net_o2", {"net_o1": "59.00"})

    assert (each.family, each.code) == (LINE, "U8")
    assert each.sentence == "What is written for net_o1 is the value of net_o2."
    assert (values, formulas) == ({"net_o1": around(59)}, {})
    assert each.trait == ("exchanged", {("net", 1, 0, None), ("net", 1, 1, None)})


def test_two_figures_exchanged():
    each, values, _ = slip("net_o1 and net_o2 exchanged", {"net_o1": "59.00", "net_o2": "33.00"})

    assert values == {"net_o1": around(59), "net_o2": around(33)}
    assert each.sentence == "What is written for net_o1 is the value of net_o2."


def test_where_the_other_figure_is_wrong_too_they_need_not_be_exchanged():
    _, values, _ = slip("the figure of net_o2", {"net_o1": "59.00", "net_o2": "99.00"})

    assert values == {"net_o1": around(59)}


def test_the_figure_of_another_line_is_what_follows_from_the_sheet():
    """From 60, which is written for 59, it follows that δ_o2 = 60 − 2."""
    assert "the figure of δ_o2" in names({"delta_o1": "58.0", "out_o2": "60"})


def test_the_figure_of_another_line_follows_from_what_is_written_for_what_is_given():
    """With 4 in the place of 3 net_o1 would be 34."""
    assert "the figure of net_o1" in names({"net_o2": "34.00", "w1": "4.00"})


def test_a_line_is_not_written_in_its_own_place():
    """The 33 of net_o1 is not cut off to 32, as the 59.78 of net_o2 is to 59."""
    assert "the figure of net_o1" not in names({"net_o1": "32", "net_o2": "59"}, LAYER.replace("30]", "30.78]"))


def test_what_is_given_may_be_written_in_the_place_of_something_else_that_is():
    each, values, _ = slip("w1 and w2 exchanged", {"w1": "5.00", "w2": "3.00"})

    assert values == {"w1": pytest.approx((5, 5)), "w2": pytest.approx((3, 3))}
    assert each.trait == ("exchanged", {("parameter", 1, 0, 0), ("parameter", 1, 0, 1)})


def test_what_the_update_makes_of_something_given_may_be_written_in_its_place():
    """The update starts from 3, whatever is written for that, and for another weight."""
    each, values, _ = slip("the figure of w1⁺", {"w1": "-0.2000", "w2": "4.0000", "dE/dw1": "32.000"})

    assert values == {"w1": pytest.approx((-0.2, -0.2), abs=1e-3)}
    assert each.trait == ("updated",)


def test_what_is_worked_out_is_taken_as_it_is_written_even_where_what_is_given_is_not():
    """From 43 for net_o1 it follows that w1⁺ = 3 − 0.1·42 = −1.2."""
    assert "the figure of w1⁺" in names({"w1": "-1.2000", "net_o1": "43.000"})


# Of the pen


@pytest.mark.parametrize(
    ("text", "family", "name", "sentence"),
    [
        ("-33.0", PEN, "sign of the figure", "The figure is right but for its sign."),
        ("33.5", DIGIT, "one digit wrong", "One digit is wrong: with 0 in the place of 5 the figure is right."),
    ],
)
def test_a_slip_of_the_pen(text, family, name, sentence):
    each, values, formulas = slip(name, {"net_o1": text})

    assert (each.family, each.code, each.sentence, each.trait) == (family, "A1", sentence, ())
    assert (values, formulas) == ({"net_o1": around(33)}, {})


def test_no_slip_of_the_pen_is_seen_in_a_figure_that_is_wrong_without_it():
    assert names({"net_o1": "-66.0"}) == []


def test_a_slip_of_the_pen_in_a_line_that_is_left_out():
    """w1⁺ = 3 − 0.1·(−32) = 6.2."""
    name = "sign of the figure of ∂E/∂w1, which is not on the sheet"
    each, values, formulas = slip(name, {"w1+": "6.200", "delta_o1": "32.000"})

    assert (each.family, each.code) == (PEN, "A1")
    assert each.sentence == "What is written here follows if the sign or the decimal point of that line went astray."
    assert (values, formulas) == ({"w1⁺": pytest.approx((6.2, 6.2), abs=0.01)}, {})


@pytest.mark.parametrize(
    "figures",
    [
        {"w1+": "6.200", "dE/dw1": "32.000"},
        {"w1+": "-6.200", "delta_o1": "32.000"},  # −3 − 3.2: w1 itself is given
    ],
)
def test_what_is_on_the_sheet_or_given_is_as_it_is(figures):
    assert not [name for name in names(figures) if "which is not on the sheet" in name]


# Cut off besides


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ({"net_o1": "38"}, True),
        ({"net_o1": "37"}, False),
        ({"net_o1": "37", "net_o2": "60"}, False),
        ({"net_o1": "37", "net_o2": "59"}, True),
    ],
)
def test_a_slip_is_cut_off_besides_only_on_a_sheet_that_cuts_off(figures, found):
    """With w3 in the place of w1, net_o1 is 37.78 here; net_o2 is 59.78."""
    assert ("w3 instead of w1" in names(figures, LAYER.replace("[20, 30]", "[20.78, 30.78]"))) is found
