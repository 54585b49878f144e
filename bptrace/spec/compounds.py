"""Kinds of value that are made of others: lists, records of fields, tables of names, and alternatives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, ClassVar

from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from bptrace import spec
from bptrace.dataclass import dataclass
from bptrace.spec import brackets
from bptrace.spec.commas import miscounted, unclear
from bptrace.spec.dashes import parted
from bptrace.spec.kinds import TAGS, Kind, Schema
from bptrace.spec.numbers import numbers
from bptrace.spec.scalars import Entry, Number, Text
from bptrace.spec.source import MERGE, Item, Source, describe
from bptrace.spec.words import nearest, quote, short


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

    def hint(self, node: Node) -> str:
        if isinstance(node, MappingNode) and not node.flow_style and node.value:
            return brackets.of_mapping(node, self.noun)
        if isinstance(node, ScalarNode):
            return "" if isinstance(self.item, Record) else brackets.of_text(node, 1 + isinstance(self.item, ListOf))
        is_set = isinstance(node, MappingNode) and node.value and all(not value.value for _, value in node.value)
        return "write square brackets" if is_set and self.item.shape is ScalarNode else ""

    def value(self, source: Source, item: Item) -> tuple[Item, ...] | None:
        if not item.node.value:
            source.fault(item, f"found an empty list; expected at least one {self.noun}")
            return None
        before = "" if self.named else f"{item.where}, "
        values = self._numbers(item.node.value)
        if values is not None and unclear(source, item):
            return None
        if values is not None:
            source.visit(item.node, len(values))
            places = enumerate(zip(values, item.node.value, strict=True), 1)
            return tuple(Item(value, node, f"{before}{self.noun} {number}") for number, (value, node) in places)
        if self._is_flat(source, item) or miscounted(source, item):
            return None
        nodes = parted(source, item.node.value, self.noun) if isinstance(self.item, Record) else item.node.value
        return tuple(
            self.item.read(source, node, f"{before}{self.noun} {number}") for number, node in enumerate(nodes, 1)
        )

    def _numbers(self, nodes: Sequence[Node]) -> list[float] | None:
        """Return the numbers of a list of nothing else, all together, which is faster; None where each is to be read."""
        if self.item not in (Number(), Entry()):
            return None
        if any(type(node) is not ScalarNode or node.style or node.tag not in TAGS for node in nodes):
            return None
        return numbers([str(node.value) for node in nodes])

    def _is_flat(self, source: Source, item: Item) -> bool:
        """Whether the brackets of inner lists are missing, which is then noted once."""
        if not isinstance(self.item, ListOf) or not all(isinstance(node, ScalarNode) for node in item.node.value):
            return False
        values = [short(node.value) for node in item.node.value[:3]]
        example = (
            f"[[{', '.join(values)}]]"
            if isinstance(item.node, CollectionNode) and item.node.flow_style
            else f"- [{values[0]}]"
        )
        hint = f"put each {self.noun} in brackets of its own, as in {example}"
        source.fault(item, f"found a list of single values; expected {self.expected}; {hint}")
        return True


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
        elif key.tag == MERGE:
            source.fault(Item(None, key, item.where), "found the merge key '<<'; expected every field written out")
        elif key.value in seen:
            message = f"found {quote(key.value)} a second time; expected it once, as in line {seen[key.value]}"
            source.fault(Item(None, key, item.where), message)
        else:
            seen[key.value] = key.start_mark.line + 1
            yield Item(key.value, key, item.where), node


@dataclass(frozen=True)
class Record(Kind):
    """A mapping with known fields; `others` says of fields that belong elsewhere, where, and `example` what one looks like."""

    fields: tuple[Field, ...]
    noun: str
    others: Mapping[str, str] = field(default_factory=dict)
    example: str = ""

    shape: ClassVar[type[Node]] = MappingNode

    @property
    def expected(self) -> str:
        if self.example:
            return f"a mapping such as {self.example}"
        return f"{self.noun} (fields such as {', '.join(one.name for one in self.fields[:3])})"

    def schema(self) -> Schema:
        schema: Schema = {
            "type": "object",
            "properties": {one.name: {"description": one.description, **one.kind.schema()} for one in self.fields},
            "additionalProperties": False,
        }
        required = [one.name for one in self.fields if one.required]
        return {**schema, "required": required} if required else schema

    def hint(self, node: Node) -> str:
        if not isinstance(node, ScalarNode):
            return ""
        if spec.layout.cramped(node.value) is not None:
            return "write a space after the colon"
        first, _, rest = node.value.partition(" ")
        is_field = rest and first in [one.name for one in self.fields]
        return f"write a colon, as in {first}: {short(rest)}" if is_field else ""

    def value(self, source: Source, item: Item) -> dict[str, Item]:
        fields = {one.name: one for one in self.fields}
        found: dict[str, Item] = {}
        meant: dict[str, Item] = {}
        source.misplaced |= self.others.keys() & {
            key.value for key, _ in item.node.value if isinstance(key, ScalarNode)
        }
        for key, node in pairs(source, item):
            if key.value in fields:
                where = f"{key.value} of {item.where}" if item.where else key.value
                found[key.value] = fields[key.value].kind.read(source, node, where)
            else:
                name = self._unknown(source, key)
                meant |= {name: Item(None, node, key.where)} if name else {}
        found = {**meant, **found}  # what was meant is not missing too
        merged = any(key.tag == MERGE for key, _ in item.node.value)
        for one in self.fields:
            if one.required and not merged and one.name not in {*found, *source.misplaced}:
                source.fault(item, f"found no {one.name}; expected {one.kind.expected}")
        return found

    def _unknown(self, source: Source, key: Item) -> str | None:
        """Note an unknown field, and return the one that was meant, if that can be told."""
        if key.value in self.others:
            message = f"found the field {quote(key.value)}, which does not belong to {self.noun}"
            source.fault(key, f"{message}; expected it {self.others[key.value]}")
            return None
        names = [one.name for one in self.fields]
        first, _, rest = key.value.partition(" ")
        name = first if rest and first in names else nearest(key.value, names)
        if spec.layout.cramped(key.value) is not None:
            hint = "write a space after the colon"
        elif name and name == first:
            hint = f"write a colon, as in {name}: {short(rest)}"
        else:
            hint = spec.pasted.hint(key.value) or (
                f"did you mean {name}?" if name else f"the fields are {', '.join(names)}"
            )
        source.fault(key, f"found the unknown field {quote(key.value)}; expected a field of {self.noun}; {hint}")
        return name


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
        is_list = any(isinstance(option, ListOf) for option in self.options) and brackets.is_list(item.node)
        for option in self.options:
            takes_any = isinstance(option, Text)  # commas are nothing special in a text
            if isinstance(item.node, option.shape) and (takes_any or not is_list):
                return option.value(source, item)
        self.refuse_shape(source, item)
        return None

    def hint(self, node: Node) -> str:
        return next(filter(None, (option.hint(node) for option in self.options)), "")
