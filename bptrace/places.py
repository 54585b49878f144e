r"""Quantities by the names of other notations, which say where they stand: `z1^(2)`, `a₁⁽²⁾`, `w_{12}^{(1)+}`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from bptrace import quantities
from bptrace.network import Network, Quantity
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.spelling import place_fold

_NUMBERS, _DIGITS = re.compile("[0-9]{1,9}"), re.compile("[0-9]")


def at_place(notation: Notation, base: str) -> list[Quantity]:
    """Return the quantities whose name in a notation is `base`, which `place_fold` has folded."""

    def names(quantity: Quantity) -> Iterator[str]:
        yield from map(place_fold, (notation.ascii(quantity), notation.text(quantity), notation.latex(quantity)))

    return [quantity for quantity in _possible(notation.problem, base) if base in names(quantity)]


def _possible(problem: Problem, base: str) -> list[Quantity]:
    """Return the quantities that stand where some number of a name may point to, in whatever layer."""
    written = {int(number) for number in (*_NUMBERS.findall(base), *_DIGITS.findall(base))}
    found = dict.fromkeys(quantities.alone(problem))
    for layer in range(problem.network.depth + 1):
        for unit in _places(written, problem.network.units(layer)):
            found |= dict.fromkeys(quantities.of_unit(problem, layer, unit))
    for parameter in _parameters(problem.network, written):
        found |= dict.fromkeys(quantities.of_parameter(problem, parameter))
    return list(found)


def _places(written: Set[int], units: Sequence[str]) -> list[int]:
    """Return the numbers from 0 of the units that numbers from 1 may mean."""
    return sorted(number - 1 for number in written if 0 < number <= len(units))


def _parameters(network: Network, written: Set[int]) -> Iterator[Quantity]:
    """Yield the parameters with places of their own that numbers may mean, and the biases of whole layers."""
    for number, layer in enumerate(network.layers, 1):
        for unit in _places(written, layer.units):
            if layer.weights.index is None:
                sources = _places(written, network.units(number - 1))
                yield from (Quantity("parameter", number, unit, source) for source in sources)
            if layer.bias is not None and layer.bias.index is None:
                yield Quantity("parameter", number, unit)
        if layer.bias is not None and layer.bias.index is not None:
            homes = network.blocks[layer.bias.block].homes or ()
            yield from (Quantity("parameter", *home) for home in homes if home.unit is None)
