"""Mistakes of the penalty."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from bptrace.marking.mistakes.mistake import Mistake, Variant, Variants, by_problem
from bptrace.problem import Penalty, Problem
from bptrace.rules import RIGHT, Rules
from bptrace.symbolic import Array

Applies = Callable[[Problem], bool]


def _has(*kinds: str) -> Applies:
    """Return whether a problem has a penalty of one of some kinds."""
    return lambda problem: problem.penalty is not None and any(kind in problem.penalty.kinds for kind in kinds)


def _spares_biases(problem: Problem) -> bool:
    """Whether there is a penalty, and learned biases that it leaves alone."""
    return problem.penalty is not None and not problem.penalty.biases and _learns_biases(problem)


def _counts_biases(problem: Problem) -> bool:
    """Whether there is a penalty, and learned biases that it is on."""
    return problem.penalty is not None and problem.penalty.biases and _learns_biases(problem)


def _learns_biases(problem: Problem) -> bool:
    blocks = enumerate(problem.network.blocks)
    return any(one.trained and all(bias for _, bias, _ in problem.network.places(block)) for block, one in blocks)


def _by(rules: Rules, applies: Applies) -> Variants:
    """Return a mistake by some rules, of problems to which it applies."""

    def variants(problem: Problem) -> Iterator[Variant]:
        if applies(problem):
            yield Variant("", problem, rules)

    return variants


def _with_rate(constant: Any, kind: str, factor: float) -> Any:
    """Return constants with the rate of one kind of penalty multiplied by a factor."""
    return SimpleNamespace(**{**vars(constant), kind: factor * getattr(constant, kind)})


def _in_error(kind: str, factor: float) -> Variants:
    """Return the penalty's part of the error with one kind of it multiplied by a factor."""

    def penalty(problem: Problem, one: Penalty, blocks: Sequence[Array], constant: Any) -> Array:
        return RIGHT.penalty(problem, one, blocks, _with_rate(constant, kind, factor))

    return _by(replace(RIGHT, penalty=penalty), _has(kind))


def _in_gradient(kind: str, factor: float) -> Variants:
    """Return the penalty's part of the gradient with one kind of it multiplied by a factor."""

    def penalized(problem: Problem, block: int, gradient: Array, w: Array, constant: Any) -> Array:
        return RIGHT.penalized(problem, block, gradient, w, _with_rate(constant, kind, factor))

    return _by(replace(RIGHT, penalized=penalized), _has(kind))


def _subtracted(problem: Problem, block: int, gradient: Array, w: Array, constant: Any) -> Array:
    """Return the gradient without the penalty's derivative, from which that is subtracted instead of added."""
    rates = {kind: -getattr(constant, kind) for kind in ("l1", "l2") if hasattr(constant, kind)}
    return RIGHT.penalized(problem, block, gradient, w, SimpleNamespace(**{**vars(constant), **rates}))


def _biases_otherwise(problem: Problem) -> Problem:
    assert problem.penalty is not None
    return replace(problem, penalty=replace(problem.penalty, biases=not problem.penalty.biases))


def _gradient_otherwise(problem: Problem, block: int, gradient: Array, w: Array, constant: Any) -> Array:
    return RIGHT.penalized(_biases_otherwise(problem), block, gradient, w, constant)


def _everywhere(applies: Applies) -> Variants:
    """Return the penalty on the biases too, or not on them, in the error and in the gradient."""
    return by_problem(lambda problem: _biases_otherwise(problem) if applies(problem) else None)


_BIASES_GRADIENT = replace(RIGHT, penalized=_gradient_otherwise)
_WEIGHTS_ALONE = "In this task only the weights are penalized; the biases are not."
_BIASES_TOO = "In this task the biases are penalized as the weights are."
_OF_SQUARE = "The derivative of ½·λ·w² is λ·w: the 2 from the square and the ½ cancel."

PENALTIES = (
    Mistake(
        "U6",
        "penalty left out of the error",
        "The error is that of the data plus the penalty.",
        _by(replace(RIGHT, penalized_error=lambda data, penalty: data), _has("l1", "l2")),
    ),
    Mistake(
        "U6",
        "no ½ in the penalty",
        "The penalty of squares is ½·λ times the sum of the squared weights; here the ½ was left out.",
        _in_error("l2", 2),
    ),
    Mistake(
        "U6",
        "a ½ too many in the penalty",
        "The penalty of squares is ½·λ times the sum of the squared weights, with one ½ and not two.",
        _in_error("l2", 0.5),
    ),
    Mistake(
        "U6",
        "a ½ in the penalty",
        "The penalty of absolute values is λ times their sum, without a ½.",
        _in_error("l1", 0.5),
    ),
    Mistake(
        "U6",
        "penalty forgotten in the gradient",
        "The penalty is part of the error, so its derivative is part of the gradient.",
        _by(replace(RIGHT, penalized=lambda problem, block, gradient, w, constant: gradient), _has("l1", "l2")),
    ),
    Mistake("U6", "penalty on the biases too, in the gradient", _WEIGHTS_ALONE, _by(_BIASES_GRADIENT, _spares_biases)),
    Mistake("U6", "penalty not on the biases, in the gradient", _BIASES_TOO, _by(_BIASES_GRADIENT, _counts_biases)),
    Mistake("U6", "penalty on the biases too", _WEIGHTS_ALONE, _everywhere(_spares_biases)),
    Mistake("U6", "penalty not on the biases", _BIASES_TOO, _everywhere(_counts_biases)),
    Mistake(
        "U6",
        "penalty subtracted",
        "A penalty pulls towards 0: its derivative has the sign of the weight and is added to the gradient.",
        _by(replace(RIGHT, penalized=_subtracted), _has("l1", "l2")),
    ),
    Mistake("U6", "factor 2 in the penalty's derivative", _OF_SQUARE, _in_gradient("l2", 2)),
    Mistake("U6", "factor ½ in the penalty's derivative", _OF_SQUARE, _in_gradient("l2", 0.5)),
)
"""Mistakes of the penalty."""
