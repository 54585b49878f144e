"""From the text of a spec file to a problem or a circuit."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yaml.nodes import MappingNode, Node, ScalarNode

from bptrace import circuit, spec
from bptrace.problem import Problem
from bptrace.spec.build import problem
from bptrace.spec.decoding import contents
from bptrace.spec.faults import Fault, SpecError
from bptrace.spec.fields import SPEC
from bptrace.spec.kinds import OF_CIRCUITS, OF_NETWORKS
from bptrace.spec.source import Source
from bptrace.words import printable


def load(path: str | Path) -> Problem:
    """Return the problem of a spec file.

    Raises
    ------
    SpecError
        If the file cannot be read or is at fault, or is of a circuit.
    """
    return _network(load_any(path), str(path))


def load_any(path: str | Path) -> Problem | circuit.Circuit:
    """Return the problem of a spec file, or the circuit if it is one; errors as for `load`."""
    return _read(Source(contents(Path(path)), str(path)), printable(Path(path).stem))


def loads(text: str | bytes, name: str = "<text>") -> Problem:
    """Return the problem of a spec's text, or of its bytes; `name` stands in messages in the place of a file's name.

    Raises
    ------
    SpecError
        If the text is at fault.
    """
    return _network(loads_any(text, name), name)


def loads_any(text: str | bytes, name: str = "<text>") -> Problem | circuit.Circuit:
    """Return the problem of a spec's text, or the circuit if it is one; parameters and errors as for `loads`."""
    return _read(Source(text, name), "A worked example")


def _read(source: Source, title: str) -> Problem | circuit.Circuit:
    with _no_garbage():
        try:
            return _subject(source, title)
        except SpecError as error:
            faults = error.faults
        raise SpecError(faults)  # without the nodes of the file, which the traceback of the other one keeps


def _subject(source: Source, title: str) -> Problem | circuit.Circuit:
    root = source.compose()
    if _is_circuit(root):
        return spec.circuit.circuit(source, spec.circuit.CIRCUIT.read(source, root, ""), title)
    return problem(source, SPEC.read(source, root, ""), title)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Let the collector of garbage rest: the nodes of a file are none, and to look through them all takes most of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _is_circuit(root: Node) -> bool:
    """Whether a spec is that of a circuit rather than of a network."""
    pairs = root.value if isinstance(root, MappingNode) else ()
    fields = {key.value for key, _ in pairs if isinstance(key, ScalarNode)}
    return not fields.isdisjoint(OF_CIRCUITS) and fields.isdisjoint(OF_NETWORKS)


def _network(found: Problem | circuit.Circuit, name: str) -> Problem:
    if isinstance(found, Problem):
        return found
    raise SpecError([Fault(1, 1, "found a circuit; expected a network with layers", name, "")])
