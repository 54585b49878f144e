"""A circuit as data: the same rows as those of a network's trace, with what does not apply left empty."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from bptrace.circuit.signal import Kind, Signal
from bptrace.circuit.trace import CircuitTrace
from bptrace.report.slabs import Row, number
from bptrace.report.writing import Writing


def circuit_rows(trace: CircuitTrace, writing: Writing, only: Collection[Signal] | None = None) -> Iterator[Row]:
    """Yield a row for every input and every line, in order of computation; parameters as for `rows`."""
    writing = replace(writing, longest=None)
    for signal in trace.values:
        if only is None or signal in only:
            yield _row(trace, signal, writing)


def _row(trace: CircuitTrace, signal: Signal, writing: Writing) -> Row:
    step = trace.line(signal)
    line, given = writing.line(step, trace), step.formula is None
    return {
        **dict.fromkeys(("epoch", "step", "sample")),
        "phase": "given" if given else "forward" if signal.kind is Kind.VALUE else "backward",
        **dict.fromkeys(("layer", "unit")),
        "key": trace.notation.key(signal),
        "symbol": line.name,
        "formula": None if given else line.formula,
        "with_numbers": None if given else line.numbers,
        "value": number(step.value),
        "rests_on": [trace.notation.key(one) for one in step.rests_on],
    }
