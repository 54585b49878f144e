"""How far rounding carries a run away: weights that are stuck where each update is less than half a unit."""

from __future__ import annotations

import pytest

from bptrace import spec
from bptrace.marking.drift import Drift
from bptrace.marking.finder import Finder
from bptrace.marking.method import Method
from bptrace.rounding import Rounding

TWO_WEIGHTS = spec.loads("""
inputs: [1]
targets: [0, 0]
learning_rate: 0.004
loss: half_squared_error
optimizer: {name: momentum, momentum: 0}
layers: [{activation: identity, weights: [[10], [1]]}]
""")
"""Each update takes 0.4 % off both; to one decimal, and also to three figures, 10 - 0.04 is 10 for ever."""

FIND = Finder(TWO_WEIGHTS).find
STUCK = 10 - 10 * 0.996**60
"""By how much w1 is off at the start of update 61 where it has not moved."""


def drift(epoch=61, *precision):
    return Drift(Method(TWO_WEIGHTS, frozenset({epoch})), precision)


def test_what_is_handed_on_may_be_off_by_twice_the_most_that_rounding_does():
    found = drift(61, Rounding(1))

    assert found.reach(FIND("w1@61")) == pytest.approx(2 * STUCK)
    assert found.reach(FIND("w2@61")) == pytest.approx(2 * STUCK)  # of its kind, the farthest counts


def test_of_several_ways_to_round_the_one_that_leads_farthest_counts():
    for precision in ((Rounding(1), Rounding(9)), (Rounding(9), Rounding(1))):
        assert drift(61, *precision).reach(FIND("w1@61")) == pytest.approx(2 * STUCK)


def test_each_kind_has_its_own_reach():
    """Without momentum a velocity is the gradient, here the weight itself before its update: w1 is 10 · 0.996^59."""
    found = drift(61, Rounding(1))

    assert found.reach(FIND("w1@61")) == pytest.approx(2 * STUCK)
    assert found.reach(FIND("v_w1@61")) == pytest.approx(2 * (10 - 10 * 0.996**59))


@pytest.mark.parametrize("key", ["w1", "w1+@61", "out_o1@61"])
def test_what_is_given_and_what_has_a_formula_is_not_adrift(key):
    assert drift(61, Rounding(1)).reach(FIND(key)) == 0


def test_without_rounding_nothing_drifts():
    assert drift(61).reach(FIND("w1@61")) == 0


def test_a_run_that_nobody_works_out_by_hand_has_been_computed():
    assert drift(100_000, Rounding(1)).reach(FIND("w1@100000")) == 0
