"""Random circuits: gradients are finite differences, gates are what they say, and nothing depends on how it is taken apart."""

import math

import mpmath
import pytest
from hypothesis import assume, given
from mpmath import mpf

from bptrace import expr
from bptrace.circuit.build import build
from bptrace.circuit.model import CircuitError
from bptrace.circuit.signal import Kind, Signal
from bptrace.circuit.trace import run
from bptrace.grammar import parse
from tests.circuit.drawn import circuit, traces, worked

STEP = 1e-5


def moved(text, values, name, by):
    return worked(text, {**values, name: values[name] + by}).value("f")


@given(traces())
def test_gradients_are_central_differences(drawn):
    text, values, trace = drawn
    for name in values:
        try:
            ends = [moved(text, values, name, by) for by in (-2 * STEP, -STEP, STEP, 2 * STEP)]
        except CircuitError:
            assume(False)
        near, far = (ends[2] - ends[1]) / (2 * STEP), (ends[3] - ends[0]) / (4 * STEP)
        here = trace.value("f")
        smooth = abs((ends[2] - here) - (here - ends[1])) <= 1e-3 * STEP * (1 + abs(near))
        if abs(near - far) <= 1e-6 * (1 + abs(near)) and smooth:  # no kink between the points
            assert trace.value(f"df/d{name}") == pytest.approx(near, rel=1e-5, abs=1e-6 * max(1, abs(here)))


@given(traces())
def test_every_line_but_a_stable_one_is_its_formula(drawn):
    _, _, trace = drawn
    for signal, formula in trace.formulas.items():
        assert expr.evaluate(formula, trace.leaf_value) == trace.values[signal]


@given(traces())
def test_the_gradient_of_a_wire_is_the_sum_of_what_flows_back_into_it(drawn):
    _, _, trace = drawn
    for wire, ports in trace.circuit.ports.items():
        flows = [trace.values.get(Signal(Kind.PART, wire, port)) for port in ports]
        known = [flow for flow in flows if flow is not None]
        if known:
            gradient = trace.values[Signal(Kind.GRADIENT, wire)]
            assert gradient == pytest.approx(math.fsum(known), rel=1e-9, abs=1e-9)


@given(traces())
def test_lines_rest_on_earlier_lines_only_and_keys_are_unique(drawn):
    _, values, trace = drawn
    seen = {Signal(Kind.VALUE, name) for name in values}
    for signal in trace.formulas:
        assert set(trace.line(signal).rests_on) <= seen
        seen.add(signal)
    assert len(trace.keys) == len(trace.values)
    assert all(trace.locate(trace.notation.text(signal)) == signal for signal in trace.values)


@given(traces())
def test_taking_functions_apart_changes_no_value_and_no_gradient(drawn):
    text, values, _ = drawn
    try:
        whole, apart = (worked(text, values, unfold=unfold) for unfold in (False, True))
    except CircuitError:
        assume(False)
    for key in ("f", "df/dx", "df/dy", "df/dz"):
        assert whole.value(key) == pytest.approx(apart.value(key), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [  # by hand, at x = 3, y = 2
        ("x * x", "df/dx", 6),
        ("x * x", "df/dx:f.1", 3),
        ("x + x", "df/dx", 2),
        ("x ** 3", "df/dx", 27),
        ("2 ** x", "df/dx", 8 * math.log(2)),
        ("x ** y", "df/dx", 6),
        ("x ** y", "df/dy", 9 * math.log(3)),
        ("x / y", "df/dx", 0.5),
        ("x / y", "df/dy", -0.75),
        ("x - y", "df/dy", -1),
        ("-x", "df/dx", -1),
        ("exp(y)", "df/dy", math.exp(2)),
        ("ln(y)", "df/dy", 0.5),
        ("sqrt(x + 1)", "df/dx", 0.25),
        ("tanh(y)", "df/dy", 1 - math.tanh(2) ** 2),
        ("abs(-x)", "df/dx", 1),
        ("sign(x) + x", "df/dx:g1", 0),
        ("max(x, y)", "df/dx", 1),
        ("max(x, y)", "df/dy", 0),
        ("min(x, y)", "df/dx", 0),
        ("min(x, y, 1)", "df/dy", 0),
        ("max(x, 3)", "df/dx", 1),  # equal inputs: the first
        ("max(3, x)", "df/dx", 0),
        ("relu(x)", "df/dx", 1),
        ("relu(-x)", "df/dx", 0),
        ("leaky_relu(-x)", "df/dx", -0.01),
        ("softplus(y)", "df/dy", 1 / (1 + math.exp(-2))),
        ("erf(y)", "df/dy", 2 / math.sqrt(math.pi) * math.exp(-4)),
        ("x if y > 1 else y", "df/dx", 1),
        ("x if y > 1 else y", "df/dy", 0),
        ("2 * 3 * x", "df/dx", 6),
        ("x * (1 - 3)", "df/dx", -2),
    ],
)
def test_slopes_by_hand(text, key, value):
    assert worked(text, {"x": 3.0, "y": 2.0}).value(key) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 / (x - 3)", "gate f = 1 / g1 = 1 / 0 has no finite value: a division by 0"),
        (
            "ln(y - x)",
            "gate f = ln(g1) = ln(-1) has no finite value: a logarithm, a root or a power that is no real number",
        ),
        ("sqrt(y - x)", "gate f = sqrt(g1) = sqrt(-1) has no finite value"),
        (
            "(y - x) ** 0.5",
            "gate f = g1^0.5 = (-1)^0.5 has no finite value: a logarithm, a root or a power that is no real number",
        ),
        ("exp(exp(x * x))", "gate f = e^g2 = e^8103.08 has no finite value: too large"),
        ("x ** 500 * x ** 500 * x ** 500", "gate g3 = g1*g2 = "),
        ("sqrt(x - 3) + y", "slope dg2/dg1 = 1 / (2*g2) = 1 / (2*0) has no finite value: a division by 0"),
        ("x * (1 / 0)", "the constant divide of 1 and 0 has no finite value"),
        ("2 + 3", "f is the constant 5.0; expected a formula with names in it"),
    ],
)
def test_what_has_no_value_is_said_with_the_name_of_the_gate(text, message):
    with pytest.raises(CircuitError) as refused:
        worked(text, {"x": 3.0, "y": 2.0})

    assert str(refused.value).startswith(message)


def test_a_gate_whose_printed_form_overflows_has_the_stable_value():
    trace = worked("logistic(x)", {"x": -800.0})

    assert trace.value("f") == pytest.approx(math.exp(-800), abs=1e-300)
    assert trace.value("df/dx") == 0


@pytest.mark.parametrize(
    ("text", "derivative"),
    [
        ("silu(x)", lambda x, s: s * (1 + x * (1 - s))),
        ("softplus(x)", lambda x, s: s),
        ("y + silu(x)", lambda x, s: s * (1 + x * (1 - s))),  # where the gate is not that of the output
    ],
)
def test_a_slope_whose_printed_form_overflows_has_the_stable_value(text, derivative):
    x = mpf(-709.9)

    trace = worked(text, {"x": -709.9} | ({"y": 1.0} if "y" in text else {}))
    assert trace.value("df/dx") == pytest.approx(float(derivative(x, 1 / (1 + mpmath.exp(-x)))), rel=1e-9, abs=0)


def test_a_slope_with_a_square_too_large_to_be_written_is_0():
    assert worked("x / y", {"x": 3.0, "y": 1e200}).value("df/dy") == 0  # -3e-400


def test_what_the_output_does_not_rest_on_has_the_gradient_0():
    trace = run(build("t", {"x": 2.0, "y": 3.0}, [("q", parse("x * x")), ("f", parse("x + 1"))]))

    assert trace.circuit.unused() == ["y", "q"]
    assert [trace.value(key) for key in ("df/dq", "df/dy", "df/dx", "df/dx:q.1", "q")] == [0, 0, 1, 0, 4]


def test_names_of_gates_keep_clear_of_the_authors():
    trace = worked("g1 * g1 + g3 * 2", {"g1": 2.0, "g3": 5.0})

    assert [node.name for node in trace.circuit.nodes] == ["g2", "g4", "f"]


def test_a_constant_part_is_no_gate():
    assert [node.operands for node in circuit("x * (2 + 3) * -1", {"x": 1.0}).nodes] == [("x", 5.0), ("g1", -1.0)]


def test_an_unknown_key_is_answered_with_the_nearest():
    trace = worked("(x + y) * z", {"x": 1.0, "y": 2.0, "z": 3.0})
    with pytest.raises(Exception, match="nothing in this circuit is called df/dw; did you mean df/d"):
        trace.value("df/dw")


def test_symbols_of_a_formula_are_its_inputs():
    assert parse("sigmoid(x)", ["x"], {"sigmoid": "logistic"}) == expr.Call("logistic", (expr.Symbol("x"),))
