"""The arguments of `bptrace worksheet`."""

from __future__ import annotations

import click

from bptrace.cli import options
from bptrace.cli.options import deferred
from bptrace.cli.parameters import CONFIG, KEYS


@click.command(
    "worksheet",
    epilog="""\b
Examples:
  bptrace worksheet mazur sheet.yaml sheet.csv
  bptrace worksheet network.yaml --ask delta_o1,dE/dw5 --hints --format md -
""",
)
@click.argument("config", type=CONFIG)
@options.targets
@options.format_of("bptrace.report.worksheet_formats:WRITERS")
@click.option("--ask", type=KEYS, metavar="KEYS", help="Only these: keys (delta_o1), parameters (w5), neurons (h1).")
@click.option("--hints", is_flag=True, help="Leave the formula of every line in.")
@click.option("--force", is_flag=True, help="Write over a file that is neither empty nor this sheet.")
@options.tracing
@options.names
@deferred("bptrace.cli.worksheet:blank")
def blank() -> None:
    """Write a blank sheet for the network in CONFIG to files, by their suffix: .yaml, .csv or .md.

    What is given stands at the head; each line below it has a key and room for the figure.

    A FILE called - is the standard output, in the format that --format says. A file that is there is written over only with
    --force, unless it is empty or this very sheet, still blank; if one of several FILEs cannot be written, none is.
    """
