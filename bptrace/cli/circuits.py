"""What the commands do with a circuit in the place of a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeAlias

from bptrace import spec
from bptrace.circuit.build import build
from bptrace.circuit.model import Circuit
from bptrace.circuit.trace import CircuitTrace, run
from bptrace.cli import printing
from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.report.circuit_lesson import CircuitOptions, circuit_derivation, circuit_lesson, select_signals
from bptrace.report.circuit_rows import circuit_rows
from bptrace.report.data import lines_of, table_of, whole
from bptrace.report.figures import Figures
from bptrace.report.markdown import markdown
from bptrace.report.writing import Writing
from bptrace.rounding import Rounding


@dataclass(frozen=True)
class Request:
    """How a circuit is worked out and written.

    Attributes
    ----------
    rounding
        Rounds every line before the next one uses it.
    only
        Keys and names with commas between them; None shows all.
    figures
        How numbers are written.
    brief
        Leave the sentences out.
    """

    rounding: Rounding | None
    only: str | None
    figures: Figures
    brief: bool

    def options(self, trace: CircuitTrace) -> CircuitOptions:
        """Return what a document contains; `only` may name what is not there, which is refused."""
        chosen = None if self.only is None else select_signals(trace, self.only.split(","))
        return CircuitOptions(self.brief, chosen, self.rounding)


def refuse_epochs(epochs: int | None, typed: Sequence[str]) -> None:
    """Refuse to train a circuit.

    Raises
    ------
    BptraceError
        If epochs are asked for.
    """
    if epochs is not None or typed:
        option = "--epochs" if epochs is not None else typed[0]
        raise BptraceError(f"{option}: this is a circuit, which is worked out once and not trained; expected a network")


def refuse_names(typed: Sequence[str]) -> None:
    """Refuse the options that rename what a network consists of.

    Raises
    ------
    BptraceError
        If one of them was typed.
    """
    if typed:
        raise BptraceError(f"{typed[0]}: this is a circuit, whose names are those of its formulas; expected a network")


def unfolded(circuit: Circuit) -> Circuit:
    """Return a circuit with the functions that are made of several operations taken apart."""
    return build(circuit.title, circuit.inputs, circuit.definitions, unfold=True, gates=circuit.gates)


def show(circuit: Circuit, request: Request, look: printing.Appearance) -> None:
    """Print the worked example of a circuit."""
    trace = run(circuit, request.rounding)
    writing = Writing(trace.notation, request.figures, look.signs, rounding=request.rounding)
    printing.print_document(circuit_lesson(trace, request.options(trace)), writing, look)


def derive(circuit: Circuit, key: str, request: Request, look: printing.Appearance) -> None:
    """Print how one number of a circuit comes about."""
    trace = run(circuit, request.rounding)
    writing = Writing(trace.notation, request.figures, look.signs, rounding=request.rounding)
    printing.print_document(circuit_derivation(trace, key, request.options(trace)), writing, look)


@dataclass(frozen=True)
class CircuitContents:
    """What is written, whatever the format."""

    trace: CircuitTrace
    options: CircuitOptions
    writing: Writing


Writer: TypeAlias = Callable[[CircuitContents], Iterator[str]]
"""Yields the text of a file in pieces of any length."""


def _markdown(contents: CircuitContents) -> Iterator[str]:
    for line in markdown(circuit_lesson(contents.trace, contents.options), contents.writing):
        yield line + "\n"


def _json(contents: CircuitContents) -> Iterator[str]:
    steps = circuit_rows(contents.trace, contents.writing, contents.options.only)
    return whole(spec.circuit_document(contents.trace.circuit), contents.writing, steps)


def _json_lines(contents: CircuitContents) -> Iterator[str]:
    return lines_of(circuit_rows(contents.trace, contents.writing, contents.options.only))


def _comma_separated(contents: CircuitContents) -> Iterator[str]:
    return table_of(circuit_rows(contents.trace, contents.writing, contents.options.only))


WRITERS: Mapping[str, Writer] = {".md": _markdown, ".json": _json, ".jsonl": _json_lines, ".csv": _comma_separated}
"""What writes each format, by its suffix."""


def written(circuit: Circuit, suffix: str, request: Request) -> Iterator[str]:
    """Return the text of a file in the format that a suffix says.

    Raises
    ------
    BptraceError
        If circuits are not written in that format.
    """
    if suffix not in WRITERS:
        raise BptraceError(f"{suffix}: a circuit is not written in this format; expected {' '.join(WRITERS)}")
    trace = run(circuit, request.rounding)
    writing = Writing(trace.notation, request.figures, rounding=request.rounding)
    return WRITERS[suffix](CircuitContents(trace, request.options(trace), writing))
