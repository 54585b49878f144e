"""Every activation and loss against its own textbook formula in high precision, value and slope."""

import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from mpmath import mp, mpf

from bptrace.expr import (
    Call,
    Choice,
    Difference,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from bptrace.functions.activations import ACTIVATIONS, Activation, mixed
from bptrace.functions.losses import LOSSES, Loss
from bptrace.symbolic import Named, element

FUNCTIONS: dict[str, Callable[..., mpf]] = {
    "exp": mpmath.exp,
    "ln": mpmath.log,
    "tanh": mpmath.tanh,
    "sqrt": mpmath.sqrt,
    "erf": mpmath.erf,
    "sign": mpmath.sign,
    "abs": abs,
    "max": max,
    "min": min,
}
CONSTANTS = {math.sqrt(2): lambda: mpmath.sqrt(2), math.sqrt(2 * math.pi): lambda: mpmath.sqrt(2 * mp.pi)}
"""What is printed with a sign of its own means the number itself and not the float beside it."""
RELATIONS = {
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
}
NETS = (
    0.0,
    *(sign * size for size in (1e-300, 1e-9, 0.3, 1, 5, 17, 36.7, 38, 300, 709, 745, 1000) for sign in (1, -1)),
)
OUTS = (1e-300, 1e-17, 1e-9, 0.1, 0.5, 0.9, 1 - 1e-9, 1 - 2**-53)
SMALLEST = 2.0**-1074
PRECISION = 1500
"""Digits, so that 1 - tanh(1000)**2 is still a number."""


@pytest.fixture(autouse=True)
def _precise() -> Any:
    """Compute in high precision, and let NumPy raise where it would warn."""
    with mp.workdps(PRECISION), np.errstate(over="raise", divide="raise", invalid="raise"):
        yield


def precise(formula: Expr, value_of: Callable[[Any], mpf]) -> mpf:
    """Return the value of a formula in high precision."""

    def of(part: Expr) -> mpf:
        return precise(part, value_of)

    match formula:
        case Symbol(ref):
            return value_of(ref)
        case Number(value):
            return CONSTANTS.get(value, lambda: mpf(value))()
        case Sum(terms):
            return mpmath.fsum(map(of, terms))
        case Product(factors):
            return mpmath.fprod(map(of, factors))
        case Difference(left, right):
            return of(left) - of(right)
        case Quotient(left, right):
            return of(left) / of(right)
        case Power(left, right):
            return of(left) ** of(right)
        case Negation(operand):
            return -of(operand)
        case Call(function, arguments):
            return FUNCTIONS[function](*map(of, arguments))
        case Choice(condition, yes, no):
            return of(yes if RELATIONS[condition.relation](of(condition.left), of(condition.right)) else no)
    raise AssertionError(formula)


def at(page: Callable[..., Any], index: tuple[int, ...], **columns: list[mpf]) -> mpf:
    """Return one element of a page of NumPy, read as a formula, in high precision; each argument is one column."""
    named = [Named(name, (len(column), 1), lambda i, name=name: (name, i[0])) for name, column in columns.items()]
    return precise(element(page(*named), index), lambda ref: columns[ref[0]][ref[1]])


def magnified(activation: Activation, net: float) -> float:
    """Return how much relative error an output may have, for functions that magnify that of their net input.

    The tail of the normal distribution does, by its condition number `net**2`: rounding `net / sqrt(2)` is enough.
    """
    return max(1.0, net**2) if activation.name == "gelu" and net < 0 else 1.0


def close(value: float, exact: mpf, ulps: float = 8) -> bool:
    """Whether a float is the exact value up to some units in the last place, or up to the smallest float."""
    return abs(mpf(float(value)) - exact) <= ulps * (abs(exact) * mpf(2) ** -52 + SMALLEST)


def elementwise() -> list[Activation]:
    return [activation.configured({}) for activation in ACTIVATIONS.values() if activation.elementwise]


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


named = pytest.mark.parametrize("activation", elementwise(), ids=lambda activation: activation.name)
sloped = pytest.mark.parametrize(
    "activation", [one for one in elementwise() if one.differentiable], ids=lambda activation: activation.name
)
losses = pytest.mark.parametrize("loss", [loss.configured({}) for loss in LOSSES.values()], ids=lambda loss: loss.name)


@named
@pytest.mark.parametrize("net", NETS)
def test_an_output_is_the_textbooks_in_high_precision(activation: Activation, net: float) -> None:
    exact = at(activation.textbook, (0, 0), net=[mpf(net)])
    assert close(activation.out(column(net))[0, 0], exact, 8 * magnified(activation, net))


@sloped
@pytest.mark.parametrize("net", NETS)
def test_a_slope_is_the_derivative_of_the_textbooks_formula(activation: Activation, net: float) -> None:
    if net in activation.kinks:
        return  # which has no derivative
    exact = mpmath.diff(lambda x: at(activation.textbook, (0, 0), net=[x]), mpf(net), h=mpf(10) ** -600)
    out = activation.out(column(net))
    # The textbook takes the slope from the rounded output, as out (1 - out): an error of one unit in the last place of 1.
    assert abs(mpf(float(activation.slope(column(net), out)[0, 0])) - exact) <= 4 * mpf(2) ** -52 * max(1, abs(exact))


@sloped
def test_the_slope_that_is_printed_is_exactly_the_derivative(activation: Activation) -> None:
    for net in (-2.5, -0.3, 0.4, 3.0):
        exact = mpmath.diff(lambda x: at(activation.textbook, (0, 0), net=[x]), mpf(net), h=mpf(10) ** -600)
        out = at(activation.textbook, (0, 0), net=[mpf(net)])
        assert abs(at(activation.slope, (0, 0), net=[mpf(net)], out=[out]) - exact) <= mpf(10) ** -400


@named
@pytest.mark.parametrize("net", NETS)
def test_an_output_lies_in_the_range(activation: Activation, net: float) -> None:
    exact = at(activation.textbook, (0, 0), net=[mpf(net)])
    low, high = activation.range
    # relu's 0 is in its range as the end that it reaches; saturated outputs are rounded to the end.
    assert low == -math.inf or exact >= low
    assert high == math.inf or exact <= high
    assert low <= activation.out(column(net))[0, 0] <= high


@sloped
def test_a_kink_is_where_the_slope_or_its_own_slope_jumps(activation: Activation) -> None:
    def slope(net: float) -> float:
        return float(activation.slope(column(net), activation.out(column(net)))[0, 0])

    for net in np.linspace(-4, 4, 801):
        here, step = slope(net), 1e-5
        bends = abs((slope(net + step) - here) - (here - slope(net - step))) / step > 1e-3
        assert bends == any(abs(net - kink) < 1e-9 for kink in activation.kinks), net


def test_what_has_no_slope_says_so() -> None:
    step = ACTIVATIONS["step"]
    net = column(-0.1, 0.0, 0.1)
    assert step.out(net).tolist() == [[0.0], [1.0], [1.0]]
    assert not step.differentiable
    assert not mixed([step, ACTIVATIONS["tanh"]]).differentiable
    with pytest.raises(TypeError, match="no slope"):
        step.slope(net, step.out(net))


@pytest.mark.parametrize("activation", [one for one in elementwise() if one.name != "elu"], ids=lambda one: one.name)
def test_outputs_and_slopes_of_the_largest_numbers_are_those_of_their_limit(activation: Activation) -> None:
    net = column(-1.7e308, 1.7e308)
    out = activation.out(net)
    assert not np.any(np.isnan(out))
    if activation.differentiable:
        assert not np.any(np.isnan(activation.slope(net, out)))


SCORES = [
    (0.2, -1.3, 0.7),
    (1000.0, 0.0, -1000.0),
    (-1000.0, -1000.0, -1000.5),
    (1000.0, 1000.0, 999.0),
    (0.0, 745.0, 700.0),
    (5.0,),
]
vectors = pytest.mark.parametrize(
    "activation", [a.configured({}) for a in ACTIVATIONS.values() if not a.elementwise], ids=lambda a: a.name
)


@vectors
@pytest.mark.parametrize("scores", SCORES)
def test_outputs_of_a_layer_are_the_textbooks_in_high_precision(
    activation: Activation, scores: tuple[float, ...]
) -> None:
    out = activation.out(column(*scores))
    for unit in range(len(scores)):
        assert close(out[unit, 0], at(activation.textbook, (unit, 0), net=list(map(mpf, scores))))


@vectors
@pytest.mark.parametrize("scores", SCORES)
def test_a_jacobian_holds_the_derivatives_of_the_textbooks_formula(
    activation: Activation, scores: tuple[float, ...]
) -> None:
    net = column(*scores)
    jacobian = activation.slope(net, activation.out(net))
    assert jacobian.shape == (len(scores), len(scores), 1)
    for j in range(len(scores)):
        for k in range(len(scores)):

            def out(x: mpf, j: int = j, k: int = k) -> mpf:
                return at(activation.textbook, (k, 0), net=[x if i == j else mpf(s) for i, s in enumerate(scores)])

            exact = mpmath.diff(out, mpf(scores[j]), h=mpf(10) ** -600)
            assert abs(mpf(float(jacobian[j, k, 0])) - exact) <= 4 * mpf(2) ** -52


@vectors
def test_samples_do_not_mix(activation: Activation) -> None:
    net = np.array([[0.2, 3.0], [-1.0, 0.5]])
    for sample in range(2):
        alone = net[:, sample : sample + 1]
        out = activation.out(alone)
        assert np.array_equal(activation.out(net)[:, [sample]], out)
        assert np.array_equal(activation.slope(net, activation.out(net))[:, :, [sample]], activation.slope(alone, out))


def inside(loss: Loss) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return targets and outputs all over a loss's domain."""
    bounded = math.isfinite(loss.outputs[1])
    outs = OUTS if bounded else (*NETS, 1e6)
    targets = (0.0, 1e-9, 0.25, 0.99, 1.0) if math.isfinite(loss.targets[1]) else (-1000.0, -0.5, 0.0, 0.01, 3.0)
    return targets, outs


@losses
def test_an_error_is_the_textbooks_in_high_precision(loss: Loss) -> None:
    targets, outs = inside(loss)
    for target in targets:
        for out in outs:
            exact = at(loss.term, (0, 0), target=[mpf(target)], out=[mpf(out)])
            # `ln(1 - out)` knows a small output only up to one unit in the last place of 1.
            error = loss.terms(column(target), column(out))[0, 0]
            assert abs(mpf(float(error)) - exact) <= 4 * mpf(2) ** -52 * max(1, abs(exact)), (target, out)


@losses
def test_a_slope_of_an_error_is_its_derivative(loss: Loss) -> None:
    targets, outs = inside(loss)
    for target in targets:
        for out in outs:
            if any(switch[0, 0] == 0 for switch in loss.switches(column(target), column(out))):
                continue  # a kink, which has no derivative or a slope of its own that jumps
            exact = mpmath.diff(
                lambda x, target=target: at(loss.term, (0, 0), target=[mpf(target)], out=[x]),
                mpf(out),
                h=mpf(10) ** -700,
            )
            slope = loss.slope(column(target), column(out))[0, 0]
            assert close(slope, exact), (target, out)
            printed = at(loss.textbook_slope, (0, 0), target=[mpf(target)], out=[mpf(out)])
            assert abs(printed - exact) <= mpf(10) ** -50 * max(1, abs(exact))


@losses
def test_switches_change_their_sign_where_the_slope_or_its_own_slope_jumps(loss: Loss) -> None:
    if math.isfinite(loss.outputs[1]):
        assert not loss.switches(column(0.5), column(0.25))
        return
    step = 1e-5
    for target, out in [(target, out) for target in (0.0, 0.5) for out in np.linspace(-2.25, 2.25, 37)]:
        before, here, after = (loss.slope(column(target), column(out + move))[0, 0] for move in (-step, 0, step))
        bends = abs(after - before) > 1e-3 or abs((after - here) - (here - before)) / step > 1e-3
        sides = [[np.sign(s[0, 0]) for s in loss.switches(column(target), column(out + m))] for m in (-step, step)]
        assert bends == (sides[0] != sides[1]), (target, out)


def test_where_an_output_meets_its_target_an_absolute_error_has_the_slope_0() -> None:
    for name in ("absolute_error", "mean_absolute_error"):
        assert LOSSES[name].slope(column(0.5, -1.0, 2.0), column(0.5, -1.0, 2.5)).tolist()[:2] == [[0.0], [0.0]]


def test_huber_is_a_square_near_the_target_and_a_line_beyond_delta() -> None:
    huber = LOSSES["huber"].configured({"delta": 0.5})
    target, out = column(0.0, 0.0, 1.0, 1.0), column(0.25, -2.0, 1.5, 3.0)
    # By hand: 1/2 0.25^2, then 0.5 (2 - 0.25), 1/2 0.5^2, and 0.5 (2 - 0.25).
    assert huber.terms(target, out).ravel().tolist() == [0.03125, 0.875, 0.125, 0.875]
    assert huber.slope(target, out).ravel().tolist() == [0.25, -0.5, 0.5, 0.5]


@losses
def test_the_error_of_a_sample_is_the_sum_or_the_mean_over_its_outputs(loss: Loss) -> None:
    target, out = column(0.25, 0.5, 0.25), column(0.2, 0.7, 0.1)
    terms = loss.terms(target, out)
    assert loss.over_outputs(terms)[0] == pytest.approx(terms.sum() / (3 if loss.mean else 1), rel=1e-15)
    alone = loss.slope(target[:1], out[:1])
    assert loss.slope(target, out)[0, 0] == pytest.approx(alone[0, 0] / (3 if loss.mean else 1), rel=1e-15)


@pytest.mark.parametrize(
    ("name", "target", "out", "error", "slope"),
    [
        # What is certain and right costs nothing; 0 times infinity is 0 there, as its limit is.
        ("binary_cross_entropy", 0.0, 0.0, 0.0, 1.0),
        ("binary_cross_entropy", 1.0, 1.0, 0.0, -1.0),
        ("binary_cross_entropy", 1.0, 0.0, math.inf, -math.inf),
        ("binary_cross_entropy", 0.0, 1.0, math.inf, math.inf),
        ("categorical_cross_entropy", 0.0, 0.0, 0.0, 0.0),
        ("categorical_cross_entropy", 1.0, 1.0, 0.0, -1.0),
        ("categorical_cross_entropy", 1.0, 0.0, math.inf, -math.inf),
    ],
)
def test_a_certain_output_has_the_error_of_its_limit(
    name: str, target: float, out: float, error: float, slope: float
) -> None:
    assert LOSSES[name].terms(column(target), column(out))[0, 0] == error
    assert LOSSES[name].slope(column(target), column(out))[0, 0] == slope


@pytest.mark.parametrize("loss", [loss for loss in LOSSES.values() if loss.partner], ids=lambda loss: loss.name)
def test_with_its_partner_a_loss_pulls_back_to_out_minus_target(loss: Loss) -> None:
    activation = ACTIVATIONS[loss.partner].configured({})
    net, target = column(0.3, -1.2, 0.8), column(0.2, 0.5, 0.3)
    out = activation.out(net)
    delta = activation.pull(loss.slope(target, out), activation.slope(net, out))
    assert np.max(np.abs(delta - (out - target))) <= 1e-15


def test_settings_that_are_not_given_stand_at_their_defaults() -> None:
    for activation in ACTIVATIONS.values():
        configured = activation.configured({})
        assert configured.settings == activation.settings
        for name, default in activation.settings.items():
            changed = activation.configured({name: default * 2 + 1})
            assert changed.settings[name] == default * 2 + 1
            assert changed != configured
            assert not np.array_equal(changed.out(column(-1.5, 1.5)), configured.out(column(-1.5, 1.5)))


def test_in_a_mixed_layer_every_neuron_has_its_own_activation() -> None:
    kinds = [one for one in elementwise() if one.differentiable]
    for first in kinds:
        each = [*kinds, first, first]
        net = np.linspace(-2.1, 2.2, 2 * len(each)).reshape(len(each), 2)
        layer = mixed(each)
        out = layer.out(net)
        slope = layer.slope(net, out)
        for unit, activation in enumerate(each):
            own = activation.out(net[[unit]])
            assert np.array_equal(out[[unit]], own), activation.name
            assert np.array_equal(slope[[unit]], activation.slope(net[[unit]], own)), activation.name
            written = at(layer.textbook, (unit, 0), net=[mpf(value) for value in net[:, 0]])
            assert close(own[0, 0], written)


def test_neurons_that_are_alike_are_not_a_mixture() -> None:
    for activation in elementwise():
        again = ACTIVATIONS[activation.name].configured({})
        assert mixed([activation, again]).name == activation.name
