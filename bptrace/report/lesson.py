"""A trace laid out as a lesson: what is given, each kept round section by section, and how the run ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bptrace import expr
from bptrace.network import Network, Place, Quantity
from bptrace.problem import Problem
from bptrace.report import conventions, words
from bptrace.report.document import Element, Facts, Grid, Heading, Paragraph, Parts, Table, listed, say
from bptrace.rounding import Rounding
from bptrace.sections import EVERYTHING, Extent, Gap, Section, Topic, sections
from bptrace.trace import Outcome, Round, Step, Trace


@dataclass(frozen=True)
class Options:
    """What a lesson contains.

    Attributes
    ----------
    brief
        Leave the sentences out.
    only
        Show only these quantities; None shows all.
    extent
        How much of a large network is shown.
    rounding
        How every line was rounded, for saying so.
    """

    brief: bool = False
    only: frozenset[Quantity] | None = None
    extent: Extent = field(default_factory=Extent)
    rounding: Rounding | None = None


_NARROW = 4
"""Up to this many inputs are repeated beside the outputs of every sample."""


def lesson(trace: Trace, options: Options) -> Iterator[Element]:
    """Yield the elements of the document."""
    problem = trace.problem
    yield Heading(say(problem.title), 1)
    yield from _head(problem, options)
    for kept in trace.rounds:
        if problem.epochs > 1 or len(problem.batches()) > 1:
            yield Heading(_round_title(problem, kept), 2)
            if (kept.epoch, kept.step) != (1, 1) and options.only is None:
                yield Facts(((say("Starts from"), _start(problem, kept, options.extent)),))
        yield from _round(problem, kept, options)
    if options.only is None or problem.epochs > 1:
        yield from _summary(trace)


def derivation(trace: Trace, key: str, options: Options) -> Iterator[Element]:
    """Yield the document that derives one number: what it rests on of what is given, then only the lines it needs.

    Raises
    ------
    UnknownKeyError
        If the key names nothing.
    """
    kept, quantity = trace.locate(key)
    step = trace.step(key)
    lines = kept.program.before(lambda other: other == quantity)
    needed = {line.quantity for line in lines}
    leaves = [leaf for line in lines for leaf in expr.leaves(line.formula)]
    yield Heading(say(quantity, f" in {trace.problem.title}"), 1)
    if step.formula is None:
        yield Paragraph(words.given(kept, step))
        return
    givens = [leaf for leaf in dict.fromkeys(leaves) if leaf not in needed and isinstance(leaf, Quantity)]
    yield Facts(((say("Given"), listed([say(leaf, "\u00a0=\u00a0", kept.value(leaf)) for leaf in givens], ", ")),))
    yield from _round(trace.problem, kept, replace(options, only=frozenset(needed), extent=EVERYTHING))
    yield Paragraph(say("So ", quantity, "\u00a0=\u00a0", step.value, "."))


def _head(problem: Problem, options: Options) -> Iterator[Element]:
    yield Paragraph(conventions.architecture(problem.network))
    rows = conventions.conventions(problem)
    if options.rounding is not None:
        rounded = say(f"every line to {options.rounding}, half away from zero, before the next one uses it")
        rows = (*rows, (say("Rounding"), rounded))
    else:
        about = "the printed figures give another last digit; more digits are carried than printed"
        rows = (*rows, (say("≈"), say(about)))
    yield Facts(rows)
    yield Heading(say("Given"), 3)
    yield Facts(tuple(_givens(problem, options.extent)))


def _givens(problem: Problem, extent: Extent) -> Iterator[tuple[Parts, Parts]]:
    network = problem.network
    for sample in extent.shown(range(problem.sample_count), "samples"):
        if isinstance(sample, Gap):
            yield say("…"), say(f"{sample.count} more {sample.what}")
            continue
        name = "" if problem.sample_count == 1 else f" {sample + 1}"
        yield say(f"Inputs{name}"), _values(problem, network, 0, "out", sample, extent)
        if problem.targets is not None:
            yield say(f"Targets{name}"), _values(problem, network, network.depth, "target", sample, extent)
    for number, layer in enumerate(network.layers, 1):
        for unit in extent.shown(range(len(layer.units)), "neurons"):
            if isinstance(unit, Gap):
                yield say("…"), say(f"{unit.count} more {unit.what}")
            else:
                yield say(f"Into {layer.units[unit]}"), _incoming(network, number, unit, extent)


def _values(problem: Problem, network: Network, layer: int, kind: str, sample: int, extent: Extent) -> Parts:
    array = problem.inputs if kind == "out" else problem.targets
    assert array is not None
    items = []
    for unit in extent.shown(range(len(network.units(layer))), "values"):
        if isinstance(unit, Gap):
            items.append(say(f"… {unit.count} more"))
        else:
            items.append(say(Quantity(kind, layer, unit, None, sample), "\u00a0=\u00a0", float(array[unit, sample])))
    return listed(items, ", ")


def _incoming(network: Network, number: int, unit: int, extent: Extent) -> Parts:
    """Return the parameters of a neuron, each with what it comes from."""
    layer, sources = network.layers[number - 1], network.units(number - 1)
    items = []
    for source in extent.shown(range(len(sources)), "weights"):
        if isinstance(source, Gap):
            items.append(say(f"… {source.count} more"))
            continue
        parameter, value = _parameter(network, layer.weights, (unit, source))
        items.append(say(parameter, "\u00a0=\u00a0", value, f"\u00a0from\u00a0{sources[source]}"))
    if layer.bias is not None:
        parameter, value = _parameter(network, layer.bias, (unit,))
        items.append(say("threshold\u00a0" if layer.threshold else "bias\u00a0", parameter, "\u00a0=\u00a0", value))
    return listed(items, ", ")


def _parameter(network: Network, place: Place, position: tuple[int, ...]) -> tuple[Quantity, float]:
    block = network.blocks[place.block]
    index = position if place.index is None else (int(place.index[position]),)
    return Quantity("parameter", *block.home(index)), float(block.values[index])


def _start(problem: Problem, kept: Round, extent: Extent) -> Parts:
    """Return the parameters that a later round starts from."""
    parameters = [quantity for _, quantity in problem.network.parameters()]
    items = []
    for number in extent.shown(range(len(parameters)), "parameters"):
        if isinstance(number, Gap):
            items.append(say(f"… {number.count} more"))
        else:
            items.append(say(parameters[number], "\u00a0=\u00a0", kept.value(parameters[number])))
    return listed(items, ", ")


def _round_title(problem: Problem, kept: Round) -> Parts:
    batches = problem.batches()
    epoch = f"Round {kept.epoch}" if len(batches) == 1 else f"Epoch {kept.epoch}, update {kept.step} of {len(batches)}"
    if len(batches) == 1:
        return say(epoch)
    first, last = kept.samples.start + 1, kept.samples.stop
    return say(f"{epoch}: sample {first}" if first == last else f"{epoch}: samples {first} to {last}")


def _round(problem: Problem, kept: Round, options: Options) -> Iterator[Element]:
    seen = set[Topic]()
    for section in sections(problem, kept, options.extent):
        rows = tuple(_rows(kept, section, options.only))
        if not any(isinstance(row, Step) for row in rows):
            continue
        yield Heading(words.title(problem, section), 3)
        text = () if options.brief else words.sentences(problem, kept, section, first=section.topic not in seen)
        if text:
            yield Paragraph(text)
        seen.add(section.topic)
        yield Table(kept, rows)
        if section.skipped and options.only is None:
            yield Paragraph(say(f"… {section.skipped} more like this …"))
    if Topic.AFTER in seen and not options.brief and options.only is None:
        yield Paragraph(words.progress(kept))


def _rows(kept: Round, section: Section, only: frozenset[Quantity] | None) -> Iterator[Step | Gap]:
    for entry in section.entries:
        if isinstance(entry, Gap):
            if only is None:
                yield entry
        elif only is None or entry in only:
            yield kept.step_of(entry)


def _summary(trace: Trace) -> Iterator[Element]:
    problem, history = trace.problem, trace.history
    last = history[-1]
    if problem.optimizer is None:
        if problem.sample_count > 1:
            yield Heading(say("All samples"), 3)
            yield _outputs(problem, last)
        return
    if problem.epochs == 1 and len(problem.batches()) == 1 and problem.sample_count == 1:
        return
    yield Heading(say(f"After {last.epoch} {'epoch' if last.epoch == 1 else 'epochs'}"), 2)
    if problem.loss is not None:
        chosen = _milestones(history)
        header = (say("Epochs"), say(Quantity("total_error")))
        yield Grid(header, tuple((say(str(one.epoch)), say(one.error or 0.0)) for one in chosen))
    yield _outputs(problem, last)


def _milestones(history: tuple[Outcome, ...]) -> list[Outcome]:
    """Return how the network stood before, after 1, 2, 5, 10, 20, 50 .. epochs, and at the end."""
    last = history[-1].epoch
    return [one for one in history if one.epoch in (0, last) or str(one.epoch).rstrip("0") in ("1", "2", "5")]


def _outputs(problem: Problem, outcome: Outcome) -> Grid:
    """Return outputs against targets: a row for each sample, or, where there is one sample only, for each output."""
    network, depth = problem.network, problem.network.depth
    columns = [("out", depth, outcome.outputs)]
    if problem.targets is not None:
        columns.append(("target", depth, problem.targets))
    if problem.sample_count == 1:
        names = [say(Quantity("out", depth, unit, None, 0)) for unit in range(len(network.outputs))]
        rows = [(name, *(say(float(array[unit, 0])) for _, _, array in columns)) for unit, name in enumerate(names)]
        return Grid((say("Output"), say("Value"), say("Target"))[: 1 + len(columns)], tuple(rows))
    if len(network.inputs) <= _NARROW:
        columns.insert(0, ("out", 0, problem.inputs))
    header = [say(Quantity(kind, layer, unit)) for kind, layer, array in columns for unit in range(array.shape[0])]
    samples = [
        (say(str(sample + 1)), *(say(float(value)) for _, _, array in columns for value in array[:, sample]))
        for sample in range(problem.sample_count)
    ]
    return Grid((say("Sample"), *header), tuple(samples))
