"""The spec of a circuit: `circuit: (x + y) * z`, or named `gates`, with the `values` of its inputs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, ClassVar

from yaml.nodes import MappingNode, Node

from bptrace.circuit.build import FUNCTIONS, MOST, OUTPUT, build
from bptrace.circuit.model import Circuit, CircuitError
from bptrace.circuit.trace import run
from bptrace.expr import Expr
from bptrace.grammar import parse
from bptrace.keys import ClashError
from bptrace.printing.python import PythonPrinter
from bptrace.spec.compounds import Field, Record, pairs
from bptrace.spec.kinds import Kind, Schema
from bptrace.spec.named import Table, is_name
from bptrace.spec.scalars import NAME, Flag, Text
from bptrace.spec.source import Item, Source
from bptrace.spec.words import quote, short
from bptrace.tokens import GrammarError, UnknownNameError


class Formula(Kind):
    """A formula, as it is written; what its names mean is not known yet."""

    expected = "a formula such as (x + y) * z"

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1}

    def parse(self, text: str, *, quoted: bool) -> str:
        return text


class Formulas(Kind):
    """A mapping from names to formulas, in order."""

    expected = "a mapping from names to formulas, such as {f: x + y}"
    shape: ClassVar[type[Node]] = MappingNode

    def schema(self) -> Schema:
        names = {"pattern": f"^{NAME}$"}
        return {
            "type": "object",
            "propertyNames": names,
            "additionalProperties": Formula().schema(),
            "minProperties": 1,
        }

    def value(self, source: Source, item: Item) -> dict[str, Item]:
        if not item.node.value:
            source.fault(item, "found an empty mapping; expected at least one gate")
        read = ((key, node, f"{item.where}, {key.value}") for key, node in pairs(source, item) if is_name(source, key))
        return {key.value: Formula().read(source, node, where) for key, node, where in read}


CIRCUIT = Record(
    (
        Field("title", Text(), "The heading of the worked example."),
        Field("circuit", Formula(), "The formula of the output, with + - * / **, brackets and functions."),
        Field(
            "gates",
            Formulas(),
            "Named formulas in the place of circuit, each of those before it; the last is the output.",
        ),
        Field("values", Table(), "The value of every name in the formulas.", required=True),
        Field("unfold", Flag(), "Whether functions made of several operations are taken apart; by default false."),
    ),
    "a circuit",
)


def circuit(source: Source, root: Item, title: str) -> Circuit:
    """Return the circuit of a spec.

    Raises
    ------
    SpecError
        With all faults of the file, among them gates that have no value.
    """
    spec: Mapping[str, Item] = root.value or {}
    if "circuit" in spec and "gates" in spec:
        source.fault(spec["gates"], "found both circuit and gates; expected one of them")
    values: Mapping[str, Item] | None = spec["values"].value if "values" in spec else None
    texts = _texts(spec, values or {})
    if len(texts) > MOST:
        source.fault(spec["gates"], f"found {len(texts)} formulas; expected at most {MOST}")
        source.raise_faults()
    _check_names(source, values or {}, texts)
    named = texts if "gates" in spec else {}
    definitions = list(_definitions(source, None if values is None else list(values), texts, named))
    source.raise_faults()
    return _built(source, spec, definitions, title)


def _texts(spec: Mapping[str, Item], values: Mapping[str, Item]) -> Mapping[str, Item]:
    """Return the formulas by name that could be read."""
    texts = (spec["gates"].value or {}) if "gates" in spec else {_output(values): spec["circuit"]}
    return {name: item for name, item in texts.items() if item.value is not None}


def _output(values: Mapping[str, Item]) -> str:
    """Return what the output is called where no gate has a name."""
    return OUTPUT if OUTPUT not in values else "out"


def _check_names(source: Source, values: Mapping[str, Item], texts: Mapping[str, Item]) -> None:
    """Check that all names can stand in formulas, and that no gate is called like an input."""
    for name, item in [*values.items(), *texts.items()]:
        try:
            parse(name, [name], FUNCTIONS)
        except GrammarError:
            source.fault(
                item, f"found the name {quote(name)}; expected one that begins with a letter and is no function's"
            )
    for name in values.keys() & texts.keys():
        source.fault(texts[name], f"found {name}, which is an input; expected another name")


def _definitions(
    source: Source, names: list[str] | None, texts: Mapping[str, Item], named: Collection[str]
) -> Iterator[tuple[str, Expr]]:
    """Yield names and trees; a formula at fault is said where in the line it goes wrong. Without `names` any are allowed.

    `named` are those that the author named.
    """
    for name, item in texts.items():
        formula = _parsed(source, item, None if names is None else list(names), name, named)
        if formula is not None:
            yield name, formula
        if names is not None:
            names.append(name)


def _parsed(source: Source, item: Item, names: list[str] | None, gate: str, gates: Collection[str]) -> Expr | None:
    """Return the tree of a gate's formula, or None after every name in it that has no value yet is noted."""
    before = len(source.faults)
    while True:
        try:
            found = parse(item.value, names, FUNCTIONS)
            return found if len(source.faults) == before else None
        except UnknownNameError as error:
            source.fault_within(item, error.column, _without_value(error, gate, gates))
            names = [*(names or ()), error.name]
        except GrammarError as error:
            source.fault_within(item, error.column, error.message)
            return None


def _without_value(error: UnknownNameError, gate: str, gates: Collection[str]) -> str:
    """Return the message for a name that has no value where a gate is worked out."""
    if error.name == gate and gate in gates:
        return f"found {quote(gate)}, the gate itself; expected only what is known before it"
    if error.name in gates:
        return f"found {quote(error.name)}, a gate that comes later; expected it above {gate}"
    if error.near is not None:
        return error.message
    return f"found {quote(error.name)}, which has no value; expected it under values, such as {short(error.name)}: 1"


def _built(source: Source, spec: Mapping[str, Item], definitions: list[tuple[str, Expr]], title: str) -> Circuit:
    """Return the circuit, after working it out once, so that what has no value is said with the file's name."""
    place = spec["gates"] if "gates" in spec else spec["circuit"]
    given = {name: item.value for name, item in spec["values"].value.items()}
    heading = spec["title"].value if "title" in spec else title
    try:
        built = build(heading, given, definitions, unfold="unfold" in spec and spec["unfold"].value is True)
        for wire in built.unused():
            item = spec["values"].value.get(wire, place)
            source.fault(item, f"found {wire}, on which {built.output} does not rest; expected only what is used")
        _ = run(built).keys
    except (CircuitError, ClashError) as error:
        source.fault(place, str(error))
    source.raise_faults()
    return built


def circuit_document(circuit: Circuit) -> dict[str, Any]:
    """Return the spec of a circuit as plain data: what `circuit` reads back as the same."""
    printer = PythonPrinter(str)
    written: dict[str, Any] = {"title": circuit.title}
    written["gates"] = {name: printer.print(formula) for name, formula in circuit.definitions}
    written["values"] = dict(circuit.inputs)
    return {**written, "unfold": True} if circuit.unfolded else written
