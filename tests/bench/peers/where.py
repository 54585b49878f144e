"""The peers that are not NumPy: each where it is found, and why it is missing where it is not."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from tests.bench.measure import process, slope_of, told

VARIABLE = "BPTRACE_BENCH_PEERS"
"""Where the main program says which Python has JAX."""

HAS_PYTORCH = find_spec("torch") is not None
_JAX = "tests.bench.peers.jax_rounds"


def _python() -> str:
    return os.environ.get(VARIABLE, sys.executable)


@cache
def has_jax() -> bool:
    """Whether the Python of the peers has JAX."""
    found = "from importlib.util import find_spec; raise SystemExit(find_spec('jax') is None)"
    return subprocess.run([_python(), "-c", found]).returncode == 0


@cache
def compiler() -> str | None:
    """Return the compiler of C, if there is one."""
    return shutil.which("cc")


def missing() -> list[str]:
    """Return which peers are missing."""
    found = {"C": compiler() is not None, "JAX": has_jax(), "PyTorch": HAS_PYTORCH}
    return [name for name, there in found.items() if not there]


def with_pytorch(sizes: tuple[int, int, int], samples: int, few: int, many: int) -> dict[str, Callable[[], float]]:
    """Return what measures a round in PyTorch, or nothing."""
    if not HAS_PYTORCH:
        return {}
    pytorch = import_module("tests.bench.peers.pytorch")
    return {"PyTorch": slope_of(lambda rounds: pytorch.rounds(sizes, samples, rounds), few, many)}


def with_jax(sizes: tuple[int, int, int], samples: int, few: int, many: int) -> dict[str, Callable[[], float]]:
    """Return what measures a round in JAX, or nothing."""
    words = (",".join(map(str, sizes)), str(samples), str(few), str(many))
    return {"JAX": lambda: told(_python(), _JAX, *words)} if has_jax() else {}


def with_jax_run(sizes: tuple[int, int, int], rounds: int) -> dict[str, Callable[[], float]]:
    """Return what measures a whole run in JAX on one sample, or nothing."""
    words = ("-m", _JAX, ",".join(map(str, sizes)), "1", str(rounds))
    return {"JAX": lambda: process(words, _python())} if has_jax() else {}


def with_c(few: int, many: int) -> dict[str, Callable[[], float]]:
    """Return what measures a round of Mazur's network in C, or nothing."""
    if compiler() is None:
        return {}
    program = built()

    def measure() -> float:
        return (process([str(many)], program) - process([str(few)], program)) / (many - few)

    return {"C": measure}


@cache
def built() -> str:
    """Compile the peer in C, and return where it is."""
    source = Path(__file__).with_name("mazur.c")
    target = Path(tempfile.mkdtemp(prefix="bptrace-bench-")) / source.stem
    subprocess.run([str(compiler()), "-O2", "-o", str(target), str(source), "-lm"], check=True)
    return str(target)
