"""Formulas as Python expressions that compute in plain floats what arrays make of them."""

from __future__ import annotations

from bptrace.expr import Call, Difference, Expr, Number, Power, Product, Sum, Symbol
from bptrace.network import Quantity
from bptrace.printing.python import PythonPrinter


class FloatPrinter(PythonPrinter):
    """Prints powers so that they are what arrays make of them: a square is a product, and a root is real or none at all."""

    def print(self, expr: Expr) -> str:
        match expr:
            case Power(Symbol() as base, Number(2)):
                return super().print(Product((base, base)))
            case Power(Difference(Symbol(), Symbol()) as base, Number(2)):
                return super().print(Product((base, base)))
            case Power(base, Number(value)) if value != int(value):
                return f"power({self.print(base)}, {value!r})"
            case Power(base, exponent) if not isinstance(exponent, Number) and not _is_constant(base):
                return f"power({self.print(base)}, {self.print(exponent)})"
            case _:
                return super().print(expr)


class DigitKeepingPrinter(FloatPrinter):
    """Prints what would lose the digits of a small number beside 1 as the function that keeps them."""

    def print(self, expr: Expr) -> str:
        match expr:
            case Sum((Number(1), Call("erf", (operand,)))):
                return f"erfc(-({self.print(operand)}))"
            case Call("ln", (Sum((Number(1), operand)),)):
                return f"log1p({self.print(operand)})"
            case Call("ln", (Difference(Number(1), operand),)):
                return f"log1p(-({self.print(operand)}))"
            case Difference(Call("exp", (operand,)), Number(1)):
                return f"expm1({self.print(operand)})"
            case _:
                return super().print(expr)


def _is_constant(base: Expr) -> bool:
    """Whether something is a constant of the problem: these are positive."""
    return isinstance(base, Symbol) and isinstance(base.ref, Quantity) and base.ref.layer is None


def real_power(base: float, exponent: float) -> float:
    """Return a power, as `power` in what is printed.

    Raises
    ------
    ValueError
        If it is not a real number.
    """
    power = base**exponent
    if isinstance(power, complex):
        raise ValueError("a power of a negative number is not a real number")
    return float(power)
