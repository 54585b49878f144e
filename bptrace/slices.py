"""Slices of a program: some of its lines and all that they rest on, kept as masks of its arrays.

A number in a large network rests on tens of thousands of lines; none of them is made before it is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol, TypeAlias

import numpy as np

from bptrace.dataclass import dataclass
from bptrace.dependence import Mask
from bptrace.network import AXES, Quantity
from bptrace.symbolic import Index
from bptrace.tape import Address

Masks: TypeAlias = Mapping[Address, Mask]


class Layout(Protocol):
    """Where the lines of a program stand."""

    @property
    def first(self) -> int:
        """The number of the batch's first sample, from 0."""

    def element(self, quantity: Quantity) -> tuple[Address, Index]:
        """Return the array and the index of a quantity; KeyError for one that is not in the batch."""

    def quantity(self, address: Address, index: Index) -> Quantity:
        """Return the quantity of an element."""

    def part_count(self, address: Address, index: Index) -> int:
        """Return how many lines of their own the terms of an element have."""


@dataclass(frozen=True, eq=False)
class Slice:
    """Some lines and all that they rest on.

    Attributes
    ----------
    layout
        Where its quantities stand.
    lines
        Which elements of the arrays that the program defines are among them, in the order of the page; the parts of these
        elements are too.
    givens
        Which elements of the given arrays they rest on, in the order in which formulas name them.
    alone
        Parts of sums that are among the lines without their sums.
    places
        Where there are lines, or parts that stand alone, in the order of the page.
    """

    layout: Layout
    lines: Masks
    givens: Masks
    alone: frozenset[Quantity]
    places: Masks

    def __contains__(self, quantity: object) -> bool:
        """Whether a line is among them."""
        assert isinstance(quantity, Quantity)
        try:
            address, index = self.layout.element(quantity)
        except KeyError:
            return False
        return quantity in self.alone or (address in self.lines and bool(self.lines[address][index]))

    def __len__(self) -> int:
        """Return the number of lines; all elements of an array have as many parts."""
        counts = (
            (1 + self.layout.part_count(address, _marked(mask)[0])) * int(np.count_nonzero(mask))
            for address, mask in self.lines.items()
        )
        return len(self.alone) + sum(counts)

    def quantities(self) -> Iterator[Quantity]:
        """Yield what the lines are of, so that each rests on earlier ones only; the parts of a sum come before it."""
        for address, mask in self.places.items():
            for index in _marked(mask):
                quantity = self.layout.quantity(address, index)
                parts = (quantity._replace(source=part) for part in range(self.layout.part_count(address, index)))
                if quantity in self:
                    yield from (*parts, quantity)
                else:
                    yield from (part for part in parts if part in self.alone)

    def along(self, axis: str, arrays: Iterable[Address], **fixed: int) -> list[int]:
        """Return, in order, where along an axis some arrays have lines.

        Parameters
        ----------
        axis
            `unit`, `source` or `sample`.
        arrays
            Arrays with this axis; those of which there are no lines are passed over.
        fixed
            Where the lines stand along other axes; along those that are not named, anywhere.
        """
        first = {"sample": self.layout.first}
        local = {name: place - first.get(name, 0) for name, place in fixed.items()}
        found = [_folded(self.places[one], one, axis, local) for one in arrays if one in self.places]
        return [int(n) + first.get(axis, 0) for n in np.flatnonzero(np.logical_or.reduce(found))]


def _marked(mask: Mask) -> list[Index]:
    """Return the indices of the marked elements, in order of reading."""
    return list(zip(*(axis.tolist() for axis in np.nonzero(mask)), strict=True)) if mask.ndim else [()]


def _folded(mask: Mask, address: Address, axis: str, fixed: Mapping[str, int]) -> Mask:
    """Return where along one axis an array has lines at the fixed places of other axes."""
    axes = AXES.get(address.kind, ("unit", "source"))[: mask.ndim]
    chosen = mask[tuple(slice(None) if name == axis else fixed.get(name, slice(None)) for name in axes)]
    free = [name for name in axes if name == axis or name not in fixed]
    return np.asarray(np.any(chosen, axis=tuple(place for place, name in enumerate(free) if name != axis)))
