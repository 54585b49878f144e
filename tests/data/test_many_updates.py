"""An epoch of very many updates: what is kept, what is shown, and that all of it is learned from."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest

from bptrace import spec, training
from bptrace.cli import main
from bptrace.cli.captured import run_captured
from bptrace.readings import begin, compute
from bptrace.rounding import Rounding
from bptrace.tape import Nothing
from bptrace.training import MOST_KEPT

SPEC = """\
data: {generate: uniform, count: 95, inputs: [x, y], label: x*y > 0}
test: 10
seed: 2
batch: 2
epochs: 3
loss: mean_squared_error
learning_rate: 0.05
optimizer: adam
layers:
  - {neurons: 2, activation: tanh, weights: {init: xavier}, bias: {init: constant}}
  - {neurons: 2, activation: logistic, weights: {init: xavier}, bias: {init: constant}}
"""


@cache
def problem():
    return spec.loads(SPEC)


def one_by_one():
    learned = begin(problem())
    for samples in [*problem().batches()] * 3:
        learned = compute(Nothing(), problem(), learned, samples)
    return learned


@pytest.mark.parametrize("keep", [(), (1,), (2, 3)])
def test_all_updates_are_made_whatever_is_kept(keep):
    trace = training.run(problem(), keep=keep)

    assert len(trace.rounds) == MOST_KEPT * len(keep)
    for block, expected in zip(trace.blocks, one_by_one().blocks, strict=True):
        np.testing.assert_allclose(block, expected, rtol=1e-10)


def test_updates_by_hand_are_the_same_whatever_is_kept():
    kept, not_kept = (training.run(problem(), keep=keep, rounding=Rounding(4)) for keep in ((1, 2, 3), ()))

    for block, other in zip(kept.blocks, not_kept.blocks, strict=True):
        np.testing.assert_array_equal(block, other)


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "many.yaml"
    path.write_text(SPEC, encoding="utf-8")
    return str(path)


def test_the_first_updates_are_shown_and_the_rest_is_counted(config):
    shown = run_captured(main, ["run", config]).stdout

    assert [line.split(":")[0] for line in shown.splitlines() if "── Epoch" in line] == [
        "── Epoch 1, update 1 of 43",
        "── Epoch 1, update 2 of 43",
    ]
    assert "… 41 more updates like this …" in shown


def test_the_summary_has_error_and_accuracy_of_both_parts_before_and_after(config):
    trace = training.run(problem())
    lines = run_captured(main, ["run", config, "--brief", "--width", "200", "--digits", "12"]).stdout.splitlines()
    start = next(number for number, line in enumerate(lines) if line.split()[:1] == ["Epochs"])

    assert [head.strip() for head in lines[start].split("  ") if head] == [
        "Epochs", "E_total of all samples", "Accuracy", "E_total of 10 test samples", "Accuracy on them",
    ]  # fmt: skip
    for line, outcome in ((lines[start + 1], trace.history[0]), (lines[start + 4], trace.history[-1])):
        values = (outcome.epoch, outcome.error, outcome.accuracy, outcome.test.error, outcome.test.accuracy)
        assert [float(word) for word in line.split()] == pytest.approx(values, abs=1e-11)


def test_the_history_of_exported_data_has_accuracy_and_test(config):
    history = json.loads(run_captured(main, ["export", config, "-", "--format", "json"]).stdout)["history"]
    trace = training.run(problem())

    assert [row["accuracy"] for row in history] == [outcome.accuracy for outcome in trace.history]
    assert [row["test"] for row in history] == [
        {"error": outcome.test.error, "accuracy": outcome.test.accuracy} for outcome in trace.history
    ]
