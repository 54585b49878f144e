"""Compiled training against loops written out by hand, and where float arithmetic has no answer."""

import struct
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest

from bptrace import flat, readings, spec
from bptrace.compiled import compile_recording, compile_trainer, compile_training
from bptrace.network import Quantity
from bptrace.program import Program
from bptrace.rounding import Rounding
from bptrace.rules import RIGHT

LINE = [(1, 2), (2, 3), (-1, 0.5)]
"""What y = w x + b is fitted to, in batches of two: the second one has one sample."""

FITTED = """
samples:
  - {inputs: [1], targets: [2]}
  - {inputs: [2], targets: [3]}
  - {inputs: [-1], targets: [0.5]}
batch: 2
learning_rate: 0.1
loss: half_squared_error
layers:
  - {activation: identity, weights: [[0.5]], bias: [0.25]}
"""
ONE_WEIGHT = """
inputs: [2]
targets: [3]
loss: half_squared_error
learning_rate: 1
layers:
  - {activation: identity, weights: [[0.56]]}
"""
ROOT_OF_A_NEGATIVE_NUMBER = """
inputs: [-2]
targets: [1]
loss: half_squared_error
learning_rate: 0.5
layers:
  - activation: {out: x**0.5, slope: 0.5 / x**0.5}
    weights: [[1]]
"""
# For the second sample the logistic function needs e^1000, too large a float.
STEEP = """
samples:
  - {inputs: [1], targets: [1]}
  - {inputs: [-1000], targets: [0]}
batch: 1
learning_rate: 0.5
loss: half_squared_error
layers:
  - {activation: logistic, weights: [[1]]}
"""


def fitted(batches, momentum=0.0):
    """Return weight and bias of a line after updates on some batches, and what their momentum has become."""
    w, b, v, u = 0.5, 0.25, 0.0, 0.0
    for batch in batches:
        v = momentum * v + sum((w * x + b - y) * x for x, y in batch)
        u = momentum * u + sum(w * x + b - y for x, y in batch)
        w, b = w - 0.1 * v, b - 0.1 * u
    return w, b, v, u


def numbers(arrays):
    return [float(number) for array in arrays for number in np.ravel(array)]


def close(value, tolerance=1e-15):
    """Compare relative to each value, however small it is."""
    return pytest.approx(value, rel=tolerance, abs=0)


def begun(text):
    problem = spec.loads(text)
    return problem, readings.begin(problem)


WHOLE, REST = LINE[:2], LINE[2:]


@pytest.mark.parametrize(
    ("epochs", "batches", "gone_through"),
    [
        (1, slice(None), [WHOLE, REST]),
        (3, slice(None), [WHOLE, REST] * 3),
        (2, slice(1), [WHOLE, WHOLE]),
        (2, slice(1, None), [REST, REST]),
        (0, slice(None), []),
    ],
)
def test_a_line_is_fitted_as_by_hand(epochs, batches, gone_through):
    problem, start = begun(FITTED)
    passage = compile_training(problem)(start, epochs, batches)
    assert numbers(passage.learned.blocks) == close(fitted(gone_through)[:2])
    assert (passage.learned.updates, passage.updates) == (len(gone_through), len(gone_through))
    assert (passage.kept, passage.fault) == ([], None)


def test_all_batches_are_gone_through_unless_some_are_chosen():
    problem, start = begun(FITTED)
    passage = compile_training(problem)(start, 1)
    assert numbers(passage.learned.blocks) == close(fitted([WHOLE, REST])[:2])


@pytest.mark.parametrize(
    ("first", "gone_through"), [([], [WHOLE, REST] * 2), ([0], [WHOLE, REST] * 2), ([1], [REST] * 2)]
)
def test_a_trainer_begins_each_epoch_with_the_batch_that_it_is_told_or_the_first(first, gone_through):
    problem, start = begun(FITTED)
    assert numbers(compile_trainer(problem)(start, 2, *first).blocks) == close(fitted(gone_through)[:2])


def test_where_all_batches_are_of_one_size_none_is_left_over():
    problem, start = begun(FITTED.replace("batch: 2", "batch: 1"))
    passage = compile_training(problem)(start, 1)
    assert numbers(passage.learned.blocks) == close(fitted([[each] for each in LINE])[:2])
    assert passage.updates == 3


def test_the_state_of_the_optimizer_moves_on_and_updates_are_counted_from_those_before():
    problem, start = begun(f"{FITTED}optimizer: {{name: momentum, momentum: 0.5}}\n")
    passage = compile_training(problem)(start._replace(updates=7), 2)
    w, b, v, u = fitted([WHOLE, REST] * 2, momentum=0.5)
    assert numbers(passage.learned.blocks) == close([w, b])
    assert numbers(chain(*(state.values() for state in passage.learned.states))) == close([v, u])
    assert (passage.learned.updates, passage.updates) == (11, 4)


def test_adam_knows_the_number_of_the_update():
    problem, start = begun(f"{ONE_WEIGHT}optimizer: {{name: adam, beta1: 0.5, beta2: 0.75, epsilon: 0}}\n")
    w, m, s = 0.56, 0.0, 0.0
    for update in (1, 2, 3):
        gradient = (w * 2 - 3) * 2
        m, s = m / 2 + gradient / 2, s * 0.75 + gradient**2 * 0.25
        w -= (m / (1 - 0.5**update)) / (s / (1 - 0.75**update)) ** 0.5
    assert numbers(compile_trainer(problem)(start, 3).blocks) == close([w], 1e-14)


def test_other_rules_are_followed():
    problem, start = begun(FITTED)
    rules = replace(RIGHT, net=lambda weights, x, bias, threshold, number: weights @ x)  # the bias is forgotten
    w, b = 0.5, 0.25
    for batch in (WHOLE, REST):
        slopes = [(w * x - y, x) for x, y in batch]
        w, b = w - 0.1 * sum(slope * x for slope, x in slopes), b - 0.1 * sum(slope for slope, _ in slopes)
    assert numbers(compile_trainer(problem, None, rules)(start, 1).blocks) == close([w, b])
    passage = compile_recording(problem, None, rules)(start, 1)
    assert numbers(passage.learned.blocks) == close([w, b])


def test_every_line_is_rounded_before_the_next_one_uses_it():
    problem, start = begun(ONE_WEIGHT)
    # net 1.12 and so 1.1, dE/dw = (1.1 - 3) 2 = -3.8, w+ = 0.56 + 3.8; rounded at the end only it would be 4.3
    assert numbers(compile_trainer(problem, Rounding(1))(start, 1).blocks) == [4.4]
    for compiled in (compile_training, compile_recording):
        assert numbers(compiled(problem, Rounding(1))(start, 1).learned.blocks) == [4.4]


def recorded(problem, packed, samples):
    """Return the values of a round by quantity."""
    program = Program(problem.network, readings.read(problem, samples), samples.start)
    names = flat.laid(problem, program, samples)
    return dict(zip(names, struct.unpack(f"{len(names)}d", packed), strict=True))


def test_a_recording_keeps_every_value_of_every_update():
    problem, start = begun(ONE_WEIGHT.replace("0.56", "0.5").replace("learning_rate: 1", "learning_rate: 0.125"))
    passage = compile_recording(problem)(start, 2)
    unit, weight = Quantity("net", 1, 0, None, 0), Quantity("parameter", 1, 0, 0)
    of_unit, total = [unit._replace(kind=kind) for kind in ("net", "out", "error")], Quantity("total_error")
    back = [unit._replace(kind=kind) for kind in ("dE/dout", "dout/dnet", "delta")]
    names = [
        Quantity("out", 0, 0, None, 0), unit._replace(kind="target"), Quantity("learning_rate"), weight,
        *of_unit, total, *back, weight._replace(kind="gradient"), weight._replace(after=True),
        *(one._replace(after=True) for one in (*of_unit, total)),
    ]  # fmt: skip
    # w = 0.5: out 1, E = (3 - 1)^2 / 2 = 2, dE/dw = (1 - 3) 2 = -4, so that w moves by 4 / 8, and out then is 2
    first = [2, 3, 0.125, 0.5, 1, 1, 2, 2, -2, 1, -2, -4, 1, 2, 2, 0.5, 0.5]
    second = [2, 3, 0.125, 1, 2, 2, 0.5, 0.5, -1, 1, -1, -2, 1.25, 2.5, 2.5, 0.125, 0.125]
    found = [recorded(problem, packed, range(1)) for packed in passage.kept]
    assert found == [dict(zip(names, values, strict=True)) for values in (first, second)]
    assert (numbers(passage.learned.blocks), passage.updates, passage.fault) == ([1.25], 2, None)


def test_a_recording_of_batches_of_two_sizes_keeps_each_with_its_samples():
    problem, start = begun(FITTED)
    whole, rest = compile_recording(problem)(start, 1).kept
    by_hand = [(x, y, 0.5 * x + 0.25) for x, y in WHOLE]
    found = recorded(problem, whole, range(2))
    for sample, (x, y, out) in enumerate(by_hand):
        of_sample = [Quantity("out", 0, 0, None, sample), Quantity("target", 1, 0, None, sample)]
        of_sample.append(Quantity("out", 1, 0, None, sample))
        assert [found[one] for one in of_sample] == [x, y, out]
    assert found[Quantity("total_error")] == sum((y - out) ** 2 / 2 for _, y, out in by_hand)
    w, b, *_ = fitted([WHOLE])
    assert recorded(problem, rest, range(2, 3))[Quantity("net", 1, 0, None, 2)] == close(b - w)


def test_training_stops_before_the_update_that_floats_cannot_make():
    problem, start = begun(STEEP)
    out = 1 / (1 + np.exp(-1))
    weight = 1 - 0.5 * (out - 1) * out * (1 - out)
    for compiled, count in ((compile_training, 0), (compile_recording, 1)):
        passage = compiled(problem)(start, 2)
        assert numbers(passage.learned.blocks) == close([weight])
        assert (passage.learned.updates, passage.updates, len(passage.kept)) == (1, 1, count)
        assert isinstance(passage.fault, OverflowError)
    with pytest.raises(OverflowError):
        compile_trainer(problem)(start, 1)


@pytest.mark.parametrize("rounding", [None, Rounding(4)])
def test_a_power_that_is_not_real_is_a_value_error_as_elsewhere(rounding):
    problem, start = begun(ROOT_OF_A_NEGATIVE_NUMBER)
    with pytest.raises(ValueError, match="not a real number"):
        compile_trainer(problem, rounding)(start, 1)


def test_what_is_not_finite_is_not_rounded_but_refused():
    problem, start = begun(ONE_WEIGHT.replace("inputs: [2]", "inputs: [1.0e+200]").replace("0.56", "1.0e+200"))
    passage = compile_training(problem, Rounding(2))(start, 1)
    assert (str(passage.fault), passage.updates) == ("a number on the way is not finite", 0)
    assert isinstance(passage.fault, OverflowError)


def out_of(activation, net, rounding=None):
    """Return out and slope of a neuron with this net input."""
    problem, start = begun(f"""
inputs: [{net!r}]
targets: [0]
loss: half_squared_error
learning_rate: 1.0e-9
layers:
  - {{activation: {activation}, weights: [[1]]}}
""")
    (packed,) = compile_recording(problem, rounding)(start, 1).kept
    found = recorded(problem, packed, range(1))
    return found[Quantity("out", 1, 0, None, 0)], found[Quantity("dout/dnet", 1, 0, None, 0)]


def test_functions_of_the_catalogue_keep_the_digits_of_small_numbers():
    # Phi(-10) = 7.6198530241605e-24 and phi(10) = 7.6945986267064e-23; ln(1 + e^-40) = e^-40 and e^(10^-20) - 1 = 10^-20
    small, bell = 7.6198530241605e-24, 7.6945986267064e-23
    assert out_of("gelu", -10.0) == close((-10 * small, small - 10 * bell), 1e-10)
    assert out_of("softplus", -40.0)[0] == close(4.248354255291589e-18, 1e-14)
    assert out_of("elu", -1e-20)[0] == -1e-20


def test_functions_of_ones_own_and_rounded_ones_are_computed_as_they_are_written():
    # As a calculator has it, 1 + erf(-7.07) = 0 and 1 + e^-40 = 1.
    gelu = (
        "{out: 0.5*x*(1 + erf(x/sqrt(2))), slope: 0.5*(1 + erf(x/sqrt(2))) + x*exp(-x**2/2)/sqrt(2*3.141592653589793)}"
    )
    assert out_of(gelu, -10.0) == (0, close(-10 * 7.6945986267064e-23, 1e-10))
    assert out_of("{out: ln(1 + exp(x)), slope: 1 / (1 + exp(-x))}", -40.0)[0] == 0
    assert out_of("softplus", -40.0, Rounding(15, significant=True))[0] == 0


@pytest.mark.parametrize(
    ("out", "slope", "net", "value"),
    [
        ("exp(x)", "out", 0.5, (1.6487212707001282, 1.6487212707001282)),  # the root of e
        ("ln(x)", "1 / x", 4.0, (1.3862943611198906, 0.25)),  # twice ln 2
        ("tanh(x)", "1 - out**2", 0.5, (0.46211715726000976, 0.7864477329659275)),  # (e - 1) / (e + 1)
        ("sqrt(x)", "0.5 / out", 4.0, (2, 0.25)),
        ("erf(x)", "2 / sqrt(3.141592653589793) * exp(-x**2)", 0.5, (0.5204998778130465, 0.8787825789354448)),
        ("abs(x)", "sign(x)", -0.75, (0.75, -1)),
        ("max(x, 0.5)", "1 if x > 0.5 else 0", 0.25, (0.5, 0)),
        ("min(x, 0.5)", "1 if x < 0.5 else 0", 0.25, (0.25, 1)),
        ("max(x, 0)**1.5", "1.5 * max(x, 0)**0.5", 4.0, (8, 3)),
    ],
)  # fmt: skip
def test_every_function_of_formulas_is_known(out, slope, net, value):
    assert out_of(f'{{out: "{out}", slope: "{slope}"}}', net) == close(value, 1e-14)


CROSS_ENTROPY = """
inputs: [{net}]
targets: [0]
loss: {loss}
learning_rate: 1
layers:
  - {{activation: logistic, weights: [[1]]}}
"""


@pytest.mark.parametrize(
    ("loss", "error"),
    [  # out = e^-40, and the error is -ln(1 - out), which is out too as far as its digits go
        ("binary_cross_entropy", 4.248354255291589e-18),
        ("{error: -ln(1 - out), slope: 1 / (1 - out)}", 0),
    ],
)
def test_the_error_of_the_catalogue_keeps_the_digits_of_small_numbers_and_ones_own_is_as_written(loss, error):
    problem, start = begun(CROSS_ENTROPY.format(net=-40, loss=loss))
    (packed,) = compile_recording(problem)(start, 1).kept
    assert recorded(problem, packed, range(1))[Quantity("error", 1, 0, None, 0)] == close(error, 1e-14)


def test_every_neuron_is_computed_by_its_own_function():
    own = '{out: "ln(1 + exp(x))", slope: "1 / (1 + exp(-x))"}'
    problem, start = begun(f"""
inputs: [-40]
targets: [0, 0]
loss: half_squared_error
learning_rate: 1.0e-9
layers:
  - {{activation: [softplus, {own}], weights: [[1], [1]]}}
  - {{activation: [{own}, softplus], weights: [[0, 0], [0, 0]], bias: -40}}
""")
    (packed,) = compile_recording(problem)(start, 1).kept
    found = recorded(problem, packed, range(1))
    outs = [found[Quantity("out", layer, unit, None, 0)] for layer in (1, 2) for unit in (0, 1)]
    assert outs == close([4.248354255291589e-18, 0, 0, 4.248354255291589e-18], 1e-14)


def test_training_computes_nothing_but_what_new_parameters_rest_on():
    # out is 1 to the last bit: the error by its formula has ln(1 - out), and the node delta is out - target = 0
    problem, start = begun(CROSS_ENTROPY.format(net=40, loss="binary_cross_entropy").replace("[0]", "[1]"))
    assert numbers(compile_trainer(problem)(start, 1).blocks) == [1]
    assert isinstance(compile_recording(problem)(start, 1).fault, ValueError)


def test_names_of_the_file_may_be_words_of_python():
    named = "\nnames: {inputs: [lambda], neurons: [[go]], weights: [[[exp]]]}\n"
    problem, start = begun(ONE_WEIGHT + named)
    assert numbers(compile_trainer(problem)(start, 1).blocks) == close([0.56 + (3 - 1.12) * 2])
