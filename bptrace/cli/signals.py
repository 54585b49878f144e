"""Being asked to stop: while a command runs, a signal is an exception, so that no file is left half-way."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class StoppedError(BaseException):
    """The program has been asked to stop, and not by its user's Ctrl-C.

    Attributes
    ----------
    number
        The signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


_STOPS = ("SIGINT", "SIGTERM", "SIGHUP")


@contextmanager
def as_exceptions(asked: list[int]) -> Iterator[None]:
    """Turn SIGINT into KeyboardInterrupt, and SIGTERM and SIGHUP into StoppedError, where they would end the program at once.

    What is ignored stays ignored, as under nohup, and what is handled already is left alone. Outside of this block no file is
    being written, and to end at once is right.

    Parameters
    ----------
    asked
        Gets the number of each signal that comes: a library may pass on another exception in the place of ours, as NumPy does
        where it was comparing.
    """

    def stop(number: int, frame: Any) -> None:
        asked.append(number)
        raise KeyboardInterrupt if number == signal.SIGINT else StoppedError(number)

    changed = []
    try:
        if threading.current_thread() is threading.main_thread():  # another one may not
            for name in _STOPS:
                number = getattr(signal, name, None)  # which not every system has
                if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                    changed.append(number)
                    signal.signal(number, stop)
        yield
    finally:
        for number in changed:
            signal.signal(number, signal.SIG_DFL)
