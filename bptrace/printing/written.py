"""What formulas written for people have in common, as a line of text or as LaTeX: brackets, signs and long sums."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import assert_never

from bptrace.dataclass import dataclass
from bptrace.expr import (
    Call,
    Choice,
    Difference,
    Expr,
    Negation,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
    Symbol,
    children,
)
from bptrace.printing.precedence import Binding, written_binding

_HEAD, _TAIL = 3, 2


@dataclass(frozen=True)
class Signs:
    """The signs of a notation; some powers and constants have one of their own."""

    minus: str
    times: str
    ellipsis: str
    powers: Mapping[float, str] = field(default_factory=dict)
    constants: Mapping[float, str] = field(default_factory=dict)
    transposed: str = "'"
    hadamard: str = " (*) "
    brackets: tuple[str, str] = ("(", ")")
    matmul: str = " "
    exponential: str = "e^"
    raised: str = "^"
    bars: tuple[str, str] = ("|", "|")
    relations: Mapping[str, str] = field(default_factory=dict)


def plain(value: float) -> str:
    """Return the shortest digits of a number, without a point if it is whole; 0 has no sign."""
    return repr(float(value) + 0.0).removesuffix(".0")


class WrittenPrinter(ABC):
    """Prints formulas for people; a kind of it says how it writes what stands beside or above one another."""

    name: Callable[[Hashable], str]
    signs: Signs
    longest: int | None

    def print(self, expr: Expr) -> str:
        """Return the text of a formula."""
        return self._write(expr, Binding.CHOICE, leading=True)

    @abstractmethod
    def _number(self, value: float) -> str: ...

    @abstractmethod
    def _quotient(self, numerator: Expr, denominator: Expr, *, leading: bool) -> str: ...

    @abstractmethod
    def _power(self, base: Expr, exponent: Expr) -> str: ...

    @abstractmethod
    def _call(self, function: str, arguments: tuple[Expr, ...]) -> str: ...

    @abstractmethod
    def _choice(self, yes: str, relation: str, sides: tuple[str, str], no: str) -> str: ...

    def _binding(self, expr: Expr) -> Binding:
        """Return how tightly a node holds its operands together."""
        return written_binding(expr)

    def _factor(self, expr: Expr) -> Binding:
        """Return how tightly a factor must hold together to stand without brackets."""
        return Binding.PRODUCT

    def _bracketed(self, text: str) -> str:
        return text.join(self.signs.brackets)

    def _write(self, expr: Expr, least: Binding, *, leading: bool = False) -> str:
        """Return a node's text, in brackets if it binds less than `least`, or if it begins with a minus in a later place."""
        if self._binding(expr) < least:
            return self._bracketed(self._text(expr, leading=True))
        text = self._text(expr, leading=leading)
        return self._bracketed(text) if text.startswith(self.signs.minus) and not leading else text

    def _text(self, expr: Expr, *, leading: bool) -> str:
        match expr:
            case Symbol(ref):
                return self.name(ref)
            case Number(value):
                return self.signs.constants.get(value) or self._number(value)
            case Sum(terms):
                return self._sum(terms, leading=leading)
            case Difference(left, right):
                minuend = self._write(left, Binding.SUM, leading=leading)
                return f"{minuend} {self.signs.minus.rstrip()} {self._write(right, Binding.PRODUCT)}"
            case Product(factors):
                first = self._write(factors[0], self._factor(factors[0]), leading=leading)
                return self.signs.times.join([first, *(self._write(one, self._factor(one)) for one in factors[1:])])
            case Quotient(numerator, denominator):
                return self._quotient(numerator, denominator, leading=leading)
            case Negation(operand):
                return self.signs.minus + self._write(operand, Binding.PRODUCT)
            case Power(base, exponent):
                return self._power(base, exponent)
            case Call("matmul", arguments):
                return self.signs.matmul.join(self._write(argument, Binding.POWER) for argument in arguments)
            case Call("hadamard", (first, *others)):
                texts = [self._write(first, self._factor(first), leading=leading)]
                return self.signs.hadamard.join([*texts, *(self._write(one, self._factor(one)) for one in others)])
            case Call("transpose", (argument,)):
                return self._transposed(self._write(argument, Binding.ATOM))
            case Call("apply", (function, argument)):
                return self.print(function) + self._bracketed(self.print(argument))
            case Call(function, arguments):
                return self._call(function, arguments)
            case Choice(condition, yes, no):
                # A choice between the words of a choice needs brackets; behind the last word it does not.
                sides = (self._inner(condition.left), self._inner(condition.right))
                return self._choice(self._inner(yes), condition.relation, sides, self.print(no))
            case _:
                assert_never(expr)

    def _inner(self, expr: Expr) -> str:
        return self._write(expr, Binding.SUM, leading=True)

    def _transposed(self, text: str) -> str:
        return text + self.signs.transposed

    def _sum(self, terms: Sequence[Expr], *, leading: bool) -> str:
        first, *later = self._shown(terms)
        texts = [
            self._write(first, Binding.SUM, leading=leading),
            *(self._write(one, Binding.PRODUCT) for one in later),
        ]
        if self._cuts(terms):
            texts.insert(_HEAD, self.signs.ellipsis)
        return " + ".join(texts)

    def _cuts(self, terms: Sequence[Expr]) -> bool:
        return self.longest is not None and len(terms) > self.longest

    def _shown(self, terms: Sequence[Expr]) -> Sequence[Expr]:
        """Return the terms of a sum that are printed."""
        return [*terms[:_HEAD], *terms[-_TAIL:]] if self._cuts(terms) else terms

    def leaves_out(self, expr: Expr) -> bool:
        """Whether some sum in a formula is shown without all of its terms."""
        return (isinstance(expr, Sum) and self._cuts(expr.terms)) or any(map(self.leaves_out, children(expr)))

    def operands(self, expr: Expr) -> Iterator[Hashable]:
        """Yield the reference of every symbol that is printed, from left to right, as often as it stands there."""
        if isinstance(expr, Symbol):
            yield expr.ref
        for child in self._shown(expr.terms) if isinstance(expr, Sum) else children(expr):
            yield from self.operands(child)
