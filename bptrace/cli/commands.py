"""What the commands take: their arguments, options and help. What a command does is imported when it is called.

So a shell completes options, and help is printed, without loading what computes and writes.
"""

from __future__ import annotations

import click

from bptrace.cli import options
from bptrace.cli.options import deferred
from bptrace.cli.parameters import CONFIG, KEY, KEYS, PATH, Places, Suffix


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
@click.option("--digits", type=click.IntRange(1, 17), default=9, metavar="N", help="Decimals [default: 9].")
@click.option("--brief", is_flag=True, help="Leave the sentences out.")
@options.names
@options.appearance
@options.drawn
@deferred("bptrace.cli.explain:explain")
def explain() -> None:
    """Derive the number that KEY names in CONFIG, from what is given to the last line.

    With a VALUE, say where that published figure may come from.
    """


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

    A FILE called - is the standard output, in the format that --format says.
    """


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
@click.option("--force", is_flag=True, help="Write over a file that is no blank sheet.")
@options.tracing
@options.names
@deferred("bptrace.cli.worksheet:blank")
def blank() -> None:
    """Write a blank sheet for the network in CONFIG to files, by their suffix: .yaml, .csv or .md.

    What is given stands at the head; each line below it has a key and room for the figure.

    A FILE called - is the standard output, in the format that --format says. A sheet that somebody has begun to fill in, or
    another file, is written over only with --force; if one of several FILEs cannot be written, none is.
    """


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
@click.option("--digits", type=click.IntRange(1, 17), default=9, metavar="N", help="Decimals [default: 9].")
@click.option("--md", "markdown", type=PATH, metavar="FILE", help="Write the report as Markdown; - is standard output.")
@click.option("--json", type=PATH, metavar="FILE", help="Write what was found as JSON; - is standard output.")
@click.option("--csv", type=PATH, metavar="FILE", help="For a class: write a row for each student.")
@click.option(
    "--scheme", type=PATH, metavar="FILE", help="For a class: how many marks a line is worth, in a YAML file."
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="For a class: processes [default: all processors].")
@options.names
@options.appearance
@deferred("bptrace.cli.check:check")
def check() -> None:
    """Mark hand calculations of the network in CONFIG, line by line.

    One SHEET gets a report: the first wrong line, what went wrong there, and what follows from it. Several sheets or a folder
    are a class.
    """


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
    "--first", "most", type=click.IntRange(1, 1000), default=100, metavar="N", help="At most N lines [default: 100]."
)
@click.option("--digits", type=click.IntRange(1, 17), default=9, metavar="N", help="Decimals [default: 9].")
@options.names
@options.appearance
@deferred("bptrace.cli.quiz:quiz")
def quiz() -> None:
    """Ask for the lines of the worked example of CONFIG one by one, and mark each answer at once.

    A line is worth 4 points. A wrong answer costs one of them, and so does a hint: what is asked and why, then the formula,
    then the formula with your own numbers. The last hint is the line itself, which then brings nothing.
    """


@click.command(
    epilog="""\b
Examples:
  bptrace circuit mazur --only w5,out_h1
  bptrace circuit circuit-sigmoid --unfold
"""
)
@click.argument("config", type=CONFIG)
@click.option(
    "--sample", type=click.IntRange(1), default=1, metavar="N", help="Of a network with several, this sample."
)
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


@click.command(
    epilog="""\b
Examples:
  bptrace verify mazur
  bptrace verify xor --epoch 100 --all

Two numbers agree that are apart by a millionth of themselves, or by 1e-9 of the error. The exit status is 1 if a gradient
differs.
"""
)
@click.argument("config", type=CONFIG)
@click.option(
    "--epoch", type=click.IntRange(1), default=1, metavar="N", help="The gradients of this epoch [default: 1]."
)
@click.option("--all", "whole", is_flag=True, help="Show every gradient, not only the worst.")
@click.option("--digits", type=click.IntRange(1, 17), default=9, metavar="N", help="Decimals [default: 9].")
@options.appearance
@deferred("bptrace.cli.verify:verify")
def verify() -> None:
    """Compare every gradient of the network or circuit in CONFIG with finite differences, the worst first."""
