"""Kinds of single value, for themselves."""

import json
from math import inf

import pytest

from bptrace.spec.numbers import Refused
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
