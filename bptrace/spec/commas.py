"""Lists of numbers whose commas say something else than their author means: `[0,05, 0,10]`, `[1 2]`."""

from __future__ import annotations

import re

from yaml.nodes import Node, ScalarNode

from bptrace.spec.source import Item, Source
from bptrace.spec.words import quote

_DECIMALS = re.compile(r"0[0-9]+")
_ROW = re.compile(r"[-+]?[0-9.]+([;\s]\s*[-+]?[0-9.]+)+")


def miscounted(source: Source, item: Item) -> bool:
    """Whether a list has more or fewer numbers than was meant, which is then noted once and not number by number."""
    for node in item.node.value:
        if isinstance(node, ScalarNode) and not node.style:
            if _ROW.fullmatch(node.value):
                source.fault(
                    Item(None, node, item.where), f"found {quote(node.value)}; expected commas between numbers"
                )
                return True
            if _DECIMALS.fullmatch(node.value) and _decimal_comma(source, item, node):
                return True
    return False


def _decimal_comma(source: Source, item: Item, node: Node) -> bool:
    """Whether a node is the decimals behind a comma, which is then noted where the number begins."""
    line, column = node.start_mark.line, node.start_mark.column
    before = re.search(r"[-+]?[0-9]+,$", source.lines[line][:column])
    if before is None:
        return False
    written = before[0] + node.value
    source.fault_at(line, before.start(), f"{item.where}: found {quote(written)}, which is two numbers; expected decimals "
                    f"with a point, as in {written.replace(',', '.')}")  # fmt: skip
    return True
