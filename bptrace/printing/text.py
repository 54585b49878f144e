"""Formulas as a line of text: in Unicode, in ASCII, or to be read aloud."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable

from bptrace.dataclass import dataclass
from bptrace.expr import Expr, Negation, Number, Product, Quotient, Symbol
from bptrace.printing.precedence import Binding
from bptrace.printing.written import Signs, WrittenPrinter, plain

__all__ = ["ALOUD", "ASCII", "UNICODE", "Signs", "TextPrinter"]

_ROOT_2, _ROOT_2PI = math.sqrt(2), math.sqrt(2 * math.pi)
UNICODE = Signs("−", "·", "…", {2.0: "²", 3.0: "³"}, {0.5: "½", _ROOT_2: "√2", _ROOT_2PI: "√(2π)"}, "ᵀ", hadamard=" ⊙ ")
ASCII = Signs("-", "*", "...", constants={_ROOT_2: "sqrt(2)", _ROOT_2PI: "sqrt(2*pi)"})
ALOUD = Signs(
    "minus ", " * ", "and so on", {2.0: " squared", 3.0: " cubed"}, {_ROOT_2: "sqrt(2)", _ROOT_2PI: "sqrt(2 * pi)"},
    transposed=" transposed", hadamard=" elementwise times ", matmul=" times ", exponential="", raised=" to the power ",
    bars=("abs(", ")"),
    relations={">": "is above", ">=": "is at least", "<": "is below", "<=": "is at most"},
)  # fmt: skip
"""Signs that speech synthesizers say unasked (+ * / =), and words for those that they pass over (- ^ | > <) or misread."""


@dataclass(frozen=True)
class TextPrinter(WrittenPrinter):
    """Prints formulas as text.

    Attributes
    ----------
    name
        The text of a symbol: its name, or its value for a formula with numbers. A text that begins with a minus sign counts
        as a negation.
    signs
        `UNICODE`, `ASCII` or `ALOUD`.
    longest
        A sum with more terms than this is shown with its first and last ones only; None shows all.
    """

    name: Callable[[Hashable], str]
    signs: Signs = UNICODE
    longest: int | None = 16

    def _factor(self, expr: Expr) -> Binding:
        """Return the binding a factor must have: a quotient or a product inside a product keeps its brackets."""
        inner = expr.operand if isinstance(expr, Negation) else expr
        return Binding.POWER if isinstance(inner, Quotient) or isinstance(expr, Product) else Binding.PRODUCT

    def _number(self, value: float) -> str:
        text = plain(value)
        return text.replace("-", self.signs.minus, 1) if value < 0 else text

    def _quotient(self, numerator: Expr, denominator: Expr, *, leading: bool) -> str:
        above = self._write(numerator, self._factor(numerator), leading=leading)
        return f"{above} / {self._tight(denominator, Binding.POWER)}"

    def _power(self, base: Expr, exponent: Expr) -> str:
        below = self._clear(base, self._tight(base, Binding.ATOM), "^⁾")
        if isinstance(exponent, Number) and exponent.value in self.signs.powers:
            return below + self.signs.powers[exponent.value]
        return f"{below}{self.signs.raised}{self._write(exponent, Binding.ATOM)}"

    def _tight(self, expr: Expr, least: Binding) -> str:
        """Return an operand of a power or a denominator, where a name such as `dE/dw5` and `1e-05` need brackets too."""
        text = self._write(expr, least)
        compound = "/" in text or ("e" in text and text[0].isdigit())
        bare = isinstance(expr, Symbol | Number) and not text.startswith("(")
        return self._bracketed(text) if compound and bare else text

    def _clear(self, expr: Expr, text: str, signs: str) -> str:
        """Return the text of an operand, in brackets if it is a name with signs that a power beside it would run into."""
        runs_into = isinstance(expr, Symbol) and any(sign in text for sign in signs)
        return self._bracketed(text) if runs_into and not text.startswith(self.signs.brackets[0]) else text

    def _call(self, function: str, arguments: tuple[Expr, ...]) -> str:
        match function, arguments:
            case "exp", (operand,) if self.signs.exponential:
                return self.signs.exponential + self._exponent(operand)
            case "abs", (operand,):
                return self.print(operand).join(self.signs.bars)
            case _:
                return f"{function}({', '.join(map(self.print, arguments))})"

    def _exponent(self, expr: Expr) -> str:
        """Return the exponent of e."""
        if isinstance(expr, Negation):
            return self.signs.minus + self._clear(expr.operand, self._write(expr.operand, Binding.ATOM), "^")
        return self._clear(expr, self._write(expr, Binding.ATOM, leading=True), "^")

    def _choice(self, yes: str, relation: str, sides: tuple[str, str], no: str) -> str:
        said = self.signs.relations.get(relation, relation)
        return f"{yes} if {f' {said} '.join(sides)} else {no}"
