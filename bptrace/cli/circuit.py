"""`bptrace circuit`: a network, or a formula, as a circuit."""

from __future__ import annotations

from pathlib import Path

from bptrace.as_circuit import as_circuit
from bptrace.circuit.model import Circuit
from bptrace.cli import chosen, circuits, printing, tracing
from bptrace.rounding import Rounding


def circuit(
    config: Path,
    sample: int,
    unfold: bool,
    rounding: Rounding | None,
    only: str | None,
    digits: int | None,
    brief: bool,
    look: printing.Appearance,
) -> None:
    """Print a network or a formula as a circuit."""
    figures = chosen.figures(digits, rounding)
    found = tracing.read_any(config)
    look.spare(found.files)
    whole = found if isinstance(found, Circuit) else as_circuit(found, sample - 1)
    shown = circuits.unfolded(whole) if unfold else whole
    circuits.show(shown, circuits.Request(rounding, only, figures, brief), look)
