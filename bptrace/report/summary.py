"""How a run ended: the error on the way, the outputs against their targets, and what was learned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bptrace.extent import CLOSE, USUAL, Extent, Gap
from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.report import givens
from bptrace.report.document import Curve, Element, Facts, Grid, Heading, Parts, say
from bptrace.trace import Outcome, Trace

_NARROW = 4
"""Up to this many inputs are repeated beside the outputs of every sample."""

_LONG = 20
"""From this many epochs on, the error is drawn as a curve."""

_ROWS = Extent(whole=40, head=10, tail=5)


def summary(trace: Trace, extent: Extent) -> Iterator[Element]:
    """Yield how the run ended; nothing where one update of one sample has shown it already."""
    problem, last = trace.problem, trace.history[-1]
    if problem.optimizer is None:
        if problem.sample_count > 1:
            yield Heading(say("All samples"), 3)
            yield _outputs(problem, last, extent)
        return
    if problem.epochs == 1 and problem.sample_count == 1:
        return
    yield Heading(say(f"After {last.epoch} {'epoch' if last.epoch == 1 else 'epochs'}"), 2)
    yield _errors(problem, trace.history)
    yield from _curve(trace)
    yield _outputs(problem, last, extent)
    value_of = givens.block_value(problem.network, trace.blocks)
    yield Facts(tuple(givens.parameters(problem.network, value_of, extent)))


def _errors(problem: Problem, history: tuple[Outcome, ...]) -> Grid:
    """Return error and accuracy before the first epoch, after 1, 2, 5, 10, 20, 50 .., and at the end."""
    last = history[-1].epoch
    chosen = [one for one in history if one.epoch in (0, last) or str(one.epoch).rstrip("0") in ("1", "2", "5")]
    everywhere = " of all samples" if len(problem.batches()) > 1 else ""
    heads = [say("Epochs"), say(Quantity("total_error"), everywhere)]
    heads += [say("Accuracy")] if history[-1].accuracy is not None else []
    test = history[-1].test
    if test is not None:
        heads += [say(Quantity("total_error"), f" of {test.outputs.shape[1]} test samples")]
        heads += [say("Accuracy on them")] if test.accuracy is not None else []
    return Grid(tuple(heads), tuple((say(str(one.epoch)), *_measures(one)) for one in chosen))


def _measures(outcome: Outcome) -> Iterator[Parts]:
    """Yield the error and, where there are classes, the accuracy, then the same of the samples put aside."""
    yield say(0.0 if outcome.error is None else outcome.error)
    if outcome.accuracy is not None:
        yield say(outcome.accuracy)
    if outcome.test is not None:
        yield from _measures(outcome.test)


def _curve(trace: Trace) -> Iterator[Curve]:
    """Yield the error of a long run as a curve, if there is an error."""
    points = tuple((one.epoch, one.error) for one in trace.history if one.error is not None)
    if points and trace.history[-1].epoch >= _LONG:
        yield Curve(say(Quantity("total_error")), points)


def _outputs(problem: Problem, outcome: Outcome, extent: Extent) -> Grid:
    """Return outputs against targets: a row for each sample, or, where there is one sample only, for each output."""
    depth, count = problem.network.depth, len(problem.network.outputs)
    if problem.sample_count == 1:
        rows = [
            (say(Quantity("out", depth, unit, None, 0)), *_of_output(problem, outcome, unit, 0))
            for unit in range(count)
        ]
        return Grid((say("Output"), say("Value"), say("Target"))[: len(rows[0])], tuple(rows))
    inputs = range(len(problem.network.inputs) if len(problem.network.inputs) <= _NARROW else 0)
    kinds = ("out",) if problem.targets is None else ("out", "target")
    heads = [say(Quantity("out", 0, unit)) for unit in inputs]
    units = extent.shown(range(count), "outputs")
    for unit in units:
        heads += [say("…")] if isinstance(unit, Gap) else [say(Quantity(kind, depth, unit)) for kind in kinds]
    samples = (USUAL if extent is CLOSE else _ROWS).shown(range(problem.sample_count), "samples")
    rows = [_sample(problem, outcome, inputs, units, sample) for sample in samples]
    return Grid((say("Sample"), *heads), tuple(row + (say(),) * (len(heads) + 1 - len(row)) for row in rows))


def _sample(
    problem: Problem, outcome: Outcome, inputs: range, units: Sequence[int | Gap], sample: int | Gap
) -> tuple[Parts, ...]:
    """Return a row: the sample's number, its inputs, and the outputs, each with its target beside it."""
    if isinstance(sample, Gap):
        return (say(f"… {sample.count} more"),)
    row = [say(str(sample + 1)), *(say(float(problem.inputs[unit, sample])) for unit in inputs)]
    for unit in units:
        row += [say("…")] if isinstance(unit, Gap) else _of_output(problem, outcome, unit, sample)
    return tuple(row)


def _of_output(problem: Problem, outcome: Outcome, unit: int, sample: int) -> list[Parts]:
    arrays = [outcome.outputs] if problem.targets is None else [outcome.outputs, problem.targets]
    return [say(float(array[unit, sample])) for array in arrays]
