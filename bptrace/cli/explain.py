"""`bptrace explain`: one number and all that it rests on, or where a published figure may come from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from bptrace.circuit.model import Circuit
from bptrace.cli import circuits, options, printing, tracing
from bptrace.keys import Key, Keys
from bptrace.notation import Notation
from bptrace.report.derivation import derivation
from bptrace.report.figures import Figures
from bptrace.report.lesson import Options
from bptrace.report.writing import Writing
from bptrace.rounding import Rounding


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
@click.argument("config", type=options.CONFIG)
@click.argument("key", metavar="KEY[=VALUE]")
@click.option("--round", "rounding", type=options.Places(), metavar="N|Nsf", help="Round every line, as for run.")
@click.option("--digits", type=click.IntRange(1, 17), default=9, metavar="N", help="Decimals [default: 9].")
@click.option("--brief", is_flag=True, help="Leave the sentences out.")
@options.names
@printing.appearance
@click.pass_context
def explain(
    context: click.Context,
    /,
    config: Path,
    key: str,
    rounding: Rounding | None,
    digits: int,
    brief: bool,
    naming: options.Naming,
    look: printing.Appearance,
) -> None:
    """Derive the number that KEY names in CONFIG, from what is given to the last line.

    With a VALUE, say where that published figure may come from.
    """
    problem = tracing.read_any(config)
    key, claimed, published = key.partition("=")
    if claimed:
        from bptrace.cli import origins  # what marks figures is not loaded to derive one

        origins.check(problem, rounding)
    if isinstance(problem, Circuit):
        circuits.refuse_names(naming.typed)
        circuits.derive(problem, key, circuits.Request(rounding, None, digits, brief), look)
        return
    notation = naming.of(problem)
    found = Keys(Notation(problem), naming.chosen(problem)).find(key)
    if claimed:
        request = origins.Request(digits, brief, look)
        context.exit(int(not origins.trace_back(problem, _canonical(notation, found), published, notation, request)))
    epoch = found.epoch
    if epoch > problem.epochs and problem.optimizer is not None:
        problem = replace(problem, epochs=epoch)
    trace = tracing.trace(problem, (epoch,), rounding)
    document = derivation(trace, _canonical(notation, found), Options(brief, rounding=rounding))
    writing = Writing(notation, Figures(digits), look.signs, rounding=rounding)
    printing.print_document(document, writing, look)


def _canonical(notation: Notation, found: Key) -> str:
    """Return the key of what was found by any of its spellings."""
    update = "" if found.step is None else f".{found.step}"
    return f"{notation.key(found.quantity)}@{found.epoch}{update}"
