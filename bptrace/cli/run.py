"""`bptrace run`: the worked example."""

from __future__ import annotations

from pathlib import Path

import click

from bptrace.cli import options, printing, tracing
from bptrace.report.figures import Figures
from bptrace.report.lesson import Options, lesson
from bptrace.report.writing import Writing
from bptrace.rounding import Rounding
from bptrace.selection import select


@click.command(
    epilog="""\b
Examples:
  bptrace run mazur
  bptrace run network.yaml --epochs 10000 --show 1,10000 --only w5
"""
)
@click.argument("config", type=options.CONFIG)
@options.tracing
@options.writing
@printing.appearance
def run(
    config: Path,
    epochs: int | None,
    show: tuple[int, ...],
    rounding: Rounding | None,
    only: str | None,
    digits: int,
    brief: bool,
    width: int | None,
    color: str,
) -> None:
    """Print the worked example of the network in CONFIG: every number with its formula and the figures put into it."""
    trace = tracing.trace(tracing.read(config, epochs), show, rounding)
    chosen = None if only is None else select(trace, only.split(","))
    document = lesson(trace, Options(brief, chosen, rounding=rounding))
    writing = Writing(trace.notation, Figures(digits), printing.signs(), rounding=rounding)
    printing.print_document(document, writing, width, color)
