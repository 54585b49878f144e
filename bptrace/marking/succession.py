"""The lines of a run, and which of them one update hands to the next."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import NamedTuple

from bptrace.dataclass import dataclass
from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.training import MOST_KEPT

_LINKED = 50
"""Up to so many updates from the start, each round begins with what the round before it came to on the sheet."""


class Item(NamedTuple):
    """One line of a run.

    Attributes
    ----------
    epoch, step
        The update that it belongs to, both from 1.
    quantity
        What it gives.
    """

    epoch: int
    step: int
    quantity: Quantity


@dataclass(frozen=True, eq=False)
class Succession:
    """What the updates of a problem hand to one another: parameters, and the state of the optimizer.

    Attributes
    ----------
    problem
        The problem.
    """

    problem: Problem

    @cached_property
    def batches(self) -> Sequence[range]:
        """The samples of each update of an epoch."""
        return self.problem.batches()

    @cached_property
    def _kinds(self) -> tuple[str, ...]:
        optimizer = self.problem.optimizer
        return ("parameter", *optimizer.state) if optimizer else ()

    def is_handed_on(self, item: Item) -> bool:
        """Whether something stands at the start of an update as the one before it left it."""
        quantity = item.quantity
        if quantity.after or quantity.kind not in self._kinds or item[:2] == (1, 1):
            return False
        block = self.problem.network.element(quantity)[0].where
        return block is not None and self.problem.network.blocks[block].trained

    def origin(self, item: Item) -> Item | None:
        """Return the line at the end of the update before that something is handed on from.

        None if it is not handed on, or from an update that is never kept.
        """
        if not self.is_handed_on(item):
            return None
        updated = item.quantity._replace(after=True)
        if item.step > 1:
            return Item(item.epoch, item.step - 1, updated)
        last = len(self.batches)
        return Item(item.epoch - 1, last, updated) if last <= MOST_KEPT else None


def leading_to(problem: Problem, epochs: Collection[int]) -> frozenset[int]:
    """Return some epochs and, near the start, all that lead to them, so that each line rests on those of the sheet."""
    updates = len(problem.batches())
    linked = {epoch for last in epochs if last * updates <= _LINKED for epoch in range(1, last + 1)}
    return frozenset(epochs) | linked
