"""Mistakes of method as explanations of a sheet: what they make of its own figures, or of the givens alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field, replace

from bptrace.dataclass import dataclass
from bptrace.expr import Expr
from bptrace.marking.boxes import Boxes
from bptrace.marking.evidence import LOOSE, METHOD, Evidence, Explanation
from bptrace.marking.interval import Interval
from bptrace.marking.method import Item
from bptrace.marking.suspects import Suspect


@dataclass(frozen=True, eq=False)
class Methods:
    """Which mistakes of method a sheet speaks for, and how much speaks against them."""

    evidence: Evidence
    _omitted: dict[Item, list[Item]] = field(default_factory=dict, init=False, repr=False)

    def on_the_sheet(self, suspects: Iterable[Suspect]) -> Iterator[Explanation]:
        """Yield the mistakes that explain some wrong line from the lines of the sheet before it."""
        for suspect in suspects:
            predicts, formula = self._explained(suspect)
            if predicts:
                yield self._explanation(suspect, predicts, formula)

    def from_the_givens(self, suspects: Iterable[Suspect]) -> Iterator[Explanation]:
        """Yield the mistakes that explain some wrong line if they were made from the givens on.

        A sheet may have figures from elsewhere, such as the output of a program with a mistake in it.
        """
        for suspect in suspects:
            values = {item: suspect.exact(item) for item in self.evidence.wrong}
            predicts = {item: value for item, value in values.items() if value and self.evidence.fits(item, value)}
            if predicts:
                where = "in the run that this figure comes from" if len(predicts) == 1 else "in the run they come from"
                yield replace(self._explanation(suspect, predicts, {}), where=where, by_lines=False)

    def _explanation(self, suspect: Suspect, predicts: dict[Item, Interval], formula: dict[Item, Expr]) -> Explanation:
        mistaken = self.evidence.boxes.by(suspect.method)
        against = sum(self._contradicts(suspect, mistaken, item) for item in self.evidence.right)
        against += sum(suspect.changed(item) is None for item in self.evidence.restored)
        one = suspect.mistake
        covers = frozenset(predicts)
        return Explanation(
            METHOD, one.code, one.name, one.sentence, suspect.where, covers, against, predicts, formula, suspect
        )

    def _explained(self, suspect: Suspect) -> tuple[dict[Item, Interval], dict[Item, Expr]]:
        """Return the wrong lines that a mistake explains, with where their values may then lie, and their formulas."""
        predicts, formulas = dict[Item, Interval](), dict[Item, Expr]()
        mistaken = self.evidence.boxes.by(suspect.method)
        for item in self.evidence.wrong:
            fitting = (each for each in self._reached(suspect, mistaken, item) if self.evidence.fits(item, each, LOOSE))
            found = next(fitting, None)
            if found is None:
                continue
            predicts[item] = found
            formula = suspect.changed(item)
            if formula is not None:
                formulas[item] = formula
        return predicts, formulas

    def _contradicts(self, suspect: Suspect, mistaken: Boxes, item: Item) -> bool:
        """Whether a right line would be wrong if the mistake had been made in it, or in what is left out before it."""
        window = self.evidence.marked.written[item]
        reached = list(self._reached(suspect, mistaken, item))
        return bool(reached) and not any(found.meets(window) for found in reached)

    def _reached(self, suspect: Suspect, mistaken: Boxes, item: Item) -> Iterator[Interval]:
        """Yield where the value of a line may lie with a mistake: made in the lines that are left out too, or in it alone.

        Where the mistake makes no difference to a line there is nothing to yield.
        """
        if self._is_affected(item, suspect):
            found = self.evidence.range_in(mistaken, item)
            if found is not None:
                yield found
        formula = suspect.changed(item)
        if formula is not None:
            yield self.evidence.boxes.range_of(formula)

    def _is_affected(self, item: Item, suspect: Suspect) -> bool:
        """Whether a mistake may change lines that are not on the sheet and that a line rests on."""
        omitted = self._omitted_before(item)
        return bool(omitted) and (
            self.evidence.method.is_long(item) or any(suspect.changed(each) is not None for each in omitted)
        )

    def _omitted_before(self, item: Item) -> list[Item]:
        """Return the lines that are not on the sheet and that a line rests on, in a long round those next to it."""
        if item not in self._omitted:
            method = self.evidence.method
            found, pending = dict[Item, None](), [item]
            while pending:
                operands = method.operands(pending.pop())
                new = [each for each in operands if each not in found and self.evidence.is_omitted(each)]
                found |= dict.fromkeys(new)
                pending += () if method.is_long(item) else new
            self._omitted[item] = list(found)
        return self._omitted[item]
