"""A trace as data: JSON with everything, or the rows alone, one a line, as JSON Lines or as CSV.

The JSON text has `spec`, from which the trace can be made again, `steps`, the rows, and `history`.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Collection, Iterable, Iterator

from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.report.rows import COLUMNS, Row, Run, number, rows
from bptrace.report.writing import Writing
from bptrace.spec.write import Document, document
from bptrace.trace import Outcome

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)

_EXECUTED = re.compile(r"[\x00-\x1f\x7f-\x9f]|\s*[-=+@＝＋－＠]")
"""How a text begins that a spreadsheet would take for a formula: https://owasp.org/www-community/attacks/CSV_Injection."""


def data(trace: Run, writing: Writing, only: Collection[Quantity] | None = None) -> Iterator[str]:
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
    yield from whole(document(trace.problem), writing, rows(trace, writing, only), history)


def whole(spec: Document, writing: Writing, steps: Iterable[Row], history: Iterable[Row] = ()) -> Iterator[str]:
    """Yield the JSON text of a spec with its rows and its history."""
    yield f'{{\n"spec": {_json(spec)},\n'
    yield f'"digits": {writing.figures.decimals},\n"round": {_json(_rounding(writing))},\n'
    yield '"steps": ['
    yield from _items(steps)
    yield '],\n"history": ['
    yield from _items(history)
    yield "]\n}\n"


def json_lines(trace: Run, writing: Writing, only: Collection[Quantity] | None = None) -> Iterator[str]:
    """Yield the rows as JSON, each on a line of its own; parameters as for `data`."""
    return lines_of(rows(trace, writing, only))


def lines_of(steps: Iterable[Row]) -> Iterator[str]:
    """Yield rows as JSON, each on a line of its own."""
    for row in steps:
        yield _json(row) + "\n"


def comma_separated(trace: Run, writing: Writing, only: Collection[Quantity] | None = None) -> Iterator[str]:
    """Yield the rows as CSV, as `table_of` does; parameters as for `data`."""
    return table_of(rows(trace, writing, only))


def table_of(steps: Iterable[Row]) -> Iterator[str]:
    """Yield rows as CSV (RFC 4180) below a row of their names.

    What does not apply is empty, and `rests_on` has spaces between its keys. A text that a spreadsheet would take for a
    formula has an apostrophe before it; numbers are never changed.
    """
    table = csv.writer(_Passed())
    yield table.writerow(COLUMNS)
    for row in steps:
        cells = {**row, "rests_on": " ".join(row["rests_on"])}
        yield table.writerow([cells[name] if name == "value" else harmless(cells[name]) for name in COLUMNS])


class _Passed:
    """A file for the csv module, which hands each line back as soon as it is made."""

    def write(self, line: str) -> str:
        return line


def harmless(cell: object) -> object:
    """Return a cell as a spreadsheet shows it: a text that it would take for a formula gets an apostrophe before it."""
    is_text = isinstance(cell, str) and not cell[:1].isalnum()
    return f"'{cell}" if is_text and _EXECUTED.match(str(cell)) else cell


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


def _items(items: Iterable[Row]) -> Iterator[str]:
    before = "\n"
    for item in items:
        yield before + _json(item)
        before = ",\n"


def _json(value: object) -> str:
    return _ENCODER.encode(value)
