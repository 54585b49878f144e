"""The same networks in JAX, as its tutorials have them: a compiled step of the gradients that it derives; in float64, as here.

`python -m tests.bench.peers.jax_rounds 784,128,10 32 1000` does a thousand rounds and prints the error; with one more number,
how many rounds a longer run has, it prints the processor time of a round in seconds, compiling left out.
"""

import sys
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp

from tests.bench.measure import slope_of

jax.config.update("jax_enable_x64", True)
RATE = 0.01
Layers = list[tuple[Any, Any]]


def error(layers: Layers, inputs: Any, targets: Any) -> Any:
    """Return the error of all samples."""
    out = inputs
    for weights, bias in layers:
        out = jax.nn.sigmoid(out @ weights + bias)
    return 0.5 * jnp.sum((out - targets) ** 2)


@jax.jit
def step(layers: Layers, inputs: Any, targets: Any) -> tuple[Layers, Any]:
    """Do one round; return the new parameters and the error."""
    found, gradients = jax.value_and_grad(error)(layers, inputs, targets)
    return jax.tree.map(lambda old, gradient: old - RATE * gradient, layers, gradients), found


def rounds(sizes: tuple[int, ...], samples: int, count: int) -> float:
    """Return the error before the last of some rounds on the same samples."""
    keys = iter(jax.random.split(jax.random.key(1), 2 * len(sizes)))
    layers = [
        (jax.random.normal(next(keys), (sources, units)) / sources**0.5, jnp.zeros(units))
        for sources, units in pairwise(sizes)
    ]
    inputs = jax.random.uniform(next(keys), (samples, sizes[0]))
    targets, found = jax.random.uniform(next(keys), (samples, sizes[-1])), jnp.zeros(())
    for _ in range(count):
        layers, found = step(layers, inputs, targets)
    return float(found)


def main() -> None:
    """Print the error, or the time."""
    units, samples, *counts = sys.argv[1:]
    sizes, (few, *many) = tuple(map(int, units.split(","))), map(int, counts)

    def run(count: int) -> float:
        return rounds(sizes, int(samples), count)

    run(few)
    sys.stdout.write(f"{slope_of(run, few, many[0])() if many else run(few)}\n")


if __name__ == "__main__":
    main()
