"""A run whose rounds are handed on as they are made: the same as one that is held, and no memory for more of them."""

import tracemalloc

import numpy as np
import pytest

from bptrace import examples, spec, training
from bptrace.network import Quantity
from bptrace.training import InterruptedRunError, Stream

WIDE = """
data: {generate: uniform, count: 60, inputs: 50, label: i1 > 0}
seed: 1
batch: 20
learning_rate: 0.1
loss: categorical_cross_entropy
epochs: 24
layers:
  - {activation: tanh, neurons: 60, weights: {init: xavier}, bias: {init: constant}}
  - {activation: softmax, neurons: 2, weights: {init: xavier}, bias: {init: constant}}
"""


@pytest.fixture(scope="module")
def wide():
    return spec.loads(WIDE)


def test_what_is_handed_on_is_what_would_be_held(wide):
    held, stream = training.run(wide, keep=(1, 3, 4)), Stream(wide, (1, 3, 4))
    total = Quantity("total_error", after=True)
    for _ in range(2):  # who asks again has the rounds made again
        found = [(kept.epoch, kept.step, kept.samples, kept.value(total)) for kept in stream.rounds]

        assert found == [(kept.epoch, kept.step, kept.samples, kept.value(total)) for kept in held.rounds]
        assert [(one.epoch, one.error) for one in stream.history] == [(one.epoch, one.error) for one in held.history]


def test_memory_does_not_grow_with_the_epochs_that_are_kept(wide):
    def peak(epochs):
        stream = Stream(wide, range(1, epochs + 1))
        tracemalloc.start()
        for kept in stream.rounds:
            assert kept.values
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(1)  # what is read once
    few, many = peak(3), peak(24)
    one = sum(np.asarray(array).nbytes for array in training.run(wide).rounds[0].values.numbers.arrays.values())

    assert many - few < one  # 21 epochs of three rounds more, and what is held of them is less than one round


def test_what_lines_there_are_is_known_before_anything_is_run():
    problem = spec.load(examples.find("xor"))
    (kept,) = Stream(problem).lines.rounds

    assert list(kept.program.quantities()) == list(training.run(problem).rounds[0].program.quantities())


def stopping(at):
    def progress(epoch):
        if epoch >= at:
            raise KeyboardInterrupt

    return progress


def test_a_run_that_is_stopped_has_what_there_was_by_then():
    problem = spec.load(examples.find("xor"))
    with pytest.raises(InterruptedRunError) as stopped:
        training.run(problem, keep=(1, 5, 900), progress=stopping(100))
    trace, whole = stopped.value.trace, training.run(problem, keep=(1, 5, 900))

    assert [kept.epoch for kept in trace.rounds] == [1, 5]
    assert trace.history[-1].epoch == 100
    assert trace.history[-1].error == next(one.error for one in whole.history if one.epoch == 100)
    assert trace.blocks[0] != pytest.approx(whole.blocks[0])


def test_a_run_that_is_stopped_at_once_has_nothing_to_show(monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(training._Runner, "advance", interrupted)
    with pytest.raises(KeyboardInterrupt) as stopped:
        training.run(spec.load(examples.find("xor")))

    assert not isinstance(stopped.value, InterruptedRunError)
