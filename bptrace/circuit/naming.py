"""How the numbers of a circuit are called: keys in ASCII, names in text and in LaTeX."""

from __future__ import annotations

from bptrace.circuit.model import Circuit
from bptrace.circuit.signal import Kind, Signal
from bptrace.dataclass import dataclass
from bptrace.notation import greek_name, latex_name


@dataclass(frozen=True, eq=False)
class CircuitNotation:
    """Wires have their own names; derivatives are fractions: `df/dx`, local `dq/dx`, the part through a gate `df/dx:q`."""

    circuit: Circuit

    def key(self, signal: Signal) -> str:
        """Return the ASCII key, as used on the command line and in data."""
        return self._written(signal, "d")

    def ascii(self, signal: Signal) -> str:
        """Return the name in ASCII, as used in tables: the key."""
        return self.key(signal)

    def text(self, signal: Signal) -> str:
        """Return the name in Unicode, as used in tables."""
        return greek_name(self._written(signal, "∂"))

    def latex(self, signal: Signal) -> str:
        """Return the name in LaTeX."""
        if signal.kind is Kind.VALUE:
            return latex_name(signal.wire)
        within = signal.wire + self._way(signal)
        return rf"\frac{{\partial {latex_name(self._above(signal))}}}{{\partial {latex_name(within)}}}"

    def _written(self, signal: Signal, d: str) -> str:
        if signal.kind is Kind.VALUE:
            return signal.wire
        return f"{d}{self._above(signal)}/{d}{signal.wire}{self._way(signal)}"

    def _above(self, signal: Signal) -> str:
        """Return what is differentiated."""
        return signal.port.gate if signal.kind is Kind.LOCAL and signal.port else self.circuit.output

    def _way(self, signal: Signal) -> str:
        """Return where the wire goes in, for a part, and for a local gradient where it goes into the gate more than once."""
        if signal.port is None:
            return ""
        gate, place = signal.port
        operands = self.circuit.node[gate].operands
        twice = operands.count(operands[place]) > 1
        if signal.kind is Kind.LOCAL:
            return f":{place + 1}" if twice else ""
        return f":{gate}.{place + 1}" if twice else f":{gate}"
