"""Where on the way of a right run a line has the value that is published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from bptrace import readings
from bptrace.engine import Learned
from bptrace.marking.claim import Candidate, Claim, Family, counted_otherwise
from bptrace.marking.method import Item
from bptrace.marking.rerun import OverflowedError, Walk, is_followed

_SHORTEST = 100
"""So many epochs are looked at even where the example has fewer."""

_GROWTH = 0.08
"""Each epoch that is looked at is later than the one before by this share, and at least the next one."""


def by_history(claim: Claim) -> Iterator[Candidate]:
    """Yield the right values of the line in other rounds: some of them, and the two between which it passes the figure."""
    try:
        for item, value in _Passage(claim).values():
            if abs(item.epoch - claim.item.epoch) > 1:
                yield counted_otherwise(claim, item, value, Family.HISTORY)
    except OverflowedError:
        return


class _Stop(NamedTuple):
    """What is learned before an epoch, and the value of the line in it."""

    epoch: int
    learned: Learned
    value: float


class _Passage:
    """Where on the way the line has the value that is published: between which epochs it passes it."""

    def __init__(self, claim: Claim) -> None:
        self._claim, self._walk = claim, Walk(claim.problem)

    def values(self) -> Iterator[tuple[Item, float]]:
        """Yield the value in some epochs, and in the two neighbours between which it passes the figure."""
        wanted, earlier = self._claim.figure.value, None
        for stop in self._stops():
            yield self._item(stop.epoch), stop.value
            if earlier is not None and (earlier.value - wanted) * (stop.value - wanted) <= 0:
                yield from self._between(earlier, stop.epoch)
            earlier = stop

    def _item(self, epoch: int) -> Item:
        return self._claim.item._replace(epoch=epoch)

    def _stops(self) -> Iterator[_Stop]:
        """Yield some epochs, ever fewer of them, with what is learned before each, and the value of the line in it."""
        learned, epoch = readings.begin(self._claim.problem), 1
        until = max(self._claim.item.epoch + 1, self._claim.problem.epochs, _SHORTEST)
        while epoch <= until and is_followed(self._claim.problem, epoch):
            value = self._value(learned)
            if value is not None:
                yield _Stop(epoch, learned, value)
            stride = max(1, min(int(_GROWTH * epoch), until - epoch))
            learned, epoch = self._walk.on(learned, stride), epoch + stride

    def _value(self, learned: Learned) -> float | None:
        recorded, _ = self._walk.recorded(learned)
        return self._walk.value_in(recorded[self._claim.item.step - 1], self._claim.item)

    def _between(self, earlier: _Stop, last: int) -> Iterator[tuple[Item, float]]:
        """Yield the value in the epochs around the one where it passes the figure, which is found by halving."""
        wanted = self._claim.figure.value
        while last - earlier.epoch > 1:
            middle = (earlier.epoch + last) // 2
            learned = self._walk.on(earlier.learned, middle - earlier.epoch)
            value = self._value(learned)
            if value is None:
                return
            yield self._item(middle), value
            if (earlier.value - wanted) * (value - wanted) <= 0:
                last = middle
            else:
                earlier = _Stop(middle, learned, value)
