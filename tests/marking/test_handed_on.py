"""What one update hands to the next: by hand where the rounds follow one another, and by rounding where they do not."""

from __future__ import annotations

import pytest

from bptrace import spec
from bptrace.marking.drift import Drift
from bptrace.marking.finder import Finder
from bptrace.marking.method import Method
from bptrace.marking.verdicts import Verdict
from bptrace.rounding import Rounding

from .worked import NEURON, by_key, mark

SLOW = """
inputs: [1]
targets: [0]
learning_rate: 0.004
loss: half_squared_error
layers: [{activation: identity, weights: [[10]]}]
"""
"""Each update takes 0.4 % off: w1 is 10 · 0.996^60 = 7.862 after sixty; but to one decimal, 10 - 0.04 is 10 for ever."""


def verdicts(problem, figures):
    return {key: each.verdict for key, each in by_key(mark(problem, figures)).items()}


def test_a_weight_at_the_start_of_a_round_is_the_updated_one_of_the_round_before():
    """w1+ is 0.45; with 0.46, and b1+ = 0.225, net_o1 of the second round is 1.145."""
    found = verdicts(NEURON, {"w1@2": "0.4600", "b1+": "0.2250", "net_o1@2": "1.1450"})

    assert found == {"w1+": Verdict.WRONG, "b1+": Verdict.CORRECT, "net_o1@2": Verdict.FOLLOWS}


@pytest.mark.parametrize(("text", "expected"), [("0.4600", Verdict.FOLLOWS), ("0.4602", Verdict.WRONG)])
def test_a_weight_that_is_on_the_sheet_on_both_sides_of_the_update_is_copied(text, expected):
    assert verdicts(NEURON, {"w1+": "0.4600", "w1@2": text}) == {"w1+": Verdict.WRONG, "w1@2": expected}


def test_a_weight_that_is_given_is_what_it_is():
    assert verdicts(NEURON, {"w1": "0.46"}) == {"w1": Verdict.WRONG}


def test_drift_is_what_rounding_every_line_comes_to_twice():
    problem = spec.loads(SLOW)
    find = Finder(problem).find
    drift = Drift(Method(problem, frozenset({61})), [Rounding(1)])

    assert drift.reach(find("w1@61")) == pytest.approx(2 * (10 - 10 * 0.996**60))
    assert drift.reach(find("w1")) == 0  # given
    assert drift.reach(find("w1+@61")) == 0  # a line
    assert Drift(drift.method, ()).reach(find("w1@61")) == 0  # nothing is rounded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7.8", Verdict.CORRECT),  # 10 · 0.996^61 = 7.831
        ("10.0", Verdict.CARRIED),  # stuck at the start
        ("12.0", Verdict.CARRIED),  # 0.996 (7.862 + 4.275) = 12.09
        ("12.3", Verdict.WRONG),
    ],
)
def test_a_round_far_from_the_start_begins_where_rounding_may_have_led(text, expected):
    assert verdicts(SLOW, {"w1+@61": text})["w1+@61"] is expected


def test_a_round_on_the_sheet_leads_to_the_next_one_however_far_from_the_start():
    assert verdicts(SLOW, {"w1+@60": "10.0", "w1+@61": "10.0"})["w1+@61"] is Verdict.CARRIED
    assert verdicts(SLOW, {"w1+@60": "10.0", "w1+@61": "12.0"})["w1+@61"] is Verdict.WRONG
    assert verdicts(SLOW, {"w1@61": "10.0", "w1+@61": "12.0"})["w1+@61"] is Verdict.WRONG


def test_a_run_too_long_for_a_hand_has_been_computed():
    assert verdicts(SLOW, {"w1+@100000": "10.0"})["w1+@100000"] is Verdict.WRONG
