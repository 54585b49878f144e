"""Signs that are turned twice, so that the new weights come out right: a convention of its own rather than a mistake."""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.marking.mistakes.cross_entropy import CROSS_ENTROPY
from bptrace.marking.mistakes.error import ERROR
from bptrace.marking.mistakes.mistake import Mistake, Variant
from bptrace.marking.mistakes.slopes import SLOPES
from bptrace.marking.mistakes.update import UPDATES
from bptrace.problem import Problem

_TURNED = [mistake for mistake in (*ERROR, *CROSS_ENTROPY, *SLOPES) if mistake.code == "B1"]
_ADDED = [mistake for mistake in UPDATES if mistake.code == "U2"]


def _turned_and_added(problem: Problem) -> Iterator[Variant]:
    """Yield every way to turn the sign of the errors, with an update that adds."""
    for turned in (variant for mistake in _TURNED for variant in mistake.variants(problem)):
        for added in (variant for mistake in _ADDED for variant in mistake.variants(turned.problem)):
            yield Variant(turned.where, added.problem, turned.rules)


SIGNS = (
    Mistake(
        "B1",
        "signal of target − out, added in the update",
        "Some books send target − out back and add the step, and their new weights are the same. Here δ is ∂E/∂net: "
        "errors, deltas and gradients have the opposite sign, and the step is subtracted.",
        _turned_and_added,
    ),
)
"""Conventions of sign other than the program's own."""
