"""Every derivative of a round against central differences of the error, on random problems."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import count

import numpy as np
from hypothesis import assume, given, settings

from bptrace import engine, readings
from bptrace.network import Network
from bptrace.problem import Problem
from bptrace.rules import RIGHT, Rules
from bptrace.tape import Address, Nothing, Numbers
from tests.strategies import problems

STEP = 2e-4
MARGIN = 20 * STEP
"""How far a net input must be from a kink: no step may cross it, and layers amplify a step."""


def richardson(error_at: Callable[[float], float]) -> float:
    """Return the derivative at 0 from two central differences, right up to the fourth power of the step."""
    wide = (error_at(STEP) - error_at(-STEP)) / (2 * STEP)
    narrow = (error_at(STEP / 2) - error_at(-STEP / 2)) / STEP
    return (4 * narrow - wide) / 3


def objective(
    problem: Problem, blocks: Sequence[np.ndarray], x: np.ndarray, target: np.ndarray | None, rules: Rules
) -> float:
    """Return what is differentiated: the total error, or the chosen output of all samples together."""
    let, network = Nothing(), problem.network
    out = engine.forward(let, network, rules, blocks, x).outs[-1]
    if problem.loss is not None:
        return float(
            engine.error(let, problem, blocks, readings.constants(problem, readings.begin(problem)), out, target)
        )
    chosen = out[problem.gradient_of]
    return float(chosen.mean() if problem.mean_over_samples else chosen.sum())


def near_a_kink(network: Network, numbers: Numbers) -> bool:
    """Whether the net input of some neuron is so close to a kink that a difference would cross it."""
    for number, layer in enumerate(network.layers, 1):
        net = numbers.arrays[Address("net", number, False)]
        for unit, activation in enumerate(layer.activations):
            if any(np.any(np.abs(net[unit] - kink) < MARGIN) for kink in activation.kinks):
                return True
    return False


def bumped(layer: int, bump: np.ndarray) -> Rules:
    """Return rules by which the net inputs of one layer come out greater by `bump`."""
    calls = count(1)

    def net(*args: object) -> np.ndarray:
        right = RIGHT.net(*args)
        return right + bump if next(calls) == layer else right

    return replace(RIGHT, net=net)


def agree(analytic: float, numeric: float, scale: float) -> bool:
    return abs(analytic - numeric) <= 1e-6 * max(abs(analytic), abs(numeric)) + 1e-9 * max(1, abs(scale))


def one_hot(shape: tuple[int, ...], index: tuple[int, ...], value: float) -> np.ndarray:
    array = np.zeros(shape)
    array[index] = value
    return array


def assert_gradients_are_derivatives(problem: Problem) -> int:
    """Compare every derivative of the first epoch's rounds, all at the start values; return how many were compared."""
    assume(problem.goes_back)
    # Going back through weights that are already updated is a method that exists, not a derivative of this error.
    problem = replace(problem, layer_by_layer=False)
    learned, compared = readings.begin(problem), 0
    for samples in problem.batches():
        numbers, _ = readings.record(problem, learned, samples)
        assume(not near_a_kink(problem.network, numbers))
        columns = slice(samples.start, samples.stop)
        x, target = problem.inputs[:, columns], None if problem.targets is None else problem.targets[:, columns]
        if problem.loss is not None:
            out = numbers.arrays[Address("out", problem.network.depth, False)]
            assume(not any(np.any(np.abs(switch) < MARGIN) for switch in problem.loss.switches(target, out)))
        compared += _blocks(problem, learned.blocks, numbers, x, target)
        for column in range(len(samples)):
            one = slice(column, column + 1)
            own = partial(objective, problem, learned.blocks, target=None if target is None else target[:, one])
            compared += _sample(problem, numbers, x[:, one], column, own)
    return compared


def _blocks(
    problem: Problem, blocks: Sequence[np.ndarray], numbers: Numbers, x: np.ndarray, target: np.ndarray | None
) -> int:
    error, compared = objective(problem, blocks, x, target, RIGHT), 0
    for number, block in enumerate(problem.network.blocks):
        gradient = numbers.arrays.get(Address("gradient", number, False))
        assert (gradient is not None) == block.trained
        for index in block.indices() if block.trained else ():

            def at(step: float, number: int = number, index: tuple[int, ...] = index) -> float:
                moved = list(blocks)
                moved[number] = blocks[number] + one_hot(blocks[number].shape, index, step)
                return objective(problem, moved, x, target, RIGHT)

            numeric = richardson(at)
            assert agree(float(gradient[index]), numeric, error), (block.names[index], gradient[index], numeric)
            compared += 1
    return compared


def _sample(problem: Problem, numbers: Numbers, x: np.ndarray, column: int, own: Callable[..., float]) -> int:
    """Compare the deltas and input gradients of one sample with differences of its own error."""
    network, compared, error = problem.network, 0, own(x=x, rules=RIGHT)
    for number in range(1, network.depth + 1):
        delta = numbers.arrays[Address("delta", number, False)]
        for unit in range(delta.shape[0]):

            def at_net(step: float, number: int = number, unit: int = unit, units: int = delta.shape[0]) -> float:
                return own(x=x, rules=bumped(number, one_hot((units, 1), (unit, 0), step)))

            numeric = richardson(at_net)
            assert agree(delta[unit, column], numeric, error), ("delta", number, unit, delta[unit, column], numeric)
            compared += 1
    gradient = numbers.arrays.get(Address("dE/dout", 0, False))
    assert (gradient is not None) == problem.input_gradients
    for unit in range(x.shape[0]) if problem.input_gradients else ():

        def at_input(step: float, unit: int = unit) -> float:
            return own(x=x + one_hot(x.shape, (unit, 0), step), rules=RIGHT)

        numeric = richardson(at_input)
        assert agree(gradient[unit, column], numeric, error), ("input", unit, gradient[unit, column], numeric)
        compared += 1
    return compared


@settings(max_examples=500, deadline=None)
@given(problems())
def test_every_gradient_delta_and_input_gradient_is_a_derivative_of_the_error(problem: Problem) -> None:
    assert assert_gradients_are_derivatives(problem) > 0
