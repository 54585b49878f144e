"""The numbers that somebody had in hand, and what formulas come to with them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import field

from bptrace import expr
from bptrace.dataclass import dataclass
from bptrace.expr import Expr, Symbol
from bptrace.marking.marker import Marked
from bptrace.marking.method import Item, Method
from bptrace.network import Quantity
from bptrace.trace import Step


@dataclass(frozen=True, eq=False)
class OwnNumbers:
    """The numbers that somebody had in hand: as they stand on the sheet, as given, or worked out from these.

    Attributes
    ----------
    marked
        The sheet.
    method
        How what is not on it was worked out, rightly or not.
    """

    marked: Marked
    method: Method
    _found: dict[Item, float] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        written = ((mark.item, mark.figure) for mark in self.marked.marks)
        self._found.update({item: figure.value for item, figure in written if item is not None and figure is not None})

    def value(self, item: Item) -> float:
        """Return the number that somebody had for a line; what has no value on these figures has its exact one.

        Raises
        ------
        KeyError
            If the method has no such line.
        """
        pending = [item]  # not recursion: a chain of omitted lines may be as long as a run
        while pending:
            last = pending[-1]
            missing = [each for each in self.method.operands(last) if each not in self._found]
            if missing and last not in self._found:
                pending += missing
                continue
            pending.pop()
            if last not in self._found:
                self._found[last] = self._worked_out(last)
        return self._found[item]

    def _worked_out(self, item: Item) -> float:
        found = self.result(self.method.formula(item))
        return self.method.exact(item) if found is None else found

    def result(self, formula: Expr | None) -> float | None:
        """Return what a formula over lines gives, or None if it has no value on these figures.

        Raises
        ------
        KeyError
            If the method has no line that is in the formula.
        """
        if formula is None:
            return None
        try:
            return expr.evaluate(formula, self._value)
        except (ArithmeticError, ValueError):
            return None

    def _value(self, ref: object) -> float:
        assert isinstance(ref, Item)
        return self.value(ref)


@dataclass(frozen=True, eq=False)
class Derived:
    """A line as it follows from a sheet's own figures, in the form that tables are made of.

    Attributes
    ----------
    step
        The line, its formula's symbols being quantities of its own round.
    operands
        Where these stand.
    numbers
        What they are.
    """

    step: Step
    operands: dict[Quantity, Item]
    numbers: OwnNumbers

    def leaf_value(self, ref: object) -> float:
        """Return the value of a symbol's reference."""
        assert isinstance(ref, Quantity)
        return self.numbers.value(self.operands[ref])


def derive(numbers: OwnNumbers, item: Item, formula: Expr | None) -> Derived | None:
    """Return a line as it follows by some formula, or None if it does not; what is given follows from nothing."""
    try:
        value = numbers.result(formula)
    except KeyError:  # a line that only a mistaken method has
        return None
    if formula is None or value is None:
        return None
    operands = {_called(item, ref): ref for ref in expr.leaves(formula) if isinstance(ref, Item)}
    own = expr.substitute(formula, lambda ref: Symbol(_called(item, ref)))
    return Derived(Step(item.quantity, own, value), operands, numbers)


def _called(item: Item, operand: Hashable) -> Quantity:
    """Return what an operand is called in the formula of a line: the end of the update before is the start of its own."""
    assert isinstance(operand, Item)
    same = operand[:2] == item[:2]
    return operand.quantity if same else operand.quantity._replace(after=False)
