"""The text of a formula cut into tokens, and what is said of one that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from bptrace.errors import BptraceError

_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d_]\w*(?:\.\w+)*)"
    r"|(?P<sign>\*\*|>=|<=|[-+*/(),<>])"
    r"|(?P<other>\S)"
)
_HINTS = {
    "^": "write ** for a power", "·": "write * for times", "×": "write * for times", "−": "write the minus sign as -",
    "÷": "write / for a division", "[": "write round brackets", "{": "write round brackets",
    "=": "a formula has no equals sign", "≥": "write >=", "≤": "write <=",
}  # fmt: skip


class GrammarError(BptraceError):
    """A text that is no formula.

    Attributes
    ----------
    column
        Where in the text the fault stands, from 1.
    message
        What was found there, and what was expected.
    """

    def __init__(self, column: int, message: str) -> None:
        super().__init__(f"column {column}: {message}")
        self.column, self.message = column, message


class UnknownNameError(GrammarError):
    """A formula with a name that may not occur in it.

    Attributes
    ----------
    name
        The name.
    near
        The one of those that may occur that was probably meant, or None.
    """

    def __init__(self, column: int, message: str, name: str, near: str | None) -> None:
        super().__init__(column, message)
        self.name, self.near = name, near


class Token(NamedTuple):
    """A piece of a text; the end of the text is a token of the kind `end`."""

    kind: str
    text: str
    column: int

    def __str__(self) -> str:
        return repr(self.text if len(self.text) <= 40 else f"{self.text[:37]}...") if self.text else "the end"


def tokens(text: str) -> Sequence[Token]:
    """Cut a text into tokens, the last of them its end.

    Raises
    ------
    GrammarError
        At a sign that belongs to no formula.
    """
    found = [Token(str(match.lastgroup), match[0], match.start() + 1) for match in _TOKEN.finditer(text)]
    for token in found:
        if token.kind == "other":
            hint = _HINTS.get(token.text)
            message = f"found {token}; expected a number, a name or an operator"
            raise GrammarError(token.column, f"{message}; {hint}" if hint else message)
    return [*found, Token("end", "", len(text.rstrip()) + 1)]
