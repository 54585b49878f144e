"""The law that every input is held to: an answer, or one message; never a traceback, a long wait or much memory."""

from __future__ import annotations

import io
import re
import resource
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import click

import bptrace
from bptrace.cli import main

_PACKAGE = Path(bptrace.__file__).parent

SECONDS = 2.0
"""So much time of a processor may be spent on an input."""

SEARCHING = 6.0
"""So much where a published figure is sought among the runs of all mistakes."""

MEASURED = 6
"""So many times as much where coverage is measured, line by line."""

FRESH = 60
"""So many megabytes a process of the program has before it reads anything."""

MEGABYTES = 500
"""So much memory may be in use, the interpreter and NumPy included."""

LARGEST = 1_000_000
"""An input has fewer bytes than this."""

FOLDER = "@/"
"""Stands in arguments for the folder of a case's files."""

_WITHOUT_END = "\x00-\x08\x0b-\x1f\x7f"
_TALK = re.compile(rf"(?:skipped [^{_WITHOUT_END}]*\n)*", re.DOTALL)
_NOT_FINITE = re.compile(r"(?<![\w.'\"])[-−+]?(?:nan|inf|infinity|∞)(?![\w'\"])", re.IGNORECASE)


@dataclass(frozen=True)
class Case:
    """One input: a command line, what stands on standard input, and files.

    Attributes
    ----------
    args
        What is typed after `bptrace`.
    stdin
        What is on standard input.
    files
        The bytes of files by name; `@/name` in the arguments is the path of one.
    seconds
        How much time of a processor it may take.
    """

    args: Sequence[str]
    stdin: bytes = b""
    files: Mapping[str, bytes] = field(default_factory=dict)
    seconds: float = SECONDS

    @property
    def size(self) -> int:
        return len(self.stdin) + sum(map(len, self.files.values())) + sum(len(arg) for arg in self.args)


@dataclass(frozen=True)
class Answer:
    """What came of a case: its exit status, both streams, and how much time of a processor it took."""

    status: int
    out: str
    err: str
    seconds: float


class BrokenLawError(AssertionError):
    """A case that was not answered as it should be."""


class TooSlowError(BaseException):
    """The time of a case is over; no `except Exception` of the program may take it for something else."""


def judged(case: Case) -> Answer:
    """Run a case and return the answer.

    Raises
    ------
    BrokenLawError
        If it breaks the law.
    """
    try:
        with limited(case.seconds):
            answer = run(case)
    except TooSlowError:
        raise BrokenLawError(f"more than {case.seconds:g} seconds") from None
    except MemoryError as error:
        raise BrokenLawError(f"more than {MEGABYTES} MB") from error
    except Exception as error:
        raise BrokenLawError(f"{type(error).__name__} in {_home(error)}: {error}") from error
    reason = _broken(case, answer)
    if reason:
        raise BrokenLawError(reason)
    return answer


def _home(error: Exception) -> str:
    """Return where in the program an error arose."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _PACKAGE in Path(frame.filename).parents]
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def _broken(case: Case, answer: Answer) -> str:
    """Return what is wrong with an answer, or nothing."""
    if answer.status not in (0, 1, 2):
        return f"exit status {answer.status}"
    if "Traceback (most" in answer.out + answer.err:
        return "a traceback is printed"
    if answer.status == 2 and not answer.err.startswith(("Error: ", "Usage: ")):
        return f"exit status 2 without a message: {answer.err[:200]!r}"
    if answer.status != 2 and not _TALK.fullmatch(answer.err):
        return f"exit status {answer.status} with {answer.err[:200]!r} on the error stream"
    found = _NOT_FINITE.search(answer.out)
    if answer.status == 0 and found and not _NOT_FINITE.search(_typed(case)):
        return f"{found[0]!r} in the output: {answer.out[max(0, found.start() - 60) : found.end() + 20]!r}"
    return ""


def _typed(case: Case) -> str:
    texts = [*case.args, *(content.decode("utf-8", "replace") for content in (case.stdin, *case.files.values()))]
    return re.sub(r"[^\w.−+-]", " ", " ".join(texts))


def run(case: Case) -> Answer:
    """Run a case in this process, without limits."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in case.files.items():
            (Path(folder) / name).write_bytes(content)
        args = [arg.replace(FOLDER, f"{folder}/") for arg in case.args]
        out, err, before = _stream(), _stream(), time.process_time()
        with _standing_in(case.stdin), redirect_stdout(out), redirect_stderr(err), warnings.catch_warnings():
            warnings.simplefilter("error")
            status = _status(args)
        seconds = time.process_time() - before
        return Answer(status, _read(out), _read(err), seconds)


def _status(args: list[str]) -> int:
    try:
        main.main(args, prog_name="bptrace")
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    return 0


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), "utf-8", errors="replace", write_through=True)


def _read(stream: io.TextIOWrapper) -> str:
    content = stream.buffer
    assert isinstance(content, io.BytesIO)
    return content.getvalue().decode("utf-8")


@contextmanager
def _standing_in(content: bytes) -> Iterator[None]:
    """Put bytes on standard input."""
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(content), "utf-8", errors="replace")
    try:
        yield
    finally:
        sys.stdin = before


@contextmanager
def limited(seconds: float = SECONDS, megabytes: int = MEGABYTES) -> Iterator[None]:
    """Hold what is done to a time of the processor, and to the memory of this process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _in_use() + (megabytes - FRESH) * 2**20  # in use: also what tests before this one have left behind
    before = signal.signal(signal.SIGPROF, _stop)
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    most_seconds = seconds * (MEASURED if _is_measured() else 1)
    signal.setitimer(signal.ITIMER_PROF, most_seconds, 0.5)  # again, if it came where an exception is passed over
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.signal(signal.SIGPROF, before)


def _stop(number: int, frame: FrameType | None) -> None:
    if not any("coverage" in Path(each.f_code.co_filename).parts for each, _ in traceback.walk_stack(frame)):
        raise TooSlowError  # else later: what measures coverage may hold a lock just now, which nobody would let go


def _is_measured() -> bool:
    coverage = sys.modules.get("coverage")
    return coverage is not None and coverage.Coverage.current() is not None


def _in_use() -> int:
    """Return how many bytes of addresses this process has."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(pages[0]) * resource.getpagesize()
