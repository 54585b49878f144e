"""What a mistake of method is: a problem, or a rule of its round, changed everywhere or in one layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from bptrace.dataclass import dataclass
from bptrace.functions.activations import Activation, mixed
from bptrace.functions.losses import Loss
from bptrace.functions.optimizers import Optimizer, Update
from bptrace.marking.mistakes.places import BACK, WITHIN, Condition, Layers, all_layers, scopes
from bptrace.network import Layer
from bptrace.problem import Problem
from bptrace.rules import RIGHT, Back, Rules


@dataclass(frozen=True, eq=False)
class Variant:
    """A mistake made in certain places.

    Attributes
    ----------
    where
        The places in words, such as "in the output layer"; empty if there is only one way to make it.
    problem
        The problem as it is then worked.
    rules
        The rules by which it is.
    """

    where: str
    problem: Problem
    rules: Rules = RIGHT


Variants = Callable[[Problem], Iterator[Variant]]


@dataclass(frozen=True, eq=False)
class Mistake:
    """An entry of the catalogue.

    Attributes
    ----------
    code
        Its family in the catalogue, such as `H1`.
    name
        In a few words, what was done.
    sentence
        For the student: why that is not right, and what is.
    variants
        The problem worked with the mistake in it, once for each choice of places; nothing where it does not apply.
    """

    code: str
    name: str
    sentence: str
    variants: Variants


def by_rule(
    rule: str, wrong: Callable[..., Any], layers: Layers = all_layers, applies: Condition | None = None
) -> Variants:
    """Return a mistake made by a rule of the round, in any of the layers to which it applies."""
    words = BACK if rule == "backward" else WITHIN

    def variants(problem: Problem) -> Iterator[Variant]:
        if rule != "net" and not problem.goes_back:
            return
        numbers = [number for number in layers(problem) if applies is None or applies(problem, number)]
        for where, chosen in scopes(problem, numbers, words):
            yield Variant(where, problem, _within(rule, wrong, chosen))

    return variants


def _within(rule: str, wrong: Callable[..., Any], layers: frozenset[int]) -> Rules:
    """Return rules one of which is wrong in some layers."""
    right = getattr(RIGHT, rule)

    def chosen(*arguments: Any) -> Any:
        last = arguments[-1]
        number = last.number if isinstance(last, Back) else last
        return (wrong if number in layers else right)(*arguments)

    return replace(RIGHT, **{rule: chosen})


def by_activation(wrong: Callable[[Activation], Activation | None], applies: Layers = all_layers) -> Variants:
    """Return a mistake in what an activation computes; None from `wrong` says that it does not apply to one."""

    def changed(layer: Layer) -> Layer | None:
        wrongs = {activation: wrong(activation) for activation in set(layer.activations)}
        if all(one is None for one in wrongs.values()):
            return None
        each = tuple(wrongs[activation] or activation for activation in layer.activations)
        return replace(layer, activation=mixed(each), activations=each)

    def variants(problem: Problem) -> Iterator[Variant]:
        layers = problem.network.layers
        found = {number: changed(layers[number - 1]) for number in applies(problem)}
        for where, chosen in scopes(problem, [number for number, layer in found.items() if layer is not None]):
            new = (found.get(n) if n in chosen else None for n in range(1, len(layers) + 1))
            pairs = zip(new, layers, strict=True)
            network = replace(problem.network, layers=tuple(layer or old for layer, old in pairs))
            yield Variant(where, replace(problem, network=network))

    return variants


def by_loss(wrong: Callable[[Loss, Problem], Loss | None]) -> Variants:
    """Return a mistake in what the loss computes; None from `wrong` says that it does not apply."""

    def variants(problem: Problem) -> Iterator[Variant]:
        loss = None if problem.loss is None else wrong(problem.loss, problem)
        if loss is not None:
            yield Variant("", replace(problem, loss=loss))

    return variants


def by_problem(wrong: Callable[[Problem], Problem | None]) -> Variants:
    """Return a mistake in what the problem says; None from `wrong` says that it does not apply."""

    def variants(problem: Problem) -> Iterator[Variant]:
        changed = wrong(problem)
        if changed is not None:
            yield Variant("", changed)

    return variants


def by_update(wrong: Callable[[Optimizer], Update | None]) -> Variants:
    """Return a mistake of the update; None from `wrong` says that it does not apply to an optimizer."""

    def variants(problem: Problem) -> Iterator[Variant]:
        update = None if problem.optimizer is None else wrong(problem.optimizer)
        if update is not None and problem.optimizer is not None:
            yield Variant("", replace(problem, optimizer=replace(problem.optimizer, update=update)))

    return variants
