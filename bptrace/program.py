"""A round as a straight-line program: named assignments, each computed from names before it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

import numpy as np

from bptrace import expr
from bptrace.expr import Expr, Sum, Symbol
from bptrace.network import Network, Quantity
from bptrace.symbolic import element
from bptrace.tape import Address, Symbols


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

    def formula(self, quantity: Quantity) -> Expr | None:
        """Return the formula of a quantity, or None for what is given.

        Raises
        ------
        KeyError
            If the program neither defines nor uses such a quantity.
        """
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

    def lines(self) -> Iterator[Line]:
        """Yield all lines in an order in which each rests on earlier ones only."""
        for address, array in self.reading.formulas.items():
            for index in np.ndindex(np.shape(array)):
                yield from self._defined(self.reading.quantity(address, index))

    def before(self, wanted: Callable[[Quantity], bool]) -> list[Line]:
        """Return, in order, the wanted lines and all lines that these rest on."""
        kept, needed = [], set[Hashable]()
        for line in reversed(list(self.lines())):
            if wanted(line.quantity) or line.quantity in needed:
                kept.append(line)
                needed.update(expr.leaves(line.formula))
        return kept[::-1]

    def _defined(self, quantity: Hashable) -> Iterator[Line]:
        assert isinstance(quantity, Quantity)
        for each in (*self.parts(quantity), quantity):
            formula = self.formula(each)
            assert formula is not None
            yield Line(each, formula)

    def _parts(self, quantity: Quantity, written: Sum) -> tuple[Quantity, ...]:
        return tuple(quantity._replace(source=number) for number in range(len(written.terms)))

    def _element(self, quantity: Quantity) -> tuple[Address, tuple[int, ...]]:
        if quantity.sample is not None:
            quantity = quantity._replace(sample=quantity.sample - self.first)
        return self.network.element(quantity)
