"""What is said of one line of a round whatever its numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bptrace.expr import Expr
from bptrace.network import Quantity
from bptrace.program import Program
from bptrace.report.vocabulary import Kin, quantities
from bptrace.report.writing import Writing


class Said(NamedTuple):
    """A line without its numbers.

    Attributes
    ----------
    quantity
        What it is a line of.
    formula
        Its formula; None for what is given.
    cells
        The cells of its row that its numbers do not change.
    """

    quantity: Quantity
    formula: Expr | None
    cells: dict[str, object]


def said_of(program: Program, writing: Writing, kin: Kin, place: int) -> Said:
    """Return what is said of the line at a place of an array."""
    (quantity,) = quantities(program, kin, np.array([place]))
    formula, key = program.formula(quantity), writing.notation.key
    layer, unit, sample = quantity.layer, quantity.unit, quantity.sample
    cells: dict[str, object] = {
        "sample": None if sample is None else sample + 1,
        "layer": layer,
        "unit": None if layer is None or unit is None else program.network.units(layer)[unit],
        "key": key(quantity),
        "symbol": writing.name(quantity),
        "formula": None if formula is None else writing.formula(formula),
        "rests_on": () if formula is None else tuple(map(key, writing.operands(formula))),
    }
    return Said(quantity, formula, cells)
