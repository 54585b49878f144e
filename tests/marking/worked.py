"""Small networks whose every figure can be worked out in the head."""

from __future__ import annotations

from bptrace import spec
from bptrace.marking.claim import Claim
from bptrace.marking.figure import read_figure
from bptrace.marking.finder import Finder
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

THREE = """
samples:
  - {inputs: [1], targets: [0]}
  - {inputs: [2], targets: [1]}
  - {inputs: [1], targets: [2]}
batch: 1
learning_rate: 0.5
loss: half_squared_error
layers: [{activation: identity, weights: [[0.5]]}]
"""
"""Three updates in an epoch: w1 goes from 0.5 to 0.25 (delta 0.5), to 0.75 (delta -0.5, i1 = 2) and to 1.375 (delta -1.25);
in the next epoch to 0.6875 (delta 1.375), to 0.3125 (delta 0.375, i1 = 2) and to 1.15625 (delta -1.6875)."""


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


def claimed(problem: Problem | str, key: str, text: str) -> Claim:
    """Return the claim that the line with a key comes to a figure."""
    if isinstance(problem, str):
        problem = spec.loads(problem)
    return Claim(problem, Finder(problem).find(key), read_figure(text))


def by_key(marked: Marked) -> dict[str, Mark]:
    return {mark.key: mark for mark in marked.marks}
