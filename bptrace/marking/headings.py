"""What the columns of a sheet may be headed."""

from __future__ import annotations

from collections.abc import Collection, Sequence

KEYS = frozenset({"key"})
ANSWERS = frozenset({"answer", "value"})


def place_of(headings: Collection[str], row: Sequence[str]) -> int | None:
    """Return where in a row one of some headings stands first, whatever its case, or None."""
    return next((place for place, cell in enumerate(row) if cell.strip(" *`").lower() in headings), None)
