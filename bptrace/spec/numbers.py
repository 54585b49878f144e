"""Numbers, read from the text as written and not as YAML resolves it.

`1e-3` is a number, and what YAML versions disagree about (`010`, `1:30`) is refused.
"""

from __future__ import annotations

import math
import re

_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_HINTS = (
    (r"[-+]?0[0-9_]+\S*", "a leading zero is ambiguous"),
    (r"[-+]?[0-9]+(:[0-9.]+)+", "a colon is ambiguous in a number"),
    (r"[-+]?0[xXoObB]\w+", "write it in decimal digits"),
    (r"[-+]?[0-9][0-9_.]*_[0-9_.]*", "write it without underscores"),
    (r"[-+]?\.?(?i:nan|inf|infinity)", "it has to be finite"),
    (r"[−–].*", "write the minus sign as -"),
    (r"[-+]?[0-9]+,[0-9]+", "write the decimal comma as a point"),
    (r"[-+]?[0-9.]+\s*/\s*[0-9.]+", "write the quotient as a decimal number"),
)


class Refused(ValueError):  # noqa: N818 - it is not an error of the program
    """A scalar that is not of the kind expected; its text is a hint, or empty."""


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
        if math.isfinite(float(text)):
            return float(text)
        raise Refused("it is too large")
    raise Refused("" if quoted else next((hint for pattern, hint in _HINTS if re.fullmatch(pattern, text)), ""))
