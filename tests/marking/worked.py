"""Small networks whose every figure can be worked out in the head."""

from __future__ import annotations

from bptrace import spec
from bptrace.marking.marker import Marked, Marker
from bptrace.marking.sheet import Entry, Sheet
from bptrace.marking.verdicts import Mark
from bptrace.problem import Problem
from bptrace.rounding import Rounding

NEURON = """
inputs: [2]
targets: [1]
learning_rate: 0.1
loss: half_squared_error
layers: [{activation: identity, weights: [[0.5]], bias: 0.25}]
"""
"""net = out = 1.25, E = 0.25² / 2 = 0.03125, delta = 0.25, dE/dw1 = 0.5, w1+ = 0.45, dE/db1 = 0.25, b1+ = 0.225."""


def chain(weight: float) -> Problem:
    """Two neurons in a row: net_h1 = out_h1 = weight, and net_o1 = 4 out_h1."""
    layers = f"[{{activation: identity, weights: [[{weight}]]}}, {{activation: identity, weights: [[4]]}}]"
    return spec.loads(f"inputs: [1]\ntargets: [0]\nlearning_rate: 0.1\nloss: half_squared_error\nlayers: {layers}\n")


def sheet_of(figures: dict[str, str] | list[tuple[str, str]]) -> Sheet:
    rows = figures.items() if isinstance(figures, dict) else figures
    return Sheet("sheet", tuple(Entry(key, text, line, 1) for line, (key, text) in enumerate(rows, 1)))


def mark(problem: Problem | str, figures: dict[str, str], rounding: Rounding | None = None) -> Marked:
    if isinstance(problem, str):
        problem = spec.loads(problem)
    return Marker(problem, rounding).mark(sheet_of(figures))


def by_key(marked: Marked) -> dict[str, Mark]:
    return {mark.key: mark for mark in marked.marks}
