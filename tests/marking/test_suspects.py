"""Mistakes as they may have been made on one problem: into which rounds each of them is followed."""

from __future__ import annotations

import numpy as np
import pytest

from bptrace import spec
from bptrace.marking.method import Item, Method
from bptrace.marking.suspects import suspects
from bptrace.network import Quantity

from .catalogue import CASES, right
from .worked import NEURON

FIRST = Item(1, 1, Quantity("total_error"))


def test_the_lines_of_a_neuron_are_counted_for_each_update():
    """net, out, E, the total E, and these again after the update; dE/dout, dout/dnet, delta; two gradients, two updates."""
    assert Method(spec.loads(NEURON), frozenset({1})).lines(100) == 1500


def test_mistakes_are_followed_into_rounds_that_do_not_take_long():
    method = Method(spec.loads(NEURON), frozenset({1, 1000, 1_000_000}))

    assert {suspect.method.epochs for suspect in suspects(method)} == {frozenset({1, 1000})}


def test_of_late_rounds_alone_nothing_is_followed():
    method = Method(spec.loads(NEURON), frozenset({1_000_000}))

    assert {suspect.method.epochs for suspect in suspects(method)} == {frozenset({1})}


@pytest.mark.parametrize("network", CASES)
def test_a_page_that_is_not_read_says_what_the_right_one_says(network):
    """Which kinds of line a mistake may change is told without reading its page; the page itself is asked here."""
    method = right(network)
    lines = [Item(1, 1, quantity) for quantity in method.program(FIRST).quantities()]
    for suspect in suspects(method):
        changed = {item: suspect.changed(item) for item in lines}
        assert changed == {item: suspect._compared(item) for item in lines}


@pytest.mark.parametrize("network", CASES)
def test_what_stays_as_it_is_given_needs_no_run(network):
    method = right(network)
    for kept in method.trace.rounds:
        program = kept.program
        for address in program.reading.givens:
            for index in np.ndindex(program.reading.shapes[address]):
                quantity = program.quantity(address, index)
                assert method.exact(Item(kept.epoch, kept.step, quantity)) == kept.value(quantity)
