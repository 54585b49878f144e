"""The samples of a spec, and whether they fit each other and the loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import numpy as np

from bptrace.dataclass import dataclass
from bptrace.functions.losses import Loss
from bptrace.network import Floats
from bptrace.spec.commas import refuse_count
from bptrace.spec.inputs import alike
from bptrace.spec.source import Item, Source
from bptrace.spec.words import counted, enumerated

_TOLERANCE = 1e-6
"""How far from 1 the sum of a distribution may be, so that thirds written with seven digits are one."""

_SHOWN = 5


class Given(Protocol):
    """Samples, wherever they come from."""

    @property
    def size(self) -> int | None:
        """The number of inputs, if that can be told."""

    @property
    def count(self) -> int:
        """The number of samples."""

    @property
    def has_targets(self) -> bool:
        """Whether there are targets."""

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that they were read from, besides the spec itself."""

    def arrays(self) -> tuple[Floats, Floats | None]:
        """Return inputs and targets as columns."""

    def check_targets(self, source: Source, loss: Loss | None, outputs: Sequence[str] | None) -> None:
        """Check that targets fit the outputs and are such as the loss is defined for."""


@dataclass(frozen=True)
class Samples:
    """The inputs and targets of all samples as they are written in a spec; without targets, none."""

    inputs: tuple[Item, ...]
    targets: tuple[Item, ...]
    files: tuple[Path, ...] = ()

    @property
    def size(self) -> int | None:
        """The number of inputs, if that can be told."""
        return next((len(item.value) for item in self.inputs if item.value is not None), None)

    @property
    def count(self) -> int:
        """The number of samples."""
        return len(self.inputs)

    @property
    def has_targets(self) -> bool:
        """Whether there are targets."""
        return bool(self.targets)

    def arrays(self) -> tuple[Floats, Floats | None]:
        """Return inputs and targets as columns."""
        return _columns(self.inputs), _columns(self.targets) if self.targets else None

    def check_targets(self, source: Source, loss: Loss | None, outputs: Sequence[str] | None) -> None:
        """Check that targets fit the outputs and are such as the loss is defined for."""
        for item in self.targets:
            if item.value is None:
                continue
            if outputs is not None and len(item.value) != len(outputs):
                expected = f"{len(outputs)}, one for each output {enumerated(outputs)}"
                message = f"found {counted(len(item.value), 'number')}; expected {expected}"
                refuse_count(source, item, len(outputs), message)
            if loss is not None:
                _check_values(source, item, loss)


@dataclass(frozen=True, eq=False)
class Data:
    """Samples as columns that were read from a file or drawn.

    Attributes
    ----------
    inputs
        Shape `(inputs, samples)`.
    targets
        Shape `(outputs, samples)`, or None.
    names
        What the inputs are called where the spec does not name them, or None.
    classes
        The classes that the targets stand for, in the order of the outputs, or None.
    fault
        Notes a fault of the target of a sample and an output.
    files
        The files that they were read from.
    columns
        The columns that the inputs were read from, if they were.
    """

    inputs: Floats
    targets: Floats | None
    names: tuple[str, ...] | None
    classes: tuple[str, ...] | None
    fault: Callable[[int, int, str], None]
    files: tuple[Path, ...] = ()
    columns: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """The number of inputs."""
        return int(self.inputs.shape[0])

    @property
    def count(self) -> int:
        """The number of samples."""
        return int(self.inputs.shape[1])

    @property
    def has_targets(self) -> bool:
        """Whether there are targets."""
        return self.targets is not None

    def arrays(self) -> tuple[Floats, Floats | None]:
        """Return inputs and targets as columns."""
        return self.inputs, self.targets

    def check_targets(self, source: Source, loss: Loss | None, outputs: Sequence[str] | None) -> None:
        """Check that targets fit the outputs and are such as the loss is defined for."""
        del source, outputs  # there are as many targets as outputs, or they would not have been read
        if self.targets is None or loss is None:
            return
        low, high = loss.targets
        for output, sample in np.argwhere((self.targets < low) | (self.targets > high))[:_SHOWN].tolist():
            expected = f"a number from {low:g} to {high:g}, which {loss.name} is defined for"
            self.fault(sample, output, f"found {self.targets[output, sample]:g}; expected {expected}")
        if loss.distribution:
            sums = self.targets.sum(axis=0)
            for sample in np.flatnonzero(np.abs(sums - 1) > _TOLERANCE)[:_SHOWN].tolist():
                self.fault(sample, 0, _no_distribution(float(sums[sample]), loss.name))


def _columns(items: Sequence[Item]) -> Floats:
    """Return lists of numbers as columns."""
    return np.array([[number.value for number in item.value] for item in items], dtype=np.float64).T.copy()


def samples(source: Source, root: Item) -> Samples:
    """Return the samples of a spec, from either of the two ways to write them."""
    spec = root.value
    if "samples" not in spec:
        if "inputs" not in spec:
            source.fault(root, "found neither inputs nor samples nor data; expected one of them")
        return Samples(*(((spec[field],) if field in spec else ()) for field in ("inputs", "targets")))
    for field in ("inputs", "targets"):
        if field in spec:
            source.fault(spec[field], f"found both {field} and samples; expected the {field} within the samples")
    items = [sample for sample in spec["samples"].value or () if sample.value is not None]
    found = [sample.value for sample in items]
    read = Samples(*(tuple(one[field] for one in found if field in one) for field in ("inputs", "targets")))
    if 0 < len(read.targets) < len(found):
        without = next(sample for sample in items if "targets" not in sample.value)
        having = next(sample.where for sample in items if "targets" in sample.value)
        message = f"found no targets, and in {having} some; expected them in all samples or in none"
        source.fault(without, message)
    return replace(read, inputs=alike(source, read.inputs))


def check_counts(source: Source, batch: Item | None, test: Item | None, given: Given) -> None:
    """Check that fewer samples are put aside than there are, and that a batch has no more than those that are left."""
    count = given.count
    if count and test is not None and test.value is not None:
        if test.value >= count:
            found = f"found {test.value} and {counted(count, 'sample')}"
            source.fault(test, f"{found}; expected fewer, so that there are some left to learn from")
        count = max(count - test.value, 0)
    if batch is not None and isinstance(batch.value, int) and 0 < count < batch.value:
        found = f"found {batch.value} and {counted(count, 'sample')}"
        source.fault(batch, f"{found}; expected a batch of at most {count}, or full for all samples")


def _check_values(source: Source, item: Item, loss: Loss) -> None:
    low, high = loss.targets
    values = [number.value for number in item.value if number.value is not None]
    for number in item.value:
        if number.value is not None and not low <= number.value <= high:
            expected = f"a number from {low:g} to {high:g}, which {loss.name} is defined for"
            source.fault(number, f"found {number.value:g}; expected {expected}")
    if loss.distribution and len(values) == len(item.value) and abs(sum(values) - 1) > _TOLERANCE:
        source.fault(item, _no_distribution(sum(values), loss.name))


def _no_distribution(total: float, loss: str) -> str:
    return f"found numbers whose sum is {total:.9g}; expected a sum of 1, which {loss} is defined for"


def one_hot(classes: np.ndarray, outputs: int) -> Floats:
    """Return targets of shape `(outputs, samples)` for class numbers from 0: 1 for the class, 0 for the others.

    One output alone has the class number itself, 0 or 1, as its target.
    """
    if outputs == 1:
        return classes.astype(np.float64)[None, :]
    return np.eye(outputs)[:, classes]
