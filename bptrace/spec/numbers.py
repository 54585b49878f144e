"""Numbers, read from the text as written and not as YAML resolves it.

`1e-3` is a number, and what YAML versions disagree about (`010`, `1:30`) is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from bptrace import spec

_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_HINTS = (
    (r"[-+]?(O[0-9]*\.[0-9O]+|[0-9]+\.[0-9]*O[0-9O]*)", "write the digit 0 for the letter O"),
    (r"[-+]?[0-9]*\.[0-9]*[lI][0-9]*", "write the digit 1 for the letter l"),
    (r"[-+]?0[0-9_]+\S*", "a leading zero is ambiguous"),
    (r"[-+]?[0-9]+(:[0-9.]+)+", "a colon is ambiguous in a number"),
    (r"[-+]?0[xXoObB]\w+", "write it in decimal digits"),
    (r"[-+]?[0-9][0-9_.]*_[0-9_.]*", "write it without underscores"),
    (r"[-+]?\.?(?i:nan|inf|infinity)", "it has to be finite"),
    (r"[-+]?[0-9]+,[0-9]+", "write the decimal comma as a point"),
    (r"[-+]?[0-9]+(,[0-9]{3})+(\.[0-9]*)?", "write it without commas between thousands"),
    (r"[-+]?[0-9.]+\s*/\s*[0-9.]+", "write the quotient as a decimal number"),
    (r"[-+]?[0-9.]+\s*%", "write the percentage as a decimal number, such as 0.5 for 50%"),
    (r"[-+]?[0-9.]+([eE][-+]?[0-9]+)?(\s+[-+]?[0-9.]+([eE][-+]?[0-9]+)?)+", "write a comma between numbers"),
    (r"[-+]?([0-9.]+\s*(\*|x|·|×)\s*)?10\s*(\^|\*\*)\s*[-+]?[0-9]+", "write powers of ten as in 1e-3"),
    (r"[-+]?\w+\(.*\)|[-+]?[0-9.]+\s*[-+*^].*", "work it out first, for only numbers can stand here"),
    (r"[-+]?[0-9.]+\s*[^\W0-9].*", "write the number alone"),
)


class Refused(ValueError):  # noqa: N818 - it is not an error of the program
    """A scalar that is not of the kind expected; its text is a hint, or empty."""


_SIGNS = str.maketrans("", "", "0123456789+-.eE")
_LEADING_ZERO = re.compile(r"^[-+]?0[0-9]", re.MULTILINE)


def numbers(texts: Sequence[str]) -> list[float] | None:
    """Return the numbers that texts are, or None if `number` would refuse one of them: it says which, and why.

    All texts are looked at together, so that it takes a tenth of the time. `float` reads any number written with the signs
    allowed here, and, beyond what `number` takes, only leading zeros and numbers that are too large.
    """
    lines = "\n".join(texts)
    if lines.translate(_SIGNS) != "\n" * (len(texts) - 1) or _LEADING_ZERO.search(lines):
        return None
    try:
        found = list(map(float, texts))
    except ValueError:
        return None
    if not all(map(math.isfinite, found)):
        return None
    zeros = [text for text, value in zip(texts, found, strict=True) if value == 0]
    return None if any(map(_vanishes, zeros)) else found


def _vanishes(text: str) -> bool:
    """Whether a number that is read as 0 is another one."""
    return bool(re.sub("[eE].*", "", text).strip("+-0."))


def number(text: str, *, quoted: bool) -> float:
    """Return the number that a scalar's text is.

    Raises
    ------
    Refused
        If it is none, with a hint where one can be given.
    """
    if _NUMBER.fullmatch(text):
        if quoted:
            raise Refused("leave the quotes out")
        value = float(text)
        if not math.isfinite(value):
            raise Refused("it is too large")
        if value == 0 and _vanishes(text):
            raise Refused("it is too small, and would be read as 0")
        return value
    raise Refused("" if quoted else _hint(text))


def _hint(text: str) -> str:
    if any(sign.isdigit() and not sign.isascii() for sign in text):
        return "write it with the digits 0 to 9"
    return spec.pasted.hint(text) or next((hint for pattern, hint in _HINTS if re.fullmatch(pattern, text)), "")
