"""Items of a list that have run together, because a dash is missing between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yaml.nodes import MappingNode, Node, ScalarNode

from bptrace.spec.source import Source
from bptrace.spec.words import short

_REPEATED = 2
"""A field twice may be a slip; so many fields twice are another item."""


def parted(source: Source, nodes: Sequence[Node], noun: str) -> Iterator[Node]:
    """Yield the items of a list, those apart that have run together, which is noted."""
    for node in nodes:
        while isinstance(node, MappingNode) and not node.flow_style and (place := _second(node)) is not None:
            key = node.value[place][0]
            expected = f"a dash before it, to begin the next {noun}, as in - {short(key.value)}: .."
            source.fault(key, f"found {key.value!r} a second time in one {noun}; expected {expected}")
            yield MappingNode(node.tag, node.value[:place], node.start_mark, key.start_mark, node.flow_style)
            node = MappingNode(node.tag, node.value[place:], key.start_mark, node.end_mark, node.flow_style)
        yield node


def _second(node: MappingNode) -> int | None:
    """Return where the fields of a mapping begin again, if they do."""
    seen: set[str] = set()
    again = []
    for place, (key, _) in enumerate(node.value):
        if isinstance(key, ScalarNode):
            again += [place] if key.value in seen else []
            seen.add(key.value)
    return again[0] if len(again) >= _REPEATED else None
