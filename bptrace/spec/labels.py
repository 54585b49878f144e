"""Formulas of a spec that say what targets are, from text to tree."""

from __future__ import annotations

from bptrace import grammar
from bptrace.expr import Expr
from bptrace.spec.source import Item, Source
from bptrace.tokens import GrammarError


def read(source: Source, item: Item, *, condition: bool) -> Expr | None:
    """Return the formula that a value says, and where conditions are meant too the 1 or 0 that one comes to.

    What is neither is a fault, and nothing is returned.
    """
    text = str(item.node.value)
    try:
        return grammar.parse(text)
    except GrammarError as error:
        as_condition = _condition(text) if condition else None
        if as_condition is None:
            source.fault_within(item, error.column, error.message)
        return as_condition


def _condition(text: str) -> Expr | None:
    try:
        return grammar.parse(f"1 if {text} else 0")
    except GrammarError:
        return None
