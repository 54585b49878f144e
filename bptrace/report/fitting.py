"""How much of a large network fits some pages."""

from __future__ import annotations

from itertools import islice

from bptrace.extent import CLOSE, Extent
from bptrace.problem import Problem
from bptrace.sections import sections
from bptrace.slices import Slice
from bptrace.trace import Round

LONGEST = 500
"""Of more lines than this, and of more given numbers, those that are alike are shown by the first and the last of them."""

_PAGES = 400
"""Where more lines of an epoch would still be shown, more of them are left out."""


def fitting(problem: Problem, kept: Round, extent: Extent, needed: Slice | None = None, rounds: int = 1) -> Extent:
    """Return how much is shown of so many rounds like one: as much as is wanted, or less where that would still be long."""
    lines = (entry for section in sections(problem, kept, extent, needed) for entry in section.entries)
    return extent if next(islice(lines, _PAGES // rounds, None), None) is None else CLOSE
