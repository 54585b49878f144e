"""The formula of many lines as a pattern, into which the names or the numbers of each of them are put.

An element of a symbolic array may be asked for with columns of numbers as its index. What comes back is the formula of all
these elements; its symbols stand for as many quantities each. It is printed once, with marks in the place of names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from bptrace import expr
from bptrace.dataclass import dataclass
from bptrace.expr import Expr
from bptrace.network import Quantity
from bptrace.printing.text import TextPrinter
from bptrace.program import Program
from bptrace.report.columns import Column, mark
from bptrace.report.slabs import Filled
from bptrace.report.vocabulary import Kin
from bptrace.report.writing import Writing

Looked: TypeAlias = tuple[Column, Column]
"""Texts, and the look of each."""

_FEW = 16
"""Of more operands than this it is not told beforehand whether two of them may be the same."""


class Template(NamedTuple):
    """A printed formula for `%`, and the numbers of the operands in the order in which they stand there."""

    text: str
    order: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Pattern:
    """A formula of many lines, with the places of its operands.

    Attributes
    ----------
    writing
        How formulas are written.
    formula
        The formula, whose symbols stand for a column of quantities each.
    operands
        By the identity of each symbol's reference, what the operands are elements of, and which.
    count
        The number of lines.
    templates
        What has been printed by now, by the looks of the operands; other elements of the same array have it in common.
    """

    writing: Writing
    formula: Expr
    operands: dict[int, tuple[Kin, Column]]
    count: int
    templates: dict[tuple[int, ...], Template]

    @classmethod
    def of(
        cls, program: Program, writing: Writing, kin: Kin, places: Column, templates: dict[tuple[int, ...], Template]
    ) -> Pattern:
        """Return the pattern of some lines.

        Raises
        ------
        NoPatternError
            If there is no formula that is the same for all of them but for its operands.
        """
        shapes = program.reading.shapes
        index: tuple[Any, ...] = np.unravel_index(places, shapes[kin.address]) if shapes[kin.address] else ()
        if places.size == 1:
            index = tuple(int(axis[0]) for axis in index)
        formula, operands = program.formula_at(kin.address, index, kin.part), dict[int, tuple[Kin, Column]]()
        for ref in TextPrinter(str, longest=writing.longest).operands(formula):
            assert isinstance(ref, Quantity)
            local = ref if ref.sample is None else ref._replace(sample=ref.sample - program.first)
            address, where = program.network.element(local)  # not the program's, which asks for one sample
            part = ref.source if address in program.reading.splits else None
            operands[id(ref)] = Kin(address, part), np.broadcast_to(flat(where, shapes[address]), places.shape)
        return cls(writing, formula, operands, places.size, templates)

    def filled(self, texts: Callable[[Kin, Column], Looked]) -> list[str] | Filled:
        """Return the formula of every line with a text for each of its operands."""
        columns = [texts(kin, places) for kin, places in self.operands.values()]
        if not columns:
            return [self._template(()).text % ()] * self.count
        looks = list(zip(*(look.tolist() for _, look in columns), strict=True))
        templates = {found: self._template(found) for found in set(looks)}
        (order,) = {template.order for template in templates.values()}
        parts = [columns[number][0].tolist() for number in order]
        if len(templates) == 1:
            return Filled(templates[looks[0]].text, parts)
        texts_of = {found: template.text for found, template in templates.items()}
        return [texts_of[found] % row for found, row in zip(looks, zip(*parts, strict=True), strict=True)]

    def rests_on(self, texts: Callable[[Kin, Column], Looked]) -> list[tuple[str, ...]]:
        """Return the keys of the operands of every line, each once."""
        columns = [texts(kin, places)[0].tolist() for kin, places in self.operands.values()]
        rows = zip(*columns, strict=True) if columns else [()] * self.count
        return list(rows) if self._differ() else [tuple(dict.fromkeys(row)) for row in rows]

    def _differ(self) -> bool:
        """Whether no line can have an operand twice, as far as that is told at a glance."""
        found = list(self.operands.values())
        return len(found) <= _FEW and not any(
            kin == other and (places == others).any()
            for number, (kin, places) in enumerate(found)
            for other, others in found[:number]
        )

    def value(self, values: Callable[[Kin, Column], Column]) -> Column:
        """Return the value of every line, computed from its operands."""
        return np.asarray(expr.evaluate(self.formula, lambda ref: values(*self.operands[id(ref)])))  # type: ignore[arg-type, return-value]

    def _template(self, looks: tuple[int, ...]) -> Template:
        """Return the formula with a place for each operand, if they look so to the printer."""
        if looks not in self.templates:
            self.templates[looks] = self._printed(looks)
        return self.templates[looks]

    def _printed(self, looks: Sequence[int]) -> Template:
        marks = {ref: mark(number, look) for number, (ref, look) in enumerate(zip(self.operands, looks, strict=True))}
        printer = TextPrinter(lambda ref: marks[id(ref)], signs=self.writing.signs, longest=self.writing.longest)
        printed = printer.print(self.formula).replace("%", "%%")
        numbers = {one: number for number, one in enumerate(marks.values())}
        any_mark = re.compile("|".join(map(re.escape, numbers)) or "(?!)")  # what is never found, where there are none
        return Template(any_mark.sub("%s", printed), tuple(map(numbers.__getitem__, any_mark.findall(printed))))


def flat(index: Sequence[Any], shape: Sequence[int]) -> Any:
    """Return the place of an element, counted in order of reading; the index may be of columns."""
    place = 0
    for one, size in zip(index, shape, strict=True):
        place = place * size + one
    return place
