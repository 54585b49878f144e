"""What each scheme draws: its mean and spread, in the moments that the papers give, and the same numbers for the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from bptrace import spec
from bptrace.functions.schemes import SCHEMES, generator

SHAPE = (300, 200)  # neurons, sources
SPREADS = {  # the standard deviation and the largest absolute value; fan_in = 200, fan_out = 300
    "normal": (1, np.inf),
    "uniform": (2 / 12**0.5, 1),
    "constant": (0, 0),
    "xavier": ((2 / 500) ** 0.5, (6 / 500) ** 0.5),  # Glorot and Bengio 2010: Var[W] = 2 / (fan_in + fan_out)
    "xavier_normal": ((2 / 500) ** 0.5, np.inf),
    "he": ((2 / 200) ** 0.5, np.inf),  # He et al. 2015: Var[w] = 2 / fan_in
    "he_uniform": ((2 / 200) ** 0.5, (6 / 200) ** 0.5),
    "mathspp": (1 / 60000, np.inf),
}


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_has_the_moments_that_it_is_defined_by(name):
    scheme, (std, largest) = SCHEMES[name], SPREADS[name]
    drawn = scheme.draw(generator(1, 0), SHAPE, **scheme.settings)

    assert drawn.shape == SHAPE
    assert abs(drawn.mean()) <= 5 * std / drawn.size**0.5
    assert drawn.std() == pytest.approx(std, rel=0.02)
    assert np.abs(drawn).max() <= largest
    if std and np.isfinite(largest):
        assert np.abs(drawn).max() > 0.99 * largest


@pytest.mark.parametrize("name", [name for name, scheme in SCHEMES.items() if not scheme.fans])
def test_what_needs_no_fans_draws_biases(name):
    assert SCHEMES[name].draw(generator(1, 0), (7,), **SCHEMES[name].settings).shape == (7,)


def test_settings_move_and_stretch():
    normal = SCHEMES["normal"].draw(generator(1, 0), SHAPE, mean=3, std=0.5)
    uniform = SCHEMES["uniform"].draw(generator(1, 0), SHAPE, low=-2, high=6)

    assert (normal.mean(), normal.std()) == (pytest.approx(3, abs=0.02), pytest.approx(0.5, rel=0.02))
    assert (uniform.min(), uniform.max()) == (pytest.approx(-2, abs=0.01), pytest.approx(6, abs=0.01))


LAYER = "  - {neurons: 2, activation: tanh, weights: {init: normal}, bias: {init: uniform}}\n"


def test_start_values_are_numpys_own_weights_before_biases_layer_by_layer():
    problem = spec.loads(f"inputs: [1, 2, 3]\nseed: 7\nlayers:\n{LAYER}{LAYER}")
    rng = np.random.Generator(np.random.PCG64([7, 0]))
    first, second = [rng.standard_normal((2, 3)), -1 + 2 * rng.random(2)], [rng.standard_normal((2, 2))]
    expected = [*first, *second, -1 + 2 * rng.random(2)]

    assert [block.values.tolist() for block in problem.network.blocks] == [block.tolist() for block in expected]
    assert problem.network.layers[0].bias.index is None


def test_another_seed_and_another_stream_give_other_numbers():
    assert len({generator(seed, stream).random() for seed in range(5) for stream in range(3)}) == 15


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("weights: {init: ^normall}", "found 'normall'; expected normal, uniform"),
        ("weights: ^{std: 1}", "found no init; expected a mapping with init"),
        ("weights: {init: normal, std: ^0}", "expected a number greater than 0"),
        ("weights: {init: normal, ^sd: 1}", "found the unknown field 'sd'"),
        ("weights: {init: uniform, low: ^2, high: 1}", "found low 2 and high 1; expected low below high"),
        ("weights: {init: uniform, low: ^2}", "found low 2 and high 1; expected low below high"),
        (
            "weights: {init: uniform, low: ^-1e308, high: 1e308}",
            "found -1e+308, with which numbers are drawn that are too",
        ),
        ("weights: [[1], [2]], bias: {init: ^xavier}", "found 'xavier'; expected normal, uniform, constant or mathspp"),
        ("weights: [[1], [2]], threshold: {init: ^he}", "found 'he'; expected normal"),
    ],
)
def test_a_faulty_scheme_is_said_where_it_stands(text, piece):
    line = f"  - {{neurons: 2, activation: tanh, {text}}}"
    with pytest.raises(spec.SpecError) as caught:
        spec.loads(f"inputs: [1]\nseed: 1\nlayers:\n{line.replace('^', '')}\n")

    places = [(fault.line, fault.column) for fault in caught.value.faults if piece in fault.message]
    assert places == [(4, line.index("^") + 1)], str(caught.value)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("inputs: [1]\nlayers: [{neurons: 2, activation: tanh, weights: {init: he}}]", "but no seed; expected seed: 1"),
        ("inputs: [1]\nseed: 1\nlayers: [{activation: tanh, weights: {init: he}}]", "unknown number of neurons"),
        ("inputs: [1]\nseed: 1\nlayers: [{activation: tanh, weights: [[1]]}]", "a seed, but nothing is drawn"),
        ("inputs: [1]\nseed: -1\nlayers: [{neurons: 2, activation: tanh, weights: {init: he}}]", "whole number from 0"),
        ("inputs: [1]\nlayers: [{neurons: 3, activation: tanh, weights: [[1]]}]", "found 3 neurons; expected 1"),
        (
            "inputs: [1]\nnames: {neurons: [[a]]}\nlayers: [{neurons: [b], activation: tanh, weights: [[1]]}]",
            "names of neurons beside the neurons of layer 1; expected one of them",
        ),
        ("inputs: [1]\nlayers: [{neurons: [a, a], activation: tanh, weights: [[1], [1]]}]", "found 'a' a second time"),
    ],
)
def test_what_does_not_go_together_is_said(text, piece):
    with pytest.raises(spec.SpecError, match=piece):
        spec.loads(text)


def test_the_names_of_neurons_may_stand_in_their_layer():
    problem = spec.loads("inputs: [1]\nlayers: [{neurons: [a, b], activation: tanh, weights: [[1], [2]]}]")

    assert problem.network.outputs == ("a", "b")
