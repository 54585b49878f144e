"""From formulas to gates: every operator and every function is one gate, in the order in which a person computes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

import numpy as np

from bptrace import expr
from bptrace.circuit.model import Circuit, CircuitError, Node, Operand
from bptrace.expr import Call, Choice, Difference, Expr, Negation, Number, Power, Product, Quotient, Sum, Symbol
from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.gates import GATES, Gate
from bptrace.grammar import FUNCTION_SPELLINGS
from bptrace.symbolic import Named, element

FUNCTIONS: Mapping[str, str] = {
    **FUNCTION_SPELLINGS,
    **{name: name for name in ACTIVATIONS if name in GATES},
    "sigmoid": "logistic",
}
"""How each function that is a gate may be written in a formula."""

OUTPUT = "f"
"""What the output is called if its author has not said."""


MOST, DEEPEST = 1000, 150
"""A circuit has at most so many gates, and so many one after another: more could not be read."""


def build(
    title: str,
    inputs: Mapping[str, float],
    definitions: Sequence[tuple[str, Expr]],
    *,
    unfold: bool = False,
    gates: Mapping[str, Gate] = GATES,
) -> Circuit:
    """Return the circuit of some formulas.

    Parameters
    ----------
    title
        The heading.
    inputs
        Names and values of the inputs.
    definitions
        Names and formulas, each of inputs and of names before it; the last is the output. A sum or product of several terms
        becomes a chain of gates with two inputs each; a part without any name in it is no gate but a constant.
    unfold
        Whether functions that are made of several operations, such as the logistic one, are taken apart.
    gates
        The gate of every operation and function by name.

    Raises
    ------
    CircuitError
        If a formula contains no operation, or a constant that has no value, or if there are too many gates.
    """
    builder = _Builder({*inputs, *(name for name, _ in definitions)}, gates, unfold)
    for name, formula in definitions:
        builder.define(name, formula)
    return Circuit(title, inputs, tuple(builder.nodes), tuple(definitions), gates, unfold)


class _Builder:
    """Gates made so far; `taken` are names that gates without one of their own must not get."""

    def __init__(self, taken: set[str], gates: Mapping[str, Gate], unfold: bool) -> None:
        self.nodes: list[Node] = []
        self.depths: dict[str, int] = {}
        self.gates, self.unfold = gates, unfold
        self.free: Iterator[str] = (f"g{number}" for number in count(1) if f"g{number}" not in taken)

    def define(self, name: str, formula: Expr) -> None:
        """Make the gates of a formula, the last of which gets the name."""
        result = self.operand(formula, name)
        if isinstance(result, float):
            raise CircuitError(f"{name} is the constant {result!r}; expected a formula with names in it")
        if result != name:
            self.add(self.gates["identity"], [result], name)

    def operand(self, formula: Expr, name: str | None = None) -> Operand:
        """Return the wire or the constant that a formula comes to, after making its gates."""
        match formula:
            case Symbol(ref):
                return str(ref)
            case Number(value):
                return float(value)
            case Sum(terms):
                return self.chain("add", terms, name)
            case Product(factors):
                return self.chain("multiply", factors, name)
            case Call(("max" | "min") as function, arguments):
                return self.chain(function, arguments, name)
            case Call(function, arguments) if self.unfold and self.gates[function].composite:
                return self.taken_apart(self.gates[function], arguments[0], name)
            case Power(base, Number(2.0)):
                return self.gate("square", [base], name)
            case Choice(condition):
                return self.gate(f"choose {condition.relation}", expr.children(formula), name)
            case Call(operation, _):
                return self.gate(operation, expr.children(formula), name)
            case Difference() | Quotient() | Power() | Negation():
                return self.gate(_OPERATIONS[type(formula)], expr.children(formula), name)
        raise AssertionError(formula)

    def chain(self, operation: str, parts: Sequence[Expr], name: str | None) -> Operand:
        """Make gates of two inputs each, from left to right; the last one gets the name."""
        result = self.operand(parts[0])
        for left, part in zip(range(len(parts) - 2, -1, -1), parts[1:], strict=True):
            result = self.add(self.gates[operation], [result, self.operand(part)], None if left else name)
        return result

    def gate(self, operation: str, operands: Sequence[Expr], name: str | None) -> Operand:
        return self.add(self.gates[operation], [self.operand(operand) for operand in operands], name)

    def taken_apart(self, gate: Gate, argument: Expr, name: str | None) -> Operand:
        """Make the gates of a composite one; its input goes into them as one wire, however often it occurs."""
        wire = self.operand(argument)
        if isinstance(wire, float):
            return self.add(gate, [wire], name)
        return self.operand(element(gate.value(Named(wire, (), lambda index: wire)), ()), name)

    def add(self, gate: Gate, operands: Sequence[Operand], name: str | None) -> Operand:
        """Make one gate and return its wire; without any wire going in, compute it instead."""
        if any(isinstance(operand, str) for operand in operands):
            return self.node(Node(name or next(self.free), gate, tuple(operands)))
        with np.errstate(all="ignore"):
            value = float((gate.stable or gate.value)(*map(np.float64, operands)))
        if not math.isfinite(value):
            values = " and ".join(f"{operand:g}" for operand in operands)
            raise CircuitError(f"the constant {gate.name} of {values} has no finite value")
        return value

    def node(self, node: Node) -> str:
        """Keep a gate, unless there are too many."""
        depth = 1 + max(self.depths.get(wire, 0) for wire in node.operands if isinstance(wire, str))
        if len(self.nodes) == MOST:
            raise CircuitError(f"there are more than {MOST} gates; expected fewer")
        if depth > DEEPEST:
            raise CircuitError(f"there are more than {DEEPEST} gates one after another; expected fewer")
        self.nodes.append(node)
        self.depths[node.name] = depth
        return node.name


_OPERATIONS: Mapping[type, str] = {
    Difference: "subtract",
    Quotient: "divide",
    Power: "power",
    Negation: "negate",
}
