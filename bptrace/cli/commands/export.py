"""The arguments of `bptrace export`."""

from __future__ import annotations

import click

from bptrace.cli import options
from bptrace.cli.options import deferred
from bptrace.cli.parameters import CONFIG


@click.command(
    epilog="""\b
Examples:
  bptrace export mazur mazur.md mazur.json
  bptrace export network.yaml --epochs 10000 --show 1,10000 --format json -
"""
)
@click.argument("config", type=CONFIG)
@options.targets
@options.format_of("bptrace.cli.export:WRITERS")
@options.tracing
@options.writing
@click.option("--full", is_flag=True, help="Write sums of more than 16 terms with all of them.")
@options.names
@deferred("bptrace.cli.export:export")
def export() -> None:
    """Write the worked example of the network in CONFIG to files, by their suffix.

    .md has formulas in LaTeX; .json every value, the history and the problem; .jsonl and .csv a row for every line.

    A FILE called - is the standard output, in the format that --format says. If one of several FILEs cannot be written, none
    is.
    """
