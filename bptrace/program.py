"""A round as a straight-line program: named assignments, each computed from names before it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from bptrace import expr
from bptrace.expr import Expr, Sum, Symbol
from bptrace.network import AXES, Network, Quantity
from bptrace.symbolic import element
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
        address, index = self._element(quantity)
        array = self.reading.formulas.get(address)
        if array is None:
            if address not in self.reading.givens:
                raise KeyError(quantity)
            return None
        written = element(array, index)
        if address not in self.reading.splits or not isinstance(written, Sum):
            if quantity.source is not None and address in self.reading.splits:
                raise KeyError(quantity)
            return written
        if quantity.source is not None:
            return written.terms[quantity.source]
        return expr.total(tuple(Symbol(part) for part in self._parts(quantity, written)))

    def parts(self, quantity: Quantity) -> tuple[Quantity, ...]:
        """Return the lines that a sum is split into, or nothing."""
        address, index = self._element(quantity)
        if address not in self.reading.splits or quantity.source is not None:
            return ()
        written = element(self.reading.formulas[address], index)
        return self._parts(quantity, written) if isinstance(written, Sum) else ()

    def quantities(self) -> Iterator[Quantity]:
        """Yield what the program defines, in an order in which each rests on earlier ones only."""
        for address, array in self.reading.formulas.items():
            for index in np.ndindex(np.shape(array)):
                quantity = self.reading.quantity(address, index)
                assert isinstance(quantity, Quantity)
                if address in self.reading.splits:
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

    def slice_of(self, wanted: Iterable[Quantity], known: Iterable[Quantity] = ()) -> list[Line]:
        """Return, in order, the lines of the wanted quantities and all lines that these rest on.

        Parameters
        ----------
        wanted
            What the slice is for.
        known
            Quantities whose lines are not wanted, nor the lines that these rest on.

        Raises
        ------
        KeyError
            If the program neither defines nor uses one of them.
        """
        found, pending = dict[Quantity, Expr](), list[Hashable](wanted)
        seen, given = set[Hashable](known), self._always_given
        while pending:
            quantity = pending.pop()
            if quantity in seen:
                continue
            seen.add(quantity)
            assert isinstance(quantity, Quantity)
            formula = None if (quantity.kind, quantity.after) in given else self.formula(quantity)
            if formula is not None:
                found[quantity] = formula
                pending += expr.leaves(formula)
        return sorted(map(Line, found, found.values()), key=lambda line: self.rank(line.quantity))

    @cached_property
    def _always_given(self) -> set[tuple[str, bool]]:
        """The kinds, and whether they are meant after the update, that no formula defines anywhere."""
        defined = {(address.kind, address.after) for address in self.reading.formulas}
        return {(address.kind, address.after) for address in self.reading.givens} - defined

    @cached_property
    def _places(self) -> dict[Address, int]:
        """Where each array stands in the page."""
        return {address: place for place, address in enumerate(self.reading.formulas)}

    def rank(self, quantity: Quantity) -> tuple[int, tuple[int, ...], bool, int]:
        """Return where a line stands: by array, then by index, the parts of a sum before it."""
        address, index = self._element(quantity)
        part = quantity.source if address in self.reading.splits else None
        return self._places[address], index, part is None, part or 0

    @cached_property
    def _samples(self) -> range:
        """The samples of the batch, from 0."""
        counts = (
            np.shape(array)[-1] for at, array in self.reading.formulas.items() if "sample" in AXES.get(at.kind, ())
        )
        return range(self.first, self.first + int(next(counts, 0)))

    def _parts(self, quantity: Quantity, written: Sum) -> tuple[Quantity, ...]:
        return tuple(quantity._replace(source=number) for number in range(len(written.terms)))

    def _element(self, quantity: Quantity) -> tuple[Address, tuple[int, ...]]:
        if quantity.sample is not None:
            if quantity.sample not in self._samples:
                raise KeyError(quantity)
            quantity = quantity._replace(sample=quantity.sample - self.first)
        return self.network.element(quantity)
