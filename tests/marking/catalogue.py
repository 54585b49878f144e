"""The catalogue of mistakes at work: networks on which each entry can be made, and its numbers and formulas by key."""

from functools import cache

import yaml

from bptrace import spec
from bptrace.marking.finder import Finder
from bptrace.marking.method import Item, Method
from bptrace.marking.suspects import Suspect, suspects
from bptrace.notation import Notation
from bptrace.printing.text import TextPrinter

from .plain.networks import ADAM, BATCH, MAZUR, MAZUR_SHARED, MOMENTUM, NETWORKS, SOFTMAX, TWO_HIDDEN, Spec


def layers(spec: Spec, **changes: object) -> Spec:
    """Return a network whose layers have other fields; a field of None is left out."""
    changed = [{**layer, **changes} for layer in spec["layers"]]
    return {**spec, "layers": [{key: value for key, value in layer.items() if value is not None} for layer in changed]}


def thresholds(spec: Spec) -> Spec:
    """Return a network with thresholds in the place of its biases."""
    return {**spec, "layers": [{**layers({"layers": [one]}, bias=None)["layers"][0], "threshold": one["bias"]}
                               for one in spec["layers"]]}  # fmt: skip


def optimized(name: str, **constants: float) -> Spec:
    return {**MOMENTUM, "optimizer": {"name": name, **constants}}


CASES: dict[str, Spec] = {
    **NETWORKS,
    "thresholds": thresholds(MAZUR_SHARED),
    "layer-by-layer": {**MAZUR, "update": "layer_by_layer"},
    "input-gradients": {**TWO_HIDDEN, "input_gradients": True},
    "absolute": {**MAZUR, "loss": "absolute_error"},
    "summed": {**BATCH, "over_samples": "sum"},
    "unsimplified": {**SOFTMAX, "loss": "binary_cross_entropy"},
    "l1": {**ADAM, "penalty": {"l1": 0.1, "biases": True}},
    "l1-and-l2": {**ADAM, "penalty": {"l1": 0.1, "l2": 0.2}},
    "classical": optimized("classical_momentum", momentum=0.8),
    "nesterov": optimized("nesterov", momentum=0.8),
    "rmsprop": optimized("rmsprop"),
    "adamw": optimized("adamw"),
    "own-biases": {**MAZUR, "layers": [{**one, "bias": [one["bias"]] * 2} for one in MAZUR["layers"]]},
}
CASES["own-biases-trained"] = layers(CASES["own-biases"], train_bias=None)


@cache
def right(network: str) -> Method:
    problem = spec.loads(yaml.safe_dump(CASES[network]))
    return Method(problem, frozenset(range(1, problem.epochs + 1)))


@cache
def finder(network: str) -> Finder:
    return Finder(right(network).problem)


@cache
def all_suspects(network: str) -> tuple[Suspect, ...]:
    return tuple(suspects(right(network)))


def made(network: str, name: str, where: str = "") -> list[Suspect]:
    """Return the ways to make a mistake of some name in some place."""
    return [one for one in all_suspects(network) if (one.mistake.name, one.where) == (name, where)]


def item(network: str, key: str) -> Item:
    return finder(network).find(key)


def lines(network: str) -> list[Item]:
    """Return the lines of the first update."""
    start = item(network, "w1")
    return [start._replace(quantity=quantity) for quantity in right(network).program(start).quantities()]


def kind(one: Item) -> str:
    """Return what kind of line it is, in the words of the tests."""
    quantity = one.quantity
    if quantity.kind == "dE/dout" and quantity.source is not None:
        return "part"
    if quantity.kind == "gradient" and quantity.source is None:
        return "bias"
    return quantity.kind


def changed_kinds(suspect: Suspect, network: str) -> str:
    """Return the kinds of the lines before the second forward pass that a mistake changes, each once, in order."""
    carried = (*right(network).problem.optimizer.state, "parameter")
    before = [one for one in lines(network) if not one.quantity.after or one.quantity.kind in carried]
    return " ".join(dict.fromkeys(kind(one) for one in before if suspect.changed(one) is not None))


def formula(suspect: Suspect, network: str, key: str) -> str:
    """Return the formula of a line with the mistake in it, as text."""
    notation = Notation(right(network).problem)
    found = suspect.changed(item(network, key))
    return "" if found is None else TextPrinter(lambda one: notation.text(one.quantity)).print(found)


def value(suspect: Suspect, network: str, key: str) -> float:
    """Return the value of a line when a mistake is made from the givens on."""
    return suspect.method.exact(item(network, key))


def exact(network: str, key: str) -> float:
    """Return the right value of a line."""
    return right(network).exact(item(network, key))
