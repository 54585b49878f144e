"""From what was typed to a trace: read the problem, run it, keep what is to be shown."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

from bptrace import circuit, examples, spec, training
from bptrace.cli.starting import allow_threads
from bptrace.errors import BptraceError
from bptrace.problem import Problem
from bptrace.rounding import Rounding
from bptrace.spec.decoding import LARGEST
from bptrace.trace import Trace
from bptrace.training import Progress, Stream

STANDARD_INPUT = "standard input"
"""What the file is called in messages that is typed as `-`."""

LONG = 2000
"""From so many epochs or gradients on, progress is shown on a terminal."""


def read(config: Path, epochs: int | None = None) -> Problem:
    """Read a problem from a file, or from standard input for `-`, with the number of epochs that was asked for."""
    found = read_any(config)
    if isinstance(found, Problem):
        return with_epochs(found, epochs)
    name = STANDARD_INPUT if str(config) == "-" else examples.called(config)
    raise BptraceError(f"{name}: found a circuit; expected a network with layers")


def with_epochs(problem: Problem, epochs: int | None) -> Problem:
    """Return a problem with the number of epochs that was asked for, if one was."""
    return problem if epochs is None else replace(problem, epochs=epochs)


def read_any(config: Path) -> Problem | circuit.Circuit:
    """Read a network's problem or a circuit, from a file or from standard input for `-`."""
    subject = spec.loads_any(_typed(), STANDARD_INPUT) if str(config) == "-" else spec.load_any(config)
    if isinstance(subject, Problem):
        _allow_threads(subject)
    return subject


def _typed() -> bytes:
    """Return what comes through standard input, no more than it takes to say that it is too much."""
    return sys.stdin.buffer.read(LARGEST + 1)


def _allow_threads(problem: Problem) -> None:
    allow_threads(max(block.values.size for block in problem.network.blocks), problem.sample_count)


def trace(problem: Problem, show: Collection[int] = (1,), rounding: Rounding | None = None) -> Trace:
    """Run a problem and keep the epochs to be shown; errors as for `stream`."""
    with stream(problem, show, rounding) as running:
        return running.trace()


@contextmanager
def stream(problem: Problem, show: Collection[int] = (1,), rounding: Rounding | None = None) -> Iterator[Stream]:
    """Prepare a run that hands on the epochs to be shown; it shows its progress while it is gone through.

    Raises
    ------
    BptraceError
        If an epoch to be shown lies after the last; while it is gone through, if the numbers leave what float64 can hold.
    """
    late = [epoch for epoch in show if epoch > problem.epochs]
    if late:
        last = "1 epoch" if problem.epochs == 1 else f"{problem.epochs} epochs"
        raise BptraceError(f"cannot show epoch {late[0]}: the run has {last}; --epochs {late[0]} makes it long enough")
    with _progress(problem) as advance:
        yield Stream(problem, frozenset(show), rounding, advance)


def _progress(problem: Problem) -> AbstractContextManager[Progress]:
    return progress("epochs", problem.epochs)


@contextmanager
def progress(what: str, total: int, least: int = LONG) -> Iterator[Progress]:
    """Show a bar on standard error while something long goes on, if somebody is there to see it.

    Parameters
    ----------
    what
        What there are many of.
    total
        How many there are.
    least
        How many of them are long.
    """
    if total < least or not sys.stderr.isatty():
        yield training.silent
        return
    from rich.console import Console  # only a long run on a terminal needs it
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)
