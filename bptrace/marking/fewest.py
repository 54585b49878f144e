"""The fewest explanations that together explain all of a sheet's wrong lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import TypeAlias

from bptrace.marking.evidence import Explanation
from bptrace.marking.method import Item

Lines: TypeAlias = frozenset[Item]

_MOST_TOGETHER = 3
"""Up to so many mistakes the fewest are found by trying all; beyond, the one that explains most is taken first."""

_MOST_TRIED = 40
"""Among so many groups, those that cover most, the fewest are sought by trying all."""


def fewest(found: Sequence[Explanation], wrong: Sequence[Item]) -> list[list[Explanation]]:
    """Return the fewest groups of explanations that together cover what can be covered.

    Parameters
    ----------
    found
        The explanations, in any order.
    wrong
        The wrong lines, in the order of the sheet.

    Returns
    -------
    list
        Groups of explanations that cover the same lines. Of as few groups the likeliest are taken.
    """
    groups = dict[Lines, list[Explanation]]()
    for each in found:
        groups.setdefault(each.covers, []).append(each)
    reachable = frozenset(item for covers in groups for item in covers)
    largest = sorted(groups, key=lambda covers: (-len(covers), *weight(groups[covers]), min(map(wrong.index, covers))))
    kept = [covers for place, covers in enumerate(largest) if not _is_beaten(covers, largest[:place], groups)]
    for count in range(1, _MOST_TOGETHER + 1):
        together = [
            chosen for chosen in combinations(kept[:_MOST_TRIED], count) if reachable <= frozenset().union(*chosen)
        ]
        if together:
            best = min(together, key=lambda chosen: _weight_of(chosen, groups))
            return [groups[covers] for covers in best]
    return [groups[covers] for covers in _greedily(kept, reachable)]


def weight(group: Iterable[Explanation]) -> tuple[int, int]:
    """Return how unlikely the likeliest explanation of a group is: its family, then what speaks against it."""
    return min((each.family, each.against) for each in group)


def _greedily(kept: Sequence[Lines], reachable: Lines) -> Iterator[Lines]:
    left = reachable
    while left:
        best = max(kept, key=lambda covers: len(covers & left))
        yield best
        left -= best


def _weight_of(chosen: Iterable[Lines], groups: dict[Lines, list[Explanation]]) -> tuple[int, int]:
    weights = [weight(groups[covers]) for covers in chosen]
    return sum(family for family, _ in weights), sum(against for _, against in weights)


def _is_beaten(covers: Lines, larger: Iterable[Lines], groups: dict[Lines, list[Explanation]]) -> bool:
    """Whether a group that covers more is at least as likely."""
    return any(covers < more and weight(groups[more]) <= weight(groups[covers]) for more in larger)
