"""What some lines start from: inputs, targets, parameters and constants with their values, of many the first and the last."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np

from bptrace import lazy
from bptrace.dependence import Mask
from bptrace.extent import Extent, Gap
from bptrace.network import Block, Quantity
from bptrace.report import givens
from bptrace.report.document import Parts, listed, say
from bptrace.report.fitting import LONGEST
from bptrace.slices import Slice
from bptrace.symbolic import Index
from bptrace.tape import Address
from bptrace.trace import Round

Stand: TypeAlias = tuple[Address, Index]
Numbers: TypeAlias = np.ndarray[Any, np.dtype[Any]]


def starts(kept: Round, needed: Slice, extent: Extent) -> Parts:
    """Return what some lines start from, with its values.

    Inputs come first, then the targets of the same sample, then parameters layer by layer, then constants.
    """
    if sum(int(np.count_nonzero(mask)) for mask in needed.givens.values()) <= LONGEST:
        every = (quantity for address, mask in needed.givens.items() for quantity in _quantities(needed, address, mask))
        return listed([givens.equation(one, kept.value) for one in sorted(every, key=_reading_order)], ", ")
    return listed([*_samples(kept, needed, extent), *_parameters(kept, needed, extent)], ", ")


def _reading_order(quantity: Quantity) -> tuple[bool, bool, int, bool, int, int, float]:
    """Sort inputs before targets before parameters before constants; parameters by layer and neuron, biases last."""
    kind, layer, unit, source, sample, _ = quantity
    later, target = kind not in ("out", "target"), kind == "target"
    return layer is None, later, sample or 0, target, layer or 0, unit or 0, math.inf if source is None else source


def _quantities(needed: Slice, address: Address, mask: Mask) -> Iterator[Quantity]:
    for index in np.argwhere(mask).tolist() if mask.ndim else [()]:
        yield needed.layout.quantity(address, tuple(index))


def _samples(kept: Round, needed: Slice, extent: Extent) -> Iterator[Parts]:
    """Yield the first and the last samples, and of each the first and the last inputs and targets."""
    columns = {address: mask for address, mask in needed.givens.items() if address.kind in ("out", "target")}
    ordered = sorted(columns, key=lambda address: address.kind == "target")
    places = np.flatnonzero(np.logical_or.reduce([mask.any(axis=0) for mask in columns.values()])) if columns else ()
    for sample in extent.shown([int(place) for place in places], "samples"):
        if isinstance(sample, Gap):
            yield say(f"… {sample.count} more {sample.what}")
            continue
        for address in ordered:
            found = [(address, (int(unit), sample)) for unit in np.flatnonzero(columns[address][:, sample])]
            yield from _equations(kept, needed, found, extent)


def _parameters(kept: Round, needed: Slice, extent: Extent) -> Iterator[Parts]:
    """Yield of each layer's parameters the first and the last values, of each kind; then the constants."""
    blocks = kept.program.network.blocks
    grouped: dict[tuple[int, str], list[Address]] = {}
    for address in needed.givens:
        if address.where is not None and address.kind not in ("out", "target"):
            grouped.setdefault((blocks[address.where].layer, address.kind), []).append(address)
    for _, addresses in sorted(grouped.items(), key=lambda item: item[0][0]):
        yield from _equations(kept, needed, _by_neuron(blocks, needed, addresses), extent)
    for address in needed.givens:
        if address.where is None:
            yield givens.equation(needed.layout.quantity(address, ()), kept.value)


def _by_neuron(blocks: Sequence[Block], needed: Slice, addresses: Sequence[Address]) -> Sequence[Stand]:
    """Return where the parameters of some blocks stand, neuron by neuron, the bias after the weights."""
    indices = [np.argwhere(needed.givens[address]) for address in addresses]
    homes = [_homes(blocks[address.where or 0], own) for address, own in zip(addresses, indices, strict=True)]
    units, sources = np.concatenate(homes, axis=1)
    order, ends = np.lexsort((sources, units)), np.cumsum([len(own) for own in indices])

    def stand(number: int) -> Stand:
        place = int(order[number])
        block = int(np.searchsorted(ends, place, side="right"))
        return addresses[block], tuple(indices[block][place - int(ends[block])].tolist())

    return lazy.made(len(order), stand)


def _homes(block: Block, indices: Numbers) -> Numbers:
    """Return the unit and the source of the parameters at some indices of a block; a bias stands behind all sources."""
    if block.homes is not None:
        homes = [block.homes[place] for (place,) in indices.tolist()]
        found = [(home.unit or 0, math.inf if home.source is None else home.source) for home in homes]
        return np.array(found, dtype=float).reshape(-1, 2).T
    sources = indices[:, 1] if indices.shape[1] == 2 else np.full(len(indices), math.inf)
    return np.array([indices[:, 0], sources], dtype=float)


def _equations(kept: Round, needed: Slice, found: Sequence[Stand], extent: Extent) -> Iterator[Parts]:
    for number in extent.shown(range(len(found)), "values"):
        if isinstance(number, Gap):
            yield say(f"… {number.count} more")
        else:
            yield givens.equation(needed.layout.quantity(*found[number]), kept.value)
