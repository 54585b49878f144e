"""`bptrace circuit`: a network, or a formula, as a circuit."""

from __future__ import annotations

from pathlib import Path

import click

from bptrace.as_circuit import as_circuit
from bptrace.circuit.model import Circuit
from bptrace.cli import circuits, options, printing, tracing
from bptrace.rounding import Rounding


@click.command(
    epilog="""\b
Examples:
  bptrace circuit mazur --only w5,out_h1
  bptrace circuit circuit-sigmoid --unfold
"""
)
@click.argument("config", type=options.CONFIG)
@click.option(
    "--sample", type=click.IntRange(1), default=1, metavar="N", help="Of a network with several, this sample."
)
@click.option("--unfold", is_flag=True, help="Take functions apart that are made of several operations.")
@click.option("--round", "rounding", type=options.Places(), metavar="N|Nsf", help="Round every line, as for run.")
@options.writing
@printing.appearance
def circuit(
    config: Path,
    sample: int,
    unfold: bool,
    rounding: Rounding | None,
    only: str | None,
    digits: int,
    brief: bool,
    look: printing.Appearance,
) -> None:
    """Print CONFIG as a circuit, gate by gate: of a network, the error of one sample.

    Keys are written q (a gate's or an input's value), df/dx (a gradient), dq/dx (a local gradient) and df/dx:q (the part of a
    gradient that comes back through q).
    """
    found = tracing.read_any(config)
    whole = found if isinstance(found, Circuit) else as_circuit(found, sample - 1)
    shown = circuits.unfolded(whole) if unfold else whole
    circuits.show(shown, circuits.Request(rounding, only, digits, brief), look)
