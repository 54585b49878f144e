"""Mistakes as they may have been made on one problem: into which rounds each of them is followed."""

from __future__ import annotations

from bptrace import spec
from bptrace.marking.method import Method
from bptrace.marking.suspects import suspects

from .worked import NEURON


def test_the_lines_of_a_neuron_are_counted_for_each_update():
    """net, out, E, the total E, and these again after the update; dE/dout, dout/dnet, delta; two gradients, two updates."""
    assert Method(spec.loads(NEURON), frozenset({1})).lines(100) == 1500


def test_mistakes_are_followed_into_rounds_that_do_not_take_long():
    method = Method(spec.loads(NEURON), frozenset({1, 1000, 1_000_000}))

    assert {suspect.method.epochs for suspect in suspects(method)} == {frozenset({1, 1000})}


def test_of_late_rounds_alone_nothing_is_followed():
    method = Method(spec.loads(NEURON), frozenset({1_000_000}))

    assert {suspect.method.epochs for suspect in suspects(method)} == {frozenset({1})}
