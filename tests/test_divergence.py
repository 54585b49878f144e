"""What is said of a run whose numbers are no longer finite."""

import pytest

from bptrace import spec, training
from bptrace.byhand import UncomputableError
from bptrace.divergence import DivergedError
from bptrace.rounding import Rounding

SPEC = """\
inputs: {inputs}
targets: [0.5]
loss: {loss}
learning_rate: {rate}
optimizer: {{name: {optimizer}, epsilon: {epsilon}}}
epochs: 400
layers:
  - {{activation: {activation}, weights: [[0.1, 2]]}}
"""


def loaded(inputs="[0, 1]", rate="0.1", optimizer="adam", epsilon="0", activation="logistic", loss="squared_error"):
    return spec.loads(SPEC.format(**locals()))


@pytest.mark.parametrize("keep", [(1,), (300,)])
@pytest.mark.parametrize("optimizer", ["adagrad", "rmsprop", "adam", "adamw"])
def test_an_epsilon_of_0_is_at_fault_where_a_gradient_is_0(optimizer, keep):
    with pytest.raises(DivergedError, match=r"^w1 is no longer .* epoch 1; an epsilon above 0 helps, because with eps"):
        training.run(loaded(optimizer=optimizer), keep=keep)
    assert training.run(loaded(optimizer=optimizer, epsilon="1e-8")).history


def test_an_epsilon_of_0_is_not_at_fault_where_the_numbers_grow_too_large():
    growing = loaded(inputs="[1, 1]", rate="1e200", activation="identity")

    with pytest.raises(DivergedError, match=r"; a smaller learning rate may help$"):
        training.run(growing)


def test_by_hand_a_square_that_was_rounded_to_0_is_thought_of_too():
    with pytest.raises(UncomputableError, match=r"w1\+ has no finite value; an epsilon above 0 helps, or more digits"):
        training.run(loaded(), rounding=Rounding(4))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"inputs": "[0, 1e3]", "loss": "binary_cross_entropy"},
            "; an output of exactly 0 or 1 has no logarithm that the error could use",
        ),
        ({"inputs": "[0, 1e200]", "activation": "identity"}, "E_o1 is not a finite number at the start values"),
    ],
)
def test_at_the_start_logarithms_are_at_fault_only_where_there_are_some(settings, message):
    with pytest.raises(DivergedError) as caught:
        training.run(loaded(**settings))

    assert str(caught.value).endswith(message)
