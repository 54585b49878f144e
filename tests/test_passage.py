"""How a run is gone through: where it pauses, what it holds, and how the network stands at each pause."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bptrace import divergence, spec, training
from bptrace.byhand import UncomputableError
from bptrace.divergence import DivergedError
from bptrace.errors import BptraceError
from bptrace.network import Quantity
from bptrace.problem import Test as Samples
from bptrace.rounding import Rounding
from bptrace.rules import RIGHT
from bptrace.training import InterruptedRunError, Stream

# w = 1 is halved in each epoch, and the error, half its square, is quartered.
HALVED = """
inputs: [1]
targets: [0]
learning_rate: 0.5
loss: half_squared_error
epochs: {epochs}
layers:
  - {{activation: identity, weights: [[1]]}}
"""
TWO_CLASSES = """
samples:
  - {inputs: [1], targets: [0]}
  - {inputs: [2], targets: [1]}
batch: 1
learning_rate: 0.5
loss: half_squared_error
layers:
  - {activation: identity, weights: [[0.75]]}
"""
FORWARD = "inputs: [2]\nlayers:\n  - {activation: identity, weights: [[3]]}\n"
DOUBLED = replace(RIGHT, error_over_samples=lambda problem, samples: 2 * samples.sum())


def halved(epochs=3):
    return spec.loads(HALVED.format(epochs=epochs))


def paused(epochs, keep=()):
    return [outcome.epoch for outcome in training.run(halved(epochs), keep=keep).history]


def test_a_run_knows_how_the_network_stood_at_each_pause():
    trace = training.run(halved(), keep=(2,))

    assert [outcome.epoch for outcome in trace.history] == [0, 1, 2, 3]
    assert [outcome.error for outcome in trace.history] == [0.5, 0.125, 0.03125, 0.0078125]
    assert [outcome.outputs.tolist() for outcome in trace.history] == [[[1]], [[0.5]], [[0.25]], [[0.125]]]
    assert [(outcome.accuracy, outcome.test) for outcome in trace.history] == [(None, None)] * 4
    assert [block.tolist() for block in trace.blocks] == [[[0.125]]]
    assert [kept.epoch for kept in trace.rounds] == [2]
    assert trace.problem.epochs == 3


def test_a_run_without_a_loss_has_outputs_only():
    (start, end) = training.run(spec.loads(FORWARD)).history

    assert (start.epoch, end.epoch, start.error, end.error) == (0, 1, None, None)
    assert start.outputs.tolist() == end.outputs.tolist() == [[6]]


def test_of_a_hundred_epochs_each_is_a_pause_and_of_more_about_as_many():
    assert paused(100) == list(range(101))
    assert paused(199) == list(range(200))
    assert paused(250) == sorted({1, 5, *range(0, 251, 2)})
    assert paused(1000) == sorted({1, 2, 5, *range(0, 1001, 10)})
    assert paused(30_000) == sorted(
        {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, *range(0, 30_001, 300), 10_000, 20_000}
    )


def test_a_run_pauses_before_and_after_what_is_kept():
    plain = set(paused(1000))

    assert set(paused(1000, (7, 54, 1000))) == plain | {6, 7, 53, 54, 999}
    assert set(paused(1000, (0, 1001, 2000))) == plain
    assert set(paused(1000, range(301, 401))) == plain | set(range(300, 401))  # a hundred
    assert set(paused(1000, range(301, 402))) == plain | {401}
    assert set(paused(1000, [*range(101, 159), *range(303, 356)])) == plain | {158, 302, 355}


def test_progress_is_told_at_each_pause_once_it_is_reached():
    told = list[int]()
    training.run(halved(3), progress=told.append)

    assert told == [1, 2, 3]


def test_what_is_kept_of_a_run_are_the_epochs_that_it_has():
    rounds = training.run(halved(3), keep=(0, 1, 3, 4)).rounds

    assert [kept.epoch for kept in rounds] == [1, 3]
    assert Stream(halved(3), (0, 1, 3, 4)).course.kept == 2


def test_unless_it_is_said_the_first_epoch_is_kept():
    assert [kept.epoch for kept in training.run(halved(3)).rounds] == [1]
    assert [kept.epoch for kept in Stream(halved(3)).rounds] == [1]


def test_a_run_follows_its_rules_and_its_rounding():
    assert training.run(halved(), rules=DOUBLED).history[0].error == 1
    by_hand = training.run(halved(), rounding=Rounding(1))
    # 0.5·1²; w = 0.5: 0.125; w = 0.3, for 0.25 is rounded up: 0.045; w = 0.3 - 0.15, rounded up to 0.2: 0.02
    assert [outcome.error for outcome in by_hand.history] == [0.5, 0.1, 0, 0]
    assert [outcome.outputs.tolist() for outcome in by_hand.history] == [[[1]], [[0.5]], [[0.3]], [[0.2]]]
    assert Stream(halved(), (), Rounding(2), rules=DOUBLED).course.rounding == Rounding(2)


def test_by_hand_the_outputs_of_all_samples_are_rounded():
    third = spec.loads(
        TWO_CLASSES.replace("[[0.75]]", "[[0.33], [0.66]]").replace("[0]", "[0, 1]").replace("[1]}", "[1, 0]}")
    )

    outcome = training.run(third, rounding=Rounding(1)).history[0]

    assert outcome.outputs.tolist() == [[0.3, 0.7], [0.7, 1.3]]
    # by hand 0.045 + 0.045 and 0.045 + 0.845, each rounded to 0, 0, 0 and 0.8
    assert outcome.error == 0.8


def test_a_forward_pass_by_hand_has_no_error():
    outcome = training.run(spec.loads(FORWARD.replace("[[3]]", "[[0.33]]")), rounding=Rounding(1)).history[0]

    assert (outcome.error, outcome.outputs.tolist()) == (None, [[0.7]])


def test_the_share_of_right_classes_is_told_of_what_is_learned_from_and_of_what_is_put_aside():
    # 0.75 and 1.5 both say class 1; of those put aside 0.375, 0.75 and 0 say 0, 1 and 0, where 0, 1 and 1 are wanted
    aside = Samples(np.array([[0.5, 1, 0]]), np.array([[0.0, 1, 1]]))
    start = training.run(replace(spec.loads(TWO_CLASSES), test=aside)).history[0]

    assert start.accuracy == 0.5
    assert start.error == 0.28125 + 0.125
    assert (start.test.epoch, start.test.accuracy, start.test.test) == (0, pytest.approx(2 / 3), None)
    assert start.test.error == 0.0703125 + 0.03125 + 0.5
    assert start.test.outputs.tolist() == [[0.375, 0.75, 0]]


def test_what_is_put_aside_counts_as_classes_if_the_samples_do():
    alike = Samples(np.array([[1.0, 2.0]]), np.array([[1.0, 1.0]]))

    assert training.run(replace(spec.loads(TWO_CLASSES), test=alike)).history[0].test.accuracy == 1
    assert training.run(replace(halved(), test=alike)).history[0].test.accuracy is None


def test_what_is_put_aside_is_of_the_same_epoch_rules_and_rounding():
    aside = Samples(np.array([[0.5]]), np.array([[0.0]]))
    run = training.run(replace(halved(), test=aside), rounding=Rounding(2), rules=DOUBLED)

    assert [outcome.test.epoch for outcome in run.history] == [0, 1, 2, 3]
    assert [outcome.test.outputs.tolist() for outcome in run.history] == [[[0.5]], [[0.25]], [[0.13]], [[0.07]]]
    assert run.history[0].test.error == 0.26  # 0.125 and so 0.13, twice


def test_by_hand_what_is_put_aside_is_worked_out_sample_by_sample_though_one_is_learned_from():
    aside = Samples(np.array([[0.3, 0.3]]), np.zeros((2, 2)))
    text = HALVED.format(epochs=1).replace("half_", "mean_").replace("targets: [0]", "targets: [0, 0]")
    learned_from = spec.loads(text.replace("[[1]]", "[[1], [0]]"))
    start = training.run(replace(learned_from, test=aside), rounding=Rounding(1)).history[0]

    assert start.test.outputs.tolist() == [[0.3, 0.3], [0, 0]]
    # 0.09 and so 0.1, of both outputs 0.05 and so 0.1, twice; not rounded for each sample, it would be 0.1
    assert start.test.error == 0.2


def test_no_more_is_held_than_fits(monkeypatch):
    # An update has a net input, an output, an error, the error of its sample and of the batch, three numbers on the way back,
    # a gradient and a weight, and five numbers of the second pass: 15, twice an epoch.
    problem = replace(spec.loads(TWO_CLASSES), epochs=5)
    monkeypatch.setattr(training, "MOST_NUMBERS", 60)
    assert len(training.run(problem, keep=(1, 2)).rounds) == 4
    with pytest.raises(BptraceError) as caught:
        training.run(problem, keep=(1, 2, 3))
    assert str(caught.value) == "found 3 epochs of this network to be shown; expected at most 2, which are 60 numbers"
    monkeypatch.setattr(training, "MOST_NUMBERS", 59)
    with pytest.raises(BptraceError, match=r"^found 2 epochs .* at most 1, which are 59 numbers$"):
        training.run(problem, keep=(1, 2))
    monkeypatch.setattr(training, "MOST_NUMBERS", 29)
    assert len(training.run(problem, keep=(2,)).rounds) == 2
    with pytest.raises(BptraceError, match=r"^found 2 epochs .* at most 1, which are 29 numbers$"):
        training.run(problem, keep=(1, 2))


def test_of_an_epoch_what_is_not_kept_takes_no_room(monkeypatch):
    monkeypatch.setattr(training, "MOST_NUMBERS", 30)
    monkeypatch.setattr(training, "MOST_KEPT", 1)

    assert training.run(replace(spec.loads(TWO_CLASSES), epochs=2), keep=(1, 2)).rounds


def test_a_run_that_is_stopped_at_its_first_pause_has_that():
    def progress(epoch):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as stopped:
        training.run(halved(), keep=(1,), progress=progress)
    assert isinstance(stopped.value, InterruptedRunError)
    trace = stopped.value.trace

    assert ([outcome.epoch for outcome in trace.history], len(trace.rounds)) == ([0, 1], 1)
    assert [block.tolist() for block in trace.blocks] == [[[0.5]]]
    assert trace.problem.epochs == 3


def test_the_lines_of_an_epoch_are_those_of_its_updates():
    lines = Stream(spec.loads(TWO_CLASSES)).lines

    assert [(kept.epoch, kept.step, kept.samples) for kept in lines.rounds] == [(1, 1, range(1)), (1, 2, range(1, 2))]
    assert lines.rounds[1].program.formula(Quantity("net", 1, 0, None, 1)) is not None
    assert lines.problem.sample_count == 2


def test_a_stream_hands_on_the_kept_rounds_and_remembers_how_the_network_stood():
    stream = Stream(halved(), (1, 3))

    assert [kept.value(Quantity("parameter", 1, 0, 0)) for kept in stream.rounds] == [1, 0.25]
    assert [outcome.epoch for outcome in stream.history] == [0, 1, 2, 3]


def test_a_number_that_is_lost_is_refused_without_a_warning():
    with pytest.raises(DivergedError, match=r"^E_o1 is not a finite number at the start values$"):
        training.run(spec.loads(HALVED.format(epochs=1).replace("[[1]]", "[[1.0e+200]]")))
    growing = HALVED.format(epochs=3).replace("learning_rate: 0.5", "learning_rate: 1.0e+160")
    with pytest.raises(DivergedError) as caught:  # w = -1e160, and the square of that is too large
        training.run(spec.loads(growing), keep=())
    assert str(caught.value) == "E_o1 is no longer a finite number after epoch 1; a smaller learning rate may help"


def refused(text, keep=(), **settings):
    with pytest.raises(DivergedError) as caught:
        training.run(spec.loads(text), keep=keep, **settings)
    return str(caught.value)


# The error is 1e10, but dE/di1 = 1e10 * 1e300: no parameter and no error rests on it.
STEEP = """
inputs: [1e-300]
targets: [0]
loss: {error: 1e10*(out - target), slope: 1e10}
input_gradients: true
layers:
  - {activation: identity, weights: [[1e300]]}
"""


def test_a_number_of_a_kept_round_on_which_nothing_rests_is_looked_at():
    assert refused(STEEP, (1,)) == "dE/di1 is not a finite number in epoch 1; smaller inputs or weights may help"


# w is about 1e39 times as large after each epoch, and its square beyond float64 in the fourth.
GROWING = """
inputs: [1e20]
targets: [0]
loss: half_squared_error
learning_rate: 0.1
epochs: 250
layers:
  - {activation: identity, weights: [[1]]}
"""


def test_between_pauses_it_is_a_kept_round_that_says_where_a_number_was_lost():
    helps = "; a smaller learning rate may help"
    assert refused(GROWING) == f"E_o1 is no longer a finite number after epoch 4{helps}"
    assert refused(GROWING, (1, 2, 3, 4)) == f"E_o1 is no longer a finite number after epoch 4{helps}"
    # with so many kept, epochs 3 and 4 are gone through in one go
    assert refused(GROWING, range(1, 251)) == f"E_o1+ is not a finite number in epoch 4{helps}"


# With rho = 0, a step is the learning rate times the sign of the gradient: from 1.5 to 1, where the gradient is 0.
ONTO_TARGET = """
inputs: [1]
targets: [1]
loss: half_squared_error
learning_rate: 0.5
epochs: 2
optimizer: {name: rmsprop, rho: 0, epsilon: 0}
layers:
  - {activation: identity, weights: [[1.5]]}
"""
HELPS = "; an epsilon above 0 helps, because with epsilon = 0 a gradient of 0 is divided by 0"


def test_what_helps_is_found_in_the_updates_since_the_last_pause_by_the_rules_of_the_run(monkeypatch):
    assert refused(ONTO_TARGET) == f"w1 is no longer a finite number after epoch 2{HELPS}"
    nowhere = replace(RIGHT, gradient=lambda delta, out, back: 0 * (delta @ out.T))
    assert refused(ONTO_TARGET, rules=nowhere) == f"w1 is no longer a finite number after epoch 1{HELPS}"
    asked = list[tuple[float, int]]()
    monkeypatch.setattr(
        divergence,
        "explained",
        lambda error, problem, rules, learned, epochs: asked.append((float(learned.blocks[0][0, 0]), epochs)) or error,
    )
    refused(ONTO_TARGET)
    assert asked == [(1, 1)]


def test_by_hand_the_network_stands_as_its_forward_pass_says():
    # once w is 0, the slope as it is written is 0 / 0; nobody needs it
    slope = '{error: "0.5*(out - target)**2", slope: "(out - target)**2 / (out - target)"}'
    text = (
        HALVED.format(epochs=1).replace("half_squared_error", slope).replace("learning_rate: 0.5", "learning_rate: 1")
    )

    assert [outcome.error for outcome in training.run(spec.loads(text), rounding=Rounding(2)).history] == [0.5, 0]


def test_by_hand_what_cannot_be_computed_where_the_network_stands_is_named():
    text = HALVED.format(epochs=1).replace("half_squared_error", "binary_cross_entropy").replace("identity", "logistic")
    with pytest.raises(UncomputableError) as caught:
        training.run(spec.loads(text.replace("[[1]]", "[[20]]")), rounding=Rounding(4))

    assert caught.value.key == "E_o1"
