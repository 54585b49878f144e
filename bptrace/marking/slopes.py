"""How much the value of one node of a formula changes with each of its operands, anywhere in the operands' intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import assert_never

from bptrace.expr import Call, Choice, Difference, Expr, Negation, Number, Power, Product, Quotient, Sum, Symbol
from bptrace.marking import interval
from bptrace.marking.interval import ONE, Interval
from bptrace.marking.powers import power

_ZERO = Interval(0.0, 0.0)
_MINUS_ONE = Interval(-1.0, -1.0)
_LARGEST_ODD = 2.0**53 - 1
"""Above it, a float less 1 may have the same parity as the float."""


class NotSmoothError(ArithmeticError):
    """A node that jumps or has a kink within its operands' intervals, or that has no value in a part of them."""


def slopes(formula: Expr, value: Interval, operands: Sequence[Interval]) -> tuple[Interval, ...]:
    """Return an interval of partial derivatives for each operand of a node; that of an operand that is a point is never used.

    Parameters
    ----------
    formula
        The node.
    value
        Where its value lies.
    operands
        Where the values of its operands lie, in order.

    Raises
    ------
    NotSmoothError
        If the node is not differentiable there, or not known to be.
    """
    match formula:
        case Sum():
            return (ONE,) * len(operands)
        case Product():
            return _products_of_others(operands)
        case Difference():
            return ONE, _MINUS_ONE
        case Negation():
            return (_MINUS_ONE,)
        case Quotient():
            return _quotient(value, operands[1])
        case Power():
            return _power(value, *operands)
        case Call(function, _):
            return SLOPES[function](value, *operands)
        case Choice():
            raise NotSmoothError("a choice that is not decided")
        case Symbol() | Number():
            return ()
        case _:
            assert_never(formula)


def _products_of_others(factors: Sequence[Interval]) -> tuple[Interval, ...]:
    if len(factors) == 2:
        return factors[1], factors[0]
    before = list(accumulate(factors[:-1], interval.multiply, initial=ONE))
    after = list(accumulate(factors[:0:-1], interval.multiply, initial=ONE))
    return tuple(map(interval.multiply, before, reversed(after)))


def _quotient(value: Interval, divisor: Interval) -> tuple[Interval, Interval]:
    if divisor.low <= 0.0 <= divisor.high:
        raise NotSmoothError("a divisor that may be 0")
    return interval.divide(ONE, divisor), interval.negate(interval.divide(value, divisor))


def _power(value: Interval, base: Interval, exponent: Interval) -> tuple[Interval, Interval]:
    """Return the slopes e·b^(e − 1) and b^e·ln b."""
    if exponent.low == exponent.high:
        whole = exponent.low.is_integer() and abs(exponent.low) <= _LARGEST_ODD
        if base.low < 0.0 and not whole:
            raise NotSmoothError("a power of a negative number")
        by_exponent = _ZERO
    elif base.low > 0.0:
        by_exponent = interval.multiply(value, interval.FUNCTIONS["ln"](base))
    else:
        raise NotSmoothError("a power of a number that may be 0 or negative")
    return interval.multiply(exponent, power(base, interval.subtract(exponent, ONE))), by_exponent


def _reciprocal(operand: Interval) -> tuple[Interval]:
    if operand.low <= 0.0:
        raise NotSmoothError("a logarithm of what may not be positive")
    return (interval.divide(ONE, operand),)


def _half_reciprocal(root: Interval) -> tuple[Interval]:
    if root.low <= 0.0:
        raise NotSmoothError("a root of what may not be positive")
    return (interval.divide(Interval(0.5, 0.5), root),)


def _bell(slope: Callable[[float], float]) -> Callable[[Interval, Interval], tuple[Interval]]:
    """Return the interval form of a slope that depends on the size of the operand alone, and falls with it."""
    return lambda _, operand: (Interval(slope(operand.magnitude), slope(operand.mignitude)),)


def _tanh(operand: float) -> float:
    try:
        return 1.0 / math.cosh(operand) ** 2  # 1 - tanh² would lose its figures where tanh is close to 1
    except OverflowError:
        return 0.0


def _erf(operand: float) -> float:
    return 2.0 / math.sqrt(math.pi) * math.exp(-operand * operand)


def _absolute(_: Interval, operand: Interval) -> tuple[Interval]:
    if operand.low < 0.0 < operand.high:
        raise NotSmoothError("the kink of the absolute value")
    return (ONE if operand.low >= 0.0 else _MINUS_ONE,)


def _sign(_: Interval, operand: Interval) -> tuple[Interval]:
    if operand.low <= 0.0 <= operand.high:
        raise NotSmoothError("the jump of the sign")
    return (_ZERO,)


def _largest(_: Interval, *operands: Interval) -> tuple[Interval, ...]:
    """Return 1 for the operand that is the largest whatever the values, and 0 for the others."""
    for place, operand in enumerate(operands):
        if all(operand.low >= other.high for other in (*operands[:place], *operands[place + 1 :])):
            return tuple(ONE if other == place else _ZERO for other in range(len(operands)))
    raise NotSmoothError("a largest number that is not decided")


def _smallest(value: Interval, *operands: Interval) -> tuple[Interval, ...]:
    return _largest(value, *map(interval.negate, operands))


SLOPES: Mapping[str, Callable[..., tuple[Interval, ...]]] = {
    "exp": lambda value, _: (value,),
    "ln": lambda _, operand: _reciprocal(operand),
    "tanh": _bell(_tanh),
    "sqrt": lambda value, _: _half_reciprocal(value),
    "erf": _bell(_erf),
    "abs": _absolute,
    "sign": _sign,
    "max": _largest,
    "min": _smallest,
}
"""The slopes of each function that a formula may call, from its value and its operands."""
