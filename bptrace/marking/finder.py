"""From the key of a line, as a sheet has it, to the line of the worked example."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property

from bptrace.dataclass import dataclass
from bptrace.keys import Keys, UnknownKeyError
from bptrace.marking.method import Item
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.trace import Trace
from bptrace.training import MOST_KEPT

MOST_UPDATES = 1_000_000
"""A key may ask for a round as late as this, or as late as the example itself goes."""


@dataclass(frozen=True, eq=False)
class Finder:
    """Finds lines by key, and keys by line; each is looked up once, however many sheets there are."""

    problem: Problem
    _found: dict[str, Item] = field(default_factory=dict, init=False, repr=False)
    _faults: dict[str, str] = field(default_factory=dict, init=False, repr=False)
    _keys: dict[Item, str] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def _trace(self) -> Trace:
        return Trace(self.problem, ())

    @cached_property
    def _updates(self) -> int:
        return len(self.problem.batches())

    @property
    def notation(self) -> Notation:
        """The names of the quantities."""
        return self._trace.notation

    @property
    def keys(self) -> Keys:
        """The way from keys to quantities."""
        return self._trace.keys

    def find(self, key: str) -> Item:
        """Return the line that a key, in any of its spellings, names.

        Raises
        ------
        UnknownKeyError
            If it names none, or one that is too late to be computed.
        """
        if key in self._faults:
            raise UnknownKeyError(key, self._faults[key])
        if key not in self._found:
            try:
                self._found[key] = self._looked_up(key)
            except UnknownKeyError as error:
                self._faults[key] = str(error)
                raise
        return self._found[key]

    def _looked_up(self, key: str) -> Item:
        found = self.keys.find(key)
        quantity, sample = found.quantity, found.quantity.sample
        reason = self._trace.absence(quantity)
        if reason is not None:
            raise UnknownKeyError(key, reason)
        step = 1 if sample is None else sample // self.problem.batch + 1
        if sample is not None and found.step not in (None, step):
            raise UnknownKeyError(
                key, f"{key}: sample {sample + 1} is in update {step} of an epoch, not in {found.step}"
            )
        step = found.step or step
        if step > MOST_KEPT:
            raise UnknownKeyError(key, f"{key}: only the first {MOST_KEPT} updates of an epoch can be marked")
        if found.epoch > self.problem.epochs and found.epoch * self._updates > MOST_UPDATES:
            raise UnknownKeyError(key, f"{key}: epoch {found.epoch} is too late to be computed")
        return Item(found.epoch, step, quantity)

    def key(self, item: Item) -> str:
        """Return the key of a line; the first round goes without saying."""
        if item not in self._keys:
            self._keys[item] = self._made(item)
        return self._keys[item]

    def _made(self, item: Item) -> str:
        bare = self.notation.key(item.quantity)
        step = f".{item.step}" if item.quantity.sample is None and item.step > 1 else ""
        return f"{bare}@{item.epoch}{step}" if item.epoch > 1 or step else bare
