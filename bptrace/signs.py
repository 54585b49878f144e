"""The signs of mathematics in ASCII, for streams and readers that have no others."""

from __future__ import annotations

from unicodedata import combining, normalize

_ALPHABET = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
    "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
)  # fmt: skip
LETTERS = {chr(0x3B1 + place): name for place, name in enumerate(_ALPHABET)}
LETTERS |= {chr(0x391 + place): name.capitalize() for place, name in enumerate(_ALPHABET)}
"""The names of the Greek letters."""

_RAISED, _LOWERED = "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"

IN_ASCII = {
    "−": "-", "·": "*", "×": "*", "⊙": "(*)", "÷": "/", "√": "sqrt", "½": "1/2", "∂": "d", "Σ": "sum", "ᵀ": "'", "′": "'",
    "≈": "~", "→": "->", "≤": "<=", "≥": ">=", "∞": "inf",
    "⁺": "+", "⁻": "-", "⁽": "^(", "⁾": ")",
    "…": "...", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "─": "-", "═": "=",
}  # fmt: skip
"""What stands for each sign where there is nothing but ASCII, as keys and formulas have it."""

IN_ASCII |= LETTERS
IN_ASCII |= {digit: f"^{place}" for place, digit in enumerate(_RAISED)}
IN_ASCII |= {digit: str(place) for place, digit in enumerate(_LOWERED)}
_TABLE = str.maketrans(IN_ASCII)


def in_ascii(text: str) -> str:
    """Return a text with signs of mathematics in ASCII; other characters beyond it stay."""
    return text if text.isascii() else text.translate(_TABLE)


def closest(text: str) -> str:
    """Return a text in ASCII alone: letters without their accents, and ? for what has nothing that is like it."""
    bare = (character for character in normalize("NFKD", in_ascii(text)) if not combining(character))
    return "".join(character if character.isascii() else "?" for character in bare)
