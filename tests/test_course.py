"""Which way updates go, and how an update that plain floats cannot make is made on arrays."""

from dataclasses import replace

import numpy as np
import pytest

from bptrace import course, examples, readings, spec, training
from bptrace.byhand import UncomputableError
from bptrace.course import Course, compiles
from bptrace.flat import Laid
from bptrace.functions.optimizers import OPTIMIZERS
from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.rounding import Rounding

# One neuron, o = logistic(w x), E = (t - o)^2 / 2. For the second sample the textbook's form needs e^1000, too large a float;
# its out is 0 to the last bit, and with its target 0 too it changes nothing.
STEEP = """
samples:
  - {inputs: [1], targets: [1]}
  - {inputs: [-1000], targets: [0]}
  - {inputs: [2], targets: [1]}
batch: 1
epochs: 3
learning_rate: 0.5
loss: half_squared_error
layers:
  - activation: logistic
    weights: [[1]]
"""


@pytest.fixture
def always_compiled(monkeypatch):
    monkeypatch.setattr(course, "compiles", lambda problem, updates: problem.optimizer is not None)


def by_hand(weight: float, samples: list[float]) -> float:
    """Return the weight after updates on samples whose target is 1."""
    for x in samples:
        out = 1 / (1 + np.exp(-weight * x))
        weight -= 0.5 * (out - 1) * out * (1 - out) * x
    return weight


def weight(learned):
    return float(learned.blocks[0][0, 0])


def test_only_the_update_that_overflows_is_made_on_arrays(always_compiled):
    rounds, learned = Course(spec.loads(STEEP), kept=3).rounds(readings.begin(spec.loads(STEEP)), range(1, 4))

    assert [isinstance(kept.values, Laid) for kept in rounds] == [True, False, True] * 3
    assert [(kept.epoch, kept.step) for kept in rounds] == [(epoch, step) for epoch in (1, 2, 3) for step in (1, 2, 3)]
    assert weight(learned) == pytest.approx(by_hand(1.0, [1, 2] * 3), rel=1e-15)
    assert learned.updates == 9


def test_training_goes_on_after_an_update_that_overflows(always_compiled, monkeypatch):
    problem, on_arrays = spec.loads(STEEP), []
    compute = readings.compute
    monkeypatch.setattr(
        readings, "compute", lambda let, problem, *rest: on_arrays.append(rest[1]) or compute(let, problem, *rest)
    )

    learned = Course(problem).train(readings.begin(problem), 3)

    assert on_arrays == [range(1, 2)] * 3
    assert weight(learned) == pytest.approx(by_hand(1.0, [1, 2] * 3), rel=1e-15)


def test_epochs_of_which_the_end_is_not_kept_are_gone_through_to_the_end(always_compiled, monkeypatch):
    monkeypatch.setattr(course, "MOST_KEPT", 2)
    problem = spec.loads(STEEP)

    rounds, learned = Course(problem, kept=2).rounds(readings.begin(problem), range(1, 3))

    assert [(kept.epoch, kept.step) for kept in rounds] == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert rounds[2].value(Quantity("parameter", 1, 0, 0)) == pytest.approx(by_hand(1.0, [1, 2]), rel=1e-15)
    assert weight(learned) == pytest.approx(by_hand(1.0, [1, 2] * 2), rel=1e-15)


def test_a_number_that_is_not_finite_is_not_rounded_but_refused_as_by_hand(always_compiled):
    problem = replace(spec.load(examples.find("mathspp")), constants={"learning_rate": 1e200}, epochs=3)
    with pytest.raises(UncomputableError, match=r"rounded to 4 decimals, .* has no finite value"):
        training.run(problem, keep=(1, 2, 3), rounding=Rounding(4))


@pytest.mark.parametrize("config", ["mazur", "xor", "softmax", "tied", "two-hidden-layers"])
def test_kept_rounds_rounded_by_hand_and_compiled_are_the_same_to_the_last_bit(config, monkeypatch):
    problem, rounding = replace(spec.load(examples.find(config)), epochs=3), Rounding(4)
    found = []
    for compiled in (True, False):
        monkeypatch.setattr(course, "compiles", lambda problem, updates, compiled=compiled: compiled)
        found.append(training.run(problem, keep=(1, 2, 3), rounding=rounding).rounds)

    for mine, yours in zip(*found, strict=True):
        assert isinstance(mine.values, Laid)
        assert all(mine.value(one) == yours.value(one) for one in mine.program.quantities())


def example(**changes: object) -> Problem:
    return replace(spec.load(examples.find("xor")), **changes)  # 2-2-1 with biases: 9 parameters


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=list(OPTIMIZERS))
@pytest.mark.parametrize(("batch", "products"), [(1, 9), (3, 27), (4, 36), (100, 36)])
def test_whether_updates_are_compiled_depends_on_their_number_and_on_the_products_of_one(optimizer, batch, products):
    problem = example(optimizer=optimizer, batch=batch)

    assert compiles(problem, 40 + 2 * products)
    assert not compiles(problem, 39 + 2 * products)


def test_large_updates_go_on_arrays_however_many_they_are():
    problem, rows = example(), np.zeros((2, 112))

    assert compiles(replace(problem, inputs=rows[:, :111], batch=1000), 10**9)  # 9 parameters times 111 samples: 999
    assert not compiles(replace(problem, inputs=rows, batch=1000), 10**9)


def test_kept_and_passing_epochs_are_counted_apart():
    few = Course(example(epochs=1000, batch=4), kept=2)

    assert few._recorder is None
    assert few._trainer is not None
    assert Course(example(epochs=1000, batch=4), kept=1000)._trainer is None


def test_kept_rounds_are_found_from_either_end_and_in_slices():
    kept = training.run(example(epochs=4, batch=3), keep=(1, 2, 4)).rounds

    assert len(kept) == 6
    assert [(one.epoch, one.step) for one in kept[1:5]] == [(1, 2), (2, 1), (2, 2), (4, 1)]
    assert (kept[-1].epoch, kept[-1].step, kept[-1].samples) == (4, 2, range(3, 4))
    with pytest.raises(IndexError):
        kept[6]


def test_a_run_without_updates_is_never_compiled():
    assert not compiles(example(optimizer=None), 10**9)


def test_of_many_kept_epochs_in_a_row_the_history_has_some():
    trace = training.run(example(epochs=1000), keep=range(201, 801))

    epochs = [outcome.epoch for outcome in trace.history]
    assert [kept.epoch for kept in trace.rounds] == list(range(201, 801))
    assert {200, 800} <= set(epochs)
    assert len(epochs) < 150
