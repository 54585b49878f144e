"""The arguments of `bptrace quiz`."""

from __future__ import annotations

import click

from bptrace.cli import options
from bptrace.cli.options import deferred
from bptrace.cli.parameters import CONFIG, KEY, KEYS, WholeNumber


@click.command(
    epilog="""\b
Examples:
  bptrace quiz mazur
  bptrace quiz network.yaml --ask delta_o1,dE/dw5
  bptrace quiz xor --from delta_o1[1] --first 10

An answer that follows from your own wrong figures is right. The exit status is 0 whether the quiz is finished or left, by
quit, Ctrl-C or the end of the input: a score is no failure.
"""
)
@click.argument("config", type=CONFIG)
@click.option("--ask", type=KEYS, metavar="KEYS", help="Only these: keys (delta_o1), parameters (w5), neurons (h1).")
@click.option("--from", "start", type=KEY, metavar="KEY", help="Begin with this line; those before it are told.")
@click.option(
    "--first", "most", type=WholeNumber(1, 1000), default=100, metavar="N", help="At most N lines [default: 100]."
)
@click.option("--digits", type=WholeNumber(1, 17), default=9, metavar="N", help="Decimals [default: 9].")
@options.names
@options.appearance
@deferred("bptrace.cli.quiz:quiz")
def quiz() -> None:
    """Ask for the lines of the worked example of CONFIG one by one, and mark each answer at once.

    A line is worth 4 points. A wrong answer costs one of them, and so does a hint: what is asked and why, then the formula,
    then the formula with your own numbers. The last hint is the line itself, which then brings nothing.
    """
