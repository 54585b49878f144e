"""The order in which a round is written flat, and the way back."""

from __future__ import annotations

from struct import pack

import pytest

from bptrace import flat, readings, spec
from bptrace.flat import Flattening, Laid
from bptrace.network import Quantity
from bptrace.program import Program

# Two inputs, one neuron, two outputs; the weights of the outputs are one parameter, called v.
TIED = """
samples:
  - {inputs: [1, 2], targets: [3, 4]}
  - {inputs: [5, 6], targets: [7, 8]}
  - {inputs: [9, 10], targets: [11, 12]}
batch: 2
learning_rate: 0.5
loss: half_squared_error
parameters: {v: 0.4}
layers:
  - {activation: identity, weights: [[0.1, 0.2]], bias: [0.3]}
  - {activation: identity, weights: [[v], [v]]}
"""
ADAM = f"{TIED}optimizer: {{name: adam, beta1: 0.5, beta2: 0.75, epsilon: 0}}\n"
PARAMETERS = [Quantity("parameter", 1, 0, 0), Quantity("parameter", 1, 0, 1),
              Quantity("parameter", 1, 0), Quantity("parameter", 2, 0, 0)]  # fmt: skip


def column(sample):
    return [Quantity("out", 0, 0, None, sample), Quantity("out", 0, 1, None, sample),
            Quantity("target", 2, 0, None, sample), Quantity("target", 2, 1, None, sample)]  # fmt: skip


def test_columns_are_inputs_and_targets_sample_by_sample():
    assert flat.columns(spec.loads(TIED), range(1, 3)) == [*column(1), *column(2)]


@pytest.mark.parametrize(
    ("size", "whole", "rest"),
    [
        (2, [[1, 2, 3, 4, 5, 6, 7, 8]], [[9, 10, 11, 12]]),
        (1, [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]], []),
        (3, [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]], []),
    ],
)
def test_rows_are_the_columns_of_whole_batches_and_what_is_left_over(size, whole, rest):
    assert flat.rows(spec.loads(TIED), size) == (whole, rest)


def test_a_state_is_all_parameters_then_all_of_each_kind_of_the_optimizers():
    assert flat.state(spec.loads(TIED)) == PARAMETERS
    moments = [one._replace(kind=kind) for kind in ("first_moment", "second_moment") for one in PARAMETERS]
    assert flat.state(spec.loads(ADAM)) == [*PARAMETERS, *moments]


def test_without_updates_a_state_is_the_parameters():
    forward = "inputs: [1]\nlayers:\n  - {activation: identity, weights: [[2]]}\n"
    assert flat.state(spec.loads(forward)) == [Quantity("parameter", 1, 0, 0)]
    flattening = Flattening(spec.loads(forward))
    assert flattening.values(readings.begin(spec.loads(forward))) == [2]
    assert flattening.learned([7], 0).states == ({},)


@pytest.mark.parametrize(("text", "counted"), [(TIED, []), (ADAM, [Quantity("step")])])
def test_a_round_is_laid_out_as_what_is_given_and_then_its_lines(text, counted):
    problem = spec.loads(text)
    program = Program(problem.network, readings.read(problem, range(1)))
    constants = [Quantity(kind) for kind in problem.constants]
    given = [*column(0), *constants, *counted, *flat.state(problem)]
    lines = [line.quantity for line in program.lines()]
    assert constants[0] == Quantity("learning_rate")
    assert flat.constants(problem) == constants
    assert flat.laid(problem, program, range(1)) == [*given, *lines]
    places = flat.places(problem, program, range(1))
    assert (places[column(0)[0]], places[column(0)[3]], places[lines[-1]]) == (0, 3, len(given) + len(lines) - 1)
    assert list(places) == [*given, *lines]


def test_a_laid_round_finds_each_value_at_its_place():
    one, other = Quantity("net", 1, 0, None, 0), Quantity("out", 1, 0, None, 0)
    laid = Laid({one: 0, other: 1}, pack("2d", 1.5, -2.25))
    assert (laid[one], laid[other]) == (1.5, -2.25)
    assert dict(laid) == {one: 1.5, other: -2.25}
    assert len(laid) == 2
    with pytest.raises(KeyError):
        laid[one._replace(unit=1)]


def test_after_the_update_a_quantity_is_the_same_otherwise():
    assert flat.after(Quantity("net", 1, 0, None, 0)) == Quantity("net", 1, 0, None, 0, after=True)


def test_what_is_learned_is_written_flat_in_the_order_of_the_state_and_read_again():
    flattening = Flattening(spec.loads(ADAM))
    values = [float(n) for n in range(1, 13)]
    learned = flattening.learned(values, 7)
    assert [block.tolist() for block in learned.blocks] == [[[1, 2]], [3], [4]]
    assert [{kind: array.tolist() for kind, array in state.items()} for state in learned.states] == [
        {"first_moment": [[5, 6]], "second_moment": [[9, 10]]},
        {"first_moment": [7], "second_moment": [11]},
        {"first_moment": [8], "second_moment": [12]},
    ]
    assert learned.updates == 7
    assert flattening.values(learned) == values


def test_start_values_are_written_flat_under_the_names_of_their_parameters():
    problem = spec.loads(TIED)
    values = Flattening(problem).values(readings.begin(problem))
    assert dict(zip(flat.state(problem), values, strict=True)) == dict(
        zip(PARAMETERS, [0.1, 0.2, 0.3, 0.4], strict=True)
    )
    assert all(isinstance(value, float) for value in values)
    assert Flattening(problem).learned(values, 0).states == ({}, {}, {})
