"""The lines of a circuit: forward one for each gate, then backwards the local gradients and what flows through them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bptrace import expr
from bptrace.circuit.model import Circuit, Kind, Node, Operand, Port, Signal
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
    """`signal := formula`; the formula's symbols refer to signals of earlier rules and to inputs."""

    signal: Signal
    formula: Expr


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
    the output is 1, so that the local gradients of the output's own gate are gradients already and not lines of their own.
    """
    slopes = {port: slope for node in circuit.nodes for port, slope in _slopes(node)}
    for node in reversed(circuit.nodes):
        rules = [Rule(gradient(node.name), Number(1.0))] if node.name == circuit.output else []
        for place, wire in enumerate(node.operands):
            if isinstance(wire, str):
                rules += _through(circuit, slopes, wire, Port(node.name, place))
        yield node, rules


def _through(circuit: Circuit, slopes: Mapping[Port, Expr], wire: str, port: Port) -> Iterator[Rule]:
    """Yield what is computed where a wire goes into a gate: local gradient, what flows back, and the sum if it is complete."""
    ways = [each for each in circuit.ports[wire] if each in slopes]
    if port in slopes:
        local, part = (Signal(kind, wire, port) for kind in (Kind.LOCAL, Kind.PART))
        flow = gradient(wire) if len(ways) == 1 else part
        if port.gate == circuit.output:
            yield Rule(flow, slopes[port])
        else:
            yield Rule(local, slopes[port])
            yield Rule(flow, expr.multiply(Symbol(gradient(port.gate)), Symbol(local)))
    if port != circuit.ports[wire][0] or len(ways) == 1:
        return
    parts = tuple(Symbol(Signal(Kind.PART, wire, each)) for each in reversed(ways))
    yield Rule(gradient(wire), expr.total(parts) if parts else Number(0.0))


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
