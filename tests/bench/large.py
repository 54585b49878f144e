"""A step of 784-128-10: in training, and with every value kept. One thread each."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

import bptrace
from bptrace import training
from bptrace.problem import Problem
from tests.bench.measure import best, peak, slope_of
from tests.bench.networks import network
from tests.bench.peers.tuned_numpy import Tuned
from tests.bench.peers.where import with_jax, with_pytorch
from tests.bench.table import Row, beside

SIZES = (784, 128, 10)
_MEGABYTE = 1e6


def tuned(problem: Problem) -> Tuned:
    """Return the same network in tuned NumPy."""
    layers = problem.network.layers
    blocks = [problem.network.blocks[layer.weights.block].values for layer in layers]
    biases = [problem.network.blocks[layer.bias.block].values.reshape(-1, 1) for layer in layers if layer.bias]
    assert problem.targets is not None
    return Tuned(blocks, biases, np.ascontiguousarray(problem.inputs), problem.targets, 0.0001, True)


def rows(times: int = 5) -> Iterator[Row]:
    """Yield the rows of a training step and of a kept one."""
    problem = bptrace.loads(network(SIZES, samples=32))
    name, peer = "784-128-10, batch 32, a training step", "tuned NumPy"
    found = best(
        {
            name: slope_of(lambda epochs: training.run(replace(problem, epochs=epochs), keep=()), 200, 1_200),
            peer: slope_of(tuned(problem).run, 200, 1_200),
            **with_pytorch(SIZES, 32, 100, 600),
            **with_jax(SIZES, 32, 100, 1_100),
        },
        times,
    )
    yield beside(name, found, {peer: 1.3, "PyTorch": 1.0, "JAX": 1.0})
    yield from _kept(bptrace.loads(network(SIZES)), times)


def _kept(problem: Problem, times: int) -> Iterator[Row]:
    def keep(epochs: int) -> bptrace.Trace:
        return training.run(replace(problem, epochs=epochs), keep=range(1, epochs + 1))

    name, peer = "784-128-10, one sample, every value kept", "tuned NumPy, nothing kept"
    found = best({name: slope_of(keep, 5, 25), peer: slope_of(tuned(problem).run, 50, 550)}, times)
    yield beside(name, found, {peer: 6.0})
    memory = (peak(lambda: keep(25)) - peak(lambda: keep(5))) / 20
    yield Row("    memory of a kept epoch", memory, (), 3 * _MEGABYTE, "B")
