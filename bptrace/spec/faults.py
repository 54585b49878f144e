"""What is wrong with a spec file, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bptrace.errors import BptraceError

_WIDTH = 96
_SHOWN = 30


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault.

    Attributes
    ----------
    line, column
        Where it stands, from 1.
    message
        What was found and what was expected.
    file
        The name of the file.
    source
        The text of the line.
    """

    line: int
    column: int
    message: str
    file: str
    source: str

    def __str__(self) -> str:
        head = f"{self.file}:{self.line}:{self.column}: {self.message}"
        if not self.source.strip():
            return head
        line, before = self._window()
        blank = "".join("\t" if character == "\t" else " " for character in line[:before])
        return f"{head}\n    {line}\n    {blank}^"

    def _window(self) -> tuple[str, int]:
        """Return the part of the line around the fault, and how much of it stands before the fault."""
        before = min(self.column - 1, len(self.source))
        if len(self.source) <= _WIDTH:
            return self.source.rstrip(), before
        start = max(0, min(before - _WIDTH // 2, len(self.source) - _WIDTH))
        left, right = "…" if start else "", "…" if start + _WIDTH < len(self.source) else ""
        return left + self.source[start : start + _WIDTH].rstrip() + right, before - start + len(left)


class SpecError(BptraceError):
    """A spec file with faults; as a text, each of them with the line it stands in.

    Attributes
    ----------
    faults
        All faults, in the order of the file.
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        more = len(self.faults) - _SHOWN
        texts = [str(fault) for fault in self.faults[:_SHOWN]]
        super().__init__("\n".join([*texts, f"and {more} more faults"] if more > 0 else texts))
