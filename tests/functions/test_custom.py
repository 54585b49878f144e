"""Functions made of formulas: they compute what the catalogue's computes, and a slope that is none is refused."""

import math

import numpy as np
import pytest

from bptrace.functions import custom
from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.custom import FormulaError
from bptrace.functions.losses import LOSSES

NET = np.array([[-2.5, -0.3], [0.0, 4.0]])
TARGET, OUT = np.array([[0.5], [-1.0]]), np.array([[0.25], [2.0]])

SAME_ACTIVATIONS = [
    ("logistic", "1 / (1 + exp(-x))", "out * (1 - out)"),
    ("tanh", "tanh(net)", "1 - tanh(net)**2"),
    ("relu", "max(0, x)", "1 if x > 0 else 0"),
    ("leaky_relu", "x if x > 0 else 0.01*x", "1 if x > 0 else 0.01"),
    ("gelu", "0.5*x*(1 + erf(x/sqrt(2)))", "0.5*(1 + erf(x/sqrt(2))) + x*exp(-x**2/2)/sqrt(2*3.141592653589793)"),
    ("identity", "x", "1"),
]
SAME_LOSSES = [
    ("squared_error", "(target - out)**2", "2*(out - target)"),
    ("absolute_error", "abs(target - out)", "sign(out - target)"),
    ("huber", "0.5*(target - out)**2 if abs(target - out) <= 1 else abs(target - out) - 0.5",
     "out - target if abs(target - out) <= 1 else sign(out - target)"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "out", "slope"), SAME_ACTIVATIONS, ids=[name for name, *_ in SAME_ACTIVATIONS])
def test_an_activation_of_formulas_is_the_catalogues(name, out, slope):
    known, own = ACTIVATIONS[name].configured({}), custom.activation(out, slope)
    assert own.out(NET) == pytest.approx(known.out(NET), rel=1e-14)
    assert own.slope(NET, own.out(NET)) == pytest.approx(known.slope(NET, known.out(NET)), rel=1e-14, abs=1e-15)
    assert own.kinks == known.kinks
    assert own.name == "custom"


@pytest.mark.parametrize(("name", "error", "slope"), SAME_LOSSES, ids=[name for name, *_ in SAME_LOSSES])
def test_a_loss_of_formulas_is_the_catalogues(name, error, slope):
    known, own = LOSSES[name].configured({}), custom.loss(error, slope)
    assert own.terms(TARGET, OUT) == pytest.approx(known.terms(TARGET, OUT), rel=1e-15)
    assert own.slope(TARGET, OUT) == pytest.approx(known.slope(TARGET, OUT), rel=1e-15)


def test_a_mean_over_the_outputs_divides_error_and_slope():
    own = custom.loss("(target - out)**2", "2*(out - target)", mean=True)
    known = LOSSES["mean_squared_error"]
    assert own.over_outputs(own.terms(TARGET, OUT)) == pytest.approx(known.over_outputs(known.terms(TARGET, OUT)))
    assert own.slope(TARGET, OUT) == pytest.approx(known.slope(TARGET, OUT))


@pytest.mark.parametrize(
    ("out", "slope", "message"),
    [
        ("x / (1 + abs(x))", "1 / (1 + abs(x))", r"found 0.98\d* at x = 0.0137; expected the derivative of out, which is"),
        ("x**2", "2*x*1.0001", "expected the derivative of out"),
        ("max(0, x)", "1", "at x = -0.1863; expected the derivative of out, which is 0 there"),
        ("x if x > 0 else 0.1*x", "1 if x > 0 else 0.2", "which is 0.1 there"),
        ("sign(x)", "1", "which is 0 there"),
        ("tanh(x)", "ln(x)", "expected the derivative"),
    ],
)  # fmt: skip
def test_a_slope_that_is_not_the_derivative_is_refused(out, slope, message):
    with pytest.raises(FormulaError, match=message) as refused:
        custom.activation(out, slope)
    assert refused.value.field == "slope"


@pytest.mark.parametrize(
    ("error", "slope", "message"),
    [
        ("abs(out)", "1", "at target = -1.5 and out = -0.0863; expected the derivative of error, which is -1 there"),
        ("abs(target)*out", "target", "found -1.5 at target = -1.5 and out = 0.0137; .* which is 1.5 there"),
        ("max(target, 1)*out", "1", "found 1 at target = 2.5 and out = 0.0137; .* which is 2.5 there"),
    ],
)
def test_the_slope_of_a_loss_is_held_to_the_error_for_targets_and_outputs_of_both_signs(error, slope, message):
    with pytest.raises(FormulaError, match=message):
        custom.loss(error, slope)


def test_the_sign_of_a_loss_slope_is_held_to_the_error():
    with pytest.raises(FormulaError, match=r"at target = .* and out = .*; expected the derivative of error"):
        custom.loss("(target - out)**4", "4*(target - out)**3")


@pytest.mark.parametrize(
    ("out", "slope"),
    [
        ("1 / (1 + exp(-1000*x))", "1000*out*(1 - out)"),
        ("abs(x - 0.0137)", "sign(x - 0.0137)"),
        ("max(0, x - 0.0137)", "1 if x > 0.0137 else 0"),
        ("ln(x)", "1 / x"),
        ("exp(x**2 / 10)", "x*out / 5"),
        ("1 if x > 0 else 0", "0"),
    ],
)
def test_what_is_steep_has_kinks_or_is_not_defined_everywhere_is_accepted(out, slope):
    assert custom.activation(out, slope).differentiable


@pytest.mark.parametrize(
    ("out", "slope"),
    [  # differences are taken at 0.0137, with steps of 0.0000005 and more
        ("abs(x - 0.0137001)", "(x - 0.0137001) / out"),  # the kink to the right of it is the output's alone
        ("abs(x - 0.0136999)", "(x - 0.0136999) / out"),
        ("sqrt((x - 0.0137001)**2)", "sign(x - 0.0137001)"),  # the slope says where it is
        ("max(0, x)", "1 if out > 0 else 0"),
        ("1 if (x - 0.0136999)*(x - 0.0137003) < 0 else 0", "0"),  # narrower than a step
        ("1 if (x - 0.0137)**2 > 0 else 0", "0 / (x - 0.0137)"),  # no slope at a point that stands apart
        ("sqrt(x - 0.013699)", "0.5 / out"),  # so near to the end of a root, differences have two digits
    ],
)
def test_a_slope_is_not_held_to_differences_that_cannot_tell(out, slope):
    assert custom.activation(out, slope).formulas["slope"] == slope


@pytest.mark.parametrize(
    ("error", "slope"),
    [
        ("abs(out - 0.0137001)", "(out - 0.0137001) / sqrt((out - 0.0137001)**2)"),
        ("sqrt((out - 0.0137001)**2)", "sign(out - 0.0137001)"),
        ("-target*ln(out)", "-target / out"),
    ],
)
def test_a_loss_may_have_a_kink_in_error_or_slope_and_need_not_be_defined_everywhere(error, slope):
    assert custom.loss(error, slope).formulas["error"] == error


@pytest.mark.parametrize(
    ("out", "slope", "field", "column"),
    [
        ("x +", "1", "out", 4),
        ("y", "1", "out", 1),
        ("out", "1", "out", 1),
        ("x", "1 + target", "slope", 5),
        ("sqrt(-1 - x**2)", "1", "out", None),
    ],
)
def test_what_cannot_be_read_or_has_no_value_is_refused_where_it_stands(out, slope, field, column):
    with pytest.raises(FormulaError) as refused:
        custom.activation(out, slope)
    assert (refused.value.field, refused.value.column) == (field, column)


def test_outputs_beyond_the_range_are_refused():
    assert custom.activation("tanh(x)", "1 - out**2", interval=(-1, 1)).range == (-1, 1)
    with pytest.raises(FormulaError, match=r"found 0 to 1, and out = -0\.99"):
        custom.activation("tanh(x)", "1 - out**2", interval=(0, 1))


def test_an_output_at_the_end_of_the_range_is_in_it_and_the_field_is_named():
    assert custom.activation("1 if x > 0 else 0", "0", interval=(0, 1)).range == (0, 1)
    with pytest.raises(FormulaError, match=r"out = 1 at x = 0\.0137; expected an interval") as refused:
        custom.activation("1 if x > 0 else 0", "0", interval=(0, 0.5))
    assert (refused.value.field, refused.value.column) == ("range", None)


@pytest.mark.parametrize(
    ("error", "slope", "field", "column"),
    [
        ("target -", "1", "error", 9),
        ("target - x", "1", "error", 10),
        ("out - net", "1", "error", 7),
        ("out", "1 +", "slope", 4),
        ("out", "net", "slope", 1),
    ],
)
def test_a_loss_that_cannot_be_read_is_refused_where_it_stands(error, slope, field, column):
    with pytest.raises(FormulaError) as refused:
        custom.loss(error, slope)
    assert (refused.value.field, refused.value.column) == (field, column)


def test_what_has_no_value_or_cannot_be_read_is_said():
    with pytest.raises(FormulaError, match=r"^found no finite value between -10 and 10$"):
        custom.activation("sqrt(-1 - x**2)", "1")
    with pytest.raises(FormulaError, match="'y'"):
        custom.activation("y", "1")


def test_formulas_and_names_are_kept():
    own, error = custom.activation("x", "1", name="mine"), custom.loss("out - target", "1", name="gap")
    assert (own.name, own.formulas) == ("mine", {"out": "x", "slope": "1"})
    assert (error.name, error.formulas) == ("gap", {"error": "out - target", "slope": "1"})


def test_kinks_are_found_by_either_name_of_the_argument_and_not_where_only_the_slope_has_one():
    assert custom.activation("max(0, net - 1)", "1 if net > 1 else 0").kinks == (1,)
    assert custom.activation("2*x", "2 if x > 3 else 2").kinks == ()


def test_a_loss_changes_its_formula_where_target_and_out_are_equal():
    own = custom.loss("abs(target - out)", "sign(out - target)")
    (switch, *_) = own.switches(np.array([0.5, 0.5]), np.array([0.25, 0.75]))
    assert switch[0] * switch[1] < 0


def test_kinks_are_found_wherever_they_lie():
    own = custom.activation("max(-1, min(1, x)) + abs(x - 7.25)", "(1 if abs(x) < 1 else 0) + sign(x - 7.25)")
    assert own.kinks == (-1, 1, 7.25)


@pytest.mark.parametrize(
    "places",
    [
        (-49.99, 50.0),  # where the search begins and ends
        (0.1, 0.2, 0.3, 0.7, 1.1, 2.3, 4.9),  # digits as they are written, not as halving an interval leaves them
        (0.00137,),  # one of the points that are searched
    ],
)
def test_kinks_are_found_where_they_are_written(places):
    out, slope = (" + ".join(f"{sign}(x - ({place}))" for place in places) for sign in ("abs", "sign"))
    assert custom.activation(out, slope).kinks == places


def test_a_function_that_touches_its_bound_and_turns_back_has_no_kink():
    assert custom.activation("max(0, (x - 0.00137)**2)", "2*(x - 0.00137)").kinks == ()


def test_a_kink_is_at_0_and_not_at_minus_0():
    (kink,) = custom.activation("max(0, x + 0.0000000000002)", "1 if x > -0.0000000000002 else 0").kinks
    assert str(kink) == "0.0"


def test_functions_of_the_same_formulas_are_the_same():
    one, other = (custom.activation("x", "1") for _ in range(2))
    assert one == other
    assert one != custom.activation("2*x", "2")
    assert math.isinf(one.range[0])
