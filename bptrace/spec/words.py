"""The words of messages about a spec: besides those of every message, other names, quotations and names in brackets."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bptrace import words as plain
from bptrace.words import counted, in_a_row, listed

__all__ = ["counted", "enumerated", "hint_of", "in_a_row", "listed", "nearest", "quote", "short"]

_OTHER_NAMES = {
    "sigmoid": "logistic", "linear": "identity", "mse": "mean_squared_error", "sse": "squared_error",
    "cross_entropy": "categorical_cross_entropy", "bce": "binary_cross_entropy", "gradient_descent": "sgd",
    "heaviside": "step", "swish": "silu", "mae": "mean_absolute_error", "average": "mean", "lr": "learning_rate",
    "eta": "learning_rate", "alpha": "learning_rate", "cost": "loss", "error": "loss", "iterations": "epochs",
    "glorot": "xavier", "glorot_uniform": "xavier", "glorot_normal": "xavier_normal", "kaiming": "he",
    "kaiming_normal": "he", "kaiming_uniform": "he_uniform", "gaussian": "normal", "zeros": "constant",
    "name": "title", "units": "neurons", "nodes": "neurons", "outputs": "targets", "expected": "targets",
}  # fmt: skip


def nearest(word: str, words: Collection[str]) -> str | None:
    """Return the one of some words that was probably meant."""
    other = _OTHER_NAMES.get(word.lower())
    return other if other in words else plain.nearest(word, words)


def hint_of(word: str, words: Collection[str]) -> str:
    """Return "did you mean ..?" with the nearest of some words, or nothing."""
    meant = nearest(word, words)
    return f"did you mean {meant}?" if meant else ""


def enumerated(names: Sequence[str]) -> str:
    """Return names in brackets, the middle left out where there are many."""
    return f"({', '.join(names)})" if len(names) <= 6 else f"({names[0]}, {names[1]}, .. {names[-1]})"


def quote(text: str) -> str:
    """Return a text as messages show it: in quotes, short, and without control characters."""
    return repr(short(text))


def short(text: str) -> str:
    """Return a text, or the beginning of a long one."""
    return text if len(text) <= 40 else text[:37] + "..."
