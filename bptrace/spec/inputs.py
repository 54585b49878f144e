"""The inputs of samples: as many in each, and as many as there are weights in a row of the first layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bptrace.spec.commas import refuse_count, surplus
from bptrace.spec.source import Item, Source
from bptrace.spec.words import counted


def alike(source: Source, lists: Sequence[Item]) -> tuple[Item, ...]:
    """Return lists of inputs after a check that all have as many as the first.

    Where a decimal comma seems to make the first one longer than the others, it is to blame, and returned without a value.
    """
    read = [item for item in lists if item.value is not None]
    wrong = [item for item in read if len(item.value) != len(read[0].value)]
    if not wrong:
        return tuple(lists)
    first, other = read[0], wrong[0]
    if surplus(first.node, len(other.value)):
        return tuple(_refused(source, one, other) if one is first else one for one in lists)
    for item in wrong:
        refuse_count(
            source, item, len(first.value), f"{_found(item)}; expected {len(first.value)}, as in the first sample"
        )
    return tuple(lists)


def fitting(source: Source, lists: Sequence[Item], rows: Sequence[Item]) -> tuple[Item, ...]:
    """Return lists of inputs, without a value those that are longer than the rows of the first layer by a decimal comma."""
    sizes, own = ({len(item.value) for item in items if item.value is not None} for items in (rows, lists))
    if len(sizes) != 1 or len(own) != 1:  # lists of different sizes have been refused
        return tuple(lists)
    (size,) = sizes
    return tuple(_fitting(source, item, size) for item in lists)


def _refused(source: Source, item: Item, other: Item) -> Item:
    size, sample = len(other.value), other.where.removeprefix("inputs of ")
    refuse_count(source, item, size, f"{_found(item)}; expected {size}, as in {sample}")
    return replace(item, value=None)


def _fitting(source: Source, item: Item, size: int) -> Item:
    if item.value is None or surplus(item.node, size) is None:
        return item
    refuse_count(source, item, size, f"{_found(item)}; expected {size}, one for each weight in a row of layer 1")
    return replace(item, value=None)


def _found(item: Item) -> str:
    return f"found {counted(len(item.value), 'number')}"
