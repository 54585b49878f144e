"""What `bptrace check` is asked for, whether it marks one sheet or a class's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bptrace.cli import outputs
from bptrace.cli.chosen import Naming
from bptrace.cli.printing import Appearance
from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.keys import UnknownKeyError
from bptrace.marking.finder import MOST_UPDATES
from bptrace.marking.marker import Marker
from bptrace.marking.method import Item, Method
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.rounding import Rounding
from bptrace.selection import select, separate
from bptrace.words import counted

_ASKED = r"(?P<word>[^@]*)(?:@(?P<epoch>[0-9]{1,7})(?:\.(?P<step>[0-9]{1,6}))?)?"


@dataclass(frozen=True)
class Request:
    """A command line, read.

    Attributes
    ----------
    config
        The file of the problem, or `-`.
    sheets
        Files and folders as they were typed; `-` is standard input.
    form
        The format of a sheet on standard input, without a point.
    ask
        Keys with commas between them, or None for what each sheet names.
    rounding
        How every line was to be rounded, or None.
    required
        How many digits were wanted, or None.
    brief
        Leave the table of all lines out.
    digits
        Decimals of printed numbers.
    naming
        What quantities are called.
    look
        How text looks.
    markdown, json, csv
        Where the report is written to in that format, if anywhere; `-` is standard output.
    scheme
        A marking scheme, for a class.
    jobs
        Processes, for a class; None for as many as there are processors.
    """

    config: Path
    sheets: tuple[Path, ...]
    form: str | None
    ask: str | None
    rounding: Rounding | None
    required: Rounding | None
    brief: bool
    digits: int
    naming: Naming
    look: Appearance
    markdown: Path | None
    json: Path | None
    csv: Path | None
    scheme: Path | None
    jobs: int | None

    @property
    def of_class(self) -> bool:
        """Whether a class is marked: several sheets, a folder, or what only a class has."""
        several = len(self.sheets) > 1 or any(str(sheet) != "-" and sheet.is_dir() for sheet in self.sheets)
        return several or self.csv is not None or self.scheme is not None or self.jobs is not None

    @property
    def targets(self) -> tuple[Path, ...]:
        """What is written."""
        return tuple(path for path in (self.markdown, self.json, self.csv) if path is not None)

    @property
    def prints(self) -> bool:
        """Whether standard output is free for the report as text."""
        return not any(str(path) == "-" for path in self.targets)

    def check(self) -> None:
        """Check that nothing is read or written twice, and nothing written over what is read.

        Raises
        ------
        BptraceError
            If something would be.
        """
        if [str(path) for path in (self.config, *self.sheets)].count("-") > 1:
            raise BptraceError("-: standard input can be read once; expected a file for the others")
        if [str(path) for path in self.targets].count("-") > 1:
            raise BptraceError("-: standard output can be written once; expected files for the others")
        for read in (self.config, *self.sheets, *(() if self.scheme is None else (self.scheme,))):
            outputs.check(read, self.targets)

    def marker(self, problem: Problem) -> Marker:
        """Return what marks the sheets.

        Raises
        ------
        BptraceError
            If `ask` names what the problem does not have.
        """
        return Marker(
            problem, self.rounding, None if self.ask is None else asked(problem, self.ask, self.naming.chosen(problem))
        )


def asked(problem: Problem, ask: str, shown: Notation | None = None) -> frozenset[Item]:
    """Return the lines that are meant by keys, parameters and neurons with commas between them, each with @epoch or not.

    Without an update, as `.3` of `w5+@2.3`, a line of a sample is meant in the update that the sample is in, and any other in
    the first. `shown` is the notation in which names may be written too.

    Raises
    ------
    UnknownKeyError
        If one of them names nothing.
    """
    words = defaultdict[tuple[int, int | None], list[str]](list)
    for word in filter(None, map(str.strip, separate(ask))):
        match = re.fullmatch(_ASKED, word)
        epoch, step = (int(match["epoch"] or 1), match["step"] and int(match["step"])) if match else (0, None)
        if match is None or not epoch or step == 0:
            raise UnknownKeyError(word, f"--ask: found {word}; expected a key, and after @ the number of an epoch")
        words[epoch, step or None].append(match["word"])
    if not words:
        words[1, None] = []
    return frozenset(item for at in words for item in _of_round(problem, at, words[at], shown))


def _of_round(problem: Problem, at: tuple[int, int | None], words: list[str], shown: Notation | None) -> Iterator[Item]:
    epoch, step = at
    updates = len(problem.batches())
    if epoch > problem.epochs and problem.optimizer is None:
        raise UnknownKeyError(f"@{epoch}", f"--ask: nothing is learned here, so there is no epoch {epoch}")
    if epoch > problem.epochs and epoch * updates > MOST_UPDATES:
        raise UnknownKeyError(f"@{epoch}", f"--ask: epoch {epoch} is too late to be computed")
    if step is not None and step > updates:
        raise UnknownKeyError(f"@{epoch}.{step}", f"--ask: an epoch here has {counted(updates, 'update')}, not {step}")
    for one in select(Method(problem, frozenset({epoch})).trace, words, "--ask", shown):
        yield Item(epoch, step or 1 if one.sample is None else one.sample // problem.batch + 1, one)
