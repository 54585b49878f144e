"""The seed of a spec, and the streams of random numbers that come from it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bptrace.functions.schemes import generator
from bptrace.spec.source import Item, Source

PARAMETERS, POINTS, ORDER = 0, 1, 2
"""The streams of random numbers: for start values, for generated points, for the order of samples."""


def seeded(source: Source, spec: Mapping[str, Item], item: Item, stream: int) -> np.random.Generator | None:
    """Return a generator of random numbers for what an item asks for; without a seed, that is a fault of the item."""
    if "seed" not in spec:
        source.fault(item, "found numbers to be drawn at random but no seed; expected seed: 1 or another whole number")
        return None
    seed = spec["seed"].value
    return None if seed is None else generator(seed, stream)
