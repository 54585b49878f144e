"""What is given to the student, read from a spec."""

from .networks import Spec

Place = tuple[int, int | None, int | None]
"""Where a weight or a bias stands: layer, unit, source. A bias has no source, one shared by its layer no unit either."""


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

    def _names(self) -> dict[Place, str]:
        """Weights and biases by layer, unit and source, numbered in the order of reading."""
        names: dict[Place, str] = {}
        for number, layer in enumerate(self.layers, 1):
            for unit, row in enumerate(layer["weights"]):
                for source in range(len(row)):
                    names[number, unit, source] = f"w{len([n for n in names.values() if n[0] == 'w']) + 1}"
            for place in self.biases(number):
                names[place] = f"b{len([n for n in names.values() if n[0] == 'b']) + 1}"
        return names

    def biases(self, layer: int) -> list[Place]:
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

    def units(self, layer: int) -> range:
        return range(self.sizes[layer])

    @property
    def samples(self) -> list[int | None]:
        """The samples; where there is only one, its lines do not say which."""
        return list(range(len(self.inputs))) if len(self.inputs) > 1 else [None]

    def neuron(self, layer: int, unit: int) -> str:
        if layer == 0:
            return f"i{unit + 1}"
        if self.is_last(layer):
            return f"o{unit + 1}"
        return f"h{unit + 1}" if self.depth == 2 else f"h{layer}.{unit + 1}"
