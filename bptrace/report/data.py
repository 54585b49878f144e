"""A trace as data: JSON with everything, or the rows alone, one a line, as JSON Lines or as CSV.

The JSON text has `spec`, from which the trace can be made again, `steps`, the rows, and `history`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import partial

from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.report.encoding import HEAD, csv_lines, encoded, json_texts
from bptrace.report.rows import Source, written
from bptrace.report.slabs import Row, Slab, number
from bptrace.report.writing import Writing
from bptrace.spec.write import Document, document
from bptrace.trace import Outcome


def data(trace: Source, writing: Writing, only: Collection[Quantity] | None = None) -> Iterator[str]:
    """Yield the JSON text of a trace, row by row.

    Parameters
    ----------
    trace
        A run; its rounds are gone through once.
    writing
        How symbols, formulas and printed figures are written.
    only
        Write only the rows of these quantities.
    """
    history = (_outcome(trace.problem, outcome) for outcome in trace.history)
    yield from _whole(document(trace.problem), writing, written(trace, writing, only, json_texts), history)


def whole(spec: Document, writing: Writing, steps: Iterable[Row]) -> Iterator[str]:
    """Yield the JSON text of a spec with rows, and without a history."""
    yield from _whole(spec, writing, map(encoded, steps), ())


def _whole(spec: Document, writing: Writing, steps: Iterable[str], history: Iterable[Row]) -> Iterator[str]:
    yield f'{{\n"spec": {encoded(spec)},\n'
    yield f'"digits": {writing.figures.decimals},\n"round": {encoded(_rounding(writing))},\n'
    yield '"steps": ['
    yield from _items(steps)
    yield '],\n"history": ['
    yield from _items(map(encoded, history))
    yield "]\n}\n"


def json_lines(trace: Source, writing: Writing, only: Collection[Quantity] | None = None) -> Iterator[str]:
    """Yield the rows as JSON, each on a line of its own; parameters as for `data`."""
    return written(trace, writing, only, partial(json_texts, end="\n"))


def lines_of(steps: Iterable[Row]) -> Iterator[str]:
    """Yield rows as JSON, each on a line of its own."""
    for row in steps:
        yield from json_texts(Slab.of(row), end="\n")


def comma_separated(trace: Source, writing: Writing, only: Collection[Quantity] | None = None) -> Iterator[str]:
    """Yield the rows as CSV, as `csv_lines` does, below a row of their names; parameters as for `data`."""
    yield HEAD
    yield from written(trace, writing, only, csv_lines)


def table_of(steps: Iterable[Row]) -> Iterator[str]:
    """Yield rows as CSV below a row of their names."""
    yield HEAD
    for row in steps:
        yield from csv_lines(Slab.of(row))


def _outcome(problem: Problem, outcome: Outcome) -> Row:
    test = outcome.test
    return {
        "epoch": outcome.epoch,
        **_measures(outcome),
        **({} if test is None else {"test": _measures(test)}),
        "outputs": [
            {name: number(float(value)) for name, value in zip(problem.network.outputs, column, strict=True)}
            for column in outcome.outputs.T
        ],
    }


def _measures(outcome: Outcome) -> Row:
    error = None if outcome.error is None else number(outcome.error)
    return {"error": error} if outcome.accuracy is None else {"error": error, "accuracy": outcome.accuracy}


def _rounding(writing: Writing) -> str | None:
    rounding = writing.rounding
    return None if rounding is None else f"{rounding.places}{'sf' if rounding.significant else ''}"


def _items(items: Iterable[str]) -> Iterator[str]:
    before = "\n"
    for item in items:
        yield before + item
        before = ",\n"
