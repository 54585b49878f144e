"""A student who works a network out by hand: a method for each rule, every line from lines already on the sheet.

The maths is that of a textbook, in floats and lists; nothing here knows the program that marks it.
"""

import math

from .lines import Line
from .working import Working


def logistic(net: float) -> float:
    return 1 / (1 + math.exp(-net))


class Student(Working):
    """The right rules. Overriding one is making a mistake."""

    # Forward ----------------------------------------------------------------------------------------------------------

    def net(self, q: Line) -> float:
        terms = [
            self.weight(q.layer, q.unit, i, q) * self.out_of(q.layer - 1, i, q) for i in self.given.units(q.layer - 1)
        ]
        return sum(terms) + self.bias(q.layer, q.unit, q)

    def out(self, q: Line) -> float:
        net = self.net_of(q.layer, q.unit, q)
        match self.given.activation(q.layer):
            case "logistic":
                return logistic(net)
            case "tanh":
                return math.tanh(net)
            case "relu":
                return max(0.0, net)
            case "softmax":
                return math.exp(net) / sum(math.exp(self.net_of(q.layer, k, q)) for k in self.given.units(q.layer))
        return net

    # Error ------------------------------------------------------------------------------------------------------------

    def error(self, q: Line) -> float:
        out, target = self.out_of(q.layer, q.unit, q), self.target(q)
        match self.given.loss:
            case "half_squared_error":
                return (target - out) ** 2 / 2
            case "binary_cross_entropy":
                # A term with the factor 0 is not worked out.
                return -sum(
                    share * math.log(chance) for share, chance in ((target, out), (1 - target, 1 - out)) if share
                )
            case "categorical_cross_entropy":
                return -target * math.log(out)
        return (target - out) ** 2

    def of_sample(self, q: Line) -> float:
        """The error of one sample: the sum over the outputs, or their mean."""
        errors = [
            self[q._replace(kind="error", layer=self.given.depth, unit=k)] for k in self.given.units(self.given.depth)
        ]
        return sum(errors) / (len(errors) if self.given.mean_over_outputs else 1)

    def over_samples(self, q: Line) -> float:
        if self.given.samples == [None]:
            return self.of_sample(q)
        errors = [self[q._replace(kind="of_sample", sample=s)] for s in self.given.samples]
        return sum(errors) / (len(errors) if self.given.mean_over_samples else 1)

    def data_error(self, q: Line) -> float:
        return self.over_samples(q)

    def penalty(self, q: Line) -> float:
        weights = [place for place in self.given.names if place[2] is not None]
        return self.given.l2 / 2 * sum(self.parameter(*place, q) ** 2 for place in weights)

    def total(self, q: Line) -> float:
        if self.given.l2:
            return self[q._replace(kind="data_error")] + self[q._replace(kind="penalty")]
        return self.over_samples(q)

    # Backward ---------------------------------------------------------------------------------------------------------

    def dout(self, q: Line) -> float:
        """How the error changes with the output of a neuron."""
        if self.given.is_last(q.layer):
            return self.loss_slope(q)
        return sum(self.part_of(q, k) for k in self.given.units(q.layer + 1))

    def loss_slope(self, q: Line) -> float:
        out, target = self.out_of(q.layer, q.unit, q), self.target(q)
        match self.given.loss:
            case "half_squared_error":
                return out - target
            case "squared_error":
                return 2 * (out - target)
            case "mean_squared_error":
                return 2 * (out - target) / self.given.sizes[-1]
            case "binary_cross_entropy":
                return -target / out + (1 - target) / (1 - out)
        return -target / out

    def part_of(self, q: Line, k: int) -> float:
        """What comes back through one neuron of the next layer; with only one there it is no line of its own."""
        part = q._replace(kind="part", source=k)
        return self[part] if self.given.sizes[q.layer + 1] > 1 else self.part(part)

    def part(self, q: Line) -> float:
        return self.weight(q.layer + 1, q.source, q.unit, q) * self.delta_of(q.layer + 1, q.source, q)

    def delta_of(self, layer: int, unit: int, when: Line) -> float:
        return self[Line("delta", layer, unit, None, when.sample, when.epoch)]

    def slope(self, q: Line) -> float:
        """How the output of a neuron changes with its net input."""
        out = self.out_of(q.layer, q.unit, q)
        match self.given.activation(q.layer):
            case "logistic":
                return out * (1 - out)
            case "tanh":
                return 1 - out * out
            case "relu":
                return 1.0 if self.net_of(q.layer, q.unit, q) > 0 else 0.0
        return 1.0

    def jacobian(self, q: Line) -> float:
        """How the softmax output of `source` changes with the net input of `unit`."""
        own, other = self.out_of(q.layer, q.unit, q), self.out_of(q.layer, q.source, q)
        return own * (1 - own) if q.unit == q.source else -own * other

    def delta(self, q: Line) -> float:
        if self.given.is_last(q.layer) and self.given.own_cross_entropy:
            return self.out_of(q.layer, q.unit, q) - self.target(q)
        return self[q._replace(kind="dout")] * self[q._replace(kind="slope")]

    # Gradients --------------------------------------------------------------------------------------------------------

    def gradient(self, q: Line) -> float:
        """The derivative with a parameter: over the samples, with what a penalty adds."""
        per_sample = self.bias_terms(q) if q.source is None else self.weight_terms(q)
        return self.over(per_sample) + (self.shrinking(q) if self.given.l2 else 0.0)

    def over(self, per_sample: list[float]) -> float:
        return sum(per_sample) / (len(per_sample) if self.given.mean_over_samples else 1)

    def weight_terms(self, q: Line) -> list[float]:
        return [self.weight_term(q._replace(sample=s)) for s in self.given.samples]

    def weight_term(self, q: Line) -> float:
        return self.delta_of(q.layer, q.unit, q) * self.out_of(q.layer - 1, q.source, q)

    def bias_terms(self, q: Line) -> list[float]:
        return [self.bias_term(q._replace(sample=s)) for s in self.given.samples]

    def bias_term(self, q: Line) -> float:
        """A bias shared by its layer is in every net input of the layer."""
        units = self.given.units(q.layer) if q.unit is None else [q.unit]
        return sum(self.delta_of(q.layer, unit, q) for unit in units)

    def shrinking(self, q: Line) -> float:
        return 0.0 if q.source is None else self.given.l2 * self.parameter(q.layer, q.unit, q.source, q)

    # Update -----------------------------------------------------------------------------------------------------------

    def before(self, q: Line) -> float:
        """What an optimizer carried here from the update before; nothing at first."""
        return 0.0 if q.epoch == 1 else self[q._replace(epoch=q.epoch - 1)]

    def g(self, q: Line) -> float:
        return self[q._replace(kind="gradient")]

    def m(self, q: Line) -> float:
        beta = self.given.settings["beta1"]
        return beta * self.before(q) + (1 - beta) * self.g(q)

    def v(self, q: Line) -> float:
        if self.given.optimizer == "adam":
            beta = self.given.settings["beta2"]
            return beta * self.before(q) + (1 - beta) * self.g(q) ** 2
        if self.given.optimizer == "classical_momentum":
            return self.given.settings["momentum"] * self.before(q) - self.given.rate * self.g(q)
        return self.given.settings["momentum"] * self.before(q) + self.g(q)

    def mhat(self, q: Line) -> float:
        return self[q._replace(kind="m")] / (1 - self.given.settings["beta1"] ** q.epoch)

    def vhat(self, q: Line) -> float:
        return self[q._replace(kind="v")] / (1 - self.given.settings["beta2"] ** q.epoch)

    def old(self, q: Line) -> float:
        return self.parameter(q.layer, q.unit, q.source, q)

    def new(self, q: Line) -> float:
        return self.old(q) + self.step(q)

    def step(self, q: Line) -> float:
        match self.given.optimizer:
            case "momentum":
                return -self.given.rate * self[q._replace(kind="v")]
            case "classical_momentum":
                return self[q._replace(kind="v")]
            case "adam":
                root = math.sqrt(self[q._replace(kind="vhat")])
                return -self.given.rate * self[q._replace(kind="mhat")] / (root + self.given.settings["epsilon"])
        return -self.given.rate * self.g(q)
