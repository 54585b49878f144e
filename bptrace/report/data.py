"""A trace as data: every line of every kept round, in order of reading, with all digits of its value.

The text is JSON: `spec`, from which the trace can be made again, `steps`, one row for each line, and `history`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from math import isfinite
from typing import Any, TypeAlias

from bptrace.network import Position, Quantity
from bptrace.problem import Problem
from bptrace.report.writing import Writing
from bptrace.sections import EVERYTHING, Gap, Topic, sections
from bptrace.spec.write import document
from bptrace.trace import Outcome, Round, Step, Trace

Row: TypeAlias = dict[str, Any]

_PHASES = {Topic.FORWARD: "forward", Topic.ERROR: "error", Topic.AFTER: "after"}


def data(trace: Trace, writing: Writing, only: Collection[Quantity] | None = None) -> Iterator[str]:
    """Yield the JSON text of a trace, row by row.

    Parameters
    ----------
    trace
        What was kept of a run.
    writing
        How symbols, formulas and printed figures are written.
    only
        Write only the rows of these quantities.
    """
    yield f'{{\n"spec": {_json(document(trace.problem))},\n'
    yield f'"digits": {writing.figures.decimals},\n"round": {_json(_rounding(writing))},\n'
    yield '"steps": ['
    yield from _items(rows(trace, writing, only))
    yield '],\n"history": ['
    yield from _items(_outcome(trace.problem, outcome) for outcome in trace.history)
    yield "]\n}\n"


def rows(trace: Trace, writing: Writing, only: Collection[Quantity] | None = None) -> Iterator[Row]:
    """Yield a row for what is given in each kept round, and for each of its lines; nothing is left out.

    Epoch, step and sample count from 1; layer 0 is the inputs; what does not apply is None. Sums have all their terms. The
    value is the full float64; one that is no number JSON knows is a text, `inf`, `-inf` or `nan`, which `float` reads.
    """
    writing = replace(writing, longest=None)
    for kept in trace.rounds:
        for phase, step in _steps(trace.problem, kept):
            if only is None or step.quantity in only:
                yield _row(kept, phase, step, writing)


def _steps(problem: Problem, kept: Round) -> Iterator[tuple[str, Step]]:
    for quantity in _givens(problem, kept):
        yield "given", kept.step_of(quantity)
    for section in sections(problem, kept, EVERYTHING):
        for entry in section.entries:
            assert not isinstance(entry, Gap)
            learned = entry.after and section.topic is not Topic.AFTER
            yield "update" if learned else _PHASES.get(section.topic, "backward"), kept.step_of(entry)


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
    yield from (Quantity(kind) for kind in problem.constants)


def _row(kept: Round, phase: str, step: Step, writing: Writing) -> Row:
    quantity, notation, line = step.quantity, writing.notation, writing.line(step, kept)
    network, given = notation.problem.network, step.formula is None
    in_layer = quantity.layer is not None and quantity.unit is not None
    return {
        "epoch": kept.epoch,
        "step": kept.step,
        "sample": None if quantity.sample is None else quantity.sample + 1,
        "phase": phase,
        "layer": quantity.layer,
        "unit": network.units(quantity.layer or 0)[quantity.unit or 0] if in_layer else None,
        "key": notation.key(quantity),
        "symbol": line.name,
        "formula": None if given else line.formula,
        "with_numbers": None if given else line.numbers,
        "value": _number(step.value),
        "rests_on": [notation.key(one) for one in step.rests_on],
    }


def _outcome(problem: Problem, outcome: Outcome) -> Row:
    return {
        "epoch": outcome.epoch,
        "error": None if outcome.error is None else _number(outcome.error),
        "outputs": [
            {name: _number(float(value)) for name, value in zip(problem.network.outputs, column, strict=True)}
            for column in outcome.outputs.T
        ],
    }


def _rounding(writing: Writing) -> str | None:
    rounding = writing.rounding
    return None if rounding is None else f"{rounding.places}{'sf' if rounding.significant else ''}"


def _number(value: float) -> float | str:
    return value if isfinite(value) else repr(value)


def _items(items: Iterator[Row]) -> Iterator[str]:
    before = "\n"
    for item in items:
        yield before + _json(item)
        before = ",\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
