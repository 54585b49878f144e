"""Transcripts of array equations read back as a reader would: from brackets and signs to NumPy."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

import numpy as np

OPENING, CLOSING = "⎡⎢⎣[", "⎤⎥⎦]"
ARRAY = re.compile(r"[⎡⎢⎣]|(?<![⁾⁺\w])\[")
HEAD = re.compile(r"^  (?P<name>\S+) = (?P<rest>\S.*)$")
MARK = 0xE000
_OF_NUMBERS = re.compile(r"^ += (?!.* {3}).* [=≈] ")
_HANGING = re.compile(r"^ {4,}\S")


@dataclass
class Read:
    """An equation as it stands on paper: its name, its formula by name, and what stands between the equals signs below."""

    name: str
    formula: str
    sides: list[str]
    arrays: list[np.ndarray] = field(default_factory=list)


def equations(lines: list[str]) -> Iterator[Read]:
    """Yield the equations of arrays in a transcript."""
    found: Read | None = None
    for empty, chunk in groupby(lines, key=lambda line: not line.strip()):
        block = list(chunk)
        if empty or not all(line.startswith("  ") for line in block):
            continue
        head = HEAD.match(block[0])
        if head and len(block) > 1 and not ARRAY.search(block[0]) and re.match(r"^ +\S", block[1]):
            if found:
                yield found
            found = None
            if any(map(ARRAY.search, block[1:])) or (len(block) == 2 and _OF_NUMBERS.match(block[1])):
                found = Read(head["name"], head["rest"], [])
                _add(found, block[1:])
        elif found and all(_HANGING.match(line) for line in block) and "=" not in block[0][:5]:
            _add(found, block)
    if found:
        yield found


def _add(read: Read, block: list[str]) -> None:
    """Take up the lines of a band: text from its middle, arrays from wherever their brackets stand."""
    for band in _bands(block):
        text, width = "", max(map(len, band))
        rows = [line.ljust(width) for line in band]
        middle, column = (len(rows) - 1) // 2, 0
        while column < width:
            opened = [row for row in rows if row[column] in OPENING]
            if not opened:
                text += rows[middle][column]
                column += 1
                continue
            end = min(row.index(next(c for c in row[column:] if c in CLOSING), column) for row in opened)
            numbers = [[_number(cell) for cell in row[column + 1 : end].split()] for row in opened]
            text += chr(MARK + len(read.arrays))
            read.arrays.append(np.array(numbers))
            column = end + 1
        if not re.match(r"^ *[=≈] ", text) and read.sides:
            first, *others = re.split(r" [=≈] ", text)
            read.sides[-1] += " " + first.strip()
            read.sides += [other.strip() for other in others]
        else:
            read.sides += [side.strip() for side in re.split(r"(?:^ *| )[=≈] ", text)[1:]]


def _bands(block: list[str]) -> Iterator[list[str]]:
    """Yield the lines of arrays together, lines of text alone one by one."""
    tall = any(set(line) & set("⎡⎢⎣") for line in block)
    yield from [block] if tall else [[line] for line in block]


def _number(text: str) -> float:
    """Return a number; one that stands for those left out is not a number."""
    return float("nan") if text == "…" else float(text.replace("−", "-"))


def computed(text: str, arrays: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]) -> Any:
    """Return what NumPy makes of an equation's side, whose arrays and names are single characters."""
    code = text.replace("−", "-").replace("½", "0.5").replace("·", "*").replace("⊙", "*")
    code = code.replace("²", "**2").replace("ᵀ", ".T").replace("√2", "2**0.5").replace("√(2π)", "(2*pi)**0.5")
    code = re.sub(r"\|([^|]*)\|", r"absolute(\1)", code)
    code = code.replace("^", "**")
    code = re.sub(r"([\ue000-\uf8ff](?:\.T)?) (?=[\ue000-\uf8ff])", r"\1 @ ", code)
    code = re.sub("[\ue000-\uf8ff]", lambda match: f"A{ord(match[0]) - MARK}", code)
    tree = ast.fix_missing_locations(_Elementwise().visit(ast.parse(code, mode="eval")))
    return eval(compile(tree, code, "eval"), {**FUNCTIONS, **functions}, dict(arrays))


class _Elementwise(ast.NodeTransformer):
    """Choices are made for every element."""

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        self.generic_visit(node)
        return ast.Call(ast.Name("where", ast.Load()), [node.test, node.body, node.orelse], [])


FUNCTIONS: dict[str, Any] = {
    "sum": np.sum,
    "colsums": lambda a: a.sum(axis=0, keepdims=True),
    "rowsums": lambda a: a.sum(axis=1, keepdims=True),
    "ln": np.log, "e": np.e, "exp": np.exp, "sqrt": np.sqrt, "sign": np.sign, "tanh": np.tanh, "absolute": np.abs,
    "max": np.maximum, "min": np.minimum, "where": np.where, "pi": np.pi, "erf": np.vectorize(__import__("math").erf),
}  # fmt: skip
