"""Mazur's network as scripts for beginners have it: an object for each neuron, lists of weights."""

import sys
from math import exp


class Neuron:
    """Weights, a bias, and what went in and came out last."""

    def __init__(self, weights: list[float], bias: float) -> None:
        self.weights, self.bias = weights, bias
        self.inputs: list[float] = []
        self.output = self.delta = 0.0

    def fire(self, inputs: list[float]) -> float:
        """Compute the output."""
        self.inputs = inputs
        net = sum(weight * value for weight, value in zip(self.weights, inputs, strict=True)) + self.bias
        self.output = 1 / (1 + exp(-net))
        return self.output

    def slope(self) -> float:
        """Return the derivative of the output."""
        return self.output * (1 - self.output)

    def update(self, rate: float) -> None:
        """Go a step against the gradient."""
        for place, value in enumerate(self.inputs):
            self.weights[place] -= rate * self.delta * value


class Network:
    """A hidden layer and an output layer."""

    def __init__(self) -> None:
        self.hidden = [Neuron([0.15, 0.20], 0.35), Neuron([0.25, 0.30], 0.35)]
        self.outputs = [Neuron([0.40, 0.45], 0.60), Neuron([0.50, 0.55], 0.60)]

    def fire(self, inputs: list[float]) -> list[float]:
        """Compute the outputs."""
        between = [neuron.fire(inputs) for neuron in self.hidden]
        return [neuron.fire(between) for neuron in self.outputs]

    def train(self, inputs: list[float], targets: list[float], rate: float) -> None:
        """Do one round."""
        self.fire(inputs)
        for neuron, target in zip(self.outputs, targets, strict=True):
            neuron.delta = (neuron.output - target) * neuron.slope()
        for place, neuron in enumerate(self.hidden):
            neuron.delta = sum(output.delta * output.weights[place] for output in self.outputs) * neuron.slope()
        for neuron in (*self.outputs, *self.hidden):
            neuron.update(rate)


def train(rounds: int) -> float:
    """Return the error after some rounds."""
    network, inputs, targets = Network(), [0.05, 0.10], [0.01, 0.99]
    for _ in range(rounds):
        network.train(inputs, targets, 0.5)
    outputs = network.fire(inputs)
    return sum(0.5 * (target - output) ** 2 for target, output in zip(targets, outputs, strict=True))


if __name__ == "__main__":
    sys.stdout.write(f"{train(int(sys.argv[1]))}\n")
