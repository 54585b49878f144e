"""A quantity is either in a trace or there is a reason why it is not."""

from __future__ import annotations

from hypothesis import given, settings

from bptrace import expr, training
from bptrace.network import AXES
from bptrace.problem import Problem
from tests.strategies import problems


@settings(max_examples=100, deadline=None)
@given(problems())
def test_what_is_absent_and_nothing_else_has_a_reason(problem: Problem) -> None:
    trace = training.run(problem)
    kept = trace.rounds[0]
    defined = set(kept.program.quantities())
    used = {leaf for line in kept.program.lines() for leaf in expr.leaves(line.formula)}
    assert [quantity for quantity in defined | used if trace.absence(quantity)] == []
    for base in set(trace.keys.bases.values()):
        sample = kept.samples.start if "sample" in AXES.get(base.kind, ()) else None
        for after in (False, True):
            quantity = base._replace(sample=sample, after=after)
            if trace.absence(quantity) is None:
                assert isinstance(kept.step_of(quantity).value, float)
            else:
                assert quantity not in defined
