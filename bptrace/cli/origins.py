"""`bptrace explain KEY=VALUE`: where a published figure may come from."""

from __future__ import annotations

from bptrace.circuit.model import Circuit
from bptrace.cli import printing
from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.marking.figure import UnreadableError, read_figure
from bptrace.marking.finder import Finder
from bptrace.marking.origin import search
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.report.figures import Figures
from bptrace.report.origin import origins
from bptrace.report.writing import Writing
from bptrace.rounding import Rounding

_MORE = 3
"""So many digits more than the figure has are shown, so that a reader sees how it was rounded."""

_MOST = 17


@dataclass(frozen=True)
class Request:
    """How the answer is given."""

    digits: int
    brief: bool
    look: printing.Appearance


def check(problem: Problem | Circuit, rounding: Rounding | None) -> None:
    """Check that origins are sought where they can be found.

    Raises
    ------
    BptraceError
        If they are not.
    """
    if isinstance(problem, Circuit):
        raise BptraceError("a circuit has no mistakes that a figure could come from; leave =VALUE out")
    if rounding is not None:
        raise BptraceError("--round: where a figure comes from is sought in all roundings; leave it out with KEY=VALUE")


def trace_back(problem: Problem, key: str, published: str, notation: Notation, request: Request) -> bool:
    """Print where a figure that is published for a key may come from; return whether anything was found.

    Raises
    ------
    BptraceError
        If the key names nothing or the figure is none.
    """
    try:
        figure = read_figure(published)
    except UnreadableError as error:
        raise BptraceError(f"after =: {error}; expected a figure such as 0.3589") from None
    answer = search(problem, Finder(problem).find(key), figure, notation)
    digits = min(max(request.digits, answer.claim.places + _MORE), _MOST) if figure.unit else request.digits
    writing = Writing(notation, Figures(digits), request.look.signs)
    printing.print_document(origins(answer, brief=request.brief), writing, request.look)
    return bool(answer.origins)
