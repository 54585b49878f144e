"""The arguments of `bptrace verify`."""

from __future__ import annotations

import click

from bptrace.cli import options
from bptrace.cli.options import deferred
from bptrace.cli.parameters import CONFIG, WholeNumber


@click.command(
    epilog="""\b
Examples:
  bptrace verify mazur
  bptrace verify xor --epoch 100 --all

Two numbers agree if they differ by at most a millionth of the larger one and 1e-9 of the error. The exit status is 1 if a
gradient differs.
"""
)
@click.argument("config", type=CONFIG)
@click.option("--epoch", type=WholeNumber(1), default=1, metavar="N", help="The gradients of this epoch [default: 1].")
@click.option("--all", "whole", is_flag=True, help="Show every gradient, not only the worst.")
@click.option("--digits", type=WholeNumber(1, 17), default=9, metavar="N", help="Decimals [default: 9].")
@options.appearance
@deferred("bptrace.cli.verify:verify")
def verify() -> None:
    """Compare every gradient of the network or circuit in CONFIG with finite differences, the worst first."""
