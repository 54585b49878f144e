"""The formula of a symbolic array as such, its parts named as arrays: the matrix form."""

from __future__ import annotations

from collections.abc import Hashable
from functools import singledispatch
from typing import Any

import numpy as np

from bptrace import expr
from bptrace.dataclass import dataclass
from bptrace.expr import Expr
from bptrace.symbolic import (
    Array,
    Elementwise,
    MatrixProduct,
    Named,
    Rearranged,
    Segments,
    Summed,
    SymbolicArray,
    Transpose,
    Where,
)


@dataclass(frozen=True, eq=False)
class Gathered:
    """The reference of an array that is made of elements of a named one.

    Attributes
    ----------
    name
        The name of the array that they are taken from.
    numbers
        Which element stands where, counted in order of reading.
    """

    name: Hashable
    numbers: np.ndarray[Any, np.dtype[np.int64]]


@singledispatch
def whole(array: Array) -> Expr:
    """Return the matrix form of an array; numbers are one number or a constant array.

    A kind of symbolic array that is defined elsewhere registers its own form.
    """
    assert not isinstance(array, SymbolicArray), type(array)
    numbers = np.unique(np.asarray(array, dtype=float))
    return expr.Number(float(numbers[0])) if numbers.size == 1 else expr.Symbol("constants")


@whole.register(Named)
def _(array: Named) -> Expr:
    return expr.Symbol(array.name)


@whole.register(Elementwise)
def _(array: Elementwise) -> Expr:
    return array.of(map(whole, array.operands))


@whole.register(MatrixProduct)
def _(array: MatrixProduct) -> Expr:
    return expr.Call("matmul", (whole(array.left), whole(array.right)))


@whole.register(Transpose)
def _(array: Transpose) -> Expr:
    return expr.Call("transpose", (whole(array.array),))


@whole.register(Summed)
def _(array: Summed) -> Expr:
    summed = array.array
    if len(summed.shape) == 3:
        return _contracted(summed)
    inner = whole(summed)
    if len(summed.shape) == 1:
        return _total(inner, summed.shape[0])
    return inner if summed.shape[array.axis] == 1 else expr.Call(("colsums", "rowsums")[array.axis], (inner,))


@whole.register(Segments)
def _(array: Segments) -> Expr:
    inner = whole(array.array)
    return expr.Call("segments", (inner,)) if len(array.bounds) > 2 else _total(inner, array.array.shape[0])


@whole.register(Rearranged)
def _(array: Rearranged) -> Expr:
    first, *others = array.arrays
    if not others and np.array_equal(array.numbers.ravel(), np.arange(np.prod(np.shape(first), dtype=int))):
        return whole(first)
    if not others and isinstance(first, Named):
        return expr.Symbol(Gathered(first.name, array.numbers))
    return expr.Call("join", tuple(map(whole, array.arrays)))


@whole.register(Where)
def _(array: Where) -> Expr:
    if not isinstance(array.condition, SymbolicArray):
        return expr.Call("either", (whole(array.yes), whole(array.no)))
    condition: Any = whole(array.condition)
    return expr.Choice(condition, whole(array.yes), whole(array.no))


def _total(inner: Expr, size: int) -> Expr:
    """Return the sum of all elements; of sums of rows or columns it is that of their elements."""
    if isinstance(inner, expr.Call) and inner.function in ("colsums", "rowsums"):
        return expr.Call("sum", inner.arguments)
    return inner if size == 1 else expr.Call("sum", (inner,))


def _contracted(array: SymbolicArray) -> Expr:
    """Return the sum over the middle axis of `row[None, :, :] * matrices`: for each column a product of matrices."""
    if not isinstance(array, Elementwise) or array.operation != "multiply":
        return expr.Call("contracted", (whole(array),))
    column, matrices = array.operands
    return expr.Call("matmul", (whole(matrices), whole(column)))
