"""`bptrace worksheet`: the lines of a worked example, to be worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bptrace import files
from bptrace.cli import chosen, outputs, tracing
from bptrace.errors import BptraceError
from bptrace.marking.sheet import LARGEST, SheetError, loads
from bptrace.report.worksheet import Asked, worksheet
from bptrace.report.worksheet_formats import WRITERS
from bptrace.rounding import Rounding
from bptrace.selection import select, separate


def blank(
    config: Path,
    targets: tuple[Path, ...],
    form: str | None,
    ask: str | None,
    hints: bool,
    force: bool,
    epochs: int | None,
    show: chosen.Shown,
    rounding: Rounding | None,
    naming: chosen.Naming,
) -> None:
    """Write a blank sheet to files."""
    suffixes = [outputs.suffix_of(target, form, WRITERS) for target in targets]
    outputs.check(config, targets)
    problem = tracing.read(config, epochs)
    outputs.spare(problem.files, targets)
    if not force:
        _check_blank(targets, suffixes)
    notation = naming.of(problem)
    trace = tracing.trace(problem, show.of(problem), rounding)
    only = None if ask is None else select(trace, separate(ask), "--ask", naming.chosen(problem))
    sheet = worksheet(trace, notation, Asked(only, hints, rounding))
    outputs.write(targets, [WRITERS[suffix](sheet) for suffix in suffixes])


def _check_blank(targets: Sequence[Path], suffixes: Sequence[str]) -> None:
    """Check that nothing is written over but sheets that are blank: a figure on one is somebody's work.

    Raises
    ------
    BptraceError
        If something would be.
    """
    for target, suffix in zip(targets, suffixes, strict=True):
        if str(target) != "-" and target.is_file() and not _is_blank(target, suffix):
            found = "there is such a file, and it is no blank sheet"
            raise BptraceError(f"{target}: {found}; expected another name, or --force to write over it")


def _is_blank(path: Path, suffix: str) -> bool:
    """Whether a file is a sheet with neither a name nor a figure on it, or empty."""
    try:
        sheet = loads(files.read(path, LARGEST), "", suffix)
    except SheetError:
        return False
    return not sheet.name and not any(entry.text for entry in sheet.entries)
