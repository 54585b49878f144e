"""Hand precision: a round worked out line by line, each line rounded before the next one uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from bptrace import expr
from bptrace.errors import BptraceError
from bptrace.network import Floats, Quantity
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.program import Line
from bptrace.rounding import Rounding
from bptrace.trace import Values


class UncomputableError(BptraceError):
    """A line that has no finite value, such as a division by an output that was rounded to 0.

    `key` is what the line was to give.
    """

    def __init__(self, key: str, rounding: Rounding, remedy: str = "more digits may help") -> None:
        super().__init__(f"rounded to {rounding}, {key} has no finite value; {remedy}")
        self.key = key


class Worked(dict[Quantity, float]):
    """Values of lines that were worked out; what is not among them is given."""

    def __init__(self, given: Values) -> None:
        super().__init__()
        self.given = given

    def __missing__(self, quantity: Quantity) -> float:
        return self.given[quantity]


def work_out(problem: Problem, lines: Iterable[Line], given: Values, rounding: Rounding) -> Worked:
    """Compute lines in order, each rounded before the next one uses it; what is given is taken as it is.

    Raises
    ------
    UncomputableError
        If a line has no finite value.
    """
    values = Worked(given)
    for line in lines:
        value = rounding(_value(problem, line, values))
        if not np.isfinite(value):
            raise UncomputableError(Notation(problem).key(line.quantity), rounding, *_remedies(problem, line))
        values[line.quantity] = value
    return values


def _remedies(problem: Problem, line: Line) -> Iterator[str]:
    """Yield what helps besides more digits, if anything does."""
    if line.quantity.kind == "parameter" and problem.constants.get("epsilon") == 0:
        yield "an epsilon above 0 helps, or more digits where a gradient is not 0 but its square was rounded to 0"


def _value(problem: Problem, line: Line, values: Worked) -> float:
    """Evaluate a line as it is printed, or, where that form overflows or divides by 0, by its function's stable body."""

    def value_of(ref: object) -> float:
        assert isinstance(ref, Quantity)
        return values[ref]

    try:
        return expr.evaluate(line.formula, value_of)
    except (ArithmeticError, ValueError):
        with np.errstate(all="ignore"):
            return _stable(problem, line.quantity, values)


def _stable(problem: Problem, quantity: Quantity, values: Worked) -> float:
    network, loss = problem.network, problem.loss

    def column(one: Quantity) -> Floats:
        assert one.layer is not None
        return np.array([[values[one._replace(unit=unit)]] for unit in range(len(network.units(one.layer)))])

    net, out = quantity._replace(kind="net"), quantity._replace(kind="out")
    target = quantity._replace(kind="target", after=False)
    if quantity.kind == "out" and quantity.layer:
        found = network.layers[quantity.layer - 1].activation.out(column(net))
    elif quantity.kind == "dout/dnet" and quantity.layer:
        found = network.layers[quantity.layer - 1].activation.slope(column(net), column(out))
    elif quantity.kind == "error" and loss is not None:
        found = loss.terms(column(target), column(out))
    elif quantity.kind == "dE/dout" and quantity.layer == network.depth and loss is not None:
        found = loss.slope(column(target), column(out))
    else:
        return np.nan
    return float(found[quantity.unit, 0])
