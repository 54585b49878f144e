"""Rows of data that are alike, column by column: what they have in common is there once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any, TypeAlias

from bptrace.dataclass import dataclass

Row: TypeAlias = dict[str, Any]

COLUMNS = (
    *("epoch", "step", "sample", "phase", "layer", "unit"),
    *("key", "symbol", "formula", "with_numbers", "value", "rests_on"),
)
"""The fields of a row, in order."""


@dataclass(frozen=True, eq=False)
class Filled:
    """A column of texts that are alike: a template with the texts of each row in its places.

    Attributes
    ----------
    template
        What `%` takes, with a place for each column.
    columns
        The texts that are put there; at least one column.
    """

    template: str
    columns: Sequence[Sequence[str]]

    def __iter__(self) -> Iterator[str]:
        return map(self.template.__mod__, zip(*self.columns, strict=True))


Column: TypeAlias = Sequence[Any] | Filled


@dataclass(frozen=True, eq=False)
class Slab:
    """Rows one after the other, of which some cells are the same.

    Attributes
    ----------
    same
        The cells that are the same in all rows, by column.
    own
        The cells of each row, by column; at least one, `value`, and all of them equally long.
    """

    same: Mapping[str, object]
    own: Mapping[str, Column]

    @classmethod
    def of(cls, row: Row) -> Slab:
        """Return a row as a slab of one."""
        return cls({}, {name: (cell,) for name, cell in row.items()})

    def __len__(self) -> int:
        """Return the number of rows."""
        values = self.own["value"]
        assert not isinstance(values, Filled)
        return len(values)

    def rows(self) -> Iterator[Row]:
        """Yield the rows, each with all of its fields in order."""
        common = {**dict.fromkeys(COLUMNS), **self.same}
        names = [name for name in COLUMNS if name in self.own]
        for cells in zip(*map(self.own.__getitem__, names), strict=True):
            yield common | dict(zip(names, cells, strict=True))


def number(value: float) -> float | str:
    """Return a value as JSON has it: one that is not finite as the text that `float` reads."""
    return value if isfinite(value) else repr(value)
