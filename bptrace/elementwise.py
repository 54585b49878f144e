"""A scalar formula as a function of arrays, of numbers or of symbols, element by element."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from itertools import combinations
from typing import Any, assert_never

import numpy as np

from bptrace import expr
from bptrace.dependence import Mask, narrowed, sources
from bptrace.expr import Call, Choice, Difference, Expr, Negation, Number, Power, Product, Quotient, Sum, Symbol
from bptrace.matrix_form import whole
from bptrace.symbolic import Array, Elementwise, Named, SymbolicArray, element

_erf, _erfc = np.vectorize(math.erf, otypes=[float]), np.vectorize(math.erfc, otypes=[float])


def erf(x: Array) -> Array:
    """Return the error function, which NumPy lacks: that of the C library, for each element."""
    return Elementwise("erf", (x,)) if isinstance(x, SymbolicArray) else _erf(x)


def erfc(x: Array) -> Array:
    """Return `1 - erf(x)`, of numbers only, with all digits where that is near 0."""
    return _erfc(x)


_UFUNCS: Mapping[str, Callable[..., Any]] = {
    "exp": np.exp,
    "ln": np.log,
    "tanh": np.tanh,
    "sqrt": np.sqrt,
    "erf": erf,
    "abs": np.abs,
    "sign": np.sign,
    "max": lambda *arrays: reduce(np.maximum, arrays),
    "min": lambda *arrays: reduce(np.minimum, arrays),
}
"""What computes each of `expr.FUNCTIONS` on arrays of numbers."""

_RELATIONS: Mapping[str, Callable[..., Any]] = {
    ">": np.greater,
    ">=": np.greater_equal,
    "<": np.less,
    "<=": np.less_equal,
}


class Written(SymbolicArray):
    """A formula with an array for every name in it; its elements keep the form in which the formula was written."""

    def __init__(self, formula: Expr, arrays: Mapping[str, Array]) -> None:
        self.formula, self.arrays = formula, arrays
        self.shape = np.broadcast_shapes(*map(np.shape, arrays.values()))

    def at(self, *index: int) -> Expr:
        return self.of(lambda array: element(array, index))

    def of(self, read: Callable[[Array], Expr]) -> Expr:
        """Return the formula with what is read of its arrays in their places."""
        return expr.substitute(self.formula, lambda name: read(self.arrays[str(name)]))


@whole.register(Written)
def _(array: Written) -> Expr:
    return array.of(whole)


@sources.register(Written)
def _(array: Written, mask: Mask) -> Iterator[tuple[Named, Mask]]:
    for name in dict.fromkeys(expr.leaves(array.formula)):
        operand = array.arrays[str(name)]
        yield from sources(operand, narrowed(mask, np.shape(operand)))


def apply(formula: Expr, arrays: Mapping[str, Array]) -> Array:
    """Return a formula of some arrays, element by element.

    Parameters
    ----------
    formula
        Its symbols refer to names.
    arrays
        An array for every name, all of numbers or all of symbols; their shapes broadcast to that of the result.
    """
    if any(isinstance(array, SymbolicArray) for array in arrays.values()):
        return Written(formula, arrays)
    shape = np.broadcast_shapes(*map(np.shape, arrays.values()))
    return np.broadcast_to(_computed(formula, arrays), shape)


def _computed(formula: Expr, arrays: Mapping[str, Array]) -> Array:
    def of(part: Expr) -> Array:
        return _computed(part, arrays)

    match formula:
        case Symbol(name):
            return arrays[str(name)]
        case Number(value):
            return np.float64(value)
        case Sum(terms):
            return reduce(np.add, map(of, terms))
        case Product(factors):
            return reduce(np.multiply, map(of, factors))
        case Difference(left, right):
            return of(left) - of(right)
        case Quotient(numerator, denominator):
            return of(numerator) / of(denominator)
        case Power(base, exponent):
            return of(base) ** of(exponent)
        case Negation(operand):
            return -of(operand)
        case Call(function, arguments):
            return _UFUNCS[function](*map(of, arguments))
        case Choice(condition, yes, no):
            return np.where(_RELATIONS[condition.relation](of(condition.left), of(condition.right)), of(yes), of(no))
        case _:
            assert_never(formula)


def switches(formula: Expr) -> list[Expr]:
    """Return formulas that change their sign where this one may have a kink or a jump."""
    found = [switch for child in expr.children(formula) for switch in switches(child)]
    match formula:
        case Choice(condition):
            found.append(Difference(condition.left, condition.right))
        case Call("abs" | "sign", (operand,)):
            found.append(operand)
        case Call("max" | "min", operands):
            found += [Difference(*pair) for pair in combinations(operands, 2)]
    return found
