"""Reading files that are files, and writing files whole: a reader finds the old text or the new one, never a part."""

from __future__ import annotations

import atexit
import errno
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Literal, TextIO

from bptrace.dataclass import dataclass


def read(path: str | Path, most: int) -> bytes:
    """Return the bytes of a file, one more than `most` if there are more: the caller says that there are too many.

    Raises
    ------
    OSError
        If it cannot be read, or is a pipe or a device, which may have no end or never a beginning.
    """
    mode = os.stat(path).st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "Not a regular file", str(path))
    with open(path, "rb") as file:
        return file.read(most + 1)


@contextmanager
def writing_all(paths: Sequence[str | Path]) -> Iterator[Sequence[Draft]]:
    """Open files to be written as UTF-8, however much it is: all of them take the place of the old ones, or none does.

    The text goes to a temporary file in the same folder, `.bptrace-*.tmp`, which takes the place of the old file and its
    permissions when the block has ended well. A link is followed; a device or a pipe is written to as it is.
    Every file is opened before the block begins, and none is replaced before all of them are on the disk.

    Raises
    ------
    OSError
        If one cannot be written; the error names it as it was asked for. All old files are then as they were, unless one of
        several cannot be replaced after others have been, as when its folder is taken away at that moment.
    """
    with ExitStack() as opened:
        drafts = [opened.enter_context(_draft(path)) for path in paths]
        yield drafts
        for draft in drafts:
            draft.finish()
        for draft in drafts:
            draft.replace()


def write_text(path: str | Path, text: str) -> None:
    """Write text to a file; errors as for `writing_all`."""
    write_texts({path: text})


def write_texts(texts: Mapping[str | Path, str] | Mapping[Path, str]) -> None:
    """Write texts to their files, all of them or none; errors as for `writing_all`."""
    with writing_all(tuple(texts)) as drafts:
        for draft, text in zip(drafts, texts.values(), strict=True):
            draft.write((text,))


def check_writable(path: str | Path) -> None:
    """Check that a file can be written, as far as that can be told without a beginning; nothing is changed by it.

    Raises
    ------
    OSError
        If its folder is not there or must not be written to, or the file itself must not. The error names `path`.
    """
    target = Path(os.path.realpath(path))
    with _named(path):
        mode = _mode(target)
        if mode is None or stat.S_ISREG(mode):  # which takes a temporary file beside it
            _check_folder(target.parent)


def _check_folder(folder: Path) -> None:
    if not stat.S_ISDIR(folder.stat().st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


@dataclass(frozen=True)
class Draft:
    """A file on the way.

    Attributes
    ----------
    path
        Where it is to be, as it was asked for.
    target
        The same, after all links.
    temporary
        Where it is written to; None for a device or a pipe, which is written to at once.
    mode
        The mode of the file that it replaces; None if there is none.
    file
        What its text is written to.
    """

    path: str | Path
    target: Path
    temporary: Path | None
    mode: int | None
    file: TextIO

    def write(self, lines: Iterable[str]) -> None:
        """Write pieces of text as they come; errors as for `writing_all`."""
        with _named(self.path):
            self.file.writelines(lines)

    def finish(self) -> None:
        """Bring all of it to the disk."""
        with _named(self.path):
            self.file.flush()
            if self.temporary is not None:
                os.fsync(self.file.fileno())
                if self.mode is not None:
                    self.temporary.chmod(stat.S_IMODE(self.mode))

    def replace(self) -> None:
        """Let it take the place of the old file."""
        with _named(self.path):
            self.file.close()  # before it is renamed, as some systems want it
            if self.temporary is not None:
                self.temporary.replace(self.target)


@contextmanager
def _draft(path: str | Path) -> Iterator[Draft]:
    """Open a draft; if the block fails, nothing of it is left."""
    target = Path(os.path.realpath(path))
    with _named(path):
        mode = _mode(target)
    if mode is not None and not stat.S_ISREG(mode):
        with _named(path):
            file = _opened(target, "w")
        with _closing(file):
            yield Draft(path, target, None, mode, file)
        return
    temporary = target.with_name(f".bptrace-{os.urandom(6).hex()}.tmp")
    remove = partial(temporary.unlink, missing_ok=True)
    atexit.register(remove)  # for an interruption that comes while another one is being cleaned up after
    try:
        with _named(path):
            file = _opened(temporary, "x", 0o666 if mode is None else 0o600)
        with _closing(file):
            yield Draft(path, target, temporary, mode, file)
    except BaseException:  # an interruption too must leave nothing behind
        remove()
        raise
    atexit.unregister(remove)


def _opened(path: Path, how: Literal["w", "x"], mode: int = 0o666) -> TextIO:
    """Open a file to be written; what replaces a file that others may not read is not for them to read on the way either."""
    made = partial(os.open, mode=mode)
    return open(path, how, encoding="utf-8", errors="replace", newline="", opener=made)


@contextmanager
def _closing(file: TextIO) -> Iterator[None]:
    """Close a file in the end; that this fails is news only if nothing has failed before."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            file.close()
        raise
    file.close()


@contextmanager
def _named(path: str | Path) -> Iterator[None]:
    """Let an error name the file that was asked for, and not the temporary one or none."""
    try:
        yield
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
