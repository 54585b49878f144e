"""Broken specs, each with what is said of it: a caret under the place, and the message behind it.

The files are read by people first. `== a name` begins a case, `-- points.csv` another file of it. A line that begins with a
caret, white space aside, is no line of the file but points into the one above. The carets are set by hand. In a message …
stands for any words, in a file ␣ for a no-break space, and pictures such as ␛ for the characters that they show.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

SPEC = "broken.yaml"
_FOLDER = Path(__file__).parent
_CARET = re.compile(r" *\^ (?P<message>.*)")
_PICTURES = {**{chr(0x2400 + code): chr(code) for code in range(32)}, "␣": "\u00a0"}


@dataclass
class Case:
    """A spec with the files that belong to it, and its faults in order: file, line, column and message."""

    name: str
    files: dict[str, str]
    faults: list[tuple[str, int, int, str]] = field(default_factory=list)

    def write(self, folder: Path) -> None:
        """Write the files into a folder."""
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")


def cases() -> Iterator[Case]:
    """Yield all cases."""
    for path in sorted(_FOLDER.glob("*.txt")):
        lines = path.read_text(encoding="utf-8").split("\n")
        heads = [number for number, line in enumerate(lines) if line.startswith("== ")]
        assert heads[0] == 0
        for start, end in pairwise([*heads, len(lines)]):
            yield _case(lines[start].removeprefix("== "), lines[start + 1 : end])


def _case(name: str, lines: list[str]) -> Case:
    case, file = Case(name, {SPEC: ""}), SPEC
    for line in _without_end(lines):
        caret = _CARET.fullmatch(line)
        if caret:
            case.faults.append((file, max(case.files[file].count("\n"), 1), line.index("^") + 1, caret["message"]))
        elif line.startswith("-- "):
            file = line.removeprefix("-- ")
            case.files[file] = ""
        else:
            case.files[file] += "".join(_PICTURES.get(sign, sign) for sign in line) + "\n"
    return case


def _without_end(lines: list[str]) -> list[str]:
    """Return lines without the empty ones at the end."""
    return _without_end(lines[:-1]) if lines and not lines[-1] else lines


def matches(message: str, expected: str) -> bool:
    """Whether a message is as expected."""
    return re.fullmatch(".*".join(map(re.escape, expected.split("…"))), message) is not None
