"""Mistakes of the penalty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from bptrace.marking.mistakes.mistake import Mistake, Variant, Variants, by_problem
from bptrace.problem import Problem
from bptrace.rules import RIGHT, Rules
from bptrace.symbolic import Array


def _penalty(change: Callable[[Problem], Problem]) -> Variants:
    """Return a mistake of the penalty's part of the gradient: the rule applied to a problem that is changed."""

    def variants(problem: Problem) -> Iterator[Variant]:
        if problem.penalty is None:
            return
        changed = change(problem)

        def penalized(_: Problem, block: int, gradient: Array, w: Array, constant: Any) -> Array:
            return RIGHT.penalized(changed, block, gradient, w, constant)

        yield Variant("", problem, replace(RIGHT, penalized=penalized))

    return variants


def _scaled(factor: float) -> Variants:
    def variants(problem: Problem) -> Iterator[Variant]:
        if problem.penalty is None:
            return

        def penalized(one: Problem, block: int, gradient: Array, w: Array, constant: Any) -> Array:
            rates = {kind: factor * getattr(constant, kind) for kind in ("l1", "l2") if hasattr(constant, kind)}
            return RIGHT.penalized(one, block, gradient, w, SimpleNamespace(**{**vars(constant), **rates}))

        yield Variant("", problem, replace(RIGHT, penalized=penalized))

    return variants


def _other_biases(problem: Problem) -> Problem:
    assert problem.penalty is not None
    return replace(problem, penalty=replace(problem.penalty, biases=not problem.penalty.biases))


def _penalized_by(rules: Rules) -> Variants:
    """Return a mistake by some rules, of problems with a penalty."""

    def variants(problem: Problem) -> Iterator[Variant]:
        if problem.penalty is not None:
            yield Variant("", problem, rules)

    return variants


def _error_part(change: Callable[[Array], Array]) -> Variants:
    """Return a mistake of the penalty's part of the error."""
    return _penalized_by(replace(RIGHT, penalty=lambda *given: change(RIGHT.penalty(*given))))


PENALTIES = (
    Mistake(
        "U6",
        "penalty left out of the error",
        "The error is that of the data plus the penalty.",
        _penalized_by(replace(RIGHT, penalized_error=lambda data, penalty: data)),
    ),
    Mistake(
        "U6",
        "no ½ in the penalty",
        "The penalty of squares is ½λ times the sum of the squared weights.",
        _error_part(lambda penalty: 2 * penalty),
    ),
    Mistake(
        "U6",
        "a ½ too many in the penalty",
        "The penalty has its factors as the head of the task says, and no more.",
        _error_part(lambda penalty: penalty / 2),
    ),
    Mistake(
        "U6",
        "penalty forgotten in the gradient",
        "The penalty is part of the error, so its derivative is part of the gradient.",
        _penalty(lambda problem: replace(problem, penalty=None)),
    ),
    Mistake(
        "U6",
        "penalty on the biases too, or not on them",
        "Which parameters are penalized is part of the task, as its head says.",
        _penalty(_other_biases),
    ),
    Mistake(
        "U6",
        "penalty on the biases too, or not on them",
        "Which parameters are penalized is part of the task, as its head says.",
        by_problem(lambda problem: _other_biases(problem) if problem.penalty else None),
    ),
    Mistake(
        "U6",
        "penalty subtracted",
        "A penalty pulls towards 0: its derivative has the sign of the weight and is added to the gradient.",
        _scaled(-1.0),
    ),
    Mistake(
        "U6",
        "factor 2 in the penalty's derivative",
        "The derivative of ½λw² is λw: the 2 from the square and the ½ cancel.",
        _scaled(2.0),
    ),
    Mistake(
        "U6",
        "factor ½ in the penalty's derivative",
        "The derivative of ½λw² is λw: the 2 from the square and the ½ cancel.",
        _scaled(0.5),
    ),
)
"""Mistakes of the penalty."""
