"""A worked problem: a network, the samples it is shown, and how it learns from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bptrace import lazy
from bptrace.dataclass import dataclass
from bptrace.functions.losses import Loss
from bptrace.functions.optimizers import Optimizer
from bptrace.network import Floats, Network

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Penalty:
    """What large parameters add to the error; the rates are the constants `l1` and `l2` of the problem.

    `E_total = E_data + l1 (|w1| + |w2| + ..) + 1/2 l2 (w1^2 + w2^2 + ..)`, so that the gradient of `w` gains
    `l1 sign(w) + l2 w`.

    Attributes
    ----------
    kinds
        `l1`, `l2` or both.
    biases
        Whether biases are penalized as weights are.
    """

    kinds: tuple[str, ...]
    biases: bool = False


@dataclass(frozen=True, eq=False)
class Test:
    """Samples that are put aside: nothing is learned from them, and how the network does on them is measured.

    Attributes
    ----------
    inputs
        Shape `(inputs, samples)`.
    targets
        Shape `(outputs, samples)`.
    """

    inputs: Floats
    targets: Floats


@dataclass(frozen=True, eq=False)
class Problem:
    """All that a round needs, as numbers and records.

    Attributes
    ----------
    title
        The heading, as its author wrote it.
    network
        The network with its start values.
    inputs
        Shape `(inputs, samples)`: columns are samples.
    targets
        Shape `(outputs, samples)`, or None for a forward pass only.
    loss
        None without targets.
    optimizer
        None where nothing is updated.
    constants
        The learning rate, the optimizer's constants and the penalty's rates, by kind.
    batch
        The number of samples in one update; the last batch of an epoch may be smaller.
    epochs
        How many times all samples are gone through.
    mean_over_samples
        Whether the error of a batch is the mean over its samples instead of their sum.
    layer_by_layer
        Whether errors go back through weights that this very round has already updated.
    input_gradients
        Whether gradients with respect to the inputs are wanted.
    gradient_of
        Without a loss, the output neuron (from 0) whose gradients are wanted; otherwise None.
    penalty
        What large parameters add to the error, if anything.
    test
        Samples that are put aside, if any.
    files
        What the samples were read from, besides the spec itself.
    renamed
        Inputs and outputs that are called otherwise than their columns or classes in those files: the name, and the other one.
    """

    title: str
    network: Network
    inputs: Floats
    targets: Floats | None
    loss: Loss | None
    optimizer: Optimizer | None
    constants: Mapping[str, float]
    batch: int
    epochs: int = 1
    mean_over_samples: bool = False
    layer_by_layer: bool = False
    input_gradients: bool = False
    gradient_of: int | None = None
    penalty: Penalty | None = None
    test: Test | None = None
    files: tuple[Path, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    @property
    def sample_count(self) -> int:
        """The number of samples."""
        return int(self.inputs.shape[1])

    @property
    def goes_back(self) -> bool:
        """Whether there is anything to differentiate."""
        return self.loss is not None or self.gradient_of is not None

    def put_aside(self) -> Problem | None:
        """Return the problem with the test samples in the place of those that are learned from."""
        if self.test is None:
            return None
        inputs, targets = self.test.inputs, self.test.targets
        return replace(self, inputs=inputs, targets=targets, batch=int(inputs.shape[1]), test=None)

    def beginning(self, updates: int) -> Problem:
        """Return the problem as far as some updates of its first epoch go: what comes later need not be computed.

        Where there are several updates at least two are left, and so several samples: names and words are what they were.
        """
        count = min(max(updates, 2) * self.batch, self.sample_count)
        targets = None if self.targets is None else self.targets[:, :count]
        return replace(self, inputs=self.inputs[:, :count], targets=targets, epochs=1, test=None)

    def batches(self) -> Sequence[range]:
        """Return the samples of every batch of an epoch, in order."""
        count = self.sample_count
        firsts = range(0, count, self.batch)
        return lazy.Each(firsts, lambda first: range(first, min(first + self.batch, count)))

    @property
    def counts_updates(self) -> bool:
        """Whether the number of the update is one of the constants."""
        return self.optimizer is not None and self.optimizer.counts

    @property
    def constant_kinds(self) -> tuple[str, ...]:
        """The kinds of all constants of a round, the number of the update among them where it counts."""
        return (*self.constants, *(("step",) if self.counts_updates else ()))

    def penalized(self, block: int) -> Bools:
        """Return which parameters of a block add to the error: trained weights, and biases if they are meant too.

        A parameter that stands for a weight in one place and for a bias in another counts as a weight.
        """
        one = self.network.blocks[block]
        meant = self.penalty is not None and one.trained
        if self.penalty is None or not meant or self.penalty.biases:
            return np.full(one.values.shape, meant)
        found = np.zeros(one.values.shape, dtype=bool)
        for _, is_bias, place in self.network.places(block):
            if not is_bias:
                found[... if place.index is None else place.index.ravel()] = True
        return found

    @property
    def simplified(self) -> bool:
        """Whether the node delta of the output layer is `out - target`, the loss meeting its own activation."""
        return self.loss is not None and self.loss.partner == self.network.layers[-1].activation.name
