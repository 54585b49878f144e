"""What went wrong on a sheet: the fewest mistakes that explain all its wrong lines."""

from __future__ import annotations

from dataclasses import dataclass

from bptrace.expr import Expr
from bptrace.marking.method import Item


@dataclass(frozen=True)
class Cause:
    """A mistake as it may have been made on a sheet.

    Attributes
    ----------
    code
        Its entry in the catalogue, such as `H1`.
    name
        In a few words, such as "hidden deltas through weights already updated".
    sentence
        For the student: what was done, and what is right.
    where
        Where it was made, such as "in the output layer"; empty if everywhere.
    formula
        The first wrong line's formula with the mistake in it, or None where the mistake is no formula.
    value
        The value that the mistake gives for the first wrong line, worked out from the sheet's own figures.
    """

    code: str
    name: str
    sentence: str
    where: str
    formula: Expr | None
    value: float | None


@dataclass(frozen=True)
class Finding:
    """One mistake, as far as the sheet tells which.

    Attributes
    ----------
    causes
        The mistakes that explain the lines alike, at most three, the likeliest first.
    lines
        The wrong lines that are explained, in order.
    decides
        The line on which the causes differ most, or None if there is one cause or nothing would decide.
    """

    causes: tuple[Cause, ...]
    lines: tuple[Item, ...]
    decides: Item | None = None


@dataclass(frozen=True)
class Diagnosis:
    """The mistakes of a sheet.

    Attributes
    ----------
    findings
        The fewest that explain the wrong lines, the earliest first.
    unexplained
        The wrong lines that no mistake of the catalogue explains.
    """

    findings: tuple[Finding, ...] = ()
    unexplained: tuple[Item, ...] = ()
