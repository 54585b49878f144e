"""Slices: which lines there are, how many, in which order, and where along an axis."""

from __future__ import annotations

import numpy as np
import pytest

from bptrace.network import AXES, Quantity
from bptrace.slices import Slice
from bptrace.tape import Address

NET, PARTS, WEIGHTS, BIAS, TOTAL, RATE = (
    Address("net", 1, False),
    Address("dE/dout", 1, False),
    Address("gradient", 0, False),
    Address("gradient", 1, False),
    Address("total_error", None, False),
    Address("learning_rate", None, False),
)


class Batch:
    """Samples 4 to 6 of two neurons, whose `dE/dout` are sums of three parts."""

    first = 4

    def element(self, quantity):
        kind, layer, unit, source, sample, _ = quantity
        if sample is not None and sample not in range(4, 7):
            raise KeyError(quantity)
        if kind == "gradient":
            return (WEIGHTS, (unit, source)) if source is not None else (BIAS, (unit,))
        index = (unit, sample - 4) if AXES.get(kind) else ()
        return Address(kind, layer, False), index

    def quantity(self, address, index):
        if address.kind == "gradient":
            return Quantity("gradient", 1, *index)
        if not index:
            return Quantity(address.kind)
        unit, sample = index
        return Quantity(address.kind, address.where, unit, None, sample + 4)

    def part_count(self, address, index):
        assert index in np.ndindex({TOTAL: (), BIAS: (2,)}.get(address, (2, 3)))
        return 3 if address == PARTS else 0


def mask(*rows):
    return np.array(rows, dtype=bool)


def sliced(lines, alone=(), places=None):
    return Slice(Batch(), lines, {}, frozenset(alone), lines if places is None else places)


def net(unit, sample):
    return Quantity("net", 1, unit, None, sample)


def dout(unit, sample, part=None):
    return Quantity("dE/dout", 1, unit, part, sample)


LINES = {NET: mask([1, 0, 0], [0, 1, 1]), PARTS: mask([0, 0, 1], [0, 0, 0]), TOTAL: np.array(True)}
ALONE = sliced({NET: mask([0, 0, 1], [0, 0, 0])}, [dout(1, 5, 2), dout(1, 5, 0)],
               {NET: mask([0, 0, 1], [0, 0, 0]), PARTS: mask([0, 0, 0], [0, 1, 0])})  # fmt: skip


def test_a_slice_has_the_marked_lines_and_their_parts():
    some = sliced(LINES)
    assert all(one in some for one in (net(0, 4), net(1, 5), dout(0, 6), dout(0, 6, 1), Quantity("total_error")))
    assert not any(one in some for one in (net(0, 5), dout(1, 6), dout(1, 6, 0), Quantity("out", 1, 0, None, 4)))
    assert net(0, 3) not in some
    assert net(0, 7) not in some


def test_a_part_may_stand_without_its_sum():
    assert dout(1, 5, 2) in ALONE
    assert dout(1, 5, 1) not in ALONE
    assert dout(1, 5) not in ALONE
    assert net(0, 6) in ALONE


def test_the_number_of_lines_counts_parts():
    assert len(sliced(LINES)) == 3 + 1 * (1 + 3) + 1
    assert len(sliced({PARTS: mask([1, 1, 0], [0, 0, 1])})) == 12
    assert len(ALONE) == 3
    assert len(sliced({})) == 0


def test_lines_come_in_the_order_of_the_page_and_parts_before_their_sum():
    assert list(sliced(LINES).quantities()) == [
        net(0, 4), net(1, 5), net(1, 6),
        dout(0, 6, 0), dout(0, 6, 1), dout(0, 6, 2), dout(0, 6),
        Quantity("total_error"),
    ]  # fmt: skip
    assert list(ALONE.quantities()) == [net(0, 6), dout(1, 5, 0), dout(1, 5, 2)]


@pytest.mark.parametrize(
    ("axis", "fixed", "found"),
    [
        ("unit", {}, [0, 1]),
        ("sample", {}, [4, 5, 6]),
        ("sample", {"unit": 0}, [4]),
        ("sample", {"unit": 1}, [5, 6]),
        ("unit", {"sample": 4}, [0]),
        ("unit", {"sample": 6}, [1]),
        ("unit", {"unit": 1, "sample": 5}, [1]),
        ("sample", {"unit": 1, "sample": 4}, [5, 6]),
    ],
)
def test_where_lines_stand_along_an_axis(axis, fixed, found):
    assert sliced(LINES).along(axis, [NET], **fixed) == found


def test_lines_of_several_arrays_are_found_together_and_of_others_none():
    some = sliced({NET: mask([1, 0, 0], [0, 0, 0]), PARTS: mask([0, 0, 1], [0, 0, 0])})
    assert some.along("sample", [NET, PARTS]) == [4, 6]
    assert some.along("sample", [RATE, PARTS]) == [6]
    assert some.along("sample", [RATE]) == []
    assert some.along("sample", []) == []
    assert ALONE.along("unit", [PARTS], sample=5) == [1]


def test_parameters_stand_along_units_and_sources():
    some = sliced({WEIGHTS: mask([0, 1, 0], [0, 1, 1]), BIAS: mask(0, 1)})
    assert some.along("unit", [WEIGHTS]) == [0, 1]
    assert some.along("source", [WEIGHTS]) == [1, 2]
    assert some.along("source", [WEIGHTS], unit=0) == [1]
    assert some.along("unit", [WEIGHTS], source=2) == [1]
    assert some.along("unit", [BIAS]) == [1]
    assert some.along("unit", [BIAS], source=2) == [1]
    assert Quantity("gradient", 1, 1, 2) in some
    assert list(some.quantities()) == [
        Quantity("gradient", 1, 0, 1), Quantity("gradient", 1, 1, 1), Quantity("gradient", 1, 1, 2),
        Quantity("gradient", 1, 1),
    ]  # fmt: skip
