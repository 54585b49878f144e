"""Scalar formulas as trees that keep the form in which they were written.

Nothing is sorted, folded or simplified: subtraction and division are operators of their own, and a sum or a product has as
many terms as its author gave it. A tree knows nothing of printing; `bptrace.printing` reads it.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import partial, reduce
from typing import TypeAlias, assert_never

from bptrace import lazy
from bptrace.dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Symbol:
    """A quantity, known by any hashable reference."""

    ref: Hashable


@dataclass(frozen=True, slots=True)
class Number:
    """A constant that belongs to the formula itself, such as the 1 of `1 - out`."""

    value: float


@dataclass(frozen=True, slots=True)
class Sum:
    """Two or more terms, added from left to right; those of a long sum are made when they are looked at."""

    terms: Sequence[Expr]


@dataclass(frozen=True, slots=True)
class Difference:
    """`left - right`."""

    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Product:
    """Two or more factors, multiplied from left to right."""

    factors: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    """`numerator / denominator`."""

    numerator: Expr
    denominator: Expr


@dataclass(frozen=True, slots=True)
class Power:
    """`base` raised to `exponent`."""

    base: Expr
    exponent: Expr


@dataclass(frozen=True, slots=True)
class Negation:
    """`-operand`."""

    operand: Expr


@dataclass(frozen=True, slots=True)
class Call:
    """A named function, one of `FUNCTIONS`, of its arguments."""

    function: str
    arguments: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left relation right`, the relation one of `RELATIONS`."""

    relation: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Choice:
    """`yes` where the condition holds, else `no`."""

    condition: Comparison
    yes: Expr
    no: Expr


Expr: TypeAlias = Symbol | Number | Sum | Difference | Product | Quotient | Power | Negation | Call | Choice

FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "exp": math.exp,
    "ln": math.log,
    "tanh": math.tanh,
    "sqrt": math.sqrt,
    "erf": math.erf,
    "abs": abs,
    "sign": lambda x: float((x > 0) - (x < 0)),
    "max": max,
    "min": min,
}
RELATIONS: Mapping[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def add(left: Expr, right: Expr) -> Expr:
    """Return `left + right`, the terms of a sum on the left taken up into the new one."""
    return Sum(lazy.joined((left.terms if isinstance(left, Sum) else (left,), (right,))))


def multiply(left: Expr, right: Expr) -> Expr:
    """Return `left * right`, the factors of a product on the left taken up into the new one."""
    factors = left.factors if isinstance(left, Product) else (left,)
    return Product((*factors, right))


def sum_of(terms: Sequence[Expr]) -> Expr:
    """Return the sum of some terms, none of them a sum; one term alone is itself."""
    return terms[0] if len(terms) == 1 else Sum(terms)


def total(parts: Sequence[Expr]) -> Expr:
    """Return the sum of the parts; sums among them are taken up into it, and one part alone is itself."""
    return sum_of(lazy.joined([part.terms if isinstance(part, Sum) else (part,) for part in parts]))


def children(expr: Expr) -> Sequence[Expr]:
    """Return the operands of a node, in the order in which they are written."""
    match expr:
        case Symbol() | Number():
            return ()
        case Sum(parts) | Product(parts) | Call(_, parts):
            return parts
        case Difference(left, right) | Quotient(left, right) | Power(left, right):
            return (left, right)
        case Negation(operand):
            return (operand,)
        case Choice(condition, yes, no):
            return (condition.left, condition.right, yes, no)
        case _:
            assert_never(expr)


def leaves(expr: Expr) -> Iterator[Hashable]:
    """Yield the reference of every symbol, from left to right, as often as it occurs."""
    if isinstance(expr, Symbol):
        yield expr.ref
    for child in children(expr):
        yield from (child.ref,) if isinstance(child, Symbol) else leaves(child)  # of symbols a sum has hundreds


def evaluate(expr: Expr, value_of: Callable[[Hashable], float]) -> float:
    """Compute a formula in float64, term by term as it is written.

    Parameters
    ----------
    expr
        The formula.
    value_of
        Gives the value of a symbol's reference.

    Raises
    ------
    ArithmeticError, ValueError
        Where Python's own arithmetic does: division by zero, overflow, a logarithm of a number that is not positive;
        and for a power of a negative number that is not real.
    """
    match expr:
        case Symbol(ref):
            return value_of(ref)
        case Number(value):
            return value
        case Sum(terms):
            return reduce(operator.add, (evaluate(term, value_of) for term in terms))  # sum() is not left to right
        case Product(factors):
            return reduce(operator.mul, (evaluate(factor, value_of) for factor in factors))
        case Difference(left, right):
            return evaluate(left, value_of) - evaluate(right, value_of)
        case Quotient(left, right):
            return evaluate(left, value_of) / evaluate(right, value_of)
        case Power(left, right):
            return _power(evaluate(left, value_of), evaluate(right, value_of))
        case Negation(operand):
            return -evaluate(operand, value_of)
        case Call(function, arguments):
            return FUNCTIONS[function](*(evaluate(argument, value_of) for argument in arguments))
        case Choice(condition, yes, no):
            return evaluate(yes if _holds(condition, value_of) else no, value_of)
        case _:
            assert_never(expr)


def _power(base: float, exponent: float) -> float:
    power = base**exponent
    if isinstance(power, complex):
        raise ValueError(f"{base} to the power of {exponent} is not a real number")
    return float(power)


def _holds(condition: Comparison, value_of: Callable[[Hashable], float]) -> bool:
    return RELATIONS[condition.relation](evaluate(condition.left, value_of), evaluate(condition.right, value_of))


def substitute(expr: Expr, replacement: Callable[[Hashable], Expr]) -> Expr:
    """Return the formula with every symbol replaced by what `replacement` gives for its reference."""
    within = partial(substitute, replacement=replacement)
    match expr:
        case Symbol(ref):
            return replacement(ref)
        case Number():
            return expr
        case Sum(terms):
            return Sum(tuple(map(within, terms)))
        case Product(factors):
            return Product(tuple(map(within, factors)))
        case Difference(left, right):
            return Difference(within(left), within(right))
        case Quotient(left, right):
            return Quotient(within(left), within(right))
        case Power(left, right):
            return Power(within(left), within(right))
        case Negation(operand):
            return Negation(within(operand))
        case Call(function, arguments):
            return Call(function, tuple(map(within, arguments)))
        case Choice(Comparison(relation, left, right), yes, no):
            return Choice(Comparison(relation, within(left), within(right)), within(yes), within(no))
        case _:
            assert_never(expr)
