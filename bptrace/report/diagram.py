"""A network as a small drawing in text: neurons in columns, every weight on its line, every bias at its neuron.

Each output runs down a track of its own, from which a line with a weight leads into every neuron of the next layer. Where a
line crosses the track of another output it is interrupted, so that only what is connected touches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from bptrace.dataclass import dataclass
from bptrace.network import Quantity
from bptrace.report import givens
from bptrace.report.document import Diagram, say
from bptrace.report.lines import Line, Role, Span, columns, left
from bptrace.report.writing import Writing

TALLEST = 24
"""A network of more lines than this is listed instead of drawn."""

_MOST_SPARE = 3
"""So many rows are added to each neuron where otherwise its output would find no way past the lines of the others."""

_UP, _DOWN, _LEFT, _RIGHT = 1, 2, 4, 8
_SIGNS = " ╵╷│╴┘┐┤╶└┌├─┴┬┼"
_ASCII_SIGNS = " |||-+++-+++-+++"


@dataclass(frozen=True)
class _Layer:
    """A layer in its place.

    Attributes
    ----------
    edges
        The lines into its neurons, by row: where each comes from (None for a bias), and what is written on it.
    spans
        The rows of every neuron.
    leaving
        The row at which every neuron's output leaves it.
    """

    units: tuple[str, ...]
    edges: dict[int, tuple[int | None, str]]
    spans: tuple[range, ...]
    leaving: tuple[int, ...] = ()

    def moved(self, rows: int) -> _Layer:
        """Return the layer so many rows further down."""
        edges = {row + rows: edge for row, edge in self.edges.items()}
        return replace(self, edges=edges, spans=tuple(range(s.start + rows, s.stop + rows) for s in self.spans))

    def takes(self, row: int, source: int) -> bool:
        """Whether an output may arrive at a row: its line must not run into another that begins at the left of its track."""
        beginning = self.edges[row][0] if row in self.edges else None
        return beginning is None or beginning >= source


def lines(diagram: Diagram, writing: Writing, width: int) -> list[Line] | None:
    """Return the lines of the drawing, or None where it does not fit the width or would be too tall to be read."""
    network = diagram.network
    sizes = [len(network.units(number)) for number in range(network.depth + 1)]
    if any(here * (before + 1) > TALLEST for before, here in pairwise(sizes)):
        return None
    placed = next(filter(None, (_placed(diagram, writing, spare) for spare in range(_MOST_SPARE + 1))), None)
    if placed is None:
        return None
    signs = _ASCII_SIGNS if writing.ascii else _SIGNS
    inputs = tuple(writing.name(Quantity("out", 0, unit)) for unit in range(sizes[0]))
    for dash in (2, 1):
        drawn = _Drawing(inputs, placed, signs, dash).rows()
        if max(sum(columns(span.text) for span in line) for line in drawn) <= width:
            return drawn
    return None


def _height(layers: Sequence[_Layer]) -> int:
    """Return how many rows are in use."""
    return max(row + 1 for layer in layers for row in (*layer.edges, *layer.leaving, layer.spans[-1].start))


def _layer(diagram: Diagram, writing: Writing, number: int, spare: int) -> _Layer:
    """Return a layer that begins at the first row, an empty row between its neurons, each with some spare rows."""
    layer, sources = diagram.network.layers[number - 1], range(len(diagram.network.units(number - 1)))
    edges, spans, row = dict[int, tuple[int | None, str]](), list[range](), 0
    for unit in range(len(layer.units)):
        weights = [givens.weight_of(diagram.network, number, unit, source) for source in sources]
        incoming = [(source, givens.equation(weight, diagram.value_of)) for source, weight in enumerate(weights)]
        bias = givens.bias_of(diagram.network, number, unit)
        rest = [] if bias is None else [givens.equation(bias, diagram.value_of)]
        texts: list[tuple[int | None, str]] = [(source, writing.text(text)) for source, text in incoming]
        texts += [(None, writing.text(say("threshold " if layer.threshold else "", text))) for text in rest]
        edges |= {place: (source, text.replace("\u00a0", " ")) for place, (source, text) in enumerate(texts, row)}
        spans.append(range(row, row + len(texts) + spare))
        row = spans[-1].stop + 1
    return _Layer(layer.units, edges, tuple(spans))


def _placed(diagram: Diagram, writing: Writing, spare: int) -> list[_Layer] | None:
    """Return the layers moved down, each about to the middle, so that every output finds a way into the next one."""
    layers = [_layer(diagram, writing, number, spare) for number in range(1, diagram.network.depth + 1)]
    height = max(layer.spans[-1].stop for layer in layers)
    if height > TALLEST:
        return None
    paths = [[moved] for moved in _moved_to_the_middle(layers[0], height)]
    for layer in layers[1:]:
        joined = [_joined(paths, moved) for moved in _moved_to_the_middle(layer, height)]
        paths = [path for path in joined if path is not None]
    if not paths:
        return None
    *others, last = paths[0]
    return [*others, replace(last, leaving=tuple((span.start + span.stop - 1) // 2 for span in last.spans))]


def _joined(paths: Sequence[list[_Layer]], following: _Layer) -> list[_Layer] | None:
    """Return the first of several ways to place the layers before that a layer can follow, with that layer."""
    for *others, last in paths:
        leaving = _ways(last, following)
        if leaving is not None:
            return [*others, replace(last, leaving=leaving), following]
    return None


def _moved_to_the_middle(layer: _Layer, height: int) -> list[_Layer]:
    """Return the layer in all places that it may have, those nearest to the middle first."""
    free = height - layer.spans[-1].stop
    return [layer.moved(rows) for rows in sorted(range(free + 1), key=lambda rows: abs(2 * rows - free))]


def _ways(layer: _Layer, following: _Layer) -> tuple[int, ...] | None:
    """Return where the outputs of a layer leave it, each near the middle of its neuron; None if one of them has no way."""
    leaving = list[int]()
    for unit, span in enumerate(layer.spans):
        ways = [row for row in span if following.takes(row, unit)]
        if not ways:
            return None
        leaving.append(min(ways, key=lambda row: abs(2 * row - span.start - span.stop + 1)))
    return tuple(leaving)


@dataclass(frozen=True)
class _Drawing:
    """Layers in their places, to be drawn from left to right; a line that leads from one to the next has some dashes."""

    inputs: tuple[str, ...]
    layers: Sequence[_Layer]
    signs: str
    dash: int

    def rows(self) -> list[Line]:
        """Return the lines of the drawing."""
        names, arriving = self.inputs, self._entrances()
        drawn = [list[Span]() for _ in range(_height(self.layers))]
        for layer in self.layers:
            for row, spans in enumerate(drawn):
                spans += self._names(names, arriving, row, last=False)
                spans += self._tracks(arriving, layer, row)
                spans += self._incoming(layer, row)
            names, arriving = layer.units, layer.leaving
        for row, spans in enumerate(drawn):
            spans += self._names(names, arriving, row, last=True)
        return [tuple(spans) for spans in drawn]

    def _entrances(self) -> tuple[int, ...]:
        """Return the rows of the inputs, spread over the neurons that they go into, each at a line of its own."""
        first, count = self.layers[0], len(self.inputs)
        neurons = [(2 * number + 1) * len(first.spans) // (2 * count) for number in range(count)]
        return tuple(first.spans[neuron].start + number for number, neuron in enumerate(neurons))

    def _names(self, names: Sequence[str], rows: Sequence[int], row: int, *, last: bool) -> Iterator[Span]:
        """Yield the name of the neuron at a row, with the line that leaves it."""
        width = max(map(columns, names))
        name = names[rows.index(row)] if row in rows else ""
        yield Span(name, Role.NAME)
        if not last:
            rest = width - columns(name) + self.dash
            yield Span(f" {self._line(rest)}" if row in rows else " " * (rest + 1))

    def _tracks(self, arriving: Sequence[int], layer: _Layer, row: int) -> Iterator[Span]:
        """Yield what stands at a row between the neurons before and the weights: the tracks, and what crosses them."""
        begins = layer.edges[row][0] if row in layer.edges else None
        ends = arriving.index(row) if row in arriving else None
        text = ""
        for track, arrival in enumerate(arriving):
            own = [place for place, (source, _) in layer.edges.items() if source == track]
            vertical = _UP * (min(arrival, *own) < row) * (row <= max(arrival, *own))
            vertical |= _DOWN * (min(arrival, *own) <= row) * (row < max(arrival, *own))
            touching = _LEFT * (ends == track) | _RIGHT * (begins == track)
            passed = (ends is not None and ends > track) or (begins is not None and begins < track)
            crossing = _LEFT | _RIGHT if passed and not vertical else 0
            text += self.signs[vertical | touching | crossing]
            after = (ends is not None and ends > track) or (begins is not None and begins <= track)
            text += self._line(1) if after else " "
        yield Span(text)

    def _incoming(self, layer: _Layer, row: int) -> Iterator[Span]:
        """Yield what is written on a line into a neuron, and the bracket that collects the neuron's lines."""
        width = max(columns(text) for _, text in layer.edges.values())
        span = next((span for span in layer.spans if row in span), None)
        if span is None:
            yield Span(" " * (width + 3 * self.dash + 3))
            return
        source, text = layer.edges.get(row, (None, ""))
        yield Span((" " if source is None else self._line(1)) * (self.dash - 1))
        yield Span(f" {left(text, width)} ", Role.NUMBERS)
        leaves = row in layer.leaving
        low = max([place for place in span if place in layer.edges or place in layer.leaving])
        before = self._line(self.dash) if row in layer.edges else " " * self.dash
        after = self._line(self.dash) if leaves else " " * self.dash
        vertical = _UP * (span.start < row <= low) | _DOWN * (row < low)
        bracket = vertical | _LEFT * (row in layer.edges) | _RIGHT * leaves
        yield Span(f"{before}{self.signs[bracket]}{after} ")

    def _line(self, length: int) -> str:
        return self.signs[_LEFT | _RIGHT] * length
