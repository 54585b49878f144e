"""Which way updates go, and how an update that plain floats cannot make is made on arrays."""

from dataclasses import replace
from struct import pack

import numpy as np
import pytest

from bptrace import course, examples, expr, readings, spec, training
from bptrace.byhand import UncomputableError
from bptrace.course import Course, Kept, compiles
from bptrace.flat import Laid
from bptrace.functions.optimizers import OPTIMIZERS
from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.rounding import Rounding
from bptrace.rules import RIGHT
from bptrace.tape import Address, Numbers
from bptrace.trace import Recorded

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


LINE = """
samples:
  - {inputs: [1], targets: [2]}
  - {inputs: [2], targets: [3]}
  - {inputs: [-1], targets: [0.5]}
batch: 1
epochs: 2
learning_rate: 0.1
loss: half_squared_error
layers:
  - {activation: identity, weights: [[0.5]], bias: [0.25]}
"""
POINTS = [(1, 2), (2, 3), (-1, 0.5)]
ONE_WEIGHT = """
inputs: [2]
targets: [3]
loss: half_squared_error
learning_rate: 1
layers:
  - {activation: identity, weights: [[0.56]]}
"""
NO_BIAS = replace(RIGHT, net=lambda weights, x, bias, threshold, number: weights @ x)


def line_by_hand(points, bias=1):
    """Return weight and bias after updates on points; with 0 in the place of 1 the bias has no part in the net input."""
    w, b = 0.5, 0.25
    for x, y in points:
        slope = w * x + b * bias - y
        w, b = w - 0.1 * slope * x, b - 0.1 * slope
    return pytest.approx([w, b], rel=1e-14)


def numbers(learned):
    return [float(block.ravel()[0]) for block in learned.blocks]


def test_a_batch_of_a_thousand_products_is_the_largest_that_is_compiled():
    rows = np.zeros((1, 1001))
    thousand = replace(spec.loads(STEEP), inputs=rows[:, :1000], batch=1000)

    assert compiles(thousand, 10**9)
    assert not compiles(replace(thousand, inputs=rows, batch=1001), 10**9)


def test_after_an_update_on_arrays_as_many_epochs_are_left_as_there_are(always_compiled):
    # At w = 0.8 the sample of 1 moves w to 0.73, and e^730 is too large; in the second epoch w is below 0.7, and e^700 is not.
    text = STEEP.replace("[[1]]", "[[0.8]]").replace("inputs: [1], targets: [1]", "inputs: [1], targets: [0]")
    text = text.replace("  - {inputs: [2], targets: [1]}\n", "")

    learned = Course(spec.loads(text)).train(readings.begin(spec.loads(text)), 3)

    assert learned.updates == 6


@pytest.mark.parametrize("compiled", [True, False])
def test_of_each_epoch_the_first_updates_are_kept_and_all_are_made(compiled, monkeypatch):
    monkeypatch.setattr(course, "compiles", lambda problem, updates: compiled)
    monkeypatch.setattr(course, "MOST_KEPT", 2)
    problem = spec.loads(LINE)

    rounds, learned = Course(problem, kept=2).rounds(readings.begin(problem), range(1, 3))

    assert [(kept.epoch, kept.step, kept.samples.start) for kept in rounds] == [
        (1, 1, 0),
        (1, 2, 1),
        (2, 1, 0),
        (2, 2, 1),
    ]
    assert numbers(learned) == line_by_hand(POINTS * 2)
    w, b = line_by_hand([*POINTS, POINTS[0]]).expected
    assert rounds[3].value(Quantity("net", 1, 0, None, 1)) == pytest.approx(2 * w + b, rel=1e-14)


def test_a_fast_way_that_has_stopped_is_not_taken_beyond_the_updates_that_are_kept(always_compiled, monkeypatch):
    monkeypatch.setattr(course, "MOST_KEPT", 2)
    text = STEEP.replace("  - {inputs: [1], targets: [1]}\n  - {inputs: [-1000], targets: [0]}\n",
                         "  - {inputs: [-1000], targets: [0]}\n  - {inputs: [1], targets: [1]}\n")  # fmt: skip
    problem = spec.loads(text)

    rounds, learned = Course(problem, kept=1).rounds(readings.begin(problem), range(1, 2))

    assert [isinstance(kept.values, Laid) for kept in rounds] == [False, True]
    assert weight(learned) == pytest.approx(by_hand(1.0, [1, 2]), rel=1e-15)


@pytest.mark.parametrize("compiled", [True, False])
def test_a_course_follows_its_rules(compiled, monkeypatch):
    monkeypatch.setattr(course, "compiles", lambda problem, updates: compiled)
    problem = spec.loads(LINE)
    one = Course(problem, rules=NO_BIAS, kept=2)

    rounds, learned = one.rounds(readings.begin(problem), range(1, 3))

    assert numbers(learned) == numbers(one.train(readings.begin(problem), 2)) == line_by_hand(POINTS * 2, bias=0)
    w, _ = line_by_hand(POINTS[:1], bias=0).expected
    assert rounds[1].value(Quantity("net", 1, 0, None, 1)) == pytest.approx(2 * w, rel=1e-14)
    net, x = Quantity("net", 1, 0, None, 1), Quantity("out", 0, 0, None, 1)
    assert list(expr.leaves(one.program(range(1, 2)).formula(net))) == [Quantity("parameter", 1, 0, 0), x]


@pytest.mark.parametrize("compiled", [True, False])
def test_a_course_by_hand_rounds_every_line(compiled, monkeypatch):
    monkeypatch.setattr(course, "compiles", lambda problem, updates: compiled)
    problem = spec.loads(ONE_WEIGHT)
    # net 1.12 and so 1.1, dE/dw = (1.1 - 3) 2 = -3.8, w+ = 0.56 + 3.8; rounded at the end only it would be 4.3
    for way in (
        lambda course, start: course.train(start, 1),
        lambda course, start: course.rounds(start, range(1, 2))[1],
    ):
        learned = way(Course(problem, Rounding(1), kept=1), readings.begin(problem))
        assert (numbers(learned), learned.updates) == ([4.4], 1)


def test_by_hand_on_arrays_an_update_knows_its_number():
    problem = spec.loads(f"{ONE_WEIGHT}optimizer: {{name: adam, beta1: 0.5, beta2: 0.75, epsilon: 0}}\n")
    # gradients of -3.76 and 2 (3.12 - 3) = 0.24: the first step is 1, of the second mhat = (-3.76/4 + 0.24/2) / 0.75 = -1.0933
    # and vhat = (3.76^2 3/16 + 0.24^2/4) / 0.4375 = 6.0918, whose root is 2.4682: it is 0.4430
    learned = Course(problem, Rounding(6)).train(readings.begin(problem), 2)

    assert learned.updates == 2
    assert numbers(learned) == pytest.approx([0.56 + 1 + 0.4430], abs=1e-4)


def recorded(problem, net):
    """Return the values of a round of which only this net input is looked at."""
    return Recorded(problem.network, Numbers({Address("net", 1, False): np.array([[net]])}))


NAN, INF = float("nan"), float("inf")
FINE, LOST = pack("2d", 1, 2), pack("2d", 1, INF)


@pytest.mark.parametrize(
    ("found", "lost"),
    [
        ([FINE, FINE, FINE, FINE], None),
        ([FINE, FINE, LOST, LOST], (1, 3)),
        ([FINE, FINE, FINE, LOST], (2, 1)),
        ([1.0, 2.0], None),
        ([FINE, NAN, LOST], (1, 2)),
        ([FINE, 1.0, FINE, INF], (2, 1)),
        ([1.0, LOST], (1, 2)),
        ([], None),
    ],
)
def test_the_first_round_with_a_number_that_is_not_finite_is_found(found, lost):
    problem = spec.loads(LINE)
    values = [each if isinstance(each, bytes) else recorded(problem, each) for each in found]

    kept = Kept(Course(problem), [1, 2], values).lost()

    assert lost == (None if kept is None else (kept.epoch, kept.step))


def test_what_was_worked_out_by_hand_is_finite():
    problem = spec.loads(LINE)

    assert Kept(Course(problem), [1], [{Quantity("step"): 1.0}]).lost() is None


def test_of_an_epoch_of_many_updates_twenty_are_kept():
    rows = np.ones((1, 25))
    many = replace(spec.loads(LINE), inputs=rows, targets=rows)

    rounds, learned = Course(many, kept=2).rounds(readings.begin(many), range(1, 3))

    assert [(kept.epoch, kept.step) for kept in rounds] == [(epoch, step) for epoch in (1, 2) for step in range(1, 21)]
    assert learned.updates == 50


def test_updates_are_counted_batch_by_batch_and_those_that_are_kept_apart():
    # 9 products an update, so that 58 updates are worth compiling; an epoch has 4
    assert Course(example(epochs=14, batch=1))._trainer is None
    assert Course(example(epochs=15, batch=1))._trainer is not None
    assert Course(example(epochs=100, batch=1), kept=14)._recorder is None
    assert Course(example(epochs=100, batch=1), kept=15)._recorder is not None
    # one product an update and so 42 updates; of the 25 of an epoch 20 are kept
    steep = replace(spec.loads(STEEP), inputs=np.ones((1, 25)), targets=np.ones((1, 25)), epochs=100)
    assert Course(steep, kept=2)._recorder is None
    assert Course(steep, kept=3)._recorder is not None


def test_what_passes_is_compiled_without_keeping_it():
    problem = example(epochs=100, batch=1)
    passing, kept = (Course(problem, kept=epochs) for epochs in (0, 100))

    assert passing._trainer(readings.begin(problem), 1).kept == []
    assert len(kept._recorder(readings.begin(problem), 1).kept) == 4
