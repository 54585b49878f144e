"""How far rounding carries a run away over updates that are not on a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field

from bptrace.dataclass import dataclass
from bptrace.marking.method import Item, Method
from bptrace.rounding import Rounding

_SPREAD = 2.0
"""Rounding that is done in another way, such as at some lines only, may lead so many times as far as all of it does."""


@dataclass(frozen=True, eq=False)
class Drift:
    """How far the start of an update may be off that no line on a sheet leads to.

    Intervals that are carried through many updates soon say nothing any more. So the run is done once more with every line
    rounded, and what differs then says how far one has to expect to be led.

    Attributes
    ----------
    method
        The right method.
    precision
        How lines may have been rounded.
    """

    method: Method
    precision: Sequence[Rounding]
    _reaches: dict[tuple[int, int, str], float] = field(default_factory=dict, init=False, repr=False)

    def reach(self, item: Item) -> float:
        """Return how far what is handed on from an update that was not kept may be off; 0 for anything else."""
        if not self.method.is_adrift(item):
            return 0.0
        place = (item.epoch, item.step, item.quantity.kind)
        if place not in self._reaches:
            self._reaches[place] = _SPREAD * max(self._differences(item), default=0.0)
        return self._reaches[place]

    def _differences(self, item: Item) -> Iterator[float]:
        """Yield by how much rounding changes everything of a kind that is handed on to an update."""
        handed_on = [one for one in self.method.alike(item) if self.method.is_adrift(one)]
        for rounding in self.precision:
            rounds = self.method.rounded(rounding)
            if item[:2] in rounds:
                values = rounds[item[:2]]
                yield from (abs(values.value(one.quantity) - self.method.exact(one)) for one in handed_on)
