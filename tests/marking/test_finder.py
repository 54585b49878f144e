"""From keys to lines: samples, updates, epochs, and what is too late."""

from __future__ import annotations

import pytest

from bptrace import spec
from bptrace.keys import UnknownKeyError
from bptrace.marking.finder import Finder

from .worked import NEURON

FIVE_IN_TWOS = """
samples:
  - {inputs: [1], targets: [0]}
  - {inputs: [2], targets: [1]}
  - {inputs: [3], targets: [0]}
  - {inputs: [4], targets: [1]}
  - {inputs: [5], targets: [0]}
batch: 2
loss: half_squared_error
epochs: 3
learning_rate: 0.1
layers: [{activation: logistic, weights: [[0.5]], bias: 0.25}]
"""
"""Updates of an epoch: by samples 1 and 2, by 3 and 4, by 5 alone."""


@pytest.fixture
def finder():
    return Finder(spec.loads(FIVE_IN_TWOS))


@pytest.mark.parametrize(
    ("key", "epoch", "step", "sample", "after"),
    [
        ("net_o1[1]", 1, 1, 0, False),
        ("net_o1[2]", 1, 1, 1, False),
        ("net_o1[3]", 1, 2, 2, False),  # a sample says which update it is in
        ("delta_o1[5]", 1, 3, 4, False),
        ("delta_o1[5]@2", 2, 3, 4, False),
        ("out_o1+[4]@3", 3, 2, 3, True),
        ("w1+", 1, 1, None, True),
        ("w1+@1.3", 1, 3, None, True),
        ("dE/dw1@2.2", 2, 2, None, False),
        ("E_total@3", 3, 1, None, False),
        ("w1+@7", 7, 1, None, True),  # beyond the epochs of the example, but not too late
        ("w1+@300000", 300_000, 1, None, True),
    ],
)
def test_a_key_says_epoch_update_and_sample(finder, key, epoch, step, sample, after):
    item = finder.find(key)

    assert (item.epoch, item.step, item.quantity.sample, item.quantity.after) == (epoch, step, sample, after)
    assert finder.find(finder.key(item)) == item


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("δ_{o1}[5]", "delta_o1[5]"),
        ("net_o1[3]@1", "net_o1[3]"),  # the first epoch goes without saying
        ("net_o1[3]@1.2", "net_o1[3]"),  # the sample has said it
        ("w₁⁺@2", "w1+@2"),
        ("w1+@1.1", "w1+"),
        ("w1+@1.2", "w1+@1.2"),
        ("w1+@2.1", "w1+@2"),
    ],
)
def test_a_line_has_one_key_whatever_its_spelling(finder, spelling, key):
    assert finder.key(finder.find(spelling)) == key


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("net_o1[3]@1.1", "net_o1[3]@1.1: sample 3 is in update 2 of an epoch, not in 1"),
        (
            "w1+@400000",
            "w1+@400000: epoch 400000 is too late to be computed",
        ),  # at three updates an epoch, over a million
        ("net_o1+", "net_o1+ is of one sample; say which, from [1] to [5]"),
        ("dE/dw1+", "dE/dw1+: only net inputs, outputs and errors are computed again after the update"),
        ("out_o2[1]", "no quantity is called out_o2[1]; did you mean out_o1[1]?"),
    ],
)
def test_a_key_that_names_no_line_is_refused_each_time(finder, key, reason):
    for _ in range(2):
        with pytest.raises(UnknownKeyError) as error:
            finder.find(key)
        assert (error.value.key, str(error.value)) == (key, reason)


@pytest.mark.parametrize("batch", [1, 2])
def test_so_many_updates_of_an_epoch_can_be_marked_as_are_kept(batch):
    samples = "\n".join(f"  - {{inputs: [{number}], targets: [0]}}" for number in range(42))
    finder = Finder(spec.loads(f"samples:\n{samples}\nbatch: {batch}\n{NEURON[NEURON.index('learning_rate') :]}"))

    assert finder.find("w1+@1.20").step == finder.find(f"net_o1[{20 * batch}]").step == 20
    for key in ("w1+@2.21", f"net_o1[{20 * batch + 1}]"):
        with pytest.raises(UnknownKeyError) as error:
            finder.find(key)
        assert (error.value.key, str(error.value)) == (
            key,
            f"{key}: only the first 20 updates of an epoch can be marked",
        )


def test_a_key_may_ask_for_a_million_updates(finder):
    assert finder.find("w1+@333333").epoch == 333_333  # 999,999 updates
    with pytest.raises(UnknownKeyError, match="epoch 333334 is too late"):
        finder.find("w1+@333334")
    by_one = Finder(spec.loads(NEURON))
    assert by_one.find("w1+@1000000").epoch == 1_000_000
    with pytest.raises(UnknownKeyError, match="epoch 1000001 is too late"):
        by_one.find("w1+@1000001")


def test_an_example_that_goes_far_may_be_asked_far():
    finder = Finder(spec.loads(NEURON + "epochs: 3000000\n"))

    assert finder.find("w1+@3000000").epoch == 3_000_000
    with pytest.raises(UnknownKeyError, match="too late"):
        finder.find("w1+@3000001")
