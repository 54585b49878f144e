"""Circuits for tests: from a text, and drawn at random."""

import math

from hypothesis import assume, reject
from hypothesis import strategies as st

from bptrace.circuit.build import FUNCTIONS, build
from bptrace.circuit.model import CircuitError
from bptrace.circuit.trace import run
from bptrace.grammar import parse


def circuit(text, values, *, unfold=False):
    return build("a circuit", values, [("f", parse(text, values, FUNCTIONS))], unfold=unfold)


def worked(text, values, **settings):
    return run(circuit(text, values, **settings))


LEAVES = st.sampled_from(["x", "y", "z", "x", "y", "z", "2", "0.5", "3"])
ONE = (
    "exp",
    "ln",
    "tanh",
    "sqrt",
    "abs",
    "sigmoid",
    "relu",
    "leaky_relu",
    "elu",
    "softplus",
    "silu",
    "gelu",
)


def _over(parts):
    return st.one_of(
        st.builds("({} {} {})".format, parts, st.sampled_from("+-*/"), parts),
        st.builds("(-{})".format, parts),
        st.builds("{}({})".format, st.sampled_from(ONE), parts),
        st.builds("{}({}, {})".format, st.sampled_from(("max", "min")), parts, parts),
        st.builds("({}) ** {}".format, parts, st.sampled_from(("2", "3", "-1", "0.5"))),
        st.builds("({} if {} {} {} else {})".format, parts, parts, st.sampled_from((">", "<=")), parts, parts),
    )


TEXTS = st.recursive(LEAVES, _over, max_leaves=8).map(lambda text: f"x + y*z*0.5 + {text}")
NUMBERS = st.floats(-3, 3).filter(lambda value: abs(value) > 0.1).map(lambda value: round(value, 3))
VALUES = st.fixed_dictionaries({"x": NUMBERS, "y": NUMBERS, "z": NUMBERS})


@st.composite
def traces(draw):
    """Draw a circuit that has a value and slopes of moderate size; return text, values and trace."""
    text, values = draw(TEXTS), draw(VALUES)
    try:
        trace = worked(text, values, unfold=draw(st.booleans()))
    except CircuitError:
        reject()
    assume(all(math.isfinite(value) and abs(value) < 1e4 for value in trace.values.values()))
    return text, values, trace
