"""`bptrace worksheet`: the lines of a worked example, to be worked out by hand."""

from __future__ import annotations

from pathlib import Path

import click

from bptrace.cli import options, outputs, tracing
from bptrace.report.worksheet import Asked, worksheet
from bptrace.report.worksheet_formats import WRITERS
from bptrace.rounding import Rounding
from bptrace.selection import select, separate


@click.command(
    "worksheet",
    epilog="""\b
Examples:
  bptrace worksheet mazur sheet.yaml sheet.csv
  bptrace worksheet network.yaml --ask delta_o1,dE/dw5 --hints --format md -
""",
)
@click.argument("config", type=options.CONFIG)
@outputs.TARGETS
@outputs.format_option(WRITERS)
@click.option("--ask", metavar="KEYS", help="Only these: keys (delta_o1), parameters (w5), neurons (h1).")
@click.option("--hints", is_flag=True, help="Leave the formula of every line in.")
@options.tracing
@options.names
def blank(
    config: Path,
    targets: tuple[Path, ...],
    form: str | None,
    ask: str | None,
    hints: bool,
    epochs: int | None,
    show: options.Shown,
    rounding: Rounding | None,
    naming: options.Naming,
) -> None:
    """Write a blank sheet for the network in CONFIG to files, by their suffix: .yaml, .csv or .md.

    What is given stands at the head; each line below it has a key and room for the figure.

    A FILE called - is the standard output, in the format that --format says.
    """
    suffixes = [outputs.suffix_of(target, form, WRITERS) for target in targets]
    outputs.check(config, targets)
    problem = tracing.read(config, epochs)
    notation = naming.of(problem)
    trace = tracing.trace(problem, show.of(problem), rounding)
    only = None if ask is None else select(trace, separate(ask), "--ask", naming.chosen(problem))
    sheet = worksheet(trace, notation, Asked(only, hints, rounding))
    outputs.write(targets, [WRITERS[suffix](sheet) for suffix in suffixes])
