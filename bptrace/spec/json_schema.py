"""The JSON Schema of a spec file, made from the declaration of its fields."""

from __future__ import annotations

from bptrace.spec.circuit import CIRCUIT
from bptrace.spec.explained import explained
from bptrace.spec.fields import SPEC
from bptrace.spec.kinds import Schema


def schema() -> Schema:
    """Return the JSON Schema of a spec file, for editors that complete and check as one types."""
    found = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "bptrace spec",
        "description": "A network, the samples it is shown and how it learns, or a circuit with the values of its inputs, for "
        "a worked example of backpropagation.",
        "if": {"anyOf": [{"required": ["circuit"]}, {"required": ["gates"]}]},
        "then": CIRCUIT.schema(),
        "else": SPEC.schema(),
    }
    return explained(found)
