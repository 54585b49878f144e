"""Mazur's network as somebody writes it out by hand: plain floats, a line for each number."""

from math import exp


def train(rounds: int) -> float:
    """Return the error after some rounds."""
    i1, i2, t1, t2, b1, b2, eta = 0.05, 0.10, 0.01, 0.99, 0.35, 0.60, 0.5
    w1, w2, w3, w4, w5, w6, w7, w8 = 0.15, 0.20, 0.25, 0.30, 0.40, 0.45, 0.50, 0.55
    o1 = o2 = 0.0
    for _ in range(rounds):
        h1 = 1 / (1 + exp(-(w1 * i1 + w2 * i2 + b1)))
        h2 = 1 / (1 + exp(-(w3 * i1 + w4 * i2 + b1)))
        o1 = 1 / (1 + exp(-(w5 * h1 + w6 * h2 + b2)))
        o2 = 1 / (1 + exp(-(w7 * h1 + w8 * h2 + b2)))
        d1 = (o1 - t1) * o1 * (1 - o1)
        d2 = (o2 - t2) * o2 * (1 - o2)
        e1 = (w5 * d1 + w7 * d2) * h1 * (1 - h1)
        e2 = (w6 * d1 + w8 * d2) * h2 * (1 - h2)
        w5 -= eta * d1 * h1
        w6 -= eta * d1 * h2
        w7 -= eta * d2 * h1
        w8 -= eta * d2 * h2
        w1 -= eta * e1 * i1
        w2 -= eta * e1 * i2
        w3 -= eta * e2 * i1
        w4 -= eta * e2 * i2
    return 0.5 * (o1 - t1) ** 2 + 0.5 * (o2 - t2) ** 2
