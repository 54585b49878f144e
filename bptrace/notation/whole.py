"""The identity of whole arrays, as one formula may be about."""

from __future__ import annotations

from typing import NamedTuple


class Whole(NamedTuple):
    """The identity of an array.

    Attributes
    ----------
    kind
        As of a `Quantity`, or `function` for the activation of a layer.
    layer
        The layer it belongs to; 0 is the inputs.
    is_bias
        Whether, of the parameters of a layer, the biases are meant.
    sample
        A column of it alone, from 0; None is all of it.
    after
        Whether it is meant after the update.
    """

    kind: str
    layer: int | None = None
    is_bias: bool = False
    sample: int | None = None
    after: bool = False
