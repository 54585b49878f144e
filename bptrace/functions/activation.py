"""The record of an activation: the output of a neuron as a function of its net input, with the slope beside the value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from functools import partial

import numpy as np

from bptrace.dataclass import dataclass
from bptrace.symbolic import Array, SymbolicArray


def no_slope(net: Array, out: Array, **settings: float) -> Array:
    """Stand for the slope of an activation that has none to learn by, because it is flat and jumps.

    Raises
    ------
    TypeError
        Always; a spec that would need the slope is refused before.
    """
    raise TypeError("this activation has no slope")


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
        `d out / d net` from `net` and `out`, elementwise; for softmax the Jacobian, indexed by net, out and sample;
        `no_slope` for an activation of forward passes only.
    stable
        The same function as `textbook` for every finite float64 `net`, if the textbook's form overflows.
    settings
        Constants that the spec may change, with their defaults.
    range
        An open interval in which `out` lies.
    kinks
        Where the slope or its own slope jumps, so that finite differences are not what they are elsewhere.
    elementwise
        Whether an output depends on its own net input alone.
    formulas
        For an activation of the user's own, the texts of its formulas by field.
    """

    name: str
    textbook: Callable[..., Array]
    slope: Callable[..., Array] = no_slope
    stable: Callable[..., Array] | None = None
    settings: Mapping[str, float] = field(default_factory=dict)
    range: tuple[float, float] = (-np.inf, np.inf)
    kinks: tuple[float, ...] = ()
    elementwise: bool = True
    formulas: Mapping[str, str] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Activation) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[object, ...]:
        """Name, settings and formulas; two records configured alike are the same activation."""
        return (self.name, *sorted(self.settings.items()), *sorted(self.formulas.items()))

    @property
    def differentiable(self) -> bool:
        """Whether errors can go back through it."""
        return self.slope is not no_slope

    def configured(self, settings: Mapping[str, float]) -> Activation:
        """Return the activation with its settings fixed, those not given at their defaults."""
        chosen = {**self.settings, **settings}
        if not chosen:
            return self
        stable = partial(self.stable, **chosen) if self.stable else None
        textbook = partial(self.textbook, **chosen)
        slope = partial(self.slope, **chosen) if self.differentiable else no_slope
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
        slope=(lambda net, out: choose([kind.slope(net, out) for kind in kinds]))
        if all(kind.differentiable for kind in kinds)
        else no_slope,
        stable=lambda net: choose([kind.out(net) for kind in kinds]),
        range=(min(kind.range[0] for kind in kinds), max(kind.range[1] for kind in kinds)),
        kinks=tuple(kink for kind in kinds for kink in kind.kinks),
    )
