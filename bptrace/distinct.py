"""Whether the names of a problem keep all keys apart, seen from the names alone: a large network has too many keys to try."""

from __future__ import annotations

from collections.abc import Iterator

from bptrace import quantities
from bptrace.functions.optimizers import STATE_NAMES
from bptrace.network import Network, Quantity
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.spelling import fold


def distinct(notation: Notation) -> bool:
    """Whether no two quantities have the same key; False where it would take all the keys to be sure.

    A derivative's key is made of two others with a slash between them, which no name contains, and that of a part of a sum
    has a colon: they differ where the others do. Of the others only the lines of an optimizer can look like a name that is
    not their own parameter's.
    """
    problem = notation.problem
    parameters = [_folded(name) for block in problem.network.blocks for name in block.names.ravel().tolist()]
    seen = set(parameters)
    if len(seen) < len(parameters):
        return False
    for quantity in _named(problem):
        keys = {fold(notation.key(quantity)), fold(notation.text(quantity))}
        if keys & seen:
            return False
        seen |= keys
    prefixes = tuple(f"{fold(spelt)}_" for state in STATE_NAMES.values() for spelt in (state.key, state.text))
    return problem.optimizer is None or not any(key.startswith(prefixes) for key in seen)


def _folded(name: str) -> str:
    return name if name.isascii() and name.isalnum() else fold(name)


def _named(problem: Problem) -> Iterator[Quantity]:
    """Yield what is called by a name, with a word before it or without one, and what has a name of its own."""
    yield from quantities.alone(problem)
    network = problem.network
    for layer in range(network.depth + 1):
        for unit in range(len(network.units(layer))):
            yield from (Quantity(kind, layer, unit) for kind in _kinds(network, layer))


def _kinds(network: Network, layer: int) -> tuple[str, ...]:
    of_neurons = ("net", "delta") if layer else ()
    return ("out", *of_neurons, *(("target", "error") if layer == network.depth else ()))
