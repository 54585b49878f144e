"""Layers as classes over NumPy columns, as articles on networks from scratch have them; they learn the quadrants."""

import sys
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Leaky:
    """The leaky ReLU."""

    def value(self, x: Floats) -> Floats:
        """Return the output."""
        return np.where(x > 0, x, 0.1 * x)

    def slope(self, x: Floats) -> Floats:
        """Return the derivative."""
        return np.where(x > 0, 1.0, 0.1)


class Layer:
    """Weights, biases and an activation."""

    def __init__(self, sources: int, neurons: int, rng: np.random.Generator) -> None:
        self.weights = rng.normal(0, 1 / (sources * neurons), (neurons, sources))
        self.biases = rng.normal(0, 1 / neurons, (neurons, 1))
        self.activation = Leaky()

    def forward(self, x: Floats) -> Floats:
        """Return the outputs."""
        return self.activation.value(np.dot(self.weights, x) + self.biases)


class Network:
    """Layers with the mean squared error."""

    def __init__(self, sizes: list[int], rate: float, rng: np.random.Generator) -> None:
        self.layers = [Layer(*pair, rng) for pair in pairwise(sizes)]
        self.rate = rate

    def forward(self, x: Floats) -> Floats:
        """Return the outputs of the last layer."""
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def train(self, x: Floats, target: Floats) -> None:
        """Learn from one sample."""
        sources = [x]
        for layer in self.layers:
            sources.append(layer.forward(sources[-1]))
        slope = 2 * (sources[-1] - target) / target.size
        for layer, source in zip(self.layers[::-1], sources[-2::-1], strict=True):
            net = np.dot(layer.weights, source) + layer.biases
            delta = layer.activation.slope(net) * slope
            slope = np.dot(layer.weights.T, delta)
            layer.weights -= self.rate * np.dot(delta, source.T)
            layer.biases -= self.rate * delta


def quadrants(steps: int) -> float:
    """Return the part of 1,000 points put aside that is right after some steps."""
    rng = np.random.default_rng(1)
    points = rng.uniform(-2, 2, (steps + 1000, 2))
    network = Network([2, 3, 2], 0.05, rng)
    targets = np.eye(2)[(points[:, 0] * points[:, 1] > 0).astype(int)]
    for point, target in zip(points[:steps], targets[:steps], strict=True):
        network.train(point.reshape(-1, 1), target.reshape(-1, 1))
    guesses = [network.forward(point.reshape(-1, 1)).argmax() for point in points[steps:]]
    return float(np.mean(np.array(guesses) == targets[steps:].argmax(axis=1)))


if __name__ == "__main__":
    sys.stdout.write(f"{quadrants(int(sys.argv[1]))}\n")
