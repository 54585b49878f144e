"""The arguments of `bptrace run`."""

from __future__ import annotations

import click

from bptrace.cli import options
from bptrace.cli.options import deferred
from bptrace.cli.parameters import CONFIG


@click.command(
    epilog="""\b
Examples:
  bptrace run mazur
  bptrace run network.yaml --epochs 10000 --show 1,10000 --only w5
"""
)
@click.argument("config", type=CONFIG)
@options.tracing
@options.writing
@options.names
@options.appearance
@options.drawn
@deferred("bptrace.cli.run:run")
def run() -> None:
    """Print the worked example of the network or circuit in CONFIG: every number with its formula and its figures."""
