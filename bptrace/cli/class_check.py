"""`bptrace check` for a class: many sheets, a table of the students, and what they have in common."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import click

from bptrace.cli import outputs, printing, tracing
from bptrace.cli.asked import asked as asked_for
from bptrace.cli.checking import Request
from bptrace.errors import BptraceError
from bptrace.keys import UnknownKeyError
from bptrace.marking.classroom import Result
from bptrace.marking.folder import Found, find_sheets
from bptrace.marking.many import mark_all, processes, work
from bptrace.marking.method import Item
from bptrace.marking.scheme import Digits, Scheme
from bptrace.marking.scheme_words import Asked, Words
from bptrace.marking.scheme_yaml import load_scheme
from bptrace.marking.sheet import FORMATS
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.report.classroom import Group, class_document, class_text
from bptrace.report.classroom_data import class_csv, class_json
from bptrace.report.markdown import markdown
from bptrace.report.writing import Writing
from bptrace.training import Progress
from bptrace.words import counted, listed, printable

_LONG = 300
"""From so many sheets on, progress is shown on a terminal."""

_MOST_SKIPPED = 10


def run(problem: Problem, request: Request) -> bool:
    """Mark a class's sheets, write what was asked for, and return whether all of them are wholly right.

    Raises
    ------
    BptraceError
        If no sheet is found, or the scheme is at fault.
    """
    scheme = _scheme(problem, request)
    found = _sheets(request)
    jobs = processes(len(found.sheets), request.jobs)
    task = work(problem, scheme, request.rounding, whole=request.json is not None)
    with tracing.progress("sheets", len(found.sheets), _LONG) as advance:
        results = tuple(_told(mark_all(found.sheets, task, jobs), advance))
    group = Group(problem.title, results, request.brief)
    writing = Writing(Notation(problem), signs=request.look.signs)
    _write(group, request, writing)
    _say_skipped(found)
    return all(result.right for result in group.results)


def _told(results: Iterable[Result], advance: Progress) -> Iterator[Result]:
    """Yield results, and tell how many there are so far."""
    for number, result in enumerate(results, 1):
        yield result
        advance(number)


def _scheme(problem: Problem, request: Request) -> Scheme:
    """Return the scheme, with what the command line says in the place of the file's."""
    asked = partial(asked_for, problem, shown=request.naming.chosen(problem))
    words = Words(problem, partial(_meant, asked))
    scheme = Scheme() if request.scheme is None else load_scheme(request.scheme, words.lines)
    if request.required is not None:
        scheme = replace(scheme, digits=Digits(request.required, 0.0 if scheme.digits is None else scheme.digits.mark))
    return scheme if request.ask is None else replace(scheme, asked=asked(request.ask))


def _meant(asked: Asked, word: str) -> frozenset[Item]:
    """Return what a word of a scheme means, which is what it means after --ask."""
    try:
        return asked(word)
    except UnknownKeyError as error:
        raise UnknownKeyError(error.key, str(error).removeprefix("--ask: ")) from None


def _sheets(request: Request) -> Found:
    """Return the sheets.

    Raises
    ------
    BptraceError
        If there is none, one is to be read from standard input, or something would be written among them.
    """
    if any(str(sheet) == "-" for sheet in request.sheets):
        raise BptraceError("-: the sheets of a class are files; expected files or folders")
    others = [path for path in (request.config, request.scheme) if path is not None and str(path) != "-"]
    _check_targets(request)
    found = find_sheets(request.sheets, others)
    if not found.sheets:
        where = ", ".join(map(str, request.sheets))
        skipped = f" among {counted(len(found.skipped), 'other file')}" if found.skipped else ""
        raise BptraceError(f"{where}: found no sheet{skipped}; expected {listed(list(FORMATS))} files")
    outputs.spare(found.sheets, request.targets)
    return found


def _check_targets(request: Request) -> None:
    """Check that nothing is written into a folder of sheets that would be taken for a sheet the next time.

    Raises
    ------
    BptraceError
        If something would be.
    """
    folders = {sheet.resolve() for sheet in request.sheets if sheet.is_dir()}
    for target in request.targets:
        if target.suffix.lower() in FORMATS and target.resolve().parent in folders:
            raise BptraceError(f"{target}: stands among the sheets; expected a file in another folder to write to")


def _write(group: Group, request: Request, writing: Writing) -> None:
    if request.prints and request.look.aloud:
        printing.print_document(class_document(group), writing, request.look)
    elif request.prints:
        printing.print_lines(lambda width: class_text(group, writing, width), request.look)
    reports: dict[Path, Iterable[str]] = {}
    if request.csv is not None:
        reports[request.csv] = class_csv(group.results)
    if request.json is not None:
        reports[request.json] = class_json(group)
    if request.markdown is not None:
        reports[request.markdown] = (line + "\n" for line in markdown(class_document(group), writing))
    outputs.write(tuple(reports), tuple(reports.values()))


def _say_skipped(found: Found) -> None:
    """Say on the error stream what was passed over, if anything was."""
    for one in found.skipped[:_MOST_SKIPPED]:
        click.echo(printable(f"skipped {one.path}: {one.reason}"), err=True)
    if found.skipped[_MOST_SKIPPED:]:
        click.echo(f"skipped {len(found.skipped) - _MOST_SKIPPED} more", err=True)
