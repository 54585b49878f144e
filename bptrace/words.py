"""The words of messages: lists, counts, and the near word that was probably meant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from importlib import import_module


def printable(text: str, kept: str = "") -> str:
    """Return a text without what does not print, such as what steers a terminal, or turns or hides what stands beside it.

    Each such character is replaced by a space if it is white space and by � otherwise; what is in `kept` stays.
    """
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign in kept else " " if sign.isspace() else "�" for sign in text)


def nearest(word: str, words: Collection[str], cutoff: float = 0.6) -> str | None:
    """Return the one of some words that was probably meant, if any is as near as `cutoff`, from 0 to 1."""
    found = close(word, words, 1, cutoff) or close(word.lower(), words, 1, cutoff)
    return found[0] if found else None


def close(word: str, words: Collection[str], count: int, cutoff: float = 0.6) -> list[str]:
    """Return at most so many of some words that are as near to one as `cutoff`, from 0 to 1, the nearest first."""
    difflib = import_module("difflib")  # not before there is a fault
    found: list[str] = difflib.get_close_matches(word, words, count, cutoff)
    return found


def near(word: str, words: Collection[str], otherwise: str = "") -> str:
    """Return the end of a message, "; did you mean ..?", or another one where no word is near."""
    meant = nearest(word, words)
    return f"; did you mean {meant}?" if meant else otherwise


MOST = 20
"""Of more words than this a message lists the first ones and the last."""


def in_a_row(words: Sequence[str]) -> str:
    """Return words with commas between them."""
    return ", ".join(words if len(words) <= MOST else [*words[:3], f".. {words[-1]}"])


def listed(words: Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    if len(words) > MOST:
        return f"{', '.join(words[:3])}, .. or {words[-1]}"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def counted(count: int, noun: str) -> str:
    """Return a number of things."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
