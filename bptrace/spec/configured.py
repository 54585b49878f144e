"""Choices from a catalogue by name, with settings or without: activations and optimizers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from yaml.nodes import MappingNode, Node

from bptrace.spec.compounds import Field, Record
from bptrace.spec.scalars import Choice, Kind, Number, Schema
from bptrace.spec.source import Item, Source


@dataclass(frozen=True, slots=True)
class Chosen:
    """A record chosen by name, with its settings."""

    name: str
    settings: Mapping[str, float]


@dataclass(frozen=True)
class Configured(Kind):
    """A name, or a mapping of a name and settings.

    `settings` says which settings each name has, with their defaults, and `intervals` where settings of some names lie.
    """

    settings: Mapping[str, Mapping[str, float]]
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    shape: ClassVar[type[Node]] = Node

    @property
    def _choice(self) -> Choice:
        return Choice(tuple(self.settings))

    @property
    def expected(self) -> str:
        return self._choice.expected

    def _record(self, name: str) -> Record:
        settings = [
            Field(key, Number(interval=self.intervals.get(key)), f"By default {value:g}.")
            for key, value in self.settings[name].items()
        ]
        return Record((Field("name", Choice((name,)), "Its name.", required=True), *settings), name)

    def schema(self) -> Schema:
        return {"anyOf": [self._choice.schema(), *(self._record(name).schema() for name in self.settings)]}

    def value(self, source: Source, item: Item) -> Chosen | None:
        if not isinstance(item.node, MappingNode):
            name = self._choice.read(source, item.node, item.where).value
            return None if name is None else Chosen(name, {})
        node = next((node for key, node in item.node.value if key.value == "name"), None)
        if node is None:
            source.fault(item, f"found no name; expected {self.expected}")
            return None
        name = self._choice.read(source, node, item.where).value
        if name is None:
            return None
        found = self._record(name).value(source, item)
        settings = {key: part.value for key, part in found.items() if key != "name"}
        return None if None in settings.values() else Chosen(name, settings)
