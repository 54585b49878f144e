"""Marking many files, in several processes where that is worth their start, with the same results in the same order."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread
from typing import Any

from bptrace import spec
from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.marking.classroom import Assessor, Result
from bptrace.marking.diagnosis import diagnose
from bptrace.marking.marker import Marker
from bptrace.marking.scheme import Scheme
from bptrace.problem import Problem
from bptrace.rounding import Rounding
from bptrace.spec.write import document

CHUNK = 50
"""So many files are handed to a process at a time; their results come back together."""

WORTH = 400
"""With fewer files for each process than this, the start of a process costs more than it saves."""


@dataclass(frozen=True)
class Work:
    """What is to be done with every file, in a form that goes from one process to another.

    Attributes
    ----------
    spec
        The problem, as a spec.
    scheme
        How many marks there are for what; it also says what was asked for.
    rounding
        How every line was to be rounded; None if the sheets' own figures tell.
    keep
        What of a result is kept: all of it, or what a table needs.
    """

    spec: str
    scheme: Scheme
    rounding: Rounding | None
    keep: Callable[[Result], Result]

    def assessor(self) -> Assessor:
        """Return what marks the files."""
        problem = spec.loads(self.spec)
        return Assessor(Marker(problem, self.rounding, self.scheme.asked), self.scheme, diagnose)


def work(problem: Problem, scheme: Scheme, rounding: Rounding | None = None, *, whole: bool = False) -> Work:
    """Return what is to be done with sheets of a problem; `whole` results keep their lines, others are smaller."""
    text = json.dumps(document(problem), ensure_ascii=False)
    return Work(text, scheme, rounding, _all if whole else Result.brief)


def _all(result: Result) -> Result:
    return result


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def processes(files: int, jobs: int | None) -> int:
    """Return how many processes to mark so many files with, at most as many as were asked for."""
    return max(1, min(jobs or processors(), files // WORTH))


def mark_all(paths: Sequence[Path], work: Work, jobs: int = 1) -> Iterator[Result]:
    """Yield what each file comes to, in order.

    Parameters
    ----------
    paths
        The files.
    work
        What is to be done with each.
    jobs
        How many processes do it; 1 is this one.

    Raises
    ------
    BptraceError
        If a process has been ended from outside.
    """
    if jobs == 1:
        assessor = work.assessor()
        yield from (work.keep(assessor.assess(path)) for path in paths)
        return
    chunks = [tuple(paths[start : start + CHUNK]) for start in range(0, len(paths), CHUNK)]
    pool = ProcessPoolExecutor(jobs, get_context("spawn"), _start, (work,))
    try:
        with _uninterrupted():  # which the processes inherit: Ctrl-C is for this one, and they end with it
            results = pool.map(_mark, chunks)
        for chunk in results:
            yield from chunk
    except BrokenProcessPool:
        raise BptraceError("a process that marked sheets has been ended from outside; --jobs 1 does without") from None
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Keep an interruption waiting for a moment, on systems that can."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_process: Any = None
"""What marks in a process of a pool: its assessor and its work."""


def _start(work: Work) -> None:
    global _process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_the_first, daemon=True).start()
    _process = work.assessor(), work


def _end_with_the_first() -> None:
    """End this process when the one that started it is gone, which a kill gives no chance to say so."""
    first = parent_process()
    if first is not None:
        first.join()
        os._exit(1)


def _mark(paths: Sequence[Path]) -> list[Result]:
    assessor, work = _process
    return [work.keep(assessor.assess(path)) for path in paths]
