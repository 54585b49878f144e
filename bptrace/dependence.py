"""Which elements of named arrays some elements of an array are computed from: masks in the place of formulas.

A mask says of every element of an array whether it is meant, so that what a number rests on is found array by array.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from typing import Any, TypeAlias

import numpy as np

from bptrace.symbolic import (
    Array,
    Elementwise,
    MatrixProduct,
    Named,
    Rearranged,
    Segments,
    Shape,
    Summed,
    SymbolicArray,
    Transpose,
    Where,
)

Mask: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]


@singledispatch
def sources(array: Array, mask: Mask) -> Iterator[tuple[Named, Mask]]:
    """Yield every named array in the formula of an array, with those of its elements that the marked elements rest on.

    They come in the order in which they are written, each as often as it is. A kind of symbolic array that is defined
    elsewhere registers its own rule.
    """
    assert not isinstance(array, SymbolicArray), type(array)
    yield from ()


@sources.register(Named)
def _(array: Named, mask: Mask) -> Iterator[tuple[Named, Mask]]:
    yield array, mask


@sources.register(Elementwise)
def _(array: Elementwise, mask: Mask) -> Iterator[tuple[Named, Mask]]:
    for operand in array.operands:
        yield from sources(operand, narrowed(mask, np.shape(operand)))


@sources.register(MatrixProduct)
def _(array: MatrixProduct, mask: Mask) -> Iterator[tuple[Named, Mask]]:
    rows, columns = mask.any(axis=1, keepdims=True), mask.any(axis=0, keepdims=True)
    yield from sources(array.left, np.broadcast_to(rows, np.shape(array.left)))
    yield from sources(array.right, np.broadcast_to(columns, np.shape(array.right)))


@sources.register(Transpose)
def _(array: Transpose, mask: Mask) -> Iterator[tuple[Named, Mask]]:
    yield from sources(array.array, mask.T)


@sources.register(Summed)
def _(array: Summed, mask: Mask) -> Iterator[tuple[Named, Mask]]:
    yield from sources(array.array, np.broadcast_to(np.expand_dims(mask, array.axis), array.array.shape))


@sources.register(Segments)
def _(array: Segments, mask: Mask) -> Iterator[tuple[Named, Mask]]:
    yield from sources(array.array, np.repeat(mask, np.diff(array.bounds)))


@sources.register(Rearranged)
def _(array: Rearranged, mask: Mask) -> Iterator[tuple[Named, Mask]]:
    sizes = [int(np.prod(np.shape(part), dtype=int)) for part in array.arrays]
    marked = np.zeros(sum(sizes), dtype=bool)
    marked[array.numbers[mask]] = True
    for part, own in zip(array.arrays, np.split(marked, np.cumsum(sizes)[:-1]), strict=True):
        yield from sources(part, own.reshape(np.shape(part)))


@sources.register(Where)
def _(array: Where, mask: Mask) -> Iterator[tuple[Named, Mask]]:
    settled = not isinstance(array.condition, SymbolicArray)
    yes, no = (mask & array.condition, mask & ~np.asarray(array.condition)) if settled else (mask, mask)
    for part, marked in ((array.condition, mask), (array.yes, yes), (array.no, no)):
        yield from sources(part, narrowed(marked, np.shape(part)))


def narrowed(mask: Mask, shape: Shape) -> Mask:
    """Return which elements of an operand of some shape are meant, where it is broadcast to what the mask is of."""
    folded = np.any(mask, axis=tuple(range(mask.ndim - len(shape))))
    again = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return np.asarray(np.any(folded, axis=again, keepdims=True))
