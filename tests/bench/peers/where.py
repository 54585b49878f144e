"""PyTorch as a peer, where it is installed."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from tests.bench.measure import slope_of

HAS_PYTORCH = find_spec("torch") is not None


def with_pytorch(sizes: tuple[int, int, int], samples: int, few: int, many: int) -> dict[str, Callable[[], float]]:
    """Return what measures a round in PyTorch, or nothing."""
    if not HAS_PYTORCH:
        return {}
    pytorch = import_module("tests.bench.peers.pytorch")
    return {"PyTorch": slope_of(lambda rounds: pytorch.rounds(sizes, samples, rounds), few, many)}
