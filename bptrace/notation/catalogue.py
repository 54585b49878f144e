"""The notations, by the name that is given on the command line."""

from __future__ import annotations

from collections.abc import Mapping

from bptrace import notation
from bptrace.later import Later

NOTATIONS: Mapping[str, type[notation.Notation]] = Later(
    {
        "mazur": "bptrace.notation.mazur:Notation",
        "lecture": "bptrace.notation.lecture:Lecture",
        "matrix": "bptrace.notation.matrix:Matrix",
    }
)
