"""CENG 506 Deep Learning, lecture 3: truth tables of threshold-like units, and a neuron that learns one output."""

from __future__ import annotations

import math

import pytest

from tests.sources.published import agrees


def g(net: float) -> float:
    return 1 / (1 + math.exp(-net))


@pytest.mark.parametrize(
    ("config", "nets"),
    [("and", [-30, -10, -10, 10]), ("or", [-10, 10, 10, 30])],
)
def test_truth_tables_of_one_unit(traced, config, nets):
    trace = traced(config)

    for sample, net in enumerate(nets, 1):
        assert trace.value(f"net_o1[{sample}]") == net
        assert trace.value(f"out_o1[{sample}]") == pytest.approx(g(net), rel=1e-14)


def test_xnor_is_or_of_and_and_nor(traced):
    trace = traced("xnor")

    for sample, (x1, x2) in enumerate([(0, 0), (0, 1), (1, 0), (1, 1)], 1):
        assert trace.value(f"net_and[{sample}]") == -30 + 20 * x1 + 20 * x2
        assert trace.value(f"net_nor[{sample}]") == 10 - 20 * x1 - 20 * x2
        out = trace.value(f"out_xnor[{sample}]")
        hidden = g(-30 + 20 * x1 + 20 * x2), g(10 - 20 * x1 - 20 * x2)
        assert out == pytest.approx(g(-10 + 20 * hidden[0] + 20 * hidden[1]), rel=1e-13)
        assert round(out) == (x1 == x2)


PUBLISHED = [
    (0, "w0", "2"),
    (0, "w1", "-3"),
    (0, "w2", "-3"),
    (0, "out_f", "0.73"),
    (1, "w0", "2.06"),
    (1, "w1", "-2.88"),
    (1, "w2", "-3.06"),
    (1, "out_f", "0.66"),
    (2, "w0", "2.11"),
    (2, "w1", "-2.78"),
    (2, "w2", "-3.11"),
    (2, "out_f", "0.58"),
    (3, "w1", "-2.70"),
    (3, "w2", "-3.15"),
    (3, "out_f", "0.53"),
    (19, "w0", "2.21"),
    (19, "w1", "-2.57"),
    (19, "w2", "-3.21"),
    (19, "out_f", "0.43"),
]


def key_after(rounds: int, name: str) -> str:
    return name if rounds == 0 else f"{name}+@{rounds}"


@pytest.mark.parametrize(("rounds", "name", "figure"), PUBLISHED)
def test_every_figure_of_the_neuron_that_learns(traced, rounds, name, figure):
    trace = traced("lecture-neuron", 1, 2, 3, 19)

    assert agrees(trace.value(key_after(rounds, name)), figure)


def test_one_weight_of_the_third_round_is_misprinted(traced):
    trace = traced("lecture-neuron", 1, 2, 3, 19)
    exact = trace.value("w0+@3")

    assert agrees(exact, "2.15")
    assert not agrees(exact, "2.14")
    # The table contradicts itself: w0 and w2 move by the same amounts, against each other.
    assert exact - 2 == pytest.approx(-3 - trace.value("w2+@3"), rel=1e-12)


@pytest.mark.parametrize(
    ("key", "figure"),
    [
        ("dout_f/dw0", "-0.20"),
        ("dout_f/dx0", "0.39"),
        ("dout_f/dw1", "-0.39"),
        ("dout_f/dx1", "-0.59"),
        ("dout_f/dw2", "0.20"),
    ],
)
def test_gradients_of_the_output_itself(traced, key, figure):
    assert agrees(traced("lecture-gradients").value(key), figure)
