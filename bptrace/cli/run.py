"""`bptrace run`: the worked example."""

from __future__ import annotations

from pathlib import Path

from bptrace.cli import chosen, printing, tracing
from bptrace.network import Quantity
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.report.lesson import Options
from bptrace.report.worked_example import worked_example
from bptrace.report.writing import Writing
from bptrace.rounding import Rounding
from bptrace.trace import Trace
from bptrace.training import InterruptedRunError


def run(
    config: Path,
    epochs: int | None,
    show: chosen.Shown,
    rounding: Rounding | None,
    only: str | None,
    digits: int | None,
    brief: bool,
    naming: chosen.Naming,
    look: printing.Appearance,
) -> None:
    """Print the worked example."""
    figures = chosen.figures(digits, rounding)
    subject = tracing.read_any(config)
    look.spare(subject.files)
    if not isinstance(subject, Problem):
        from bptrace.cli import circuits  # a network does without

        circuits.refuse_epochs(epochs, show.typed)
        circuits.refuse_names(naming.typed)
        circuits.show(subject, circuits.Request(rounding, only, figures, brief), look)
        return
    problem = tracing.with_epochs(subject, epochs)
    notation = naming.of(problem)
    interrupted = False
    try:
        trace = tracing.trace(problem, show.of(problem), rounding)
    except InterruptedRunError as so_far:
        trace, interrupted = so_far.trace, True
    wanted = None if only is None else _chosen(trace, only, naming.chosen(problem))
    document = worked_example(trace, notation, Options(brief, wanted, rounding=rounding))
    writing = Writing(notation, figures, look.signs, rounding=rounding)
    printing.print_document(document, writing, look)
    if interrupted:
        raise KeyboardInterrupt


def _chosen(trace: Trace, only: str, shown: Notation | None) -> frozenset[Quantity]:
    from bptrace.selection import select, separate  # which a whole example does without

    return select(trace, separate(only), shown=shown)
