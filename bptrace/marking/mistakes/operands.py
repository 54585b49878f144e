"""Slips in one line: an operand replaced by another of its kind, a term or a factor left out, a sign turned.

Nothing here knows a network or a formula: the line's own formula is taken apart, whatever it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from bptrace import expr
from bptrace.dataclass import dataclass
from bptrace.expr import Call, Difference, Expr, Negation, Power, Product, Quotient, Sum, Symbol
from bptrace.marking.method import Item

MOST = 400
"""So many ways to write a line wrongly are tried."""


@dataclass(frozen=True)
class Slip:
    """A line as it may have been written wrongly.

    Attributes
    ----------
    code
        Its family in the catalogue.
    name
        What happened, with the names of the lines it happened to.
    sentence
        For the student.
    formula
        The line's formula with the slip in it.
    trait
        What it has in common with the same slip in the line's other samples and rounds.
    """

    code: str
    name: str
    sentence: str
    formula: Expr
    trait: tuple[object, ...] = ()


Name = Callable[[Item], str]

_CODES = {"net": "F3", "dout/dnet": "B9", "dE/dout": "H3", "gradient": "G4", "parameter": "U8"}
"""The entry of the catalogue that a wrong operand of a line of some kind comes under."""


def slips(item: Item, formula: Expr, alike: Callable[[Item], Sequence[Item]], name: Name) -> Iterator[Slip]:
    """Yield a line with one slip in it, in each of the ways that there are, as long as they are not too many.

    Parameters
    ----------
    item
        The line.
    formula
        Its formula over other lines.
    alike
        Gives the lines that one might be mistaken for.
    name
        Gives the name of a line.
    """
    yield from _early(item, formula, alike, name)
    yield from islice(_replaced(item, formula, alike, name), MOST)
    yield from islice(_shortened(formula, name), MOST)
    yield from islice(_turned(formula, name), MOST)


def _early(item: Item, formula: Expr, alike: Callable[[Item], Sequence[Item]], name: Name) -> Iterator[Slip]:
    """Yield a formula with what the update makes of its operands of one kind, in the place of all of them."""
    twins = dict[str, dict[Item, Item]]()
    for operand in dict.fromkeys(expr.leaves(formula)):
        assert isinstance(operand, Item)
        twin = operand._replace(quantity=operand.quantity._replace(after=True))
        if twin not in (operand, item) and twin in alike(operand):
            twins.setdefault(operand.quantity.kind, {})[operand] = twin
    for kind, changes in twins.items():
        old, new = (", ".join(map(name, some)) for some in (changes, changes.values()))
        sentence = f"This line takes {old}; {new} is there only after the update."
        changed = _with_all(formula, changes)
        yield Slip("U4", "figures from after the update", sentence, changed, ("U4", kind))


def _replaced(item: Item, formula: Expr, alike: Callable[[Item], Sequence[Item]], name: Name) -> Iterator[Slip]:
    for operand in dict.fromkeys(expr.leaves(formula)):
        assert isinstance(operand, Item)
        for other in alike(operand):
            if other not in (operand, item):
                changed = _with(formula, operand, other)
                early = other.quantity.after and not operand.quantity.after
                code = "U4" if early else _CODES.get(item.quantity.kind, "F3")
                sentence = f"This line takes {name(operand)}; {name(other)} belongs to another one."
                trait = (code, _bare(other), _bare(operand))
                yield Slip(code, f"{name(other)} instead of {name(operand)}", sentence, changed, trait)


def _bare(item: Item) -> tuple[object, ...]:
    """Return what stays of a line in other samples and rounds, and after the update."""
    return item.quantity[:4]


def _with(formula: Expr, operand: Item, other: Item) -> Expr:
    return _with_all(formula, {operand: other})


def _with_all(formula: Expr, others: Mapping[Item, Item]) -> Expr:
    return expr.substitute(formula, lambda ref: Symbol(others[ref] if isinstance(ref, Item) and ref in others else ref))


def _shortened(formula: Expr, name: Name) -> Iterator[Slip]:
    """Yield a formula without one of its terms, or one of its factors."""
    for part, rebuild in _parts(formula):
        for left_out, rest in _left_out(part):
            what = "factor" if isinstance(part, Product | Quotient) else "term"
            leaves = [leaf for leaf in dict.fromkeys(expr.leaves(left_out)) if isinstance(leaf, Item)]
            names = ", ".join(map(name, leaves))
            yield Slip(
                "L1" if what == "term" else "L2",
                f"the {what} with {names} left out" if names else f"a {what} left out",
                f"This line has a {what} more than was counted.",
                rebuild(rest),
                (what, *map(_bare, leaves)) if leaves else (),
            )


def _left_out(part: Expr) -> Iterator[tuple[Expr, Expr]]:
    """Yield each operand that can be left out, and what remains."""
    match part:
        case Sum(terms):
            for place, term in enumerate(terms):
                yield term, expr.total((*terms[:place], *terms[place + 1 :]))
        case Product(factors):
            for place, factor in enumerate(factors):
                rest = (*factors[:place], *factors[place + 1 :])
                yield factor, rest[0] if len(rest) == 1 else Product(rest)
        case Difference(left, right):
            yield right, left
            yield left, Negation(right)
        case Quotient(numerator, denominator):
            yield denominator, numerator
        case _:
            return


def _turned(formula: Expr, name: Name) -> Iterator[Slip]:
    """Yield a formula with plus and minus mixed up in one place."""
    sentence = "One sign in this line is turned."
    for part, rebuild in _parts(formula):
        for turned in _signs(part):
            yield Slip("L3", "plus and minus mixed up", sentence, rebuild(turned))


def _signs(part: Expr) -> Iterator[Expr]:
    match part:
        case Sum(terms):
            for place, term in enumerate(terms):
                yield Sum((*terms[:place], Negation(term), *terms[place + 1 :]))
        case Difference(left, right):
            yield Sum((left, right))
            yield Difference(right, left)
        case Negation(operand):
            yield operand
        case _:
            return


Rebuild = Callable[[Expr], Expr]


def _parts(formula: Expr) -> Iterator[tuple[Expr, Rebuild]]:
    """Yield the whole formula and every part of it, each with what puts another in its place."""
    yield formula, lambda changed: changed
    build, parts = _built(formula)
    for place, part in enumerate(parts):
        for inner, rebuild in _parts(part):
            yield inner, _placed(build, parts, place, rebuild)


def _built(formula: Expr) -> tuple[Callable[..., Expr], tuple[Expr, ...]]:
    """Return what a formula is made by, and of; a choice, whose parts belong together, counts as of one piece."""
    match formula:
        case Sum(parts) | Product(parts):
            several = type(formula)
            return lambda *changed: several(changed), tuple(parts)
        case Difference(left, right) | Quotient(left, right) | Power(left, right):
            return type(formula), (left, right)
        case Negation(operand):
            return Negation, (operand,)
        case Call(function, arguments):
            return lambda *changed: Call(function, changed), arguments
        case _:
            return type(formula), ()


def _placed(build: Callable[..., Expr], parts: tuple[Expr, ...], place: int, rebuild: Rebuild) -> Rebuild:
    return lambda changed: build(*parts[:place], rebuild(changed), *parts[place + 1 :])
