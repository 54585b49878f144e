"""The two demonstrations of mathspp's article, whose figures are unseeded: the drop and the accuracy, over several seeds."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from bptrace import examples, spec, training
from tests.data import plain

QUADRANTS = [("quadrants", "he"), ("mathspp-quadrants", "mathspp")]
"""The configurations of the second demonstration, and how their weights are drawn."""


@cache
def ran(config, seed, count=None):
    text = re.sub(r"(?m)^seed: .*$", f"seed: {seed}", examples.find(config).read_text(encoding="utf-8"))
    return training.run(spec.loads(text if count is None else text.replace("count: 100000", f"count: {count}")))


def points(seed, count, draw):
    return draw(np.random.Generator(np.random.PCG64([seed, 1])), (count, 2))


def quadrants_of(seed, count):
    xs = points(seed, count, lambda rng, shape: -2 + 4 * rng.random(shape))
    return xs, (xs[:, 0] * xs[:, 1] > 0).astype(int)


def assert_learned(trace, layers):
    for number, (weights, bias) in enumerate(layers):
        np.testing.assert_allclose(trace.blocks[2 * number], weights, rtol=0, atol=1e-9)
        np.testing.assert_allclose(trace.blocks[2 * number + 1], bias, rtol=0, atol=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_the_network_that_learns_to_answer_0_is_that_of_plain_numpy(seed):
    trace = ran("mathspp-demo", seed)
    xs = points(seed, 10100, np.random.Generator.standard_normal)
    start = plain.drawn_network(seed, (2, 4, 4, 3))
    layers = plain.trained(start, xs[:10000], np.zeros((10000, 3)), 0.001)

    assert_learned(trace, layers)
    for outcome, learned in ((trace.history[0], start), (trace.history[-1], layers)):
        assert outcome.test.error == pytest.approx(np.mean(plain.answers(learned, xs[10000:]) ** 2, axis=1).sum())


@pytest.mark.parametrize(
    "seed", [0, 2, 3, 6, 7, 8]
)  # those of the first ten that start at an error above 1, as published
def test_the_summed_loss_over_fresh_samples_falls_by_a_factor_of_100(seed):
    before, *_, after = ran(
        "mathspp-demo", seed
    ).history  # published, unseeded: 9.853435230767493 -> 0.013773771604489364

    assert before.test.error > 1
    assert before.test.error >= 100 * after.test.error


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(("config", "init"), QUADRANTS)
def test_the_network_that_learns_quadrants_is_that_of_plain_numpy(config, init, seed):
    trace = ran(config, seed, 6000)
    xs, classes = quadrants_of(seed, 6000)
    layers = plain.trained(plain.drawn_network(seed, (2, 3, 2), init), xs[:5000], np.eye(2)[classes[:5000]], 0.05)

    assert_learned(trace, layers)
    right = plain.answers(layers, xs[5000:]).argmax(axis=1) == classes[5000:]
    assert trace.history[-1].test.accuracy == np.mean(right)


def test_quadrants_are_told_apart_after_one_look_at_99000_points():
    first, *_, last = ran("quadrants", 1).history

    assert first.test.accuracy < 0.75
    assert last.test.accuracy > 0.9


# What the plain NumPy of the last test ends at, seed by seed; the requirement is above 90 % for at least 8 of 10 seeds.
ENDS = {
    "quadrants": (0.940, 0.946, 0.945, 0.822, 0.937, 0.942, 0.939, 0.934, 0.670, 0.921),
    "mathspp-quadrants": (0.848, 0.946, 0.903, 0.822, 0.807, 0.825, 0.939, 0.930, 0.670, 0.941),
}


@pytest.mark.slow
@pytest.mark.parametrize(("config", "above"), [("quadrants", 8), ("mathspp-quadrants", 5)])
def test_of_ten_seeds_as_many_tell_quadrants_apart_as_the_file_says(config, above):
    ends = tuple(ran(config, seed).history[-1].test.accuracy for seed in range(10))

    assert ends == ENDS[config]
    assert sum(end > 0.9 for end in ends) == above


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(("config", "init"), QUADRANTS)
def test_99000_updates_are_those_of_plain_numpy(config, init, seed):
    trace, (xs, classes) = ran(config, seed), quadrants_of(seed, 100000)
    start = plain.drawn_network(seed, (2, 3, 2), init)
    layers = plain.trained(start, xs[:99000], np.eye(2)[classes[:99000]], 0.05)

    assert_learned(trace, layers)
    for outcome, learned in ((trace.history[0], start), (trace.history[-1], layers)):
        assert outcome.test.accuracy == np.mean(plain.answers(learned, xs[99000:]).argmax(axis=1) == classes[99000:])
    assert trace.history[-1].test.accuracy == ENDS[config][seed]
