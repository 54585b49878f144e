"""What `bptrace check` is asked for, whether it marks one sheet or a class's."""

from __future__ import annotations

from pathlib import Path

from bptrace.cli import outputs
from bptrace.cli.chosen import Naming
from bptrace.cli.printing import Appearance
from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.marking.marker import Marker
from bptrace.problem import Problem
from bptrace.rounding import Rounding


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
        if self.ask is None:
            return Marker(problem, self.rounding)
        from bptrace.cli.asked import asked  # which few sheets need

        return Marker(problem, self.rounding, asked(problem, self.ask, self.naming.chosen(problem)))
