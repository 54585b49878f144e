"""The lines that `bptrace check --ask` names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from bptrace.keys import UnknownKeyError
from bptrace.marking.finder import MOST_UPDATES
from bptrace.marking.method import Item, Method
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.selection import select, separate
from bptrace.words import counted

_ASKED = r"(?P<word>[^@]*)(?:@(?P<epoch>[0-9]{1,7})(?:\.(?P<step>[0-9]{1,6}))?)?"


def asked(problem: Problem, ask: str, shown: Notation | None = None) -> frozenset[Item]:
    """Return the lines that are meant by keys, parameters and neurons with commas between them, each with @epoch or not.

    Without an update, as `.3` of `w5+@2.3`, a line of a sample is meant in the update that the sample is in, and any other in
    the first. `shown` is the notation in which names may be written too.

    Raises
    ------
    UnknownKeyError
        If one of them names nothing.
    """
    words = defaultdict[tuple[int, int | None], list[str]](list)
    for word in filter(None, map(str.strip, separate(ask))):
        match = re.fullmatch(_ASKED, word)
        epoch, step = (int(match["epoch"] or 1), match["step"] and int(match["step"])) if match else (0, None)
        if match is None or not epoch or step == 0:
            raise UnknownKeyError(word, f"--ask: found {word}; expected a key, and after @ the number of an epoch")
        words[epoch, step or None].append(match["word"])
    if not words:
        words[1, None] = []
    return frozenset(item for at in words for item in _of_round(problem, at, words[at], shown))


def _of_round(problem: Problem, at: tuple[int, int | None], words: list[str], shown: Notation | None) -> Iterator[Item]:
    epoch, step = at
    updates = len(problem.batches())
    if epoch > problem.epochs and problem.optimizer is None:
        raise UnknownKeyError(f"@{epoch}", f"--ask: nothing is learned here, so there is no epoch {epoch}")
    if epoch > problem.epochs and epoch * updates > MOST_UPDATES:
        raise UnknownKeyError(f"@{epoch}", f"--ask: epoch {epoch} is too late to be computed")
    if step is not None and step > updates:
        raise UnknownKeyError(f"@{epoch}.{step}", f"--ask: an epoch here has {counted(updates, 'update')}, not {step}")
    for one in select(Method(problem, frozenset({epoch})).trace, words, "--ask", shown):
        yield Item(epoch, step or 1 if one.sample is None else one.sample // problem.batch + 1, one)
