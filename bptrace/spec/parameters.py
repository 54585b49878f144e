"""From rows of numbers and names to blocks of parameters and the places that refer to them.

A matrix or vector whose positions each have their own parameter is a block of that shape. One in which a parameter stands
twice, or is shared with another, is gathered from a block of shape `(count,)`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from bptrace.dataclass import dataclass
from bptrace.network import Block, Floats, Place, Position
from bptrace.spec.source import Item, Source
from bptrace.spec.words import hint_of, quote


class Slot(NamedTuple):
    """A position, what the author wrote for it, and its name unless it refers to a named parameter."""

    position: Position
    entry: Item
    name: str


@dataclass(frozen=True)
class Tensor:
    """The weights or the biases of one layer.

    Attributes
    ----------
    slots
        What is written, in order of reading; a single one where a layer shares its bias.
    shape
        The shape of the positions.
    trained
        Whether an update changes them.
    item
        The field.
    drawn
        For weights that were drawn, their values and names; of their slots there is only the first.
    """

    slots: tuple[Slot, ...]
    shape: tuple[int, ...]
    trained: bool
    item: Item
    drawn: tuple[Floats, np.ndarray] | None = None

    @property
    def layer(self) -> int:
        """The layer."""
        return self.slots[0].position.layer

    @cached_property
    def named(self) -> frozenset[str]:
        """The named parameters that are referred to."""
        return frozenset(slot.entry.value for slot in self.slots if isinstance(slot.entry.value, str))

    @property
    def shared(self) -> bool:
        """Whether one parameter serves all positions of a layer."""
        return self.slots[0].position.unit is None


def groups(tensors: Sequence[Tensor]) -> list[list[Tensor]]:
    """Return the tensors, together those that share named parameters, in order of reading."""
    found: list[list[Tensor]] = []
    for tensor in tensors:
        joined = [group for group in found if any(tensor.named & other.named for other in group)]
        if not joined:
            found.append([tensor])
            continue
        joined[0][:] = sorted([*(other for group in joined for other in group), tensor], key=tensors.index)
        for group in joined[1:]:
            found.remove(group)
    return found


def check(source: Source, tensors: Sequence[Tensor], named: Item | None) -> None:
    """Check references to named parameters, and that what is tied is trained alike."""
    if named is not None and named.value is None:
        return
    words = dict.fromkeys(named.value) if named else {}
    used = set()
    for tensor in tensors:
        for slot in tensor.slots:
            name = slot.entry.value
            if isinstance(name, str) and name not in words:
                hint = hint_of(name, list(words)) or "named parameters are declared under parameters"
                source.fault(slot.entry, f"found {quote(name)}; expected a number or the name of a parameter; {hint}")
            used.add(name)
    for name in words:
        if name not in used:
            assert named is not None
            source.fault(
                named.value[name], "found a parameter that nothing refers to; expected its name among the weights"
            )
    for group in groups(tensors):
        for tensor in group[1:]:
            _check_trained(source, group[0], tensor)


def _check_trained(source: Source, first: Tensor, tensor: Tensor) -> None:
    if first.trained != tensor.trained:
        message = f"found parameters tied to the {first.item.where}, and only one of the two is trained"
        source.fault(tensor.item, f"{message}; expected both or neither")


def blocks(tensors: Sequence[Tensor], named: Mapping[str, Item]) -> tuple[tuple[Block, ...], dict[int, Place]]:
    """Return the blocks, and the place of every tensor by its identity."""
    found: list[Block] = []
    places: dict[int, Place] = {}
    for group in groups(tensors):
        if len(group) == 1 and not group[0].named and not group[0].shared:
            found.append(_plain(group[0]))
            places[id(group[0])] = Place(len(found) - 1)
        else:
            block, indices = _gathered(group, named)
            found.append(block)
            for tensor, index in zip(group, indices, strict=True):
                places[id(tensor)] = Place(len(found) - 1, index)
    return tuple(found), places


def _plain(tensor: Tensor) -> Block:
    if tensor.drawn is not None:
        return Block(*tensor.drawn, tensor.trained, tensor.layer)
    values = np.array([slot.entry.value for slot in tensor.slots], dtype=np.float64).reshape(tensor.shape)
    names = np.array([slot.name for slot in tensor.slots], dtype=object).reshape(tensor.shape)
    return Block(values, names, tensor.trained, tensor.layer)


def _gathered(group: Sequence[Tensor], named: Mapping[str, Item]) -> tuple[Block, list[np.ndarray]]:
    """Return the block of tied parameters, and for every tensor the index that gathers its positions."""
    order: dict[str | Position, int] = {}
    values, names, homes, indices = [], [], [], []
    for tensor in group:
        index = []
        for slot in tensor.slots:
            is_name = isinstance(slot.entry.value, str)
            identity = slot.entry.value if is_name else slot.position
            if identity not in order:
                order[identity] = len(order)
                values.append(named[slot.entry.value].value if is_name else slot.entry.value)
                names.append(slot.entry.value if is_name else slot.name)
                homes.append(slot.position)
            index.append(order[identity])
        indices.append(np.broadcast_to(np.array(index, dtype=np.int64), tensor.shape).copy() if tensor.shared
                       else np.array(index, dtype=np.int64).reshape(tensor.shape))  # fmt: skip
    block = Block(
        np.array(values, dtype=np.float64),
        np.array(names, dtype=object),
        group[0].trained,
        group[0].layer,
        tuple(homes),
    )
    return block, indices
