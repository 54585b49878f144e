"""The rules of a round, by hand on numbers and on symbols."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from bptrace import examples, spec
from bptrace.expr import Call, Number, Product, Quotient, Sum, Symbol
from bptrace.matrix_form import whole
from bptrace.problem import Penalty
from bptrace.rules import RIGHT
from bptrace.symbolic import Named, element

MAZUR = spec.load(examples.find("mazur"))
RATES = SimpleNamespace(l1=0.1, l2=0.5)


def named(name, *shape):
    return Named(name, shape, lambda index: (name, *index))


def mean(count):
    return replace(MAZUR, mean_over_samples=True, inputs=np.zeros((2, count)))


def penalized(*kinds, biases=False):
    return replace(MAZUR, penalty=Penalty(kinds, biases))


def untrained(problem):
    blocks = tuple(replace(block, trained=False) for block in problem.network.blocks)
    return replace(problem, network=replace(problem.network, blocks=blocks))


def test_a_net_input_is_the_weighted_sum_with_its_bias_or_without_its_threshold():
    weights, x, theta = np.array([[2.0, 3.0]]), np.array([[0.5, 1.0], [0.25, -1.0]]), np.array([0.5])
    assert RIGHT.net(weights, x, None, False, 1).tolist() == [[1.75, -1.0]]
    assert RIGHT.net(weights, x, theta, False, 1).tolist() == [[2.25, -0.5]]
    assert RIGHT.net(weights, x, theta, True, 1).tolist() == [[1.25, -1.5]]


def test_gradients_of_positions_are_summed_into_the_parameters_that_they_share():
    gradients = [np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[10.0, 20.0]])]
    # The first weight stands in three places, the third in two.
    indices = [np.array([[0, 1], [2, 0]]), np.array([[2, 0]])]
    assert RIGHT.collect(gradients, indices).tolist() == [1 + 4 + 20, 2, 3 + 10]


def test_gradients_of_a_parameter_are_added_in_the_order_of_its_positions():
    collected = RIGHT.collect([named("g", 60)], [np.arange(60) % 3])
    for parameter in range(3):
        places = range(parameter, 60, 3)
        assert element(collected, (parameter,)) == Sum(tuple(Symbol(("g", place)) for place in places))


def test_gradients_of_positions_that_share_nothing_stay_as_they_are():
    gradient = np.ones((2, 2))
    assert RIGHT.collect([gradient], [None]) is gradient


@pytest.mark.parametrize(
    ("problem", "total"),
    [
        (mean(3), Quotient(Sum(tuple(Symbol(("s", n)) for n in range(3))), Number(3.0))),
        (replace(MAZUR, inputs=np.zeros((2, 3))), Sum(tuple(Symbol(("s", n)) for n in range(3)))),
        (mean(1), Symbol(("s", 0))),  # of one sample nobody writes a mean
    ],
)
def test_the_error_of_a_batch_is_a_sum_or_a_mean(problem, total):
    assert element(RIGHT.error_over_samples(problem, named("s", problem.sample_count)), ()) == total


def test_a_gradient_is_divided_by_the_number_of_samples_where_a_mean_is_meant():
    gradient = named("g", 2)
    assert element(RIGHT.gradient_over_samples(mean(3), 0, gradient, 3), (1,)) == Quotient(
        Symbol(("g", 1)), Number(3.0)
    )
    assert RIGHT.gradient_over_samples(mean(1), 0, gradient, 1) is gradient
    assert RIGHT.gradient_over_samples(MAZUR, 0, gradient, 3) is gradient


def values(problem):
    return [np.array(block.values, dtype=float) for block in problem.network.blocks]


def test_a_penalty_is_of_the_trained_weights_and_of_the_biases_where_they_are_meant():
    # Mazur's weights are 0.15, 0.2, .. 0.55 without 0.35, his biases 0.35 and 0.6, which are not trained.
    weights = [0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55]
    small, square = 0.1 * sum(weights), 0.5 * 0.5 * sum(w * w for w in weights)
    for problem in (penalized("l1"), penalized("l1", biases=True)):
        assert RIGHT.penalty(problem, problem.penalty, values(problem), RATES) == pytest.approx(small)
    both = penalized("l1", "l2")
    assert RIGHT.penalty(both, both.penalty, values(both), RATES) == pytest.approx(small + square)
    trained = replace(both.network, blocks=tuple(replace(block, trained=True) for block in both.network.blocks))
    biased = replace(both, network=trained, penalty=Penalty(("l2",), True))
    more = square + 0.5 * 0.5 * (0.35**2 + 0.6**2)
    assert RIGHT.penalty(biased, biased.penalty, values(biased), RATES) == pytest.approx(more)


def test_where_nothing_is_trained_the_penalty_is_nothing():
    problem = untrained(penalized("l1", "l2"))
    assert RIGHT.penalty(problem, problem.penalty, values(problem), RATES) == 0
    gradient, w = named("g", 4), named("w", 4)
    assert RIGHT.penalized(problem, 0, gradient, w, RATES) is gradient


def test_a_gradient_without_a_penalty_is_what_it_was():
    gradient = named("g", 4)
    assert RIGHT.penalized(MAZUR, 0, gradient, named("w", 4), RATES) is gradient


def test_a_penalty_adds_its_derivative_to_the_gradient():
    g, w = np.array([1.0, 1.0, 1.0, 1.0]), np.array([2.0, -2.0, 0.0, -4.0])
    added = RIGHT.penalized(penalized("l1"), 0, g, w, RATES)
    assert added.tolist() == [1.1, 0.9, 1.0, 0.9]  # at 0, where |w| has a kink, nothing is added
    assert RIGHT.penalized(penalized("l2"), 0, g, w, RATES).tolist() == [2.0, 0.0, 1.0, -1.0]
    both = RIGHT.penalized(penalized("l1", "l2"), 0, g, w, RATES)
    assert both.tolist() == pytest.approx([2.1, -0.1, 1.0, -1.1])


def test_the_penalty_of_a_whole_block_is_written_without_a_choice():
    constant = SimpleNamespace(l1=named("l1"), l2=named("l2"))
    written = whole(RIGHT.penalized(penalized("l1", "l2"), 0, named("g", 4), named("w", 4), constant))
    decay = Product((Symbol("l2"), Symbol("w")))
    assert written == Sum((Symbol("g"), Product((Symbol("l1"), Call("sign", (Symbol("w"),)))), decay))


def test_of_parameters_by_name_those_that_are_weights_somewhere_are_penalized():
    text = """
inputs: [2]
targets: [1, 0]
learning_rate: 0.1
loss: half_squared_error
penalty: {l2: 0.5}
parameters: {w: 2, b: 4}
layers: [{activation: identity, weights: [[w], [w]], bias: [w, b]}]
"""
    problem = spec.loads(text)
    g, w = np.array([1.0, 1.0]), np.array([2.0, 4.0])
    assert problem.penalized(0).tolist() == [True, False]
    assert RIGHT.penalized(problem, 0, g, w, RATES).tolist() == [2.0, 1.0]
    assert RIGHT.penalty(problem, problem.penalty, [w], RATES) == 0.5 * 0.5 * 2**2
