"""What a mistake is here: rules of a student replaced by wrong ones, under the code of the catalogue and a name of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .given import Network
from .hands import Hand
from .lines import Line
from .networks import Spec
from .student import Student

Rule = Callable[[Student, Line], float]
Where = Callable[[Network, int], bool]


@dataclass(frozen=True)
class Mistake:
    """A wrong method.

    Attributes
    ----------
    code
        The code of the catalogue.
    name
        The form of the mistake, and where it is made.
    rules
        The wrong rules, by the name of the method that they replace.
    """

    code: str
    name: str
    rules: dict[str, Rule] = field(hash=False)

    @property
    def id(self) -> str:
        return f"{self.code}-{self.name}"

    def student(self, spec: Spec, hand: Hand) -> Student:
        return type("Mistaken", (Student,), dict(self.rules))(spec, hand)


CATALOGUE: list[Mistake] = []


def anywhere(given: Network, layer: int) -> bool:
    return True


def has(*activations: str) -> Where:
    return lambda given, layer: given.activation(layer) in activations


def at_output(given: Network, layer: int) -> bool:
    return given.is_last(layer)


def hidden(given: Network, layer: int) -> bool:
    return not given.is_last(layer)


def square(given: Network, layer: int) -> bool:
    return given.sizes[layer] == given.sizes[layer - 1]


def goes_into_square(given: Network, layer: int) -> bool:
    return not given.is_last(layer) and square(given, layer + 1)


def learns_with(*optimizers: str) -> Where:
    return lambda given, layer: given.optimizer in optimizers


def with_loss(*losses: str) -> Where:
    return lambda given, layer: given.loss in losses


def cross_entropy(given: Network, layer: int) -> bool:
    return given.own_cross_entropy and given.is_last(layer)


def plain_output(given: Network, layer: int) -> bool:
    return given.is_last(layer) and not given.own_cross_entropy


def all_of(*conditions: Where) -> Where:
    return lambda given, layer: all(condition(given, layer) for condition in conditions)


def restricted(kind: str, wrong: Rule, where: Where) -> Rule:
    """Return a rule that is wrong in some layers and right in the others."""
    right = getattr(Student, kind)
    return lambda self, q: wrong(self, q) if where(self.given, q.layer) else right(self, q)


def everywhere_and_apart(where: Where) -> Iterator[tuple[str, Where]]:
    """Yield a mistake made in all layers, only in the last, and only before it."""
    yield "", where
    yield "-output", all_of(where, at_output)
    yield "-hidden", all_of(where, hidden)


def by_layer(where: Where) -> Iterator[tuple[str, Where]]:
    """Yield a mistake made in all layers, and in each alone."""
    yield "", where
    for number in (1, 2, 3):
        yield f"-layer{number}", all_of(where, lambda given, layer, only=number: layer == only)


def once(where: Where) -> Iterator[tuple[str, Where]]:
    yield "", where


Scopes = Callable[[Where], Iterator[tuple[str, Where]]]


def mistake(code: str, name: str, kind: str, where: Where = anywhere, scopes: Scopes = once) -> Callable[[Rule], Rule]:
    """Enter a wrong rule into the catalogue, once for every place where it may be made."""

    def enter(wrong: Rule) -> Rule:
        for suffix, scope in scopes(where):
            CATALOGUE.append(Mistake(code, name + suffix, {kind: restricted(kind, wrong, scope)}))
        return wrong

    return enter


def together(code: str, name: str, where: Where = anywhere, scopes: Scopes = once, **rules: Rule) -> None:
    """Enter a mistake that changes several rules at once."""
    for suffix, scope in scopes(where):
        wrong = {kind: restricted(kind, rule, scope) for kind, rule in rules.items()}
        CATALOGUE.append(Mistake(code, name + suffix, wrong))
