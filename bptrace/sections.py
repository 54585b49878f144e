"""The reading order of a round: which lines stand together, and in which order a person works them out.

A program is ordered by dependency; a lesson goes forward layer by layer, then back neuron by neuron, and treats what a
neuron's weights need right after its node delta.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TypeAlias

from bptrace.network import Network, Position, Quantity
from bptrace.problem import Problem
from bptrace.trace import Round


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


@dataclass(frozen=True)
class Gap:
    """Something left out: how many, and of what."""

    count: int
    what: str


Entry: TypeAlias = Quantity | Gap


@dataclass(frozen=True)
class Section:
    """Lines that are read together.

    Attributes
    ----------
    topic
        What it is about.
    entries
        The quantities of its lines, in order, and gaps where some are left out.
    layer, unit, sample
        What it is about more closely, where that applies; a unit and a sample count from 0.
    skipped
        How many sections like this one are left out after it.
    """

    topic: Topic
    entries: tuple[Entry, ...]
    layer: int | None = None
    unit: int | None = None
    sample: int | None = None
    skipped: int = 0


@dataclass(frozen=True)
class Extent:
    """How much of a large network is shown: all of up to `whole` things, else the first `head` and the last `tail`."""

    whole: int = 12
    head: int = 2
    tail: int = 1

    def shown(self, things: Sequence[int], what: str) -> list[int | Gap]:
        """Return what is shown of a sequence, with a gap for the rest."""
        if len(things) <= self.whole:
            return list(things)
        rest = len(things) - self.head - self.tail
        return [*things[: self.head], Gap(rest, what), *things[-self.tail :]]

    def numbered(self, things: Sequence[int], what: str) -> Iterator[tuple[int, int]]:
        """Yield what is shown of a sequence, each with the number of things left out after it."""
        shown = self.shown(things, what)
        for thing, following in zip(shown, [*shown[1:], 0], strict=True):
            if not isinstance(thing, Gap):
                yield thing, following.count if isinstance(following, Gap) else 0


EVERYTHING = Extent(whole=2**62)


def sections(problem: Problem, kept: Round, extent: Extent = Extent()) -> Iterator[Section]:
    """Yield the sections of a round in reading order."""
    yield from _forward(problem, kept, extent, Topic.FORWARD)
    if problem.loss is not None:
        yield Section(Topic.ERROR, tuple(_errors(problem, kept, extent, after=False)))
    if problem.goes_back:
        yield from _backward(problem, kept, extent)
    if problem.goes_back and problem.optimizer is not None:
        *passes, last = _forward(problem, kept, extent, Topic.AFTER)
        yield from passes
        errors = tuple(_errors(problem, kept, extent, after=True))
        if len(kept.samples) == 1:
            yield Section(Topic.AFTER, last.entries + errors, last.layer)
        else:
            yield from (last, Section(Topic.AFTER, errors))


def _forward(problem: Problem, kept: Round, extent: Extent, topic: Topic) -> Iterator[Section]:
    """Yield a section for every sample and layer; after the update, one for every sample."""
    after, depth = topic is Topic.AFTER, problem.network.depth
    for sample, skipped in extent.numbered(kept.samples, "samples"):
        layers = [tuple(_layer(problem.network, n, sample, extent, after)) for n in range(1, depth + 1)]
        named = sample if problem.sample_count > 1 else None
        if after:
            yield Section(topic, tuple(entry for layer in layers for entry in layer), None, None, named, skipped)
            continue
        for number, entries in enumerate(layers, 1):
            yield Section(topic, entries, number, None, named, skipped if number == depth else 0)


def _layer(network: Network, layer: int, sample: int, extent: Extent, after: bool) -> Iterator[Entry]:
    units = extent.shown(range(len(network.units(layer))), "neurons")
    for kind in ("net", "out"):
        for unit in units:
            yield unit if isinstance(unit, Gap) else Quantity(kind, layer, unit, None, sample, after)


def _errors(problem: Problem, kept: Round, extent: Extent, *, after: bool) -> Iterator[Entry]:
    depth = problem.network.depth
    samples = extent.shown(kept.samples, "samples")
    units = extent.shown(range(len(problem.network.outputs)), "outputs")
    for sample in samples:
        if isinstance(sample, Gap):
            yield sample
            continue
        for unit in units:
            yield unit if isinstance(unit, Gap) else Quantity("error", depth, unit, None, sample, after)
        if problem.sample_count > 1:
            yield Quantity("sample_error", sample=sample, after=after)
    if problem.penalty is not None:
        yield from (Quantity(kind, after=after) for kind in ("data_error", "penalty"))
    yield Quantity("total_error", after=after)


def _backward(problem: Problem, kept: Round, extent: Extent) -> Iterator[Section]:
    network = problem.network
    for layer in range(network.depth, 0, -1):
        units = range(len(network.units(layer)))
        if not network.layers[layer - 1].activation.elementwise:
            yield Section(Topic.OUTPUTS, tuple(_slopes_of_outputs(kept, layer, units, extent)), layer)
        for unit, skipped in extent.numbered(units, "neurons"):
            *sections, last = _neuron(problem, kept, layer, unit, extent)
            yield from sections
            yield replace(last, skipped=skipped or last.skipped)
        shared = tuple(_shared(problem, layer, extent))
        if shared:
            yield Section(Topic.SHARED, shared, layer)
    if problem.input_gradients:
        yield Section(Topic.INPUTS, tuple(_slopes_of_outputs(kept, 0, range(len(network.inputs)), extent)), 0)


def _slopes_of_outputs(kept: Round, layer: int, units: range, extent: Extent) -> Iterator[Entry]:
    """Yield, for every sample and neuron (or input) of a layer, how the error changes with its output."""
    for sample in extent.shown(kept.samples, "samples"):
        if isinstance(sample, Gap):
            yield sample
            continue
        for unit in extent.shown(units, "neurons" if layer else "inputs"):
            if isinstance(unit, Gap):
                yield unit
            else:
                yield from _with_parts(kept, Quantity("dE/dout", layer, unit, None, sample), extent)


def _neuron(problem: Problem, kept: Round, layer: int, unit: int, extent: Extent) -> Iterator[Section]:
    """Yield what belongs to a neuron: one section, or with several samples one for each and one for its parameters."""
    topic = Topic.OUTPUT_NEURON if layer == problem.network.depth else Topic.HIDDEN_NEURON
    own = tuple(_own(problem, layer, unit, extent))
    if len(kept.samples) == 1:
        deltas = tuple(_delta(problem, kept, layer, unit, kept.samples.start, extent))
        yield Section(topic, deltas + own, layer, unit)
        return
    for sample, skipped in extent.numbered(kept.samples, "samples"):
        yield Section(topic, tuple(_delta(problem, kept, layer, unit, sample, extent)), layer, unit, sample, skipped)
    if own:
        yield Section(Topic.PARAMETERS, own, layer, unit)


def _delta(problem: Problem, kept: Round, layer: int, unit: int, sample: int, extent: Extent) -> Iterator[Entry]:
    """Yield the factors of the chain rule, unless the whole layer's were shown together, and the node delta."""
    if problem.network.layers[layer - 1].activation.elementwise:
        yield from _with_parts(kept, Quantity("dE/dout", layer, unit, None, sample), extent)
        yield Quantity("dout/dnet", layer, unit, None, sample)
    else:
        for source in extent.shown(range(len(problem.network.units(layer))), "outputs"):
            yield source if isinstance(source, Gap) else Quantity("jacobian", layer, unit, source, sample)
    yield Quantity("delta", layer, unit, None, sample)


def _with_parts(kept: Round, quantity: Quantity, extent: Extent) -> Iterator[Entry]:
    parts = kept.program.parts(quantity)
    for number in extent.shown(range(len(parts)), "parts"):
        yield number if isinstance(number, Gap) else parts[number]
    yield quantity


def _own(problem: Problem, layer: int, unit: int, extent: Extent) -> Iterator[Entry]:
    """Yield gradients and updates of the parameters that belong to one neuron alone."""
    network, one = problem.network, problem.network.layers[layer - 1]
    parameters: list[Entry] = []
    if _alone(network, one.weights.block):
        sources = extent.shown(range(len(network.units(layer - 1))), "weights")
        parameters += [s if isinstance(s, Gap) else Quantity("parameter", layer, unit, s) for s in sources]
    if one.bias is not None and _alone(network, one.bias.block):
        parameters.append(Quantity("parameter", layer, unit))
    yield from _learning(problem, parameters)


def _alone(network: Network, block: int) -> bool:
    return network.blocks[block].trained and network.blocks[block].homes is None


def _shared(problem: Problem, layer: int, extent: Extent) -> Iterator[Entry]:
    """Yield gradients and updates of the shared parameters that are complete once this layer is done."""
    homes: list[Position] = [
        home for block in problem.network.blocks if block.trained and block.layer == layer for home in block.homes or ()
    ]
    shown = extent.shown(range(len(homes)), "parameters")
    yield from _learning(problem, [n if isinstance(n, Gap) else Quantity("parameter", *homes[n]) for n in shown])


def _learning(problem: Problem, parameters: Iterable[Entry]) -> Iterator[Entry]:
    """Yield first all gradients, then each of the optimizer's states, then the new values."""
    entries = list(parameters)
    for entry in entries:
        yield entry if isinstance(entry, Gap) else entry._replace(kind="gradient")
    if problem.optimizer is None:
        return
    for kind in (*problem.optimizer.lines, "parameter"):
        after = kind == "parameter" or kind in problem.optimizer.state
        for entry in entries:
            yield entry if isinstance(entry, Gap) else entry._replace(kind=kind, after=after)
