"""What a file says as Markdown: every sign is shown as it is, and none means anything."""

from __future__ import annotations

import re

_SPECIAL = re.compile(
    r"[\\`*\[\]<>|#&~]|(?<![^\W_])_|_(?![^\W_])"
    r"|:(?=//)|(?<=www)\.|(?<=[\w.+-])@(?=[\w-]+(?:\.[\w-]+)*\.[^\W\d_])",  # addresses, of which GitHub makes links
    re.IGNORECASE,
)
_MARKER = re.compile(r"^(\s*\d*)([-+=.)])(?=\s|$|[-+=])")


def escaped(text: str) -> str:
    """Return a text as Markdown that shows every sign as it is.

    An underscore within a word means nothing to Markdown and stays readable. A dollar sign is put into a tag of its own:
    GitHub looks for formulas before it looks at backslashes.
    """
    safe = _SPECIAL.sub(r"\\\g<0>", text.replace("\u00a0", " "))
    return _MARKER.sub(r"\1\\\2", safe).replace("$", "<span>$</span>")
