"""What a person waits for on 784-128-10: a screen of it, and one weight explained."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.large import SIZES
from tests.bench.measure import best, command
from tests.bench.networks import network, written
from tests.bench.table import Row


def rows(times: int = 3) -> Iterator[Row]:
    """Yield the rows of `run` and `explain`."""
    with tempfile.TemporaryDirectory() as scratch:
        config = written(Path(scratch), "large.yaml", network(SIZES))
        screen, weight = "bptrace run, 784-128-10 with init", "bptrace explain w1+, 784-128-10 with init"
        found = best({screen: command("run", config), weight: command("explain", config, "w1+")}, times)
    yield Row(screen, found[screen], (), 1.0)
    yield Row(weight, found[weight], (), 0.6)
