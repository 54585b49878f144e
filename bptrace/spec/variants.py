"""Mappings of which one field says what the others are, and formulas written as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from yaml.nodes import MappingNode, Node, ScalarNode

from bptrace import spec
from bptrace.dataclass import dataclass
from bptrace.expr import Expr
from bptrace.spec.compounds import Record
from bptrace.spec.kinds import Kind, Schema
from bptrace.spec.scalars import Choice
from bptrace.spec.source import Item, Source
from bptrace.spec.words import listed


@dataclass(frozen=True)
class Variant(Kind):
    """A mapping in which the value of one field, such as `init`, says what other fields there are."""

    key: str
    records: Mapping[str, Record]

    shape: ClassVar[type[Node]] = MappingNode

    @property
    def expected(self) -> str:
        return f"a mapping with {self.key}: {listed(list(self.records))}"

    def schema(self) -> Schema:
        return {"anyOf": [record.schema() for record in self.records.values()]}

    def hint(self, node: Node) -> str:
        return (
            f"write {{{self.key}: {node.value}}}" if isinstance(node, ScalarNode) and node.value in self.records else ""
        )

    def value(self, source: Source, item: Item) -> dict[str, Item] | None:
        node = next((node for key, node in item.node.value if key.value == self.key), None)
        if node is None:
            source.fault(item, f"found no {self.key}; expected {self.expected}")
            return None
        name = Choice(tuple(self.records)).read(source, node, f"{self.key} of {item.where}").value
        return None if name is None else self.records[name].value(source, item)


@dataclass(frozen=True)
class Alternatives(Kind):
    """A mapping that is one record or another, told by a field that only one of them has."""

    records: Mapping[str, Kind]

    shape: ClassVar[type[Node]] = MappingNode

    @property
    def expected(self) -> str:
        return f"a mapping with {listed(list(self.records))}"

    def schema(self) -> Schema:
        schemas = [record.schema() for record in self.records.values()]
        return {"anyOf": [part for schema in schemas for part in schema.get("anyOf", [schema])]}

    def value(self, source: Source, item: Item) -> Any:
        present = [key.value for key, _ in item.node.value]
        for field, record in self.records.items():
            if field in present:
                return record.value(source, item)
        source.fault(item, f"found neither {' nor '.join(self.records)}; expected {self.expected}")
        return None


@dataclass(frozen=True)
class Formula(Kind):
    """A formula in the names of the inputs; where a class is meant, also a condition, which is 1 where it holds, else 0."""

    condition: bool = False

    @property
    def expected(self) -> str:
        return "a formula such as x*y > 0" if self.condition else "a formula such as x*y + 1"

    def schema(self) -> Schema:
        return {"type": ["string", "number"], "minLength": 1}

    def value(self, source: Source, item: Item) -> Expr | None:
        return spec.labels.read(source, item, condition=self.condition)
