"""Choices from a catalogue by name, with settings or without, or functions of the user's own in their place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import field
from typing import Any, ClassVar

from yaml.nodes import MappingNode, Node

from bptrace.dataclass import dataclass
from bptrace.functions.activations import ACTIVATIONS, Activation
from bptrace.functions.losses import LOSSES, Loss
from bptrace.spec.compounds import Field, Record
from bptrace.spec.custom import Own
from bptrace.spec.kinds import Kind, Schema
from bptrace.spec.scalars import Choice, Number
from bptrace.spec.source import Item, Source


@dataclass(frozen=True, slots=True)
class Chosen:
    """A record chosen by name, with its settings."""

    name: str
    settings: Mapping[str, float]


def activation_of(value: Chosen | Activation) -> Activation:
    """Return the activation that was chosen, or made of formulas."""
    return value if isinstance(value, Activation) else ACTIVATIONS[value.name].configured(value.settings)


def loss_of(value: Chosen | Loss) -> Loss:
    """Return the loss that was chosen, or made of formulas."""
    return value if isinstance(value, Loss) else LOSSES[value.name].configured(value.settings)


@dataclass(frozen=True)
class Configured(Kind):
    """A name, or a mapping of a name and settings.

    `settings` says which settings each name has, with their defaults, `intervals` where settings of some names lie, and
    `positive` which ones must be greater than 0. `own` reads what may stand in the place of a name. `others` says of fields
    that belong elsewhere, where.
    """

    settings: Mapping[str, Mapping[str, float]]
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    positive: Collection[str] = ()
    own: Own | None = None
    others: Mapping[str, str] = field(default_factory=dict)

    shape: ClassVar[type[Node]] = Node

    @property
    def _choice(self) -> Choice:
        return Choice(tuple(self.settings))

    @property
    def expected(self) -> str:
        return self._choice.expected + (f", or {self.own.expected}" if self.own else "")

    def _record(self, name: str) -> Record:
        settings = [
            Field(key, Number(key in self.positive, self.intervals.get(key)), f"By default {value:g}.")
            for key, value in self.settings[name].items()
        ]
        return Record((Field("name", Choice((name,)), "Its name.", required=True), *settings), name, self.others)

    def schema(self) -> Schema:
        own = [self.own.schema()] if self.own else []
        return {"anyOf": [self._choice.schema(), *(self._record(name).schema() for name in self.settings), *own]}

    def value(self, source: Source, item: Item) -> Any:
        if not isinstance(item.node, MappingNode):
            name = self._choice.read(source, item.node, item.where).value
            return None if name is None else Chosen(name, {})
        if self.own is not None and any(key.value == self.own.mark for key, _ in item.node.value):
            return self.own.value(source, item)
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
