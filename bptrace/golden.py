"""Golden cases: command lines whose output is stored in files a person can read, compared or rewritten.

A case is a folder: `cmd` is the command line after `bptrace`, `out.*` its standard output, `exit` its status where not 0.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from decimal import Decimal
from enum import Enum
from functools import cached_property
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from bptrace import examples
from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.files import write_text, write_texts

_NUMBER = re.compile(r"(?<![\w.])[-−]?\d+(?:\.\d+)?(?:[eE][-+−]?\d+)?(?![\w.]*[A-Za-z_])")
_MISSING = "(nothing: the text has ended)"


class Outcome(NamedTuple):
    """What a command line did."""

    status: int
    stdout: str
    stderr: str = ""


Runner = Callable[[Sequence[str]], Outcome]


class Verdict(Enum):
    """What became of a case."""

    AGREES = "agrees"
    DIFFERS = "differs"
    REWRITTEN = "rewritten"


class Finding(NamedTuple):
    """A verdict, and what there is to say of it."""

    verdict: Verdict
    message: str = ""


@dataclass(frozen=True)
class Case:
    """One golden case, read from its folder when asked."""

    folder: Path

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        """The command line after `bptrace`, split as a shell does."""
        lines = _read(self.folder / "cmd").splitlines()
        if len(lines) != 1 or not lines[0].strip():
            raise BptraceError(
                f"{self.folder / 'cmd'}: expected one line, the command line after bptrace; got {len(lines)}"
            )
        try:
            words = tuple(shlex.split(lines[0]))
        except ValueError as error:
            raise BptraceError(f"{self.folder / 'cmd'}: expected a command line, got {str(error).lower()}") from None
        if words[:1] == ("golden",):
            raise BptraceError(f"{self.folder / 'cmd'}: expected a command that a case can hold, got golden itself")
        return words

    @cached_property
    def status(self) -> int:
        """The exit status that is expected."""
        file = self.folder / "exit"
        text = _read(file).strip() if file.exists() else "0"
        if not text.isdecimal():
            raise BptraceError(f"{file}: expected an exit status, got {text!r}")
        return int(text)

    @property
    def transcript(self) -> Path:
        """The file of the expected output, whether it exists or not."""
        files = sorted(self.folder.glob("out.*"))
        if len(files) > 1:
            raise BptraceError(f"{self.folder}: expected one file out.*, got {', '.join(file.name for file in files)}")
        return files[0] if files else self.folder / "out.txt"

    def concerns(self, config: str) -> bool:
        """Tell whether the command line names a configuration, in this spelling or another."""
        meant = _resolved(config)
        return any(word == config or (meant is not None and _resolved(word) == meant) for word in self.arguments[1:])


def discover(folder: Path) -> list[Case]:
    """Return the cases in a folder, in alphabetical order."""
    if not folder.is_dir():
        raise BptraceError(f"{folder}: no such folder; expected one with a folder for each case")
    return [Case(path) for path in sorted(folder.iterdir()) if path.is_dir() and any(path.iterdir())]


def compare(case: Case, run: Runner) -> Finding:
    """Run a case and say where its output first differs from what is stored."""
    return _judge(case, run(case.arguments))


def rewrite(case: Case, run: Runner) -> Finding:
    """Run a case and store its output where it differs, unless its exit status is not the expected one."""
    outcome = run(case.arguments)
    finding = _judge(case, outcome)
    if finding.verdict is Verdict.AGREES or outcome.status != case.status:
        return finding
    is_new = not case.transcript.exists()
    write_text(case.transcript, outcome.stdout)
    return Finding(Verdict.REWRITTEN, f"{case.transcript}: written" if is_new else f"{finding.message}\n  rewritten")


def create(folder: Path, config: str, run: Runner) -> Finding:
    """Add the case `run CONFIG`, named after the file, if the command succeeds."""
    case = Case(folder / Path(config).stem)
    if case.folder.exists():
        raise BptraceError(f"{case.folder}: is there already, with another command")
    arguments = ("run", config)
    outcome = run(arguments)
    if outcome.status != 0:
        return _wrong_status(case.folder, 0, outcome)
    case.folder.mkdir(parents=True)
    try:
        write_texts({case.folder / "cmd": shlex.join(arguments) + "\n", case.transcript: outcome.stdout})
    except BaseException:  # half a case would be in the way of the next attempt
        case.folder.rmdir()
        raise
    return Finding(Verdict.REWRITTEN, f"{case.transcript}: written")


def _judge(case: Case, outcome: Outcome) -> Finding:
    if outcome.status != case.status:
        return _wrong_status(case.folder, case.status, outcome)
    if not case.transcript.exists():
        return Finding(Verdict.DIFFERS, f"{case.transcript}: missing; --update writes it")
    difference = first_difference(_read(case.transcript), outcome.stdout)
    return Finding(Verdict.DIFFERS, f"{case.transcript}{difference}") if difference else Finding(Verdict.AGREES)


def first_difference(expected: str, found: str) -> str | None:
    """Describe the first line in which two texts differ, and by how much where it is a number; None if they are equal."""
    pairs = zip_longest(expected.splitlines(keepends=True), found.splitlines(keepends=True))
    for number, (old, new) in enumerate(pairs, start=1):
        if old != new:
            lines = [f", line {number}", f"  expected  {_shown(old)}", f"  found     {_shown(new)}"]
            return "\n".join([*lines, *_remarks(old or "", new or "")])
    return None


def _remarks(old: str, new: str) -> list[str]:
    if old.rstrip() == new.rstrip():
        return ["  only the white space at the end of the line differs"]
    pairs = _changed_numbers(old, new)
    if not pairs:
        return []
    rest = f" (and {len(pairs) - 1} more in this line)" if len(pairs) > 1 else ""
    return [f"  {_change(*pairs[0])}{rest}"]


def _changed_numbers(old: str, new: str) -> list[tuple[str, str]]:
    """Return the numbers that differ between two lines, if they differ in numbers and the space around them only."""
    if [part.split() for part in _NUMBER.split(old)] != [part.split() for part in _NUMBER.split(new)]:
        return []
    return [pair for pair in zip(_NUMBER.findall(old), _NUMBER.findall(new), strict=True) if pair[0] != pair[1]]


def _change(old: str, new: str) -> str:
    by = _value(new) - _value(old)
    if by == 0:
        return f"{old} became {new}, the same number"
    return f"{old} became {new}, {float(abs(by)):.3g} {'more' if by > 0 else 'less'}"


def _value(number: str) -> Decimal:
    return Decimal(number.replace("−", "-"))


def _wrong_status(folder: Path, expected: int, outcome: Outcome) -> Finding:
    said = "".join(f"\n  {line}" for line in outcome.stderr.strip().splitlines()[-3:])
    return Finding(Verdict.DIFFERS, f"{folder}: expected exit status {expected}, got {outcome.status}{said}")


def _shown(line: str | None) -> str:
    return _MISSING if line is None else line.rstrip("\n")


def _resolved(config: str) -> Path | None:
    try:
        return examples.find(config).resolve()
    except BptraceError:
        return None


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise BptraceError(f"{file}: missing") from error
    except UnicodeDecodeError as error:
        raise BptraceError(f"{file}: expected UTF-8; {error.reason} at byte {error.start}") from error
