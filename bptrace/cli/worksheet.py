"""`bptrace worksheet`: the lines of a worked example, to be worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bptrace.cli import chosen, outputs, tracing
from bptrace.errors import BptraceError
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
    notation = naming.of(problem)
    trace = tracing.trace(problem, show.of(problem), rounding)
    only = None if ask is None else select(trace, separate(ask), "--ask", naming.chosen(problem))
    sheet = worksheet(trace, notation, Asked(only, hints, rounding))
    texts = ["".join(WRITERS[suffix](sheet)) for suffix in suffixes]
    if not force:
        _check_blank(targets, texts)
    outputs.write(targets, texts)


def _check_blank(targets: Sequence[Path], texts: Sequence[str]) -> None:
    """Check that nothing is written over but what is empty or the same already: whatever else there is may be somebody's work.

    Raises
    ------
    BptraceError
        If something would be.
    """
    for target, text in zip(targets, texts, strict=True):
        if str(target) != "-" and target.is_file() and not _is_blank(target, text.encode(errors="replace")):
            found = "there is such a file, and it is not this blank sheet"
            raise BptraceError(f"{target}: {found}; expected another name, or --force to write over it")


def _is_blank(path: Path, sheet: bytes) -> bool:
    """Whether a file is empty or a certain sheet, sign by sign."""
    with path.open("rb") as file:
        return file.read(len(sheet) + 1) in (b"", sheet)
