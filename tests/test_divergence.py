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
            "; inputs as large as 1000 want scaling to about 1, in the data itself, for no field does so; "
            "an output of exactly 0 or 1 has no logarithm that the error could use",
        ),
        ({"inputs": "[0, 1e200]", "activation": "identity"}, "E_o1 is not a finite number at the start values"),
    ],
)
def test_at_the_start_logarithms_are_at_fault_only_where_there_are_some(settings, message):
    with pytest.raises(DivergedError) as caught:
        training.run(loaded(**settings))

    assert str(caught.value).endswith(message)


# By hand: each error is 1/2 (1.3e154)^2 = 8.45e307, and the sum of three is beyond 1.798e308.
SUMMED = """\
inputs: [1.3e154]
targets: [0, 0, 0]
loss: half_squared_error
layers:
  - {activation: identity, weights: [[1], [1], [1]]}
"""


def test_a_sum_of_finite_errors_that_is_not_finite_is_said():
    with pytest.raises(DivergedError, match=r"^E_total is not a finite number at the start values$"):
        training.run(spec.loads(SUMMED))


# By hand: out - target = 1, so that dE/dw1 = 1e160 and its square is beyond float64; the step, divided by it, is 0.
SQUARED = """\
inputs: [1e160]
targets: [-1]
loss: half_squared_error
learning_rate: 0.1
optimizer: {optimizer}
epochs: {epochs}
layers:
  - {{activation: identity, weights: [[0]]}}
"""


@pytest.mark.parametrize(
    ("optimizer", "state"), [("adagrad", "G_w1"), ("rmsprop", "s_w1"), ("adam", "v_w1"), ("adamw", "v_w1")]
)
@pytest.mark.parametrize("epochs", [1, 400])
@pytest.mark.parametrize("keep", [(), (1,)])
def test_a_state_that_is_not_finite_is_said_although_the_parameter_stands_still(optimizer, state, epochs, keep):
    with pytest.raises(DivergedError, match=f"^{state} is no longer a finite number after epoch 1;"):
        training.run(spec.loads(SQUARED.format(optimizer=optimizer, epochs=epochs)), keep=keep)


# By hand: the net input is 1 and the error 1e10, but dE/di1 = 1e10 * 1e300; no parameter and no error rests on it.
STEEP = """\
inputs: [1e-300]
targets: [0]
loss: {error: 1e10*(out - target), slope: 1e10}
input_gradients: true
layers:
  - {activation: identity, weights: [[1e300]]}
"""


def test_a_number_that_nothing_rests_on_is_looked_at_too():
    with pytest.raises(DivergedError) as caught:
        training.run(spec.loads(STEEP))

    assert str(caught.value) == "dE/di1 is not a finite number in epoch 1; smaller inputs or weights may help"
    assert training.run(spec.loads(STEEP), keep=()).history[0].error == 1e10


# By hand: w+ = w - 0.1 * 1e20 * 1e20 * w, about -1e39 w; after three epochs the error is 1/2 (1e20 * 1e117)^2, and after four
# it is 1/2 (1e176)^2, which is too large.
GROWING = """\
inputs: [1e20]
targets: [0]
loss: half_squared_error
learning_rate: 0.1
epochs: 400
layers:
  - {activation: identity, weights: [[1]]}
"""


@pytest.mark.parametrize(
    ("keep", "message"),
    [
        (range(1, 20), "E_o1 is no longer a finite number after epoch 4; a smaller learning rate may help"),
        (range(1, 401), "E_o1+ is not a finite number in epoch 4; a smaller learning rate may help"),
    ],
)
def test_of_many_kept_epochs_the_one_is_named_in_which_a_number_is_lost(keep, message):
    with pytest.raises(DivergedError) as caught:
        training.run(spec.loads(GROWING), keep=keep)

    assert str(caught.value) == message
