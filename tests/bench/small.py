"""A round of Mazur's network, when many are run one after the other."""

from collections.abc import Iterator
from dataclasses import replace

import bptrace
from bptrace import examples, training
from tests.bench.measure import best, slope_of
from tests.bench.peers import object_per_neuron, scalar_loop, tuned_numpy
from tests.bench.peers.where import with_c, with_jax, with_pytorch
from tests.bench.table import Row, beside

_HAND = "hand-written loop"


def rows(times: int = 5) -> Iterator[Row]:
    """Yield the rows of a round with nothing kept and with every value kept."""
    problem = bptrace.load(examples.find("mazur"))

    def run(rounds: int) -> None:
        training.run(replace(problem, epochs=rounds), keep=())

    def keep(rounds: int) -> None:
        training.run(replace(problem, epochs=rounds), keep=range(1, rounds + 1))

    nothing, everything = "Mazur's round, nothing kept", "Mazur's round, every value kept"
    peers = {
        _HAND: slope_of(scalar_loop.train, 10_000, 60_000),
        "object for each neuron": slope_of(object_per_neuron.train, 2_000, 12_000),
        "tuned NumPy": slope_of(lambda rounds: tuned_numpy.mazur().run(rounds), 1_000, 6_000),
    }
    found = best(
        {
            nothing: slope_of(run, 20_000, 120_000),
            everything: slope_of(keep, 1_000, 6_000),
            **peers,
            **with_pytorch((2, 2, 2), 1, 100, 1_100),
            **with_jax((2, 2, 2), 1, 200, 2_200),
            **with_c(2_000_000, 12_000_000),
        },
        times,
    )
    kept = found.pop(everything)
    yield beside(nothing, found, {_HAND: 1.5})
    yield beside(everything, {everything: kept, _HAND: found[_HAND]}, {_HAND: 4.0})
