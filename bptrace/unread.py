"""What is said of a file that cannot be read: that there is none, or why not, and which file was probably meant."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from itertools import islice
from pathlib import Path

from bptrace.words import nearest

_MOST = 1_000
"""Of so many files in a folder the nearest is looked for, which takes some ten milliseconds."""


def why(error: OSError | ValueError) -> str:
    """Return why a file cannot be read, as it is said after its name."""
    match error:
        case FileNotFoundError():
            return "no such file"
        case IsADirectoryError():
            return "is a folder, not a file"
        case PermissionError():
            return "no permission to read it"
    reason = getattr(error, "strerror", None) or str(error)
    return f"cannot be read ({reason.lower()})"


def unread(path: Path, error: OSError | ValueError, suffixes: Collection[str]) -> str:
    """Return why a file cannot be read, and if it is not there, which one was probably meant of those that have a suffix."""
    return f"{why(error)}{_hint(path, suffixes)}" if isinstance(error, FileNotFoundError) else why(error)


def _hint(path: Path, suffixes: Collection[str]) -> str:
    if not path.parent.exists():
        return f"; there is no folder {path.parent}"
    near = meant(path, suffixes)
    return f"; did you mean {near}?" if near else ""


def meant(path: Path, suffixes: Collection[str]) -> Path | None:
    """Return the file beside a path that is called nearly like it, if there is one with one of some suffixes."""
    stems = beside(path, suffixes)
    near = nearest(path.stem, stems)
    return stems[near] if near else None


def beside(path: Path, suffixes: Collection[str]) -> dict[str, Path]:
    """Return the files of a path's folder with one of some suffixes by their names without it, before others its own suffix.

    Names are compared without their suffixes, which would make all of them alike.
    """
    found = list[Path]()
    with suppress(OSError, ValueError):  # a folder that may not be read has no names to offer
        shown = (
            each for each in path.parent.iterdir() if each.suffix.lower() in suffixes and not each.name.startswith(".")
        )
        found = sorted(each for each in islice(shown, _MOST) if each.is_file())
    by_stem = {each.stem: each for each in found}
    return by_stem | {each.stem: each for each in found if each.suffix == path.suffix}
