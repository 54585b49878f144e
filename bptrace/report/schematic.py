"""A circuit as a drawing in text, from its inputs at the left to its output at the right.

On every wire stand its value and, below, its gradient. An input, or a gate whose output goes to several places, is drawn where
it goes in, each time with what flows back there; such a gate has a drawing of its own before. Where the page is too narrow the
same is written as an indented list, the output first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby
from typing import NamedTuple

from bptrace.circuit.model import Node
from bptrace.circuit.page import gradient, value
from bptrace.circuit.signal import Port
from bptrace.circuit.trace import CircuitTrace
from bptrace.dataclass import dataclass
from bptrace.expr import Expr, Symbol, substitute
from bptrace.report.document import Parts, Schematic
from bptrace.report.figures import Figures
from bptrace.report.lines import Line, Role, Span, columns, left, right
from bptrace.report.writing import Writing

_UNICODE, _ASCII = tuple("─│┐┘┤"), tuple("-|+++")
_GAP = 3
_STEPS = (2, 1)
_HEADINGS = ("Value", "Gradient")

DECIMALS = 2
"""Figures in a drawing are for finding one's way; the lines of the example have all digits."""


@dataclass(frozen=True)
class Style:
    """How much is written into a drawing: the names of gates, and brackets around their signs."""

    names: bool
    brackets: bool


STYLES = (Style(True, True), Style(False, True), Style(False, False))
"""From the one that says most to the one that needs least room."""


@dataclass(frozen=True)
class _Twig:
    """A gate or an end of the drawing, with what is written above and below its wire."""

    label: str
    above: str
    below: str
    inputs: tuple[_Twig, ...] = ()


class _Row(NamedTuple):
    """A line of a list: a wire's name, the same with its formula, its value and its gradient."""

    depth: int
    name: str
    text: str
    numbers: tuple[str, str]

    def indented(self, step: int, room: int) -> str:
        """Return the text in its depth, or, where there is no room for steps, at least the name."""
        return " " * (step * self.depth) + (self.text if step or columns(self.text) <= room else self.name)


def laid_out(schematic: Schematic, writing: Writing, width: int) -> tuple[Parts, list[Line]]:
    """Return a circuit's drawing in the first of the styles that fits, or else a list, after the caption of it."""
    plan = _Plan(schematic.trace, replace(writing, figures=Figures(min(writing.figures.decimals, DECIMALS))))
    for style in STYLES:
        drawn = list(plan.drawings(style))
        if max(map(_length, drawn)) <= width:
            return schematic.caption, drawn
    return schematic.list_caption, list(plan.listing(width))


def _length(line: Line) -> int:
    return sum(columns(span.text) for span in line)


@dataclass(frozen=True)
class _Plan:
    """A circuit and a way of writing."""

    trace: CircuitTrace
    writing: Writing

    def drawings(self, style: Style) -> Iterator[Line]:
        """Yield the lines of all drawings, an empty one between them."""
        for number, node in enumerate(self._roots()):
            if number:
                yield ()
            canvas = _Canvas(_ASCII if self.writing.ascii else _UNICODE)
            row, column = canvas.place(self._gate(node, None, style))
            canvas.write(row, column, f" {self._name(node.name)}", Role.NAME)
            yield from canvas.lines()

    def _roots(self) -> list[Node]:
        """Return the gates that have a drawing of their own: those whose output goes to several places, and the last."""
        circuit = self.trace.circuit
        return [node for node in circuit.nodes if node.name == circuit.output or len(circuit.ports[node.name]) > 1]

    def _gate(self, node: Node, port: Port | None, style: Style) -> _Twig:
        label = self._label(node)
        number = self.writing.number(self.trace.values[value(node.name)])
        above = f"{self._name(node.name)} = {number}" if style.names and port else number
        wires = [(Port(node.name, n), wire) for n, wire in enumerate(node.operands) if isinstance(wire, str)]
        inputs = tuple(self._input(wire, place, style) for place, wire in wires)
        return _Twig(f"({label})" if style.brackets else label, above, self._back(node.name, port), inputs)

    def _input(self, wire: str, port: Port, style: Style) -> _Twig:
        """Return the gate that a wire comes from, or an end: an input, or a gate that has a drawing of its own."""
        circuit = self.trace.circuit
        if wire in circuit.node and len(circuit.ports[wire]) == 1:
            return self._gate(circuit.node[wire], port, style)
        number = self.writing.number(self.trace.values[value(wire)])
        return _Twig(f"{self._name(wire)} ", number, self._back(wire, port))

    def _back(self, wire: str, port: Port | None) -> str:
        """Return what flows back through a port, or on the wire as a whole; nothing through the condition of a choice."""
        flow = gradient(wire) if port is None else self.trace.flows.get(port)
        return "" if flow is None else self.writing.number(self.trace.values[flow])

    def _label(self, node: Node) -> str:
        """Return the sign of a gate: of an operator with a constant its formula, as in `1/x`, of a function its name."""
        if node.gate.sign is None:
            return node.gate.name
        choice = node.gate.name.startswith("choose")
        if choice or (len(node.operands) > 1 and all(isinstance(operand, str) for operand in node.operands)):
            return node.gate.sign[self.writing.ascii]
        formula = self.trace.formulas[value(node.name)]
        return self.writing.formula(substitute(formula, _anonymous)).replace(" ", "")

    def _name(self, wire: str) -> str:
        return self.writing.name(value(wire))

    def listing(self, width: int) -> Iterator[Line]:
        """Yield the drawings as lists: every gate with what goes into it below it, further to the right."""
        lists = [list(self._rows(node.name, None, 0)) for node in reversed(self._roots())]
        rows = list(chain.from_iterable(lists))
        wide = [max(map(columns, column)) for column in zip(*(row.numbers for row in rows), _HEADINGS, strict=True)]
        room = width - sum(wide) - 2 * _GAP
        step = next((n for n in _STEPS if all(n * row.depth + columns(row.text) <= room for row in rows)), 0)
        first = min(max(columns(row.indented(step, room)) for row in rows), room)
        yield (Span(" " * first), *_cells(_HEADINGS, wide, (Role.LABEL, Role.LABEL)))
        for number, each in enumerate(lists):
            yield from [()] if number else []
            for row in each:
                text = Span(left(row.indented(step, room), first), Role.FORMULA)
                yield (text, *_cells(row.numbers, wide, (Role.VALUE, Role.NAME)))

    def _rows(self, wire: str, port: Port | None, depth: int) -> Iterator[_Row]:
        """Yield a wire that goes into a port, then what it comes from, unless that has a list of its own."""
        circuit, name = self.trace.circuit, self._name(wire)
        numbers = (self.writing.number(self.trace.values[value(wire)]), self._back(wire, port))
        node = circuit.node.get(wire)
        if node is None or (port is not None and len(circuit.ports[wire]) > 1):
            yield _Row(depth, name, name, numbers)
            return
        yield _Row(depth, name, f"{name} = {self._formula(node)}", numbers)
        for place, operand in enumerate(node.operands):
            if isinstance(operand, str):
                yield from self._rows(operand, Port(wire, place), depth + 1)

    def _formula(self, node: Node) -> str:
        """Return the formula of a gate; a function that is made of several operations is called by its name."""
        if node.gate.composite:
            return f"{node.gate.name}({', '.join(self._name(wire) for wire in node.operands if isinstance(wire, str))})"
        return self.writing.formula(self.trace.formulas[value(node.name)])


def _anonymous(ref: object) -> Expr:
    """Return what stands for the input of a gate."""
    return Symbol("x")


def _cells(texts: Sequence[str], widths: Sequence[int], roles: Sequence[Role]) -> Iterator[Span]:
    for text, width, role in zip(texts, widths, roles, strict=True):
        yield Span(" " * _GAP)
        yield Span(right(text, width), role)


class _Canvas:
    """Signs on rows and columns; `signs` are those for lines: along, down, and the corners."""

    def __init__(self, signs: tuple[str, ...]) -> None:
        self.along, self.down, self.top, self.bottom, self.between = signs
        self.cells: dict[int, dict[int, tuple[str, Role]]] = {}
        self.next_row = 0

    def write(self, row: int, column: int, text: str, role: Role) -> None:
        for offset, sign in enumerate(text):
            self.cells.setdefault(row, {})[column + offset] = (sign, role)

    def place(self, twig: _Twig) -> tuple[int, int]:
        """Draw what goes into a twig, then the twig and its wire; return where the wire ends."""
        row, column = self._joined([self.place(each) for each in twig.inputs]) if twig.inputs else self._new_row()
        self.write(row, column, twig.label, Role.HEADING if twig.inputs else Role.NAME)
        start, length = column + columns(twig.label), max(columns(twig.above), columns(twig.below)) + 2
        self.write(row, start, self.along * length, Role.WORDS)
        self.write(row - 1, start + 1, twig.above, Role.VALUE)
        self.write(row + 1, start + 1, twig.below, Role.NAME)
        return row, start + length

    def _new_row(self) -> tuple[int, int]:
        self.next_row += 3
        return self.next_row - 2, 0

    def _joined(self, ends: list[tuple[int, int]]) -> tuple[int, int]:
        """Lead wires to one place, half way between the first and the last of them, and return it."""
        column = max(end for _, end in ends)
        first, last = ends[0][0], ends[-1][0]
        for row, end in ends:
            self.write(row, end, self.along * (column - end), Role.WORDS)
        for row in range(first, last + 1 if last > first else first):
            self.write(row, column, self.down, Role.WORDS)
        for row, _ in ends if last > first else []:
            self.write(row, column, {first: self.top, last: self.bottom}.get(row, self.between), Role.WORDS)
        return (first + last) // 2, column

    def lines(self) -> Iterator[Line]:
        for row in range(min(self.cells), max(self.cells) + 1):
            cells = self.cells.get(row, {})
            signs = [cells.get(column, (" ", Role.WORDS)) for column in range(max(cells, default=-1) + 1)]
            yield tuple(Span("".join(sign for sign, _ in run), role) for role, run in _runs(signs))


def _runs(signs: Sequence[tuple[str, Role]]) -> Iterator[tuple[Role, list[tuple[str, Role]]]]:
    for role, run in groupby(signs, key=lambda cell: cell[1]):
        yield role, list(run)
