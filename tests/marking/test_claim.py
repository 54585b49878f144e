"""What a published figure says: its digits, the rounds around its line, how many updates they are after."""

import math
from dataclasses import replace

import pytest

from bptrace.expr import Number, Quotient, Symbol
from bptrace.marking.claim import Family, beside, counted_otherwise, done_before, near
from bptrace.notation.catalogue import NOTATIONS
from bptrace.rounding import Rounding

from .worked import NEURON, THREE, claimed

ONCE = """
inputs: [2]
layers: [{activation: identity, weights: [[0.5]], bias: 0.25}]
"""


def keys(claim, items):
    return [claim.finder.key(item) for item in items]


@pytest.mark.parametrize(
    ("problem", "key", "epochs"),
    [
        (NEURON, "w1+", [1, 2]),
        (NEURON, "w1+@2", [1, 2, 3]),
        (NEURON, "w1+@499", [498, 499, 500]),
        (NEURON, "w1+@1000", [1000]),  # what comes after is too long to be run with every mistake
        (ONCE, "net_o1", [1]),
    ],
)
def test_the_epochs_next_to_that_of_the_line_are_looked_at(problem, key, epochs, monkeypatch):
    monkeypatch.setattr("bptrace.marking.claim.is_followed", lambda problem, epochs: epochs <= 1000)

    assert list(claimed(problem, key, "0.4").epochs) == epochs


def test_a_right_value_is_that_of_the_run():
    claim = claimed(NEURON, "w1+", "0.4")

    assert claim.exact(claim.item) == pytest.approx(0.45)
    assert claim.exact(claim.finder.find("w1+@2")) == pytest.approx(0.425)


def test_a_line_has_no_right_value_where_it_is_in_no_round_or_the_run_diverges():
    claim = claimed(NEURON, "w1+", "0.4")
    assert claim.exact(claim.finder.find("w1+@9")) is None

    diverged = claimed(NEURON.replace("0.1", "1e300"), "net_o1@3", "0.4")
    assert diverged.exact(diverged.item) is None


def test_a_formula_has_a_value_where_it_can_be_computed_and_is_finite():
    claim = claimed(NEURON, "net_o1", "1.2")
    two = Symbol(claim.item)
    values = {claim.item: 2.0}

    assert claim.evaluated(Quotient(Number(1.0), two), values.__getitem__) == 0.5
    assert claim.evaluated(Quotient(Number(1.0), Number(0.0)), values.__getitem__) is None
    assert claim.evaluated(two, lambda item: math.inf) is None
    assert claim.evaluated(two, {}.__getitem__) is None


@pytest.mark.parametrize(
    ("text", "value", "rounded"),
    [
        ("1.2", 1.25, 1.3),
        ("12", 1.25, 1.0),
        ("1.2e2", 125.0, 130.0),
        ("5/4", 1.25, 1.25),
        ("1/3", 0.1 / 0.3, 1 / 3),  # a float64 next to it
        ("1/3", 0.3333, 0.3333),
    ],
)
def test_a_value_is_rounded_to_the_last_place_of_the_figure(text, value, rounded):
    assert claimed(NEURON, "net_o1", text).rounded(value) == rounded


@pytest.mark.parametrize(
    ("text", "short"), [("1.2", True), ("0.012", True), ("1.20", False), ("0", True), ("1/3", False)]
)
def test_a_figure_of_two_digits_is_short(text, short):
    assert claimed(NEURON, "net_o1", text).is_short is short


def test_roundings_are_tried_from_the_digits_of_the_figure_on():
    sf = [Rounding(places, significant=True) for places in range(6)]

    assert claimed(NEURON, "net_o1", "0.12").roundings == [
        Rounding(2), sf[2], Rounding(1), Rounding(3), Rounding(4), sf[3], sf[4]]  # fmt: skip
    assert claimed(NEURON, "net_o1", "125").roundings == [Rounding(1), sf[3], Rounding(2), sf[2], sf[4], sf[5]]
    assert claimed(NEURON, "net_o1", "1/3").roundings == [
        Rounding(15), sf[2], *map(Rounding, range(14, 0, -1)), sf[3]]  # fmt: skip
    assert claimed(NEURON, "net_o1", "0").roundings == [Rounding(1), sf[2], Rounding(2), sf[3]]


def test_lines_are_called_as_the_notation_has_them():
    claim = claimed(NEURON, "net_o1", "1.2")
    lecture = replace(claim, notation=NOTATIONS["lecture"](claim.problem))

    assert claim.name(claim.item) == "net_o1"
    assert lecture.name(claim.item) == "z1⁽²⁾"  # z_1^(2) of the lectures, in text


def test_beside_a_line_stands_the_same_one_on_the_other_side_of_the_update():
    claim = claimed(NEURON, "w1", "0.4")

    assert keys(claim, beside(claim.item)) == ["w1", "w1+"]
    assert keys(claim, beside(claim.finder.find("w1+"))) == ["w1+", "w1"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("w1@2.2", "w1@2.2 w1+@2.2 w1@2 w1+@2 w1@2.3 w1+@2.3 "
                   "w1@1.2 w1+@1.2 w1 w1+ w1@1.3 w1+@1.3 w1@3.2 w1+@3.2 w1@3 w1+@3 w1@3.3 w1+@3.3"),
        ("w1+@1", "w1+ w1 w1+@1.2 w1@1.2 w1+@2 w1@2 w1+@2.2 w1@2.2"),
        ("w1+@1.3", "w1+@1.3 w1@1.3 w1+@1.2 w1@1.2 w1+@2.3 w1@2.3 w1+@2.2 w1@2.2"),
        ("net_o1[2]@1", "net_o1[2] net_o1+[2] net_o1[2]@2 net_o1+[2]@2"),
    ],
)  # fmt: skip
def test_near_a_line_are_its_like_one_update_or_one_epoch_away(key, expected):
    claim = claimed(THREE, key, "0.4")

    assert keys(claim, near(claim)) == expected.split()


@pytest.mark.parametrize(("key", "updates"), [("w1", 0), ("w1+", 1), ("w1@1.3", 2), ("w1@2", 3), ("w1+@3.2", 8)])
def test_updates_are_counted_over_all_epochs(key, updates):
    claim = claimed(THREE, "w1", "0.4")

    assert done_before(claim, claim.finder.find(key)) == updates


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("w1+@2", "after 4 updates instead of 3"),
        ("w1+", "after 1 update instead of 3"),
        ("w1+@1.3", "in another round after as many updates"),
    ],
)
def test_what_is_of_another_round_is_named_by_its_updates(key, name):
    claim = claimed(THREE, "w1@2", "0.4")

    found = counted_otherwise(claim, claim.finder.find(key), 0.25, Family.HISTORY)
    assert (found.family, found.value, found.name, found.assumptions) == (Family.HISTORY, 0.25, name, 1)
    assert found.sentence == f"The key {key} has this value; what was asked for is w1@2."
