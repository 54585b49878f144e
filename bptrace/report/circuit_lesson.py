"""A circuit laid out as a lesson: its inputs, its picture, the way forward, the way back gate by gate, and the gradients."""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.circuit.model import Circuit, Node
from bptrace.circuit.page import backward, gradient, value
from bptrace.circuit.signal import Kind, Signal
from bptrace.circuit.trace import CircuitTrace, Line
from bptrace.dataclass import dataclass
from bptrace.expr import Expr, Symbol, substitute
from bptrace.report.document import (
    Element,
    Facts,
    Formula,
    Grid,
    Heading,
    Paragraph,
    Parts,
    Row,
    Schematic,
    Table,
    listed,
    say,
)
from bptrace.rounding import Rounding

_FORWARD = (
    "From the inputs to the output, each gate computes its value from what comes in. Every operation is a gate of its own, so "
    "that each is simple enough to differentiate by itself."
)
_BACKWARD = (
    "Backwards, every gate is told how much the output changes with its own output. It multiplies this with its local "
    "gradients, the slopes of its output with its inputs, and hands the products on: that is the chain rule."
)
_DRAWN = "Above each wire stands its value, below it how {output} changes with it, rounded to few digits."
_LISTED = (
    "Beside each input and gate stand its value and its gradient, how {output} changes with it, rounded to few digits."
)
_SEVERAL = " What goes into several places stands at each of them, with the part of its gradient that comes back there."


@dataclass(frozen=True)
class CircuitOptions:
    """What a lesson contains.

    Attributes
    ----------
    brief
        Leave the sentences out.
    only
        Show only these signals; None shows all.
    rounding
        How every line was rounded, for saying so.
    """

    brief: bool = False
    only: frozenset[Signal] | None = None
    rounding: Rounding | None = None


def circuit_lesson(trace: CircuitTrace, options: CircuitOptions) -> Iterator[Element]:
    """Yield the elements of the document."""
    circuit = trace.circuit
    yield Heading(say(circuit.title), 1)
    yield Facts((*_definitions(circuit), _accuracy(options.rounding)))
    if options.only is None:
        yield from _picture(trace, options)
    yield from _passes(trace, options)
    if options.only is None:
        yield from _results(circuit, trace)


def circuit_derivation(trace: CircuitTrace, key: str, options: CircuitOptions) -> Iterator[Element]:
    """Yield the document that derives one number, from the inputs that it rests on.

    Raises
    ------
    UnknownKeyError
        If the key names nothing.
    """
    wanted = trace.locate(key)
    line = trace.line(wanted)
    yield Heading(say(wanted, f": {trace.circuit.title}"), 1)
    if line.formula is None:
        yield Paragraph(say(wanted, "\u00a0=\u00a0", line.value, " is given."))
        return
    needed = trace.resting([wanted])
    starts = [signal for signal in trace.values if signal in needed and trace.line(signal).formula is None]
    if starts:
        yield Facts(((say("Starts from"), listed([_equation(trace, signal) for signal in starts], ", ")),))
    yield from _passes(trace, CircuitOptions(options.brief, frozenset(needed), options.rounding))
    yield Paragraph(say("So ", wanted, "\u00a0=\u00a0", line.value, "."))


def _equation(trace: CircuitTrace, signal: Signal) -> Parts:
    return say(signal, "\u00a0=\u00a0", trace.values[signal])


def _definitions(circuit: Circuit) -> Iterator[tuple[Parts, Parts]]:
    """Yield the formulas as their author wrote them, each with the name of what it gives."""
    for name, formula in circuit.definitions:
        yield say(value(name)), say(Formula(substitute(formula, _wire)))


def _wire(ref: object) -> Expr:
    """Return the symbol for the value of a wire, in the place of that for its name."""
    return Symbol(value(str(ref)))


def _accuracy(rounding: Rounding | None) -> tuple[Parts, Parts]:
    if rounding is not None:
        return say("Rounding"), say(f"every line to {rounding}, half away from zero, before the next one uses it")
    return say("≈"), say("the printed figures give another last digit; more digits are carried than printed")


def _picture(trace: CircuitTrace, options: CircuitOptions) -> Iterator[Element]:
    circuit = trace.circuit
    yield Heading(say("Circuit"), 3)
    several = _SEVERAL if any(len(ports) > 1 for ports in circuit.ports.values()) else ""
    drawn, list_ = (say(text.format(output=circuit.output) + several) for text in (_DRAWN, _LISTED))
    captions = (say(), say()) if options.brief else (drawn, list_)
    yield Schematic(trace, *captions, tuple(map(_in_words, circuit.nodes)))


def _in_words(node: Node) -> tuple[Parts, Parts]:
    """Return a gate and what goes into it."""
    operands = [say(value(one) if isinstance(one, str) else one) for one in node.operands]
    return say(value(node.name)), say(f"{node.gate.name.replace('_', ' ')} of ", listed(operands))


def _passes(trace: CircuitTrace, options: CircuitOptions) -> Iterator[Element]:
    """Yield the way forward in one section, and the way back with a section for each gate."""
    only = options.only
    gates = [trace.line(value(node.name)) for node in trace.circuit.nodes]
    yield from _section(trace, say("Forward pass"), say(_FORWARD), gates, options)
    seen = set[str]()
    for node, rules in backward(trace.circuit):
        lines = [trace.line(rule.signal) for rule in rules]
        if lines and (only is None or any(line.quantity in only for line in lines)):
            title = say("Backward pass: ", value(node.name), f" ({node.gate.name.replace('_', ' ')})")
            yield from _section(trace, title, _sentences(trace, node, seen), lines, options)
            seen.add(node.gate.name)


def _sentences(trace: CircuitTrace, node: Node, seen: set[str]) -> Parts:
    """Return what there is to say of a gate: of each kind once, and of the output how it all begins."""
    start = say()
    if not seen:
        own = value(trace.circuit.output)
        start = say(f"{_BACKWARD} It begins with ", gradient(trace.circuit.output), ", which is 1, so that at ", own,
                    " the local gradients are what flows back. ")  # fmt: skip
    words = () if node.gate.name in seen else say(node.gate.words)
    return say(start, words, _meeting(trace, node, space=bool(words)))


def _meeting(trace: CircuitTrace, node: Node, *, space: bool) -> Parts:
    """Return what there is to say where the last part of a gradient comes back: that the parts are added."""
    ports = trace.circuit.ports
    complete = [
        wire
        for wire in dict.fromkeys(node.operands)
        if isinstance(wire, str)
        and ports[wire][0].gate == node.name
        and sum(map(trace.flows.__contains__, ports[wire])) > 1
    ]
    if not complete:
        return ()
    names = listed([say(value(wire)) for wire in complete])
    verb = "goes" if len(complete) == 1 else "go"
    return say(" " if space else "", names, f" {verb} into several places, and changes {trace.circuit.output} through all of "
               "them: what comes back is added.")  # fmt: skip


def _section(
    trace: CircuitTrace, title: Parts, text: Parts, lines: list[Line], options: CircuitOptions
) -> Iterator[Element]:
    rows: tuple[Row, ...] = tuple(line for line in lines if options.only is None or line.quantity in options.only)
    if not rows:
        return
    yield Heading(title, 3)
    if text and not options.brief:
        yield Paragraph(text)
    yield Table(trace, rows)


def _results(circuit: Circuit, trace: CircuitTrace) -> Iterator[Element]:
    """Yield the inputs with their gradients."""
    yield Heading(say("Gradients"), 3)
    head = (say("Input"), say("Value"), say("Gradient"))
    rows = tuple(
        (say(value(name)), say(trace.values[value(name)]), say(trace.values[gradient(name)])) for name in circuit.inputs
    )
    yield Grid(head, rows)


def select_signals(trace: CircuitTrace, words: list[str]) -> frozenset[Signal]:
    """Return the signals that any of the words names: a key, or a wire, which stands for all that is said of it.

    Raises
    ------
    UnknownKeyError
        If a word names nothing.
    """
    chosen = set[Signal]()
    for word in words:
        meant = trace.locate(word)
        chosen.add(meant)
        if meant.kind is Kind.VALUE:
            chosen.update(signal for signal in trace.values if signal.wire == meant.wire)
    return frozenset(chosen)
