"""The readings of a page agree: numbers, formulas, names and compiled training, on random problems."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from hypothesis import assume, given, reject, settings

from bptrace import expr, readings, training
from bptrace.compiled import compile_trainer
from bptrace.engine import Learned
from bptrace.expr import Choice, Expr
from bptrace.keys import Keys
from bptrace.network import Quantity
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.tape import Address, Nothing
from bptrace.trace import Round
from tests.strategies import problems

MANY = settings(max_examples=200, deadline=None)


def parts(formula: Expr) -> Iterator[Expr]:
    """Yield the subformulas that an evaluation computes in every case."""
    yield formula
    children = expr.children(formula)
    for child in children[:2] if isinstance(formula, Choice) else children:
        yield from parts(child)


def scale(formula: Expr, kept: Round) -> float:
    """Return the largest magnitude on the way to a formula's value: rounding errors are relative to it."""
    return max(abs(expr.evaluate(part, kept.leaf_value)) for part in parts(formula))


@MANY
@given(problems())
def test_every_formula_evaluates_to_the_number_that_the_arrays_hold(problem: Problem) -> None:
    trace = training.run(problem)
    assert len(trace.rounds) == len(problem.batches())
    for kept in trace.rounds:
        arrays = kept.values.numbers.arrays
        count = 0
        for line in kept.program.lines():
            value = expr.evaluate(line.formula, kept.leaf_value)
            assert abs(value - kept.value(line.quantity)) <= 1e-12 * scale(line.formula, kept), line
            count += line.quantity.kind != "dE/dout" or line.quantity.source is None
        # No array of the numeric reading is without lines, nor the other way round.
        assert count == sum(arrays[address].size for address in arrays if address not in kept.program.reading.givens)


@MANY
@given(problems())
def test_lines_rest_on_what_is_given_or_defined_before(problem: Problem) -> None:
    for kept in training.run(problem).rounds:
        defined = set[Quantity]()
        for line in kept.program.lines():
            for leaf in expr.leaves(line.formula):
                assert leaf in defined or kept.program.formula(leaf) is None, (line, leaf)
            assert line.quantity not in defined
            defined.add(line.quantity)


@MANY
@given(problems())
def test_the_lines_before_a_wanted_one_compute_it_alone(problem: Problem) -> None:
    kept = training.run(problem).rounds[-1]
    wanted = list(kept.program.lines())[-1].quantity
    values = dict[Quantity, float]()
    for line in kept.program.before(lambda quantity: quantity == wanted):
        values[line.quantity] = expr.evaluate(
            line.formula, lambda ref: values[ref] if kept.program.formula(ref) else kept.leaf_value(ref)
        )
    assert np.isclose(values[wanted], kept.value(wanted), rtol=1e-9, atol=1e-12)


@MANY
@given(problems())
def test_element_is_the_inverse_of_quantity(problem: Problem) -> None:
    network = problem.network
    reading = readings.read(problem, problem.batches()[0])
    shapes = {address: np.shape(array) for address, array in reading.formulas.items()}
    numbers, _ = readings.record(problem, readings.begin(problem), problem.batches()[0])
    shapes |= {address: np.shape(numbers.arrays[address]) for address in reading.givens if problem.loss is not None}
    found = set[Quantity]()
    for address, shape in shapes.items():
        for index in np.ndindex(shape):
            quantity = network.quantity(address, index)
            assert network.element(quantity) == (address, index)
            found.add(quantity)
    assert len(found) == sum(int(np.prod(shape)) for shape in shapes.values())


@MANY
@given(problems())
def test_parameters_have_names_of_their_own_and_are_found_by_their_identity(problem: Problem) -> None:
    network = problem.network
    named = dict(network.parameters())
    assert len(named) == sum(block.values.size for block in network.blocks)
    for name, quantity in named.items():
        assert network.parameter_name(quantity) == name
        address, index = network.element(quantity)
        assert address == Address("parameter", address.where, False)
        assert network.blocks[address.where].names[index] == name


@MANY
@given(problems())
def test_every_quantity_is_found_by_its_key_and_by_its_text(problem: Problem) -> None:
    notation = Notation(problem)
    keys = Keys(notation)
    lines = [line for kept in training.run(problem).rounds for line in kept.program.lines()]
    by_key = dict[str, Quantity]()
    for quantity in dict.fromkeys(one for line in lines for one in (line.quantity, *expr.leaves(line.formula))):
        key = notation.key(quantity)
        assert key.isascii()
        assert by_key.setdefault(key, quantity) == quantity, key
        assert keys.find(key).quantity == quantity
        assert keys.find(notation.text(quantity)).quantity == quantity


def steady(problem: Problem) -> Problem:
    """Return a problem in which a gradient that is 0 but for rounding errors makes no step.

    Optimizers that divide a gradient by its own size and a tiny epsilon would take one along the error of the last bit.
    """
    if "epsilon" not in problem.constants:
        return problem
    return replace(problem, constants={**problem.constants, "epsilon": 1e-3})


@MANY
@given(problems())
def test_compiled_training_and_training_on_arrays_learn_the_same(problem: Problem) -> None:
    assume(problem.optimizer is not None)
    problem = steady(problem)
    start = readings.begin(problem)
    try:
        compiled, arrays = compile_trainer(problem)(start, 1), start
    except ArithmeticError:  # the numbers have left float64, which training says in its own way
        reject()
    for samples in problem.batches():
        arrays = readings.compute(Nothing(), problem, arrays, samples)
    assert_equal_learned(compiled, arrays)


@MANY
@given(problems())
def test_a_kept_epoch_learns_what_an_epoch_that_is_not_kept_learns(problem: Problem) -> None:
    twice = steady(replace(problem, epochs=2))
    try:
        kept, passing = training.run(twice, keep=(1, 2)), training.run(twice, keep=())
    except training.DivergedError:
        reject()
    for one, other in zip(kept.history, passing.history, strict=True):
        assert np.allclose(one.outputs, other.outputs, rtol=1e-12, atol=1e-12)
    assert [(r.epoch, r.step) for r in kept.rounds] == [
        (e, s + 1) for e in (1, 2) for s in range(len(problem.batches()))
    ]


def assert_equal_learned(one: Learned, other: Learned) -> None:
    for mine, yours in zip(one.blocks, other.blocks, strict=True):
        assert np.all(np.abs(mine - yours) <= 1e-12 * np.maximum(1, np.abs(mine)))
    for mine, yours in zip(one.states, other.states, strict=True):
        assert mine.keys() == yours.keys()
        for kind, state in mine.items():
            assert np.all(np.abs(state - yours[kind]) <= 1e-12 * np.maximum(1, np.abs(state))), kind
