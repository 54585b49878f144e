"""`bptrace export`: the worked example as files, each in the format that its suffix says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from bptrace.circuit.model import Circuit
from bptrace.cli import chosen, circuits, outputs, tracing
from bptrace.dataclass import dataclass
from bptrace.notation import Notation
from bptrace.report.data import comma_separated, data, json_lines
from bptrace.report.lesson import Options
from bptrace.report.markdown import markdown
from bptrace.report.worked_example import worked_example
from bptrace.report.writing import LONGEST, Writing
from bptrace.rounding import Rounding
from bptrace.selection import select, separate
from bptrace.training import Stream


@dataclass(frozen=True)
class Contents:
    """What is written, whatever the format."""

    stream: Stream
    notation: Notation
    options: Options
    writing: Writing


Writer: TypeAlias = Callable[[Contents], Iterator[str]]
"""Yields the text of a file in pieces of any length."""


def _markdown(contents: Contents) -> Iterator[str]:
    for line in markdown(
        worked_example(contents.stream.trace(), contents.notation, contents.options), contents.writing
    ):
        yield line + "\n"


def _json(contents: Contents) -> Iterator[str]:
    return data(contents.stream, contents.writing, contents.options.only)


def _json_lines(contents: Contents) -> Iterator[str]:
    return json_lines(contents.stream, contents.writing, contents.options.only)


def _comma_separated(contents: Contents) -> Iterator[str]:
    return comma_separated(contents.stream, contents.writing, contents.options.only)


WRITERS: dict[str, Writer] = {
    ".md": _markdown,
    ".json": _json,
    ".jsonl": _json_lines,
    ".csv": _comma_separated,
}
"""What writes each format, by its suffix. A new format is a new entry."""


def export(
    config: Path,
    targets: tuple[Path, ...],
    form: str | None,
    epochs: int | None,
    show: chosen.Shown,
    rounding: Rounding | None,
    only: str | None,
    digits: int | None,
    brief: bool,
    full: bool,
    naming: chosen.Naming,
) -> None:
    """Write the worked example to files."""
    figures = chosen.figures(digits, rounding)
    suffixes = [outputs.suffix_of(target, form, WRITERS) for target in targets]
    outputs.check(config, targets)
    subject = tracing.read_any(config)
    if isinstance(subject, Circuit):
        circuits.refuse_epochs(epochs, show.typed)
        circuits.refuse_names(naming.typed)
        request = circuits.Request(rounding, only, figures, brief)
        outputs.write(targets, [circuits.written(subject, suffix, request) for suffix in suffixes])
        return
    problem = tracing.with_epochs(subject, epochs)
    outputs.spare(problem.files, targets)
    notation = naming.of(problem)
    with tracing.stream(problem, show.of(problem), rounding) as stream:
        wanted = None if only is None else select(stream.lines, separate(only), shown=naming.chosen(problem))
        writing = Writing(notation, figures, longest=None if full else LONGEST, rounding=rounding)
        contents = Contents(stream, notation, Options(brief, wanted, rounding=rounding), writing)
        outputs.write(targets, [WRITERS[suffix](contents) for suffix in suffixes])
