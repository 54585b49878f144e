"""Writing files whole: a reader finds the old text or the new one, never a part."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from pathlib import Path


def write_text(path: str | Path, text: str) -> None:
    """Write text to a file as UTF-8, all of it or nothing.

    The text goes to a temporary file in the same folder, which then takes the place of the old file and its permissions.
    A link is followed; a device or a pipe is written to as it is.

    Raises
    ------
    OSError
        If it cannot be written. The old file is then as it was, and the error names `path`.
    """
    target = Path(os.path.realpath(path))
    try:
        mode = _mode(target)
        if mode is not None and not stat.S_ISREG(mode):
            target.write_text(text, encoding="utf-8", newline="")
        else:
            _replace(target, text, mode)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


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


def _replace(target: Path, text: str, mode: int | None) -> None:
    temporary = target.with_name(f".bptrace-{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(target)
    except BaseException:  # an interruption too must leave nothing behind
        temporary.unlink(missing_ok=True)
        raise
