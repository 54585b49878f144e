"""Kinds of single value, for themselves."""

import json
from math import inf

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bptrace.spec.numbers import Refused, number, numbers
from bptrace.spec.scalars import Number


@pytest.mark.parametrize(
    ("number", "expected", "schema"),
    [
        (Number(), "a number", {"type": "number"}),
        (Number(positive=True), "a number greater than 0", {"type": "number", "exclusiveMinimum": 0}),
        (
            Number(interval=(0, 1)),
            "a number from 0 to below 1",
            {"type": "number", "minimum": 0, "exclusiveMaximum": 1},
        ),
        (Number(interval=(0, inf)), "a number from 0", {"type": "number", "minimum": 0}),
    ],
)
def test_a_number_says_where_it_lies(number, expected, schema):
    assert number.expected == expected
    assert number.schema() == schema
    assert json.dumps(number.schema(), allow_nan=False)


def test_an_interval_has_its_lower_end_and_not_its_upper_one():
    number = Number(interval=(0, 1))

    assert number.parse("0", quoted=False) == 0
    for text in ("1", "-1e-9"):
        with pytest.raises(Refused):
            number.parse(text, quoted=False)


def each(texts):
    """What the texts are, each read by itself; None where one of them is no number."""
    try:
        return [number(text, quoted=False) for text in texts]
    except Refused:
        return None


WRITTEN = (
    st.floats().map(repr) | st.text("0123456789.+-eE_ \n,:", max_size=6) | st.integers().map(str) | st.text(max_size=3)
)


@given(st.lists(WRITTEN, min_size=1, max_size=4))
@example(["1", "010"])
@example(["-0", "+00.5"])
@example(["1\n2", "3"])
@example(["1", ""])
@example(["", "", "1"])
@example(["1e999"])
@example(["١", "1_0"])
@example([" 1"])
@example(["1.", ".5", "-.5E+3", "+0"])
def test_numbers_are_read_together_as_each_by_itself(texts):
    assert numbers(texts) == each(texts)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False).map(repr), min_size=1))
def test_all_numbers_are_read_together(texts):
    assert numbers(texts) == list(map(float, texts))
