"""Whole runs of many rounds, from the command to the last line of the summary."""

from collections.abc import Iterator

from tests.bench.measure import best, command, module
from tests.bench.peers.where import HAS_PYTORCH, with_jax_run
from tests.bench.table import Row, beside

_PEERS = "tests.bench.peers"


def rows(times: int = 3) -> Iterator[Row]:
    """Yield the rows of 10,000 rounds of Mazur's network and of 99,000 steps of the quadrants."""
    many, one = "bptrace run mazur --epochs 10000", "bptrace run mazur"
    found = best(
        {
            many: command("run", "mazur", "--epochs", "10000"),
            one: command("run", "mazur"),
            "object for each neuron": module(f"{_PEERS}.object_per_neuron", "10000"),
            **({"PyTorch": module(f"{_PEERS}.pytorch", "mazur", "10000")} if HAS_PYTORCH else {}),
            **with_jax_run((2, 2, 2), 10_000),
        },
        times,
    )
    yield beside(many, found, {one: 1.4})
    name, classes = "bptrace run mathspp-quadrants, 99,000 steps", "the article's NumPy classes"
    measures = {name: command("run", "mathspp-quadrants"), classes: module(f"{_PEERS}.article", "99000")}
    found = best(measures, times)
    if HAS_PYTORCH:
        found["PyTorch"] = module(f"{_PEERS}.pytorch", "quadrants", "99000")()
    yield beside(name, found, {classes: 1 / 3})
