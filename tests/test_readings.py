"""The page read as numbers and as symbols: what a round starts from, what of it is kept, and which samples it is of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bptrace import readings, spec
from bptrace.expr import Difference, Number, Power, Product, Sum, Symbol
from bptrace.network import Quantity
from bptrace.rules import RIGHT
from bptrace.symbolic import element
from bptrace.tape import Address, Nothing

# y = 3 x + 1, wanted 1, 0 and 3 of 2, 0 and 1.
LINE = """
samples:
  - {inputs: [2], targets: [1]}
  - {inputs: [0], targets: [0]}
  - {inputs: [1], targets: [3]}
batch: 2
learning_rate: 0.5
optimizer: {name: momentum, momentum: 0.25}
loss: half_squared_error
layers:
  - {activation: identity, weights: [[3]], bias: [1]}
"""
FORWARD = "inputs: [2]\nlayers:\n  - {activation: identity, weights: [[3]], bias: [1]}\n"
PENALIZED = f"{LINE}penalty: {{l2: 0.5}}\n"
ADAM = "optimizer: {name: adam, beta1: 0.5, beta2: 0.75, epsilon: 0}"
COUNTING = LINE.replace("optimizer: {name: momentum, momentum: 0.25}", ADAM)
NO_BIAS = replace(RIGHT, net=lambda weights, x, bias, threshold, number: weights @ x)

STARTED = {("parameter", 0, False): [[3]], ("velocity", 0, False): [[0]],
           ("parameter", 1, False): [1], ("velocity", 1, False): [0]}  # fmt: skip
FIRST_TWO = {("out", 0, False): [[2, 0]], ("target", 1, False): [[1, 0]],
             ("learning_rate", None, False): 0.5, ("momentum", None, False): 0.25, **STARTED}  # fmt: skip
ROUND = {
    ("net", 1, False): [[7, 1]],
    ("out", 1, False): [[7, 1]],
    ("error", 1, False): [[18, 0.5]],  # half the squares of 6 and 1
    ("sample_error", None, False): [18, 0.5],
    ("total_error", None, False): 18.5,
    ("dE/dout", 1, False): [[6, 1]],
    ("dout/dnet", 1, False): [[1, 1]],
    ("delta", 1, False): [[6, 1]],
    ("gradient", 0, False): [[12]],  # 6·2 + 1·0
    ("velocity", 0, True): [[12]],
    ("parameter", 0, True): [[-3]],  # 3 - 0.5·12
    ("gradient", 1, False): [7],
    ("velocity", 1, True): [7],
    ("parameter", 1, True): [-2.5],
}
SECOND_PASS = {
    ("net", 1, True): [[-8.5, -2.5]],
    ("out", 1, True): [[-8.5, -2.5]],
    ("error", 1, True): [[45.125, 3.125]],  # half the squares of 9.5 and 2.5
    ("sample_error", None, True): [45.125, 3.125],
    ("total_error", None, True): 48.25,
}


def listed(arrays):
    return {tuple(address): np.asarray(array).tolist() for address, array in arrays.items()}


def begun(text=LINE):
    problem = spec.loads(text)
    return problem, readings.begin(problem)


def blocks_of(learned):
    return [np.asarray(block).tolist() for block in learned.blocks]


def test_a_run_begins_with_the_start_values_and_a_state_of_zeros():
    learned = begun()[1]
    assert (blocks_of(learned), learned.updates) == ([[[3]], [1]], 0)
    assert [listed({(kind,): array for kind, array in state.items()}) for state in learned.states] == [
        {("velocity",): [[0]]},
        {("velocity",): [0]},
    ]
    assert begun(FORWARD)[1].states == ({}, {})


def test_the_number_of_the_update_is_a_constant_where_the_optimizer_counts():
    problem, learned = begun(COUNTING)
    rates = {"learning_rate": 0.5, "beta1": 0.5, "beta2": 0.75, "epsilon": 0}
    assert vars(readings.constants(problem, learned)) == {**rates, "step": 1}
    assert vars(readings.constants(problem, learned._replace(updates=7))) == {**rates, "step": 8}
    assert vars(readings.constants(*begun())) == {"learning_rate": 0.5, "momentum": 0.25}


def test_a_round_that_is_recorded_has_what_is_given_the_page_and_the_second_pass_in_their_order():
    let, after = readings.record(*begun(), range(2))
    expected = FIRST_TWO | ROUND | SECOND_PASS
    assert listed(let.arrays) == expected
    assert [tuple(address) for address in let.arrays] == list(expected)
    assert (blocks_of(after), after.updates) == ([[[-3]], [-2.5]], 1)


def test_a_round_is_of_the_samples_of_its_batch():
    problem, learned = begun()
    let, after = readings.record(problem, learned, range(2, 3))
    found = listed(let.arrays)
    assert (found["out", 0, False], found["target", 1, False], found["net", 1, False]) == ([[1]], [[3]], [[4]])
    # 4 is 1 too much, times 1: both parameters lose a half
    assert blocks_of(after) == blocks_of(readings.compute(Nothing(), problem, learned, range(2, 3))) == [[[2.5]], [0.5]]


def test_a_round_that_goes_no_way_back_is_recorded_without_what_there_is_not():
    let, after = readings.record(*begun(FORWARD), range(1))
    assert listed(let.arrays) == {
        ("out", 0, False): [[2]], ("parameter", 0, False): [[3]], ("parameter", 1, False): [1],
        ("net", 1, False): [[7]], ("out", 1, False): [[7]],
    }  # fmt: skip
    assert (blocks_of(after), after.updates) == ([[[3]], [1]], 0)


def test_the_second_update_knows_that_it_is_the_second():
    problem, learned = begun(COUNTING)
    # of a gradient g, mhat is g/2 / (1 - 1/4) and vhat g^2/4 / (1 - 9/16): their step is a third of the root of 7
    stepped = pytest.approx(3 - 0.5 * 7**0.5 / 3, rel=1e-15)
    learned = learned._replace(updates=1)
    let, after = readings.record(problem, learned, range(2))
    assert blocks_of(after)[0][0][0] == stepped
    assert blocks_of(readings.compute(Nothing(), problem, learned, range(2)))[0][0][0] == stepped
    assert (
        listed(let.arrays)["step", None, False]
        == listed(readings.stand(problem, learned).arrays)["step", None, False]
        == 2
    )


def test_a_penalty_is_of_the_weights_before_the_update_and_after_it():
    problem, learned = begun(PENALIZED)
    found = listed(readings.record(problem, learned, range(2))[0].arrays)
    assert (found["penalty", None, False], found["total_error", None, False]) == (2.25, 20.75)  # a quarter of 3 times 3
    assert found["gradient", 0, False] == [[13.5]]
    assert found["penalty", None, True] == 3.515625  # a quarter of 3.75 times 3.75
    assert listed(readings.stand(problem, learned).arrays)["total_error", None, False] == 21.25


def test_the_error_of_a_network_as_it_stands_is_that_of_its_last_layer():
    deeper = f"{LINE}  - {{activation: identity, weights: [[2]]}}\n"
    found = listed(readings.stand(*begun(deeper)).arrays)
    assert found["out", 2, False] == [[14, 2, 8]]
    assert found["error", 2, False] == [[84.5, 2, 12.5]]  # half the squares of 13, 2 and 5


def test_a_run_is_given_all_samples():
    whole = FIRST_TWO | {("out", 0, False): [[2, 0, 1]], ("target", 1, False): [[1, 0, 3]]}
    assert listed(readings.givens(spec.loads(LINE)).arrays) == whole


def test_how_a_network_stands_is_of_all_samples_and_of_what_has_been_learned():
    problem, learned = begun()
    moved = learned._replace(blocks=(np.array([[1.0]]), np.array([0.0])))
    found = listed(readings.stand(problem, moved).arrays)
    assert found["out", 0, False] == [[2, 0, 1]]
    assert found["parameter", 0, False] == [[1]]
    assert found["out", 1, False] == [[2, 0, 1]]
    assert found["error", 1, False] == [[0.5, 0, 2]]
    assert found["total_error", None, False] == 2.5
    assert not any(address[0] == "delta" or address[2] for address in found)
    assert list(readings.stand(*begun(FORWARD)).arrays)[-1] == ("out", 1, False)


def test_other_rules_are_followed_by_every_reading():
    problem, learned = begun()
    without = [[6, 0]]
    let, after = readings.record(problem, learned, range(2), NO_BIAS)
    assert listed(let.arrays)["net", 1, False] == without
    assert listed(let.arrays)["net", 1, True] == [[-4, 0]]  # 5·2 is what w = 3 loses half of
    assert blocks_of(after)[0] == [[-2]]
    assert blocks_of(readings.compute(Nothing(), problem, learned, range(2), NO_BIAS))[0] == [[-2]]
    assert listed(readings.stand(problem, learned, NO_BIAS).arrays)["net", 1, False] == [[6, 0, 3]]
    assert listed(readings.stand(problem, learned, NO_BIAS).arrays)["error", 1, False] == [[12.5, 0, 0]]
    weight, x = Quantity("parameter", 1, 0, 0), Quantity("out", 0, 0, None, 0)
    for read in (readings.read, readings.read_update):
        net = read(problem, range(2), NO_BIAS).formulas[Address("net", 1, False)]
        assert element(net, (0, 0)) == Product((Symbol(weight), Symbol(x)))


def test_the_rules_of_the_error_are_followed_where_the_network_stands_and_in_the_second_pass():
    problem, learned = begun()
    doubled = replace(RIGHT, error_over_samples=lambda problem, samples: 2 * samples.sum())
    assert (
        listed(readings.stand(problem, learned, doubled).arrays)["total_error", None, False] == 38
    )  # twice 18, 0.5 and 0.5
    assert listed(readings.record(problem, learned, range(2), doubled)[0].arrays)["total_error", None, True] == 96.5


@pytest.mark.parametrize(("samples", "first"), [(range(2), 0), (range(2, 3), 2)])
def test_symbols_are_of_the_samples_of_their_batch(samples, first):
    let = readings.read(spec.loads(LINE), samples)
    net = Address("net", 1, False)
    weight, bias = Quantity("parameter", 1, 0, 0), Quantity("parameter", 1, 0)
    x = Quantity("out", 0, 0, None, first)
    assert let.shapes[net] == (1, len(samples))
    assert let.quantity(net, (0, 0)) == Quantity("net", 1, 0, None, first)
    assert element(let.formulas[net], (0, 0)) == Sum((Product((Symbol(weight), Symbol(x))), Symbol(bias)))


@pytest.mark.parametrize("after", [False, True])
def test_symbols_of_an_error_and_of_a_penalty_name_what_they_are_of(after):
    formulas = readings.read(spec.loads(PENALIZED), range(2)).formulas
    target, out = Quantity("target", 1, 0, None, 0), Quantity("out", 1, 0, None, 0, after)
    rate, weight = Quantity("l2"), Quantity("parameter", 1, 0, 0, None, after)
    half, two = Number(0.5), Number(2)
    assert element(formulas[Address("error", 1, after)], (0, 0)) == Product(
        (half, Power(Difference(Symbol(target), Symbol(out)), two))
    )
    assert element(formulas[Address("penalty", None, after)], ()) == Product(
        (half, Symbol(rate), Power(Symbol(weight), two))
    )


def test_symbols_are_given_and_defined_in_the_order_of_the_page():
    problem = spec.loads(LINE)
    let = readings.read(problem, range(2))
    assert {tuple(address): let.shapes[address] for address in let.givens} == {
        at: np.shape(value) for at, value in FIRST_TWO.items()
    }
    assert [tuple(address) for address in let.formulas] == [*ROUND, *SECOND_PASS]
    assert [tuple(address) for address in readings.read_update(problem, range(2)).formulas] == list(ROUND)


def test_symbols_of_a_forward_pass_end_with_the_outputs():
    let = readings.read(spec.loads(FORWARD), range(1))
    assert [tuple(address) for address in let.formulas] == [("net", 1, False), ("out", 1, False)]
