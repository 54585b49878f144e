"""A method followed through rounds: its lines, what they rest on, and what they come to, by hand.

For the first sample h1 = 1, h2 = -1, o1 = 2 - 1 = 1 and o2 = 3 - 1 = 2, which are the node deltas, too, for the targets are 0.
So dE/dout_h1 = 1·2 + 2·3 = 8 and dE/dout_h2 = 1·1 + 2·1 = 3, w1+ = 1 - 0.1·8 = 0.2, w2+ = -1 - 0.1·3 = -1.3,
w3+ = 2 - 0.1·1 = 1.9 and w4+ = 1 - 0.1·(-1) = 1.1. For the second h1 = 0.4, h2 = -2.6 and o1 = 1.9·0.4 - 1.1·2.6 = -2.1.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from bptrace import expr, spec
from bptrace.divergence import DivergedError
from bptrace.marking import method as module
from bptrace.marking.finder import Finder
from bptrace.marking.method import Item, Method
from bptrace.network import Quantity
from bptrace.rounding import Rounding
from bptrace.rules import RIGHT

from .worked import NEURON

THREE_UPDATES = """
samples:
  - {inputs: [1], targets: [0, 0]}
  - {inputs: [2], targets: [0, 1]}
  - {inputs: [3], targets: [1, 0]}
batch: 1
loss: half_squared_error
learning_rate: 0.1
layers: [{activation: identity, weights: [[1], [-1]]}, {activation: identity, weights: [[2, 1], [3, 1]]}]
"""
PROBLEM = spec.loads(THREE_UPDATES)
FINDER = Finder(PROBLEM)
FIND = FINDER.find
BY_ONE = spec.loads(NEURON)
WITHOUT_BIAS = replace(RIGHT, net=lambda weights, x, bias, threshold, number: weights @ x)


@pytest.fixture
def method():
    return Method(PROBLEM, frozenset({1, 2}))


def found_for(text, key):
    problem = spec.loads(text)
    return Method(problem, frozenset({1})), Finder(problem).find(key)


def by_samples(count, batch):
    samples = ", ".join(f"{{inputs: [{number}], targets: [1]}}" for number in range(count))
    return spec.loads(f"samples: [{samples}]\nbatch: {batch}\n{NEURON[NEURON.index('learning') :]}")


@pytest.mark.parametrize(
    ("key", "operands"),
    [
        ("net_o1[1]", "w3 out_h1[1] w4 out_h2[1]"),
        ("net_o1[2]", "w3+ out_h1[2] w4+ out_h2[2]"),  # the update before has changed the weights
        ("net_o1[3]", "w3+@1.2 out_h1[3] w4+@1.2 out_h2[3]"),
        ("net_o1[1]@2", "w3+@1.3 out_h1[1]@2 w4+@1.3 out_h2[1]@2"),
        ("net_o1+[2]", "w3+@1.2 out_h1+[2] w4+@1.2 out_h2+[2]"),
        ("dE/dout_h1[2]", "dE/dout_h1:o1[2] dE/dout_h1:o2[2]"),
        ("dE/dout_h1:o2[1]", "w5 delta_o2[1]"),
        ("w1", ""),
        ("i1[2]", ""),
        ("w1@1.2", "w1+"),
        ("w1@2", "w1+@1.3"),
        ("w1+@1.3", "w1+@1.2 eta@1.3 dE/dw1@1.3"),
    ],
)
def test_a_line_rests_on_lines_of_its_own_update_and_of_the_one_before(method, key, operands):
    assert [FINDER.key(item) for item in method.operands(FIND(key))] == operands.split()


def test_what_a_line_rests_on_is_named_once():
    method, slope = found_for(NEURON.replace("identity", "logistic"), "dout_o1/dnet_o1")

    assert [item.quantity.kind for item in method.operands(slope)] == ["out"]


@pytest.mark.parametrize("key", ["w1", "i1[1]", "target_o1[2]", "eta", "w1@1.2"])
def test_what_is_given_or_handed_on_has_no_formula(method, key):
    assert method.formula(FIND(key)) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("net_o1[1]", 1),
        ("dE/dout_h1[1]", 8),
        ("dE/dout_h1:o1[1]", 2),
        ("dE/dout_h1:o2[1]", 6),
        ("w1+", 0.2),
        ("w1@1.2", 0.2),
        ("net_h1[2]", 0.4),
        ("net_o1[2]", -2.1),
        ("i1[3]", 3),
        ("target_o1[3]", 1),
        ("w1", 1),
    ],
)
def test_a_line_is_what_its_formula_comes_to_in_the_run(method, key, value):
    item = FIND(key)
    formula = method.formula(item)

    assert method.exact(item) == pytest.approx(value)
    if formula is not None:
        assert expr.evaluate(formula, method.exact) == pytest.approx(value)


@pytest.mark.parametrize(
    "quantity",
    [
        Quantity("dE/dout", 1, 0, 7, 0),  # a part that the sum does not have
        Quantity("velocity", 1, 0, 0),
        Quantity("net", 1, 0, None, 1),  # a sample of another update
    ],
)
def test_a_line_that_the_method_does_not_have_is_an_error(method, quantity):
    with pytest.raises(KeyError):
        method.formula(Item(1, 1, quantity))


def test_the_error_about_a_part_that_a_sum_does_not_have_says_which(method):
    item = Item(1, 1, Quantity("dE/dout", 1, 0, 7, 0))
    with pytest.raises(KeyError) as error:
        method.formula(item)

    assert error.value.args == (item,)


def test_a_wrong_rule_is_wrong_in_formulas_and_values_and_by_hand():
    method, find = Method(BY_ONE, frozenset({1}), WITHOUT_BIAS), Finder(BY_ONE).find

    assert [item.quantity.kind for item in method.operands(find("net_o1"))] == ["parameter", "out"]
    assert method.exact(find("net_o1")) == 1
    assert expr.evaluate(method.formula(find("out_o1+")), method.exact) == method.exact(find("net_o1+"))
    assert len(method.operands(find("net_o1+"))) == 2
    assert method.rounded(Rounding(1))[1, 1].value(find("net_o1").quantity) == 1


def test_what_no_update_changes_is_known_without_a_run():
    find, method = Finder(BY_ONE).find, Method(spec.loads(NEURON.replace("[[0.5]]", "[[1.0e+200]]")), frozenset({1, 2}))

    assert method.exact(find("w1")) == 1e200
    assert method.exact(find("eta@2")) == 0.1
    for key in ("w1@2", "net_o1", "net_o1"):
        with pytest.raises(DivergedError):
            method.exact(find(key))
    assert method.rounded(Rounding(1)) == {}


@pytest.mark.parametrize(("updates", "diverges"), [(1, False), (2, False), (3, True)])
def test_updates_after_those_that_are_needed_are_not_made(updates, diverges):
    inputs = PROBLEM.inputs.copy()
    inputs[0, 2] = 1e300  # of the third sample
    method = Method(replace(PROBLEM, inputs=inputs), frozenset({1}), updates=updates)

    if diverges:
        with pytest.raises(DivergedError):
            method.exact(FIND("w1+"))
    else:
        assert method.exact(FIND("w1+")) == pytest.approx(0.2)


@pytest.mark.parametrize("weight", ["0.5", "1.0e+200"])
def test_a_run_is_made_once_though_it_comes_to_nothing(weight, monkeypatch):
    runs, run = [], module.training.run
    monkeypatch.setattr(module.training, "run", lambda problem, **how: runs.append(problem) or run(problem, **how))
    method = Method(spec.loads(NEURON.replace("0.5", weight)), frozenset({1}))
    for _ in range(2):
        with suppress(DivergedError):
            method.exact(Finder(BY_ONE).find("w1+"))
        with suppress(DivergedError):
            method.exact(Finder(BY_ONE).find("net_o1"))

    assert len(runs) == 1


def test_the_second_forward_pass_is_read_for_its_own_lines_only(monkeypatch):
    readings, read = [], module.readings.read
    monkeypatch.setattr(module.readings, "read", lambda *what: readings.append(what) or read(*what))
    method = Method(PROBLEM, frozenset({1}))
    for key in ("net_o1[1]", "dE/dw1", "w1+", "w1+@1.2"):
        method.formula(FIND(key))
    assert readings == []

    method.formula(FIND("net_o1+[1]"))
    assert len(readings) == 1


def test_the_number_of_the_update_grows():
    problem = replace(BY_ONE, optimizer=spec.loads(NEURON + "optimizer: adam\n").optimizer)
    problem = replace(problem, constants={**problem.constants, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8})
    method = Method(problem, frozenset({1, 2}))

    assert [method.exact(Item(epoch, 1, Quantity("step"))) for epoch in (1, 2)] == [1, 2]


@pytest.mark.parametrize(
    ("epochs", "key", "origin", "adrift"),
    [
        ({1, 3}, "w1@1.2", "w1+", False),
        ({1, 3}, "w1@3.2", "w1+@3", False),
        ({1, 3}, "w1@3", None, True),
        ({2, 3}, "w1@3", "w1+@2.3", False),
        ({1, 3}, "w1", None, False),
        ({1, 3}, "net_o1[1]@3", None, False),
    ],
)
def test_what_comes_from_an_epoch_that_is_not_kept_is_adrift(epochs, key, origin, adrift):
    method = Method(PROBLEM, frozenset(epochs))

    assert method.origin(FIND(key)) == (FIND(origin) if origin else None)
    assert method.is_adrift(FIND(key)) is adrift


@pytest.mark.parametrize(
    ("key", "alike"),
    [
        ("delta_o2[2]", "delta_h1[2] delta_h2[2] delta_o1[2] delta_o2[2]"),
        ("w3@1.2", "w1@1.2 w2@1.2 w3@1.2 w4@1.2 w5@1.2 w6@1.2"),
        ("w3+@2.3", "w1+@2.3 w2+@2.3 w3+@2.3 w4+@2.3 w5+@2.3 w6+@2.3"),
        ("net_h1+[3]@2", "net_h1+[3]@2 net_h2+[3]@2 net_o1+[3]@2 net_o2+[3]@2"),
        ("dE/dout_h1[2]", "dE/dout_h1[2] dE/dout_h2[2] dE/dout_o1[2] dE/dout_o2[2]"),
        ("dE/dout_h2:o1[2]", "dE/dout_h1:o1[2] dE/dout_h1:o2[2] dE/dout_h2:o1[2] dE/dout_h2:o2[2]"),
        ("eta", "eta"),
    ],
)
def test_lines_of_one_kind_in_one_round_are_alike(method, key, alike):
    method.alike(FIND("out_o1[1]"))  # of another kind

    assert sorted(FINDER.key(item) for item in method.alike(FIND(key))) == alike.split()


def test_softmax_of_derivatives_are_alike_though_they_have_a_second_end():
    text = THREE_UPDATES.replace("{activation: identity, weights: [[2", "{activation: softmax, weights: [[2")
    method, item = found_for(text.replace("half_squared_error", "squared_error"), "dout_o1/dnet_o2[1]")

    assert len(method.alike(item)) == 4


def test_lines_stand_in_the_order_of_rounds_what_is_given_before_all_lines(method):
    first, second = (
        "w1 i1[1] net_h1[1] out_h1[1] delta_o1[1] delta_h1[1] w1+",
        "w1@1.2 net_h1[2] w1+@1.2 w1@2 net_h1[1]@2",
    )
    ranks = [method.rank(FIND(key)) for key in f"{first} {second}".split()]

    assert ranks == sorted(ranks)
    assert method.rank(FIND("w1")) == method.rank(FIND("i1[1]")) < method.rank(FIND("net_h1[1]"))
    assert method.rank(FIND("w1+")) < method.rank(FIND("w1@1.2")) < method.rank(FIND("net_h1[2]"))


def test_the_lines_of_all_updates_are_counted():
    """The neuron has 15 a round; of several samples each has an error of its own, before and after the update: 17."""
    problem = by_samples(2, batch=1)

    assert [Method(BY_ONE, frozenset({1})).lines(epochs) for epochs in (1, 4)] == [15, 60]
    assert Method(problem, frozenset({1})).lines(4) == 136


@pytest.mark.parametrize(("most", "is_long"), [(11, False), (10, True)])
def test_a_round_is_long_by_the_lines_of_its_update(monkeypatch, most, is_long):
    """net, out, E, the total E; dE/dout, dout/dnet, delta; two gradients, two updates."""
    monkeypatch.setattr(module, "_LONGEST", most)

    assert Method(BY_ONE, frozenset({1})).is_long(Finder(BY_ONE).find("net_o1")) is is_long


def test_each_update_of_an_epoch_is_long_or_not(monkeypatch):
    """With the error of the sample the second has 12; the first, of two samples, has seven more."""
    monkeypatch.setattr(module, "_LONGEST", 12)
    method = Method(by_samples(3, batch=2), frozenset({1}))

    assert [method.is_long(Item(1, step, Quantity("total_error"))) for step in (1, 2, 1)] == [True, False, True]


@pytest.mark.parametrize(("most", "rounds"), [(30, [(2, 1)]), (29, [])])
def test_a_run_is_worked_out_by_hand_unless_it_is_too_long(monkeypatch, most, rounds):
    monkeypatch.setattr(module, "_MOST_BY_HAND", most)

    assert list(Method(BY_ONE, frozenset({2})).rounded(Rounding(1))) == rounds


def test_by_hand_every_line_is_rounded_before_the_next():
    """net = 1.25, and E = 0.25² / 2 = 0.03125, of 1.3 instead 0.045."""
    method, find = Method(BY_ONE, frozenset({1})), Finder(BY_ONE).find
    coarse, fine = (method.rounded(Rounding(places))[1, 1] for places in (1, 4))

    assert [kept.value(find("out_o1").quantity) for kept in (coarse, fine)] == [1.3, 1.25]
    assert fine.value(find("E_total").quantity) == 0.0313
    assert method.rounded(Rounding(1)) is method.rounded(Rounding(1))


def test_a_run_that_rounding_leaves_without_a_value_is_not_worked_out():
    """The logistic function of -9.75 is 0.00006, to one decimal 0, which has no logarithm."""
    text = NEURON.replace("identity", "logistic").replace("half_squared_error", "binary_cross_entropy")
    method = Method(spec.loads(text.replace("[[0.5]]", "[[-5]]")), frozenset({1}))

    assert method.rounded(Rounding(1)) == {}
    assert list(method.rounded(Rounding(6))) == [(1, 1)]
