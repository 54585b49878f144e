"""`bptrace verify`: gradients against finite differences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bptrace import verification
from bptrace.circuit.model import Circuit
from bptrace.circuit.trace import run
from bptrace.cli import printing, tracing
from bptrace.errors import BptraceError
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.report.figures import Figures
from bptrace.report.verified import verified
from bptrace.report.writing import Writing
from bptrace.trace import Trace
from bptrace.training import Progress
from bptrace.verification import Comparison, Derivative, Verdict


def verify(config: Path, epoch: int, whole: bool, digits: int, look: printing.Appearance) -> int:
    """Compare gradients with finite differences; return the exit status, 1 if one differs."""
    found = tracing.read_any(config)
    if isinstance(found, Circuit):
        worked = run(found)
        comparisons = verification.verify(verification.of_circuit(worked))
        document = verified(found.title, comparisons, whole=whole)
        writing = Writing(worked.notation, Figures(digits), look.signs)
    else:
        comparisons = _compared(found, epoch)
        document = verified(found.title, comparisons, layer_by_layer=found.layer_by_layer, whole=whole)
        writing = Writing(Notation(found), Figures(digits), look.signs)
    printing.print_document(document, writing, look)
    return int(any(comparison.verdict is Verdict.DIFFERS for comparison in comparisons))


def _compared(problem: Problem, epoch: int) -> list[Comparison]:
    if not problem.goes_back:
        raise BptraceError("there are no gradients to verify; expected targets, or gradient_of with an output")
    if epoch > 1 and problem.optimizer is None:
        raise BptraceError(f"cannot verify epoch {epoch}: without a learning_rate nothing is updated")
    trace = tracing.trace(replace(problem, epochs=epoch), (epoch,))
    total = sum(verification.count(problem, kept) for kept in trace.rounds)
    with tracing.progress("gradients", total) as advance:
        return verification.verify(_told(trace, advance))


def _told(trace: Trace, advance: Progress) -> Iterator[Derivative]:
    """Yield the derivatives of a run, and say now and then how many of them are done."""
    derivatives = (one for kept in trace.rounds for one in verification.of_network(trace, kept))
    for done, derivative in enumerate(derivatives):
        if done % 100 == 0:
            advance(done)
        yield derivative
