"""Which files are sheets: those that are named, and those of a folder that have the suffix of one."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from bptrace.dataclass import dataclass
from bptrace.marking.sheet import FORMATS

_DIGITS = re.compile(r"([0-9]+)")


@dataclass(frozen=True)
class Skipped:
    """What stands in a folder and is not marked, and why."""

    path: Path
    reason: str


@dataclass(frozen=True)
class Found:
    """The files to be marked, each once and in order, and what was passed over."""

    sheets: tuple[Path, ...]
    skipped: tuple[Skipped, ...]


def find_sheets(named: Iterable[Path], others: Collection[Path] = ()) -> Found:
    """Return the sheets among files and folders.

    A file that is named is one, whatever it is, and a link to one is followed. Of a folder, those files are sheets that have
    the suffix of one: not what begins with a point, not what is in folders within it, and not what a link leads to, which
    may be anything. Files of a folder are sorted by name, numbers by their size.

    Parameters
    ----------
    named
        Files and folders.
    others
        Files that are no sheets although they may look so: the network's, the scheme, what is written.

    Raises
    ------
    OSError
        If a folder cannot be read.
    """
    apart = {identity for path in others if (identity := _identity(path)) is not None}
    sheets, skipped = dict[object, Path](), list[Skipped]()
    for path in named:
        if not path.is_dir():
            sheets.setdefault(_identity(path) or path, path)
            continue
        for entry in _sorted(path):
            reason = _reason(entry, apart)
            if reason is None:
                sheets.setdefault(_identity(entry) or entry, entry)
            elif reason:
                skipped.append(Skipped(entry, reason))
    return Found(tuple(sheets.values()), tuple(skipped))


def _sorted(folder: Path) -> list[Path]:
    return sorted(folder.iterdir(), key=lambda path: natural(path.name))


def natural(name: str) -> tuple[list[str | int], str]:
    """Return what sorts names as people do: without case, and 2 before 10."""
    parts = _DIGITS.split(name.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], name


def _reason(path: Path, apart: Collection[object]) -> str | None:
    """Return why something in a folder is no sheet: nothing for what nobody asks about; None if it is one."""
    if path.name.startswith("."):
        return ""
    mode = os.lstat(path).st_mode
    if S_ISDIR(mode):
        return "a folder"
    if path.is_symlink():
        return "a link"
    if not S_ISREG(mode):
        return "no file"
    if path.suffix.lower() not in FORMATS:
        return "no sheet by its suffix"
    return "not a sheet, but what it is marked by or written to" if _identity(path) in apart else None


def _identity(path: Path) -> object | None:
    """Return what is the same for all names of a file, or None if there is no such file."""
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_dev, status.st_ino
