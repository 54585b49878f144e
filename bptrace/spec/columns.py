"""What inputs and outputs are called after the columns and classes of a table, whose words need not be names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bptrace.spec.scalars import FIGURE, NAME
from bptrace.spelling import fold


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
