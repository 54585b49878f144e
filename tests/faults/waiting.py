"""What a process is doing, told by signs and not by how long it has been about it."""

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from signal import Signals
from subprocess import Popen
from typing import Any

import pytest


def wait_for(what: Callable[[], object], process: Popen[Any]) -> None:
    """Wait until something is true, while a process runs."""
    until = time.monotonic() + 30
    while not what():
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.01)


def catches(number: int, signal: Signals) -> bool:
    """Whether a process has a handler for a signal: the program has one for SIGTERM while a command runs."""
    mask = re.search(r"^SigCgt:\s*([0-9a-f]+)$", _of(number, "status"), re.MULTILINE)
    assert mask is not None
    return bool(int(mask[1], 16) >> (signal - 1) & 1)


def worked(number: int) -> float:
    """Return how many seconds of a processor a process has used."""
    fields = _of(number, "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _of(number: int, name: str) -> str:
    found = Path(f"/proc/{number}/{name}")
    if not found.exists():
        pytest.skip("needs /proc")
    return found.read_text(encoding="utf-8")
