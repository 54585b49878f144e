"""Mistakes of gradients, penalties and updates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from bptrace.functions.optimizers import BlockTape, Optimizer, State, Update
from bptrace.marking.mistakes.mistake import AFTER_FIRST, ALL, Mistake, Variant, Variants, by_problem, by_rule
from bptrace.problem import Problem
from bptrace.rules import RIGHT, Back, Rules
from bptrace.symbolic import Array


def _times_weight(delta: Array, x: Array, back: Back) -> Array:
    return delta.sum(axis=1)[:, None] * back.weights


def _times_net(delta: Array, x: Array, back: Back) -> Array:
    return delta @ back.signals.nets[back.number - 1].T


def _delta_alone(delta: Array, x: Array, back: Back) -> Array:
    return delta @ np.ones(x.shape).T


def _outer_transposed(delta: Array, x: Array, back: Back) -> Array:
    return x @ delta.T


def _is_square(problem: Problem, number: int) -> bool:
    return len(problem.network.units(number)) == len(problem.network.units(number - 1)) > 1


def _has_bias(problem: Problem, number: int) -> bool:
    bias = problem.network.layers[number - 1].bias
    return bias is not None and problem.network.blocks[bias.block].trained


def _zero(delta: Array, back: Back) -> Array:
    return 0 * delta.sum(axis=1)


def _times_bias(delta: Array, back: Back) -> Array:
    bias = back.problem.network.layers[back.number - 1].bias
    assert bias is not None
    return delta.sum(axis=1) * bias.take(back.blocks)


def _one_of(place: int) -> Callable[[list[Array], list[Array | None]], Array]:
    """Return the gradient of shared parameters as that of one of their positions, the first or the last."""

    def collect(positions: list[Array], indices: list[Array | None]) -> Array:
        gathered = [index for index in indices if index is not None]
        if not gathered:
            return positions[0]
        parameters = np.concatenate([index.ravel() for index in gathered])
        chosen = [np.flatnonzero(parameters == number)[place] for number in range(int(parameters.max()) + 1)]
        return np.concatenate([gradient.reshape(-1) for gradient in positions])[np.array(chosen)]

    return collect


def _one_position(place: int) -> Variants:
    def variants(problem: Problem) -> Iterator[Variant]:
        if any(block.homes is not None and block.trained for block in problem.network.blocks):
            yield Variant("", problem, replace(RIGHT, collect=_one_of(place)))

    return variants


GRADIENTS = (
    Mistake(
        "G1",
        "node delta times the weight",
        "The gradient of a weight is the node delta times the output that the weight multiplies, not times the weight.",
        by_rule("gradient", _times_weight),
    ),
    Mistake(
        "G2",
        "node delta times the incoming net input",
        "A weight multiplies the output of the neuron that it comes from, not its net input.",
        by_rule("gradient", _times_net, AFTER_FIRST),
    ),
    Mistake(
        "G3",
        "incoming output left out of the gradient",
        "The gradient of a weight is the node delta times the output that the weight multiplies; for a bias it is the "
        "delta alone.",
        by_rule("gradient", _delta_alone),
    ),
    Mistake(
        "G4",
        "gradients transposed",
        "The gradient of a weight takes the delta of the neuron it leads to and the output of the one it comes from.",
        by_rule("gradient", _outer_transposed, ALL, _is_square),
    ),
    Mistake(
        "G5",
        "gradient of the bias taken as 0",
        "The bias is learned too: its gradient is the node delta, whatever the bias itself is.",
        by_rule("bias_gradient", _zero, ALL, _has_bias),
    ),
    Mistake(
        "G5",
        "gradient of the bias multiplied by the bias",
        "The gradient of a bias is the node delta, as if its input were 1.",
        by_rule("bias_gradient", _times_bias, ALL, _has_bias),
    ),
    Mistake(
        "G6",
        "shared parameter with one gradient instead of the sum",
        "A parameter that is used in several places gets the sum of the gradients of all of them.",
        _one_position(0),
    ),
    Mistake(
        "G6",
        "shared parameter with one gradient instead of the sum",
        "A parameter that is used in several places gets the sum of the gradients of all of them.",
        _one_position(-1),
    ),
)
"""Mistakes of gradients."""


def by_update(wrong: Callable[[Optimizer], Update | None]) -> Variants:
    """Return a mistake of the update; None from `wrong` says that it does not apply to an optimizer."""

    def variants(problem: Problem) -> Iterator[Variant]:
        update = None if problem.optimizer is None else wrong(problem.optimizer)
        if update is not None and problem.optimizer is not None:
            yield Variant("", replace(problem, optimizer=replace(problem.optimizer, update=update)))

    return variants


def with_constants(change: Callable[[Any], Mapping[str, Any]], needs: str) -> Callable[[Optimizer], Update | None]:
    """Return the right update with other constants, for optimizers that have the one that it needs."""

    def wrong(optimizer: Optimizer) -> Update | None:
        if needs != "learning_rate" and needs not in optimizer.constants and not (needs == "step" and optimizer.counts):
            return None

        def update(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
            changed = SimpleNamespace(**{**vars(constant), **change(constant)})
            return optimizer.update(let, w, gradient, state, changed)

        return update

    return wrong


def _to_parameter(change: Callable[[Array, Array, Array], Array]) -> Callable[[Optimizer], Update | None]:
    """Return the right update with another last line: from the old parameters, the right new ones and the gradient."""

    def wrong(optimizer: Optimizer) -> Update | None:
        def update(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
            def changed(kind: str, value: Array, *, after: bool = True) -> Array:
                return let(kind, change(w, value, gradient) if kind == "parameter" else value, after=after)

            return optimizer.update(changed, w, gradient, state, constant)

        return update

    return wrong


def _step_alone(optimizer: Optimizer) -> Update:
    """Return the update with 0 in the place of the old parameters: the step stands where the new parameters belong."""

    def update(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
        if optimizer.name == "sgd":
            return let("parameter", -constant.learning_rate * gradient), state
        return optimizer.update(let, 0 * w, gradient, state, constant)

    return update


def _sgd_only(update: Update) -> Callable[[Optimizer], Update | None]:
    return lambda optimizer: update if optimizer.name == "sgd" else None


def _uphill(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
    return let("parameter", w + constant.learning_rate * gradient), state


def _whole_step(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
    return let("parameter", w - gradient), state


def _positive_step(let: BlockTape, w: Array, gradient: Array, state: State, constant: Any) -> tuple[Array, State]:
    return let("parameter", constant.learning_rate * gradient), state


def _not_sgd(wrong: Callable[[Optimizer], Update | None]) -> Callable[[Optimizer], Update | None]:
    return lambda optimizer: None if optimizer.name == "sgd" else wrong(optimizer)


_RATE = "The step is the learning rate times the gradient; without the rate it is far too long, or too short."
_UPHILL = "The gradient points uphill: what it says is subtracted."
_NEW = "The new weight is the old one minus a step; the old one was left out."

UPDATES = (
    Mistake("U1", "learning rate forgotten", _RATE, by_update(_sgd_only(_whole_step))),
    Mistake(
        "U1",
        "learning rate forgotten",
        _RATE,
        by_update(_not_sgd(with_constants(lambda constant: {"learning_rate": 1.0}, "learning_rate"))),
    ),
    Mistake("U2", "added instead of subtracted", _UPHILL, by_update(_sgd_only(_uphill))),
    Mistake(
        "U2",
        "added instead of subtracted",
        _UPHILL,
        by_update(_not_sgd(_to_parameter(lambda w, new, g: w + (w - new)))),
    ),
    Mistake("U3", "gradient written as the new weight", _NEW, by_update(_to_parameter(lambda w, new, g: g))),
    Mistake("U3", "step written as the new weight", _NEW, by_update(_step_alone)),
    Mistake("U3", "step written as the new weight", _NEW, by_update(_sgd_only(_positive_step))),
    Mistake(
        "U3", "step written as the new weight", _NEW, by_update(_not_sgd(_to_parameter(lambda w, new, g: w - new)))
    ),
)
"""Mistakes of any update."""


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
