"""A number as somebody wrote it: its text says what it is worth, and how far it can be trusted.

A last place worth `u` leaves open all of `[v - u/2, v + u/2]`; a fraction such as 1/3 is exact.
"""

from __future__ import annotations

import math
import re

from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.marking.interval import Interval

LONGEST = 100
"""A text of more characters than this is no number that a person wrote."""

NARROW = 0.05
"""Half a unit of the last place is at most this share of the value, or the figure says too little."""

_SMALLEST = 5e-324
_PLACES = tuple(float(f"1e-{place}") for place in range(LONGEST + 1))
_PLAIN = re.compile(r"-?([0-9]+)(?:\.([0-9]+))?")
_NUMBER = (
    r"(?P<sign>[+-]?) *(?P<whole>[0-9]{1,3}(?: [0-9]{3})+|[0-9]*)"
    r"(?:\.(?P<places>(?:[0-9]{3} )+[0-9]{1,3}|[0-9]*))?"
    r"(?: *(?:[eE]|[*xX] *10 *(?:\^|\*\*) *\{?) *(?P<exponent>[+-]? *[0-9]+) *\}?)?"
)
_FRACTION = r"(?P<sign>[+-]?) *(?P<above>[0-9]+) */ *(?P<below>[0-9]+)"
_IN_LATEX = r"\\[dt]?frac *\{([^{}]*)\} *\{([^{}]*)\}"
_ABOUT = r"(?:[≈≃≅~=]|\\approx(?![A-Za-z])) *"
_TIMES = r"\\(?:cdot|times)(?![A-Za-z])"
_RAISED = "[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+"
"""Patterns, compiled when they are first used: most figures are plain."""

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_SIGNS = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹣－", "-")
    | dict.fromkeys("·⋅∙•×✕＊", "*")
    | dict.fromkeys("\t\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " ")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", "")
    | dict.fromkeys("⁄∕／", "/")
    | dict(zip("０１２３４５６７８９．，＋＝＾", "0123456789.,+=^", strict=True))
)


class UnreadableError(BptraceError):
    """A text that is no number.

    Attributes
    ----------
    text
        What was written.
    reason
        Why it cannot be read, in a few words.
    """

    def __init__(self, text: str, reason: str) -> None:
        shown = text if len(text) <= 40 else f"{text[:37]}..."
        super().__init__(f"found {shown!r}: {reason}")
        self.text, self.reason = text, reason


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it was written.

    Attributes
    ----------
    text
        As it was written, without white space around it.
    value
        The nearest float64.
    unit
        What one unit of the last written place is worth, `1e-4` for 0.3775; None for a fraction, which is exact.
    figures
        The significant figures written, zeros at the end included: 2070 has four. None for a fraction and for zero.
    decimals
        The digits after the point; in scientific notation, of the significand. None for a fraction.
    """

    text: str
    value: float
    unit: float | None
    figures: int | None
    decimals: int | None

    @property
    def rounded(self) -> Interval:
        """What rounds to this text, both ends included; a point if it is exact."""
        half = (self.unit or 0.0) / 2
        return Interval(self.value - half, self.value + half)

    @property
    def is_coarse(self) -> bool:
        """Whether rounding leaves open more than 5 % of the value to either side, as in 1 or 0.3."""
        return self.unit is not None and self.unit / 2 > NARROW * abs(self.value)

    @property
    def truncated(self) -> Interval:
        """What becomes this text when further digits are left off, both ends included; a point if it is exact."""
        unit, value = self.unit or 0.0, self.value
        return Interval(value - unit if value <= 0 else value, value + unit if value >= 0 else value)


def read_figure(text: str) -> Figure:
    r"""Return the number that a text says.

    Decimals with a point or a comma, with an exponent (`1.2e-3`, `1.2·10^-3`, LaTeX's `1.2 \cdot 10^{-3}`), and fractions of
    whole numbers are read, with any sign that passes for a minus; a sign of about or equal before them is passed over.

    Raises
    ------
    UnreadableError
        If it says none, or one that a float64 cannot hold.
    """
    match = _PLAIN.fullmatch(text)
    if match is None or len(text) > LONGEST:
        return _read(text)
    whole, places = match.groups("")
    return Figure(text, float(text) + 0.0, _PLACES[len(places)], len((whole + places).lstrip("0")) or None, len(places))


def _read(written: str) -> Figure:
    """Return the number of a text that is not just digits and a point; errors as for `read_figure`."""
    text = written.strip()
    if not text:
        raise UnreadableError(text, "nothing is written")
    if len(text) > LONGEST:
        raise UnreadableError(text, f"longer than {LONGEST} characters")
    bare = _bare(text)
    if match := re.fullmatch(_FRACTION, bare):
        return _fraction(text, match)
    match = re.fullmatch(_NUMBER, _with_point(text, bare))
    if match is None or not (match["whole"] or match["places"]):
        raise UnreadableError(text, _reason(bare))
    return _decimal(text, match)


def _bare(text: str) -> str:
    """Return a text in ASCII, without what may stand around a number."""
    text = re.sub(_RAISED, lambda match: f"^{match[0].translate(_SUPERSCRIPTS)}", text).translate(_SIGNS)
    if "\\" in text or "{" in text:
        text = re.sub(_IN_LATEX, r"\1/\2", re.sub(_TIMES, "*", text)).replace("\\,", " ").replace("{,}", ",")
    text = text.strip().removesuffix(".").rstrip()
    for _ in range(2):  # the sign of about may stand within the dollar signs, or before them
        text = text[1:-1].strip() if len(text) > 1 and text[0] == text[-1] == "$" else text
        text = text[match.end() :] if (match := re.match(_ABOUT, text)) else text
    return text


def _with_point(text: str, bare: str) -> str:
    """Return a number with a point in the place of a decimal comma."""
    if "," in bare:
        if "." in bare:
            raise UnreadableError(text, "a comma and a point; expected one of them, before the decimals")
        if bare.count(",") > 1:
            raise UnreadableError(text, "more than one comma; expected one, before the decimals")
    return bare.replace(",", ".")


def _fraction(text: str, match: re.Match[str]) -> Figure:
    above, below = int(match["above"]), int(match["below"])
    if not below:
        raise UnreadableError(text, "divides by zero")
    value = above / below  # of whole numbers: the nearest float64
    return Figure(text, -value if value and match["sign"] == "-" else value, None, None, None)


def _decimal(text: str, match: re.Match[str]) -> Figure:
    whole, places = (match[part].replace(" ", "") if match[part] else "" for part in ("whole", "places"))
    exponent = int((match["exponent"] or "0").replace(" ", ""))
    digits = (whole + places).lstrip("0")
    last = exponent - len(places)
    value, unit = float(f"{match['sign']}{digits or 0}e{last}") + 0.0, float(f"1e{last}")
    if math.isinf(value) or math.isinf(unit):
        raise UnreadableError(text, "too large for a float64")
    if digits and not value:
        raise UnreadableError(text, "too small for a float64")
    return Figure(text, value, unit or _SMALLEST, len(digits) or None, len(places))


def _reason(bare: str) -> str:
    """Return why a text is no number."""
    if bare.lower().lstrip("+- ") in ("nan", "inf", "infinity", "∞", "\\infty"):
        return "not a finite number"
    if "/" in bare and not re.search(r"[^0-9./+\- ]", bare):
        return "a fraction, but not of two whole numbers"
    if re.fullmatch(r"[+-]?[0-9. ]*[0-9][0-9. ]*", bare):
        return "more than one point" if bare.count(".") > 1 else "spaces between digits that are not in threes"
    return "not a number"
