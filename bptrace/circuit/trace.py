"""A circuit worked out: every line with its formula and its value, and the way from keys to lines."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property

import numpy as np

from bptrace import expr
from bptrace.circuit.model import Circuit, CircuitError
from bptrace.circuit.naming import CircuitNotation
from bptrace.circuit.page import Rule, backward, flows, forward, value
from bptrace.circuit.signal import Kind, Port, Signal
from bptrace.dataclass import dataclass
from bptrace.expr import Expr
from bptrace.keys import ClashError, UnknownKeyError, fold
from bptrace.printing.text import ASCII, TextPrinter
from bptrace.rounding import Rounding
from bptrace.symbolic import Array


@dataclass(frozen=True)
class Line:
    """One line of a trace: `quantity = formula = value`; an input has no formula."""

    quantity: Signal
    formula: Expr | None
    value: float

    @property
    def rests_on(self) -> tuple[Signal, ...]:
        """The signals in the formula, each once, in order of reading."""
        found = dict.fromkeys(expr.leaves(self.formula)) if self.formula is not None else {}
        return tuple(signal for signal in found if isinstance(signal, Signal))


@dataclass(frozen=True, eq=False)
class CircuitTrace:
    """All lines of a circuit.

    Attributes
    ----------
    circuit
        What was worked out.
    formulas
        The formula of every line, in order of computation.
    values
        The value of every input and line.
    """

    circuit: Circuit
    formulas: Mapping[Signal, Expr]
    values: Mapping[Signal, float]

    @cached_property
    def notation(self) -> CircuitNotation:
        """The names of the signals."""
        return CircuitNotation(self.circuit)

    @cached_property
    def flows(self) -> Mapping[Port, Signal]:
        """What flows back through every port that passes anything back."""
        return flows(self.circuit)

    def leaf_value(self, ref: object) -> float:
        """Return the value of a symbol's reference."""
        assert isinstance(ref, Signal)
        return self.values[ref]

    def line(self, signal: Signal) -> Line:
        """Return the line of a signal."""
        return Line(signal, self.formulas.get(signal), self.values[signal])

    @cached_property
    def keys(self) -> Mapping[str, Signal]:
        """Every key, folded, and the signal it stands for.

        Raises
        ------
        ClashError
            If two signals would have the same key.
        """
        found: dict[str, Signal] = {}
        for signal in self.values:
            key = fold(self.notation.key(signal))
            if key in found:
                raise ClashError(key, self.notation.key(found[key]), self.notation.key(signal))
            found[key] = signal
        return found

    def locate(self, key: str) -> Signal:
        """Return the signal that a key, such as `q` or `df/dx`, means in any of its spellings.

        Raises
        ------
        UnknownKeyError
            If it names nothing.
        """
        folded = fold(key)
        if folded in self.keys:
            return self.keys[folded]
        nearest = get_close_matches(folded, self.keys, 1)
        known = f"; did you mean {nearest[0]}?" if nearest else f"; there are {', '.join(list(self.keys)[:12])}"
        raise UnknownKeyError(key, f"nothing in this circuit is called {key}{known}")

    def value(self, key: str) -> float:
        """Return the value that a key names; errors as for `locate`."""
        return self.values[self.locate(key)]

    def resting(self, wanted: Iterable[Signal]) -> set[Signal]:
        """Return some signals and all that they rest on."""
        found, pending = set[Signal](), list(wanted)
        while pending:
            signal = pending.pop()
            if signal not in found:
                found.add(signal)
                pending += self.line(signal).rests_on
        return found


def run(circuit: Circuit, rounding: Rounding | None = None) -> CircuitTrace:
    """Work a circuit out, forward and backward.

    Parameters
    ----------
    circuit
        The circuit.
    rounding
        Rounds every line before the next one uses it; inputs are taken as they are.

    Raises
    ------
    CircuitError
        If the value of a gate or a local gradient does not exist or is too large for float64; the message names it.
    """
    formulas: dict[Signal, Expr] = {}
    values = {value(name): float(given) for name, given in circuit.inputs.items()}
    for rule in _rules(circuit):
        formulas[rule.signal] = rule.formula
        worked = _worked(circuit, rule, values)
        values[rule.signal] = rounding(worked) if rounding else worked
    return CircuitTrace(circuit, formulas, values)


def _rules(circuit: Circuit) -> Iterator[Rule]:
    yield from forward(circuit)
    for _, rules in backward(circuit):
        yield from rules


def _worked(circuit: Circuit, rule: Rule, values: Mapping[Signal, float]) -> float:
    """Evaluate a formula as it is printed, or, where that overflows, by the stable body of its gate or of its slope."""
    try:
        found, reason = expr.evaluate(rule.formula, lambda ref: _number(values, ref)), "too large"
    except (ZeroDivisionError, OverflowError, ValueError) as error:
        found, reason = _stable(circuit, rule, values), _REASONS[type(error)]
    if not math.isfinite(found):
        raise _refusal(circuit, rule, values, reason)
    return found


def _number(values: Mapping[Signal, float], ref: object) -> float:
    return values[ref] if isinstance(ref, Signal) else math.nan


def _stable(circuit: Circuit, rule: Rule, values: Mapping[Signal, float]) -> float:
    """Return what a gate, or its slope, computes on numbers; not a number where there is no other way than the printed one."""
    node = circuit.node.get(rule.slope.gate if rule.slope else rule.signal.wire)
    if node is None:
        return math.nan
    operands = [np.float64(values[value(one)] if isinstance(one, str) else one) for one in node.operands]
    with np.errstate(all="ignore"):
        if rule.slope is not None:
            slope: Array = node.gate.slopes(*operands, np.float64(values[value(node.name)]))[rule.slope.place]
            return float(slope)
        return float(node.gate.stable(*operands)) if node.gate.stable and rule.signal.kind is Kind.VALUE else math.nan


_REASONS: Mapping[type[Exception], str] = {
    ZeroDivisionError: "a division by 0",
    OverflowError: "too large",
    ValueError: "a logarithm, a root or a power that is no real number",
}


def _refusal(circuit: Circuit, rule: Rule, values: Mapping[Signal, float], reason: str) -> CircuitError:
    notation = CircuitNotation(circuit)
    names = TextPrinter(lambda ref: notation.key(ref) if isinstance(ref, Signal) else str(ref), signs=ASCII)
    numbers = TextPrinter(lambda ref: f"{values[ref]:g}" if isinstance(ref, Signal) else str(ref), signs=ASCII)
    what = "gate" if rule.signal.kind is Kind.VALUE else "slope"
    written = f"{notation.key(rule.signal)} = {names.print(rule.formula)} = {numbers.print(rule.formula)}"
    return CircuitError(f"{what} {written} has no finite value: {reason}")
