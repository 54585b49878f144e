"""A terminal that a program is given as its standard error: what is shown there tells how far the program has come."""

import os
import re
import select
import time
from subprocess import Popen
from typing import Any

_LONGEST = 180
"""After so many seconds a program has been waited for in vain, on a machine that is busy with others too."""

_SEQUENCE = re.compile(r"\x1b\[[?\d;]*[A-Za-z]|[\r\n]")


class Screen:
    """A terminal of a test's own; `end` is the program's, to be given to one program."""

    def __init__(self) -> None:
        self._ours, self.end = os.openpty()
        self._shown = b""

    @property
    def shown(self) -> str:
        """What the program has shown, without what moves the cursor or colours it."""
        return _SEQUENCE.sub("", self._shown.decode(errors="replace"))

    def wait_for(self, pattern: str, process: Popen[Any]) -> None:
        """Wait until something is shown by a process that runs."""
        self._leave()
        until = time.monotonic() + _LONGEST
        while not re.search(pattern, self.shown):
            assert time.monotonic() < until, self.shown
            assert self._read(1) or process.poll() is None, self.shown

    def close(self) -> str:
        """Wait until nobody shows anything any longer, and return all that was shown."""
        until = time.monotonic() + _LONGEST
        while self._read(1):
            assert time.monotonic() < until, self.shown
        os.close(self._ours)
        return self.shown

    def _leave(self) -> None:
        """Leave the program's end to the program alone, so that its closing is noticed."""
        if self.end >= 0:
            os.close(self.end)
            self.end = -1

    def _read(self, seconds: float) -> bool:
        """Read what is shown within some seconds; return whether more may come."""
        if not select.select([self._ours], [], [], seconds)[0]:
            return True
        try:
            piece = os.read(self._ours, 65536)
        except OSError:  # Linux says so that nobody holds the other end any longer
            return False
        self._shown += piece
        return bool(piece)
