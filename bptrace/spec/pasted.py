"""Signs that come with text copied from a web page or a word processor, and look like those that are meant."""

from __future__ import annotations

import re
from typing import NamedTuple

_MEANT = {
    "\u00a0": "a no-break space|an ordinary space",
    "\u202f": "a narrow no-break space|an ordinary space",
    "\u2007": "a figure space|an ordinary space",
    "\u2009": "a thin space|an ordinary space",
    "\u3000": "a wide space|an ordinary space",
    "\u200b": "an invisible space|",
    "\u200e": "an invisible mark of direction|",
    "\u2060": "an invisible joiner|",
    "\ufeff": "an invisible byte order mark|",
    "\u00ad": "an invisible hyphen|",
    "“": "the typographic quote “|a plain \" or no quotes",
    "”": "the typographic quote ”|a plain \" or no quotes",
    "„": "the typographic quote „|a plain \" or no quotes",
    "«": "the typographic quote «|a plain \" or no quotes",
    "»": "the typographic quote »|a plain \" or no quotes",
    "‘": "the typographic quote ‘|a plain ' or no quotes",
    "’": "the typographic quote ’|a plain ' or no quotes",
    "−": "the typographic minus sign −|a plain -",
    "–": "the dash –|a plain -",
    "—": "the dash —|a plain -",
    "‐": "the typographic hyphen ‐|a plain -",
    "‑": "the typographic hyphen ‑|a plain -",
    "：": "the wide colon ：|a plain : and a space",
    "，": "the wide comma ，|a plain ,",
    "［": "the wide bracket ［|a plain [",
    "］": "the wide bracket ］|a plain ]",
    "｛": "the wide bracket ｛|a plain {",
    "｝": "the wide bracket ｝|a plain }",
    "•": "the bullet •|a plain - and a space",
}  # fmt: skip
_SIGN = re.compile(f"[{''.join(map(re.escape, _MEANT))}]")


class Pasted(NamedTuple):
    """Such a sign: where it is in a text, from 0, what it is, and what was probably meant, empty for nothing."""

    place: int
    found: str
    meant: str

    @property
    def message(self) -> str:
        """The message for the sign itself."""
        return f"found {self.found}, as web pages have it; expected {self.meant or 'nothing in its place'}"

    @property
    def hint(self) -> str:
        """The hint where it stands within something else."""
        return f"write {self.meant} for {self.found}" if self.meant else f"leave out {self.found}"


def pasted(text: str) -> Pasted | None:
    """Return the first such sign of a text, if there is one."""
    match = None if text.isascii() else _SIGN.search(text)
    if match is None:
        return None
    found, _, meant = _MEANT[match[0]].partition("|")
    return Pasted(match.start(), found, meant)


def hint(text: str) -> str:
    """Return the hint about the first such sign of a text, or nothing."""
    found = pasted(text)
    return found.hint if found else ""
