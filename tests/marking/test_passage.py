"""Where on the way a line has the value that is published: net_o1@n is 1 + 0.25 · 0.99^(n - 1) where η is 0.002.

net_o1 = 2 w1 + b1 and delta_o1 = net_o1 - 1, so that an update takes η (2² + 1) delta_o1 off net_o1.
"""

import pytest

from bptrace.marking import passage
from bptrace.marking.claim import Family
from bptrace.marking.passage import by_history
from bptrace.marking.rerun import OverflowedError, Walk

from .worked import NEURON, THREE, claimed

SLOW = NEURON.replace("0.1", "0.002")
RISING = SLOW.replace("0.25", "-0.25")
STILL = NEURON.replace("[1]", "[1.25]")
TWO = """
inputs: [1]
targets: [0, 0]
learning_rate: 0.1
loss: half_squared_error
layers: [{activation: identity, weights: [[1]]}, {activation: identity, weights: [[2], [4]]}]
"""
STOPS = [
    *range(1, 26),  # by 8 %, cut off to a whole number, or by 1: 2 from 25 on, 3 from 38 on
    27, 29, 31, 33, 35, 37, 39, 42, 45, 48, 51, 55, 59, 63, 68, 73, 78, 84, 90, 97, 100,
]  # fmt: skip


def net(epoch):
    return 1 + 0.25 * 0.99 ** (epoch - 1)


def epochs(claim):
    """Return the epochs of all that is yielded, as the keys in its sentences name them."""
    return [int(one.sentence.split()[2].partition("@")[2].partition(".")[0] or 1) for one in by_history(claim)]


def test_the_value_is_told_for_ever_fewer_epochs_from_the_start():
    claim = claimed(SLOW, "net_o1", "2")
    found = list(by_history(claim))

    assert epochs(claim) == STOPS[2:]
    assert [one.value for one in found] == [pytest.approx(net(epoch)) for epoch in STOPS[2:]]
    assert {one.family for one in found} == {Family.HISTORY}
    assert found[0].name == "after 2 updates instead of 0"


@pytest.mark.parametrize(("at", "left_out"), [(1, {1, 2}), (12, {11, 12, 13}), (60, {59})])
def test_the_epochs_next_to_that_of_the_line_are_not_told(at, left_out):
    assert epochs(claimed(SLOW, f"net_o1@{at}", "2")) == [epoch for epoch in STOPS if epoch not in left_out]


@pytest.mark.parametrize(
    ("low", "high", "looked_at"),
    [
        (51, 52, [53, 52]),  # between 51 and 55, by halving
        (53, 54, [53, 54]),
        (99, 100, [98, 99]),
    ],
)
def test_the_epochs_are_found_between_which_the_figure_is_passed(low, high, looked_at):
    claim = claimed(SLOW, "net_o1", f"{(net(low) + net(high)) / 2:.9f}")
    end = next(epoch for epoch in STOPS if epoch >= high)
    after = STOPS.index(end) + 1

    assert epochs(claim) == [*STOPS[2:after], *looked_at, *STOPS[after:]]
    values = dict(zip(epochs(claim), (one.value for one in by_history(claim)), strict=True))
    assert [values[epoch] for epoch in looked_at] == [pytest.approx(net(epoch)) for epoch in looked_at]


def test_a_figure_is_passed_from_below_too():
    claim = claimed(RISING, "net_o1", f"{2 - (net(51) + net(52)) / 2:.9f}")

    assert epochs(claim) == [epoch for stop in STOPS[2:] for epoch in ([55, 53, 52] if stop == 55 else [stop])]


def test_a_part_of_a_sum_is_looked_at_like_any_other_line():
    found = [value for _, value in passage._Passage(claimed(TWO, "dE/dout_h1:o2", "9")).values()]

    assert found[0] == 4.0 * 4.0  # delta_o2 times its weight


def test_where_the_line_stays_at_the_figure_the_earliest_epochs_are_told():
    claim = claimed(STILL, "w1", "0.5")

    # w1 stays 0.5: between 45 and 48 the epoch after 45 is found, and so on
    found = epochs(claim)
    assert found[found.index(48) + 1] == 46
    assert found[found.index(55) + 1 : found.index(59)] == [53, 52]


@pytest.mark.parametrize(
    ("problem", "key", "last"),
    [(SLOW, "net_o1@150", 151), (f"{SLOW}epochs: 130", "net_o1", 130), (f"{SLOW}epochs: 130", "net_o1@140", 141)],
)
def test_it_is_looked_at_one_epoch_beyond_that_of_the_line_or_up_to_the_end_of_the_example(problem, key, last):
    claim = claimed(problem, key, "2")

    assert [item.epoch for item, _ in passage._Passage(claim).values()][-1] == last


def test_no_epoch_is_looked_at_that_is_too_late_to_be_computed(monkeypatch):
    monkeypatch.setattr(passage, "is_followed", lambda problem, epochs: epochs <= 7)

    assert epochs(claimed(SLOW, "net_o1", "2")) == [3, 4, 5, 6, 7]


def test_of_several_updates_in_an_epoch_that_of_the_line_is_looked_at():
    found = [value for _, value in passage._Passage(claimed(THREE, "w1+@1.2", "9")).values()]

    assert found[:2] == [0.75, 0.3125]


def test_a_run_that_leaves_the_numbers_is_looked_at_up_to_there(monkeypatch):
    assert not list(by_history(claimed(NEURON.replace("0.1", "1e300"), "net_o1", "2")))
    whole = Walk.on

    def stopped(self, learned, epochs):
        if len(told) == 4:
            raise OverflowedError
        told.append(epochs)
        return whole(self, learned, epochs)

    told = []
    monkeypatch.setattr(Walk, "on", stopped)
    assert epochs(claimed(SLOW, "net_o1", "2")) == [3, 4, 5]
    assert told == [1, 1, 1, 1]


def test_where_a_line_has_no_value_between_two_epochs_the_search_between_them_ends(monkeypatch):
    claim = claimed(SLOW, "net_o1", f"{(net(51) + net(52)) / 2:.9f}")
    whole = Walk.value_in
    missing = pytest.approx(net(53), rel=1e-12)
    monkeypatch.setattr(
        Walk,
        "value_in",
        lambda self, kept, item: None if whole(self, kept, item) == missing else whole(self, kept, item),
    )

    assert epochs(claim) == STOPS[2:]
