"""The standard streams: all three are there, carry whatever is written to them, and fall silent when nobody reads on."""

from __future__ import annotations

import codecs
import os
import sys
from typing import Literal, TextIO

_CLOSEST = "bptrace.closest"


def prepare() -> None:
    """Open what was closed when the program was started, and let the others carry any text.

    A closed input is an empty one, and what is said on a closed error stream is said to nobody; a closed output fails when
    something is written to it. Were one of the numbers 0, 1 and 2 left free, the next file to be opened would get it, and what
    a library writes there would end up in that file.
    """
    sys.stdin = sys.stdin or _nowhere(os.O_RDONLY, "r")
    sys.stdout = sys.stdout or _nowhere(os.O_RDONLY, "w")
    sys.stderr = sys.stderr or _nowhere(os.O_WRONLY, "w")
    for stream in (sys.stdout, sys.stderr):
        _make_printable(stream)


def shows_colors() -> bool:
    """Whether the standard output gets colours where no option decides: the environment does, then what is there to see."""
    if os.environ.get("NO_COLOR"):
        return False
    forced = (os.environ.get(name, "") for name in ("FORCE_COLOR", "CLICOLOR_FORCE"))
    if any(value not in ("", "0") for value in forced):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def discard_output() -> None:
    """Point standard output nowhere, so that the interpreter's last flush does not complain a second time."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _nowhere(flags: int, mode: Literal["r", "w"]) -> TextIO:
    number = os.open(os.devnull, flags)
    os.set_inheritable(number, True)
    return open(number, mode, encoding="utf-8", closefd=False)


def _make_printable(stream: TextIO) -> None:
    """Let a stream carry signs, and whatever a file has put into a name, in ASCII where its encoding lacks them."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        codecs.register_error(_CLOSEST, _closest)
        reconfigure(errors=_CLOSEST)


def _closest(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for characters that an encoding lacks, as a handler of its errors."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    from bptrace.signs import closest  # which few streams need

    return closest(error.object[error.start : error.end]), error.end
