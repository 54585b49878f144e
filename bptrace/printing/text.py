"""Formulas as a line of text, in Unicode or in ASCII."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from bptrace.expr import Call, Choice, Difference, Expr, Negation, Number, Power, Product, Quotient, Sum, Symbol
from bptrace.printing.precedence import Binding, written_binding


@dataclass(frozen=True)
class Signs:
    """The signs of a kind of text."""

    minus: str
    times: str
    ellipsis: str
    powers: Mapping[float, str] = field(default_factory=dict)
    fractions: Mapping[float, str] = field(default_factory=dict)
    transposed: str = "'"


UNICODE = Signs("−", "·", "…", {2.0: "²", 3.0: "³"}, {0.5: "½"}, "ᵀ")
ASCII = Signs("-", "*", "...")

_HEAD, _TAIL = 3, 2


@dataclass(frozen=True)
class TextPrinter:
    """Prints formulas as text.

    Attributes
    ----------
    name
        The text of a symbol: its name, or its value for a formula with numbers. A text that begins with a minus sign counts
        as a negation.
    signs
        `UNICODE` or `ASCII`.
    longest
        A sum with more terms than this is shown with its first and last ones only; None shows all.
    """

    name: Callable[[Hashable], str]
    signs: Signs = UNICODE
    longest: int | None = 16

    def print(self, expr: Expr) -> str:
        """Return the text of a formula."""
        return self._write(expr, Binding.CHOICE, leading=True)

    def _inner(self, expr: Expr) -> str:
        """Return what stands between the words of a choice; a choice there needs brackets."""
        return self._write(expr, Binding.SUM, leading=True)

    def _write(self, expr: Expr, least: Binding, *, leading: bool) -> str:
        """Return a node's text, in brackets if it binds less than `least`, or if it begins with a minus in a later place."""
        if written_binding(expr) < least:
            return f"({self._text(expr, leading=True)})"
        text = self._text(expr, leading=leading)
        if text.startswith(self.signs.minus) and not leading:
            return f"({self._text(expr, leading=True)})"
        return text

    def _text(self, expr: Expr, *, leading: bool) -> str:
        match expr:
            case Symbol(ref):
                return self.name(ref)
            case Number(value):
                return self._number(value)
            case Sum(terms):
                return self._sum(terms, leading=leading)
            case Difference(left, right):
                minuend = self._write(left, Binding.SUM, leading=leading)
                return f"{minuend} {self.signs.minus} {self._write(right, Binding.PRODUCT, leading=False)}"
            case Product(factors):
                return self._product(factors, leading=leading)
            case Quotient(numerator, denominator):
                above = self._write(numerator, _tighter(numerator, Binding.PRODUCT), leading=leading)
                return f"{above} / {self._tight(denominator, Binding.POWER)}"
            case Negation(operand):
                return self.signs.minus + self._write(operand, Binding.PRODUCT, leading=False)
            case Power(base, exponent):
                return self._power(base, exponent)
            case Call(function, arguments):
                return self._call(function, arguments)
            case Choice(condition, yes, no):
                sides = (self._inner(condition.left), self._inner(condition.right))
                held = f" {condition.relation} ".join(sides)
                return f"{self._inner(yes)} if {held} else {self.print(no)}"
            case _:
                assert_never(expr)

    def _number(self, value: float) -> str:
        if value in self.signs.fractions:
            return self.signs.fractions[value]
        text = repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        return text.replace("-", self.signs.minus, 1) if value < 0 else text

    def _sum(self, terms: tuple[Expr, ...], *, leading: bool) -> str:
        later = [self._write(term, Binding.PRODUCT, leading=False) for term in self._shown(terms[1:])]
        if len(later) < len(terms) - 1:
            later.insert(_HEAD - 1, self.signs.ellipsis)
        return " + ".join([self._write(terms[0], Binding.SUM, leading=leading), *later])

    def _shown(self, later: tuple[Expr, ...]) -> tuple[Expr, ...]:
        if self.longest is None or len(later) < self.longest:
            return later
        return later[: _HEAD - 1] + later[-_TAIL:]

    def _product(self, factors: tuple[Expr, ...], *, leading: bool) -> str:
        first = self._write(factors[0], _tighter(factors[0], Binding.PRODUCT), leading=leading)
        later = (self._write(factor, _tighter(factor, Binding.PRODUCT), leading=False) for factor in factors[1:])
        return self.signs.times.join([first, *later])

    def _power(self, base: Expr, exponent: Expr) -> str:
        below = self._tight(base, Binding.ATOM)
        if isinstance(exponent, Number) and exponent.value in self.signs.powers:
            return below + self.signs.powers[exponent.value]
        return f"{below}^{self._write(exponent, Binding.ATOM, leading=False)}"

    def _tight(self, expr: Expr, least: Binding) -> str:
        """Return an operand of a power or a denominator, where a name such as `dE/dw5` or `1e-05` needs brackets too."""
        text = self._write(expr, least, leading=False)
        loose = (
            isinstance(expr, Symbol)
            and not text.startswith("(")
            and ("/" in text or ("e" in text and text[0].isdigit()))
        )
        return f"({text})" if loose else text

    def _call(self, function: str, arguments: tuple[Expr, ...]) -> str:
        match function, arguments:
            case "exp", (Negation(operand),):
                return f"e^{self.signs.minus}{self._write(operand, Binding.ATOM, leading=False)}"
            case "exp", (operand,):
                return f"e^{self._write(operand, Binding.ATOM, leading=True)}"
            case "abs", (operand,):
                return f"|{self.print(operand)}|"
            case "matmul", _:
                return " ".join(self._write(argument, Binding.POWER, leading=False) for argument in arguments)
            case "transpose", (operand,):
                return self._write(operand, Binding.ATOM, leading=False) + self.signs.transposed
            case _:
                return f"{function}({', '.join(map(self.print, arguments))})"


def _tighter(expr: Expr, least: Binding) -> Binding:
    """Return the binding a factor must have: a quotient or a product inside a product keeps its brackets."""
    inner = expr.operand if isinstance(expr, Negation) else expr
    return Binding.POWER if isinstance(inner, Quotient) or isinstance(expr, Product) else least
