"""Functions of the user's own in a spec: formulas as text, each fault at its column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import field
from typing import Any, ClassVar

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bptrace import functions
from bptrace.dataclass import dataclass
from bptrace.spec.compounds import Field, ListOf, Record
from bptrace.spec.kinds import Kind, Schema
from bptrace.spec.scalars import Number, Text
from bptrace.spec.source import Item, Source
from bptrace.spec.words import counted, quote


class FormulaText(Text):
    """A formula; what it may contain is said where it is read."""

    expected = "a formula"

    def schema(self) -> Schema:
        return {"type": ["string", "number"]}


class Interval(Kind):
    """Two numbers, the smaller one first."""

    expected = "two numbers, the smaller one first"
    shape: ClassVar[type[Node]] = SequenceNode

    def schema(self) -> Schema:
        return {"type": "array", "items": Number().schema(), "minItems": 2, "maxItems": 2}

    def value(self, source: Source, item: Item) -> tuple[float, float] | None:
        numbers = [number.value for number in ListOf(Number(), "number").value(source, item) or ()]
        if None in numbers or not numbers:
            return None
        if len(numbers) != 2:
            source.fault(item, f"found {counted(len(numbers), 'number')}; expected {self.expected}")
            return None
        low, high = numbers
        if low >= high:
            source.fault(item, f"found {low:g} and {high:g}; expected {self.expected}")
            return None
        return low, high


@dataclass(frozen=True)
class Own(Kind):
    """A mapping of formulas, which make a function.

    Attributes
    ----------
    fields
        Its fields; the first one tells it from a choice by name.
    noun
        What the function is.
    build
        Makes it from the values of the fields, or raises `FormulaError`.
    formulas
        Returns the fields that are formulas, and the names that may occur in each.
    taken
        The names of the catalogue, which it may not have.
    """

    fields: tuple[Field, ...]
    noun: str
    build: Callable[[Mapping[str, Any]], Any]
    formulas: Callable[[], Mapping[str, Collection[str]]]
    taken: tuple[str, ...] = field(default=())

    shape: ClassVar[type[Node]] = MappingNode

    @property
    def mark(self) -> str:
        """The field by which it is known."""
        return self.fields[0].name

    @property
    def expected(self) -> str:
        return f"{self.noun} of your own, with {self.mark} and slope"

    def schema(self) -> Schema:
        return Record(self.fields, self.noun).schema()

    def value(self, source: Source, item: Item) -> Any:
        found = Record(self.fields, self.noun).value(source, item)
        if any(part.value is None for part in found.values()) or {self.mark, "slope"} - found.keys():
            return None
        if "name" in found and found["name"].value in self.taken:
            message = f"found the name {quote(found['name'].value)} beside {self.mark}"
            source.fault(found["name"], f"{message}; expected another name, or no formulas")
            return None
        try:
            wrong = [_is_wrong(source, found[name], name, names) for name, names in self.formulas().items()]
            if not any(wrong):
                return self.build({name: part.value for name, part in found.items()})
        except functions.custom.FormulaError as error:
            _refuse(source, found[error.field], error)
        return None


def _is_wrong(source: Source, item: Item, name: str, names: Collection[str]) -> bool:
    """Whether a formula cannot be read, which is then noted."""
    try:
        functions.custom.parsed(name, item.value, names)
    except functions.custom.FormulaError as error:
        _refuse(source, item, error)
        return True
    return False


def _refuse(source: Source, item: Item, error: functions.custom.FormulaError) -> None:
    if error.column is None or not isinstance(item.node, ScalarNode):
        source.fault(item, str(error))
    else:
        source.fault_within(item, error.column, str(error))


def activation_formulas() -> Mapping[str, Collection[str]]:
    """Return the formulas of an activation, and the names that may occur in each."""
    return functions.custom.OF_ACTIVATION


def loss_formulas() -> Mapping[str, Collection[str]]:
    """Return the formulas of a loss, and the names that may occur in each."""
    return functions.custom.OF_LOSS


def own_activation(fields: Mapping[str, Any]) -> Any:
    """Return the activation of the fields of a spec."""
    extra = {"interval": fields["range"]} if "range" in fields else {}
    return functions.custom.activation(
        fields["out"], fields["slope"], name=fields.get("name", functions.custom.NAME), **extra
    )


def own_loss(fields: Mapping[str, Any]) -> Any:
    """Return the loss of the fields of a spec."""
    mean = fields.get("over_outputs") == "mean"
    return functions.custom.loss(
        fields["error"], fields["slope"], mean=mean, name=fields.get("name", functions.custom.NAME)
    )
