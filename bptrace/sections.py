"""The reading order of a round: which lines stand together, and in which order a person works them out.

A program is ordered by dependency; a lesson goes forward layer by layer, then back neuron by neuron, and treats what a
neuron's weights need right after its node delta.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import Enum, auto
from functools import cached_property
from itertools import chain
from typing import TypeAlias

from bptrace.dataclass import dataclass
from bptrace.extent import EVERYTHING, USUAL, Extent, Gap, Series
from bptrace.network import Network, Quantity
from bptrace.problem import Problem
from bptrace.slices import Slice
from bptrace.tape import Address
from bptrace.trace import Round

__all__ = ["EVERYTHING", "Entry", "Extent", "Gap", "Section", "Series", "Topic", "sections"]


class Topic(Enum):
    """What a section is about."""

    FORWARD = auto()
    ERROR = auto()
    OUTPUTS = auto()
    OUTPUT_NEURON = auto()
    HIDDEN_NEURON = auto()
    PARAMETERS = auto()
    SHARED = auto()
    INPUTS = auto()
    AFTER = auto()


Entry: TypeAlias = Quantity | Gap


@dataclass(frozen=True)
class Section:
    """Lines that are read together.

    Attributes
    ----------
    topic
        What it is about.
    parts
        The quantities of its lines in order, also many that are alike, and gaps where some are left out.
    layer, unit, sample
        What it is about more closely, where that applies; a unit and a sample count from 0.
    skipped
        How many sections like this one are left out after it.
    """

    topic: Topic
    parts: tuple[Entry | Series, ...]
    layer: int | None = None
    unit: int | None = None
    sample: int | None = None
    skipped: int = 0

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The quantities of its lines one by one, and gaps where some are left out."""
        return tuple(chain.from_iterable(part if isinstance(part, Series) else (part,) for part in self.parts))


def sections(problem: Problem, kept: Round, extent: Extent = USUAL, needed: Slice | None = None) -> Iterator[Section]:
    """Yield the sections of a round in reading order, with all of its lines or with those that are needed."""
    return (section for section in _Reader(problem, kept, extent, needed).sections() if section.parts)


@dataclass(frozen=True, eq=False)
class _Reader:
    """A round, and what is to be read of it: of many lines that are alike as much as the extent says."""

    problem: Problem
    kept: Round
    extent: Extent
    needed: Slice | None

    def sections(self) -> Iterator[Section]:
        """Yield the sections in reading order; some may be empty."""
        yield from self._forward(Topic.FORWARD)
        if (problem := self.problem).loss is not None:
            yield Section(Topic.ERROR, tuple(self._errors(after=False)))
        if problem.goes_back:
            yield from self._backward()
        if problem.goes_back and problem.optimizer is not None:
            passes, errors = list(self._forward(Topic.AFTER)), tuple(self._errors(after=True))
            if len(self.kept.samples) > 1:
                yield from (*passes, Section(Topic.AFTER, errors))
            else:
                yield Section(Topic.AFTER, _joined(passes) + errors)

    def _along(self, axis: str, places: Sequence[int], arrays: Sequence[Address], **fixed: int) -> Sequence[int]:
        """Return at which places along an axis there are lines to read: at all, or where some are needed."""
        return places if self.needed is None else self.needed.along(axis, arrays, **fixed)

    def _read(self, *quantities: Quantity) -> Iterator[Quantity]:
        """Yield those of some quantities whose lines are to be read."""
        yield from (one for one in quantities if self.needed is None or one in self.needed)

    def _forward(self, topic: Topic) -> Iterator[Section]:
        """Yield a section for every sample and layer; after the update, one for every sample."""
        after, layers = topic is Topic.AFTER, range(1, self.problem.network.depth + 1)
        arrays = [Address(kind, number, after) for number in layers for kind in ("net", "out")]
        samples = self._along("sample", self.kept.samples, arrays)
        for sample, skipped in self.extent.numbered(samples, "samples"):
            named = sample if self.problem.sample_count > 1 else None
            found = [Section(topic, tuple(self._layer(n, sample, after)), n, None, named) for n in layers]
            if after:
                found = [Section(topic, _joined(found), None, None, named)]
            yield from _followed([one for one in found if one.parts], skipped)

    def _layer(self, layer: int, sample: int, after: bool) -> Iterator[Series | Gap]:
        units = range(len(self.problem.network.units(layer)))
        for kind in ("net", "out"):
            shown = self._along("unit", units, [Address(kind, layer, after)], sample=sample)
            yield from self.extent.series(Quantity(kind, layer, None, None, sample, after), "unit", shown, "neurons")

    def _errors(self, *, after: bool) -> Iterator[Entry | Series]:
        problem, depth = self.problem, self.problem.network.depth
        outputs, of_outputs = range(len(problem.network.outputs)), Address("error", depth, after)
        samples = self._along("sample", self.kept.samples, [of_outputs, Address("sample_error", None, after)])
        for sample in self.extent.shown(samples, "samples"):
            if isinstance(sample, Gap):
                yield sample
                continue
            shown = self._along("unit", outputs, [of_outputs], sample=sample)
            yield from self.extent.series(Quantity("error", depth, None, None, sample, after), "unit", shown, "outputs")
            if problem.sample_count > 1:
                yield from self._read(Quantity("sample_error", sample=sample, after=after))
        kinds = ("total_error",) if problem.penalty is None else ("data_error", "penalty", "total_error")
        yield from self._read(*(Quantity(kind, after=after) for kind in kinds))

    def _backward(self) -> Iterator[Section]:
        network = self.problem.network
        for layer in range(network.depth, 0, -1):
            if not network.layers[layer - 1].activation.elementwise:
                yield Section(Topic.OUTPUTS, tuple(self._slopes_of_outputs(layer)), layer)
            arrays = [*self._way_back(layer), *self._learned(layer)]
            units = self._along("unit", range(len(network.units(layer))), arrays)
            for unit, skipped in self.extent.numbered(units, "neurons"):
                yield from _followed([one for one in self._neuron(layer, unit) if one.parts], skipped)
            yield Section(Topic.SHARED, tuple(self._shared(layer)), layer)
        if self.problem.input_gradients:
            yield Section(Topic.INPUTS, tuple(self._slopes_of_outputs(0)), 0)

    def _way_back(self, layer: int) -> list[Address]:
        """Return the arrays on the way back through the neurons of a layer."""
        elementwise = self.problem.network.layers[layer - 1].activation.elementwise
        kinds = ("dE/dout", "dout/dnet", "delta") if elementwise else ("jacobian", "delta")
        return [Address(kind, layer, False) for kind in kinds]

    def _slopes_of_outputs(self, layer: int) -> Iterator[Entry]:
        """Yield, for every sample and neuron (or input) of a layer, how the error changes with its output."""
        units, arrays = range(len(self.problem.network.units(layer))), [Address("dE/dout", layer, False)]
        for sample in self.extent.shown(self._along("sample", self.kept.samples, arrays), "samples"):
            if isinstance(sample, Gap):
                yield sample
                continue
            shown, whole = self._along("unit", units, arrays, sample=sample), Quantity("dE/dout", layer, sample=sample)
            for unit in self.extent.shown(shown, "neurons" if layer else "inputs"):
                yield from (unit,) if isinstance(unit, Gap) else self._with_parts(whole._replace(unit=unit))

    def _neuron(self, layer: int, unit: int) -> Iterator[Section]:
        """Yield what belongs to a neuron: one section, or with several samples one for each and one for its parameters."""
        topic = Topic.OUTPUT_NEURON if layer == self.problem.network.depth else Topic.HIDDEN_NEURON
        own, samples = tuple(self._own(layer, unit)), self.kept.samples
        if len(samples) == 1:
            yield Section(topic, (*self._delta(layer, unit, samples.start), *own), layer, unit)
            return
        shown = self._along("sample", samples, self._way_back(layer), unit=unit)
        for sample, skipped in self.extent.numbered(shown, "samples"):
            yield Section(topic, tuple(self._delta(layer, unit, sample)), layer, unit, sample, skipped)
        yield Section(Topic.PARAMETERS, own, layer, unit)

    def _delta(self, layer: int, unit: int, sample: int) -> Iterator[Entry | Series]:
        """Yield the factors of the chain rule, unless the whole layer's were shown together, and the node delta."""
        if self.problem.network.layers[layer - 1].activation.elementwise:
            yield from self._with_parts(Quantity("dE/dout", layer, unit, None, sample))
            yield from self._read(Quantity("dout/dnet", layer, unit, None, sample))
        else:
            outputs, arrays = range(len(self.problem.network.units(layer))), [Address("jacobian", layer, False)]
            shown = self._along("source", outputs, arrays, unit=unit, sample=sample)
            yield from self.extent.series(Quantity("jacobian", layer, unit, None, sample), "source", shown, "outputs")
        yield from self._read(Quantity("delta", layer, unit, None, sample))

    def _with_parts(self, quantity: Quantity) -> Iterator[Entry]:
        parts, whole = self.kept.program.parts(quantity), tuple(self._read(quantity))
        if self.needed is not None and not whole:
            yield from (part for part in parts if part in self.needed.alone)
            return
        for number in self.extent.shown(range(len(parts)), "parts"):
            yield number if isinstance(number, Gap) else parts[number]
        yield from whole

    def _own(self, layer: int, unit: int) -> Iterator[Entry | Series]:
        """Yield gradients and updates of the parameters that belong to one neuron alone."""
        network, one = self.problem.network, self.problem.network.layers[layer - 1]
        sources, weights, bias = range(len(network.units(layer - 1))), one.weights.block, one.bias
        for kind, after in self._lines:
            if _alone(network, weights):
                shown = self._along("source", sources, [Address(kind, weights, after)], unit=unit)
                yield from self.extent.series(Quantity(kind, layer, unit, after=after), "source", shown, "weights")
            if bias is not None and _alone(network, bias.block):
                yield from self._read(Quantity(kind, layer, unit, None, None, after))

    def _shared(self, layer: int) -> Iterator[Entry]:
        """Yield gradients and updates of the shared parameters that are complete once this layer is done."""
        blocks = [block for block in self.problem.network.blocks if block.trained and block.layer == layer]
        homes = [home for block in blocks for home in block.homes or ()]
        for kind, after in self._lines:
            found = [place for place, home in enumerate(homes) if any(self._read(Quantity(kind, *home, after=after)))]
            for place in self.extent.shown(found, "parameters"):
                yield place if isinstance(place, Gap) else Quantity(kind, *homes[place], after=after)

    @property
    def _lines(self) -> list[tuple[str, bool]]:
        """The lines of a parameter, each by its kind and whether it is meant after the update: the gradient first."""
        optimizer = self.problem.optimizer
        kinds = () if optimizer is None else (*optimizer.lines, "parameter")
        states = () if optimizer is None else optimizer.state
        return [("gradient", False), *((kind, kind == "parameter" or kind in states) for kind in kinds)]

    def _learned(self, layer: int) -> list[Address]:
        """Return the arrays of the lines of parameters that belong to one neuron of a layer alone."""
        network, one = self.problem.network, self.problem.network.layers[layer - 1]
        blocks = [place.block for place in (one.weights, one.bias) if place and _alone(network, place.block)]
        return [Address(kind, block, after) for block in blocks for kind, after in self._lines]


def _joined(found: Sequence[Section]) -> tuple[Entry | Series, ...]:
    return tuple(part for one in found for part in one.parts)


def _alone(network: Network, block: int) -> bool:
    return network.blocks[block].trained and network.blocks[block].homes is None


def _followed(found: Sequence[Section], skipped: int) -> Iterator[Section]:
    """Yield sections, the last of which says how many like them are left out after it."""
    for number, section in enumerate(found, 1):
        yield replace(section, skipped=skipped) if skipped and number == len(found) else section
