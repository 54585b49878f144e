"""Single rounds of a run, worked by hand; how long a run may be; where it has no value."""

import warnings

import pytest

from bptrace import readings, spec
from bptrace.marking import rerun
from bptrace.marking.conventions import CONVENTIONS
from bptrace.marking.finder import Finder
from bptrace.marking.mistakes import MISTAKES
from bptrace.marking.rerun import OverflowedError, Rerun, Walk, is_followed
from bptrace.rules import RIGHT

from .worked import NEURON, THREE

ONCE = """
inputs: [2]
layers: [{activation: identity, weights: [[0.5]], bias: 0.25}]
"""
FORK = """
samples:
  - {inputs: [1], targets: [0, 1]}
  - {inputs: [2], targets: [0, 1]}
batch: 1
learning_rate: 0.5
loss: half_squared_error
layers:
  - {activation: identity, weights: [[1]]}
  - {activation: identity, weights: [[2], [4]], bias: 1}
"""
"""out_o1 = 2 + 1, out_o2 = 4 + 1, deltas 3 and 4."""


def value(problem, key, epochs=range(1, 3)):
    problem = spec.loads(problem)
    return Rerun(problem, epochs).value(Finder(problem).find(key))


@pytest.mark.parametrize(
    ("problem", "epochs", "followed"),
    [
        (NEURON, 225_000, True),  # two parameters, one sample, an update an epoch: 450,000 is the most
        (NEURON, 225_001, False),
        (THREE, 150_000, True),
        (THREE, 150_001, False),
        (ONCE, 1000, True),  # is not compiled
        (ONCE, 1001, False),
    ],
)
def test_a_run_is_followed_up_to_a_length(problem, epochs, followed):
    assert is_followed(spec.loads(problem), epochs) is followed


@pytest.mark.parametrize(
    ("size", "epochs", "followed"), [(5000, 1000, True), (10_000, 500, True), (10_000, 501, False)]
)
def test_a_run_of_a_big_network_is_followed_less_far(size, epochs, followed, monkeypatch):
    monkeypatch.setattr(rerun, "products", lambda problem: size)

    assert is_followed(spec.loads(ONCE), epochs) is followed


@pytest.mark.parametrize(
    ("problem", "key", "expected"),
    [
        (NEURON, "net_o1", 1.25),
        (NEURON, "w1", 0.5),
        (NEURON, "w1+@2", 0.425),
        (NEURON, "E_total+@2", 0.0625**2 / 2),
        (NEURON, "w1@3", None),  # in none of the rounds that are wanted
        (THREE, "w1+@1.2", 0.75),
        (THREE, "w1+@2.2", 0.3125),
        (FORK, "dE/dout_h1[1]", 22.0),
        (FORK, "dE/dout_h1:o1[1]", 6.0),
        (FORK, "dE/dout_h1:o2[1]", 16.0),
        (FORK, "b1", 1.0),
    ],
)
def test_a_line_has_the_value_of_its_round(problem, key, expected):
    assert value(problem, key) == (expected if expected is None else pytest.approx(expected))


def test_a_part_of_a_sum_is_of_its_own_sample():
    # The first update takes 0.5 · 22 off w1 = 1, 1.5 and 2 off the weights behind it and 3.5 off the bias, which makes
    # w1 = -10, w2 = 0.5, w3 = 2 and b1 = -2.5; for i1 = 2 out_h1 is -20, out_o1 -12.5, out_o2 -42.5.
    assert value(FORK, "dE/dout_h1:o1[2]") == pytest.approx(-12.5 * 0.5)
    assert value(FORK, "dE/dout_h1:o2[2]") == pytest.approx(-43.5 * 2)


def test_a_part_of_a_sum_is_worked_by_the_rules_of_the_run():
    problem = spec.loads(FORK)
    updated = next(one for one in MISTAKES if one.name == "hidden errors through weights already updated")
    run = Rerun(problem, range(1, 2), next(iter(updated.variants(problem))).rules)

    # after the update the weights are 2 - 0.5 · 3 and 4 - 0.5 · 4
    assert run.value(Finder(problem).find("dE/dout_h1:o1[1]")) == pytest.approx(3 * 0.5)
    assert run.value(Finder(problem).find("dE/dout_h1:o2[1]")) == pytest.approx(4 * 2)


def test_what_a_layer_shares_has_no_value_where_each_neuron_has_its_own():
    problem = spec.loads(FORK)
    item = Finder(problem).find("b1")
    own = next(one for one in CONVENTIONS if one.name == "a learned bias for each neuron")
    (variant,) = own.variants(problem)

    assert Rerun(variant.problem, range(1, 2)).value(item) is None
    assert Rerun(problem, range(1, 2)).value(item) == 1.0


@pytest.mark.parametrize("epoch", [2, 60])  # on arrays, and compiled
def test_a_wrong_rule_is_followed_from_the_start_on(epoch):
    problem = spec.loads(NEURON.replace("0.1", "0.002"))
    twice = next(one for one in MISTAKES if one.name == "bias added twice")
    variant = next(iter(twice.variants(problem)))
    run = Rerun(variant.problem, range(epoch, epoch + 1), variant.rules)

    # net_o1 = 2 w1 + 2 b1 = 1.5, and an update takes 0.002 · (2 · 2 + 2 · 1) · delta_o1 off it
    assert run.value(Finder(problem).find(f"net_o1@{epoch}")) == pytest.approx(1 + 0.5 * 0.988 ** (epoch - 1))
    assert run.standing(epoch + 1) == pytest.approx((0.5 * 0.988**epoch) ** 2 / 2)


def test_a_run_that_leaves_the_numbers_has_no_value_from_there_on():
    diverges = NEURON.replace("0.1", "1e300")

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert value(diverges, "w1+") == pytest.approx(-5e299)
        assert value(diverges, "E_total+") is None
        assert Rerun(spec.loads(diverges), range(1, 2)).standing(2) is None
        assert value(diverges, "net_o1@5", range(5, 6)) is None


def test_the_total_error_before_an_epoch_is_on_all_samples():
    run = Rerun(spec.loads(THREE), range(1, 2))

    assert run.standing(1) == pytest.approx((0.5**2 + 0**2 + 1.5**2) / 2)  # w1 = 0.5
    assert run.standing(2) == pytest.approx((1.375**2 + 1.75**2 + 0.625**2) / 2)  # w1 = 1.375
    assert run.standing(3) is None
    assert Rerun(spec.loads(ONCE), range(1, 2)).standing(1) is None


def test_a_walk_of_no_epochs_and_one_without_an_optimizer_learn_nothing():
    problem, once = spec.loads(NEURON), spec.loads(ONCE)
    start = readings.begin(problem)

    assert Walk(problem).on(start, 0) is start
    assert Walk(problem).on(start, -1) is start
    start = readings.begin(once)
    assert Walk(once).on(start, 1) is start


def test_a_walk_is_the_same_on_arrays_and_compiled():
    problem = spec.loads(NEURON.replace("0.1", "0.002"))
    start = readings.begin(problem)

    # delta is 0.25 · 0.99^n after n updates, and w1 goes on by -0.002 · 2 · delta each time
    for epochs in (1, 2, 43, 44, 60):
        weight = Walk(problem).on(start, epochs).blocks[0].item()
        assert weight == pytest.approx(0.5 - 0.004 * 0.25 * (1 - 0.99**epochs) / (1 - 0.99))


def test_a_walk_is_compiled_from_so_many_updates_on_that_it_pays(monkeypatch):
    problem = spec.loads(THREE)
    start = readings.begin(problem)
    monkeypatch.setattr(Walk, "_on_arrays", lambda self, learned, epochs: "on arrays")

    assert Walk(problem).on(start, 13) == "on arrays"
    assert Walk(problem).on(start, 14) != "on arrays"  # 42 updates of one product


@pytest.mark.parametrize("error", [ValueError, OverflowError, ZeroDivisionError])
def test_what_has_no_value_in_a_compiled_run_is_said_to_overflow(error, monkeypatch):
    def fails(learned, epochs):
        raise error

    monkeypatch.setattr(rerun, "compile_trainer", lambda *arguments: fails)
    problem = spec.loads(NEURON)
    with pytest.raises(OverflowedError):
        Walk(problem).on(readings.begin(problem), 44)


MANY = f"""
samples: [{", ".join(22 * ["{inputs: [1], targets: [1]}"])}]
batch: 1
learning_rate: 0.01
loss: half_squared_error
layers: [{{activation: identity, weights: [[0]], bias: 0}}]
"""


@pytest.mark.parametrize(("name", "times"), [("", 1), ("bias added twice", 2)])
def test_of_an_epoch_of_many_updates_the_first_twenty_are_recorded_and_all_are_learned(name, times):
    problem = spec.loads(MANY)
    variants = [variant for mistake in MISTAKES if mistake.name == name for variant in mistake.variants(problem)]
    walk = Walk(problem, variants[0].rules if variants else RIGHT)
    rounds, learned = walk.recorded(readings.begin(problem))
    grow = 1 + times

    # net = w1 + b1, or w1 + 2 b1: an update takes 0.01 · 2 or 0.01 · 3 of delta off it, and 0.01 of it off w1
    def weight(updates):
        return pytest.approx((1 - (1 - 0.01 * grow) ** updates) / grow)

    assert len(rounds) == 20
    assert rounds[-1][Finder(problem).find("w1+@1.20").quantity] == weight(20)
    assert learned.blocks[0].item() == weight(22)
