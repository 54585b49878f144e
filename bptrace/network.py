"""Networks: layers, the parameters behind their positions, and the identity of every quantity.

A *position* is a place in a layer's weight matrix or bias vector; a *parameter* is a number that is learned. Usually each
position has a parameter of its own. Where positions share one (a bias for a whole layer, weights tied by name), the
parameters of a block are gathered into positions on the way forward, and the gradients of positions are summed into
parameters on the way back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bptrace.dataclass import dataclass
from bptrace.functions.activations import Activation
from bptrace.functions.optimizers import STATE_NAMES
from bptrace.indexing import of_one
from bptrace.symbolic import Array, Index
from bptrace.tape import Address

Floats = NDArray[np.float64]


class Quantity(NamedTuple):
    """The identity of one number of a round.

    Attributes
    ----------
    kind
        One of `AXES`, `BLOCK_KINDS` or the name of a constant.
    layer
        0 for the inputs, then 1 up to the output layer.
    unit
        The neuron (or input) within the layer, from 0; for a parameter, the neuron of its first position, None for the bias
        of a whole layer.
    source
        Where the quantity has a second end: the neuron that a weight comes from, the neuron of the next layer through
        which a part of `dE/dout` comes, the output whose derivative an element of softmax's Jacobian is.
    sample
        The sample, from 0, for quantities that every sample has.
    after
        Whether it is meant after the update.
    """

    kind: str
    layer: int | None = None
    unit: int | None = None
    source: int | None = None
    sample: int | None = None
    after: bool = False


AXES: dict[str, tuple[str, ...]] = {
    "net": ("unit", "sample"),
    "out": ("unit", "sample"),
    "target": ("unit", "sample"),
    "error": ("unit", "sample"),
    "sample_error": ("sample",),
    "data_error": (),
    "penalty": (),
    "total_error": (),
    "dE/dout": ("unit", "sample"),
    "dout/dnet": ("unit", "sample"),
    "jacobian": ("unit", "source", "sample"),
    "delta": ("unit", "sample"),
}
"""The axes of the arrays that belong to a layer, by kind."""

BLOCK_KINDS = ("parameter", "gradient", *STATE_NAMES)
"""The kinds of array that have one element for each parameter of a block."""


class Position(NamedTuple):
    """A place in a layer: of a weight, or, without a source, of a bias; without a unit too, the whole layer's bias."""

    layer: int
    unit: int | None
    source: int | None


@dataclass(frozen=True, eq=False)
class Block:
    """An array of parameters that are updated together.

    Attributes
    ----------
    values
        The start values, float64: `(units, sources)` for a layer's weights, `(units,)` for its biases, `(count,)` where
        positions share parameters.
    names
        The parameters' names, in the same shape.
    trained
        Whether an update changes them.
    homes
        For a block of shape `(count,)`, the first position of each parameter; otherwise None.
    layer
        The layer that is reached last on the way back; there the gradients of the block are complete.
    """

    values: Floats
    names: NDArray[Any]
    trained: bool
    layer: int
    homes: tuple[Position, ...] | None = None

    def home(self, index: Index) -> Position:
        """Return the first position of a parameter."""
        if self.homes is not None:
            return self.homes[of_one(index)[0]]
        return Position(self.layer, index[0], index[1] if len(index) == 2 else None)

    def indices(self) -> Iterator[Index]:
        """Yield the index of every parameter, in order of reading."""
        return np.ndindex(self.values.shape)


@dataclass(frozen=True, eq=False)
class Place:
    """Where a layer's weights or biases come from: a block, whole or gathered by an index."""

    block: int
    index: NDArray[np.int64] | None = None

    def take(self, blocks: Sequence[Array]) -> Array:
        """Return the array of positions."""
        block = blocks[self.block]
        return block if self.index is None else block[self.index]


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer of neurons.

    Attributes
    ----------
    name
        What its reader calls it, such as "Hidden layer".
    units
        The names of its neurons.
    activation
        Its activation; neurons that differ are in one mixed record.
    activations
        The activation of every neuron, for telling them apart in words.
    weights
        Positions `(units, sources)`.
    bias
        Positions `(units,)`, or None.
    threshold
        Whether `bias` is subtracted.
    """

    name: str
    units: tuple[str, ...]
    activation: Activation
    activations: tuple[Activation, ...]
    weights: Place
    bias: Place | None = None
    threshold: bool = False


@dataclass(frozen=True, eq=False)
class Network:
    """Inputs, layers, and the blocks of parameters that their positions refer to."""

    inputs: tuple[str, ...]
    layers: tuple[Layer, ...]
    blocks: tuple[Block, ...]

    @property
    def depth(self) -> int:
        """The number of layers, which is the number of the output layer."""
        return len(self.layers)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the output neurons."""
        return self.layers[-1].units

    def units(self, layer: int) -> tuple[str, ...]:
        """Return the names of a layer's neurons; layer 0 is the inputs."""
        return self.layers[layer - 1].units if layer else self.inputs

    def start(self) -> tuple[Floats, ...]:
        """Return the start values of all blocks."""
        return tuple(block.values for block in self.blocks)

    def places(self, block: int) -> Iterator[tuple[int, bool, Place]]:
        """Yield layer, whether it holds biases, and place for everything that a block feeds, in order of reading."""
        for number, layer in enumerate(self.layers, 1):
            if layer.weights.block == block:
                yield number, False, layer.weights
            if layer.bias is not None and layer.bias.block == block:
                yield number, True, layer.bias

    @cached_property
    def _shared(self) -> dict[Position, tuple[int, Index]]:
        """The block and index of parameters whose block is gathered, by first position."""
        return {
            home: (number, (index,))
            for number, block in enumerate(self.blocks)
            for index, home in enumerate(block.homes or ())
        }

    def locate(self, position: Position) -> tuple[int, Index]:
        """Return the block and the index within it of the parameter whose first position this is."""
        if self._shared and of_one(position) in self._shared:
            return self._shared[position]
        assert position.unit is not None
        layer = self.layers[position.layer - 1]
        if position.source is not None:
            return layer.weights.block, (position.unit, position.source)
        assert layer.bias is not None
        return layer.bias.block, (position.unit,)

    def parameter_name(self, quantity: Quantity) -> str:
        """Return the name of the parameter that a quantity of a block kind belongs to."""
        assert quantity.layer is not None
        block, index = self.locate(Position(quantity.layer, quantity.unit, quantity.source))
        return str(self.blocks[block].names[index])

    def parameters(self) -> Iterator[tuple[str, Quantity]]:
        """Yield name and identity of every parameter, in order of reading."""
        for block in self.blocks:
            for index in block.indices():
                yield str(block.names[index]), Quantity("parameter", *block.home(index))

    def quantity(self, address: Address, index: Index) -> Quantity:
        """Return the identity of one element of a named array."""
        kind, where, after = address
        if kind in BLOCK_KINDS and where is not None:
            return Quantity(kind, *self.blocks[where].home(index), after=after)
        return Quantity(kind, where, after=after, **dict(zip(AXES.get(kind, ()), index, strict=True)))

    def element(self, quantity: Quantity) -> tuple[Address, Index]:
        """Return the named array and the index in it where a quantity stands: the inverse of `quantity`."""
        kind, layer, unit, source, _, after = quantity
        if kind in BLOCK_KINDS:
            assert layer is not None
            block, index = self.locate(Position(layer, unit, source))
            return Address(kind, block, after), index
        axes = AXES.get(kind, ())
        return Address(kind, layer, after), tuple(getattr(quantity, axis) for axis in axes)
