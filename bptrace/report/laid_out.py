"""The lines of a round written many at a time: those of an array are alike, so they are laid out once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from functools import cached_property
from math import prod
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np

from bptrace.dataclass import dataclass
from bptrace.indexing import NoPatternError
from bptrace.network import AXES, BLOCK_KINDS
from bptrace.program import Program
from bptrace.report.columns import Column, Texts
from bptrace.report.pattern import Pattern, Template
from bptrace.report.said import Said, said_of
from bptrace.report.slabs import Slab, number
from bptrace.report.vocabulary import Kin, Vocabulary, quantities
from bptrace.report.writing import Writing
from bptrace.trace import Recorded, Round

FEWEST = 8
"""Fewer lines than this are written one by one."""

_WHOLE = 50_000
"""The lines of an array with up to so many elements are laid out together, of a larger one those that are read together."""

_MOST_LINES = 5_000
"""So many lines that are written one by one are remembered, with all but their numbers, for the next round."""

_BY_SAMPLE = ("net", "out", "target", "error", "sample_error")
"""The kinds that are read sample by sample; the others are read neuron by neuron."""

Written = TypeVar("Written")


class Run(NamedTuple):
    """Lines that are alike and stand one after the other.

    Attributes
    ----------
    phase
        The part of the round that they belong to.
    kin
        What they are lines of.
    places
        Which elements, counted in order of reading.
    """

    phase: str
    kin: Kin
    places: Sequence[int]


class _Open(NamedTuple, Generic[Written]):
    """Lines that have been laid out and not all been read, by their places; None where each is written by itself."""

    places: range
    rows: Sequence[Written] | None


@dataclass(frozen=True, eq=False)
class Lasting:
    """What has been written by now and is the same in all rounds: names of what no sample has, and some whole lines."""

    names: dict[tuple[str, Kin], Texts] = field(default_factory=dict)
    lines: dict[tuple[Program, Kin, int], Said] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Book(Generic[Written]):
    """Writes the lines of a round.

    Attributes
    ----------
    kept
        The round.
    writing
        How symbols, formulas and printed figures are written.
    form
        What becomes of rows.
    lasting
        What the books of all rounds have in common.
    """

    kept: Round
    writing: Writing
    form: Callable[[Slab], Iterable[Written]]
    lasting: Lasting = field(default_factory=Lasting)
    _numbers: dict[Kin, Texts] = field(default_factory=dict, init=False)
    _templates: dict[Kin, dict[tuple[int, ...], Template]] = field(default_factory=dict, init=False)
    _open: dict[tuple[str, Kin], _Open[Written]] = field(default_factory=dict, init=False)

    def written(self, run: Run) -> Iterator[Written]:
        """Yield the rows of some lines, which are laid out with those that are like them."""
        start, count = 0, len(run.places)
        while start < count:
            places, rows = self._opened(run, run.places[start])
            stop = next((number for number in range(start, count) if run.places[number] not in places), count)
            chosen = run.places[start:stop]
            if rows is None:
                for place in chosen:
                    yield from self.alone(run._replace(places=(place,)))
            else:
                first = places.index(chosen[0])
                if list(places[first : first + len(chosen)]) == list(chosen):
                    yield from rows[first : first + len(chosen)]
                else:
                    yield from (rows[places.index(place)] for place in chosen)
            start = stop

    def _opened(self, run: Run, place: int) -> _Open[Written]:
        found = self._open.get((run.phase, run.kin))
        if found is None or place not in found.places:
            places = _together(self._program.reading.shapes[run.kin.address], run.kin, place)
            rows = None if len(places) < FEWEST else self._laid_out(run._replace(places=places))
            found = self._open[run.phase, run.kin] = _Open(places, rows)
        return found

    def _laid_out(self, run: Run) -> list[Written] | None:
        """Return the rows of lines that are alike; None where their formulas differ by more than their operands."""
        kin, places = run.kin, np.asarray(run.places)
        keys, symbols = (self.names(what, kin, places)[0].tolist() for what in ("key", "symbol"))
        own = {"key": keys, "symbol": symbols, "value": _finite(self.values(kin, places))}
        if kin.address not in self._program.reading.formulas:
            return list(self.form(self._slab(run, {"formula": None, "with_numbers": None, "rests_on": ()}, own)))
        try:
            pattern = self._pattern(kin, places)
        except NoPatternError:
            return None
        own["formula"] = pattern.filled(lambda *operand: self.names("symbol", *operand))
        own["with_numbers"] = pattern.filled(self.numbers)
        own["rests_on"] = pattern.rests_on(lambda *operand: self.names("key", *operand))
        return list(self.form(self._slab(run, {}, own)))

    def alone(self, run: Run) -> Iterable[Written]:
        """Return the row of a line, written by itself."""
        said = self._said(run)
        value = self.kept.value(said.quantity)
        numbers = None if said.formula is None else self.writing.with_numbers(said.formula, self.kept)
        return self.form(Slab(self._common(run) | said.cells | {"with_numbers": numbers}, {"value": [number(value)]}))

    def _said(self, run: Run) -> Said:
        """Return what is said of a line whatever its numbers, which is the same in all rounds of a program."""
        key = self._program, run.kin, run.places[0]
        found = self.lasting.lines.get(key) or said_of(self._program, self.writing, run.kin, run.places[0])
        if len(self.lasting.lines) < _MOST_LINES:
            self.lasting.lines[key] = found
        return found

    def _common(self, run: Run) -> dict[str, object]:
        """Return what is the same in the rows of all lines that are alike."""
        return {"epoch": self.kept.epoch, "step": self.kept.step, "phase": run.phase}

    def _slab(self, run: Run, same: dict[str, object], own: dict[str, Any]) -> Slab:
        """Return lines as rows, with what says where they stand."""
        for name, cells in _where(self._program, run.kin, np.asarray(run.places)).items():
            if cells.count(cells[0]) == len(cells):
                same[name] = cells[0]
            else:
                own[name] = cells
        return Slab(self._common(run) | same, own)

    def _pattern(self, kin: Kin, places: Column) -> Pattern:
        """Return the pattern of some lines; errors as for `Pattern.of`."""
        templates = self._templates.setdefault(kin, {}) if places.size > 1 else {}
        return Pattern.of(self._program, self.writing, kin, places, templates)

    @property
    def _program(self) -> Program:
        return self.kept.program

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(self._program, self.writing, self.lasting.names)

    def names(self, what: str, kin: Kin, places: Column) -> tuple[Column, Column]:
        """Return the keys or the symbols of what is alike, and the look of each."""
        return self._vocabulary.names(what, kin, places)

    def numbers(self, kin: Kin, places: Column) -> tuple[Column, Column]:
        """Return the printed values of what is alike, and the look of each."""
        if kin not in self._numbers:
            self._numbers[kin] = Texts(prod(self._program.reading.shapes[kin.address]))
        return self._numbers[kin].column(places, lambda new: self._written_numbers(self.values(kin, new).tolist()))

    def _written_numbers(self, values: Sequence[float]) -> list[str]:
        texts, minus = self.writing.figures.texts(values), self.writing.signs.minus
        return [minus + text[1:] if value < 0 else text for text, value in zip(texts, values, strict=True)]

    def values(self, kin: Kin, places: Column) -> Column:
        """Return the values of elements, or of parts of elements."""
        values, address = self.kept.values, kin.address
        if isinstance(values, Recorded) and kin.part is None:
            return np.asarray(values.numbers.arrays[address], dtype=float).ravel()[places]
        if isinstance(values, Recorded):  # parts of sums, which no array holds
            try:
                return self._pattern(kin, places).value(self.values)
            except NoPatternError:
                pass
        return np.array([self.kept.value(quantity) for quantity in quantities(self._program, kin, places)])


def _finite(values: Column) -> list[float | str]:
    """Return values as JSON has them."""
    return values.tolist() if np.isfinite(values).all() else [number(value) for value in values.tolist()]


def _together(shape: tuple[int, ...], kin: Kin, place: int) -> range:
    """Return the places of the elements that are laid out with one: all of an array, or those beside it if it is large."""
    count = prod(shape)
    if count <= _WHOLE:
        return range(count)
    if kin.address.kind in _BY_SAMPLE:
        return range(place % shape[-1], count, shape[-1])
    first = place // (count // shape[0])
    return range(first * count // shape[0], (first + 1) * count // shape[0])


def _where(program: Program, kin: Kin, places: Column) -> dict[str, list[Any]]:
    """Return the sample, the layer and the neuron of elements; None for what does not apply."""
    (kind, where, _), shape, network = kin.address, program.reading.shapes[kin.address], program.network
    index = [axis.tolist() for axis in np.unravel_index(places, shape)] if shape else []
    nothing, axes = [None] * len(places), AXES.get(kind, ())
    if kind in BLOCK_KINDS and where is not None:
        homes = network.blocks[where].homes
        if homes is not None:
            found = [homes[number] for number in index[0]]
            names = [None if home.unit is None else network.units(home.layer)[home.unit] for home in found]
            return {"sample": nothing, "layer": [home.layer for home in found], "unit": names}
        where, axes = network.blocks[where].layer, ("unit", "source")
    at = dict(zip(axes, index, strict=False))
    units = nothing if where is None or "unit" not in at else [network.units(where)[unit] for unit in at["unit"]]
    samples = [program.first + number + 1 for number in at["sample"]] if "sample" in at else nothing
    return {"sample": samples, "layer": [where] * len(places), "unit": units}
