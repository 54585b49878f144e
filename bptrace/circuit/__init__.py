"""Circuits: an expression of named inputs, computed gate by gate, and its gradients, gate by gate backwards."""

from bptrace.later import later

__getattr__ = later(__name__, {"Circuit": "model", "CircuitTrace": "trace", "Signal": "signal"})
