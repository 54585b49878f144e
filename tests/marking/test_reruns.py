"""What a figure may be if the whole run was another one: rounded, with a mistake or by another convention; all by hand."""

import pytest

from bptrace.marking import reruns
from bptrace.marking.claim import Family
from bptrace.marking.mistakes import MISTAKES
from bptrace.marking.reruns import (
    by_convention,
    by_convention_and_method,
    by_method,
    by_method_and_rounding,
    by_rounding,
    rounded_run,
    variants,
)
from bptrace.rounding import Rounding
from bptrace.rules import RIGHT

from .worked import NEURON, THREE, chain, claimed

SHARED = """
inputs: [1]
targets: [0, 1]
learning_rate: 0.5
loss: half_squared_error
layers: [{activation: identity, weights: [[2], [3]], bias: 0.5}]
"""
"""Both deltas are 2.5, so that w1+ = 0.75 and b1+ = 0.5 - 2.5; with a bias for each neuron it would be 0.5 - 1.25."""

BATCH = THREE.replace("batch: 1", "batch: 3")
"""One update: the deltas are 0.5, 0 and -1.5, so that w1+ = 0.5 - 0.5 (0.5 - 1.5) = 1."""

EVERY = "Every line is rounded to 2 decimals before the next one uses it"


def named(found, name):
    return [one for one in found if one.name == name]


def values(found):
    return [one.value for one in found]


def test_the_work_up_to_a_line_is_its_updates_times_their_size():
    claim = claimed(THREE.replace("[[0.5]]", "[[0.5]], bias: 0"), "w1+@2.2", "0.4")

    assert reruns._work(claim) == 2 * 3 * 2


def test_every_line_is_rounded_and_the_last_perhaps_not():
    found = list(by_rounding(claimed(NEURON, "E_o1", "0.03")))

    assert [(one.name, one.sentence, one.value) for one in found[:2]] == [
        ("every line rounded to 2 decimals", f"{EVERY}.", 0.03),
        ("every line rounded to 2 decimals", f"{EVERY}, and only this one is not.", pytest.approx(0.03125)),
    ]
    assert {one.family for one in found} == {Family.ROUNDED}
    # net and out are 1.3 to two figures, and E is 0.3² / 2
    assert values(named(found, "every line rounded to 2 significant figures")) == [0.045, pytest.approx(0.045)]


@pytest.mark.parametrize(
    ("every", "own", "tried"),
    [
        (2, 5, [2, 2, 1, 3, 4, 3]),  # one update of two products; 2 decimals and figures first, then more and fewer
        (1, 2, [2, 2]),
        (1, 1, []),
    ],
)
def test_the_longer_a_run_the_fewer_roundings_are_tried(every, own, tried, monkeypatch):
    monkeypatch.setattr(reruns, "_ALL_ROUNDINGS", every)
    monkeypatch.setattr(reruns, "_OWN_ROUNDINGS", own)
    found = by_rounding(claimed(NEURON, "E_o1", "0.03"))

    assert [int(one.name.split()[4]) for one in found][::2] == tried


def test_a_run_is_rounded_line_by_line_from_its_first_epoch_on():
    # to 2 decimals: w1+ = 0.45, b1+ = 0.23, net = 1.13, dE/dw1 = 0.26, w1+@2 = 0.424
    claim = claimed(NEURON, "w1+@2", "0.4")

    assert list(rounded_run(claim, claim.problem, RIGHT, Rounding(2))) == [
        (0.42, ""),
        (pytest.approx(0.424), ", and only this one is not"),
    ]


def test_of_several_updates_that_of_the_line_is_rounded():
    # to 1 decimal: w1+ = 0.25 is 0.3, then net = 0.6, delta = -0.4, dE/dw1 = -0.8
    claim = claimed(THREE, "w1+@1.2", "0.4")

    assert next(rounded_run(claim, claim.problem, RIGHT, Rounding(1))) == (0.7, "")


def test_what_is_given_is_only_itself():
    claim = claimed(NEURON, "w1", "0.4")

    assert list(rounded_run(claim, claim.problem, RIGHT, Rounding(2))) == [(0.5, "")]


def test_a_rounded_run_that_diverges_comes_to_nothing():
    claim = claimed(NEURON.replace("0.1", "1e300"), "w1+@3", "0.4")

    assert not list(rounded_run(claim, claim.problem, RIGHT, Rounding(2)))


def test_a_mistake_is_made_everywhere_and_near_the_line():
    claim = claimed(NEURON, "net_o1", "1.5")
    found = list(by_method(claim))
    (twice,) = named(found, "bias added twice")

    assert (twice.family, twice.value, twice.where, twice.assumptions) == (Family.METHOD, 1.5, "", 1)
    assert twice.sentence == "The bias is added once; here it was counted two times."
    # delta is 0.5: w1+ = 0.4, b1+ = 0.2 and net_o1+ = 0.8 + 2 · 0.2
    after = named(found, "bias added twice, and after 1 update instead of 0")
    assert values(after) == [pytest.approx(1.2), pytest.approx(1.2)]
    assert {(one.family, one.assumptions) for one in after} == {(Family.METHOD, 2)}
    assert after[0].sentence == (
        "The bias is added once; here it was counted two times. "
        "The key net_o1+ has this value; what was asked for is net_o1."
    )


def test_a_mistake_that_is_made_in_one_layer_says_where():
    # two neurons in a row: net_o1 = delta_o1 = 4 · 3, delta_h1 = 48, and w1 times that is 144
    found = list(by_method(claimed(chain(3), "w1+", "1.5")))

    (_, hidden, _) = named(found, "node delta times the weight")
    assert (hidden.value, hidden.where) == (pytest.approx(3 - 14.4), "in the hidden layer")
    assert (
        named(found, "node delta times the weight, and after 0 updates instead of 1")[1].where == "in the hidden layer"
    )


def test_where_a_line_has_no_value_with_a_mistake_those_near_it_are_still_told():
    found = list(by_method(claimed(NEURON.replace("0.1", "1e300"), "w1+@2", "0.4")))

    # delta is 0.5, and w1 = 0.5 - 1e300
    assert not named(found, "bias added twice")
    assert -1e300 in values(named(found, "bias added twice, and after 1 update instead of 2"))


@pytest.mark.parametrize("search", [by_method, by_convention])
def test_runs_that_are_too_long_are_not_made_again(search, monkeypatch):
    monkeypatch.setattr(reruns, "is_followed", lambda problem, epochs: epochs < 2)

    assert list(search(claimed(SHARED, "net_o1+@1", "0.4")))
    assert not list(search(claimed(SHARED, "net_o1+@2", "0.4")))


def test_another_convention_is_no_mistake():
    found = list(by_convention(claimed(SHARED, "net_o1+", "0.5")))
    (own,) = named(found, "a learned bias for each neuron")

    # 0.75 - 0.75
    assert (own.family, own.value, own.where, own.assumptions) == (Family.CONVENTION, 0.0, "", 1)
    assert own.sentence == "In the task a layer has one bias for all its neurons."
    assert {one.family for one in found} == {Family.CONVENTION}


def test_a_mistake_may_be_made_by_another_convention():
    found = list(by_convention_and_method(claimed(SHARED, "net_o1+", "0.5")))
    (without,) = named(found, "a learned bias for each neuron, and bias left out")

    # net_o1 = delta = 2 and w1+ = 1
    assert (without.family, without.value, without.where, without.assumptions) == (Family.METHOD, 1.0, "", 2)
    assert without.sentence.startswith("In the task a layer has one bias for all its neurons. The net input is the")


def test_a_mistake_may_be_made_with_every_line_rounded():
    found = list(by_method_and_rounding(claimed(NEURON, "E_o1", "0.07")))
    half, unrounded = named(found, "no ½ in the error, every line rounded to 2 decimals")

    assert (half.family, half.value, half.where, half.assumptions) == (Family.METHOD, 0.06, "", 2)
    assert half.sentence.endswith(f"left out. {EVERY}.")
    assert (unrounded.value, unrounded.assumptions) == (0.0625, 2)
    assert unrounded.sentence.endswith(f"left out. {EVERY}, and only this one is not.")
    # net and out are 1.5, and E is 0.5² / 2
    twice = named(found, "bias added twice, every line rounded to 2 decimals")
    assert values(twice) == [0.13, pytest.approx(0.125)]
    assert {one.name.rpartition(", ")[2] for one in found} == {"every line rounded to 2 decimals"}


@pytest.mark.parametrize("search", [by_convention_and_method, by_method_and_rounding])
@pytest.mark.parametrize(("most", "tried"), [(3, True), (2, False)])  # three parameters, one sample
def test_two_things_at_once_are_sought_in_short_runs_only(search, most, tried, monkeypatch):
    monkeypatch.setattr(reruns, "_ALL_ROUNDINGS", most)

    assert bool(list(search(claimed(SHARED, "net_o1+", "0.5")))) is tried


def test_every_way_to_make_a_mistake_is_tried():
    problem = claimed(chain(3), "w1+", "1").problem
    found = [(mistake.name, variant.where) for mistake, variant in variants(problem, MISTAKES)]

    assert [where for name, where in found if name == "node delta times the weight"] == [
        "",
        "in the hidden layer",
        "in the output layer",
    ]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("w1+@1.2", 1.0),
        ("w1@2", 1.0),
        ("net_o1[3]", 0.5),
        ("net_o1+[3]", 1.0),
        ("E_total+@1.2", 1.5),  # all deltas are 1
        ("E_total@1.2", 1.25),
    ],
)
def test_with_one_update_from_all_samples_a_line_is_that_of_its_epoch(key, value):
    found = list(by_convention(claimed(THREE, key, "0.4")))

    assert [(one.name, one.value) for one in found] == [("one update from all samples", pytest.approx(value))]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("w1", 0.5),
        ("w1+", 1.375),
        ("w1@2", 1.375),
        ("net_o1[2]", 0.5),
        ("net_o1+[2]", 1.5),
        ("net_o1[1]@2", 1.375),
        ("net_o1[2]@2", 1.375),
        ("net_o1[3]@2", 0.3125),
        ("E_total", (0.5**2 + 1.5**2) / 2),
        ("E_total+", (1.375**2 + 1.75**2 + 0.625**2) / 2),
    ],
)
def test_with_an_update_after_every_sample_a_line_is_that_of_its_sample_or_of_the_first_or_last(key, value):
    found = list(by_convention(claimed(BATCH, key, "0.4")))

    assert [(one.name, one.value) for one in found] == [("an update after every sample", pytest.approx(value))]
