"""What is said of a run whose numbers are no longer finite."""

from dataclasses import replace

import numpy as np
import pytest

from bptrace import divergence, readings, spec, training
from bptrace.byhand import UncomputableError
from bptrace.divergence import DivergedError
from bptrace.network import Quantity
from bptrace.rounding import Rounding
from bptrace.rules import RIGHT
from bptrace.tape import Address, Numbers
from bptrace.trace import Recorded, Round

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


THREE_SAMPLES = """\
samples:
  - {inputs: [1], targets: [0]}
  - {inputs: [2], targets: [1]}
  - {inputs: [-10], targets: [1]}
batch: 2
loss: binary_cross_entropy
learning_rate: 0.1
penalty: {l2: 0.1}
layers:
  - {activation: logistic, weights: [[1]]}
"""
NAN = float("nan")
LOGARITHM = "an output of exactly 0 or 1 has no logarithm that the error could use"


def message_of(check, *arguments):
    with pytest.raises(DivergedError) as caught:
        check(*arguments)
    return str(caught.value)


def numbers(arrays):
    return Numbers({Address(kind, where, False): np.array(values, float) for (kind, where), values in arrays.items()})


def checked_at_the_start(arrays, inputs=10.0):
    problem = spec.loads(THREE_SAMPLES.replace("-10", str(-inputs)))
    return message_of(divergence.check, problem, 0, numbers(arrays))


def test_a_message_ends_with_what_is_said_if_nothing_helps():
    error = DivergedError(0, "w1")
    assert (str(error), error.epoch, error.key) == ("w1 is not a finite number at the start values", 0, "w1")
    assert str(DivergedError(2, "w1")) == "w1 is no longer a finite number after epoch 2"


@pytest.mark.parametrize(
    ("kind", "values", "key"),
    [
        ("error", [[0.5, NAN, NAN]], "E_o1[2]"),
        ("sample_error", [0.5, 0.5, NAN], "E[3]"),
        ("data_error", NAN, "E_data"),
        ("total_error", NAN, "E_total"),
    ],
)
def test_every_error_may_lack_a_logarithm(kind, values, key):
    arrays = {("net", 1): [[1, 2, 3]], (kind, 1 if kind == "error" else None): values}
    assert checked_at_the_start(arrays) == f"{key} is not a finite number at the start values; {LOGARITHM}"


def test_a_net_input_has_no_logarithm():
    assert checked_at_the_start({("net", 1): [[1, NAN, 3]]}) == "net_o1[2] is not a finite number at the start values"


def test_inputs_beyond_10_want_scaling():
    assert "; inputs as large as 10.5 want scaling to about 1, in " in checked_at_the_start(
        {("error", 1): [[NAN]]}, 10.5
    )


def test_finite_numbers_pass():
    problem = spec.loads(THREE_SAMPLES)
    divergence.check(problem, 0, numbers({("net", 1): [[1, 2, 3]]}))
    divergence.check_round(problem, Round(1, 1, range(2), None, {Quantity("net", 1, 0, None, 0): 1.0}))


@pytest.mark.parametrize(
    ("epoch", "after", "remedy"),
    [
        (1, False, "smaller inputs or weights may help"),
        (1, True, "a smaller learning rate may help"),
        (2, False, "a smaller learning rate may help"),
        (2, True, "a smaller learning rate may help"),
    ],
)
def test_smaller_steps_help_once_there_was_one(epoch, after, remedy):
    values = {Quantity("net", 1, 0, None, 0): 1.0, Quantity("out", 1, 0, None, 2, after): NAN}
    found = message_of(divergence.check_round, spec.loads(THREE_SAMPLES), Round(epoch, 1, range(3), None, values))
    key = "out_o1+[3]" if after else "out_o1[3]"
    assert found == f"{key} is not a finite number in epoch {epoch}; {remedy}"


def test_the_sample_of_a_later_batch_is_named_by_its_own_number():
    problem = spec.loads(THREE_SAMPLES)
    recorded = Recorded(problem.network, numbers({("net", 1): [[1, NAN]]}), first=1)
    found = message_of(divergence.check_round, problem, Round(1, 2, range(1, 3), None, recorded))
    assert found.startswith("net_o1[3] is not a finite number in epoch 1; ")


FOUND = DivergedError(1, "w1", "a smaller learning rate may help")
ONE_STEP = """\
inputs: [{x}]
targets: [{t}]
loss: half_squared_error
learning_rate: {rate}
optimizer: {{name: rmsprop, rho: 0, epsilon: {epsilon}}}
layers:
  - {{activation: identity, weights: [[{w}]]}}
"""


def explanation(rules=RIGHT, epochs=1, **numbers):
    """Return what is said to help. With rho = 0 a step is the learning rate times the gradient by its absolute value."""
    numbers = {"x": 1, "t": 1, "rate": 0.5, "epsilon": 0, "w": 1.5} | numbers
    problem = spec.loads(ONE_STEP.format(**numbers))
    return str(divergence.explained(FOUND, problem, rules, readings.begin(problem), epochs)).partition("; ")[2]


ABOVE_0 = "an epsilon above 0 helps, because with epsilon = 0 a gradient of 0 is divided by 0"
SMALLER_STEPS = "a smaller learning rate may help"


def test_only_the_updates_of_these_epochs_are_looked_at():
    # w goes from 1.5 to 1, where the gradient is 0
    assert explanation(epochs=1) == SMALLER_STEPS
    assert explanation(epochs=2) == ABOVE_0
    assert explanation(epochs=2, epsilon=1) == SMALLER_STEPS


def test_the_gradient_is_that_of_the_rules():
    nowhere = replace(RIGHT, gradient=lambda delta, out, back: 0 * (delta @ out.T))
    assert explanation(nowhere) == ABOVE_0


def test_a_gradient_counts_as_0_if_its_square_does():
    assert explanation(x="1.0e-200") == ABOVE_0  # about (-1) 1e-200, whose square is less than any float
    # w is -1e308 and loses 1e308 more; the gradients are 1e158 1e-308 = 1e-150, whose square is a float, and 1e208 1e-100
    far = {"rate": "1.0e+308", "w": "-1.0e+308"}
    assert explanation(x="1.0e-308", t="-1.0e+158", **far) == SMALLER_STEPS
    assert explanation(x="1.0e-100", t="-2.0e+208", **far) == SMALLER_STEPS


def test_a_gradient_whose_square_is_too_large_is_none_of_0():
    assert (
        explanation(x="0, 1.0e+160", t=-1, w="1, 0") == ABOVE_0
    )  # of the first weight, and without a warning of the second
