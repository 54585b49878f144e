"""`bptrace check`: hand calculations, marked line by line."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from bptrace.cli import options, outputs, printing, tracing
from bptrace.cli.checking import Request
from bptrace.errors import BptraceError
from bptrace.marking.diagnosis import diagnose
from bptrace.marking.sheet import FORMATS, Sheet, load, loads
from bptrace.problem import Problem
from bptrace.report.figures import Figures
from bptrace.report.marked import marked_sheet
from bptrace.report.marked_account import Account
from bptrace.report.writing import Writing
from bptrace.words import listed

_PATH = click.Path(path_type=Path, allow_dash=True)
_FORMS = tuple(suffix.removeprefix(".") for suffix in FORMATS)


@click.command(
    epilog="""\b
Examples:
  bptrace check mazur sheet.yaml
  bptrace check mazur sheet.csv --round 4 --required 4sf
  bptrace check mazur answers/ --csv marks.csv

A sheet is a .yaml, .csv or .md file with a figure for each key, such as delta_o1: 0.1385; bptrace worksheet writes blank
ones. The exit status is 1 if anything that was asked for is wrong, missing, unreadable, cut off or too coarse.
"""
)
@click.argument("config", type=options.CONFIG)
@click.argument("sheets", metavar="SHEET...", nargs=-1, required=True, type=_PATH)
@click.option("--format", "form", type=click.Choice(_FORMS), help="The format of a sheet on standard input, `-`.")
@click.option(
    "--ask", metavar="KEYS", help="What was asked for: keys (delta_o1, w5+@2), parameters (w5), neurons (h1)."
)
@click.option("--round", "rounding", type=options.Places(), metavar="N|Nsf", help="How every line was to be rounded.")
@click.option(
    "--required", type=options.Places(), metavar="N|Nsf", help="Digits that were wanted: told beside the verdicts."
)
@click.option("--brief", is_flag=True, help="Leave the table of all lines out.")
@click.option("--digits", type=click.IntRange(1, 17), default=9, metavar="N", help="Decimals [default: 9].")
@click.option(
    "--md", "markdown", type=_PATH, metavar="FILE", help="Write the report as Markdown; - is standard output."
)
@click.option("--json", type=_PATH, metavar="FILE", help="Write what was found as JSON; - is standard output.")
@click.option("--csv", type=_PATH, metavar="FILE", help="For a class: write a row for each student.")
@click.option(
    "--scheme", type=_PATH, metavar="FILE", help="For a class: how many marks a line is worth, in a YAML file."
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="For a class: processes [default: all processors].")
@options.names
@printing.appearance
@click.pass_context
def check(context: click.Context, /, **asked: Any) -> None:
    """Mark hand calculations of the network in CONFIG, line by line.

    One SHEET gets a report: the first wrong line, what went wrong there, and what follows from it. Several sheets or a folder
    are a class.
    """
    request = Request(**asked)
    request.check()
    if request.of_class:
        from bptrace.cli import class_check  # what a class needs is not loaded for one sheet

        right = class_check.run(tracing.read(request.config), request)
    else:
        right = _check_one(tracing.read(request.config), request)
    context.exit(int(not right))


def _check_one(problem: Problem, request: Request) -> bool:
    """Mark one sheet, write the reports, and return whether all is right."""
    (path,) = request.sheets
    writing = Writing(request.naming.of(problem), Figures(request.digits))
    marked = request.marker(problem).mark(_read(path, request.form))
    account = Account(marked, diagnose(marked), request.required)
    if request.prints:
        shown = replace(writing, signs=request.look.signs)
        printing.print_document(marked_sheet(account, brief=request.brief), shown, request.look)
    if request.markdown is not None:
        from bptrace.report.markdown import markdown  # which few ask for

        lines = markdown(marked_sheet(account, brief=request.brief), writing)
        outputs.write((request.markdown,), ((line + "\n" for line in lines),))
    if request.json is not None:
        from bptrace.report.marked_data import marked_data

        outputs.write((request.json,), (marked_data(account, writing),))
    return account.right


def _read(path: Path, form: str | None) -> Sheet:
    if str(path) != "-":
        return load(path)
    if form is None:
        raise BptraceError(f"-: standard input has no suffix; expected --format with {listed(_FORMS)}")
    sheet = loads(sys.stdin.buffer.read(), "<stdin>", f".{form}")
    return replace(sheet, name="Standard input") if sheet.name == "<stdin>" else sheet
