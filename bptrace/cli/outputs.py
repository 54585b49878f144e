"""Files that a command writes: the format that each suffix says, and what must not be written over."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from bptrace import files
from bptrace.errors import BptraceError
from bptrace.words import listed, nearest


def suffix_of(target: Path, form: str | None, suffixes: Collection[str]) -> str:
    """Return the suffix that says the format of a file.

    Raises
    ------
    BptraceError
        If its suffix says nothing; the message names those that do.
    """
    suffix = f".{form}" if form else target.suffix.lower()
    if suffix in suffixes:
        return suffix
    if str(target) == "-":
        forms = listed([known.removeprefix(".") for known in suffixes])
        raise BptraceError(f"-: standard output has no suffix; expected --format with {forms}")
    meant = nearest(suffix, suffixes, cutoff=0.5)
    hint = f"; did you mean {target.with_suffix(meant).name}?" if meant else ""
    found = f"unknown suffix {suffix!r}" if suffix else "no suffix"
    raise BptraceError(f"{target}: {found}; expected {listed(list(suffixes))}{hint}")


def check(config: Path, targets: Sequence[Path]) -> None:
    """Check that no file is written over the one that is read, nor twice.

    Raises
    ------
    BptraceError
        If one would be.
    """
    spare((config,), targets)
    seen = set[object]()
    for target in targets:
        names = {target.resolve(), _identity(target)} - {None} if str(target) != "-" else set()
        if names & seen:
            raise BptraceError(f"{target}: written twice; expected different files")
        seen |= names


def spare(read: Iterable[Path], targets: Sequence[Path]) -> None:
    """Check that no file is written over one of those that are read, whatever name it goes by.

    Raises
    ------
    BptraceError
        If one would be.
    """
    there = {_identity(target): target for target in targets} if targets else {}
    there.pop(None, None)
    for file in read if there else ():
        target = there.get(_identity(file))
        if target is not None:
            raise BptraceError(f"{target}: this is the file that is read; expected another one to write to")


def _identity(path: Path) -> object | None:
    """Return what is the same for all names of a file; None if there is no such file, and for `-`."""
    try:
        status = None if str(path) == "-" else path.stat()
    except (OSError, ValueError):
        return None
    return None if status is None else (status.st_dev, status.st_ino)


def check_writable(targets: Iterable[Path]) -> None:
    """Check that files can be written, before work is done and printed whose end would be that they cannot.

    Raises
    ------
    OSError
        If one surely cannot be written.
    """
    for target in targets:
        if str(target) != "-":
            files.check_writable(target)


def write(targets: Sequence[Path], texts: Sequence[Iterable[str]]) -> None:
    """Write each text, which comes in pieces, to its file, or to the standard output: all files, or none.

    The standard output comes last, when all else is known to go well, and no file is replaced if it cannot be written.
    """
    pairs = list(zip(targets, texts, strict=True))
    to_files = [(target, text) for target, text in pairs if str(target) != "-"]
    with files.writing_all([target for target, _ in to_files]) as drafts:
        for draft, (_, text) in zip(drafts, to_files, strict=True):
            draft.write(text)
            draft.finish()
        for target, text in pairs:
            if str(target) == "-":
                _carry_every_sign(sys.stdout)
                sys.stdout.writelines(text)
                sys.stdout.flush()


def _carry_every_sign(stream: TextIO) -> None:
    """Write UTF-8, as into a file: a document is not made for the terminal that it passes through."""
    if isinstance(stream, TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace", newline="")
