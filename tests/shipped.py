"""The configurations that come with bptrace, for tests that go over all of them."""

from bptrace import examples

MANY_SAMPLES = ("mathspp-demo", "mathspp-quadrants", "quadrants")
"""Tens of thousands of samples: written out in full, they would say no more than a few."""

CIRCUITS = [name for name in examples.names() if name.startswith("circuit")]

SHIPPED = [name for name in examples.names() if name not in (*MANY_SAMPLES, *CIRCUITS)]
"""The networks among them."""
