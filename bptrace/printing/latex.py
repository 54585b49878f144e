r"""Formulas as LaTeX that KaTeX and MathJax accept, GitHub's Markdown included.

GitHub reads Markdown before mathematics: no `\\` line break, no `\;` or `\,`, no `\operatorname`, and
no underscore after a closing brace.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import assert_never

from bptrace.expr import Call, Choice, Difference, Expr, Negation, Number, Power, Product, Quotient, Sum, Symbol
from bptrace.printing.precedence import Binding, written_binding

_HEAD, _TAIL = 3, 2
_RELATIONS = {">": r"\gt", ">=": r"\ge", "<": r"\lt", "<=": r"\le"}
_FRACTIONS = {0.5: r"\tfrac{1}{2}"}


@dataclass(frozen=True)
class LatexPrinter:
    """Prints formulas as LaTeX.

    Attributes
    ----------
    name
        The LaTeX of a symbol: its name, or its value for a formula with numbers. A text that begins with a minus sign counts
        as a negation.
    longest
        A sum with more terms than this is shown with its first and last ones only; None shows all.
    """

    name: Callable[[Hashable], str]
    longest: int | None = 16

    def print(self, expr: Expr) -> str:
        """Return the LaTeX of a formula."""
        return self._write(expr, Binding.CHOICE, leading=True)

    def _inner(self, expr: Expr) -> str:
        """Return what stands between the words of a choice; a choice there needs brackets."""
        return self._write(expr, Binding.SUM, leading=True)

    def _write(self, expr: Expr, least: Binding, *, leading: bool) -> str:
        if _binding(expr) < least:
            return _bracketed(self._text(expr, leading=True))
        text = self._text(expr, leading=leading)
        if text.startswith("-") and not leading:
            return _bracketed(self._text(expr, leading=True))
        return text

    def _text(self, expr: Expr, *, leading: bool) -> str:
        match expr:
            case Symbol(ref):
                return self.name(ref)
            case Number(value):
                return _FRACTIONS.get(value) or (repr(int(value)) if value.is_integer() else repr(value))
            case Sum(terms):
                return self._sum(terms, leading=leading)
            case Difference(left, right):
                minuend = self._write(left, Binding.SUM, leading=leading)
                return f"{minuend} - {self._write(right, Binding.PRODUCT, leading=False)}"
            case Product(factors):
                first = self._write(factors[0], Binding.PRODUCT, leading=leading)
                later = (self._write(factor, Binding.PRODUCT, leading=False) for factor in factors[1:])
                return r" \cdot ".join([first, *later])
            case Quotient(numerator, denominator):
                return rf"\frac{{{self.print(numerator)}}}{{{self.print(denominator)}}}"
            case Negation(operand):
                return "-" + self._write(operand, Binding.PRODUCT, leading=False)
            case Power(base, exponent):
                return f"{self._base(base)}^{{{self.print(exponent)}}}"
            case Call(function, arguments):
                return self._call(function, arguments)
            case Choice(condition, yes, no):
                # In braces of their own, or a minus sign after the words would be set as a subtraction.
                sides = (self._inner(condition.left), self._inner(condition.right))
                held = f" {_RELATIONS[condition.relation]} ".join(sides)
                return rf"{self._inner(yes)} \text{{ if }} {{{held}}} \text{{, else }} {{{self.print(no)}}}"
            case _:
                assert_never(expr)

    def _sum(self, terms: tuple[Expr, ...], *, leading: bool) -> str:
        later = terms[1:]
        if self.longest is None or len(later) < self.longest:
            texts = [self._write(term, Binding.PRODUCT, leading=False) for term in later]
        else:
            ends = later[: _HEAD - 1] + later[-_TAIL:]
            texts = [self._write(term, Binding.PRODUCT, leading=False) for term in ends]
            texts.insert(_HEAD - 1, r"\cdots")
        return " + ".join([self._write(terms[0], Binding.SUM, leading=leading), *texts])

    def _base(self, base: Expr) -> str:
        text = self._write(base, Binding.ATOM, leading=False)
        compound = (
            isinstance(base, Symbol | Number) and ("^" in text or "\\" in text) and not text.startswith(r"\left(")
        )
        return _bracketed(text) if compound else text

    def _call(self, function: str, arguments: tuple[Expr, ...]) -> str:
        inner = ", ".join(map(self.print, arguments))
        match function:
            case "exp":
                return f"e^{{{inner}}}"
            case "sqrt":
                return rf"\sqrt{{{inner}}}"
            case "abs":
                return rf"\lvert {inner} \rvert"
            case "matmul":
                return " ".join(self._write(argument, Binding.POWER, leading=False) for argument in arguments)
            case "transpose":
                return self._write(arguments[0], Binding.ATOM, leading=False) + r"^{\top}"
            case "ln" | "tanh" | "max" | "min":
                return rf"\{function}{_bracketed(inner)}"
            case _:
                return rf"\mathrm{{{function}}}{_bracketed(inner)}"


def _binding(expr: Expr) -> Binding:
    """Return how tightly a node binds; a fraction's bar brackets its operands, so that it is loose only under a power."""
    return Binding.POWER if isinstance(expr, Quotient) else written_binding(expr)


def _bracketed(text: str) -> str:
    return rf"\left({text}\right)"
