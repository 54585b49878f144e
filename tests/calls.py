"""Work counted in calls, which are as many on a slow machine as on a fast one."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def at_most(calls: int) -> Iterator[None]:
    """Hold what is done to a number of calls of functions in Python; the next one raises AssertionError."""
    left = calls

    def count(_frame: FrameType, event: str, _: object) -> None:
        nonlocal left
        left -= event == "call"
        if left < 0:
            raise AssertionError(f"more than {calls} calls")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)
