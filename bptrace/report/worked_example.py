"""The whole worked example of a network, number by number or array by array."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bptrace import report
from bptrace.notation import Notation
from bptrace.report.conventions import names
from bptrace.report.document import Element
from bptrace.report.lesson import Options, lesson
from bptrace.trace import Trace


def worked_example(trace: Trace, notation: Notation, options: Options) -> Iterator[Element]:
    """Return the lesson in the reading order of a notation: number by number, or array by array."""
    options = replace(options, called=tuple(names(notation)))
    return (
        lesson(trace, options, report.matrix_lesson.matrix_round) if notation.whole_arrays else lesson(trace, options)
    )
