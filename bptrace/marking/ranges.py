"""Where the value of a formula may lie when its operands lie in intervals: at least there, and not much beyond.

Two forms of interval analysis are intersected: the natural extension, which follows the tree, and the mean-value form
f(m) + Σ f_i(box)·(x_i − m_i), m the middle of the box (Moore 1966). The first is sharp where every operand occurs once; where
one occurs again, as in out·(1 − out), the second is, for small boxes: it knows that the occurrences move together.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Hashable
from dataclasses import field
from functools import reduce
from typing import TypeAlias, assert_never

from bptrace import expr
from bptrace.dataclass import dataclass
from bptrace.expr import (
    Call,
    Choice,
    Comparison,
    Difference,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
)
from bptrace.marking import interval
from bptrace.marking.interval import ONE, WHOLE, Interval, NoValueError
from bptrace.marking.powers import power
from bptrace.marking.slopes import slopes as slopes_of

_Node: TypeAlias = tuple[Expr, Interval, tuple["_Node", ...]]
"""A formula, where its value lies, and the same of each operand; a decided choice is the branch that is taken."""

_FLAT = 1e-150
"""A slope below it is taken to be anything up to it, so that no product of slopes is lost by underflow."""


def range_of(formula: Expr, box: Callable[[Hashable], Interval]) -> Interval:
    """Return an interval that holds every value of a formula.

    Parameters
    ----------
    formula
        The formula.
    box
        Gives the interval of a symbol's reference, with ends that are floats.

    Returns
    -------
    Interval
        Holds what `expr.evaluate` gives for any finite floats in the boxes, if no operation on the way overflows; everything,
        where the formula has a value nowhere.
    """
    reading = _Reading(box)
    natural, root = _natural(formula, reading)
    return natural if root is None else _intersection(natural, _mean_value(_central(formula, reading), root, reading))


def meets(formula: Expr, box: Callable[[Hashable], Interval], window: Interval) -> bool:
    """Tell whether `range_of(formula, box)` meets a window, without its slopes where less decides it.

    A natural extension that misses the window does, and so does a value at the middle of the box that lies in it.
    """
    reading = _Reading(box)
    natural, root = _natural(formula, reading)
    if root is None or not natural.meets(window):
        return natural.meets(window)
    central = _central(formula, reading)
    if window.low <= central <= window.high:
        return True
    return _intersection(natural, _mean_value(central, root, reading)).meets(window)


@dataclass(slots=True)
class _Reading:
    """The boxes of one formula as they are met."""

    box: Callable[[Hashable], Interval]
    boxes: dict[Hashable, Interval] = field(default_factory=dict)
    repeats: bool = False
    """Whether an operand that can move occurs more than once."""

    def __getitem__(self, ref: Hashable) -> Interval:
        found = self.boxes.get(ref)
        if found is None:
            found = self.boxes[ref] = self.box(ref)
        elif found.low < found.high:
            self.repeats = True
        return found

    def middle(self, ref: Hashable) -> float:
        """Return the middle of a symbol's interval."""
        low, high = self.boxes[ref]
        return low if low == high else 0.5 * (low + high)


def _natural(formula: Expr, reading: _Reading) -> tuple[Interval, _Node | None]:
    """Return the natural extension, and the tree of it if the mean-value form may be sharper."""
    try:
        root = _read(formula, reading)
    except NoValueError:
        return WHOLE, None
    natural = interval.widened(root[1])
    may_gain = reading.repeats and root[1].low < root[1].high
    return natural, root if may_gain else None


def _read(formula: Expr, reading: _Reading) -> _Node:
    match formula:
        case Symbol(ref):
            return formula, reading[ref], ()
        case Number(value):
            return formula, Interval(value, value), ()
        case Sum(operands):
            parts = tuple([_read(operand, reading) for operand in operands])
            return formula, reduce(interval.add, [part[1] for part in parts]), parts
        case Product(operands):
            parts = tuple([_read(operand, reading) for operand in operands])
            return formula, reduce(interval.multiply, [part[1] for part in parts]), parts
        case Difference(left, right):
            parts = _read(left, reading), _read(right, reading)
            return formula, interval.subtract(parts[0][1], parts[1][1]), parts
        case Negation(operand):
            parts = (_read(operand, reading),)
            return formula, interval.negate(parts[0][1]), parts
        case Quotient(left, right):
            parts = _read(left, reading), _read(right, reading)
            return formula, interval.divide(parts[0][1], parts[1][1]), parts
        case Power(left, right):
            parts = _read(left, reading), _read(right, reading)
            return formula, power(parts[0][1], parts[1][1]), parts
        case Call(function, operands):
            parts = tuple([_read(operand, reading) for operand in operands])
            return formula, interval.FUNCTIONS[function](*[part[1] for part in parts]), parts
        case Choice(condition, yes, no):
            taken = _taken(condition, yes, no, reading)
            return _read(taken, reading) if taken else (formula, _either(yes, no, reading), ())
        case _:
            assert_never(formula)


def _taken(condition: Comparison, yes: Expr, no: Expr, reading: _Reading) -> Expr | None:
    """Return the branch that is taken whatever the operands, or None if either may be."""
    left, right = _read(condition.left, reading)[1], _read(condition.right, reading)[1]
    holds = expr.RELATIONS[condition.relation]
    # A relation of two intervals is decided at the pair of ends at which it holds least, or at which it fails least.
    outcomes = {holds(left.low, right.high), holds(left.high, right.low)}
    return None if len(outcomes) == 2 else yes if outcomes.pop() else no


def _either(yes: Expr, no: Expr, reading: _Reading) -> Interval:
    """Return the hull of both branches, of those of them that have a value."""
    try:
        found = _read(yes, reading)[1]
    except NoValueError:
        return _read(no, reading)[1]
    try:
        return interval.hull(found, _read(no, reading)[1])
    except NoValueError:
        return found


def _central(formula: Expr, reading: _Reading) -> float:
    """Return the value at the middle of the box, or nan if there is none."""
    try:
        return expr.evaluate(formula, reading.middle)
    except (ArithmeticError, ValueError):
        return math.nan


def _mean_value(central: float, root: _Node, reading: _Reading) -> Interval:
    """Return the mean-value form, or everything where the formula is not differentiable over the whole box."""
    slopes, errors = dict[Hashable, Interval](), list[float]()
    try:
        _spread(root, ONE, slopes, errors)
    except ArithmeticError:
        return WHOLE
    reach = 0.0
    for ref, slope in slopes.items():
        (low, high), middle = reading.boxes[ref], reading.middle(ref)
        reach += slope.magnitude * max(middle - low, high - middle)
    # Every operation rounds twice, at the middle and at the operands' values, and so does every product of slopes.
    reach += (8 + len(errors)) * sys.float_info.epsilon * sum(errors)
    return Interval(central - reach, central + reach) if math.isfinite(central + reach) else WHOLE


def _spread(node: _Node, slope: Interval, slopes: dict[Hashable, Interval], errors: list[float]) -> None:
    """Add to `slopes` how much the root changes with each symbol under a node, and to `errors` how much its rounding may do.

    Parameters
    ----------
    node
        The node.
    slope
        How much the root changes with the node.
    slopes
        The derivatives so far, by the symbols' references.
    errors
        For each node so far, the magnitudes that were rounded in it times how much the root changes with it.
    """
    formula, value, parts = node
    if value.low == value.high:  # the same float whatever the operands
        return
    size = max(-slope.low, slope.high)
    if size < _FLAT:
        size, slope = _FLAT, Interval(-_FLAT, _FLAT)
    if isinstance(formula, Symbol):
        before = slopes.get(formula.ref)
        slopes[formula.ref] = slope if before is None else interval.add(before, slope)
        errors.append(size * value.magnitude)
        return
    operands = [part[1] for part in parts]
    errors.append(size * _rounded(formula, value, operands))
    for part, partial in zip(parts, slopes_of(formula, value, operands), strict=True):
        _spread(part, partial if slope is ONE else interval.multiply(slope, partial), slopes, errors)


def _rounded(formula: Expr, value: Interval, operands: list[Interval]) -> float:
    """Return a bound of the sum of all numbers that are rounded when a node is computed, those on its way among them."""
    if isinstance(formula, Sum):  # whose way may lead over numbers much larger than itself
        return len(operands) * sum(operand.magnitude for operand in operands)
    return len(operands) * value.magnitude


def _intersection(first: Interval, second: Interval) -> Interval:
    return interval.widened(Interval(max(first.low, second.low), min(first.high, second.high)))
