"""What one update hands to the next, and which epochs lead to those of a sheet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bptrace import spec
from bptrace.marking.finder import Finder
from bptrace.marking.succession import Succession, leading_to
from bptrace.network import Quantity
from bptrace.training import MOST_KEPT

from .worked import NEURON

THREE_UPDATES = """
samples:
  - {inputs: [1], targets: [0]}
  - {inputs: [2], targets: [1]}
  - {inputs: [3], targets: [0]}
batch: 1
loss: half_squared_error
optimizer: momentum
learning_rate: 0.1
layers: [{activation: identity, weights: [[0.5]]}, {activation: identity, weights: [[2]], bias: 1, train_bias: false}]
"""
PROBLEM = spec.loads(THREE_UPDATES)
FIND = Finder(PROBLEM).find


@pytest.mark.parametrize(
    ("key", "origin"),
    [
        ("w1", None),  # where the run starts
        ("v_w1", None),
        ("w1@1.2", "w1+"),
        ("v_w1@1.2", "v_w1+"),
        ("w2@1.3", "w2+@1.2"),
        ("w1@2", "w1+@1.3"),
        ("v_w1@2", "v_w1+@1.3"),
        ("w1@3.2", "w1+@3"),
        ("w1+@2.2", None),  # a line of its own
        ("dE/dw1@2.2", None),
        ("net_h1[2]", None),
        ("b1@2", None),  # not trained
        ("b1@1.2", None),
    ],
)
def test_parameters_and_states_are_handed_from_update_to_update(key, origin):
    succession, item = Succession(PROBLEM), FIND(key)

    assert succession.is_handed_on(item) is (origin is not None)
    assert succession.origin(item) == (FIND(origin) if origin else None)


def test_a_constant_is_given_anew():
    assert not Succession(PROBLEM).is_handed_on(FIND("w1@2")._replace(quantity=Quantity("learning_rate")))


def test_nothing_is_handed_on_where_nothing_is_updated():
    fixed = replace(PROBLEM, optimizer=None)

    assert not Succession(fixed).is_handed_on(FIND("w1@2"))


@pytest.mark.parametrize(("updates", "is_known"), [(MOST_KEPT, True), (MOST_KEPT + 1, False)])
def test_an_epoch_of_more_updates_than_are_kept_hands_nothing_on_that_can_be_seen(updates, is_known):
    succession = Succession(replace(PROBLEM, inputs=np.zeros((1, updates)), targets=np.zeros((1, updates))))
    first, second = FIND("w1@2"), FIND("w1@2.2")

    assert succession.origin(first) == (FIND("w1+")._replace(step=updates) if is_known else None)
    assert succession.is_handed_on(first)
    assert succession.origin(second) == FIND("w1+@2")  # within the epoch


@pytest.mark.parametrize(
    ("text", "epochs", "expected"),
    [
        (NEURON, {1}, {1}),
        (NEURON, {4}, {1, 2, 3, 4}),
        (NEURON, {2, 60}, {1, 2, 60}),
        (NEURON, {50}, set(range(1, 51))),
        (NEURON, {51}, {51}),
        (THREE_UPDATES, {16, 20}, {*range(1, 17), 20}),  # 48 updates
        (THREE_UPDATES, {17}, {17}),  # 51
    ],
)
def test_near_the_start_all_epochs_are_gone_through(text, epochs, expected):
    assert leading_to(spec.loads(text), epochs) == expected
