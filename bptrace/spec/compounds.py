"""Kinds of value that are made of others: lists, records of fields, tables of names, and alternatives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bptrace.spec.numbers import Refused
from bptrace.spec.scalars import NAME, Entry, Kind, Name, Number, Schema
from bptrace.spec.source import Item, Source, describe
from bptrace.spec.words import nearest, quote


@dataclass(frozen=True)
class ListOf(Kind):
    """A list with at least one item.

    `noun` is what an item is called; `named` items, such as layers, are called so without saying of what list they are.
    """

    item: Kind
    noun: str
    named: bool = False

    shape: ClassVar[type[Node]] = SequenceNode

    @property
    def expected(self) -> str:
        return f"a list of {self.noun}s"

    def schema(self) -> Schema:
        return {"type": "array", "items": self.item.schema(), "minItems": 1}

    def value(self, source: Source, item: Item) -> tuple[Item, ...] | None:
        if not item.node.value:
            source.fault(item, f"found an empty list; expected at least one {self.noun}")
            return None
        before = "" if self.named else f"{item.where}, "
        return tuple(
            self.item.read(source, node, f"{before}{self.noun} {number}")
            for number, node in enumerate(item.node.value, 1)
        )


@dataclass(frozen=True)
class Field:
    """A field of a record."""

    name: str
    kind: Kind
    description: str
    required: bool = False


def pairs(source: Source, item: Item) -> Iterator[tuple[Item, Node]]:
    """Yield the keys and values of a mapping, each key once."""
    seen: dict[str, int] = {}
    for key, node in item.node.value:
        if not isinstance(key, ScalarNode):
            source.fault(Item(None, key, item.where), f"found {describe(key)} as a field; expected a name")
        elif key.value in seen:
            message = f"found {quote(key.value)} a second time; expected it once, as in line {seen[key.value]}"
            source.fault(Item(None, key, item.where), message)
        else:
            seen[key.value] = key.start_mark.line + 1
            yield Item(key.value, key, item.where), node


@dataclass(frozen=True)
class Record(Kind):
    """A mapping with known fields."""

    fields: tuple[Field, ...]
    noun: str

    shape: ClassVar[type[Node]] = MappingNode

    @property
    def expected(self) -> str:
        return f"{self.noun} (fields such as {', '.join(field.name for field in self.fields[:3])})"

    def schema(self) -> Schema:
        schema: Schema = {
            "type": "object",
            "properties": {
                field.name: {"description": field.description, **field.kind.schema()} for field in self.fields
            },
            "additionalProperties": False,
        }
        required = [field.name for field in self.fields if field.required]
        return {**schema, "required": required} if required else schema

    def value(self, source: Source, item: Item) -> dict[str, Item]:
        fields = {field.name: field for field in self.fields}
        found: dict[str, Item] = {}
        misspelt: dict[str, Item] = {}
        for key, node in pairs(source, item):
            if key.value in fields:
                where = f"{key.value} of {item.where}" if item.where else key.value
                found[key.value] = fields[key.value].kind.read(source, node, where)
            else:
                meant = nearest(key.value, list(fields))
                hint = f"did you mean {meant}?" if meant else f"the fields are {', '.join(fields)}"
                message = f"found the unknown field {quote(key.value)}; expected a field of {self.noun}; {hint}"
                source.fault(key, message)
                if meant and meant not in found:
                    misspelt[meant] = Item(None, node, key.where)
        found = {**misspelt, **found}  # what was meant is not missing too
        for field in self.fields:
            if field.required and field.name not in found:
                source.fault(item, f"found no {field.name}; expected {field.kind.expected}")
        return found


class Table(Kind):
    """A mapping from names to numbers; an item's node is that of its name."""

    expected = "a mapping from names to numbers"
    shape: ClassVar[type[Node]] = MappingNode

    def schema(self) -> Schema:
        return {"type": "object", "propertyNames": {"pattern": f"^{NAME}$"}, "additionalProperties": Number().schema()}

    def value(self, source: Source, item: Item) -> dict[str, Item]:
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


@dataclass(frozen=True)
class Either(Kind):
    """One of several kinds of different shape."""

    options: tuple[Kind, ...]

    shape: ClassVar[type[Node]] = Node

    @property
    def expected(self) -> str:
        return " or ".join(option.expected for option in self.options)

    def schema(self) -> Schema:
        schemas = [option.schema() for option in self.options]
        return {"anyOf": [part for schema in schemas for part in schema.get("anyOf", [schema])]}

    def value(self, source: Source, item: Item) -> Any:
        for option in self.options:
            if isinstance(item.node, option.shape):
                return option.value(source, item)
        source.fault(item, f"found {describe(item.node)}; expected {self.expected}")
        return None
