"""The letters of names: constants with their spellings, Greek letters, and a name in LaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

CONSTANTS = {
    "learning_rate": ("eta", "η", r"\eta"),
    "momentum": ("mu", "μ", r"\mu"),
    "rho": ("rho", "ρ", r"\rho"),
    "epsilon": ("epsilon", "ε", r"\varepsilon"),
    "beta1": ("beta1", "β₁", r"\beta_{1}"),
    "beta2": ("beta2", "β₂", r"\beta_{2}"),
    "weight_decay": ("lambda", "λ", r"\lambda"),
    "l1": ("lambda1", "λ₁", r"\lambda_{1}"),
    "l2": ("lambda2", "λ₂", r"\lambda_{2}"),
    "step": ("t", "t", "t"),
}
"""Key, text and LaTeX of every constant, by kind."""

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "eta": "η", "theta": "θ", "lambda": "λ", "mu": "μ",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "phi": "φ", "omega": "ω",
}  # fmt: skip

RATES = {
    "eta": ("eta", "η", r"\eta"),
    "alpha": ("alpha", "α", r"\alpha"),
    "epsilon": ("epsilon", "ε", r"\varepsilon"),
}
"""What textbooks call the learning rate: ASCII, text and LaTeX."""

TARGETS = ("target", "ideal", "t")
"""What textbooks call the number that an output should be."""

_NAME = re.compile(r"^([^\W\d_]+)_?(.*)$")
_UPRIGHT = ("net", "out", "target", "ideal")
_GREEK_LETTER = re.compile(f"([{''.join(GREEK.values())}])")
_COMMANDS = {spelling: rf"\{name}" for name, letter in GREEK.items() for spelling in (name, letter)}


def latex_name(name: str) -> str:
    """Return a name in LaTeX: its letters, then the rest as a subscript."""
    match = _NAME.match(name)
    if match is None:
        return _subscript(name)
    letters, rest = match.groups()
    below = f"_{{{_subscript(rest)}}}" if rest else ""
    if letters in _COMMANDS:
        return _COMMANDS[letters] + below
    if not letters.isascii():
        return _subscript(name)
    if len(letters) == 1 or letters in _UPRIGHT:
        return letters + below
    # The subscript stands within the braces: GitHub's Markdown takes an underscore after a brace for emphasis.
    return rf"\mathrm{{{letters}{below}}}"


def _subscript(text: str) -> str:
    """Return a part of a name in LaTeX, where Greek letters are commands and others beyond ASCII are text."""
    parts = _GREEK_LETTER.split(text.replace("_", ","))
    return "".join(part if part.isascii() else _beyond_ascii(part) for part in parts).rstrip()


def _beyond_ascii(part: str) -> str:
    return f"{_COMMANDS[part]} " if part in _COMMANDS else rf"\text{{{part}}}"


_SPELT_OUT = re.compile(rf"(?<![^\W\d_])({'|'.join(GREEK)})(?=\d|$)")


def greek_names(names: Sequence[str]) -> Iterable[str]:
    """Return many names, each as `greek_name` does; most networks have none to be changed."""
    joined = " ".join(names)
    return map(greek_name, names) if any(map(joined.__contains__, GREEK)) else names


def greek_name(name: str) -> str:
    """Return a name with Greek letters for those that are spelt out, as in theta1."""
    return _SPELT_OUT.sub(lambda match: GREEK[match[1]], name)
