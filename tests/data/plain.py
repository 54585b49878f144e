"""The same training in plain NumPy, written independently: one sample at a time, leaky ReLU, mean squared error, `W x + b`."""

from itertools import pairwise

import numpy as np


def drawn_network(seed, sizes, init="mathspp"):
    """Draw weights from N(0, 1/(rows*cols)), or N(0, sqrt(2/cols)) for He, and biases from N(0, 1/length), by layer."""
    rng = np.random.Generator(np.random.PCG64([seed, 0]))
    layers = []
    for ins, outs in pairwise(sizes):
        std = {"mathspp": 1 / (outs * ins), "he": (2 / ins) ** 0.5}[init]
        weights = rng.standard_normal((outs, ins)) * std
        layers.append((weights, rng.standard_normal(outs) * (1 / outs)))
    return layers


def leaky(y):
    return np.where(y > 0, y, 0.1 * y)


def answers(layers, x):
    """Return the outputs for points as rows."""
    for weights, bias in layers:
        x = leaky(x @ weights.T + bias)
    return x


def trained(layers, xs, ts, rate):
    """Return the layers after one update for each sample, in order."""
    layers = [(weights.copy(), bias.copy()) for weights, bias in layers]
    for x, t in zip(xs, ts, strict=True):
        outs, nets = [x], []
        for weights, bias in layers:
            nets.append(weights @ outs[-1] + bias)
            outs.append(leaky(nets[-1]))
        dx = 2 * (outs[-1] - t) / len(t)
        for at in range(len(layers) - 1, -1, -1):
            weights, bias = layers[at]
            db = dx * np.where(nets[at] > 0, 1, 0.1)
            dx = weights.T @ db
            layers[at] = weights - rate * np.outer(db, outs[at]), bias - rate * db
    return layers
