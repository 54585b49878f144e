"""Lists of numbers whose commas say something else than their author means: `[0,05, 0,10]`, `[1 2]`, `[0,5; 1]`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, pairwise
from typing import NamedTuple

from yaml.nodes import CollectionNode, Node, ScalarNode

from bptrace.spec.source import Item, Source
from bptrace.spec.words import quote, short

_ROW = r"[-+]?[0-9.]+([;\s]\s*[-+]?[0-9.]+)+"
_WHOLE = r"[-+]?[0-9]+"
_DECIMALS = r"[0-9]+([eE][-+]?[0-9]+)?"
_NUMBER = r"[-+]?[0-9]*[.,]?[0-9]+([eE][-+]?[0-9]+)?"
_TIGHT = r"[0-9],[0-9]"
"""Patterns, compiled when they are first used: in most files nothing is wrong."""


class Pair(NamedTuple):
    """Two numbers that may be one with a decimal comma: where they stand, from 0, and how they are written."""

    line: int
    column: int
    written: str

    @property
    def is_no_list(self) -> bool:
        """Whether two numbers are hardly meant, so many digits are behind the comma."""
        return re.search(r",[0-9]{2}", self.written) is not None

    @property
    def question(self) -> str:
        """What to ask the author where numbers are too many."""
        return f"is the comma in {self.written} a decimal point?"


def miscounted(source: Source, item: Item) -> bool:
    """Whether a list has more or fewer numbers than was meant, which is then noted once and not number by number."""
    nodes = [node for node in item.node.value if isinstance(node, ScalarNode) and not node.style]
    row = next((node for node in nodes if re.fullmatch(_ROW, node.value)), None)
    if row is not None:
        _refuse_signs(source, item, row)
        return True
    pair = next((pair for pair in pairs(item.node) if re.search(",0[0-9]", pair.written)), None)
    return pair is not None and _refuse(source, item, pair)


def unclear(source: Source, item: Item) -> bool:
    """Whether some commas of a list part its numbers and others seem to be decimal points, which is then noted."""
    if not _has_both(source, item.node):
        return False
    tight = sum(_touch(*two) for two in pairwise(item.node.value))
    found = list(pairs(item.node))
    pair = next((pair for pair in found if pair.is_no_list), None)
    return pair is not None and tight == len(found) < len(item.node.value) - 1 and _refuse(source, item, pair)


def pairs(node: Node) -> Iterator[Pair]:
    """Yield the numbers of a list that may be one, in pairs, from the left."""
    taken = None
    for first, second in pairwise(node.value):
        if first is not taken and _touch(first, second):
            written = f"{first.value},{second.value}"
            if re.fullmatch(_WHOLE, first.value) and re.fullmatch(_DECIMALS, second.value):
                taken = second
                yield Pair(first.start_mark.line, first.start_mark.column, written)


def surplus(node: Node, expected: int) -> Pair | None:
    """Return the pair whose comma may be a decimal point, if a list has no more numbers than expected with such commas."""
    found = list(pairs(node)) if len(node.value) > expected else []
    if len(node.value) - len(found) > expected:
        return None
    return min(found, key=lambda pair: not pair.written.lstrip("+-").startswith("0,"), default=None)


def refuse_count(source: Source, item: Item, expected: int, message: str) -> None:
    """Note that a list has the wrong number of numbers, at a comma that may be the reason or else where it begins."""
    pair = surplus(item.node, expected)
    if pair is None:
        source.fault(item, message)
    else:
        source.fault_at(pair.line, pair.column, f"{item.where}: {message}; {pair.question}")


def _refuse(source: Source, item: Item, pair: Pair) -> bool:
    source.fault_at(pair.line, pair.column, f"{item.where}: found {quote(pair.written)}, which is two numbers; expected "
                    f"decimals with a point, as in {pair.written.replace(',', '.')}")  # fmt: skip
    return True


def _refuse_signs(source: Source, item: Item, row: Node) -> None:
    """Note semicolons or blanks between numbers, of which a node is a part that was read as one."""
    written = _text(source, item.node)[1:-1] if _is_flow(item.node) else ""
    cells = [cell.strip() for cell in written.split(";")]
    if ";" in written and all(re.fullmatch(_NUMBER, cell) for cell in cells):
        meant = short(", ".join(cell.replace(",", ".") for cell in cells))
        points = " and points before decimals" if "," in written else ""
        first = Item(None, item.node.value[0], item.where)
        source.fault(first, f"found {quote(written)}; expected commas between numbers{points}; write [{meant}]")
    else:
        source.fault(Item(None, row, item.where), f"found {quote(row.value)}; expected commas between numbers")


def _touch(first: Node, second: Node) -> bool:
    """Whether there is only a comma between two plain values, and no blank."""
    if not (isinstance(first, ScalarNode) and isinstance(second, ScalarNode)) or first.style or second.style:
        return False
    end, start = first.end_mark, second.start_mark
    return bool(end.line == start.line and end.column + 1 == start.column)


def _has_both(source: Source, node: Node) -> bool:
    """Whether a list may have commas with a blank behind them, and between digits others without: a quick look at its text."""
    if not _is_flow(node):
        return False
    text = _text(source, node)
    return ", " in text and re.search(_TIGHT, text) is not None


def _is_flow(node: Node) -> bool:
    return isinstance(node, CollectionNode) and bool(node.flow_style)


def _text(source: Source, node: Node) -> str:
    """Return the text of a node."""
    start, end = node.start_mark, node.end_mark
    if start.line == end.line:
        return source.lines[start.line][start.column : end.column]
    first, *between = source.lines[start.line : end.line]
    return "\n".join(chain([first[start.column :]], between, [source.lines[end.line][: end.column]]))
