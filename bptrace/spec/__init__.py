"""The spec file: from YAML to a problem or a circuit, with every fault of the file said at its line and column."""

from __future__ import annotations

from pathlib import Path

from bptrace.circuit.model import Circuit
from bptrace.problem import Problem
from bptrace.spec.build import problem
from bptrace.spec.circuit import CIRCUIT, circuit, circuit_document, is_circuit
from bptrace.spec.faults import Fault, SpecError
from bptrace.spec.fields import SPEC
from bptrace.spec.schema import schema
from bptrace.spec.source import Source

__all__ = ["Fault", "SpecError", "circuit_document", "load", "load_any", "loads", "loads_any", "schema"]


def load(path: str | Path) -> Problem:
    """Return the problem of a spec file.

    Raises
    ------
    SpecError
        If the file cannot be read or is at fault, or is of a circuit.
    """
    return _network(load_any(path), str(path))


def load_any(path: str | Path) -> Problem | Circuit:
    """Return the problem of a spec file, or the circuit if it is one; errors as for `load`."""
    name = str(path)
    try:
        text = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SpecError(
            [Fault(1, 1, f"found no readable file ({reason.lower()}); expected a spec", name, "")]
        ) from None
    return _read(Source(text, name), Path(path).stem)


def loads(text: str | bytes, name: str = "<text>") -> Problem:
    """Return the problem of a spec's text, or of its bytes; `name` stands in messages in the place of a file's name.

    Raises
    ------
    SpecError
        If the text is at fault.
    """
    return _network(loads_any(text, name), name)


def loads_any(text: str | bytes, name: str = "<text>") -> Problem | Circuit:
    """Return the problem of a spec's text, or the circuit if it is one; parameters and errors as for `loads`."""
    return _read(Source(text, name), "A worked example")


def _read(source: Source, title: str) -> Problem | Circuit:
    root = source.compose()
    if is_circuit(root):
        return circuit(source, CIRCUIT.read(source, root, ""), title)
    return problem(source, SPEC.read(source, root, ""), title)


def _network(found: Problem | Circuit, name: str) -> Problem:
    if isinstance(found, Circuit):
        raise SpecError([Fault(1, 1, "found a circuit; expected a network with layers", name, "")])
    return found
