"""The arguments of `bptrace check`."""

from __future__ import annotations

import click

from bptrace.cli import options
from bptrace.cli.options import deferred
from bptrace.cli.parameters import CONFIG, KEYS, PATH, Places, Report, Suffix, WholeNumber


@click.command(
    epilog="""\b
Examples:
  bptrace check mazur sheet.yaml
  bptrace check mazur sheet.csv --round 4 --required 4sf
  bptrace check mazur answers/ --csv marks.csv

A sheet is a .yaml, .csv or .md file with a figure for each key, such as delta_o1: 0.1385; bptrace worksheet writes blank
ones. The exit status is 1 if anything that was asked for is wrong, missing, unreadable, cut off or too coarse.
"""
)
@click.argument("config", type=CONFIG)
@click.argument("sheets", metavar="SHEET...", nargs=-1, required=True, type=PATH)
@click.option(
    "--format",
    "form",
    type=Suffix("bptrace.marking.sheet:FORMATS"),
    help="The format of a sheet on standard input, `-`.",
)
@click.option(
    "--ask",
    type=KEYS,
    metavar="KEYS",
    help="What was asked for: keys (delta_o1, w5+@2), parameters (w5), neurons (h1).",
)
@click.option("--round", "rounding", type=Places(), metavar="N|Nsf", help="How every line was to be rounded.")
@click.option("--required", type=Places(), metavar="N|Nsf", help="Digits that were wanted: told beside the verdicts.")
@click.option("--brief", is_flag=True, help="Leave the table of all lines out.")
@click.option("--digits", type=WholeNumber(1, 17), default=9, metavar="N", help="Decimals [default: 9].")
@click.option(
    "--md", "markdown", type=Report(".md"), metavar="FILE", help="Write the report as Markdown; - is standard output."
)
@click.option(
    "--json", type=Report(".json"), metavar="FILE", help="Write what was found as JSON; - is standard output."
)
@click.option("--csv", type=Report(".csv"), metavar="FILE", help="For a class: write a row for each student.")
@click.option(
    "--scheme", type=PATH, metavar="FILE", help="For a class: how many marks a line is worth, in a YAML file."
)
@click.option("--jobs", type=WholeNumber(1), metavar="N", help="For a class: processes [default: all processors].")
@options.names
@options.appearance
@deferred("bptrace.cli.check:check")
def check() -> None:
    """Mark hand calculations of the network in CONFIG, line by line.

    One SHEET gets a report: the first wrong line, what went wrong there, and what follows from it. Several sheets or a folder
    are a class. If one of several reports cannot be written, none is.
    """
