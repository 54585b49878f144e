"""What a shell offers where a problem has to be read: its keys, in the notation that was chosen, and its epochs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from bptrace import spec, training
from bptrace.circuit.model import Circuit
from bptrace.circuit.trace import run as run_circuit
from bptrace.errors import BptraceError
from bptrace.notation import NOTATIONS, Terms
from bptrace.problem import Problem

_LOOKED_AT, _OFFERED = 20_000, 1000
"""Of a large network only so many quantities are looked at, and so many are offered."""


def keys(typed: Mapping[str, Any], incomplete: str, *, several: bool) -> list[str]:
    """Return the keys that begin as an incomplete one does, in the order in which they are computed.

    Parameters
    ----------
    typed
        The arguments so far, by parameter.
    incomplete
        What has been typed of the key; of several with commas between them, the last is completed.
    several
        Whether there may be several; neurons and parameters are then offered too.
    """
    subject = _subject(typed)
    before, comma, last = incomplete.rpartition(",") if several else ("", "", incomplete)
    if subject is None:
        return []
    base, at, epoch = last.partition("@")
    if at and isinstance(subject, Problem):
        return [f"{before}{comma}{base}@{one}" for one in _some_epochs(subject.epochs) if one.startswith(epoch)]
    names = _signals(subject) if isinstance(subject, Circuit) else _names(subject, typed, several=several)
    found = (name for name in dict.fromkeys(names) if name.startswith(last))
    return [f"{before}{comma}{name}" for name in islice(found, _OFFERED)]


def epochs(typed: Mapping[str, Any], incomplete: str) -> list[str]:
    """Return epochs of the problem: those at which a run is usually looked at, and the last."""
    subject = _subject(typed)
    if not isinstance(subject, Problem):
        return []
    before, comma, last = incomplete.rpartition(",")
    some = _some_epochs(typed.get("epochs") or subject.epochs)
    return [f"{before}{comma}{epoch}" for epoch in some if epoch.startswith(last)]


def _some_epochs(last: int) -> list[str]:
    powers = [digit * 10**power for power in range(len(str(last))) for digit in (1, 2, 5)]
    return [str(epoch) for epoch in (*(epoch for epoch in powers if epoch < last), last)]


def _subject(typed: Mapping[str, Any]) -> Problem | Circuit | None:
    """Return what the configuration on the command line is, or None: a fault in it is not said while somebody types."""
    config = typed.get("config")
    if config is None or str(config) == "-":
        return None
    try:
        return spec.load_any(config)
    except BptraceError:
        return None


def _signals(circuit: Circuit) -> Iterator[str]:
    try:
        trace = run_circuit(circuit)
    except BptraceError:
        return
    yield from map(trace.notation.key, trace.values)


def _names(problem: Problem, typed: Mapping[str, Any], *, several: bool) -> Iterator[str]:
    """Yield what the lines of the first update are called: by their keys, or as another notation writes them in ASCII."""
    chosen = typed.get("notation") or "mazur"
    notation = NOTATIONS[chosen](problem, Terms(typed.get("rate") or "eta", typed.get("target")))
    called = notation.key if chosen == "mazur" else notation.ascii
    if several:
        yield from (name for layer in problem.network.layers for name in layer.units)
        yield from (called(parameter) for _, parameter in islice(problem.network.parameters(), _LOOKED_AT))
    try:
        trace = training.run(problem.beginning(1))
    except BptraceError:
        return
    lines = (quantity for kept in trace.rounds for quantity in kept.program.quantities())
    for quantity in islice(lines, _LOOKED_AT):
        yield called(quantity)
