"""Quantities, formulas and numbers as text: in Unicode, in ASCII, or to be read aloud."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import field
from functools import cache, cached_property
from typing import Any, Protocol, TypeAlias

from bptrace import expr, notation
from bptrace.dataclass import dataclass
from bptrace.expr import Expr
from bptrace.notation import Whole
from bptrace.printing.text import ALOUD, UNICODE, Signs, TextPrinter
from bptrace.report.document import Equation, Formula, Kept, Part, Parts, Row
from bptrace.report.figures import Figures
from bptrace.rounding import Rounding
from bptrace.signs import in_ascii

_ALOUD = str.maketrans({"→": "then", "≈": "about", "·": " * ", "−": "minus ", "²": " squared"})
_EXPONENT = r"e([-+]\d+)$"
_EXPONENTIAL, _RAISED, _NEGATIVE = r"\be\^", r"\^(?=\w)", r"(?<![\w.)\]])-(?=[.\d])"
"""Patterns, compiled when they are first used: few documents are read aloud."""

Digits: TypeAlias = Callable[[Hashable], str]
"""The number of a formula's operand as it is printed, with an ASCII minus sign."""

LONGEST = 16
"""A sum with more terms than this is written with its first and last ones only, unless all are asked for."""


def _power_of_ten(exponent: re.Match[str]) -> str:
    """Return the exponent of a number in words."""
    return f" * 10{ALOUD.raised}{int(exponent[1])}".replace("-", ALOUD.minus)


class Names(Protocol):
    """What quantities are called: those of a network, or the signals of a circuit."""

    def key(self, ref: Any) -> str:
        """Return the ASCII key."""

    def ascii(self, ref: Any) -> str:
        """Return the name in ASCII."""

    def text(self, ref: Any) -> str:
        """Return the name in Unicode."""

    def latex(self, ref: Any) -> str:
        """Return the name in LaTeX."""


@dataclass(frozen=True)
class Written:
    """A line as text.

    Attributes
    ----------
    name, formula, numbers, value
        The quantity, its formula, the formula with the printed operands, and the value.
    exact
        Whether the printed operands give the printed value, to the last digit, unless terms of a sum are left out.
    """

    name: str
    formula: str
    numbers: str
    value: str
    exact: bool

    @property
    def figures(self) -> str:
        """The formula with the printed operands, or nothing where that says no more than the formula or the value."""
        return "" if self.numbers in (self.formula, self.value) else self.numbers


@dataclass(frozen=True)
class Writing:
    """One way of writing everything that occurs in a document.

    Attributes
    ----------
    notation
        The names of quantities.
    figures
        How numbers are written.
    signs
        `UNICODE`, `ASCII` or `ALOUD`, for names and formulas alike.
    longest
        A sum with more terms than this is shown with its first and last ones only; None shows all.
    rounding
        How every line of the trace was rounded; a reader who recomputes a line rounds too.
    """

    notation: Names
    figures: Figures = field(default_factory=Figures)
    signs: Signs = UNICODE
    longest: int | None = LONGEST
    rounding: Rounding | None = None

    def name(self, ref: Hashable) -> str:
        """Return the name of a quantity; a reference that is text is its own name."""
        if isinstance(ref, Whole):
            assert isinstance(self.notation, notation.Matrix)
            return self.notation.array_ascii(ref) if self.ascii else self.notation.array_text(ref)
        if isinstance(ref, str):
            return ref
        return self.notation.ascii(ref) if self.ascii else self.notation.text(ref)

    def number(self, value: float) -> str:
        """Return a number with this writing's minus sign."""
        return self._signed(self.figures.text(value))

    def _signed(self, digits: str) -> str:
        if self.signs is ALOUD:
            digits = re.sub(_EXPONENT, _power_of_ten, digits)
        return digits.replace("-", self.signs.minus, 1) if digits.startswith("-") else digits

    def formula(self, formula: Expr) -> str:
        """Return a formula with names."""
        return self._names.print(formula)

    def operands(self, formula: Expr) -> dict[Hashable, None]:
        """Return what a formula names, each once, in order of reading, without what is left out of it."""
        return dict.fromkeys(self._names.operands(formula))

    def with_numbers(self, formula: Expr, kept: Kept) -> str:
        """Return a formula with the values of a round."""
        return self._with_digits(formula, self._digits(kept))

    def _with_digits(self, formula: Expr, digits: Digits) -> str:
        return TextPrinter(lambda ref: self._signed(digits(ref)), signs=self.signs, longest=self.longest).print(formula)

    def _digits(self, kept: Kept) -> Digits:
        """Return what gives the printed number of an operand; a line asks twice for each."""
        return cache(lambda ref: self.figures.text(kept.leaf_value(ref)))

    def line(self, step: Row, kept: Kept) -> Written:
        """Return a line of a table."""
        name, value = self.name(step.quantity), self.number(step.value)
        if step.formula is None:
            return Written(name, "", "", value, exact=True)
        digits = self._digits(kept)
        numbers = self._with_digits(step.formula, digits)
        return Written(name, self.formula(step.formula), numbers, value, self._recomputes(step.formula, digits, value))

    @property
    def about(self) -> str:
        """The sign before a value that the printed operands do not give."""
        return self._in_signs("≈")

    @property
    def ascii(self) -> bool:
        """Whether there are no signs but ASCII's."""
        return self.signs is not UNICODE

    def all_exact(self, equation: Equation) -> bool:
        """Whether the printed operands give the printed value of every element that is shown."""
        digits = self._digits(equation.kept)
        return all(
            row.formula is None or self._recomputes(row.formula, digits, self.number(row.value))
            for row in equation.rows
        )

    def text(self, parts: Parts) -> str:
        """Return a text, the parts of which become text."""
        return self._in_signs("".join(map(self._part, parts)))

    def _in_signs(self, text: str) -> str:
        if self.signs is ALOUD:
            text = re.sub(_NEGATIVE, self.signs.minus, re.sub(_EXPONENTIAL, "exp", text.translate(_ALOUD)))
            text = re.sub(_RAISED, self.signs.raised, text)
        return in_ascii(text) if self.ascii else text

    def _part(self, part: Part) -> str:
        if isinstance(part, str):
            if part.replace("\u00a0", " ").isprintable():
                return part
            return "".join(character if character.isprintable() or character == "\u00a0" else "�" for character in part)
        if isinstance(part, Formula):
            return self.formula(part.expr).replace(" ", "\u00a0")
        return self.number(part) if isinstance(part, int | float) else self.name(part)

    def _recomputes(self, formula: Expr, digits: Digits, printed: str) -> bool:
        """Whether the printed operands give the printed value; where terms are left out, they are not there to differ."""
        if self._names.leaves_out(formula):
            return True
        try:
            again = expr.evaluate(formula, lambda ref: float(digits(ref)))
        except (ArithmeticError, ValueError):
            return False
        return self.number(self.rounding(again) if self.rounding else again) == printed

    @cached_property
    def _names(self) -> TextPrinter:
        return TextPrinter(self.name, signs=self.signs, longest=self.longest)
