r"""Formulas as LaTeX that KaTeX and MathJax accept, GitHub's Markdown included.

GitHub reads Markdown before mathematics: no `\\` line break, no `\;` or `\,`, no `\operatorname`, and
no underscore after a closing brace.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Hashable

from bptrace.dataclass import dataclass
from bptrace.expr import Expr, Number, Quotient, Symbol
from bptrace.printing.precedence import Binding
from bptrace.printing.written import Signs, WrittenPrinter, plain

LATEX = Signs(
    minus="-",
    times=r" \cdot ",
    ellipsis=r"\cdots",
    constants={0.5: r"\tfrac{1}{2}", math.sqrt(2): r"\sqrt{2}", math.sqrt(2 * math.pi): r"\sqrt{2 \pi}"},
    transposed=r"^{\top}",
    hadamard=r" \odot ",
    brackets=(r"\left(", r"\right)"),
)
_ENDS_RAISED = re.compile(r"\^\{[^{}]*\}$")
_RELATIONS = {">": r"\gt", ">=": r"\ge", "<": r"\lt", "<=": r"\le"}


@dataclass(frozen=True)
class LatexPrinter(WrittenPrinter):
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
    signs: Signs = LATEX

    def _binding(self, expr: Expr) -> Binding:
        """Return the binding of a node; a fraction's bar brackets its operands, so that it is loose only under a power."""
        return Binding.POWER if isinstance(expr, Quotient) else super()._binding(expr)

    def _number(self, value: float) -> str:
        mantissa, _, exponent = plain(value).partition("e")
        return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa

    def _quotient(self, numerator: Expr, denominator: Expr, *, leading: bool) -> str:
        return rf"\frac{{{self.print(numerator)}}}{{{self.print(denominator)}}}"

    def _power(self, base: Expr, exponent: Expr) -> str:
        below = self._write(base, Binding.ATOM)
        compound = ("^" in below or "\\" in below) and not below.startswith(self.signs.brackets[0])
        if compound and isinstance(base, Symbol | Number):
            below = self._bracketed(below)
        return f"{below}^{{{self.print(exponent)}}}"

    def _transposed(self, text: str) -> str:
        """Return a transpose; a name that ends in superscripts takes the sign up among them."""
        if _ENDS_RAISED.search(text):
            return text[:-1] + self.signs.transposed.removeprefix("^{")
        return text + self.signs.transposed

    def _call(self, function: str, arguments: tuple[Expr, ...]) -> str:
        inner = ", ".join(map(self.print, arguments))
        match function:
            case "exp":
                return f"e^{{{inner}}}"
            case "sqrt":
                return rf"\sqrt{{{inner}}}"
            case "abs":
                return rf"\lvert {inner} \rvert"
            case "ln" | "tanh" | "max" | "min":
                return rf"\{function}{self._bracketed(inner)}"
            case _:
                return rf"\mathrm{{{function}}}{self._bracketed(inner)}"

    def _choice(self, yes: str, relation: str, sides: tuple[str, str], no: str) -> str:
        # In braces of their own, or a minus sign after the words would be set as a subtraction.
        return rf"{yes} \text{{ if }} {{{f' {_RELATIONS[relation]} '.join(sides)}}} \text{{, else }} {{{no}}}"
