"""Kinds of value: what each is read from, what is expected where it is not that, and its JSON Schema."""

from __future__ import annotations

from typing import Any, ClassVar, TypeAlias

from yaml.nodes import Node, ScalarNode

from bptrace import spec
from bptrace.dataclass import dataclass
from bptrace.spec.faults import visible
from bptrace.spec.numbers import Refused
from bptrace.spec.source import Item, Source, describe

Schema: TypeAlias = dict[str, Any]

OF_NETWORKS, OF_CIRCUITS = ("layers",), ("circuit", "gates")
"""The fields by which a spec of a network, and one of a circuit, is known."""

TAGS = {
    f"tag:yaml.org,2002:{name}"
    for name in ("bool", "float", "int", "map", "merge", "null", "seq", "str", "timestamp", "value")
}
"""Those that are given to what has none."""


@dataclass(frozen=True)
class Kind:
    """A kind of value; those without settings of their own are all equal, as this one says."""

    shape: ClassVar[type[Node]] = ScalarNode

    @property
    def expected(self) -> str:
        """What is expected, for messages."""
        raise NotImplementedError

    def schema(self) -> Schema:
        """Return the JSON Schema."""
        raise NotImplementedError

    def hint(self, node: Node) -> str:
        """Return what to do about a node of the wrong shape, or nothing."""
        del node
        return ""

    def read(self, source: Source, node: Node, where: str) -> Item:
        """Read a node; where it is at fault, note that."""
        source.visit(node)
        item = Item(None, node, where)
        if node.tag not in TAGS:
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            why = ", for nothing in a spec is run" if "python" in tag else ""
            source.fault(item, f"found the tag {visible(tag)}; expected {self.expected}; leave the tag out{why}")
            return item
        if not isinstance(node, self.shape):
            self.refuse_shape(source, item)
            return item
        return Item(self.value(source, item), node, where)

    def refuse_shape(self, source: Source, item: Item) -> None:
        """Note that a node is of the wrong shape."""
        hint = self.hint(item.node)
        source.fault(item, f"found {describe(item.node)}; expected {self.expected}" + (f"; {hint}" if hint else ""))

    def value(self, source: Source, item: Item) -> Any:
        """Return the value of a node of the right shape, or None where it is at fault."""
        node = item.node
        assert isinstance(node, ScalarNode)
        try:
            return self.parse(node.value, quoted=bool(node.style))
        except Refused as refused:
            hint = str(refused) or spec.pasted.hint(node.value)
            source.fault(item, f"found {describe(node)}; expected {self.expected}" + (f"; {hint}" if hint else ""))
            return None

    def parse(self, text: str, *, quoted: bool) -> Any:
        """Return the value of a scalar's text.

        Raises
        ------
        Refused
            If it is not of this kind.
        """
        raise NotImplementedError
