"""Equations of whole arrays: the page of a round as it was written, with the numbers of each array beside its name."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import NamedTuple

import numpy as np

from bptrace import expr, matrix_form
from bptrace.dataclass import dataclass
from bptrace.expr import Call, Expr, Symbol
from bptrace.matrix_form import Gathered
from bptrace.network import AXES, BLOCK_KINDS, Quantity
from bptrace.notation import CONSTANTS, Whole
from bptrace.problem import Problem
from bptrace.report.array_formulas import NotWholeError, Turned, of_elements, turned
from bptrace.report.document import Cells, Equation
from bptrace.sections import Extent
from bptrace.symbolic import Index, Shape, SymbolicArray, element
from bptrace.tape import Address
from bptrace.trace import Round, Step

SHOWN = Extent(whole=6, head=2, tail=1)
"""How many rows and columns of an array are shown."""


class _Array(NamedTuple):
    """An array of the page: what it is called, and which quantity each of its elements is."""

    whole: Whole
    shape: Shape
    quantity: Callable[[Index], Quantity]

    @property
    def scalar(self) -> bool:
        return self.shape == ()


@dataclass(frozen=True, eq=False)
class Page:
    """A round read array by array."""

    problem: Problem
    kept: Round

    @property
    def addresses(self) -> list[Address]:
        """The arrays that the round computes, in order."""
        return list(self.kept.program.reading.formulas)

    def quantities(self, address: Address) -> Iterator[Quantity]:
        """Yield the elements of an array."""
        reading = self.kept.program.reading
        for index in np.ndindex(np.shape(reading.formulas[address])):
            quantity = reading.quantity(address, index)
            assert isinstance(quantity, Quantity)
            yield quantity

    def equations(self, address: Address) -> list[Equation]:
        """Return an array as one equation, or, where every sample has a matrix of its own, as one for each sample.

        Raises
        ------
        NotWholeError
            If no formula of whole arrays gives it.
        """
        array, count = self._array(address), len(self.kept.samples)
        if len(array.shape) > 2:
            raise NotWholeError(f"{address.kind} has a matrix for each sample")
        formula = self._formula(address)
        leaves = expr.leaves(formula) if formula is not None else ()
        own_matrices = any(len(self._array(ref, address).shape) > 2 for ref in leaves)
        samples = [one for one in SHOWN.shown(range(count), "samples") if isinstance(one, int)]
        return [self._equation(address, formula, one) for one in (samples if own_matrices else [None])]

    def _equation(self, address: Address, formula: Expr | None, sample: int | None) -> Equation:
        array = self._array(address)
        named = replaced = None
        if formula is not None:
            named = expr.substitute(formula, lambda ref: Symbol(self._name(self._array(ref, address), sample)))
            replaced = expr.substitute(turned(formula), lambda ref: Symbol(self._value(ref, address, sample)))
        value = self._value(address, address, sample)
        assert isinstance(value, Cells | float)
        return Equation(
            self._marked(array, sample), named, replaced, value, tuple(self._steps(address, sample)), self.kept
        )

    def _formula(self, address: Address) -> Expr | None:
        """Return the formula of an array over references; None where it is made of numbers alone."""
        array = self.kept.program.reading.formulas[address]
        if not isinstance(array, SymbolicArray):
            return None
        if address.kind == "out":
            function, net = Whole("function", address.where), Address("net", address.where, address.after)
            return Call("apply", (Symbol(function), Symbol(net)))
        return of_elements(matrix_form.whole(array), lambda ref: not self._array(ref, address).scalar)

    def _array(self, ref: Hashable, user: Address | None = None) -> _Array:
        """Return what a reference on the page stands for; `user` is the array that is computed from it."""
        if isinstance(ref, Whole):
            return _Array(ref, (), lambda index: Quantity("function"))
        if isinstance(ref, Gathered):
            return self._gathered(ref, user)
        assert isinstance(ref, Address)
        if ref.kind in BLOCK_KINDS:
            return self._block(ref, user)
        return _Array(Whole(ref.kind, ref.where, after=ref.after), self._shape(ref), self._quantity_of(ref))

    def _quantity_of(self, address: Address) -> Callable[[Index], Quantity]:
        def quantity(index: Index) -> Quantity:
            found = self.kept.program.reading.quantity(address, index)
            assert isinstance(found, Quantity)
            return found

        return quantity

    def _block(self, address: Address, user: Address | None) -> _Array:
        """Return a block of parameters; one bias that a whole layer shares is a number."""
        network, quantity = self.problem.network, self._quantity_of(address)
        assert address.where is not None
        block, places = network.blocks[address.where], list(network.places(address.where))
        layer, is_bias, _ = places[0]
        whole = Whole(address.kind, layer, is_bias, after=address.after)
        if block.homes is None:
            return _Array(whole, block.values.shape, quantity)
        if len(places) > 1 or block.homes[0].unit is not None:
            if user is not None and user.kind in ("net", "dE/dout"):  # positions that happen to be in the block's order
                return self._gathered(Gathered(address, np.arange(block.values.size)), user)
            raise NotWholeError("parameters that are shared by name stand in no array of their own")
        return _Array(whole, (), lambda index: quantity((0,)))

    def _gathered(self, ref: Gathered, user: Address | None) -> _Array:
        """Return the positions of a layer whose parameters are shared; `user` tells layers that are alike apart."""
        address, network = ref.name, self.problem.network
        assert isinstance(address, Address)
        assert address.where is not None
        places = [
            (layer, is_bias, place.index)
            for layer, is_bias, place in network.places(address.where)
            if place.index is not None and np.array_equal(place.index.ravel(), ref.numbers.ravel())
        ]
        back = user is not None and user.kind == "dE/dout"
        near = None if user is None or user.where is None else user.where + back
        layer, is_bias, positions = next((place for place in places if place[0] == near), places[0])
        quantity = self._quantity_of(address)
        whole = Whole("parameter", layer, is_bias, after=address.after)
        return _Array(whole, positions.shape, lambda index: quantity((int(positions[index]),)))

    def _shape(self, address: Address) -> Shape:
        reading, count = self.kept.program.reading, len(self.kept.samples)
        if address in reading.formulas:
            return tuple(np.shape(reading.formulas[address]))
        if address.kind in CONSTANTS:
            return ()
        units = self.problem.network.units(address.where or 0)
        return (len(units), count)

    def _name(self, array: _Array, sample: int | None) -> Hashable:
        kind = array.whole.kind
        return Quantity(kind) if kind in CONSTANTS else self._marked(array, sample)

    def _marked(self, array: _Array, sample: int | None) -> Whole:
        sliced = sample is not None and "sample" in AXES.get(array.whole.kind, ())
        return array.whole._replace(sample=self.kept.samples[sample]) if sliced and sample is not None else array.whole

    def _value(self, ref: Hashable, user: Address, sample: int | None) -> Hashable:
        """Return the numbers of a reference, or the reference itself where it is a function."""
        if isinstance(ref, Whole):
            return ref
        is_turned = isinstance(ref, Turned)
        array = self._array(ref.ref if isinstance(ref, Turned) else ref, user)
        if array.scalar:
            return self.kept.leaf_value(array.quantity(()))
        indices = _indices(array, sample)
        cells = [[None if at is None else self.kept.leaf_value(array.quantity(at)) for at in row] for row in indices]
        return Cells(tuple(zip(*cells, strict=True) if is_turned else map(tuple, cells)))

    def _steps(self, address: Address, sample: int | None) -> Iterator[Step]:
        """Yield the lines of the elements that are shown."""
        array, formulas = self._array(address), self.kept.program.reading.formulas[address]
        for row in [[()]] if array.scalar else _indices(array, sample):
            for at in row:
                if at is not None:
                    index = at or (0,) * len(np.shape(formulas))
                    quantity = array.quantity(index)
                    yield Step(quantity, element(formulas, index), self.kept.value(quantity))


def _indices(array: _Array, sample: int | None) -> list[list[Index | None]]:
    """Return the indices of an array in rows and columns as they are shown: a vector is a column, errors of samples a row."""
    shape, own = array.shape, "sample" in AXES.get(array.whole.kind, ())
    last = (sample,) if sample is not None and own else ()
    free = shape[: len(shape) - len(last)]
    if len(free) == 1 and own and not last:
        return [[None if at is None else (at,) for at in _places(free[0])]]
    rows, columns = _places(free[0]), _places(free[1]) if len(free) == 2 else [-1]
    return [
        [None if i is None or j is None else (i, *((j,) if len(free) == 2 else ()), *last) for j in columns]
        for i in rows
    ]


def _places(size: int) -> list[int | None]:
    return [one if isinstance(one, int) else None for one in SHOWN.shown(range(size), "")]
