"""How large a network may be: what a few lines ask for has to fit into memory."""

from __future__ import annotations

from collections.abc import Sequence

from bptrace.spec.layers import Fields
from bptrace.spec.samples import Given
from bptrace.spec.source import Source

MOST_LAYERS = 500
"""So many layers can still be told one after another."""

MOST_WEIGHTS = 850_000
"""So many weights, with their names, and with what a round has of each, take less than 500 MB."""

MOST_NUMBERS = 20_000_000
"""So many net inputs and outputs, of all samples together, are computed at once."""


def check_layers(source: Source, spec: Fields, sizes: Sequence[int]) -> None:
    """Check that there are not too many layers, and not too many weights between them.

    Parameters
    ----------
    source
        Notes the faults, and raises them if there is one.
    spec
        The fields of the spec, the layers among them.
    sizes
        The number of neurons of every layer; first that of the inputs, if it is known already, otherwise 1.
    """
    layers = spec["layers"]
    if len(sizes) - 1 > MOST_LAYERS:
        source.fault(layers, f"found {len(sizes) - 1} layers; expected at most {MOST_LAYERS}")
        source.raise_faults()
    weights = 0
    for item, before, units in zip(layers.value or (), sizes, sizes[1:], strict=False):
        weights += before * units
        if weights > MOST_WEIGHTS:
            at = (item.value or {}).get("neurons", item)
            source.fault(at, f"found {weights} weights up to here; expected at most {MOST_WEIGHTS} in all")
            source.raise_faults()


def check_samples(source: Source, spec: Fields, sizes: Sequence[int], given: Given) -> None:
    """Check that what is computed of all samples at once is not too much; parameters as for `check_layers`."""
    numbers = 2 * sum(sizes[1:]) * given.count
    if numbers > MOST_NUMBERS:
        at = next(spec[field] for field in ("data", "samples", "layers") if field in spec)
        found = f"found {given.count} samples and {sum(sizes[1:])} neurons, whose net inputs and outputs are {numbers} numbers"
        source.fault(at, f"{found}; expected at most {MOST_NUMBERS}")
        source.raise_faults()
