"""A table of numbers and words in a CSV file, whose every fault is said at its line and column."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import field
from functools import cached_property
from io import StringIO

import numpy as np

from bptrace.dataclass import dataclass
from bptrace.network import Floats
from bptrace.spec.decoding import PLAIN_BREAK
from bptrace.spec.faults import MOST, Fault, SpecError
from bptrace.spec.numbers import Refused, number, numbers
from bptrace.spec.words import counted, enumerated, quote


@dataclass(eq=False)
class Table:
    """The rows of a CSV file under its header.

    Attributes
    ----------
    text, name
        The file's text and name.
    header
        The names of the columns.
    rows
        The cells, as text, of every row.
    lines
        The line of every row, from 0.
    head
        The line of the header, from 0.
    faults
        What was found to be wrong so far.
    """

    text: str
    name: str
    header: tuple[str, ...] = ()
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    head: int = 0
    faults: list[Fault] = field(default_factory=list)

    @classmethod
    def read(cls, text: str, name: str) -> Table:
        """Return the table of a text in CSV: commas between cells, the first row the names of the columns.

        Raises
        ------
        SpecError
            If the text is empty, is not CSV, or has rows of different length.
        """
        table = cls(text, name)
        reader = csv.reader(StringIO(text, newline=""), strict=True)
        start = 0
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    table._take(row, start)
                start = reader.line_num
        except csv.Error as error:
            table._refuse_syntax(str(error), start, reader.line_num - 1)
        if not table.faults and not table.header:
            table.fault_at(0, 0, "found an empty file; expected a row of column names, and rows of numbers below it")
        elif not table.faults and not table.rows:
            table.fault_in_header("found no rows below the column names; expected at least one")
        table.raise_faults()
        return table

    def _take(self, row: Sequence[str], line: int) -> None:
        if not self.header:
            self.header = tuple(cell.strip() for cell in row)
            self.head = line
            self._check_header()
            return
        if len(row) != len(self.header):
            expected = f"{len(self.header)}, one for each column {enumerated(self.header)}"
            commas = len(row) > len(self.header) and numbers(row) is not None
            hint = "; write decimals with a point" if commas else ""
            place = self._start(line, min(len(row), len(self.header)))
            self.fault_at(*place, f"found {counted(len(row), 'cell')}; expected {expected}{hint}")
        self.rows.append(list(row))
        self.lines.append(line)

    def _check_header(self) -> None:
        first = {name: place for place, name in reversed([*enumerate(self.header)])}
        for place, name in enumerate(self.header):
            if not name:
                self.fault_in_header("found a column without a name; expected a name for each column", place)
            elif first[name] < place:
                self.fault_in_header(f"found a second column called {quote(name)}; expected different names", place)
        if numbers(self.header) is not None and self.header not in _counted_through(len(self.header)):
            self.fault_in_header("found numbers in the first row; expected the names of the columns in it")
        other = next((sign for sign in ";\t" if len(self.header) == 1 and sign in self.header[0]), None)
        if other:
            found = {";": "semicolons", "\t": "tabs"}[other]
            points = ", and points in decimals" if re.search("[0-9],[0-9]", self.text) else ""
            self.fault_in_header(f"found {found} between the column names; expected commas{points}")
            self.raise_faults()  # rows are parted in the same way, and each would be said to be too long

    def _refuse_syntax(self, problem: str, start: int, last: int) -> None:
        """Note a fault of the CSV syntax in the row of some lines."""
        if "unexpected end of data" in problem:
            at = self._open_quote(start)
            self.fault_at(*at, 'found a cell that begins with " and never ends; expected another " at its end')
        elif "expected after" in problem:
            self.fault_at(
                max(last, start), 0, 'found text behind a closing "; expected a comma there, or "" for a quote'
            )
        else:
            self.fault_at(
                max(last, start), 0, f"found a fault in the CSV syntax ({problem}); expected cells and commas"
            )

    def _open_quote(self, start: int) -> tuple[int, int]:
        """Return where the cell begins that takes up the rest of the text, from a line on."""
        found, quoted = (start, 0), False
        for at, text in enumerate(self._text_lines[start:], start):
            for match in re.finditer('""|"', text):
                if match[0] == '"':  # two are a quote within a cell
                    found, quoted = (found if quoted else (at, match.start())), not quoted
        return found

    def numbers(self, name: str) -> Floats:
        """Return a column of finite numbers; where a cell is at fault, that is noted."""
        cells = self._columns[name]
        values = numbers(cells)
        return self._with_faults(name, cells) if values is None else np.array(values)

    def _with_faults(self, name: str, cells: Sequence[str]) -> Floats:
        """Return a column of numbers, each read by itself, so that a fault is noted in its own place."""
        values = np.zeros(len(cells))
        for sample, cell in enumerate(cells):
            try:
                values[sample] = number(cell, quoted=False)
            except Refused as refused:
                found, hint = quote(cell) if cell else "nothing", f"; {refused}" if str(refused) else ""
                self.fault(sample, name, f"found {found}; expected a number{hint}")
        return values

    @cached_property
    def _columns(self) -> dict[str, tuple[str, ...]]:
        """The cells of every column."""
        rows = (map(str.strip, row) for row in self.rows)
        return dict(zip(self.header, zip(*rows, strict=True), strict=True))

    def words(self, name: str) -> list[str]:
        """Return a column of words; where one is missing, that is noted."""
        words = list(self._columns[name])
        for sample, word in enumerate(words):
            if not word:
                self.fault(sample, name, "found nothing; expected a class")
        return words

    def at(self, sample: int, name: str, message: str) -> Fault:
        """Return a fault of a cell."""
        return self._at(*self._start(self.lines[sample], self.header.index(name)), f"column {name}: {message}")

    def fault(self, sample: int, name: str, message: str) -> None:
        """Note a fault of a cell; after many of them, raise them."""
        self.faults.append(self.at(sample, name, message))
        if len(self.faults) >= MOST:
            self.raise_faults()

    def fault_in_header(self, message: str, place: int = 0) -> None:
        """Note a fault of the name of a column, by default of all of them."""
        self.fault_at(*self._start(self.head, place), message)

    def fault_at(self, line: int, column: int, message: str) -> None:
        """Note a fault at a line and a column, both from 0."""
        self.faults.append(self._at(line, column, message))
        if len(self.faults) >= MOST:
            self.raise_faults()

    def _at(self, line: int, column: int, message: str) -> Fault:
        source = self._text_lines[line] if line < len(self._text_lines) else ""
        return Fault(line + 1, column + 1, message, self.name, source)

    @cached_property
    def _text_lines(self) -> list[str]:
        return PLAIN_BREAK.split(self.text)

    def raise_faults(self) -> None:
        """Raise the faults, if there are any.

        Raises
        ------
        SpecError
            With all of them.
        """
        if self.faults:
            raise SpecError(self.faults)

    def _start(self, line: int, place: int) -> tuple[int, int]:
        return cell_start(self._text_lines, line, place)


def cell_start(lines: Sequence[str], line: int, place: int, delimiter: str = ",") -> tuple[int, int]:
    """Return the line and the column, from 0, where a cell of the row starts that begins in a line.

    Delimiters and line ends within quotes do not end a cell. A cell that is missing would start where the row ends.
    """
    quoted, cells = False, 0
    for at, text in enumerate(lines[line:], line):
        for column, sign in enumerate(text):
            if cells == place and (quoted or sign == delimiter or not sign.isspace()):
                return at, column
            quoted ^= sign == '"'
            cells += sign == delimiter and not quoted
        if not quoted:
            return at, len(text)
    return line, 0


def _counted_through(count: int) -> list[tuple[str, ...]]:
    """Return the headers that only count the columns, as some programs write them."""
    return [tuple(map(str, range(first, first + count))) for first in (0, 1)]
