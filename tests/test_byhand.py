"""Hand precision where a line as it is printed cannot be computed."""

import pytest

from bptrace import spec, training
from bptrace.byhand import UncomputableError, work_out
from bptrace.expr import Number, Product, Quotient, Symbol
from bptrace.network import Quantity
from bptrace.program import Line
from bptrace.rounding import Rounding

FAR = """
inputs: [800]
targets: [1]
learning_rate: 0.5
loss: {loss}
layers:
  - {{activation: {activation}, weights: [[{weight}]]}}
  - {{activation: {last}, weights: [[1]], bias: 0}}
"""


@pytest.mark.parametrize("activation", ["silu", "softplus", "logistic", "elu", "gelu", "[silu]"])
def test_a_slope_whose_printed_form_overflows_is_that_of_its_stable_body(activation):
    text = FAR.format(loss="squared_error", activation=activation, weight=-1, last="identity")
    trace = training.run(spec.loads(text), rounding=Rounding.parse("4"))

    assert trace.value("dout_h1/dnet_h1") == 0  # so near 0, all of these curves are flat to hundreds of decimals
    assert trace.value("w1+") == -1


def test_what_rounds_to_a_number_that_has_no_logarithm_is_said():
    text = FAR.format(loss="binary_cross_entropy", activation="identity", weight=-0.1, last="logistic")

    with pytest.raises(
        UncomputableError, match=r"^rounded to 4 decimals, E_o1 has no finite value; more digits may help$"
    ):
        training.run(spec.loads(text), rounding=Rounding.parse("4"))


TWO_OUTPUTS = """
inputs: [1]
targets: [0, 1]
learning_rate: 0.5
loss: {loss}
{optimizer}
layers:
  - {{activation: identity, weights: [[1]]}}
  - {{activation: logistic, weights: [[1], [1]]}}
"""
UNDEFINED = Quotient(Number(1), Number(0))


def two_outputs(loss="binary_cross_entropy", optimizer=""):
    return spec.loads(TWO_OUTPUTS.format(loss=loss, optimizer=optimizer))


def of_outputs(kind, *values, after=False):
    return {Quantity(kind, 2, unit, None, 0, after): value for unit, value in enumerate(values)}


def worked(quantity, given, formula=UNDEFINED, **settings):
    return work_out(two_outputs(**settings), [Line(quantity, formula)], given, Rounding(4))


def refused(quantity, given, **settings):
    with pytest.raises(UncomputableError) as caught:
        worked(quantity, given, **settings)
    return caught.value


def test_lines_are_rounded_in_order_and_what_is_given_is_not():
    given, third, whole = Quantity("out", 0, 0, None, 0), Quantity("net", 1, 0, None, 0), Quantity("out", 1, 0, None, 0)
    lines = [
        Line(third, Quotient(Symbol(given), Number(3))),
        Line(whole, Product((Number(3), Symbol(third)))),
    ]
    values = work_out(two_outputs(), lines, {given: 1.00001}, Rounding(4))
    assert dict(values) == {third: 0.3333, whole: 0.9999}
    assert values[given] == 1.00001


@pytest.mark.parametrize("after", [False, True])
def test_an_error_whose_formula_has_no_value_is_that_of_its_stable_body(after):
    given = of_outputs("target", 0, 1) | of_outputs("out", 0, 0.5, after=after)
    first, second = of_outputs("error", 0, 0.6931, after=after).items()  # -ln 1 and -ln 0.5
    assert worked(first[0], given) == dict([first])
    assert worked(second[0], given) == dict([second])


def test_a_slope_of_the_error_whose_formula_has_no_value_is_that_of_its_stable_body():
    given = of_outputs("target", 0, 1) | of_outputs("out", 0, 0.25)
    first, second = of_outputs("dE/dout", 1, -4).items()  # 1 / (1 - 0) and -1 / 0.25
    assert worked(first[0], given) == dict([first])
    assert worked(second[0], given) == dict([second])


@pytest.mark.parametrize(
    ("quantity", "key"),
    [
        (Quantity("delta", 2, 0, None, 0), "delta_o1"),
        (Quantity("dE/dout", 1, 0, None, 0), "dE/dout_h1"),
        (Quantity("sample_error", None, None, None, 0), "E"),
        (Quantity("parameter", 2, 0, 0, None, True), "w2+"),
    ],
)
def test_a_line_without_a_body_of_its_own_has_no_value_then(quantity, key):
    given = of_outputs("target", 0, 1) | of_outputs("out", 0.5, 0.5)
    error = refused(quantity, given | {Quantity("out", 1, 0, None, 0): 0.5})
    assert error.key == key
    assert str(error) == f"rounded to 4 decimals, {key} has no finite value; more digits may help"


def test_where_an_epsilon_of_0_may_be_at_fault_is_said():
    def said(kind, epsilon):
        optimizer = f"optimizer: {{name: rmsprop, rho: 0.5, epsilon: {epsilon}}}"
        return str(refused(Quantity(kind, 2, 0, 0, None, True), {}, optimizer=optimizer)).partition("; ")[2]

    helps = "an epsilon above 0 helps, or more digits where a gradient is not 0 but its square was rounded to 0"
    assert said("parameter", 0) == helps
    assert said("parameter", 1) == said("mean_square", 0) == "more digits may help"


def test_a_function_of_ones_own_that_has_no_value_is_refused_without_a_warning():
    text = FAR.format(
        loss="squared_error", activation='{out: "1/x", slope: "-1/x**2"}', weight="1.0e-8", last="identity"
    )  # 8e-6, rounded to 0
    with pytest.raises(
        UncomputableError, match=r"^rounded to 4 decimals, out_h1 has no finite value; more digits may help$"
    ):
        training.run(spec.loads(text), rounding=Rounding(4))
