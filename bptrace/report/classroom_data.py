"""A class as data: JSON with every line of every sheet, or CSV with a row for each student."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any, TypeAlias

from bptrace.marking.classroom import Explained, Line, Result
from bptrace.marking.in_common import Common, common_mistakes, often_wrong
from bptrace.marking.verdicts import Verdict
from bptrace.report.classroom import Group, plain_number
from bptrace.report.encoding import encoded, harmless
from bptrace.report.slabs import number

Object: TypeAlias = dict[str, Any]

COLUMNS = (
    "student", "file", "marks", "out_of", "right",
    *(verdict.value.replace(" ", "_") for verdict in Verdict),
    "unknown", "few_digits", "first_wrong", "first_wrong_line", "codes", "mistakes", "unexplained", "fault",
)  # fmt: skip
"""The columns of the table; `right` says whether all of a sheet is, the counts have the names of the verdicts."""


def class_csv(results: Iterable[Result]) -> Iterator[str]:
    """Yield the table as CSV (RFC 4180), row by row below a row of the columns' names.

    A text that a spreadsheet would take for a formula has an apostrophe before it; a sheet that cannot be marked has a fault
    and nothing else.
    """
    yield _row(COLUMNS)
    for result in results:
        yield _row([harmless(cell) for cell in _cells(result)])


def _row(cells: Sequence[object]) -> str:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _cells(result: Result) -> list[object]:
    if result.fault:
        return [result.student, result.file, *[""] * (len(COLUMNS) - 3), result.fault]
    return [
        result.student,
        result.file,
        plain_number(result.award.marks),
        plain_number(result.award.out_of),
        "yes" if result.right else "no",
        *(result.counts.get(verdict, 0) for verdict in Verdict),
        result.unknown,
        result.few_digits,
        *(result.wrong[:1] or ("",)),
        "" if result.first is None else result.first,
        "; ".join(_joined(found, 0) for found in result.explained),
        "; ".join(_joined(found, 1) for found in result.explained),
        " ".join(result.unexplained),
        "",
    ]


def _joined(explained: Explained, field: int) -> str:
    """Return the codes, or the names, of the mistakes that would explain some lines."""
    return " or ".join(dict.fromkeys(cause[field] for cause in explained.causes))


def class_json(group: Group) -> Iterator[str]:
    """Yield the JSON text of a class: the sheets, each on a line, then what they have in common."""
    yield f'{{\n"title": {encoded(group.title)},\n"sheets": ['
    before = "\n"
    for result in group.results:
        yield before + encoded(_sheet(result))
        before = ",\n"
    yield f'],\n"mistakes": {encoded([_common(one) for one in common_mistakes(group.results)])},\n'
    hard = [{"key": key, "sheets": count} for key, count in often_wrong(group.results)]
    yield f'"lines_wrong": {encoded(hard)}\n}}\n'


def _sheet(result: Result) -> Object:
    if result.fault:
        return {"sheet": result.student, "file": result.file, "fault": result.fault}
    return {
        "sheet": result.student,
        "file": result.file,
        "fault": None,
        "right": result.right,
        "marks": result.award.marks,
        "out_of": result.award.out_of,
        "counts": {verdict.value: result.counts.get(verdict, 0) for verdict in Verdict},
        "lines": [_line(line) for line in result.lines],
        "findings": [_finding(found) for found in result.explained],
        "unexplained": list(result.unexplained),
    }


def _line(line: Line) -> Object:
    return {
        "key": line.key,
        "line": line.line,
        "written": line.written,
        "exact": None if line.exact is None else number(line.exact),
        "verdict": None if line.exact is None else line.verdict.value,
        "marks": line.marks,
        "out_of": line.out_of,
        "reason": line.reason or None,
        "enough_digits": line.enough_digits,
    }


def _finding(explained: Explained) -> Object:
    return {
        "lines": list(explained.lines),
        "causes": [{**cause._asdict(), "where": cause.where or None} for cause in explained.causes],
        "decides": explained.decides or None,
    }


def _common(common: Common) -> Object:
    return {
        "code": common.code,
        "name": common.name,
        "sheets": [result.file for result in common.sure],
        "perhaps": [result.file for result in common.perhaps],
    }
