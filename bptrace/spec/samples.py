"""The samples of a spec, and whether they fit each other and the loss."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bptrace.functions.losses import Loss
from bptrace.network import Floats
from bptrace.spec.source import Item, Source
from bptrace.spec.words import counted, enumerated

_TOLERANCE = 1e-6
"""How far from 1 the sum of a distribution may be, so that thirds written with seven digits are one."""


@dataclass(frozen=True)
class Samples:
    """The inputs and targets of all samples; without targets, none."""

    inputs: tuple[Item, ...]
    targets: tuple[Item, ...]

    @property
    def size(self) -> int | None:
        """The number of inputs, if that can be told."""
        return next((len(item.value) for item in self.inputs if item.value is not None), None)


def columns(items: Sequence[Item]) -> Floats:
    """Return lists of numbers as columns."""
    return np.array([[number.value for number in item.value] for item in items], dtype=np.float64).T.copy()


def samples(source: Source, root: Item) -> Samples:
    """Return the samples of a spec, from either of the two ways to write them."""
    spec = root.value
    if "samples" not in spec:
        if "inputs" not in spec:
            source.fault(root, "found neither inputs nor samples; expected one of them")
        return Samples(*(((spec[field],) if field in spec else ()) for field in ("inputs", "targets")))
    for field in ("inputs", "targets"):
        if field in spec:
            source.fault(spec[field], f"found both {field} and samples; expected the {field} within the samples")
    found = [sample.value for sample in spec["samples"].value or () if sample.value is not None]
    read = Samples(*(tuple(one[field] for one in found if field in one) for field in ("inputs", "targets")))
    if 0 < len(read.targets) < len(found):
        source.fault(
            spec["samples"], f"found targets in {len(read.targets)} of {len(found)} samples; expected all or none"
        )
    for item in read.inputs:
        if item.value is not None and len(item.value) != read.size:
            source.fault(
                item, f"found {counted(len(item.value), 'number')}; expected {read.size}, as in the first sample"
            )
    return read


def check_batch(source: Source, batch: Item, given: Samples) -> None:
    """Check that a batch has no more samples than there are."""
    count = len(given.inputs)
    if isinstance(batch.value, int) and 0 < count < batch.value:
        found = f"found {batch.value} and {counted(count, 'sample')}"
        source.fault(batch, f"{found}; expected a batch of at most {count}, or full for all samples")


def check_targets(source: Source, targets: Sequence[Item], loss: Loss | None, outputs: Sequence[str] | None) -> None:
    """Check that targets fit the outputs and are such as the loss is defined for."""
    for item in targets:
        if item.value is None:
            continue
        if outputs is not None and len(item.value) != len(outputs):
            expected = f"{len(outputs)}, one for each output {enumerated(outputs)}"
            source.fault(item, f"found {counted(len(item.value), 'number')}; expected {expected}")
        if loss is not None:
            _check_values(source, item, loss)


def _check_values(source: Source, item: Item, loss: Loss) -> None:
    low, high = loss.targets
    values = [number.value for number in item.value if number.value is not None]
    for number in item.value:
        if number.value is not None and not low <= number.value <= high:
            expected = f"a number from {low:g} to {high:g}, which {loss.name} is defined for"
            source.fault(number, f"found {number.value:g}; expected {expected}")
    if loss.distribution and len(values) == len(item.value) and abs(sum(values) - 1) > _TOLERANCE:
        message = f"found numbers whose sum is {sum(values):.9g}; expected a sum of 1, which {loss.name} is defined for"
        source.fault(item, message)
