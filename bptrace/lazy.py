"""Sequences whose items are made when they are looked at, so that what a view leaves out costs nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, chain
from typing import TypeVar, overload

Item = TypeVar("Item")

FEW = 16
"""So few items are made at once: nobody leaves any of them out."""


class _Made(Sequence[Item]):
    """Items that are made by a function; they equal the tuple of the same items."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple | _Made) and len(other) == len(self) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"<{len(self)} items>"


class Lazy(_Made[Item]):
    """Items that are made when they are looked at.

    Each is made once and kept. It equals the tuple of the same items.

    Parameters
    ----------
    count
        How many there are.
    make
        Gives the item of a number, from 0.
    """

    __slots__ = ("_count", "_kept", "_make")

    def __init__(self, count: int, make: Callable[[int], Item]) -> None:
        self._count, self._make = count, make
        self._kept = dict[int, Item]()

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Item, ...]: ...
    def __getitem__(self, place: int | slice) -> Item | tuple[Item, ...]:
        chosen = range(self._count)[place]
        return self._item(chosen) if isinstance(chosen, int) else tuple(map(self._item, chosen))

    def __iter__(self) -> Iterator[Item]:
        return map(self._item, range(self._count))

    def _item(self, number: int) -> Item:
        if number not in self._kept:
            self._kept[number] = self._make(number)
        return self._kept[number]


class Each(_Made[Item]):
    """Items made of the numbers of a range, each again whenever it is looked at: what is quickly made is not kept.

    It equals the tuple of the same items.

    Parameters
    ----------
    numbers
        The numbers.
    make
        Gives the item of a number.
    """

    __slots__ = ("_make", "_numbers")

    def __init__(self, numbers: range, make: Callable[[int], Item]) -> None:
        self._numbers, self._make = numbers, make

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Item: ...
    @overload
    def __getitem__(self, place: slice) -> Each[Item]: ...
    def __getitem__(self, place: int | slice) -> Item | Each[Item]:
        chosen = self._numbers[place]
        return self._make(chosen) if isinstance(chosen, int) else Each(chosen, self._make)

    def __iter__(self) -> Iterator[Item]:
        return map(self._make, self._numbers)


def made(count: int, make: Callable[[int], Item]) -> Sequence[Item]:
    """Return so many items, each given by its number from 0: a few at once, many when they are looked at."""
    return tuple(map(make, range(count))) if count <= FEW else Lazy(count, make)


def joined(parts: Sequence[Sequence[Item]]) -> Sequence[Item]:
    """Return the items of some sequences one after the other, at once where all of them are made."""
    if not any(isinstance(part, Lazy) for part in parts):
        return tuple(chain.from_iterable(parts))
    starts = list(accumulate(map(len, parts), initial=0))

    def item(number: int) -> Item:
        place = bisect_right(starts, number) - 1
        return parts[place][number - starts[place]]

    return made(starts[-1], item)
