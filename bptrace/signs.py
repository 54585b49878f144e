"""Signs in a terminal: what stands in ASCII for those of mathematics, and how many columns a text takes up."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import category, combining, east_asian_width, normalize

_ALPHABET = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
)  # fmt: skip
LETTERS = {chr(0x3B1 + place): name for place, name in enumerate(_ALPHABET)}
LETTERS |= {chr(0x391 + place): name.capitalize() for place, name in enumerate(_ALPHABET)}
"""The names of the Greek letters."""

_RAISED, _LOWERED = "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"
_POWER = rf"(?<![⁽⁻{_RAISED}])(?=[⁻{_RAISED}])"

IN_ASCII = {
    "−": "-", "·": "*", "×": "*", "⊙": "(*)", "÷": "/", "√": "sqrt", "½": "1/2", "∂": "d", "ᵀ": "'", "′": "'",
    "≈": "~", "→": "->", "≤": "<=", "≥": ">=", "∞": "inf",
    "⁺": "+", "⁻": "-", "⁽": "^(", "⁾": ")",
    "…": "...", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "─": "-", "═": "=",
}  # fmt: skip
"""What stands for each sign where there is nothing but ASCII, as keys and formulas have it."""

IN_ASCII |= LETTERS
IN_ASCII |= {digit: str(place) for digits in (_RAISED, _LOWERED) for place, digit in enumerate(digits)}
_TABLE = str.maketrans(IN_ASCII)
_OF_ONE_COLUMN = frozenset(map(chr, range(128))).union(IN_ASCII)
"""Characters that need not be asked one by one."""

_JOINING_JAMO = frozenset(map(chr, range(0x1160, 0x1200)))
"""Vowels and final consonants of Hangul, drawn into the syllable that the consonant before them begins."""


def in_ascii(text: str) -> str:
    """Return a text with signs of mathematics in ASCII; other characters beyond it stay."""
    return text if text.isascii() else re.sub(_POWER, "^", text).translate(_TABLE)


def closest(text: str) -> str:
    """Return a text in ASCII alone: letters without their accents, and ? for what has nothing that is like it."""
    bare = (character for character in normalize("NFKD", in_ascii(text)) if not combining(character))
    return "".join(character if character.isascii() else "?" for character in bare)


def columns(text: str) -> int:
    """Return how many columns a text takes up in a terminal."""
    return len(text) if text.isascii() or _OF_ONE_COLUMN.issuperset(text) else sum(map(_columns, text))


@lru_cache(maxsize=1024)
def _columns(character: str) -> int:
    """Return 0 for a mark on the character before it, 2 for a wide character, and 1 for any other."""
    if category(character) in ("Mn", "Me") or character in _JOINING_JAMO:
        return 0
    return 2 if east_asian_width(character) in "WF" else 1
