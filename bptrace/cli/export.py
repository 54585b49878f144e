"""`bptrace export`: the worked example as files, each in the format that its suffix says."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO, TypeAlias

import click

from bptrace import files
from bptrace.circuit.model import Circuit
from bptrace.cli import circuits, options, tracing
from bptrace.errors import BptraceError
from bptrace.notation import Notation
from bptrace.report.data import comma_separated, data, json_lines
from bptrace.report.figures import Figures
from bptrace.report.lesson import Options
from bptrace.report.markdown import markdown
from bptrace.report.matrix_lesson import worked_example
from bptrace.report.writing import Writing
from bptrace.rounding import Rounding
from bptrace.selection import select
from bptrace.trace import Trace
from bptrace.words import listed, nearest


@dataclass(frozen=True)
class Contents:
    """What is written, whatever the format."""

    trace: Trace
    notation: Notation
    options: Options
    writing: Writing


Writer: TypeAlias = Callable[[Contents], Iterator[str]]
"""Yields the text of a file in pieces of any length."""


def _markdown(contents: Contents) -> Iterator[str]:
    for line in markdown(worked_example(contents.trace, contents.notation, contents.options), contents.writing):
        yield line + "\n"


def _json(contents: Contents) -> Iterator[str]:
    return data(contents.trace, contents.writing, contents.options.only)


def _json_lines(contents: Contents) -> Iterator[str]:
    return json_lines(contents.trace, contents.writing, contents.options.only)


def _comma_separated(contents: Contents) -> Iterator[str]:
    return comma_separated(contents.trace, contents.writing, contents.options.only)


WRITERS: dict[str, Writer] = {
    ".md": _markdown,
    ".json": _json,
    ".jsonl": _json_lines,
    ".csv": _comma_separated,
}
"""What writes each format, by its suffix. A new format is a new entry."""

FORMATS = tuple(suffix.removeprefix(".") for suffix in WRITERS)


@click.command(
    epilog="""\b
Examples:
  bptrace export mazur mazur.md mazur.json
  bptrace export network.yaml --epochs 10000 --show 1,10000 --format json -
"""
)
@click.argument("config", type=options.CONFIG)
@click.argument("targets", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "form", type=click.Choice(FORMATS), help="The format, instead of what the suffix says.")
@options.tracing
@options.writing
@options.names
def export(
    config: Path,
    targets: tuple[Path, ...],
    form: str | None,
    epochs: int | None,
    show: tuple[int, ...],
    rounding: Rounding | None,
    only: str | None,
    digits: int,
    brief: bool,
    naming: options.Naming,
) -> None:
    """Write the worked example of the network in CONFIG to files, by their suffix.

    .md has formulas in LaTeX; .json every value, the history and the problem; .jsonl and .csv a row for every line.

    A FILE called - is the standard output, in the format that --format says.
    """
    suffixes = [_suffix(target, form) for target in targets]
    _check_targets(config, targets)
    subject = tracing.read_any(config)
    if isinstance(subject, Circuit):
        circuits.refuse_epochs(epochs, show)
        circuits.refuse_names(naming.typed)
        look = circuits.Look(rounding, only, digits, brief)
        _write(targets, [circuits.written(subject, suffix, look) for suffix in suffixes])
        return
    problem = tracing.with_epochs(subject, epochs)
    notation = naming.of(problem)
    trace = tracing.trace(problem, show, rounding)
    chosen = None if only is None else select(trace, only.split(","))
    writing = Writing(notation, Figures(digits), rounding=rounding)
    contents = Contents(trace, notation, Options(brief, chosen, rounding=rounding), writing)
    _write(targets, [WRITERS[suffix](contents) for suffix in suffixes])


def _write(targets: Sequence[Path], texts: Sequence[Iterator[str]]) -> None:
    """Write each text to its file, or to the standard output."""
    for target, text in zip(targets, texts, strict=True):
        if str(target) == "-":
            _carry_every_sign(sys.stdout)
            sys.stdout.writelines(text)
        else:
            files.write_lines(target, text)


def _carry_every_sign(stream: TextIO) -> None:
    """Write UTF-8, as into a file: a document is not made for the terminal that it passes through."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", newline="")


def _suffix(target: Path, form: str | None) -> str:
    """Return the suffix that says the format of a file.

    Raises
    ------
    BptraceError
        If its suffix says nothing; the message names those that do.
    """
    suffix = f".{form}" if form else target.suffix.lower()
    if suffix in WRITERS:
        return suffix
    if str(target) == "-":
        raise BptraceError(f"-: standard output has no suffix; expected --format with {listed(FORMATS)}")
    meant = nearest(suffix, WRITERS, cutoff=0.5)
    hint = f"; did you mean {target.with_suffix(meant).name}?" if meant else ""
    found = f"unknown suffix {suffix!r}" if suffix else "no suffix"
    raise BptraceError(f"{target}: {found}; expected {listed(list(WRITERS))}{hint}")


def _check_targets(config: Path, targets: Sequence[Path]) -> None:
    """Check that no file is written over the one that is read, nor twice."""
    seen: set[Path] = set()
    for target in targets:
        if str(target) == "-":
            continue
        if str(config) != "-" and target.exists() and target.samefile(config):
            raise BptraceError(f"{target}: this is the file that is read; expected another one to write to")
        if target.resolve() in seen:
            raise BptraceError(f"{target}: written twice; expected different files")
        seen.add(target.resolve())
