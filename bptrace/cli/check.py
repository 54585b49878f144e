"""`bptrace check`: hand calculations, marked line by line."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from bptrace.cli import outputs, printing, tracing
from bptrace.cli.checking import Request
from bptrace.errors import BptraceError
from bptrace.marking.diagnosis import diagnose
from bptrace.marking.sheet import FORMATS, LARGEST, Sheet, load, loads
from bptrace.problem import Problem
from bptrace.report.figures import Figures
from bptrace.report.marked import marked_sheet
from bptrace.report.marked_account import Account
from bptrace.report.writing import Writing
from bptrace.words import listed

_FORMS = tuple(suffix.removeprefix(".") for suffix in FORMATS)


def check(**asked: Any) -> int:
    """Mark one sheet or a class; return the exit status, 1 if anything is wrong."""
    request = Request(**asked)
    request.check()
    problem = tracing.read(request.config)
    outputs.spare(problem.files, request.targets)
    outputs.check_writable(request.targets)
    if request.of_class:
        from bptrace.cli import class_check  # what a class needs is not loaded for one sheet

        return int(not class_check.run(problem, request))
    return int(not _check_one(problem, request))


def _check_one(problem: Problem, request: Request) -> bool:
    """Mark one sheet, write the reports, and return whether all is right."""
    (path,) = request.sheets
    notation = request.naming.of(problem)
    writing = Writing(notation, Figures(request.digits))
    marked = request.marker(problem).mark(_read(path, request.form))
    account = Account(marked, diagnose(marked, notation), request.required)
    if request.prints:
        shown = replace(writing, signs=request.look.signs)
        printing.print_document(marked_sheet(account, brief=request.brief), shown, request.look)
    reports: dict[Path, Iterable[str]] = {}
    if request.markdown is not None:
        from bptrace.report.markdown import markdown  # which few ask for

        lines = markdown(marked_sheet(account, brief=request.brief), writing)
        reports[request.markdown] = (line + "\n" for line in lines)
    if request.json is not None:
        from bptrace.report.marked_data import marked_data

        reports[request.json] = marked_data(account, writing)
    outputs.write(tuple(reports), tuple(reports.values()))
    return account.right


def _read(path: Path, form: str | None) -> Sheet:
    if str(path) != "-":
        return load(path)
    if form is None:
        raise BptraceError(f"-: standard input has no suffix; expected --format with {listed(_FORMS)}")
    sheet = loads(sys.stdin.buffer.read(LARGEST + 1), tracing.STANDARD_INPUT, f".{form}")
    return replace(sheet, name="Standard input") if sheet.name == tracing.STANDARD_INPUT else sheet
