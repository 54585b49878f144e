"""The words of messages: lists, counts, quotations and near words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

_OTHER_NAMES = {
    "sigmoid": "logistic", "linear": "identity", "mse": "mean_squared_error", "sse": "squared_error",
    "cross_entropy": "categorical_cross_entropy", "bce": "binary_cross_entropy", "gradient_descent": "sgd",
}  # fmt: skip


def nearest(word: str, words: Collection[str]) -> str | None:
    """Return the one of some words that was probably meant."""
    other = _OTHER_NAMES.get(word.lower())
    if other in words:
        return other
    found = get_close_matches(word, words, 1) or get_close_matches(word.lower(), words, 1)
    return found[0] if found else None


def near(word: str, words: Collection[str]) -> str:
    """Return "did you mean ..?" with the nearest of some words, or nothing."""
    meant = nearest(word, words)
    return f"did you mean {meant}?" if meant else ""


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def counted(count: int, noun: str) -> str:
    """Return a number of things."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def enumerated(names: Sequence[str]) -> str:
    """Return names in brackets, the middle left out where there are many."""
    return f"({', '.join(names)})" if len(names) <= 6 else f"({names[0]}, {names[1]}, .. {names[-1]})"


def quote(text: str) -> str:
    """Return a text as messages show it: in quotes, short, and without control characters."""
    return repr(text if len(text) <= 40 else text[:37] + "...")
