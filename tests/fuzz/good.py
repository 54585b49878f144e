"""What is good, for fuzzers to spoil: the specs that come with the program, and sheets of their figures."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from bptrace import examples, sections, spec, training
from tests.shipped import CIRCUITS, SHIPPED

MARKED = ("mazur", "softmax", "two-hidden-layers", "xor", "tied", "lecture-neuron", "mazur-layer-by-layer", "iris")
"""Networks that sheets are for."""

FORMS = ("yaml", "csv", "md")


@cache
def texts() -> dict[str, str]:
    return {name: examples.find(name).read_text(encoding="utf-8") for name in (*SHIPPED, *CIRCUITS)}


@cache
def trees() -> dict[str, Any]:
    return {name: yaml.safe_load(text) for name, text in texts().items()}


@cache
def figures(config: str) -> tuple[tuple[str, str], ...]:
    """Every line of the first round that a sheet may have, with four figures."""
    trace = training.run(spec.load(examples.find(config)), keep=(1,))
    everything = sections.sections(trace.problem, trace.rounds[0], sections.EVERYTHING)
    quantities = [quantity for section in everything for quantity in section.entries][:300]
    return tuple((trace.notation.key(each), f"{trace.rounds[0].value(each):.4g}") for each in quantities)
