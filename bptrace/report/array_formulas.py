"""The formula of a whole array as a tree: whether it is one, its products of elements, its transposes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import fields, replace
from typing import Any

from bptrace import expr
from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.expr import Call, Expr, Product, Symbol

_NOT_OF_ARRAYS = ("join", "either", "segments", "contracted")


class NotWholeError(BptraceError):
    """An array that no formula of whole arrays gives, such as the gradients of weights that are tied by name."""


@dataclass(frozen=True)
class Turned:
    """The reference of an array that is shown transposed."""

    ref: Hashable


def turned(formula: Expr) -> Expr:
    """Return a formula in which a transposed name is the reference of a transposed array."""
    found: Expr = _rewritten(formula, _turned)
    return found


def of_elements(formula: Expr, is_array: Callable[[Hashable], bool]) -> Expr:
    """Return a formula in which arrays are multiplied element by element, and numbers as always.

    Parameters
    ----------
    formula
        The formula of a whole array.
    is_array
        Whether a reference is that of an array; otherwise it is that of a number.

    Raises
    ------
    NotWholeError
        If no formula of whole arrays says the same.
    """
    _check(formula)
    found: Expr = _rewritten(formula, lambda node: _multiplied(node, is_array))
    return found


def _multiplied(node: Any, is_array: Callable[[Hashable], bool]) -> Any:
    """Return a product with the sign of the product of elements between arrays."""
    if not isinstance(node, Product):
        return node
    found, *others = node.factors
    for factor in others:
        if not (_of_arrays(found, is_array) and _of_arrays(factor, is_array)):
            found = expr.multiply(found, factor)
        elif isinstance(found, Call) and found.function == "hadamard":
            found = Call("hadamard", (*found.arguments, factor))
        else:
            found = Call("hadamard", (found, factor))
    return found


def _of_arrays(node: Expr, is_array: Callable[[Hashable], bool]) -> bool:
    if isinstance(node, Symbol):
        return is_array(node.ref)
    if isinstance(node, Call) and node.function == "sum":
        return False
    return any(_of_arrays(child, is_array) for child in expr.children(node))


def _check(node: Expr) -> None:
    """Check that a formula is one of whole arrays.

    Raises
    ------
    NotWholeError
        If it is not.
    """
    if (isinstance(node, Call) and node.function in _NOT_OF_ARRAYS) or node == Symbol("constants"):
        raise NotWholeError("no formula of whole arrays says this")
    for child in expr.children(node):
        _check(child)


def _turned(node: Any) -> Any:
    match node:
        case Call("transpose", (Symbol(ref),)):
            return Symbol(Turned(ref))
        case _:
            return node


def _rewritten(node: Any, rule: Callable[[Any], Any]) -> Any:
    """Return a tree with a rule applied to every node, from the leaves up."""

    def part(value: Any) -> Any:
        if isinstance(value, tuple) and value and all(isinstance(one, Expr) for one in value):
            return tuple(_rewritten(one, rule) for one in value)
        return _rewritten(value, rule) if isinstance(value, Expr | expr.Comparison) else value

    return rule(replace(node, **{field.name: part(getattr(node, field.name)) for field in fields(node)}))
