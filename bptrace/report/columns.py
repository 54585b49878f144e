"""Columns of texts, each made when it is first asked for, and marks that a printer treats as it would treat the texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from bptrace.dataclass import dataclass

Column: TypeAlias = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, eq=False)
class Texts:
    """The texts of the elements of an array, each made when it is first asked for.

    `size` is the number of elements.
    """

    size: int

    @cached_property
    def _texts(self) -> Column:
        return np.full(self.size, None, dtype=object)

    @cached_property
    def _looks(self) -> Column:
        return np.full(self.size, -1, dtype=np.int16)

    def column(self, places: Column, made: Callable[[Column], Sequence[str]]) -> tuple[Column, Column]:
        """Return the texts of some elements, and the look of each; `made` gives texts that nobody has asked for yet."""
        asked = places[self._looks[places] < 0]
        if asked.size:
            missing = asked if (asked[1:] > asked[:-1]).all() else np.unique(asked)
            texts = made(missing)
            self._texts[missing] = texts
            self._looks[missing] = looks(texts)
        return self._texts[places], self._looks[places]


_BEFORE = ("(", "-", "−", "0")
_AFTER = ("", "", "", "e", "/", "^", "⁾")


def look(text: str) -> int:
    """Return in one number what a printer looks at in the text of an operand to place brackets."""
    first = text[:1]
    begins = (first == "(") | (first == "-") << 1 | (first == "−") << 2 | (first.isdigit() and "e" in text) << 3
    return begins | ("/" in text) << 4 | ("^" in text) << 5 | ("⁾" in text) << 6


def looks(texts: Sequence[str]) -> Sequence[int]:
    """Return the look of each of many texts."""
    present = set(filter("".join(texts).__contains__, "(-−/^⁾e"))
    if "e" in present and not any(first.isdigit() for first in {text[:1] for text in texts}):
        present.discard("e")
    if present == {"/"}:  # such as gradients
        return [("/" in text) << 4 for text in texts]
    return list(map(look, texts)) if present else [0] * len(texts)


def mark(number: int, look_of_text: int) -> str:
    """Return a text that stands for an operand and looks like it."""
    chosen = [look_of_text >> place & 1 for place in range(len(_AFTER))]
    before, after = (
        "".join(sign for sign, bit in zip(signs, chosen, strict=False) if bit) for signs in (_BEFORE, _AFTER)
    )
    return f"{before}\ue000{number}\ue001{after}"
