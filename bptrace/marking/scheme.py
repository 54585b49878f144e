"""A marking scheme: how many marks a line is worth, and how many of them a verdict earns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from math import fsum
from typing import NamedTuple

from bptrace.dataclass import dataclass
from bptrace.marking.digits import has_digits
from bptrace.marking.method import Item, Method
from bptrace.marking.verdicts import Mark, Verdict
from bptrace.network import Quantity
from bptrace.rounding import Rounding


class Award(NamedTuple):
    """Marks that were earned, and those that there were to earn."""

    marks: float
    out_of: float


NOTHING = Award(0.0, 0.0)
"""The marks of what is worth none."""


@dataclass(frozen=True)
class Digits:
    """The mark of a sheet whose figures are written as they were wanted.

    Attributes
    ----------
    required
        How many decimals or significant figures.
    mark
        What the sheet gets if every figure that earns marks has them.
    """

    required: Rounding
    mark: float


@dataclass(frozen=True)
class Scheme:
    """How sheets are marked; without a word of anybody's, a line is one mark, and a line that follows earns all of it.

    Attributes
    ----------
    points
        The marks of a line that nothing else is said of.
    of_quantity, of_item
        The marks of lines, in whatever epoch or in one.
    follows
        The share of its marks that a line earns which follows from wrong ones.
    method
        The marks that such a line earns in the place of a share, at most its own; None for a share.
    truncated, too_coarse
        The shares for these verdicts.
    digits
        The mark for the digits that were wanted, if there is one.
    asked
        The lines that were asked for; None for those that each sheet names.
    """

    points: float = 1.0
    of_quantity: Mapping[Quantity, float] = field(default_factory=dict)
    of_item: Mapping[Item, float] = field(default_factory=dict)
    follows: float = 1.0
    method: float | None = None
    truncated: float = 0.0
    too_coarse: float = 0.0
    digits: Digits | None = None
    asked: frozenset[Item] | None = None

    def award(self, mark: Mark, method: Method) -> Award:
        """Return the marks of a line; what was not asked for, or is given, is worth none."""
        if mark.verdict is Verdict.NOT_ASKED or mark.item is None or method.formula(mark.item) is None:
            return NOTHING
        worth = self.worth(mark.item)
        return Award(self._earned(mark, worth), worth)

    def worth(self, item: Item) -> float:
        """Return the marks that a line has at most."""
        found = self.of_item.get(item)
        return self.of_quantity.get(item.quantity, self.points) if found is None else found

    def _earned(self, mark: Mark, worth: float) -> float:
        match mark.verdict:
            case Verdict.CORRECT | Verdict.CARRIED:
                return worth
            case Verdict.FOLLOWS if mark.credited:
                return worth * self.follows if self.method is None else min(self.method, worth)
            case Verdict.TRUNCATED:
                return worth * self.truncated
            case Verdict.TOO_COARSE:
                return worth * self.too_coarse
        return 0.0

    def total(self, marks: Iterable[tuple[Mark, Award]]) -> Award:
        """Return the marks of a sheet, the one for its digits among them."""
        known = list(marks)
        earned = fsum(award.marks for _, award in known)
        out_of = fsum(award.out_of for _, award in known)
        if self.digits is None:
            return Award(earned, out_of)
        paid = [mark for mark, award in known if award.marks > 0]
        wanted = bool(paid) and all(map(self.enough_digits, paid))
        return Award(earned + self.digits.mark * wanted, out_of + self.digits.mark)

    def enough_digits(self, mark: Mark) -> bool | None:
        """Whether a figure has the digits that were wanted; None if there is no figure, or none were."""
        return None if self.digits is None or mark.figure is None else has_digits(mark.figure, self.digits.required)
