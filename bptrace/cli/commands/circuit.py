"""The arguments of `bptrace circuit`."""

from __future__ import annotations

import click

from bptrace.cli import options
from bptrace.cli.options import deferred
from bptrace.cli.parameters import CONFIG, Places, WholeNumber


@click.command(
    epilog="""\b
Examples:
  bptrace circuit mazur --only w5,out_h1
  bptrace circuit circuit-sigmoid --unfold
"""
)
@click.argument("config", type=CONFIG)
@click.option("--sample", type=WholeNumber(1), default=1, metavar="N", help="Of a network with several, this sample.")
@click.option("--unfold", is_flag=True, help="Take functions apart that are made of several operations.")
@click.option("--round", "rounding", type=Places(), metavar="N|Nsf", help="Round every line, as for run.")
@options.writing
@options.appearance
@options.drawn
@deferred("bptrace.cli.circuit:circuit")
def circuit() -> None:
    """Print CONFIG as a circuit, gate by gate: of a network, the error of one sample.

    Keys are written q (a gate's or an input's value), df/dx (a gradient), dq/dx (a local gradient) and df/dx:q (the part of a
    gradient that comes back through q).
    """
