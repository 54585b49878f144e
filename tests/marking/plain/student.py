"""A student who works a network out by hand: a method for each rule, every line from lines already on the sheet.

The maths is that of a textbook, in floats and lists; nothing here knows the program that marks it.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

from .networks import Spec


class Line(NamedTuple):
    """One line of the sheet. Layers count from 1, the inputs being 0; units, sources and samples count from 0.

    A bias has no source, a bias shared by its layer no unit either. The source of a part of dE/dout is the neuron of the next
    layer, that of a Jacobian's entry the neuron whose output it is.
    """

    kind: str
    layer: int = 0
    unit: int | None = None
    source: int | None = None
    sample: int | None = None
    epoch: int = 1
    after: bool = False


def logistic(net: float) -> float:
    return 1 / (1 + math.exp(-net))


class Network:
    """What is given, read from a spec."""

    def __init__(self, spec: Spec) -> None:
        rows = spec.get("samples") or [{"inputs": spec["inputs"], "targets": spec["targets"]}]
        self.inputs = [row["inputs"] for row in rows]
        self.targets = [row["targets"] for row in rows]
        self.layers = spec["layers"]
        self.sizes = [len(self.inputs[0]), *(len(layer["weights"]) for layer in self.layers)]
        self.depth = len(self.layers)
        self.loss = spec["loss"]
        self.rate = spec["learning_rate"]
        self.mean_over_samples = spec.get("over_samples") == "mean"
        self.epochs = spec.get("epochs", 1)
        self.l2 = spec.get("penalty", {}).get("l2", 0.0)
        self.optimizer = spec.get("optimizer", {}).get("name", "sgd")
        self.settings = spec.get("optimizer", {})
        self.names = self._names()

    def _names(self) -> dict[tuple[int, int | None, int | None], str]:
        """Weights and biases by layer, unit and source, numbered in the order of reading."""
        names: dict[tuple[int, int | None, int | None], str] = {}
        for number, layer in enumerate(self.layers, 1):
            for unit, row in enumerate(layer["weights"]):
                for source in range(len(row)):
                    names[number, unit, source] = f"w{len([n for n in names.values() if n[0] == 'w']) + 1}"
            for place in self.biases(number):
                names[place] = f"b{len([n for n in names.values() if n[0] == 'b']) + 1}"
        return names

    def biases(self, layer: int) -> list[tuple[int, int | None, int | None]]:
        bias = self.layers[layer - 1].get("bias")
        if bias is None:
            return []
        return [(layer, unit, None) for unit in range(len(bias))] if isinstance(bias, list) else [(layer, None, None)]

    def trains_bias(self, layer: int) -> bool:
        return self.layers[layer - 1].get("train_bias", True)

    def given(self, layer: int, unit: int | None, source: int | None) -> float:
        if source is not None:
            return self.layers[layer - 1]["weights"][unit][source]
        bias = self.layers[layer - 1]["bias"]
        return bias if unit is None else bias[unit]

    def activation(self, layer: int) -> str:
        return self.layers[layer - 1]["activation"]

    def is_last(self, layer: int) -> bool:
        return layer == self.depth

    @property
    def mean_over_outputs(self) -> bool:
        return self.loss == "mean_squared_error"

    @property
    def own_cross_entropy(self) -> bool:
        """Whether the slopes of the last activation and of the error cancel to out - target."""
        pair = (self.activation(self.depth), self.loss)
        return pair in {("softmax", "categorical_cross_entropy"), ("logistic", "binary_cross_entropy")}

    def neuron(self, layer: int, unit: int) -> str:
        if layer == 0:
            return f"i{unit + 1}"
        if self.is_last(layer):
            return f"o{unit + 1}"
        return f"h{unit + 1}" if self.depth == 2 else f"h{layer}.{unit + 1}"


STATES = {"momentum": ("v",), "classical_momentum": ("v",), "adam": ("m", "v")}
"""What an optimizer carries from one update to the next."""


class Student:
    """Lines are worked out when first asked for, and never again: what stands on the sheet is what later lines use.

    Overriding a rule is making a mistake. `hand` writes a number down: it gives the text, and the number that the student goes
    on with.
    """

    code = ""
    name = ""

    def __init__(self, spec: Spec, hand) -> None:
        self.given = Network(spec)
        self.hand = hand
        self.raw: dict[Line, float] = {}
        self.values: dict[Line, float] = {}
        self.texts: dict[Line, str] = {}

    def __getitem__(self, line: Line) -> float:
        if line not in self.values:
            value = getattr(self, line.kind)(line)
            if not math.isfinite(value):
                raise ArithmeticError(f"{line} is {value}")
            self.raw[line] = value
            self.texts[line], self.values[line] = self.hand.write(self.key(line), value)
        return self.values[line]

    # Operands ---------------------------------------------------------------------------------------------------------

    def parameter(self, layer: int, unit: int | None, source: int | None, when: Line) -> float:
        """A weight or a bias as it is in the round of a line, or after that round's update."""
        if when.after and self.learns(layer, source):
            return self[Line("new", layer, unit, source, None, when.epoch)]
        if when.epoch > 1 and self.learns(layer, source):
            return self[Line("new", layer, unit, source, None, when.epoch - 1)]
        return self.given.given(layer, unit, source)

    def learns(self, layer: int, source: int | None) -> bool:
        return source is not None or self.given.trains_bias(layer)

    def weight(self, layer: int, unit: int, source: int, when: Line) -> float:
        return self.parameter(layer, unit, source, when)

    def bias(self, layer: int, unit: int, when: Line) -> float:
        places = self.given.biases(layer)
        if not places:
            return 0.0
        return self.parameter(*(places[0] if len(places) == 1 and places[0][1] is None else places[unit]), when)

    def out_of(self, layer: int, unit: int, when: Line) -> float:
        if layer == 0:
            return self.given.inputs[when.sample or 0][unit]
        return self[Line("out", layer, unit, None, when.sample, when.epoch, when.after)]

    def net_of(self, layer: int, unit: int, when: Line) -> float:
        if layer == 0:
            return self.out_of(0, unit, when)
        return self[Line("net", layer, unit, None, when.sample, when.epoch, when.after)]

    def target(self, when: Line) -> float:
        return self.given.targets[when.sample or 0][when.unit]

    def units(self, layer: int) -> range:
        return range(self.given.sizes[layer])

    @property
    def samples(self) -> list[int | None]:
        """The samples; where there is only one, its lines do not say which."""
        return list(range(len(self.given.inputs))) if len(self.given.inputs) > 1 else [None]

    # Forward ----------------------------------------------------------------------------------------------------------

    def net(self, q: Line) -> float:
        terms = [self.weight(q.layer, q.unit, i, q) * self.out_of(q.layer - 1, i, q) for i in self.units(q.layer - 1)]
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
                return math.exp(net) / sum(math.exp(self.net_of(q.layer, k, q)) for k in self.units(q.layer))
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
        errors = [self[q._replace(kind="error", layer=self.given.depth, unit=k)] for k in self.units(self.given.depth)]
        return sum(errors) / (len(errors) if self.given.mean_over_outputs else 1)

    def over_samples(self, q: Line) -> float:
        if self.samples == [None]:
            return self.of_sample(q)
        errors = [self[q._replace(kind="of_sample", sample=s)] for s in self.samples]
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
        return sum(self.part_of(q, k) for k in self.units(q.layer + 1))

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
        return [self.weight_term(q._replace(sample=s)) for s in self.samples]

    def weight_term(self, q: Line) -> float:
        return self.delta_of(q.layer, q.unit, q) * self.out_of(q.layer - 1, q.source, q)

    def bias_terms(self, q: Line) -> list[float]:
        return [self.bias_term(q._replace(sample=s)) for s in self.samples]

    def bias_term(self, q: Line) -> float:
        """A bias shared by its layer is in every net input of the layer."""
        units = self.units(q.layer) if q.unit is None else [q.unit]
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

    # The sheet --------------------------------------------------------------------------------------------------------

    def key(self, q: Line) -> str:
        """What the line is called on the sheet."""
        suffix = "+" if q.after or q.kind in ("new", "m", "v") else ""
        sample = "" if q.sample is None else f"[{q.sample + 1}]"
        return f"{self.base(q)}{suffix}{sample}" + (f"@{q.epoch}" if q.epoch > 1 else "")

    def base(self, q: Line) -> str:
        named = {"total": "E_total", "data_error": "E_data", "penalty": "penalty", "of_sample": "E"}
        if q.kind in named:
            return named[q.kind]
        if q.kind in ("gradient", "new", "m", "v", "mhat", "vhat"):
            parameter = self.given.names[q.layer, q.unit, q.source]
            return {"gradient": f"dE/d{parameter}", "new": parameter}.get(q.kind, f"{q.kind}_{parameter}")
        unit = self.given.neuron(q.layer, q.unit)
        match q.kind:
            case "dout":
                return f"dE/dout_{unit}"
            case "part":
                return f"dE/dout_{unit}:{self.given.neuron(q.layer + 1, q.source)}"
            case "slope":
                return f"dout_{unit}/dnet_{unit}"
            case "jacobian":
                return f"dout_{self.given.neuron(q.layer, q.source)}/dnet_{unit}"
        return f"{'E' if q.kind == 'error' else q.kind}_{unit}"

    def work(self) -> list[Line]:
        """Work everything out, in the order in which it is read."""
        lines = [line for epoch in range(1, self.given.epochs + 1) for line in self.round(epoch)]
        for line in lines:
            self[line]
        return lines

    def round(self, epoch: int) -> Iterator[Line]:
        yield from self.passes(epoch, after=False)
        for layer in range(self.given.depth, 0, -1):
            yield from self.back(layer, epoch)
        yield from self.passes(epoch, after=True)

    def passes(self, epoch: int, after: bool) -> Iterator[Line]:
        depth = self.given.depth
        for sample in self.samples:
            for layer in range(1, depth + 1):
                for kind in ("net", "out"):
                    yield from (Line(kind, layer, j, None, sample, epoch, after) for j in self.units(layer))
        for sample in self.samples:
            yield from (Line("error", depth, k, None, sample, epoch, after) for k in self.units(depth))
            if sample is not None:
                yield Line("of_sample", 0, None, None, sample, epoch, after)
        kinds = ("data_error", "penalty", "total") if self.given.l2 else ("total",)
        yield from (Line(kind, epoch=epoch, after=after) for kind in kinds)

    def back(self, layer: int, epoch: int) -> Iterator[Line]:
        together = self.given.activation(layer) == "softmax"
        if together:
            for sample in self.samples:
                yield from (Line("dout", layer, j, None, sample, epoch) for j in self.units(layer))
        for unit in self.units(layer):
            for sample in self.samples:
                yield from self.back_through(Line("delta", layer, unit, None, sample, epoch), together)
            places = [(layer, unit, i) for i in self.units(layer - 1)]
            if self.given.trains_bias(layer):
                places += [place for place in self.given.biases(layer) if place[1] == unit]
            yield from self.learned(places, epoch)
        if self.given.trains_bias(layer):
            yield from self.learned([place for place in self.given.biases(layer) if place[1] is None], epoch)

    def back_through(self, delta: Line, together: bool) -> Iterator[Line]:
        if together:
            yield from (delta._replace(kind="jacobian", source=k) for k in self.units(delta.layer))
        else:
            if not self.given.is_last(delta.layer) and self.given.sizes[delta.layer + 1] > 1:
                yield from (delta._replace(kind="part", source=k) for k in self.units(delta.layer + 1))
            yield from (delta._replace(kind="dout"), delta._replace(kind="slope"))
        yield delta

    def learned(self, places: list[tuple[int, int | None, int | None]], epoch: int) -> Iterator[Line]:
        hats = ("mhat", "vhat") if self.given.optimizer == "adam" else ()
        for kind in ("gradient", *STATES.get(self.given.optimizer, ()), *hats, "new"):
            yield from (Line(kind, *place, None, epoch) for place in places)
