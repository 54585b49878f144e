"""`bptrace new`: a spec to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from bptrace.cli.parameters import CatalogueNames, WholeNumber
from bptrace.examples import SUFFIXES


@click.command(
    epilog="""\b
Examples:
  bptrace new network.yaml
  bptrace new tanh.yaml --layers 2,3,1 --activation tanh,logistic --seed 7
  bptrace new large.yaml --layers 64,20,10 --activation relu,softmax
  bptrace new - --layers 2,2,1 --samples 4 --batch 2 --brief

On a terminal, without --layers, it asks for what is not given, and Enter takes what stands in brackets. Elsewhere nothing is
asked, and what is not given is chosen so that the whole goes together. The same seed gives the same numbers.

The weights of a network with up to 150 of them stand in the file as numbers, to be changed; those of a larger one are drawn
when it is read.
"""
)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--layers", metavar="SIZES", help="Inputs, then the neurons of each layer, such as 2,3,1.")
@click.option(
    "--activation", type=CatalogueNames("activations"), metavar="NAMES",
    help="The activation of each layer, with commas between them, or one for all.",
)  # fmt: skip
@click.option("--loss", type=CatalogueNames("losses"), metavar="NAME", help="The error function.")
@click.option("--optimizer", type=CatalogueNames("optimizers"), metavar="NAME", help="The rule of the update.")
@click.option("--learning-rate", metavar="NUMBER", help="The step of an update.")
@click.option("--epochs", type=WholeNumber(1, 10_000_000), metavar="N", help="How many times samples are gone through.")
@click.option(
    "--samples", type=WholeNumber(1, 1000), metavar="N", help="How many samples [default: 1, or two batches]."
)
@click.option("--batch", type=WholeNumber(1, 1000), metavar="N", help="How many of them one update is made of.")
@click.option("--inputs", metavar="NUMBERS", help="The inputs of the only sample, such as 0.05,0.1.")
@click.option("--targets", metavar="NUMBERS", help="Its wanted outputs.")
@click.option("--seed", type=WholeNumber(0, 2**63), metavar="N", help="What numbers are drawn from [default: 1].")
@click.option("--brief", is_flag=True, help="Leave out the fields that are not set.")
@click.option("--force", is_flag=True, help="Write over a file that there is already.")
def new(file: Path, **asked: Any) -> None:
    """Write a spec to FILE that runs as it is, with every field explained at its place. A FILE called - is standard output.

    No file is written over without --force.
    """
    from bptrace.cli import beginning, outputs  # the functions to choose from, which completing an option does without

    if str(file) != "-" and not file.is_dir():
        outputs.suffix_of(file, None, SUFFIXES)
    beginning.write(file, beginning.Request(**asked))
