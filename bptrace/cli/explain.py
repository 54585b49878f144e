"""`bptrace explain`: one number and all that it rests on, or where a published figure may come from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bptrace.circuit.model import Circuit
from bptrace.cli import chosen, circuits, printing, tracing
from bptrace.keys import Key, Keys
from bptrace.notation import Notation
from bptrace.report.conventions import names
from bptrace.report.derivation import derivation
from bptrace.report.lesson import Options
from bptrace.report.writing import Writing
from bptrace.rounding import Rounding


def explain(
    config: Path,
    key: str,
    rounding: Rounding | None,
    digits: int | None,
    brief: bool,
    naming: chosen.Naming,
    look: printing.Appearance,
) -> int:
    """Print how a number comes about; return the exit status, 1 if an origin was sought and none found."""
    figures = chosen.figures(digits, rounding)
    problem = tracing.read_any(config)
    look.spare(problem.files)
    key, claimed, published = key.partition("=")
    if claimed:
        from bptrace.cli import origins  # what marks figures is not loaded to derive one

        origins.check(problem, rounding)
    if isinstance(problem, Circuit):
        circuits.refuse_names(naming.typed)
        circuits.derive(problem, key, circuits.Request(rounding, None, figures, brief), look)
        return 0
    notation = naming.of(problem)
    found = Keys(Notation(problem), naming.chosen(problem)).find(key)
    if claimed:
        request = origins.Request(figures.decimals, brief, look)
        return int(not origins.trace_back(problem, _canonical(notation, found), published, notation, request))
    epoch = found.epoch
    if epoch > problem.epochs and problem.optimizer is not None:
        problem = replace(problem, epochs=epoch)
    trace = tracing.trace(problem, (epoch,), rounding)
    document = derivation(
        trace, _canonical(notation, found), Options(brief, rounding=rounding, called=tuple(names(notation)))
    )
    writing = Writing(notation, figures, look.signs, rounding=rounding)
    printing.print_document(document, writing, look)
    return 0


def _canonical(notation: Notation, found: Key) -> str:
    """Return the key of what was found by any of its spellings."""
    update = "" if found.step is None else f".{found.step}"
    return f"{notation.key(found.quantity)}@{found.epoch}{update}"
