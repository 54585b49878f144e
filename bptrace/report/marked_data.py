"""A marked sheet as data: one JSON object with every line, what explains the wrong ones, and the counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from bptrace.marking.diagnosis import Cause
from bptrace.marking.verdicts import Mark, Verdict
from bptrace.report.encoding import encoded
from bptrace.report.marked_account import Account, Group
from bptrace.report.slabs import number
from bptrace.report.writing import Writing

Object: TypeAlias = dict[str, Any]


def marked_data(account: Account, writing: Writing) -> Iterator[str]:
    """Yield the JSON text of a marked sheet, each line of the sheet on a line of its own."""
    whole = marked_object(account, writing)
    for place, (name, value) in enumerate(whole.items()):
        yield f"{',' if place else '{'}\n{encoded(name)}: "
        yield (
            "[" + ",".join(f"\n{encoded(item)}" for item in value) + "\n]"
            if value and name in _LISTS
            else encoded(value)
        )
    yield "\n}\n"


_LISTS = ("lines", "findings")


def marked_object(account: Account, writing: Writing) -> Object:
    """Return a marked sheet as an object for JSON.

    `lines` has every line in the order in which they rest on one another, then what is no line of the example; `findings` has
    what explains the wrong lines, the earliest first. What does not apply is None.
    """
    return {
        "sheet": account.marked.sheet.name,
        "title": account.marked.method.problem.title,
        "right": account.right,
        "counts": {verdict.value: account.count(verdict) for verdict in Verdict},
        "unknown": len(account.unplaced),
        "lines_of_example": account.lines,
        "not_on_sheet": account.left_out,
        "lines": [_line(account, mark, writing) for mark in account.marked.marks],
        "findings": [_finding(account, group, writing) for group in account.groups if group.causes],
        "unexplained": [mark.key for group in account.groups if not group.causes for mark in group.marks],
    }


def _line(account: Account, mark: Mark, writing: Writing) -> Object:
    epoch, step, quantity = mark.item or (None, None, None)
    return {
        "key": mark.key,
        "symbol": None if quantity is None else writing.name(quantity),
        "epoch": epoch,
        "step": step,
        "line": None if mark.entry is None else mark.entry.line,
        "column": None if mark.entry is None else mark.entry.column,
        "written": None if mark.entry is None else mark.entry.text,
        "value": None if mark.figure is None else number(mark.figure.value),
        "exact": None if mark.exact is None else number(mark.exact),
        "own": None if mark.own is None else [number(end) for end in mark.own],
        "verdict": None if mark.item is None else mark.verdict.value,
        "credited": mark.credited,
        "reason": mark.reason or None,
        "enough_digits": None if account.required is None or mark.figure is None else not account.few_digits(mark),
    }


def _finding(account: Account, group: Group, writing: Writing) -> Object:
    return {
        "lines": [mark.key for mark in group.marks],
        "causes": [_cause(account, group.marks[0], cause, writing) for cause in group.causes],
        "decides": None if group.decides is None else account.key(group.decides),
        "told": [number(value) for value in account.told(group)],
    }


def _cause(account: Account, mark: Mark, cause: Cause, writing: Writing) -> Object:
    assert mark.item is not None
    derived = None if cause.formula is None else account.derived(mark.item, cause.formula)
    formula = None if derived is None else derived.step.formula
    value = account.comes_to(cause, mark) if derived is None else cause.value
    return {
        "code": cause.code,
        "name": cause.name,
        "where": cause.where or None,
        "sentence": cause.sentence,
        "formula": None if formula is None else writing.formula(formula),
        "with_numbers": None if derived is None or formula is None else writing.with_numbers(formula, derived),
        "value": None if value is None else number(value),
    }
