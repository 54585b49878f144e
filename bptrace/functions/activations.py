"""The catalogue of activations, each written as a textbook writes it, on arrays whose columns are samples.

Where the textbook's form overflows or loses digits, a second, stable body computes the same numbers; the textbook's form is
the one that is printed.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from bptrace.elementwise import erf, erfc
from bptrace.functions.activation import Activation, mixed
from bptrace.symbolic import Array, SymbolicArray

__all__ = ["ACTIVATIONS", "Activation", "mixed"]

_ROOT_2, _ROOT_2PI = math.sqrt(2), math.sqrt(2 * math.pi)
_FAR = 40.0
"""Beyond this, the normal density and the tail of its distribution are 0 in float64."""


def _two_bodies(textbook: Callable[..., Array], stable: Callable[..., Array]) -> Callable[..., Array]:
    """Return a function that is the textbook's on symbols and the stable one on numbers."""
    return lambda net, *rest, **settings: (textbook if isinstance(net, SymbolicArray) else stable)(
        net, *rest, **settings
    )


def _textbook_logistic(net: Array) -> Array:
    return 1 / (1 + np.exp(-net))


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


def _stable_silu(net: Array) -> Array:
    root = np.exp(-np.abs(net) / 2)  # its square would be 0 where its product with net is not
    return np.where(net >= 0, net, net * root * root) / (1 + root * root)


def _silu_slope(net: Array, out: Array) -> Array:
    """Return `sigma + out (1 - sigma)`, without the digits that `1 - sigma` loses, and true of a wrong `out` too."""
    return _stable_logistic(net) + out * _stable_logistic(-net)


def _gelu(net: Array) -> Array:
    """Return `net Phi(net)` with `Phi(net) = 1/2 erfc(-net / sqrt(2))`, which keeps its digits where Phi is near 0."""
    return net * (0.5 * erfc(-net / _ROOT_2))


def _gelu_slope(net: Array, out: Array) -> Array:
    """Return `Phi(net) + net phi(net)`, phi the normal density."""
    near = np.clip(net, -_FAR, _FAR)
    return 0.5 * erfc(-near / _ROOT_2) + near * np.exp(-(near**2) / 2) / _ROOT_2PI


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
            textbook=_textbook_logistic,
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
            name="elu",
            textbook=lambda net, alpha: np.where(net > 0, net, alpha * (np.exp(net) - 1)),
            slope=lambda net, out, alpha: np.where(net > 0, 1, out + alpha),
            stable=lambda net, alpha: np.where(net > 0, net, alpha * np.expm1(np.minimum(net, 0))),
            settings={"alpha": 1.0},
            kinks=(0,),
        ),
        Activation(
            name="softplus",
            textbook=lambda net: np.log(1 + np.exp(net)),
            slope=_two_bodies(lambda net, out: _textbook_logistic(net), lambda net, out: _stable_logistic(net)),
            stable=lambda net: np.maximum(net, 0) + np.log1p(np.exp(-np.abs(net))),
            range=(0, np.inf),
        ),
        Activation(  # the exact form, with erf (Hendrycks, Gimpel 2016, section 2), not the approximation by tanh
            name="gelu",
            textbook=lambda net: 0.5 * net * (1 + erf(net / _ROOT_2)),
            slope=_two_bodies(
                lambda net, out: 0.5 * (1 + erf(net / _ROOT_2)) + net * np.exp(-(net**2) / 2) / _ROOT_2PI, _gelu_slope
            ),
            stable=_gelu,
            range=(-0.17, np.inf),
        ),
        Activation(  # its slope as Ramachandran, Zoph, Le 2017 write it for swish
            name="silu",
            textbook=lambda net: net / (1 + np.exp(-net)),
            slope=_two_bodies(lambda net, out: out + (1 - out) / (1 + np.exp(-net)), _silu_slope),
            stable=_stable_silu,
            range=(-0.28, np.inf),
        ),
        Activation(  # the threshold unit of McCulloch and Pitts, which fires from its threshold on
            name="step",
            textbook=lambda net: np.where(net >= 0, 1.0, 0.0),
            range=(0, 1),
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
