"""Formulas as Python expressions that compute what the formula says, in the same order."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from math import copysign
from typing import assert_never

from bptrace.dataclass import dataclass
from bptrace.expr import Call, Choice, Difference, Expr, Negation, Number, Power, Product, Quotient, Sum, Symbol
from bptrace.printing.precedence import Binding, binding

FUNCTION_NAMES = {"ln": "log"}
"""What Python's `math` calls a function, where it differs; `abs`, `max` and `min` are built in."""


@dataclass(frozen=True)
class PythonPrinter:
    """Prints formulas as Python.

    Attributes
    ----------
    name
        The identifier of a symbol.
    """

    name: Callable[[Hashable], str]

    def print(self, expr: Expr) -> str:
        """Return the Python expression of a formula."""
        match expr:
            case Symbol(ref):
                return self.name(ref)
            case Number(value):
                return repr(float(value)) if copysign(1, value) > 0 else f"({float(value)!r})"
            case Sum(terms):
                return " + ".join([self._write(terms[0], Binding.SUM), *(self._right(term) for term in terms[1:])])
            case Difference(left, right):
                return f"{self._write(left, Binding.SUM)} - {self._right(right)}"
            case Product(factors):
                return self._chain(" * ", factors)
            case Quotient(numerator, denominator):
                return self._chain(" / ", (numerator, denominator))
            case Power(base, exponent):
                return f"{self._write(base, Binding.ATOM)} ** {self._write(exponent, Binding.ATOM)}"
            case Negation(operand):
                return f"-{self._write(operand, Binding.POWER)}"
            case Call(function, arguments):
                return f"{FUNCTION_NAMES.get(function, function)}({', '.join(map(self.print, arguments))})"
            case Choice(condition, yes, no):
                held = f"{self.print(condition.left)} {condition.relation} {self.print(condition.right)}"
                return f"({self.print(yes)} if {held} else {self.print(no)})"
            case _:
                assert_never(expr)

    def _write(self, expr: Expr, least: Binding) -> str:
        text = self.print(expr)
        return f"({text})" if Binding.CHOICE < binding(expr) < least else text

    def _right(self, expr: Expr) -> str:
        return self._write(expr, Binding.PRODUCT)

    def _chain(self, sign: str, operands: tuple[Expr, ...]) -> str:
        later = (self._write(operand, Binding.POWER) for operand in operands[1:])
        return sign.join([self._write(operands[0], Binding.PRODUCT), *later])
