"""What a circuit is: inputs, and gates in order of evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from bptrace.circuit.signal import Port
from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.expr import Expr
from bptrace.functions.gates import Gate

Operand: TypeAlias = str | float
"""What goes into a gate: a wire by its name, or a constant that belongs to the gate."""


class CircuitError(BptraceError):
    """A formula that is no circuit, or a gate whose value or slope does not exist."""


@dataclass(frozen=True)
class Node:
    """A gate in its place; its name is that of its output wire."""

    name: str
    gate: Gate
    operands: tuple[Operand, ...]


@dataclass(frozen=True, eq=False)
class Circuit:
    """An expression as gates.

    Attributes
    ----------
    title
        The heading.
    inputs
        The named inputs with their values.
    nodes
        The gates, each after those it rests on; the last one is the output.
    definitions
        The formulas that the gates were made of, by name, in order; their symbols refer to names.
    gates
        The gate of every operation and function by name, with which the formulas were read.
    unfolded
        Whether functions that are made of several operations were taken apart.
    """

    title: str
    inputs: Mapping[str, float]
    nodes: tuple[Node, ...]
    definitions: tuple[tuple[str, Expr], ...]
    gates: Mapping[str, Gate]
    unfolded: bool = False

    @property
    def files(self) -> tuple[Path, ...]:
        """What it was read from besides its spec: nothing."""
        return ()

    @property
    def output(self) -> str:
        """The name of the output."""
        return self.nodes[-1].name

    @property
    def wires(self) -> tuple[str, ...]:
        """The names of all wires: inputs, then gates."""
        return (*self.inputs, *(node.name for node in self.nodes))

    @cached_property
    def node(self) -> Mapping[str, Node]:
        """The gates by name."""
        return {node.name: node for node in self.nodes}

    @cached_property
    def ports(self) -> Mapping[str, tuple[Port, ...]]:
        """Where every wire goes in; gates in order of evaluation, and the last operand of a gate first.

        Going backwards, through the operands of each gate from left to right, the first of them is reached last.
        """
        found: dict[str, list[Port]] = {wire: [] for wire in self.wires}
        for port, wire in self._connections():
            found[wire].append(port)
        return {wire: tuple(ports) for wire, ports in found.items()}

    def _connections(self) -> Iterator[tuple[Port, str]]:
        for node in self.nodes:
            for place, operand in reversed(list(enumerate(node.operands))):
                if isinstance(operand, str):
                    yield Port(node.name, place), operand

    def unused(self) -> list[str]:
        """Return the wires that the output does not rest on."""
        used = {self.output}
        for node in reversed(self.nodes):
            if node.name in used:
                used.update(operand for operand in node.operands if isinstance(operand, str))
        return [wire for wire in self.wires if wire not in used]
