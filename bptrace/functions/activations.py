"""Activations: the output of a neuron as a function of its net input, with the slope beside the value.

Each is written as a textbook writes it, on arrays whose columns are samples. Where that form overflows, a second, stable
body computes the same numbers; the textbook form is the one that is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from bptrace.symbolic import Array, SymbolicArray


@dataclass(frozen=True, eq=False)
class Activation:
    """An activation function and its derivative.

    Attributes
    ----------
    name
        The name in the spec file.
    textbook
        `out` from `net`, in the form that is printed.
    slope
        `d out / d net` from `net` and `out`, elementwise; for softmax the Jacobian, indexed by net, out and sample.
    stable
        The same function as `textbook` for every finite float64 `net`, if the textbook's form overflows.
    settings
        Constants that the spec may change, with their defaults.
    range
        The open interval in which `out` lies.
    kinks
        Where the slope jumps, so that finite differences do not apply.
    elementwise
        Whether an output depends on its own net input alone.
    """

    name: str
    textbook: Callable[..., Array]
    slope: Callable[..., Array]
    stable: Callable[..., Array] | None = None
    settings: Mapping[str, float] = field(default_factory=dict)
    range: tuple[float, float] = (-np.inf, np.inf)
    kinks: tuple[float, ...] = ()
    elementwise: bool = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Activation) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[object, ...]:
        """Name and settings; two records configured alike are the same activation."""
        return (self.name, *sorted(self.settings.items()))

    def configured(self, settings: Mapping[str, float]) -> Activation:
        """Return the activation with its settings fixed, those not given at their defaults."""
        chosen = {**self.settings, **settings}
        if not chosen:
            return self
        stable = partial(self.stable, **chosen) if self.stable else None
        textbook, slope = partial(self.textbook, **chosen), partial(self.slope, **chosen)
        return replace(self, textbook=textbook, slope=slope, stable=stable, settings=chosen)

    def out(self, net: Array) -> Array:
        """Return the outputs: the textbook's form of a symbol, the stable body's value of a number."""
        if self.stable is None or isinstance(net, SymbolicArray):
            return self.textbook(net)
        return self.stable(net)

    def pull(self, dout: Array, slope: Array) -> Array:
        """Return the node deltas `dE/dnet` from `dE/dout`, by the chain rule."""
        if self.elementwise:
            return dout * slope
        return (dout[None, :, :] * slope).sum(axis=1)


def mixed(activations: Sequence[Activation]) -> Activation:
    """Return the activation of a layer whose neurons each have their own, elementwise, one."""
    kinds = list(dict.fromkeys(activations))
    if len(kinds) == 1:
        return kinds[0]

    def choose(parts: Sequence[Array]) -> Array:
        chosen = parts[-1]
        for kind, part in zip(kinds[-2::-1], parts[-2::-1], strict=True):
            chosen = np.where(np.array([[one == kind] for one in activations]), part, chosen)
        return chosen

    return Activation(
        name=f"mixed({', '.join(str(one._identity) for one in activations)})",
        textbook=lambda net: choose([kind.textbook(net) for kind in kinds]),
        slope=lambda net, out: choose([kind.slope(net, out) for kind in kinds]),
        stable=lambda net: choose([kind.out(net) for kind in kinds]),
        range=(min(kind.range[0] for kind in kinds), max(kind.range[1] for kind in kinds)),
        kinks=tuple(kink for kind in kinds for kink in kind.kinks),
    )


def _stable_logistic(net: Array) -> Array:
    small = np.exp(-np.abs(net))
    return np.where(net >= 0, 1 / (1 + small), small / (1 + small))


def _softmax(net: Array) -> Array:
    powers = np.exp(net)
    return powers / powers.sum(axis=0)[None, :]


def _stable_softmax(net: Array) -> Array:
    return _softmax(net - net.max(axis=0)[None, :])


def _softmax_jacobian(net: Array, out: Array) -> Array:
    """Return `d out_k / d net_j`, indexed by j, k and sample: `out_j (1 - out_j)` where j = k, else `-out_j out_k`."""
    j, k = out[:, None, :], out[None, :, :]
    same = np.eye(out.shape[0], dtype=bool)[:, :, None]
    return np.where(same, j * (1 - j), -j * k)


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation(
            name="identity",
            textbook=lambda net: net,
            slope=lambda net, out: np.ones(net.shape),
        ),
        Activation(
            name="logistic",
            textbook=lambda net: 1 / (1 + np.exp(-net)),
            slope=lambda net, out: out * (1 - out),
            stable=_stable_logistic,
            range=(0, 1),
        ),
        Activation(
            name="tanh",
            textbook=lambda net: np.tanh(net),
            slope=lambda net, out: 1 - out**2,
            range=(-1, 1),
        ),
        Activation(
            name="relu",
            textbook=lambda net: np.maximum(0, net),
            slope=lambda net, out: np.where(net > 0, 1, 0),
            range=(0, np.inf),
            kinks=(0,),
        ),
        Activation(
            name="leaky_relu",
            textbook=lambda net, negative_slope: np.where(net > 0, net, negative_slope * net),
            slope=lambda net, out, negative_slope: np.where(net > 0, 1, negative_slope),
            settings={"negative_slope": 0.01},
            kinks=(0,),
        ),
        Activation(
            name="softmax",
            textbook=_softmax,
            slope=_softmax_jacobian,
            stable=_stable_softmax,
            range=(0, 1),
            elementwise=False,
        ),
    )
}
