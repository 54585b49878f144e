"""How much of many alike things is shown: the first and the last of them, and a count of the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from bptrace.dataclass import dataclass
from bptrace.network import Quantity


@dataclass(frozen=True)
class Gap:
    """Something left out: how many, and of what."""

    count: int
    what: str


@dataclass(frozen=True)
class Series:
    """Quantities that differ along one axis, none of which is made before it is looked at.

    Attributes
    ----------
    quantity
        One of them, whatever its place.
    axis
        The field that they differ in.
    places
        What stands there in each.
    """

    quantity: Quantity
    axis: str
    places: Sequence[int]

    def __iter__(self) -> Iterator[Quantity]:
        return map(self.at, self.places)

    def at(self, place: int) -> Quantity:
        """Return the one at a place."""
        changes: dict[str, Any] = {self.axis: place}
        return self.quantity._replace(**changes)


@dataclass(frozen=True)
class Extent:
    """How much of a large network is shown: all of up to `whole` things, else the first `head` and the last `tail`."""

    whole: int = 12
    head: int = 2
    tail: int = 1

    def shown(self, things: Sequence[int], what: str) -> list[int | Gap]:
        """Return what is shown of a sequence, with a gap for the rest."""
        if len(things) <= self.whole:
            return list(things)
        rest = len(things) - self.head - self.tail
        return [*things[: self.head], Gap(rest, what), *things[len(things) - self.tail :]]

    def series(self, quantity: Quantity, axis: str, places: Sequence[int], what: str) -> Iterator[Series | Gap]:
        """Yield what is shown of the quantities that differ from one along an axis, with a gap for the rest."""
        rest = len(places) - self.head - self.tail
        if len(places) <= self.whole:
            yield from (Series(quantity, axis, places) for _ in places[:1])
        else:
            yield Series(quantity, axis, places[: self.head])
            yield Gap(rest, what)
            yield Series(quantity, axis, places[self.head + rest :])

    def numbered(self, things: Sequence[int], what: str) -> Iterator[tuple[int, int]]:
        """Yield what is shown of a sequence, each with the number of things left out after it."""
        for thing, following in pairwise([*self.shown(things, what), 0]):
            if not isinstance(thing, Gap):
                yield thing, following.count if isinstance(following, Gap) else 0


USUAL = Extent()
EVERYTHING = Extent(whole=2**62)
CLOSE = Extent(whole=3, head=1, tail=1)
"""What is shown of a network of which the first two and the last of everything would still fill many pages."""
