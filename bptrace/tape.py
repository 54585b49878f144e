"""What `let` does with each named array of a page: compute only, keep the numbers, or keep the formulas.

A page calls `let(kind, value, where)` for everything that deserves a name and goes on with what comes back. `where` is the
number of a layer or of a block of parameters. A tape decides what the page means; the page does not know which one it has.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import field
from math import prod
from typing import NamedTuple, Protocol

import numpy as np

from bptrace.dataclass import dataclass
from bptrace.symbolic import Array, Index, Named, shape_of


class Address(NamedTuple):
    """The name of one array of a page."""

    kind: str
    where: int | None
    after: bool


class Tape(Protocol):
    """What a page is written against."""

    def __call__(self, kind: str, value: Array, where: int | None = None, *, after: bool = False) -> Array:
        """Give an array its name and return it as the page shall go on with it."""

    def split(self, kind: str, value: Array, where: int | None = None) -> Array:
        """Name an array whose elements are sums, the terms of which deserve lines of their own."""

    def aside(self, kind: str, value: Callable[[], Array], where: int | None = None) -> None:
        """Name an array that explains another but that nothing later is computed from."""


class Nothing:
    """The tape that keeps nothing: training."""

    def __call__(self, kind: str, value: Array, where: int | None = None, *, after: bool = False) -> Array:
        return value

    def split(self, kind: str, value: Array, where: int | None = None) -> Array:
        return value

    def aside(self, kind: str, value: Callable[[], Array], where: int | None = None) -> None:
        return None


@dataclass
class Numbers:
    """The tape that keeps every array of numbers."""

    arrays: dict[Address, Array] = field(default_factory=dict)

    def __call__(self, kind: str, value: Array, where: int | None = None, *, after: bool = False) -> Array:
        self.arrays[Address(kind, where, after)] = value
        return value

    def split(self, kind: str, value: Array, where: int | None = None) -> Array:
        return self(kind, value, where)

    def aside(self, kind: str, value: Callable[[], Array], where: int | None = None) -> None:
        self(kind, value(), where)


@dataclass
class Symbols:
    """The tape that keeps every array's formula and goes on with the array's name.

    `formulas` is in the order of the page, so that an array is defined before it is used.
    """

    quantity: Callable[[Address, Index], Hashable]
    formulas: dict[Address, Array] = field(default_factory=dict)
    givens: set[Address] = field(default_factory=set)
    splits: set[Address] = field(default_factory=set)

    shapes: dict[Address, tuple[int, ...]] = field(default_factory=dict)

    def __call__(self, kind: str, value: Array, where: int | None = None, *, after: bool = False) -> Array:
        address = Address(kind, where, after)
        self.formulas[address] = value
        return self._named(address, shape_of(value))

    def given(self, address: Address, shape: tuple[int, ...]) -> Named:
        """Return a named array that has no formula: an input, a target, a parameter, a constant."""
        self.givens.add(address)
        return self._named(address, shape)

    @property
    def size(self) -> int:
        """How many formulas there are."""
        return sum(prod(shape_of(array)) for array in self.formulas.values())

    def quantities(self, kind: str, after: bool) -> Iterator[Hashable]:
        """Yield the identity of every element of the arrays of one kind, defined or given."""
        for address, shape in self.shapes.items():
            if (address.kind, address.after) == (kind, after):
                yield from (self.quantity(address, index) for index in np.ndindex(shape))

    def _named(self, address: Address, shape: tuple[int, ...]) -> Named:
        self.shapes[address] = shape
        return Named(address, shape, lambda index: self.quantity(address, index))

    def split(self, kind: str, value: Array, where: int | None = None) -> Array:
        self.splits.add(Address(kind, where, False))
        return self(kind, value, where)

    def aside(self, kind: str, value: Callable[[], Array], where: int | None = None) -> None:
        self(kind, value(), where)
