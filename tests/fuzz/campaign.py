"""A campaign against one target: a worker goes through cases under its limits, and is watched from outside.

The worker is a fork that holds itself to the limits. Where it cannot, because C code does not come back or memory cannot be
had, the kernel ends it by its time of the processor, or the watch does by the clock; a new one goes on with the next case.
"""

from __future__ import annotations

import gc
import itertools
import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.fuzz.law import BrokenLawError, Case, judged

PATIENCE = 60.0
"""So many seconds by the clock a case may take on a busy machine."""

Draw = Callable[[Random], Case]


class Tried(NamedTuple):
    """What came of one case.

    Attributes
    ----------
    seed
        What it was drawn from.
    broken
        How it broke the law, or nothing.
    seconds, peak
        How much time of a processor it took, and the most memory of the worker so far, in kB.
    status
        The exit status.
    """

    seed: int
    broken: str
    seconds: float
    peak: int
    status: int | None = None


_NOTHING = Tried(0, "", 0.0, 0)


@dataclass
class Account:
    """What came of a campaign."""

    tried: int = 0
    statuses: dict[int | None, int] = field(default_factory=dict)
    slowest: Tried = _NOTHING
    largest: Tried = _NOTHING
    broken: list[Tried] = field(default_factory=list)

    def add(self, tried: Tried) -> None:
        self.tried += 1
        self.statuses[tried.status] = self.statuses.get(tried.status, 0) + 1
        self.slowest = max(self.slowest, tried, key=lambda one: one.seconds)
        self.largest = max(self.largest, tried, key=lambda one: one.peak)
        if tried.broken:
            self.broken.append(tried)


def campaign(draw: Draw, seeds: Iterator[int], until: float) -> Account:
    """Go through the cases of some seeds until a time of the monotonic clock, or until there are no more."""
    account = Account()
    while time.monotonic() < until:
        ended = _Ended()
        for tried in _watched(draw, seeds, until, ended):
            account.add(tried)
        if ended.all:
            break
    return account


@dataclass
class _Ended:
    """Whether there are no more seeds."""

    all: bool = False


def _watched(draw: Draw, seeds: Iterator[int], until: float, ended: _Ended) -> Iterator[Tried]:
    """Yield what comes of cases, up to the first that ends the worker."""
    here, there = multiprocessing.Pipe()
    worker = multiprocessing.get_context("fork").Process(target=_work, args=(draw, there), daemon=True)
    worker.start()
    there.close()
    try:
        for seed in seeds:
            here.send(seed)
            if not here.poll(PATIENCE):
                yield Tried(seed, f"no answer after {PATIENCE:g} seconds", PATIENCE, 0)
                return
            try:
                yield here.recv()
            except EOFError:
                worker.join()
                yield Tried(seed, f"the process ended with {worker.exitcode}", 0.0, 0)
                return
            if time.monotonic() > until:
                break
        ended.all = True
    finally:
        worker.kill()
        worker.join()


def _work(draw: Draw, pipe: Connection) -> None:
    os.nice(5)
    for number in itertools.count():
        seed = pipe.recv()
        if number % 25 == 0:
            gc.collect()  # or what former cases have left would count
        case, before = draw(Random(seed)), time.process_time()
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(before + 2 * case.seconds + 4), hard))
        broken, status = "", None
        try:
            status = judged(case).status
        except BrokenLawError as error:
            broken = str(error)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        pipe.send(Tried(seed, broken, time.process_time() - before, peak, status))


def kept(case: Case, broken: str, folder: Path) -> None:
    """Write a case down."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "args").write_text("\n".join(case.args) + "\n", encoding="utf-8", errors="surrogateescape")
    (folder / "broken").write_text(broken + "\n", encoding="utf-8", errors="backslashreplace")
    for name, content in {"stdin": case.stdin, **case.files}.items():
        if content:
            (folder / name).write_bytes(content)


def distinct(broken: Sequence[Tried]) -> dict[str, list[Tried]]:
    """Return the broken cases by the beginning of what broke."""
    found = dict[str, list[Tried]]()
    for tried in broken:
        found.setdefault(tried.broken[:60], []).append(tried)
    return found
