"""The arguments of `bptrace explain`."""

from __future__ import annotations

import click

from bptrace.cli import options
from bptrace.cli.options import deferred
from bptrace.cli.parameters import CONFIG, KEY, Places


@click.command(
    epilog="""\b
Examples:
  bptrace explain mazur w5+
  bptrace explain xor 'delta_h1[2]@100' --digits 6
  bptrace explain mazur E_total+=0.291027924

Keys are written net_h1, out_o1, E_total, delta_h1, dE/dw5, w5+ (after the update); [2] is the second sample and @100 the
hundredth epoch, @100.3 its third update. Without an update, the one that the sample is in is meant, and the first one for
what has no sample.

With = and a figure, what is sought is where that figure comes from: from other rounds, rounding, slips or mistakes of method.
The exit status is then 1 if nothing gives it.
"""
)
@click.argument("config", type=CONFIG)
@click.argument("key", metavar="KEY[=VALUE]", type=KEY)
@click.option("--round", "rounding", type=Places(), metavar="N|Nsf", help="Round every line, as for run.")
@options.digits
@click.option("--brief", is_flag=True, help="Leave the sentences out.")
@options.names
@options.appearance
@options.drawn
@deferred("bptrace.cli.explain:explain")
def explain() -> None:
    """Derive the number that KEY names in CONFIG, from what is given to the last line.

    With a VALUE, say where that published figure may come from.
    """
