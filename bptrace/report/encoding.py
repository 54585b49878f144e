"""Rows as lines of JSON or CSV, many at a time: what they have in common is written once, as a template for the rest."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from bptrace.report.slabs import COLUMNS, Column, Filled, Slab

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)

_EXECUTED = re.compile(r"[\x00-\x1f\x7f-\x9f]|\s*[-=+@＝＋－＠]")
"""How a text begins that a spreadsheet would take for a formula: https://owasp.org/www-community/attacks/CSV_Injection."""

_BEHIND = re.compile(r";\s*(?=[-=+@＝＋－＠])")

_MAY_BE_EXECUTED = re.compile(r"[\x00-\x1f\x7f-\x9f\s=+@＝＋－＠-]")

Parts: TypeAlias = tuple[str, Sequence[Sequence[Any]]]
"""What stands in a template for a column, and the columns of what is put there."""


def _filled(template: str, parts: Mapping[str, Parts]) -> list[str]:
    """Return a template with the cells of each row in its places, which are in the order of `COLUMNS`."""
    columns = [column for name in COLUMNS if name in parts for column in parts[name][1]]
    return list(map(template.__mod__, zip(*columns, strict=True)))


def encoded(value: object) -> str:
    """Return a value as JSON on one line; what does not print in its texts, which steers terminals, is escaped."""
    text = _ENCODER.encode(value)
    return text if text.isprintable() else "".join(map(_escaped, text))


def _escaped(sign: str) -> str:
    return sign if sign.isprintable() else json.dumps(sign)[1:-1]


def json_texts(slab: Slab, end: str = "") -> list[str]:
    """Return each row as JSON, with something behind it."""
    if len(slab) == 1:
        return [encoded(row) + end for row in slab.rows()]
    parts = {name: _in_json(cells) for name, cells in slab.own.items()}
    cells = (parts[name][0] if name in parts else _literally(encoded(slab.same.get(name))) for name in COLUMNS)
    named = (f'"{name}": {cell}' for name, cell in zip(COLUMNS, cells, strict=True))
    return _filled(f"{{{', '.join(named)}}}{end}", parts)


def _literally(text: str) -> str:
    return text.replace("%", "%%")


def _in_json(cells: Column) -> Parts:
    if isinstance(cells, Filled):
        if _as_is([cells.template]) and all(map(_as_is, cells.columns)):
            return f'"{cells.template}"', cells.columns
        return "%s", (list(map(encoded, cells)),)
    kinds = set(map(type, cells))
    if kinds == {float}:
        return "%r", (cells,)
    if kinds == {str} and _as_is(cells):
        return '"%s"', (cells,)
    if kinds == {tuple} and len(set(map(len, cells))) == 1:
        parts = tuple(zip(*cells, strict=True))
        if all(map(_as_is, parts)):
            places = ", ".join(['"%s"'] * len(parts))
            return f"[{places}]", parts
    return "%s", (list(map(encoded, cells)),)


def _as_is(texts: Sequence[str]) -> bool:
    """Whether JSON writes texts without any escapes."""
    joined = "".join(texts)
    return len(encoded(joined)) == len(joined) + 2


def csv_lines(slab: Slab) -> list[str]:
    """Return each row as a line of CSV (RFC 4180).

    What does not apply is empty, and `rests_on` has spaces between its keys. A text that a spreadsheet would take for a
    formula has an apostrophe before it; numbers are never changed.
    """
    if len(slab) == 1:
        return [",".join(_cell(name, cell) for name, cell in row.items()) + "\r\n" for row in slab.rows()]
    parts = {name: _in_csv(name, cells) for name, cells in slab.own.items()}
    same = {name: _literally(_cell(name, slab.same.get(name))) for name in COLUMNS if name not in parts}
    return _filled(",".join(parts[name][0] if name in parts else same[name] for name in COLUMNS) + "\r\n", parts)


def _in_csv(name: str, cells: Column) -> Parts:
    if isinstance(cells, Filled):
        if all(map(_is_bare, ([cells.template], *cells.columns))):
            return cells.template, cells.columns
        return "%s", ([_cell(name, cell) for cell in cells],)
    kinds = set(map(type, cells))
    if kinds == {float}:
        return "%r", (cells,)
    if kinds == {str} and _is_bare(cells):
        return "%s", (cells,)
    if kinds == {tuple} and len(set(map(len, cells))) == 1:
        parts = tuple(zip(*cells, strict=True))
        if all(map(_is_bare, parts)):
            return " ".join(["%s"] * len(parts)), parts
    return "%s", ([_cell(name, cell) for cell in cells],)


def _is_bare(texts: Sequence[str]) -> bool:
    """Whether texts are cells of CSV as they are, without quotation marks and without anything that is executed."""
    if any(map("".join(texts).__contains__, '",;\r\n')):  # a semicolon may hide something that is executed
        return False
    return not any(map(_MAY_BE_EXECUTED.match, {text[:1] for text in texts}))


def _cell(name: str, value: object) -> str:
    """Return a cell of CSV."""
    text = " ".join(value) if isinstance(value, tuple | list) else value
    return _line((text if name == "value" else harmless(text), None)).removesuffix(",\r\n")


class _Passed:
    """A file for the csv module, which hands each line back as soon as it is made."""

    def write(self, line: str) -> str:
        return line


_line: Callable[[Sequence[object]], str] = csv.writer(_Passed()).writerow

HEAD = _line(COLUMNS)
"""The line of CSV with the names of the fields."""


def harmless(cell: object) -> object:
    """Return a cell as a spreadsheet shows it: what it would take for a formula gets an apostrophe before it.

    That may begin behind a semicolon too, at which a spreadsheet parts cells where people write decimal commas.
    """
    if not isinstance(cell, str):
        return cell
    text = _BEHIND.sub(r"\g<0>'", cell) if ";" in cell else cell
    return f"'{text}" if not text[:1].isalnum() and _EXECUTED.match(text) else text
