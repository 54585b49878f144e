"""Where the operands of a line may lie, as a sheet has them: at a point, within a written figure, or anywhere rounding allows.

The definitions are those of interval analysis (Moore 1966): a line is wrong only if no choice of operands within their
boxes gives a figure that would be written so.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from bptrace import expr
from bptrace.expr import Expr
from bptrace.marking.drift import Drift
from bptrace.marking.interval import Interval
from bptrace.marking.method import Item, Method
from bptrace.marking.precision import half_unit
from bptrace.marking.ranges import range_of
from bptrace.rounding import Rounding

SLACK = 1e-12
"""How far a float64 may be from the exact value that it stands for, relatively."""


def point(value: float) -> Interval:
    """Return the interval of an exact value, as far as float64 has it exactly."""
    return _with_slack(Interval(value, value))


def _with_slack(interval: Interval) -> Interval:
    low, high = interval
    return Interval(low - SLACK * abs(low), high + SLACK * abs(high))


class Boxes:
    """The boxes of all lines of a method, on one sheet.

    Parameters
    ----------
    method
        The right method, or one with a mistake in it.
    written
        What each written and readable figure stands for.
    precision
        How lines that are not on the sheet may have been rounded; the coarsest counts.
    drift
        How far rounding may have led before the rounds of the sheet; None for what that is by this method.
    """

    def __init__(
        self,
        method: Method,
        written: dict[Item, Interval],
        precision: Sequence[Rounding],
        drift: Drift | None = None,
    ) -> None:
        self._method, self._written, self._precision = method, written, precision
        self._drift = drift or Drift(method, precision)
        self._omitted: dict[Item, Interval] = {}

    def by(self, method: Method) -> Boxes:
        """Return the boxes of another method on the same sheet."""
        return Boxes(method, self._written, self._precision, self._drift)

    def on(self, written: dict[Item, Interval]) -> Boxes:
        """Return the boxes of the same method on another sheet, on which more may still be written."""
        return Boxes(self._method, written, self._precision, self._drift)

    def pin(self, item: Item, value: float) -> None:
        """Take a written figure for a number without a doubt."""
        self._written[item] = Interval(value, value)

    def with_instead(self, item: Item, box: Interval) -> Boxes:
        """Return the boxes as they would be if a line that is not on the sheet were known to lie in another one."""
        return Boxes(self._method, {**self._written, item: box}, self._precision, self._drift)

    def __getitem__(self, item: Item) -> Interval:
        """Return the box of a line; in a round too long to be worked by hand, what is left out is not worked out either.

        Raises
        ------
        KeyError
            If the method has no such line.
        """
        found = self._known(item)
        if found is not None:
            return found
        if self._method.is_long(item):
            self._omitted[item] = self._as_computed(item)
            return self._omitted[item]
        pending = [item]  # not recursion: a chain of omitted lines may be as long as a run
        while pending:
            last = pending[-1]
            missing = [each for each in self._method.operands(last) if self._known(each) is None]
            pending += missing
            if not missing:
                self._omitted[pending.pop()] = self._made(last)
        return self._omitted[item]

    def _as_computed(self, item: Item) -> Interval:
        if self._method.formula(item) is None:
            return self._given(item)
        return self._widened(point(self._method.exact(item)))

    def _made(self, item: Item) -> Interval:
        formula = self._method.formula(item)
        return self._given(item) if formula is None else self._widened(self._range(formula))

    def _given(self, item: Item) -> Interval:
        """Return the box of what has no formula: that of the line it is handed on from, or a point, perhaps adrift."""
        origin = self._method.origin(item)
        if origin is not None:
            return self[origin]
        exact, reach = self._method.exact(item), self._drift.reach(item)
        return Interval(exact - reach, exact + reach)

    def range(self, item: Item) -> Interval:
        """Return where the value of a line may lie, its operands being as the sheet has them.

        Raises
        ------
        KeyError
            If the method has no such line.
        """
        formula = self._method.formula(item)
        return _with_slack(self._given(item)) if formula is None else self.range_of(formula)

    def range_of(self, formula: Expr) -> Interval:
        """Return where the value of any formula over lines of the method may lie.

        Raises
        ------
        KeyError
            If the method has no line that is in the formula.
        """
        for operand in expr.leaves(formula):
            assert isinstance(operand, Item)
            self[operand]
        return self._range(formula)

    def _known(self, item: Item) -> Interval | None:
        return self._written.get(item) or self._omitted.get(item)

    def _range(self, formula: Expr) -> Interval:
        return range_of(formula, self._box)

    def _box(self, ref: Hashable) -> Interval:
        assert isinstance(ref, Item)
        return self._written.get(ref) or self._omitted[ref]

    def _widened(self, interval: Interval) -> Interval:
        half = half_unit(max(map(abs, interval)), self._precision)
        return Interval(interval.low - half, interval.high + half)
