"""Names that keep all keys apart are told from the names alone; where they do not, all keys are tried."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bptrace import examples, spec
from bptrace.distinct import distinct
from bptrace.functions.optimizers import OPTIMIZERS
from bptrace.keys import ClashError, Keys
from bptrace.notation import Notation
from tests.shipped import SHIPPED
from tests.strategies import problems

NAMES = (
    "a",
    "b",
    "net_a",
    "out_a",
    "v_a",
    "m_b",
    "vhat_a",
    "E_a",
    "E_total",
    "E",
    "eta",
    "η",
    "theta1",
    "θ1",
    "w1",
    "delta_b",
    "t",
)


def clashes(problem):
    try:
        _ = Keys(Notation(problem)).bases
    except ClashError:
        return True
    return False


def renamed(problem, draw):
    network = problem.network
    name = st.sampled_from(NAMES) | st.from_regex(r"[a-z][0-9]{1,2}", fullmatch=True)
    layers = tuple(replace(layer, units=tuple(draw(name) for _ in layer.units)) for layer in network.layers)
    blocks = tuple(
        replace(
            block, names=np.array([draw(name) for _ in range(block.values.size)], object).reshape(block.values.shape)
        )
        for block in network.blocks
    )
    inputs = tuple(draw(name) for _ in network.inputs)
    return replace(problem, network=replace(network, inputs=inputs, layers=layers, blocks=blocks))


@settings(max_examples=300, deadline=None)
@given(problems(), st.data())
def test_what_is_told_to_be_distinct_is_so(problem, data):
    other = renamed(problem, data.draw)

    assert not (distinct(Notation(other)) and clashes(other))


@pytest.mark.parametrize("inputs", [("i1", "i2"), ("v_w1", "i2")])
def test_a_line_of_the_optimizer_may_be_called_like_an_input(inputs):
    shipped = spec.load(examples.find("xor"))
    momentum = replace(shipped, network=replace(shipped.network, inputs=inputs), optimizer=OPTIMIZERS["momentum"])

    assert clashes(momentum) == (not distinct(Notation(momentum))) == (inputs[0] == "v_w1")


@pytest.mark.parametrize("name", SHIPPED)
def test_of_what_is_shipped_no_keys_need_to_be_tried(name):
    assert distinct(Notation(spec.load(examples.find(name))))
