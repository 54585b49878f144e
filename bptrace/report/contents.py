"""A table of contents in Markdown, with the anchors that GitHub gives to headings."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

LONGEST = 40
"""A table of more lines than this names the rounds only."""


def anchors(headings: Sequence[str]) -> Iterator[str]:
    """Yield the anchor of every heading, as GitHub makes it, in order.

    Lower case, punctuation left out, a hyphen for each space, and for a name that has occurred a hyphen and a number:
    https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links

    Parameters
    ----------
    headings
        All headings of a document, as a reader sees them.
    """
    seen = dict[str, int]()
    for heading in headings:
        base = anchor = "".join(filter(_is_kept, heading.strip().lower())).replace(" ", "-")
        while anchor in seen:
            seen[base] += 1
            anchor = f"{base}-{seen[base]}"
        seen[anchor] = 0
        yield anchor


def _is_kept(sign: str) -> bool:
    """Whether a sign is a letter, a mark, a digit or one that connects words."""
    return sign in "- " or unicodedata.category(sign) in ("Nd", "Nl", "Pc") or unicodedata.category(sign)[0] in "LM"


def contents(headings: Sequence[tuple[int, str, str]]) -> Iterator[str]:
    """Yield the lines of the table; nothing for a document of one round, which may have a summary after it.

    Parameters
    ----------
    headings
        Level (1 is the title), text and the text as Markdown of every heading.
    """
    rounds = [number for number, (level, _, _) in enumerate(headings) if level == 2]
    if len(rounds) < 3:
        return
    deepest = 3 if len(headings) <= LONGEST else 2
    named = zip(headings, anchors([text for _, text, _ in headings]), strict=True)
    for number, ((level, _, label), anchor) in enumerate(named):
        if level == 2 or (level == 3 <= deepest):
            indent = "  " if level == 3 and number > rounds[0] else ""
            yield f"{indent}- [{label}](#{anchor})"
