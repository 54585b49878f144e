"""What is typed as text for `bptrace new`: names and numbers, or what is wrong with them.

Every function raises a `BptraceError` that says what was found and what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from bptrace.errors import BptraceError
from bptrace.spec.numbers import Refused, number
from bptrace.spec.words import nearest, quote
from bptrace.words import counted, listed


def one_of(text: str, names: Collection[str]) -> str:
    """Return a text that is one of some names."""
    if text in names:
        return text
    meant = nearest(text, list(names))
    hint = f"; did you mean {meant}?" if meant else ""
    raise BptraceError(f"found {quote(text)}; expected {listed(list(names))}{hint}")


def whole(text: str, least: int, most: int) -> int:
    """Return a whole number between two others, either of which it may be."""
    if not re.fullmatch(r"[0-9]{1,20}", text) or not least <= int(text) <= most:
        raise BptraceError(f"found {quote(text)}; expected a whole number from {least} to {most}")
    return int(text)


def _decimal(text: str, expected: str) -> float:
    try:
        return number(text.strip(), quoted=False)
    except Refused as refused:
        hint = f"; {refused}" if str(refused) else ""
        raise BptraceError(f"found {quote(text)}; expected {expected}{hint}") from None


def positive(text: str) -> float:
    """Return a number greater than 0."""
    found = _decimal(text, "a number greater than 0")
    if found <= 0:
        raise BptraceError(f"found {text}; expected a number greater than 0")
    return found


def numbers(text: str, count: int, each: str) -> tuple[float, ...]:
    """Return numbers with commas between them; `each` says what there is to be one for."""
    expected = f"{counted(count, 'number')}{' with commas between them' if count > 1 else ''}, {each}"
    parts = text.split(",")
    if len(parts) > count and re.fullmatch(r"[-+0-9.,\s]+", text):  # a part such as 05 is the decimals behind a comma
        raise BptraceError(f"found {len(parts)} numbers; expected {count}, {each}; write decimals with a point")
    found = tuple(_decimal(part, expected) for part in parts)
    if len(found) != count:
        raise BptraceError(f"found {counted(len(found), 'number')}; expected {count}, {each}")
    return found
