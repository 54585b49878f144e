"""Whatever the network, every mistake that can be made on it has formulas that can be read and the numbers that they give."""

import math
import warnings
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bptrace import examples, expr, spec
from bptrace.marking.method import Item, Method
from bptrace.marking.suspects import Suspect, suspects
from bptrace.network import Quantity
from bptrace.problem import Problem
from tests.calls import at_most
from tests.shipped import SHIPPED
from tests.strategies import problems

EACH = 4
"""In a fast test, so many of the mistakes of a problem are looked at."""


def followed(problem: Problem, epochs: int = 2) -> Method:
    """Return the right method, with its first epochs where there is anything to learn."""
    return Method(problem, frozenset(range(1, epochs + 1 if problem.optimizer else 2)))


def lines(method: Method) -> list[Item]:
    """Return the lines of the first update and of the last one of an epoch, which may be of fewer samples."""
    steps = {1, min(len(method.problem.batches()), 3)}
    starts = [Item(epoch, step, Quantity("net")) for epoch in sorted(method.epochs) for step in sorted(steps)]
    return [start._replace(quantity=one) for start in starts for one in method.program(start).quantities()]


def assert_agrees(suspect: Suspect) -> None:
    """Assert that the formulas with the mistake in them can be read, and that its numbers are theirs."""
    for line in lines(suspect.right):
        for operand in leaves(suspect.changed(line)):
            suspect.right.formula(operand)  # is there without the mistake too, so that a sheet may have it
        suspect.exact(line)
    for line in lines(suspect.method):
        formula = suspect.method.formula(line)
        if formula is not None and suspect.exact(line) is not None:
            assert_is_value(suspect.method, line, formula)


def leaves(formula: expr.Expr | None) -> list[Item]:
    found = dict.fromkeys(expr.leaves(formula)) if formula is not None else ()
    return [leaf for leaf in found if isinstance(leaf, Item)]


def assert_is_value(method: Method, line: Item, formula: expr.Expr) -> None:
    """Assert that a line's number is what its formula gives, as far as that is finite in the form of the textbook."""
    operands = [method.exact(leaf) for leaf in leaves(formula)]
    value = method.exact(line)
    try:
        written = expr.evaluate(formula, method.exact)
    except (ArithmeticError, ValueError):
        return
    if math.isfinite(value) and math.isfinite(written):
        largest = max(map(abs, operands), default=1.0)
        assert value == pytest.approx(written, rel=1e-9, abs=1e-12 * max(1.0, largest)), line


def assert_all_agree(chosen: Sequence[Suspect]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for suspect in chosen:
            assert_agrees(suspect)


@settings(max_examples=12, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_formulas_and_numbers_of_mistakes_agree(problem, random):
    found = list(suspects(followed(problem)))

    assert_all_agree(random.sample(found, min(EACH, len(found))))


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(problems())
def test_formulas_and_numbers_of_all_mistakes_agree(problem):
    assert_all_agree(list(suspects(followed(problem))))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_example_can_be_worked_with_every_mistake_that_applies(name):
    problem = spec.load(examples.find(name))
    found = list(suspects(followed(problem, epochs=1)))

    assert found
    assert_all_agree(found[:: 1 + len(found) // EACH])


SOFTSIGN = "{name: softsign, out: x / (1 + abs(x)), slope: 1 / (1 + abs(x))**2, range: [-1, 1]}"
ODD = {
    "own functions": f"""
inputs: [0.5, -0.3]
targets: [0.2]
learning_rate: 0.1
loss: {{error: (target - out)**4, slope: 4*(out - target)**3}}
layers:
  - activation: [{SOFTSIGN}, relu]
    weights: [[1.0, 2.0], [0.3, -0.4]]
    threshold: 0.2
  - activation: {SOFTSIGN}
    weights: [[0.7, 0.5]]
""",
    "one neuron": """
inputs: [0.5]
targets: [0.2]
learning_rate: 0.1
loss: half_squared_error
layers: [{activation: logistic, weights: [[0.7]]}]
""",
    "forward only": """
inputs: [1, 0]
layers:
  - {activation: step, weights: [[1, 1], [1, 1]], threshold: [0.5, 1.5]}
  - {activation: [step], weights: [[1, -1]], threshold: 0.5}
""",
    "an output differentiated": """
inputs: [1, 0.5]
gradient_of: o2
input_gradients: true
layers:
  - {activation: softmax, weights: [[0.4, 0.2], [0.1, -0.3]]}
  - {activation: tanh, weights: [[1, -1], [0.2, 0.3]], bias: 0.1}
""",
    "slopes of two forms": """
inputs: [0.5, -1.5]
targets: [0.3]
learning_rate: 0.1
loss: half_squared_error
layers:
  - {activation: [silu, gelu], weights: [[0.4, 0.2], [0.1, -0.3]], bias: 0.1, train_bias: false}
  - {activation: silu, weights: [[1, -1]]}
""",
    "outputs at 0": """
inputs: [0, 0]
targets: [0, 0]
learning_rate: 0.1
loss: mean_squared_error
optimizer: adam
layers:
  - {activation: tanh, weights: [[1, -1], [-1, 1]], bias: 0}
  - {activation: tanh, weights: [[1, -1], [-1, 1]]}
""",
    "far out": """
inputs: [900, -900]
targets: [0, 1]
learning_rate: 100
loss: binary_cross_entropy
layers:
  - {activation: identity, weights: [[1, -1], [-1, 1]], bias: 0}
  - {activation: logistic, weights: [[0.5, -0.5], [-0.5, 0.5]]}
""",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_networks_can_be_worked_with_every_mistake_that_applies(text):
    assert_all_agree(list(suspects(followed(spec.loads(text), epochs=1))))


def test_no_mistake_of_the_way_back_applies_to_a_forward_pass():
    codes = {one.mistake.code for one in suspects(followed(spec.loads(ODD["forward only"])))}

    assert codes == {"F1", "F2", "F3", "F6"}


def test_the_mistakes_of_a_big_network_are_listed_without_working_out_its_lines():
    rows = "{init: normal, std: 0.05}"
    big = spec.loads(f"""
inputs: [{", ".join(["0.5"] * 300)}]
targets: [{", ".join(["0.1"] * 10)}]
learning_rate: 0.1
loss: half_squared_error
seed: 1
layers:
  - {{activation: logistic, neurons: 64, weights: {rows}, bias: {{init: constant}}}}
  - {{activation: logistic, neurons: 10, weights: {rows}, bias: {{init: constant}}}}
""")
    with at_most(300 * 64 + 64 * 10):  # not even one for each weight, let alone for each weight and mistake
        found = list(suspects(Method(big, frozenset({1}))))

    assert len(found) > 60
