"""Arrays of formulas that speak NumPy's protocols, so that a page of plain NumPy can be read as symbols.

A `SymbolicArray` records what was done to it. `at` gives the scalar formula of one element, made only when asked. Only what a
page of network mathematics needs is understood, and anything else raises.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import reduce
from math import prod
from typing import Any, TypeAlias

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from bptrace import expr, lazy
from bptrace.dataclass import dataclass
from bptrace.expr import Expr
from bptrace.indexing import of_one

Index: TypeAlias = tuple[int, ...]
Shape: TypeAlias = tuple[int, ...]
Array: TypeAlias = Any
"""A float64 array or a `SymbolicArray`: the page is written for both."""

_BUILDERS: dict[str, Callable[..., Any]] = {
    "add": expr.add,
    "subtract": expr.Difference,
    "multiply": expr.multiply,
    "divide": expr.Quotient,
    "power": expr.Power,
    "negative": expr.Negation,
    "exp": lambda a: expr.Call("exp", (a,)),
    "log": lambda a: expr.Call("ln", (a,)),
    "tanh": lambda a: expr.Call("tanh", (a,)),
    "sqrt": lambda a: expr.Call("sqrt", (a,)),
    "erf": lambda a: expr.Call("erf", (a,)),
    "absolute": lambda a: expr.Call("abs", (a,)),
    "sign": lambda a: expr.Call("sign", (a,)),
    "maximum": lambda a, b: expr.Call("max", (a, b)),
    "minimum": lambda a, b: expr.Call("min", (a, b)),
    "greater": lambda a, b: expr.Comparison(">", a, b),
    "greater_equal": lambda a, b: expr.Comparison(">=", a, b),
    "less": lambda a, b: expr.Comparison("<", a, b),
    "less_equal": lambda a, b: expr.Comparison("<=", a, b),
}


class SymbolicArray(NDArrayOperatorsMixin):
    """An array whose elements are formulas. Its subclasses say how it came about.

    Attributes
    ----------
    adds
        Whether some element may be a sum, which a sum of elements takes up into itself.
    """

    shape: Shape
    adds: bool = True

    def at(self, *index: int) -> Expr:
        """Return the formula of one element."""
        raise NotImplementedError

    @property
    def T(self) -> SymbolicArray:  # noqa: N802 - NumPy's own name
        """The transpose."""
        return Transpose(self)

    def __getitem__(self, key: Any) -> SymbolicArray:
        numbers = np.arange(prod(self.shape)).reshape(self.shape)[key]
        return Rearranged((self,), numbers)

    def reshape(self, *shape: int) -> SymbolicArray:
        """Return the elements in another shape, as `ndarray.reshape` does."""
        return Rearranged((self,), np.arange(prod(self.shape)).reshape(*shape))

    def sum(self, axis: int | None = None) -> SymbolicArray:
        """Return the sum over one axis, or over all elements."""
        return Summed(self.reshape(-1), 0) if axis is None else Summed(self, axis)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> SymbolicArray:
        if method == "reduceat" and ufunc is np.add and not kwargs:
            return Segments(inputs[0], tuple(int(start) for start in inputs[1]))
        if method == "__call__" and ufunc is np.matmul and not kwargs:
            return MatrixProduct(*inputs)
        if method == "__call__" and ufunc.__name__ in _BUILDERS and not kwargs:
            return Elementwise(ufunc.__name__, inputs)
        raise TypeError(f"a symbolic array cannot take part in {ufunc.__name__}.{method}")

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        if function is np.shape:
            return args[0].shape
        if function is np.where and len(args) == 3:
            return Where(*args)
        if function is np.concatenate and not kwargs:
            return Rearranged(tuple(args[0]), np.arange(sum(part.shape[0] for part in args[0])))
        raise TypeError(f"a symbolic array cannot take part in {function.__name__}")

    def __bool__(self) -> bool:
        raise TypeError("a symbolic array has no truth value; write np.where instead of a branch")


@dataclass(frozen=True, eq=False)
class Named(SymbolicArray):
    """An array that has a name of its own: each element is the symbol of a quantity."""

    name: Hashable
    shape: Shape
    quantity: Callable[[Index], Hashable]
    adds = False

    def at(self, *index: int) -> Expr:
        return expr.Symbol(self.quantity(index))


class Elementwise(SymbolicArray):
    """A ufunc of arrays and numbers, broadcast against each other."""

    def __init__(self, operation: str, operands: Sequence[Any]) -> None:
        self.operation, self.operands, self.adds = operation, operands, operation == "add"
        self.shape = reduce(_broadcast, map(shape_of, operands))

    def at(self, *index: int) -> Expr:
        return self.of(element(operand, index) for operand in self.operands)

    def of(self, operands: Iterable[Expr]) -> Expr:
        """Return the formula of the operation on other operands."""
        built: Expr = _BUILDERS[self.operation](*operands)
        return built


class MatrixProduct(SymbolicArray):
    """`left @ right`; an element is one sum with a term for each inner index."""

    def __init__(self, left: Array, right: Array) -> None:
        before, behind = shape_of(left), shape_of(right)
        if before[-1] != behind[0]:
            raise ValueError(f"cannot multiply matrices of shapes {before} and {behind}")
        self.left, self.right, self.shape = left, right, (before[0], behind[1])

    def at(self, *index: int) -> Expr:
        row, column = index

        def term(k: int) -> Expr:
            return expr.multiply(element(self.left, (row, k)), element(self.right, (k, column)))

        return expr.sum_of(lazy.made(shape_of(self.left)[1], term))


class Transpose(SymbolicArray):
    """An array with its axes in reverse order."""

    def __init__(self, array: SymbolicArray) -> None:
        self.array, self.shape, self.adds = array, array.shape[::-1], array.adds

    def at(self, *index: int) -> Expr:
        return self.array.at(*index[::-1])


class Summed(SymbolicArray):
    """The sum over one axis."""

    def __init__(self, array: SymbolicArray, axis: int) -> None:
        self.array, self.axis = array, axis % len(array.shape)
        self.shape = array.shape[: self.axis] + array.shape[self.axis + 1 :]

    def at(self, *index: int) -> Expr:
        before, after = index[: self.axis], index[self.axis :]
        return _summed(self.array, self.array.shape[self.axis], lambda k: self.array.at(*before, k, *after))


class Segments(SymbolicArray):
    """Sums of consecutive elements of a vector, each from one start up to the next (`np.add.reduceat`)."""

    def __init__(self, array: SymbolicArray, starts: tuple[int, ...]) -> None:
        self.array, self.shape = array, (len(starts),)
        self.bounds = (*starts, array.shape[0])

    def at(self, *index: int) -> Expr:
        (number,) = of_one(index)
        start, stop = self.bounds[number : number + 2]
        return _summed(self.array, stop - start, lambda k: self.array.at(start + k))


class Rearranged(SymbolicArray):
    """Elements of one array, or of several vectors end to end, in the order and shape of `numbers`."""

    def __init__(self, arrays: tuple[Array, ...], numbers: np.ndarray[Any, np.dtype[np.int64]]) -> None:
        self.arrays, self.numbers, self.shape = arrays, numbers, numbers.shape
        self.adds = any(isinstance(array, SymbolicArray) and array.adds for array in arrays)

    def at(self, *index: int) -> Expr:
        chosen = self.numbers[index]
        if np.ndim(chosen) and len(self.arrays) == 1:  # many elements at once
            return element(self.arrays[0], np.unravel_index(chosen, np.shape(self.arrays[0])))
        number = int(*of_one((chosen,)))
        for array in self.arrays:
            size = prod(np.shape(array))
            if number < size:
                return element(array, tuple(int(i) for i in np.unravel_index(number, np.shape(array))))
            number -= size
        raise IndexError(index)


class Where(SymbolicArray):
    """`np.where`. A condition of plain booleans is settled when an element is asked for."""

    def __init__(self, condition: Any, yes: Any, no: Any) -> None:
        self.condition, self.yes, self.no = condition, yes, no
        self.shape = reduce(_broadcast, map(shape_of, (condition, yes, no)))

    def at(self, *index: int) -> Expr:
        if not isinstance(self.condition, SymbolicArray):
            settled = np.asarray(self.condition)
            return element(self.yes if settled[of_one(_aligned(index, settled.shape))] else self.no, index)
        condition: Any = self.condition.at(*_aligned(index, self.condition.shape))
        return expr.Choice(condition, element(self.yes, index), element(self.no, index))


def shape_of(value: Any) -> Shape:
    """Return the shape of an array or a number, without asking NumPy for that of a symbolic one."""
    return value.shape if isinstance(value, SymbolicArray) else np.shape(value)


def _broadcast(one: Shape, other: Shape) -> Shape:
    """Return the shape that two arrays have together; most have the same, or one is a number."""
    if one == other or not other:
        return one
    return np.broadcast_shapes(one, other) if one else other


def _summed(array: SymbolicArray, count: int, at: Callable[[int], Expr]) -> Expr:
    """Return the sum of some elements of an array, given by their number; none is made unless it may be a sum itself."""
    return expr.total(tuple(map(at, range(count)))) if array.adds else expr.sum_of(lazy.made(count, at))


def _aligned(index: tuple[Any, ...], shape: Shape) -> tuple[Any, ...]:
    """Return the index into an array that is broadcast to where `index` points."""
    own = index[len(index) - len(shape) :]
    return tuple(0 if size == 1 else i for i, size in zip(own, shape, strict=True))


def element(value: Any, index: tuple[Any, ...]) -> Expr:
    """Return the formula of one element of an array or a number, broadcast to where `index` points."""
    position = _aligned(index, shape_of(value))
    if isinstance(value, SymbolicArray):
        return value.at(*position)
    return expr.Number(float(np.asarray(value)[of_one(position)]))
