"""Points drawn at random, and targets that formulas give them."""

from __future__ import annotations

import json

import numpy as np
import pytest

from bptrace import spec
from bptrace.spec.faults import SpecError
from bptrace.spec.write import document
from tests.spec.test_write import shape_of

SPEC = """\
data: {data}
loss: squared_error
learning_rate: 0.1
seed: 5
layers:
  - {{activation: identity, weights: {weights}}}
"""


def load(data, weights="[[1, 2]]", more=""):
    return spec.loads(SPEC.format(data=data, weights=weights) + more)


def test_uniform_points_are_numpys_own_sample_by_sample():
    problem = load("{generate: uniform, low: -2, high: 2, count: 500, inputs: [x, y], targets: [x*y + 1]}")
    drawn = -2 + 4 * np.random.Generator(np.random.PCG64([5, 1])).random((500, 2))

    assert problem.network.inputs == ("x", "y")
    np.testing.assert_array_equal(problem.inputs, drawn.T)
    np.testing.assert_array_equal(problem.targets, [drawn[:, 0] * drawn[:, 1] + 1])


def test_normal_points_have_their_mean_and_their_standard_deviation():
    problem = load("{generate: normal, mean: 3, std: 0.5, count: 20000, inputs: 2, targets: [0]}")

    assert problem.inputs.mean() == pytest.approx(3, abs=0.02)
    assert problem.inputs.std() == pytest.approx(0.5, rel=0.02)
    assert not problem.targets.any()


def test_more_samples_leave_the_first_ones_as_they_were():
    few, many = (load(f"{{generate: normal, count: {count}, inputs: 2, targets: [0]}}") for count in (10, 1000))

    np.testing.assert_array_equal(few.inputs, many.inputs[:, :10])


def test_every_output_has_a_formula():
    data = "{generate: uniform, count: 9, inputs: [a, b], targets: ['max(a, b)', 1 if a > b else exp(-a)]}"
    problem = load(data, "[[1, 2], [3, 4]]")
    a, b = problem.inputs

    np.testing.assert_array_equal(problem.targets[0], np.maximum(a, b))
    np.testing.assert_allclose(problem.targets[1], np.where(a > b, 1, np.exp(-a)), rtol=1e-15)


@pytest.mark.parametrize("label", ["x*y > 0", "1 if x*y > 0 else 0"])
def test_a_condition_makes_two_classes(label):
    two = load(f"{{generate: uniform, count: 99, inputs: [x, y], label: {label}}}", "[[1, 2], [3, 4]]")
    one = load(f"{{generate: uniform, count: 99, inputs: [x, y], label: {label}}}")
    same_sign = (two.inputs[0] * two.inputs[1] > 0).astype(float)

    assert two.targets.tolist() == [(1 - same_sign).tolist(), same_sign.tolist()]
    assert one.targets.tolist() == [same_sign.tolist()]


def test_a_formula_may_number_more_classes():
    data = "{generate: uniform, count: 99, inputs: [x, y], label: 2 if x > 0.5 else 1 if x > 0 else 0}"
    problem = load(data, "[[1, 2], [3, 4], [5, 6]]")

    x = problem.inputs[0]
    assert problem.targets.argmax(axis=0).tolist() == np.where(x > 0.5, 2, np.where(x > 0, 1, 0)).tolist()


def test_a_written_problem_has_the_drawn_numbers():
    problem = load("{generate: uniform, count: 5, inputs: [x, y], label: x > y}", more="test: 2\n")
    again = spec.loads(json.dumps(document(problem)))

    assert shape_of(again) == shape_of(problem)
    assert again.test.inputs.tolist() == problem.test.inputs.tolist()
    assert again.test.targets.tolist() == problem.test.targets.tolist()


@pytest.mark.parametrize(
    ("data", "piece"),
    [
        (
            "{generate: ^unifrom, count: 5, inputs: 2, targets: [0]}",
            "found 'unifrom'; expected uniform or normal; did you",
        ),
        ("^{generate: uniform, inputs: 2, targets: [0]}", "found no count"),
        ("{generate: uniform, count: ^0, inputs: 2, targets: [0]}", "expected a whole number from 1"),
        (
            "{generate: uniform, count: ^100000000000, inputs: 2, targets: [0]}",
            "found '100000000000'; expected a whole number from 1; at most 10000000",
        ),
        (
            "{generate: uniform, count: ^10000000, inputs: 4, targets: [0]}",
            "found 10000000 samples; expected at most 1000000",
        ),
        (
            "{generate: uniform, count: 5, inputs: ^99999999999999999999, targets: [0]}",
            "found '99999999999999999999'; expected a whole number from 1; at most 5000",
        ),
        (
            "{generate: normal, std: ^1e+308, count: 50, inputs: 2, targets: [0]}",
            "found 1e+308, with which numbers are drawn that are too large for float64",
        ),
        (
            "{generate: uniform, low: -1e+307, high: ^1.79e+308, count: 50, inputs: 2, targets: [0]}",
            "found 1.79e+308, with which numbers are drawn that are too large for float64",
        ),
        ("{generate: uniform, low: ^3, count: 5, inputs: 2, targets: [0]}", "expected low below high"),
        (
            "{generate: uniform, count: 5, inputs: 2, targets: [^i3]}",
            "found 'i3'; expected a formula in the inputs i1, i2",
        ),
        ("{generate: uniform, count: 5, inputs: 2, targets: [i1 +^]}", "found the end; expected a number, a name"),
        (
            "{generate: uniform, count: 5, inputs: 2, targets: [^1/(i1-i1)]}",
            "without a finite value for sample 1 (i1 = ",
        ),
        ("{generate: uniform, count: 5, inputs: 2, targets: ^[0, 0]}", "found 2 formulas; expected 1"),
        ("{generate: uniform, count: 5, inputs: 2, label: ^i1/2}", "expected a class number from 0 to 1"),
        ("{generate: uniform, count: 5, inputs: 2, label: i1 ^>}", "found '>'; expected"),
        ("{generate: uniform, count: 5, inputs: 2, targets: [0], label: ^i1 > 0}", "found both targets and a label"),
    ],
)
def test_a_fault_is_said_where_it_stands(data, piece):
    with pytest.raises(spec.SpecError) as caught:
        load(data.replace("^", ""))

    places = [(fault.line, fault.column) for fault in caught.value.faults if piece in fault.message]
    assert places == [(1, f"data: {data}".index("^") + 1)], str(caught.value)


def test_names_of_the_authors_are_checked_for_clashes_and_counted_ones_cannot_clash(monkeypatch):
    with pytest.raises(SpecError, match="which would both be called w1"):
        load("{generate: uniform, count: 3, inputs: [w1, y], targets: [0]}")

    monkeypatch.setattr("bptrace.spec.clashes.Keys", None)  # dear for a big network: not even made
    assert load("{generate: uniform, count: 3, inputs: 2, targets: [0]}").network.inputs == ("i1", "i2")
