"""Running a command line inside this process, with its streams captured and the same surroundings everywhere."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import click

from bptrace.golden import Outcome

WIDTH = 80
CRASHED = 70  # as sysexits.h has it: a fault of the program and not of the request
_FIXED = {"COLUMNS": str(WIDTH), "LINES": "24", "NO_COLOR": "1", "TERM": "dumb"}
_REMOVED = ("FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "COLORTERM")


def run_captured(command: click.Command, arguments: Sequence[str], typed: str = "") -> Outcome:
    """Run a command line: 80 columns, no colour, UTF-8, no terminal, and what is typed as input, wherever it runs."""
    written, said = io.BytesIO(), io.BytesIO()
    with _same_environment(), _stdin(typed), redirect_stdout(_stream(written)), redirect_stderr(_stream(said)):
        status = _status(command, arguments)
        return Outcome(status, written.getvalue().decode("utf-8"), said.getvalue().decode("utf-8"))


def _status(command: click.Command, arguments: Sequence[str]) -> int:
    try:
        result = command.main(list(arguments), prog_name="bptrace", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else int(error.code is not None)
    except Exception:  # one broken command must not hide what became of the other cases
        traceback.print_exc()
        return CRASHED
    return result if isinstance(result, int) else 0


def _stream(buffer: io.BytesIO) -> io.TextIOWrapper:
    return io.TextIOWrapper(buffer, encoding="utf-8", newline="\n", write_through=True)


@contextmanager
def _stdin(typed: str) -> Iterator[None]:
    before, sys.stdin = sys.stdin, _stream(io.BytesIO(typed.encode()))
    try:
        yield
    finally:
        sys.stdin = before


@contextmanager
def _same_environment() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in (*_FIXED, *_REMOVED)}
    os.environ.update(_FIXED)
    for name in _REMOVED:
        os.environ.pop(name, None)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
