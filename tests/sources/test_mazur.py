"""Matt Mazur, "A Step by Step Backpropagation Example" (2015): every figure it prints, from its own digits."""

from __future__ import annotations

import pytest

from tests.sources.published import agrees

PUBLISHED = [
    ("net_h1", "0.3775"),
    ("out_h1", "0.593269992"),
    ("out_h2", "0.596884378"),
    ("net_o1", "1.105905967"),
    ("out_o1", "0.75136507"),
    ("out_o2", "0.772928465"),
    ("E_o1", "0.274811083"),
    ("E_o2", "0.023560026"),
    ("E_total", "0.298371109"),
    ("dE/dout_o1", "0.74136507"),
    ("dout_o1/dnet_o1", "0.186815602"),
    ("delta_o1", "0.138498562"),
    ("dE/dw5", "0.082167041"),
    ("w5+", "0.35891648"),
    ("w6+", "0.408666186"),
    ("w7+", "0.511301270"),
    ("w8+", "0.561370121"),
    ("dE_o1/dout_h1", "0.055399425"),
    ("dE_o2/dout_h1", "-0.019049119"),
    ("dE/dout_h1", "0.036350306"),
    ("dout_h1/dnet_h1", "0.241300709"),
    ("dE/dw1", "0.000438568"),
    ("w1+", "0.149780716"),
    ("w2+", "0.19956143"),
    ("w3+", "0.24975114"),
    ("w4+", "0.29950229"),
]

ROUNDED_ON_THE_WAY = {
    # -0.038098237 * 0.50, both rounded first, is -0.0190491185; from all digits it is -0.019049118258.
    "dE_o2/dout_h1": "-0.019049118",
}


@pytest.mark.parametrize(("key", "figure"), PUBLISHED)
def test_every_figure_of_the_first_round_is_the_published_one(traced, key, figure):
    assert agrees(traced("mazur").value(key), ROUNDED_ON_THE_WAY.get(key, figure))


def test_one_published_part_was_computed_from_a_rounded_delta(traced):
    trace = traced("mazur")

    assert not agrees(trace.value("dE_o2/dout_h1"), "-0.019049119")
    assert agrees(round(trace.value("delta_o2"), 9) * trace.value("w7"), "-0.0190491185")


def test_the_error_after_one_round_differs_from_the_published_one(traced):
    exact = traced("mazur").value("E_total+")

    assert agrees(exact, "0.291027774")
    assert not agrees(exact, "0.291027924")


def test_the_published_error_after_one_round_comes_from_going_back_through_updated_weights(traced):
    slip = traced("mazur-layer-by-layer")

    assert agrees(slip.value("E_total+"), "0.291027924")
    # The slip reaches the hidden layer only: what the article prints of its weights is right.
    assert agrees(slip.value("w5+"), "0.35891648")
    assert not agrees(slip.value("w1+"), "0.149780716")


def test_the_slip_changes_a_hidden_delta_by_exactly_what_the_updates_took_from_the_weights(traced):
    right, slip = traced("mazur"), traced("mazur-layer-by-layer")

    assert right.value("delta_h1") == pytest.approx(0.008771355, abs=5e-10)
    assert slip.value("delta_h1") == pytest.approx(0.007294458, abs=5e-10)
    assert slip.value("delta_h1") / right.value("delta_h1") == pytest.approx(0.831623, abs=5e-7)


def test_the_error_after_ten_thousand_rounds(traced):
    trace = traced("mazur", 10_000, epochs=10_000)

    # The published 0.0000351085 is the error that the 10,000th round starts from, after 9,999 updates.
    assert agrees(trace.value("E_total@10000"), "0.0000351085")
    assert agrees(trace.value("E_total+@10000"), "0.0000351019")
    assert agrees(trace.value("out_o1+@10000"), "0.015913620")
    assert agrees(trace.value("out_o2+@10000"), "0.984064274")


def test_the_published_outputs_after_ten_thousand_rounds_are_those_of_the_slip(traced):
    slip = traced("mazur-layer-by-layer", 10_000, epochs=10_000)

    assert agrees(slip.value("out_o1+@10000"), "0.015912196")
    assert agrees(slip.value("out_o2+@10000"), "0.984065734")


def test_with_each_neurons_own_bias_trained(traced):
    trace = traced("mazur-trained-biases", 1, 10_000, epochs=10_000)

    assert agrees(trace.value("E_total+"), "0.280471447")
    assert agrees(trace.value("E_total+@10000"), "0.000002447562")


def test_with_a_shared_bias_trained_by_the_sum_of_its_neurons_deltas(traced):
    trace = traced("mazur-shared-bias")

    assert agrees(trace.value("E_total+"), "0.285750887")
    assert trace.value("dE/db1") == trace.value("delta_h1") + trace.value("delta_h2")


def test_the_compiled_page_trains_to_the_exact_figures(traced):
    trace = traced("mazur", epochs=10_000)
    after = trace.history[-1]

    assert after.epoch == 10_000
    assert agrees(after.error, "0.0000351019")
    assert agrees(after.outputs[0, 0], "0.015913620")
    assert agrees(after.outputs[1, 0], "0.984064274")
