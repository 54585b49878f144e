"""The spec file: from YAML to a problem or a circuit, with every fault of the file said at its line and column."""

from bptrace.later import later

_HOMES = {
    "Fault": "faults",
    "SpecError": "faults",
    "circuit_document": "circuit",
    "load": "reading",
    "load_any": "reading",
    "loads": "reading",
    "loads_any": "reading",
    "schema": "json_schema",
}

__getattr__ = later(__name__, _HOMES, ("circuit", "data", "labels", "layout", "pasted", "syntax"))
