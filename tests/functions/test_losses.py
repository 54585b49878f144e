"""Errors and their slopes at a few points, by hand; stable bodies are compared with the textbook's in `test_stable`."""

from __future__ import annotations

import math

import numpy as np
import pytest

from bptrace.expr import Symbol
from bptrace.functions.losses import LOSSES
from bptrace.symbolic import Named, element

INF = math.inf


def of(loss, target, out, **settings):
    """Return error and slope of one output of one sample."""
    configured = LOSSES[loss].configured(settings)
    targets, outs = np.array([[target]], dtype=float), np.array([[out]], dtype=float)
    return configured.terms(targets, outs).item(), configured.slope(targets, outs).item()


@pytest.mark.parametrize(
    ("loss", "target", "out", "error", "slope"),
    [
        ("half_squared_error", 1, 3, 2, 2),
        ("half_squared_error", 3, 1, 2, -2),
        ("squared_error", 1, 3, 4, 4),
        ("mean_squared_error", 3, 1, 4, -4),  # of one output the mean is itself
        ("absolute_error", 1, 3, 2, 1),
        ("absolute_error", 3, 1, 2, -1),
        ("absolute_error", 1, 1, 0, 0),
        ("mean_absolute_error", 3, 1, 2, -1),
        ("huber", 1, 1.5, 0.125, 0.5),
        ("huber", 1, 2, 0.5, 1),  # where the square meets the line
        ("huber", 1, 3, 1.5, 1),
        ("huber", 3, 1, 1.5, -1),
        ("binary_cross_entropy", 1, 0.25, math.log(4), -4),
        ("binary_cross_entropy", 0, 0.25, math.log(4 / 3), 4 / 3),
        ("binary_cross_entropy", 0.5, 0.5, math.log(2), 0),
        ("binary_cross_entropy", 1, 1, 0, -1),
        ("binary_cross_entropy", 0, 0, 0, 1),
        ("binary_cross_entropy", 1, 0, INF, -INF),
        ("binary_cross_entropy", 0, 1, INF, INF),
        ("categorical_cross_entropy", 1, 0.25, math.log(4), -4),
        ("categorical_cross_entropy", 0.5, 0.25, math.log(2), -2),
        ("categorical_cross_entropy", 0, 0.25, 0, 0),
        ("categorical_cross_entropy", 0, 0, 0, 0),
        ("categorical_cross_entropy", 1, 0, INF, -INF),
    ],
)
def test_an_error_and_its_slope(loss, target, out, error, slope):
    assert of(loss, target, out) == pytest.approx((error, slope), rel=1e-14)


@pytest.mark.parametrize(
    ("missed", "error", "slope"), [(0.5, 0.125, 0.5), (2, 2, 2), (2.5, 3, 2), (-2.5, 3, -2), (6, 10, 2)]
)
def test_beyond_its_delta_hubers_error_is_a_line(missed, error, slope):
    """With delta 2 it is 2 (|missed| - 1) from 2 on."""
    assert of("huber", 1, 1 + missed, delta=2.0) == (error, slope)


def test_every_loss_is_among_these():
    """A loss that is added needs a line in the table above."""
    assert set(LOSSES) == {
        "half_squared_error",
        "squared_error",
        "mean_squared_error",
        "absolute_error",
        "mean_absolute_error",
        "huber",
        "binary_cross_entropy",
        "categorical_cross_entropy",
    }


@pytest.mark.parametrize(
    ("loss", "errors", "slopes"),
    [
        ("squared_error", [5, 25, 4], [[2, 6, 0], [4, -8, 4]]),
        ("mean_squared_error", [2.5, 12.5, 2], [[1, 3, 0], [2, -4, 2]]),
    ],
)
def test_a_sum_or_a_mean_is_over_the_outputs_of_each_sample(loss, errors, slopes):
    record, targets, outs = LOSSES[loss], np.array([[0.0, 1, 0], [0, 4, 0]]), np.array([[1.0, 4, 0], [2, 0, 2]])
    assert record.over_outputs(record.terms(targets, outs)).tolist() == errors
    assert record.slope(targets, outs).tolist() == slopes


@pytest.mark.parametrize("loss", LOSSES)
def test_symbols_are_written_as_the_textbook_writes_them(loss):
    record = LOSSES[loss].configured({})
    target, out = (Named(name, (1, 3), lambda index, name=name: (name, *index)) for name in ("target", "out"))
    assert element(record.terms(target, out), (0, 2)) == element(record.term(target, out), (0, 2))
    # Of one output a mean is not written as one.
    assert element(record.slope(target, out), (0, 2)) == element(record.textbook_slope(target, out), (0, 2))
    assert element(record.over_outputs(out), (1,)) == Symbol(("out", 0, 1))


def test_settings_that_are_not_given_stay_at_their_defaults():
    huber = LOSSES["huber"]
    assert huber.configured({}).settings == {"delta": 1.0}
    assert huber.configured({"delta": 3.0}).settings == {"delta": 3.0}
    assert LOSSES["squared_error"].configured({}) is LOSSES["squared_error"]


def test_where_a_loss_switches_its_formula_moves_with_its_settings():
    targets, outs = np.zeros((1, 1)), np.full((1, 1), 2.5)
    for delta in (1.0, 2.0):
        (found,) = LOSSES["huber"].configured({"delta": delta}).switches(targets, outs)
        assert found.tolist() == [[2.5 - delta]]
