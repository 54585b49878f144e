"""The lines of a round written many at a time: those of an array are alike, so its formula is laid out once for all of them.

An element of a symbolic array may be asked for with columns of numbers as its index. What comes back is the formula of all
these elements; its symbols stand for as many quantities each. Printed once, with marks in the place of names, it is a
pattern, into which the names or the numbers of every line are put.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any, NamedTuple

import numpy as np

from bptrace import expr
from bptrace.expr import Expr
from bptrace.network import AXES, Quantity
from bptrace.printing.text import TextPrinter
from bptrace.report.columns import Column, Texts, mark
from bptrace.report.writing import Writing
from bptrace.tape import Address
from bptrace.trace import Recorded, Round

FEWEST = 8
"""Fewer lines than this are written one by one."""

_WHOLE = 50_000
"""The lines of an array with up to so many elements are laid out together, of a larger one those that are read together."""

_BY_SAMPLE = ("net", "out", "target", "error", "sample_error")
"""The kinds that are read sample by sample; the others are read neuron by neuron."""


class Line(NamedTuple):
    """A line as data has it; what is given has no formula."""

    key: str
    symbol: str
    formula: str | None
    with_numbers: str | None
    value: float
    rests_on: Sequence[str]


class Kin(NamedTuple):
    """What is alike: the elements of an array, or the parts that they have of one number."""

    address: Address
    part: int | None


@dataclass(frozen=True, eq=False)
class Book:
    """Writes the lines of a round.

    Attributes
    ----------
    kept
        The round.
    writing
        How symbols, formulas and printed figures are written.
    lasting
        The names of what no sample has, which are the same in all rounds.
    """

    kept: Round
    writing: Writing
    lasting: dict[tuple[str, Kin], Texts] = field(default_factory=dict)
    _passing: dict[tuple[str, Kin], Texts] = field(default_factory=dict, init=False)
    _open: dict[Kin, tuple[int | None, dict[int, Line]]] = field(default_factory=dict, init=False)
    _reading: dict[Address, tuple[tuple[int, ...], int | None]] = field(default_factory=dict, init=False)

    def line(self, quantity: Quantity) -> Line:
        """Return the line of a quantity, which is laid out with those that are like it."""
        address, index = self.kept.program.element(quantity)
        shape, axis = self._reading.get(address) or self._read(address)
        together = None if axis is None else index[axis]
        kin = Kin(address, self._part(address, quantity))
        opened = self._open.get(kin)
        if opened is None or opened[0] != together:
            opened = self._open[kin] = together, self._laid_out(kin, _places(shape, axis, together))
        found = opened[1].get(_flat(index, shape))
        return self.alone(quantity) if found is None else found

    def _read(self, address: Address) -> tuple[tuple[int, ...], int | None]:
        """Return the shape of an array, and, if it is large, along which axis its lines are read together."""
        shape = self._shape(address)
        axis = None if prod(shape) <= max(_WHOLE, 1) else len(shape) - 1 if address.kind in _BY_SAMPLE else 0
        self._reading[address] = shape, axis
        return shape, axis

    def alone(self, quantity: Quantity) -> Line:
        """Return the line of a quantity, written by itself."""
        writing, step = self.writing, self.kept.step_of(quantity)
        key, symbol, formula = writing.notation.key(quantity), writing.name(quantity), step.formula
        if formula is None:
            return Line(key, symbol, None, None, step.value, ())
        rests_on = tuple(map(writing.notation.key, writing.operands(formula)))
        numbers = writing.with_numbers(formula, self.kept)
        return Line(key, symbol, writing.formula(formula), numbers, step.value, rests_on)

    def _laid_out(self, kin: Kin, places: Column) -> dict[int, Line]:
        """Return lines that are alike by their places; nothing where their formulas differ by more than their operands."""
        if places.size < FEWEST:
            return {}
        keys, symbols = (self.texts(what, kin, places)[0].tolist() for what in ("key", "symbol"))
        values = self._values(kin, places).tolist()
        if kin.address not in self.kept.program.reading.formulas:
            columns = zip(places.tolist(), keys, symbols, values, strict=True)
            return {place: Line(key, symbol, None, None, value, ()) for place, key, symbol, value in columns}
        try:
            pattern = _Pattern.of(self, kin, places)
        except (TypeError, ValueError):  # an element that is chosen by its place cannot be asked for with a column
            return {}
        formulas, numbers = (pattern.filled(what) for what in ("symbol", "number"))
        lines = map(Line, keys, symbols, formulas, numbers, values, pattern.rests_on())
        return dict(zip(places.tolist(), lines, strict=True))

    def _shape(self, address: Address) -> tuple[int, ...]:
        return self.kept.program.reading.shapes[address]

    def _part(self, address: Address, quantity: Quantity) -> int | None:
        return quantity.source if address in self.kept.program.reading.splits else None

    def _quantities(self, kin: Kin, places: Column) -> Iterator[Quantity]:
        shape = self._shape(kin.address)
        columns = [axis.tolist() for axis in np.unravel_index(places, shape)] if shape else []
        for index in zip(*columns, strict=True) if shape else [()]:
            found = self.kept.program.quantity(kin.address, index)
            yield found if kin.part is None else found._replace(source=kin.part)

    def texts(self, what: str, kin: Kin, places: Column) -> tuple[Column, Column]:
        """Return the keys, the symbols or the numbers of what is alike, and the look of each."""
        lasts = what != "number" and "sample" not in AXES.get(kin.address.kind, ())
        kept = self.lasting if lasts else self._passing
        if (what, kin) not in kept:
            kept[what, kin] = Texts(prod(self._shape(kin.address)))
        if what == "number":
            return kept[what, kin].column(places, lambda new: map(self.writing.number, self._values(kin, new).tolist()))
        called = self.writing.notation.key if what == "key" else self.writing.name
        return kept[what, kin].column(places, lambda new: map(called, self._quantities(kin, new)))

    def _values(self, kin: Kin, places: Column) -> Column:
        """Return the values of elements, or of parts of elements."""
        values, address = self.kept.values, kin.address
        if isinstance(values, Recorded) and kin.part is None:
            return np.asarray(values.numbers.arrays[address], dtype=float).ravel()[places]
        if isinstance(values, Recorded):  # parts of sums, which no array holds
            try:
                return _Pattern.of(self, kin, places).value()
            except (TypeError, ValueError):
                pass
        return np.array([self.kept.value(quantity) for quantity in self._quantities(kin, places)])


def _flat(index: Sequence[Any], shape: Sequence[int]) -> Any:
    """Return the place of an element, counted in order of reading."""
    place = 0
    for one, size in zip(index, shape, strict=True):
        place = place * size + one
    return place


def _places(shape: tuple[int, ...], axis: int | None, together: int | None) -> Column:
    """Return the places of all elements of an array, or of those at one place along an axis."""
    every = np.arange(prod(shape)).reshape(shape)
    return (every if axis is None or together is None else every.take(together, axis)).ravel()


@dataclass(frozen=True, eq=False)
class _Pattern:
    """A formula of many lines, with the places of its operands.

    Attributes
    ----------
    book
        The book that the lines stand in.
    formula
        The formula, whose symbols stand for a column of quantities each.
    operands
        By the identity of each symbol's reference, what the operands are elements of, and which.
    count
        The number of lines.
    """

    book: Book
    formula: Expr
    operands: dict[int, tuple[Kin, Column]]
    count: int

    @classmethod
    def of(cls, book: Book, kin: Kin, places: Column) -> _Pattern:
        """Return the pattern of some lines.

        Raises
        ------
        TypeError, ValueError
            If there is no formula that is the same for all of them but for its operands.
        """
        program = book.kept.program
        index = np.unravel_index(places, book._shape(kin.address))
        formula, operands = program.formula_at(kin.address, index, kin.part), dict[int, tuple[Kin, Column]]()
        for ref in cls._printer(book.writing, lambda _: "").operands(formula):
            assert isinstance(ref, Quantity)
            local = ref if ref.sample is None else ref._replace(sample=ref.sample - program.first)
            address, where = program.network.element(local)
            flat = np.broadcast_to(_flat(where, book._shape(address)), places.shape)
            operands[id(ref)] = Kin(address, book._part(address, ref)), flat
        return cls(book, formula, operands, places.size)

    @staticmethod
    def _printer(writing: Writing, name: Callable[[object], str]) -> TextPrinter:
        return TextPrinter(name, signs=writing.signs, longest=writing.longest)

    def filled(self, what: str) -> list[str]:
        """Return the formula of every line with the symbols or the numbers of its operands."""
        columns = [self.book.texts(what, kin, places) for kin, places in self.operands.values()]
        if not columns:
            return [self._printed({})] * self.count
        looks, which = np.unique([look for _, look in columns], axis=1, return_inverse=True)
        formats = [self._printed(dict(zip(self.operands, look, strict=True))) for look in looks.T.tolist()]
        rows = zip(*(texts.tolist() for texts, _ in columns), strict=True)
        return [formats[number].format(*row) for number, row in zip(which.ravel().tolist(), rows, strict=True)]

    def rests_on(self) -> list[tuple[str, ...]]:
        """Return the keys of the operands of every line, each once."""
        columns = [self.book.texts("key", kin, places)[0].tolist() for kin, places in self.operands.values()]
        rows = zip(*columns, strict=True) if columns else [()] * self.count
        return [tuple(dict.fromkeys(row)) for row in rows]

    def value(self) -> Column:
        """Return the value of every line, computed from its operands."""
        return np.asarray(expr.evaluate(self.formula, lambda ref: self.book._values(*self.operands[id(ref)])))  # type: ignore[arg-type, return-value]

    def _printed(self, looks: dict[int, int]) -> str:
        """Return the formula with a place for each operand, if they look so to the printer."""
        marks = {ref: mark(number, look) for number, (ref, look) in enumerate(looks.items())}
        printed = self._printer(self.book.writing, lambda ref: marks[id(ref)]).print(self.formula)
        printed = printed.replace("{", "{{").replace("}", "}}")
        for number, one in enumerate(marks.values()):
            printed = printed.replace(one, f"{{{number}}}")
        return printed
