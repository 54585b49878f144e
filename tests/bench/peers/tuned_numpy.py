"""A network of two logistic layers in NumPy without any array made twice."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Tuned:
    """Weights and all the room that a step needs.

    Parameters
    ----------
    weights, biases
        Of the hidden and of the output layer; the biases are columns.
    inputs, targets
        A column for each sample.
    rate
        The learning rate, for the sum over the samples.
    train_biases
        Whether the biases are updated too.
    """

    def __init__(
        self,
        weights: list[Floats],
        biases: list[Floats],
        inputs: Floats,
        targets: Floats,
        rate: float,
        train_biases: bool,
    ) -> None:
        self.weights, self.biases = [one.copy() for one in weights], [one.copy() for one in biases]
        self.inputs, self.targets, self.rate, self.train_biases = inputs, targets, rate, train_biases
        count = inputs.shape[1]
        self.outs = [np.empty((one.shape[0], count)) for one in weights]
        self.deltas = [np.empty((one.shape[0], count)) for one in weights]
        self.slope = [np.empty((one.shape[0], count)) for one in weights]
        self.steps = [np.empty(one.shape) for one in weights]

    def step(self) -> None:
        """Do one round."""
        source = self.inputs
        for weights, bias, out in zip(self.weights, self.biases, self.outs, strict=True):
            np.matmul(weights, source, out=out)
            out += bias
            np.negative(out, out=out)
            np.exp(out, out=out)
            out += 1
            np.reciprocal(out, out=out)
            source = out
        np.subtract(self.outs[1], self.targets, out=self.deltas[1])
        self._times_slope(1)
        np.matmul(self.weights[1].T, self.deltas[1], out=self.deltas[0])
        self._times_slope(0)
        for layer, source in enumerate((self.inputs, self.outs[0])):
            np.matmul(self.deltas[layer], source.T, out=self.steps[layer])
            self.steps[layer] *= self.rate
            self.weights[layer] -= self.steps[layer]
            if self.train_biases:
                self.biases[layer] -= self.rate * self.deltas[layer].sum(axis=1, keepdims=True)

    def _times_slope(self, layer: int) -> None:
        np.subtract(1, self.outs[layer], out=self.slope[layer])
        self.slope[layer] *= self.outs[layer]
        self.deltas[layer] *= self.slope[layer]

    def run(self, rounds: int) -> None:
        """Do some rounds."""
        for _ in range(rounds):
            self.step()

    def error(self) -> float:
        """Return the error as it was before the last update."""
        return float((0.5 * (self.targets - self.outs[1]) ** 2).sum())


def mazur() -> Tuned:
    """Return Mazur's network."""
    weights = [np.array([[0.15, 0.20], [0.25, 0.30]]), np.array([[0.40, 0.45], [0.50, 0.55]])]
    biases = [np.full((2, 1), 0.35), np.full((2, 1), 0.60)]
    return Tuned(weights, biases, np.array([[0.05], [0.10]]), np.array([[0.01], [0.99]]), 0.5, False)
