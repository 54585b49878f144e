"""Equations of whole arrays as lines of text: each array in brackets over several lines, the signs beside its middle."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from typing import TypeAlias

from bptrace.dataclass import dataclass
from bptrace.expr import Symbol
from bptrace.printing.text import TextPrinter
from bptrace.report.document import Cells, Equation
from bptrace.report.lines import Line, Role, Span, columns, left
from bptrace.report.writing import Writing

_INDENT = "  "
_BETWEEN = "  "
_FIRST_MARK = 0xE000
"""Where Unicode's private characters begin; each stands for an array while a formula is put together."""

_MARKS = re.compile("([\ue000-\uf8ff])")
_BREAK = re.compile(r"(?= (?:[+−\-⊙=≈~/]|\(\*\)|if|else)(?: |$))")
Block: TypeAlias = tuple[str, ...]
"""Lines of the same width."""

Unit: TypeAlias = list[Block]
"""Blocks that stay together on a line."""


@dataclass(frozen=True)
class _Setting:
    """A way of writing and a width."""

    writing: Writing
    width: int


def lines(equation: Equation, writing: Writing, width: int) -> Iterator[Line]:
    """Yield the lines of an equation: by name, then with its numbers, broken before signs where it is too wide."""
    setting = _Setting(writing, width - len(_INDENT))
    name = writing.name(equation.name)
    value = _units(setting, "\ue000", [equation.value])
    sign = "=" if writing.all_exact(equation) else writing.about
    if equation.formula is None or equation.numbers is None:
        yield from _bands(setting, [[(f"{name} {sign} ",)], *value], 0)
        return
    yield from _named(setting, name, writing.formula(equation.formula))
    arrays: list[Hashable] = []
    units = [[("= ",), *value[0]], *value[1:]]
    if not isinstance(equation.formula, Symbol):
        written = TextPrinter(lambda ref: _mark(setting, ref, arrays), writing.signs, writing.longest)
        numbers = _units(setting, written.print(equation.numbers), arrays)
        units = [[("= ",), *numbers[0]], *numbers[1:], [(f" {sign} ",), *value[0]]]
    widest = max(sum(columns(block[0]) for block in unit) for unit in units) + len(_BETWEEN)
    indent = columns(name) + 1
    yield from _bands(setting, units, indent if indent + widest <= setting.width else 0)


def _named(setting: _Setting, name: str, formula: str) -> Iterator[Line]:
    lead = f"{name} = "
    room, text = setting.width - columns(lead), ""
    for part in _BREAK.split(formula):
        if text and columns(text + part) > room:
            yield (Span(_INDENT), Span(lead, Role.NAME), Span(text, Role.FORMULA))
            lead, text = " " * columns(lead), ""
        text = text + part if text else part.lstrip()
    yield (Span(_INDENT), Span(lead, Role.NAME), Span(text, Role.FORMULA))


def _mark(setting: _Setting, ref: Hashable, arrays: list[Hashable]) -> str:
    """Return what stands for a reference: a number as it is written, or a mark where an array is to be put in."""
    if isinstance(ref, Cells):
        arrays.append(ref)
        return chr(_FIRST_MARK + len(arrays) - 1)
    return setting.writing.number(ref) if isinstance(ref, float) else setting.writing.name(ref)


def _units(setting: _Setting, text: str, arrays: Sequence[Hashable]) -> list[Unit]:
    """Return a text in pieces between which a line may be broken, with arrays in the place of their marks."""
    units: list[Unit] = [[]]
    pieces = _MARKS.split(text)
    beside = sum(sorted(columns(part) for piece in pieces for part in _BREAK.split(piece))[-2:])
    for piece in pieces:
        if _MARKS.match(piece):
            units[-1].append(_block(setting, arrays[ord(piece) - _FIRST_MARK], beside))
            continue
        first, *others = ["", " "] if piece == " " else _BREAK.split(piece)
        units[-1] += [(first,)] if first else []
        units += [[(other,)] for other in others if other]
    return [unit for unit in units if unit]


def _block(setting: _Setting, value: Hashable, beside: int) -> Block:
    """Return an array or a number; columns are left out where it would not fit the width with what stands beside it."""
    if isinstance(value, float):
        return (setting.writing.number(value),)
    assert isinstance(value, Cells)
    block = _bracketed(setting.writing, value)
    room = setting.width - beside - 2 * len(_BETWEEN)
    while columns(block[0]) > room and sum(number is not None for number in value.rows[0]) > 1:
        value = _narrowed(value)
        block = _bracketed(setting.writing, value)
    return block


def _narrowed(cells: Cells) -> Cells:
    """Return an array with one more column left out."""
    kept = [column for column in zip(*cells.rows, strict=True) if any(number is not None for number in column)]
    head, tail = kept[: max(len(kept) - 2, 1)], kept[-1:] if len(kept) > 2 else []
    gap = (None,) * len(cells.rows)
    return Cells(tuple(zip(*head, gap, *tail, strict=True)))


def _bracketed(writing: Writing, cells: Cells) -> Block:
    texts = [
        [writing.signs.ellipsis if number is None else writing.number(number) for number in row] for row in cells.rows
    ]
    aligned = [_aligned(column) for column in zip(*texts, strict=True)]
    rows = [_BETWEEN.join(row) for row in zip(*aligned, strict=True)]
    if writing.ascii or len(rows) == 1:
        return tuple(f"[{row}]" for row in rows)
    first, *middle, last = rows
    return (f"⎡{first}⎤", *(f"⎢{row}⎥" for row in middle), f"⎣{last}⎦")


def _aligned(column: Sequence[str]) -> list[str]:
    """Return the numbers of a column with their points below one another."""
    parts = [re.split(r"(?=[.e])", text, maxsplit=1) if text[:1] != "." else [text] for text in column]
    before = max(columns(part[0]) for part in parts)
    texts = [" " * (before - columns(part[0])) + "".join(part) for part in parts]
    width = max(map(columns, texts))
    return [left(text, width) for text in texts]


def _bands(setting: _Setting, units: list[Unit], indent: int) -> Iterator[Line]:
    """Yield the units in as many bands of lines as the width needs."""
    bands: list[list[Block]] = [[]]
    used = indent
    for unit in units:
        wide = sum(columns(block[0]) for block in unit)
        if bands[-1] and used + wide > setting.width:
            bands.append([(_BETWEEN,), (unit[0][0].lstrip(),), *unit[1:]])
            used = indent + len(_BETWEEN) + wide
        else:
            bands[-1] += unit
            used += wide
    for number, band in enumerate(bands):
        if number and any(len(block) > 1 for block in [*bands[number - 1], *band]):
            yield ()
        yield from _rows(band, indent)


def _rows(band: Sequence[Block], indent: int) -> Iterator[Line]:
    """Yield blocks side by side, each centred."""
    height = max(map(len, band))
    middle = (height - 1) // 2
    for number in range(height):
        text = "".join(_row(block, number - middle + (len(block) - 1) // 2) for block in band)
        yield (Span(_INDENT + " " * indent), Span(text.rstrip(), Role.NUMBERS))


def _row(block: Block, number: int) -> str:
    return block[number] if 0 <= number < len(block) else " " * columns(block[0])
