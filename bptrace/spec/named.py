"""Tables of names: mappings whose fields the user chooses."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from yaml.nodes import MappingNode, Node

from bptrace.spec.compounds import pairs
from bptrace.spec.kinds import Kind, Schema
from bptrace.spec.numbers import Refused
from bptrace.spec.scalars import NAME, Entry, Name, Number
from bptrace.spec.source import Item, Source
from bptrace.spec.words import quote

MOST_NAMES = 10_000
"""So many names are compared with each other, and each with all spellings of all quantities, in about a second."""


class Table(Kind):
    """A mapping from names to numbers; an item's node is that of its name."""

    expected = "a mapping from names to numbers, such as {w: 0.5}"
    shape: ClassVar[type[Node]] = MappingNode

    def schema(self) -> Schema:
        return {"type": "object", "propertyNames": {"pattern": f"^{NAME}$"}, "additionalProperties": Number().schema()}

    def value(self, source: Source, item: Item) -> dict[str, Item]:
        if len(item.node.value) > MOST_NAMES:
            source.fault(item, f"found {len(item.node.value)} names; expected at most {MOST_NAMES}")
            source.raise_faults()
        found = {}
        for key, node in pairs(source, item):
            where = f"{item.where}, {key.value}"
            if is_name(source, key):
                found[key.value] = replace(Number().read(source, node, where), node=key.node)
        return found


def is_name(source: Source, key: Item) -> bool:
    """Check that a key can be referred to: that it is a name, and does not read as a number."""
    try:
        if isinstance(Entry().parse(key.value, quoted=False), str):
            return True
    except Refused:
        pass
    source.fault(key, f"found {quote(key.value)}; expected {Name().expected} that does not read as a number")
    return False
