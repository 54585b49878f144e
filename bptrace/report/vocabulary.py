"""What many quantities that are alike are called: the parts of their names are made once, not for each of them.

Two things that all notations have in common make this possible. What belongs to a parameter (its gradient, its new value) is
called as the parameter is, with something before and behind it; and the mark of a sample stands behind everything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from math import prod
from typing import Any, NamedTuple

import numpy as np

from bptrace.dataclass import dataclass
from bptrace.network import AXES, BLOCK_KINDS, Quantity
from bptrace.notation import Notation
from bptrace.printing.text import UNICODE
from bptrace.program import Program
from bptrace.report.columns import Column, Texts
from bptrace.report.writing import Writing
from bptrace.tape import Address


class Kin(NamedTuple):
    """What is alike: the elements of an array, or the parts that they have of one number."""

    address: Address
    part: int | None = None

    @property
    def lasts(self) -> bool:
        """Whether its names are the same in all rounds: no sample has it."""
        return "sample" not in AXES.get(self.address.kind, ())


def quantities(program: Program, kin: Kin, places: Column) -> Iterator[Quantity]:
    """Yield the quantities at some places of an array, which are counted in order of reading."""
    shape = program.reading.shapes[kin.address]
    for index in _indices(places, shape):
        found = program.quantity(kin.address, index)
        yield found if kin.part is None else found._replace(source=kin.part)


def _indices(places: Column, shape: tuple[int, ...]) -> Iterable[tuple[int, ...]]:
    if not shape:
        return [()] * len(places)
    return zip(*(axis.tolist() for axis in np.unravel_index(places, shape)), strict=True)


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The names of the quantities of a program, as columns.

    Attributes
    ----------
    program
        The program.
    writing
        How symbols are written.
    lasting
        Those of what no sample has, which are the same in all rounds.
    """

    program: Program
    writing: Writing
    lasting: dict[tuple[str, Kin], Texts] = field(default_factory=dict)
    _passing: dict[tuple[str, Kin], Texts] = field(default_factory=dict, init=False)

    def names(self, what: str, kin: Kin, places: Column) -> tuple[Column, Column]:
        """Return the keys (`key`) or the symbols (`symbol`) at some places of an array, and the look of each."""
        kept = self.lasting if kin.lasts else self._passing
        texts = kept.get((what, kin)) or kept.setdefault((what, kin), Texts(prod(self._shape(kin))))
        return texts.column(places, lambda new: self._made(what, kin, new))

    def _shape(self, kin: Kin) -> tuple[int, ...]:
        return self.program.reading.shapes[kin.address]

    def _made(self, what: str, kin: Kin, places: Column) -> Sequence[str]:
        kind, where, after = kin.address
        call = self.writing.notation.key if what == "key" else self.writing.name
        if kind not in BLOCK_KINDS or where is None:
            return self._with_samples(call, kin, places)
        if kind == "parameter" and not after:
            notation = self.writing.notation
            assert isinstance(notation, Notation)
            script = "key" if what == "key" else "text" if self.writing.signs is UNICODE else "ascii"
            return list(notation.parameters(script, where, places))
        return self._of_parameters(
            call, kin, places, self.names(what, Kin(Address("parameter", where, False)), places)[0]
        )

    def _of_parameters(self, call: Callable[[Any], str], kin: Kin, places: Column, names: Column) -> list[str]:
        """Return the names of what belongs to parameters, from those of the parameters."""
        (first,) = quantities(self.program, kin, places[:1])
        before, _, behind = call(first).rpartition(names[0])
        return [before + name + behind for name in names.tolist()]

    def _with_samples(self, call: Callable[[Any], str], kin: Kin, places: Column) -> list[str]:
        """Return the names of what samples have, from what it is called without one, and the marks of the samples."""
        shape = self._shape(kin)
        if kin.lasts or not shape:
            return [call(quantity) for quantity in quantities(self.program, kin, places)]
        rest, sample = np.divmod(places, shape[-1])
        bare, rows = self._first_of_each(rest, kin, places)
        marked, columns = self._first_of_each(sample, kin, places)
        names = [call(quantity._replace(sample=None)) for quantity in bare]
        marks = [call(quantity).removeprefix(call(quantity._replace(sample=None))) for quantity in marked]
        return [names[row] + marks[column] for row, column in zip(rows, columns, strict=True)]

    def _first_of_each(self, numbers: Column, kin: Kin, places: Column) -> tuple[Iterator[Quantity], list[int]]:
        """Return the first quantity of each number, and for every place which of these numbers it has."""
        _, first, which = np.unique(numbers, return_index=True, return_inverse=True)
        return quantities(self.program, kin, places[first]), which.ravel().tolist()
