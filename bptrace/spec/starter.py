"""A network to begin with: its sizes and functions as they were asked for, its numbers drawn to two decimals from a seed."""

from __future__ import annotations

import random
from functools import cached_property
from itertools import pairwise

from bptrace.dataclass import dataclass
from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.losses import LOSSES

WRITTEN = 150
"""Up to so many weights are written out as numbers, for a person to change; more are drawn when the spec is read."""

_SMALLEST, _LARGEST = 5, 95
"""Of numbers that are drawn, in hundredths."""


@dataclass(frozen=True)
class Starter:
    """What a first spec contains.

    Attributes
    ----------
    sizes
        How many inputs there are, then how many neurons in each layer.
    activations
        The activation of each layer.
    loss, optimizer, learning_rate, epochs
        How the network learns.
    samples
        How many samples there are.
    batch
        How many of them one update is made of, or None for all.
    seed
        What numbers are drawn from.
    attempt
        Which of the draws from that seed, from 0: others are for networks that could not learn.
    inputs, targets
        Those of the only sample, if they were asked for.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str
    optimizer: str = "sgd"
    learning_rate: float = 0.5
    epochs: int = 1
    samples: int = 1
    batch: int | None = None
    seed: int = 1
    attempt: int = 0
    inputs: tuple[float, ...] = ()
    targets: tuple[float, ...] = ()

    @property
    def is_written(self) -> bool:
        """Whether weights stand in the spec as numbers."""
        return sum(sources * units for sources, units in pairwise(self.sizes)) <= WRITTEN

    @cached_property
    def rows(self) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
        """Inputs and targets of every sample."""
        rng = self._rng("samples")
        return [(self.inputs or self._inputs(rng), self.targets or self._targets(rng)) for _ in range(self.samples)]

    def weights(self, layer: int) -> list[list[float]]:
        """Return the weights of a layer, from 1, one row for each neuron."""
        rng = self._rng(f"weights {layer}")
        return [[_signed(rng) for _ in range(self.sizes[layer - 1])] for _ in range(self.sizes[layer])]

    def biases(self, layer: int) -> list[float]:
        """Return the biases of a layer, from 1; they help a rectifier to be open."""
        rng = self._rng(f"biases {layer}")
        draw = _positive if self._rectifies(layer) else _signed
        return [draw(rng) for _ in range(self.sizes[layer])]

    def scheme(self, layer: int) -> str:
        """Return how the weights of a large layer are drawn."""
        return "he" if self._rectifies(layer) else "xavier"

    def _rectifies(self, layer: int) -> bool:
        """Whether the activation of a layer has a kink at 0, as rectifiers have."""
        return 0 in ACTIVATIONS[self.activations[layer - 1]].kinks

    def _rng(self, what: str) -> random.Random:
        """Return what draws one sort of number, so that more samples leave the weights as they were."""
        return random.Random(f"{self.seed} {self.attempt} {what}")  # noqa: S311  # not for secrets

    def _inputs(self, rng: random.Random) -> tuple[float, ...]:
        return tuple(_positive(rng) for _ in range(self.sizes[0]))

    def _targets(self, rng: random.Random) -> tuple[float, ...]:
        loss, outputs = LOSSES[self.loss], self.sizes[-1]
        if loss.distribution:
            chosen = rng.randrange(outputs)
            return tuple(float(output == chosen) for output in range(outputs))
        if loss.outputs == (0, 1):
            return tuple(float(rng.randrange(2)) for _ in range(outputs))
        low, high = (round(end * 100) for end in self._reach())
        return tuple(rng.randint(low + _SMALLEST, high - _SMALLEST) / 100 for _ in range(outputs))

    def _reach(self) -> tuple[float, float]:
        """Return an interval of targets that outputs can come near to."""
        low, high = ACTIVATIONS[self.activations[-1]].range
        return max(low, -1.0), min(high, 1.0)


def _positive(rng: random.Random) -> float:
    return rng.randint(_SMALLEST, _LARGEST) / 100


def _signed(rng: random.Random) -> float:
    return rng.choice((-1, 1)) * _positive(rng)


def default_loss(activation: str) -> str:
    """Return the loss that usually goes with the activation of the outputs."""
    partners = [loss.name for loss in LOSSES.values() if loss.partner == activation and loss.distribution]
    return partners[0] if partners else next(iter(LOSSES))


def default_output(hidden: str, loss: str | None, outputs: int) -> str:
    """Return the activation of the outputs, given that of the other layers and perhaps the loss.

    It is the same one, unless the loss is not defined for what that gives, or one neuron alone would always give 1.
    """
    wanted = LOSSES[loss] if loss else None
    if wanted is not None and wanted.partner and not wanted.suits(ACTIVATIONS[hidden].range):
        hidden = wanted.partner
    return hidden if outputs > 1 or ACTIVATIONS[hidden].elementwise else "logistic"
