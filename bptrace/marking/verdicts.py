"""What is said of one line of a sheet."""

from __future__ import annotations

from enum import Enum

from bptrace.dataclass import dataclass
from bptrace.marking.figure import Figure
from bptrace.marking.interval import Interval
from bptrace.marking.method import Item
from bptrace.marking.sheet import Entry


class Verdict(Enum):
    """The verdicts, in the order in which they are tried."""

    NOT_ASKED = "not asked"
    MISSING = "missing"
    UNREADABLE = "unreadable"
    CORRECT = "correct"
    TOO_COARSE = "too coarse"
    CARRIED = "carried rounding"
    FOLLOWS = "follows"
    TRUNCATED = "truncated"
    WRONG = "wrong"


@dataclass(frozen=True, eq=False)
class Mark:
    """The verdict on one line.

    Attributes
    ----------
    key
        What the line is called; where it names nothing, as it was written.
    verdict
        What is said of it.
    entry
        The line as it stands on the sheet, or None if it does not.
    item
        The line of the worked example, or None if there is none.
    figure
        The figure, or None if there is none that can be read.
    exact
        The exact value, or None without an item.
    own
        The values that the right formula may have on the sheet's own operands, where the verdict rests on it.
    credited
        Whether the line is done as it should be: a 0 that follows from another 0 is not.
    reason
        More about the verdict: what cannot be read, which key may have been meant.
    given
        Whether the line is nothing to be worked out: a given value that stands on the sheet.
    """

    key: str
    verdict: Verdict
    entry: Entry | None = None
    item: Item | None = None
    figure: Figure | None = None
    exact: float | None = None
    own: Interval | None = None
    credited: bool = False
    reason: str = ""
    given: bool = False

    @property
    def is_copied(self) -> bool:
        """Whether it is a given value, copied rightly, which counts for nothing."""
        return self.given and self.credited
