"""The spec file: from YAML to a problem, with every fault of the file said at its line and column."""

from __future__ import annotations

from pathlib import Path

from bptrace.problem import Problem
from bptrace.spec.build import problem
from bptrace.spec.faults import Fault, SpecError
from bptrace.spec.fields import SPEC
from bptrace.spec.schema import schema
from bptrace.spec.source import Source

__all__ = ["Fault", "SpecError", "load", "loads", "schema"]


def load(path: str | Path) -> Problem:
    """Return the problem of a spec file.

    Raises
    ------
    SpecError
        If the file cannot be read or is at fault.
    """
    name = str(path)
    try:
        text = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SpecError(
            [Fault(1, 1, f"found no readable file ({reason.lower()}); expected a spec", name, "")]
        ) from None
    return _problem(Source(text, name), Path(path).stem)


def loads(text: str | bytes, name: str = "<text>") -> Problem:
    """Return the problem of a spec's text, or of its bytes; `name` stands in messages in the place of a file's name.

    Raises
    ------
    SpecError
        If the text is at fault.
    """
    return _problem(Source(text, name), "A worked example")


def _problem(source: Source, title: str) -> Problem:
    return problem(source, SPEC.read(source, source.compose(), ""), title)
