"""Which quantities are meant by the words of a request such as `--only w5,delta_o1,h1`."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from bptrace.keys import UnknownKeyError, fold
from bptrace.network import BLOCK_KINDS, Quantity
from bptrace.trace import Trace


def select(trace: Trace, words: list[str]) -> frozenset[Quantity]:
    """Return the quantities that any of the words names.

    A word is a key, with its sample or for all samples; a parameter, which stands for its gradient and its new value; or a
    neuron, which stands for all that belongs to it.

    Raises
    ------
    UnknownKeyError
        If a word names nothing in the kept rounds.
    """
    wanted = {fold(word): word for word in words}
    found, chosen, known = set[str](), set[Quantity](), set[str]()
    for quantity in _quantities(trace):
        names = set(_names(trace, quantity))
        known |= names
        if names & wanted.keys():
            chosen.add(quantity)
            found |= names & wanted.keys()
    for missing in wanted.keys() - found:
        nearest = get_close_matches(missing, known, n=1)
        hint = f"; did you mean {nearest[0]}?" if nearest else ""
        raise UnknownKeyError(wanted[missing], f"--only: nothing here is called {wanted[missing]}{hint}")
    return frozenset(chosen)


def _quantities(trace: Trace) -> Iterator[Quantity]:
    for program in {id(kept.program): kept.program for kept in trace.rounds}.values():
        yield from (line.quantity for line in program.lines())


def _names(trace: Trace, quantity: Quantity) -> Iterator[str]:
    """Yield what a quantity answers to."""
    notation, network = trace.notation, trace.problem.network
    for one in (quantity, quantity._replace(sample=None)):
        yield fold(notation.key(one))
        yield fold(notation.text(one))
    if quantity.kind in BLOCK_KINDS:
        yield network.parameter_name(quantity)
    if quantity.layer is not None and quantity.unit is not None:
        yield network.units(quantity.layer)[quantity.unit]
