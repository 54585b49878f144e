"""The lines of a circuit: forward one for each gate, then backwards the local gradients and what flows through them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bptrace import expr
from bptrace.circuit.model import Circuit, Node, Operand
from bptrace.circuit.signal import Kind, Port, Signal
from bptrace.dataclass import dataclass
from bptrace.expr import Expr, Number, Symbol
from bptrace.symbolic import Array, Named, SymbolicArray, element


class _Constant(SymbolicArray):
    """A number that belongs to a gate and stays as it is in formulas: `2 - 1` is not 1."""

    def __init__(self, number: float) -> None:
        self.number, self.shape = number, ()

    def at(self, *index: int) -> Expr:
        return Number(self.number)


@dataclass(frozen=True)
class Rule:
    """`signal := formula`; the formula's symbols refer to signals of earlier rules and to inputs.

    Attributes
    ----------
    signal, formula
        What is computed, and how.
    slope
        Where the formula is the slope of a gate with one of its operands: where that operand goes in.
    """

    signal: Signal
    formula: Expr
    slope: Port | None = None


def value(wire: str) -> Signal:
    """Return the value of a wire."""
    return Signal(Kind.VALUE, wire)


def gradient(wire: str) -> Signal:
    """Return the derivative of the output with respect to a wire."""
    return Signal(Kind.GRADIENT, wire)


def forward(circuit: Circuit) -> Iterator[Rule]:
    """Yield the value of every gate, in order of evaluation."""
    for node in circuit.nodes:
        yield Rule(value(node.name), element(node.gate.value(*_arrays(node.operands)), ()))


def backward(circuit: Circuit) -> Iterator[tuple[Node, list[Rule]]]:
    """Yield every gate with what is computed at it, from the output backwards.

    The gradient of a wire that goes into several gates is a sum, complete when the last of them is reached. The gradient of
    the output is 1, so that the local gradients of its own gate are gradients already and not lines of their own; that of
    what goes nowhere is 0.
    """
    slopes = {port: slope for node in circuit.nodes for port, slope in _slopes(node)}
    back, ends = flows(circuit), {wire for wire, ports in circuit.ports.items() if not ports}
    for node in reversed(circuit.nodes):
        rules = [Rule(gradient(node.name), Number(float(node.name == circuit.output)))] if node.name in ends else []
        for place, wire in enumerate(node.operands):
            if isinstance(wire, str):
                port = Port(node.name, place)
                rules += _flow(circuit, slopes, wire, port, back[port]) if port in back else []
                rules += _sum(circuit, back, wire, port)
        if node is circuit.nodes[0]:
            rules += [Rule(gradient(name), Number(0.0)) for name in circuit.inputs if name in ends]
        yield node, rules


def flows(circuit: Circuit) -> Mapping[Port, Signal]:
    """Return what flows back through every port that passes anything back: a part, or alone the gradient of the wire."""
    ways: dict[str, list[Port]] = {wire: [] for wire in circuit.wires}
    for node in circuit.nodes:
        for port, _ in _slopes(node):
            ways[str(node.operands[port.place])].append(port)
    parts = {port: Signal(Kind.PART, wire, port) for wire, ports in ways.items() for port in ports if len(ports) > 1}
    return {port: parts.get(port, gradient(wire)) for wire, ports in ways.items() for port in ports}


def _flow(circuit: Circuit, slopes: Mapping[Port, Expr], wire: str, port: Port, flow: Signal) -> Iterator[Rule]:
    """Yield the local gradient and what flows back: the gradient of the gate times it, or at the output it alone."""
    if port.gate == circuit.output:
        yield Rule(flow, slopes[port], port)
        return
    local = Signal(Kind.LOCAL, wire, port)
    yield Rule(local, slopes[port], port)
    yield Rule(flow, expr.multiply(Symbol(gradient(port.gate)), Symbol(local)))


def _sum(circuit: Circuit, back: Mapping[Port, Signal], wire: str, port: Port) -> Iterator[Rule]:
    """Yield the gradient of a wire as the sum of its parts where the last of them is reached; of no parts it is 0."""
    parts = [back[each] for each in reversed(circuit.ports[wire]) if each in back]
    if port == circuit.ports[wire][0] and len(parts) != 1:
        yield Rule(gradient(wire), expr.total(tuple(map(Symbol, parts))) if parts else Number(0.0))


def _slopes(node: Node) -> Iterator[tuple[Port, Expr]]:
    """Yield the formulas of a gate's local gradients, by port."""
    found = node.gate.slopes(*_arrays(node.operands), _symbol(value(node.name)))
    for place, (operand, slope) in enumerate(zip(node.operands, found, strict=True)):
        if isinstance(operand, str) and slope is not None:
            yield Port(node.name, place), element(slope, ())


def _arrays(operands: Sequence[Operand]) -> list[Array]:
    return [_symbol(value(one)) if isinstance(one, str) else _Constant(one) for one in operands]


def _symbol(signal: Signal) -> Named:
    return Named(signal, (), lambda index: signal)
