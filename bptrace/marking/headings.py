"""What the columns of a sheet may be headed."""

from __future__ import annotations

from collections.abc import Sequence

KEYS = ("key", "quantity", "line")
ANSWERS = ("answer", "value", "figure", "result")


def place_of(headings: Sequence[str], row: Sequence[str]) -> int | None:
    """Return where in a row the first of some headings that it has stands, whatever its case, or None."""
    cells = [cell.strip(" *`").lower() for cell in row]
    return next((cells.index(heading) for heading in headings if heading in cells), None)
