"""How tightly operators bind: the one table by which all printers place brackets."""

from __future__ import annotations

from enum import IntEnum

from bptrace.expr import Call, Choice, Difference, Expr, Negation, Number, Power, Product, Quotient, Sum, Symbol


class Binding(IntEnum):
    """From loosest to tightest."""

    CHOICE = 0
    SUM = 1
    PRODUCT = 2
    POWER = 3
    ATOM = 4


_BINDINGS: dict[type, Binding] = {
    Choice: Binding.CHOICE,
    Sum: Binding.SUM,
    Difference: Binding.SUM,
    Negation: Binding.PRODUCT,
    Product: Binding.PRODUCT,
    Quotient: Binding.PRODUCT,
    Power: Binding.POWER,
    Call: Binding.ATOM,
    Number: Binding.ATOM,
    Symbol: Binding.ATOM,
}


_WRITTEN_CALLS = {"exp": Binding.POWER, "matmul": Binding.PRODUCT, "hadamard": Binding.PRODUCT}


def binding(expr: Expr) -> Binding:
    """Return how tightly a node holds its operands together, as code writes it."""
    return _BINDINGS[type(expr)]


def written_binding(expr: Expr) -> Binding:
    """Return how tightly a node holds its operands together as mathematics writes it, where some calls have signs."""
    return _WRITTEN_CALLS.get(expr.function, Binding.ATOM) if isinstance(expr, Call) else binding(expr)
