"""A round as a straight-line program: named assignments, each computed from names before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any

import numpy as np

from bptrace import expr, lazy
from bptrace.dataclass import dataclass
from bptrace.dependence import Mask, sources
from bptrace.expr import Expr, Sum, Symbol
from bptrace.network import AXES, Network, Quantity
from bptrace.slices import Masks, Slice
from bptrace.symbolic import Array, Index, element
from bptrace.tape import Address, Symbols

_MOST_KEPT = 500
"""So many formulas are kept once they are made: all of a small network, the dear ones of a slice, not a whole big network."""


@dataclass(frozen=True)
class Line:
    """`quantity := formula`."""

    quantity: Quantity
    formula: Expr


@dataclass(frozen=True, eq=False)
class Program:
    """The lines of a round, made from its symbolic reading when they are asked for.

    Attributes
    ----------
    network
        The network that the reading is of.
    reading
        The page read as symbols.
    first
        The number of the batch's first sample, from 0.
    """

    network: Network
    reading: Symbols
    first: int = 0
    _kept: dict[Quantity, Expr | None] = field(default_factory=dict, init=False, repr=False)

    def formula(self, quantity: Quantity) -> Expr | None:
        """Return the formula of a quantity, or None for what is given.

        Raises
        ------
        KeyError
            If the program neither defines nor uses such a quantity.
        """
        if quantity in self._kept:
            return self._kept[quantity]
        formula = self._made(quantity)
        if len(self._kept) < _MOST_KEPT:
            self._kept[quantity] = formula
        return formula

    def _made(self, quantity: Quantity) -> Expr | None:
        address, index = self.element(quantity)
        if address in self.reading.formulas:
            return self.formula_at(address, index, quantity.source if address in self.reading.splits else None)
        if address not in self.reading.givens:
            raise KeyError(quantity)
        return None

    def formula_at(self, address: Address, index: tuple[Any, ...], part: int | None = None) -> Expr:
        """Return the formula of an element, or of one of the parts that it has lines of its own for.

        An index of columns of numbers, all equally long, gives the formula of so many elements at once, the symbols of which
        stand for columns of quantities.

        Raises
        ------
        KeyError
            If there is no such part.
        NoPatternError
            If the index is of columns and something in the formula is chosen by its place.
        """
        written = element(self.reading.formulas[address], index)
        terms = written.terms if address in self.reading.splits and isinstance(written, Sum) else ()
        if part is not None:
            if part >= len(terms):
                raise KeyError(address, index, part)
            return terms[part]
        if not terms:
            return written
        whole = self.quantity(address, index)
        return expr.sum_of(lazy.made(len(terms), lambda number: Symbol(whole._replace(source=number))))

    def parts(self, quantity: Quantity) -> Sequence[Quantity]:
        """Return the lines that a sum is split into, or nothing."""
        count = self.part_count(*self.element(quantity)) if quantity.source is None else 0
        return lazy.made(count, lambda part: quantity._replace(source=part))

    def quantities(self) -> Iterator[Quantity]:
        """Yield what the program defines, in an order in which each rests on earlier ones only."""
        for address, array in self.reading.formulas.items():
            for index in np.ndindex(np.shape(array)):
                quantity = self.quantity(address, index)
                yield from self.parts(quantity)
                yield quantity

    def lines(self) -> Iterator[Line]:
        """Yield all lines, in the order of `quantities`."""
        for quantity in self.quantities():
            formula = self.formula(quantity)
            assert formula is not None
            yield Line(quantity, formula)

    def before(self, wanted: Callable[[Quantity], bool]) -> list[Line]:
        """Return, in order, the lines of which something is true and all lines that these rest on."""
        return self.slice_of(filter(wanted, self.quantities()))

    def slice_of(self, wanted: Iterable[Quantity]) -> list[Line]:
        """Return, in order, the lines of the wanted quantities and all lines that these rest on.

        Raises
        ------
        KeyError
            If the program neither defines nor uses one of them.
        """
        lines = ((quantity, self.formula(quantity)) for quantity in self.slice(wanted).quantities())
        return [Line(quantity, formula) for quantity, formula in lines if formula is not None]

    def slice(self, wanted: Iterable[Quantity]) -> Slice:
        """Return the lines of the wanted quantities and all lines that these rest on, none of which is made for it.

        Raises
        ------
        KeyError
            If the program neither defines nor uses one of them.
        """
        marks, alone = dict[Address, Mask](), set[Quantity]()
        for quantity in wanted:
            address, index = self.element(quantity)
            if address in self.reading.splits and quantity.source is not None:
                alone.add(quantity)
            elif address in self.reading.formulas:
                self._mark(marks, address, index)
            elif address not in self.reading.givens:
                raise KeyError(quantity)
        return self.slice_from(marks, alone)

    def slice_from(self, marks: Masks, alone: Iterable[Quantity] = ()) -> Slice:
        """Return the slice of the marked elements and of some parts of sums.

        Raises
        ------
        KeyError
            If the program has no such part.
        """
        needed, apart = dict(marks), [part for part in alone if not self._is_marked(marks, part)]
        for part in apart:
            formula = self.formula(part)
            assert formula is not None
            for leaf in expr.leaves(formula):
                assert isinstance(leaf, Quantity)
                self._mark(needed, *self.element(leaf))
        named = dict[Address, list[Address]]()
        for address, array in reversed(self.reading.formulas.items()):
            if address in needed:
                named[address] = list(_spread(needed, array, needed[address]))
        lines = {address: needed[address] for address in self.reading.formulas if address in needed}
        found = [address for above in lines for address in named[above]] + list(needed)
        givens = {address: needed[address] for address in found if address not in lines}
        places = dict(needed)
        for part in apart:
            self._mark(places, *self.element(part))
        places = {address: places[address] for address in self.reading.formulas if address in places}
        return Slice(self, lines, givens, frozenset(apart), places)

    def _mark(self, marks: dict[Address, Mask], address: Address, index: Index) -> None:
        """Mark one element."""
        mask = np.array(np.broadcast_to(marks.get(address, False), self.reading.shapes[address]))
        mask[index] = True
        marks[address] = mask

    def _is_marked(self, marks: Masks, part: Quantity) -> bool:
        """Whether the sum that a part belongs to is among the marked elements."""
        address, index = self.element(part)
        return address in marks and bool(marks[address][index])

    @cached_property
    def _places(self) -> dict[Address, int]:
        """Where each array stands in the page."""
        return {address: place for place, address in enumerate(self.reading.formulas)}

    def rank(self, quantity: Quantity) -> tuple[int, tuple[int, ...], bool, int]:
        """Return where a line stands: by array, then by index, the parts of a sum before it."""
        address, index = self.element(quantity)
        part = quantity.source if address in self.reading.splits else None
        return self._places[address], index, part is None, part or 0

    @cached_property
    def _samples(self) -> range:
        """The samples of the batch, from 0."""
        counts = (
            np.shape(array)[-1] for at, array in self.reading.formulas.items() if "sample" in AXES.get(at.kind, ())
        )
        return range(self.first, self.first + int(next(counts, 0)))

    def part_count(self, address: Address, index: Index) -> int:
        """Return how many lines of their own the terms of an element have."""
        if address not in self.reading.splits:
            return 0
        written = element(self.reading.formulas[address], index)
        return len(written.terms) if isinstance(written, Sum) else 0

    def quantity(self, address: Address, index: Index) -> Quantity:
        """Return the quantity of an element."""
        found = self.reading.quantity(address, index)
        assert isinstance(found, Quantity)
        return found

    def element(self, quantity: Quantity) -> tuple[Address, Index]:
        """Return the array and the index of a quantity; KeyError for a sample that is not in the batch."""
        if quantity.sample is not None:
            if quantity.sample not in self._samples:
                raise KeyError(quantity)
            quantity = quantity._replace(sample=quantity.sample - self.first)
        return self.network.element(quantity)


def _spread(needed: dict[Address, Mask], array: Array, mask: Mask) -> Iterator[Address]:
    """Mark what the marked elements of an array rest on, and yield the arrays that are named for it."""
    for named, own in sources(array, mask):
        assert isinstance(named.name, Address)
        if own.any():
            needed[named.name] = np.asarray(needed[named.name] | own) if named.name in needed else own
            yield named.name
