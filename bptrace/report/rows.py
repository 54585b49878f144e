"""A trace as rows: one for every line of every kept round, in order of reading, with all digits of its value."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from math import isfinite
from typing import Any, Protocol, TypeAlias

from bptrace.functions.optimizers import STATE_NAMES
from bptrace.network import Position, Quantity
from bptrace.problem import Problem
from bptrace.report.columns import Texts
from bptrace.report.laid_out import Book, Kin, Line
from bptrace.report.writing import Writing
from bptrace.sections import EVERYTHING, Gap, Topic, sections
from bptrace.trace import Outcome, Round

Row: TypeAlias = dict[str, Any]

COLUMNS = (
    *("epoch", "step", "sample", "phase", "layer", "unit"),
    *("key", "symbol", "formula", "with_numbers", "value", "rests_on"),
)
"""The fields of a row, in order."""

_PHASES = {Topic.FORWARD: "forward", Topic.ERROR: "error", Topic.AFTER: "after"}


class Run(Protocol):
    """What a run hands on: its rounds in order, held or made as they are asked for, and then how the network stood."""

    @property
    def problem(self) -> Problem:
        """The problem that is run."""

    @property
    def rounds(self) -> Iterable[Round]:
        """The kept rounds, in order."""

    @property
    def history(self) -> Sequence[Outcome]:
        """How the network stood after some of the epochs, complete when the rounds have been gone through."""


def rows(trace: Run, writing: Writing, only: Collection[Quantity] | None = None) -> Iterator[Row]:
    """Yield a row for what is given in each kept round, and for each of its lines; no line is left out.

    Epoch, step and sample count from 1; layer 0 is the inputs; what does not apply is None. A sum has as many terms as the
    writing shows of one, and `rests_on` what the formula names. The value is the full float64; one that is no number JSON
    knows is a text, `inf`, `-inf` or `nan`, which `float` reads.
    """
    names = dict[tuple[str, Kin], Texts]()
    for kept in trace.rounds:
        book = Book(kept, writing, names)
        for phase, quantity in _lines(trace.problem, kept):
            if only is None:
                yield _row(kept, phase, quantity, book.line(quantity))
            elif quantity in only:
                yield _row(kept, phase, quantity, book.alone(quantity))


def _lines(problem: Problem, kept: Round) -> Iterator[tuple[str, Quantity]]:
    for quantity in _givens(problem, kept):
        yield "given", quantity
    for section in sections(problem, kept, EVERYTHING):
        for entry in section.entries:
            assert not isinstance(entry, Gap)
            learned = entry.kind in STATE_NAMES or (entry.after and section.topic is not Topic.AFTER)
            yield "update" if learned else _PHASES.get(section.topic, "backward"), entry


def _givens(problem: Problem, kept: Round) -> Iterator[Quantity]:
    """Yield what a round starts from: inputs, targets, parameters, what the optimizer remembers, and constants."""
    network = problem.network
    for sample in kept.samples:
        yield from (Quantity("out", 0, unit, None, sample) for unit in range(len(network.inputs)))
        if problem.targets is not None:
            outputs = range(len(network.outputs))
            yield from (Quantity("target", network.depth, unit, None, sample) for unit in outputs)
    for kind in ("parameter", *(problem.optimizer.state if problem.optimizer else ())):
        for _, parameter in network.parameters():
            block, _ = network.locate(Position(parameter.layer or 0, parameter.unit, parameter.source))
            if kind == "parameter" or network.blocks[block].trained:
                yield parameter._replace(kind=kind)
    yield from (Quantity(kind) for kind in problem.constant_kinds)


def _row(kept: Round, phase: str, quantity: Quantity, line: Line) -> Row:
    in_layer = quantity.layer is not None and quantity.unit is not None
    return {
        "epoch": kept.epoch,
        "step": kept.step,
        "sample": None if quantity.sample is None else quantity.sample + 1,
        "phase": phase,
        "layer": quantity.layer,
        "unit": kept.program.network.units(quantity.layer or 0)[quantity.unit or 0] if in_layer else None,
        "key": line.key,
        "symbol": line.symbol,
        "formula": line.formula,
        "with_numbers": line.with_numbers,
        "value": number(line.value),
        "rests_on": line.rests_on,
    }


def number(value: float) -> float | str:
    """Return a value as JSON has it: one that is not finite as the text that `float` reads."""
    return value if isfinite(value) else repr(value)
