"""Traces of the shipped configurations, each run once for all the figures that are asked of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from bptrace import examples, spec, training
from bptrace.trace import Trace


@cache
def _traced(config: str, keep: tuple[int, ...], epochs: int | None) -> Trace:
    problem = spec.load(examples.find(config))
    if epochs is not None:
        problem = replace(problem, epochs=epochs)
    return training.run(problem, keep=keep)


@pytest.fixture(scope="session")
def traced() -> Callable[..., Trace]:
    def run(config: str, *keep: int, epochs: int | None = None) -> Trace:
        return _traced(config, keep or (1,), epochs)

    return run
