"""Writing files whole: a reader finds the old text or the new one, never a part."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def writing(path: str | Path) -> Iterator[TextIO]:
    """Open a file to be written as UTF-8, all of it or nothing, however much it is.

    The text goes to a temporary file in the same folder, which takes the place of the old file and its permissions when the
    block has ended well. A link is followed; a device or a pipe is written to as it is.

    Raises
    ------
    OSError
        If it cannot be written. The old file is then as it was, and the error names `path`.
    """
    target = Path(os.path.realpath(path))
    try:
        mode = _mode(target)
        special = mode is not None and not stat.S_ISREG(mode)
        with target.open("w", encoding="utf-8", newline="") if special else _replacing(target, mode) as file:
            yield file
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def write_lines(path: str | Path, lines: Iterable[str]) -> None:
    """Write pieces of text to a file as they come; errors as for `writing`."""
    with writing(path) as file:
        file.writelines(lines)


def write_text(path: str | Path, text: str) -> None:
    """Write text to a file; errors as for `writing`."""
    write_lines(path, (text,))


def _mode(target: Path) -> int | None:
    """Return the file's mode, or None if there is no such file; one that is write-protected is an error."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return None
    if not os.access(target, os.W_OK):  # to rename over it would need no permission
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    return mode


@contextmanager
def _replacing(target: Path, mode: int | None) -> Iterator[TextIO]:
    temporary = target.with_name(f".bptrace-{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("x", encoding="utf-8", newline="") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(target)
    except BaseException:  # an interruption too must leave nothing behind
        temporary.unlink(missing_ok=True)
        raise
