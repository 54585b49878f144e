"""Random problems, drawn from whatever the registries of functions hold, and random formulas."""

import math
from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from hypothesis import assume, reject
from hypothesis import strategies as st

from bptrace.expr import (
    FUNCTIONS,
    RELATIONS,
    Call,
    Choice,
    Comparison,
    Difference,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    evaluate,
)
from bptrace.functions.activations import ACTIVATIONS, Activation, mixed
from bptrace.functions.losses import LOSSES, Loss
from bptrace.functions.optimizers import OPTIMIZERS, Optimizer
from bptrace.network import Block, Layer, Network, Place, Position
from bptrace.problem import Penalty, Problem

MOST_LAYERS, MOST_UNITS, MOST_SAMPLES = 3, 4, 4


class _Slot(NamedTuple):
    """Weights or biases of one layer that wait for their parameters."""

    layer: int
    shape: tuple[int, ...]
    shared: bool = False
    """Whether one bias serves the whole layer."""

    @property
    def is_bias(self) -> bool:
        return len(self.shape) == 1

    def position(self, index: tuple[int, ...]) -> Position:
        if self.shared:
            return Position(self.layer, None, None)
        return Position(self.layer, index[0], None if self.is_bias else index[1])


def settings_of(draw: st.DrawFn, defaults: Mapping[str, float]) -> dict[str, float]:
    """Draw constants near their defaults; what lies between 0 and 1 stays there."""
    factors = {name: draw(st.sampled_from((0.5, 0.8, 1.0) if 0 < default < 1 else (0.5, 1.0, 2.0)))
               for name, default in defaults.items()}  # fmt: skip
    return {name: default * factors[name] for name, default in defaults.items()}


def fits(activation: Activation, loss: Loss | None) -> bool:
    """Whether every output of the activation is one for which the loss is defined."""
    low, high = (-np.inf, np.inf) if loss is None else loss.outputs
    return low <= activation.range[0] and activation.range[1] <= high


@st.composite
def activations(
    draw: st.DrawFn, loss: Loss | None = None, *, elementwise: bool = False, forward: bool = False
) -> Activation:
    """Draw a registered activation whose outputs suit the loss, with settings of its own; `forward`, perhaps without slope."""
    fitting = [a for a in ACTIVATIONS.values() if fits(a, loss) and (a.differentiable or forward)]
    chosen = draw(st.sampled_from([a for a in fitting if a.elementwise or not elementwise]))
    return chosen.configured(settings_of(draw, chosen.settings))


@st.composite
def layer_activations(
    draw: st.DrawFn, units: int, loss: Loss | None = None, *, forward: bool = False
) -> tuple[Activation, tuple[Activation, ...]]:
    """Draw the activation of a layer: one for all its neurons, or one for each."""
    if units > 1 and draw(st.booleans()):
        kinds = [draw(activations(loss, elementwise=True, forward=forward)) for _ in range(2)]
        each = tuple(kinds[draw(st.integers(0, 1))] for _ in range(units))
        return mixed(each), each
    # A softmax of one neuron is 1 whatever its net input, and no spec may have it.
    one = draw(activations(loss, elementwise=units == 1, forward=forward))
    return one, (one,) * units


@st.composite
def networks(draw: st.DrawFn, rng: np.random.Generator, loss: Loss | None, *, forward: bool = False) -> Network:
    """Draw a network: its sizes, activations, biases, and which positions share a parameter."""
    depth = draw(st.integers(1, MOST_LAYERS))
    sizes = [draw(st.integers(1, MOST_UNITS)) for _ in range(depth + 1)]
    slots = list[_Slot]()
    for number, (sources, units) in enumerate(pairwise(sizes), 1):
        slots.append(_Slot(number, (units, sources)))
        policy = draw(st.sampled_from(("none", "own", "shared")))
        if policy != "none":
            slots.append(_Slot(number, (units,), shared=policy == "shared"))
    blocks, places = _parameters(draw, rng, slots)
    layers = []
    for number, units in enumerate(sizes[1:], 1):
        activation, each = draw(layer_activations(units, loss if number == depth else None, forward=forward))
        names = tuple(_unit(number, depth, unit) for unit in range(units))
        weights, bias = places[number, False], places.get((number, True))
        threshold = bias is not None and draw(st.booleans())
        layers.append(Layer(f"Layer {number}", names, activation, each, weights, bias, threshold))
    return Network(tuple(f"i{unit + 1}" for unit in range(sizes[0])), tuple(layers), tuple(blocks))


def _unit(layer: int, depth: int, unit: int) -> str:
    if layer == depth:
        return f"o{unit + 1}"
    return f"h{unit + 1}" if depth == 2 else f"h{layer}.{unit + 1}"


def _parameters(
    draw: st.DrawFn, rng: np.random.Generator, slots: Sequence[_Slot]
) -> tuple[list[Block], dict[tuple[int, bool], Place]]:
    """Draw the blocks behind the slots: a slot has one to itself, or several share one, whatever their layers."""
    pooled = [slot for slot in slots if draw(st.integers(0, 3)) == 0]
    groups = [[slot] for slot in slots if slot not in pooled] + ([pooled] if pooled else [])
    groups.sort(key=lambda group: slots.index(group[0]))
    blocks, places, numbers = [], dict[tuple[int, bool], Place](), {"w": 0, "b": 0}
    for group in groups:
        tied = group == pooled
        block, indices = _block(draw, rng, group, numbers, tied=tied)
        for slot, index in zip(group, indices, strict=True):
            places[slot.layer, slot.is_bias] = Place(len(blocks), index)
        blocks.append(block)
    return blocks, places


def _block(
    draw: st.DrawFn, rng: np.random.Generator, group: Sequence[_Slot], numbers: dict[str, int], *, tied: bool
) -> tuple[Block, list[np.ndarray | None]]:
    layer, trained = min(slot.layer for slot in group), draw(st.integers(0, 3)) > 0

    def named(homes: Sequence[Position]) -> np.ndarray:
        names = np.empty(len(homes), dtype=object)
        for number, home in enumerate(homes):
            letter = "b" if home.source is None else "w"
            numbers[letter] += 1
            names[number] = f"{letter}{numbers[letter]}"
        return names

    if not tied and not group[0].shared:
        (slot,) = group
        homes = [slot.position(index) for index in np.ndindex(slot.shape)]
        return Block(_values(rng, slot.shape), named(homes).reshape(slot.shape), trained, layer), [None]
    # A group of positions that must be one parameter: a shared bias is one, everything else stands alone until it is tied.
    units = [(slot, index) for slot in group for index in ([(0,)] if slot.shared else np.ndindex(slot.shape))]
    count = draw(st.integers(1, len(units))) if tied else 1
    owners = np.concatenate([np.arange(count), rng.integers(0, count, len(units) - count)])
    if tied:
        owners = _renumbered(rng.permutation(owners))
    homes = [units[int(np.flatnonzero(owners == owner)[0])] for owner in range(count)]
    positions = [slot.position(index) for slot, index in homes]
    indices, first = [], 0
    for slot in group:
        size = 1 if slot.shared else int(np.prod(slot.shape))
        indices.append(np.resize(owners[first : first + size], slot.shape))
        first += size
    return Block(_values(rng, (count,)), named(positions), trained, layer, tuple(positions)), indices


def _renumbered(owners: np.ndarray) -> np.ndarray:
    """Return the owners numbered in the order in which they are first met."""
    order = {owner: number for number, owner in enumerate(dict.fromkeys(owners.tolist()))}
    return np.array([order[owner] for owner in owners.tolist()])


def _values(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Draw values of three decimals that are not 0."""
    return rng.uniform(0.05, 0.9, shape).round(3) * rng.choice((-1, 1), shape)


def _targets(draw: st.DrawFn, rng: np.random.Generator, loss: Loss, shape: tuple[int, int]) -> np.ndarray:
    low, high = max(loss.targets[0], -1.5), min(loss.targets[1], 1.5)
    # The ends of the domain, such as 0 and 1, are where formulas break.
    values = rng.choice((low, high), shape) if draw(st.booleans()) else rng.uniform(low, high, shape)
    if not loss.distribution:
        return values
    if draw(st.booleans()):
        return np.eye(shape[0])[:, rng.integers(0, shape[0], shape[1])]
    parts = rng.uniform(0.1, 1, shape)
    return parts / parts.sum(axis=0)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Draw a problem: with a loss and perhaps an optimizer, with an output to differentiate, or for a forward pass only."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    purpose = draw(st.sampled_from(("learn",) * 6 + ("error", "output", "forward")))
    loss = LOSSES[draw(st.sampled_from(list(LOSSES)))] if purpose in ("learn", "error") else None
    loss = loss and loss.configured(settings_of(draw, loss.settings))
    network = draw(networks(rng, loss, forward=purpose == "forward"))
    samples = draw(st.integers(1, MOST_SAMPLES))
    optimizer: Optimizer | None = OPTIMIZERS[draw(st.sampled_from(list(OPTIMIZERS)))] if purpose == "learn" else None
    constants = {}
    if optimizer is not None:
        rate = draw(st.sampled_from((0.01, 0.1, 0.5)))
        constants = {"learning_rate": rate, **settings_of(draw, optimizer.constants)}
    penalty = None if loss is None else draw(_penalties())
    constants |= {kind: draw(st.sampled_from((0.01, 0.5))) for kind in (penalty.kinds if penalty else ())}
    return Problem(
        title="A random problem",
        network=network,
        inputs=_values(rng, (len(network.inputs), samples)),
        targets=None if loss is None else _targets(draw, rng, loss, (len(network.outputs), samples)),
        loss=loss,
        optimizer=optimizer,
        constants=constants,
        batch=draw(st.integers(1, samples)),
        mean_over_samples=draw(st.booleans()),
        layer_by_layer=optimizer is not None and draw(st.booleans()),
        input_gradients=draw(st.booleans()),
        gradient_of=draw(st.integers(0, len(network.outputs) - 1)) if purpose == "output" else None,
        penalty=penalty,
    )


def _penalties() -> st.SearchStrategy[Penalty | None]:
    kinds = st.sampled_from((("l1",), ("l2",), ("l1", "l2")))
    return st.one_of(st.none(), st.none(), st.builds(Penalty, kinds, st.booleans()))


_NUMBERS = st.one_of(
    st.integers(-3, 3).map(float),
    st.sampled_from((0.5, 0.05, -0.5, 2.5, 1e-05, -1e-05, 1e20)),
    st.floats(-10, 10, allow_nan=False).map(lambda value: round(value, 3)),
)


def _formulas_over(parts: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    several = st.lists(parts, min_size=2, max_size=4).map(tuple)
    comparisons = st.builds(Comparison, st.sampled_from(list(RELATIONS)), parts, parts)
    one, two = sorted(set(FUNCTIONS) - {"max", "min"}), ("max", "min")
    return st.one_of(
        st.builds(Sum, several),
        st.builds(Difference, parts, parts),
        st.builds(Product, several),
        st.builds(Quotient, parts, parts),
        st.builds(Power, parts, st.one_of(st.sampled_from((Number(2.0), Number(3.0))), parts)),
        st.builds(Negation, parts),
        st.builds(Call, st.sampled_from(one), parts.map(lambda part: (part,))),
        st.builds(Call, st.sampled_from(two), st.tuples(parts, parts)),
        st.builds(Choice, comparisons, parts, parts),
    )


def formulas(symbols: st.SearchStrategy[Hashable] = _NUMBERS) -> st.SearchStrategy[Expr]:
    """Draw a tree of any shape over numbers and symbols; unless said otherwise, a symbol's reference is its value."""
    return st.recursive(
        st.one_of(st.builds(Number, _NUMBERS), st.builds(Symbol, symbols)), _formulas_over, max_leaves=12
    )


def computed(formula: Expr) -> float:
    """Return the value of a formula whose symbols are numbers; formulas without a real, finite value are passed over."""
    try:
        value = evaluate(formula, float)
    except (ArithmeticError, ValueError, TypeError):
        reject()
    assume(math.isfinite(value))
    return value


def read(text: str, names: Mapping[str, object]) -> float:
    """Return what Python makes of a text; where it refuses, a formula with a factor of 0 may still have a value."""
    try:
        return float(eval(text, dict(names)))
    except (ArithmeticError, ValueError, TypeError):
        reject()
