"""What inputs and outputs are called after the columns and classes of a table, whose words need not be names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bptrace.spec.scalars import FIGURE, NAME
from bptrace.spelling import fold


def renamed(names: Sequence[str], words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the names that are not the words that they stand for, with these; nothing where not each stands for one."""
    return (
        tuple(pair for pair in zip(names, words, strict=True) if len(set(pair)) > 1) if len(names) == len(words) else ()
    )


def called(words: Sequence[str], default: Sequence[str]) -> tuple[str, ...]:
    """Return a name for each of some words, such as my_height for "my height", or where none can be made the default one."""
    found: list[str] = []
    taken: set[str] = set()
    for word, other in zip(words, default, strict=True):
        name = re.sub(r"[^\w.]+", "_", word).strip("_.")
        usable = re.fullmatch(NAME, name) and not re.fullmatch(FIGURE, name) and fold(name) not in taken
        found.append(name if usable else other)
        taken.add(fold(found[-1]))
    return tuple(found)
