"""Reports: one trace, many documents. `lesson` lays a trace out as a document; each writer walks it in its own format."""

from bptrace.later import later

__getattr__ = later(__name__, {}, ("arrays", "curve", "diagram", "matrix_lesson", "picture", "schematic", "spoken"))
