"""Which lines the words of a marking scheme mean: those of a request, and patterns such as `dE/dw*`."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import TypeAlias

from bptrace.dataclass import dataclass
from bptrace.keys import UnknownKeyError
from bptrace.marking.finder import Finder
from bptrace.marking.method import Item, Method
from bptrace.problem import Problem
from bptrace.spelling import fold

Asked: TypeAlias = Callable[[str], frozenset[Item]]

_EPOCH = re.compile(r"(?P<pattern>[^@]*)(?P<epoch>@[0-9]{1,7})?")
_SAMPLE = re.compile(r"\[[0-9]+\]")


@dataclass(frozen=True)
class Words:
    """Finds the lines that a word means.

    Attributes
    ----------
    problem
        What was to be worked out.
    asked
        What a word without a star means, perhaps with an epoch; it raises UnknownKeyError where that is nothing.
    """

    problem: Problem
    asked: Asked

    def lines(self, word: str) -> frozenset[Item]:
        """Return the lines that a word means, in the first epoch unless it says another.

        A star stands for any signs within a key. A pattern without a sample means the lines of every sample.

        Raises
        ------
        UnknownKeyError
            If it means none.
        """
        if "*" not in word:
            return self.asked(word)
        match = _EPOCH.fullmatch(fold(word))
        matches = None if match is None else _compiled(match["pattern"]).fullmatch
        keys = [key for key in self._keys if matches and (matches(key) or matches(_SAMPLE.sub("", key)))]
        if match is None or not keys:
            raise UnknownKeyError(word, f"no line is called like {word}; lines are called {self._some}")
        epoch = match["epoch"] or ""
        return frozenset(self._finder.find(f"{key}{epoch}") for key in keys)

    @cached_property
    def _finder(self) -> Finder:
        return Finder(self.problem)

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        """The keys of all lines of the first round of an epoch, and of its other rounds what is of a sample."""
        rounds = Method(self.problem, frozenset({1})).trace.rounds
        programs = {id(kept.program): kept.program for kept in rounds if kept.epoch == 1}.values()
        found = (self._finder.notation.key(each) for program in programs for each in program.quantities())
        return tuple(dict.fromkeys(found))

    @property
    def _some(self) -> str:
        return f"{', '.join(self._keys[:3])} and so on"


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(r"[^\[]*".join(map(re.escape, pattern.split("*"))))
