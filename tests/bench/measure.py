"""Measuring by processor time, the peers in turn: on a machine with other work ratios hold, and the clock does not."""

import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from math import log
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
THREADS = ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS")
KERNELS = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
"""What a machine may choose for OpenBLAS, which else finds the fastest kernels for its processor by itself."""

_CACHE = Path(tempfile.gettempdir()) / "bptrace-bench"


def _environment() -> dict[str, str]:
    """Return the environment of a user: compiled modules are kept, and nobody has chosen threads or kernels."""
    unset = {*THREADS, *KERNELS, "PYTHONDONTWRITEBYTECODE"}
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(_CACHE)}


def process(arguments: Sequence[str], program: str = sys.executable) -> float:
    """Return the processor time of a process, in seconds; the program is Python if nothing else is said.

    Raises
    ------
    RuntimeError
        If it fails; 1 is the status of an answer that is "no".
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [program, *arguments], cwd=ROOT, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode > 1:
        raise RuntimeError(f"{' '.join(arguments)}: {done.stderr.decode()}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def command(*words: str) -> Callable[[], float]:
    """Return what measures a command of bptrace as a whole process."""
    return lambda: process(["-c", "from bptrace.cli import main; main()", *words])


def script(code: str) -> Callable[[], float]:
    """Return what measures a line of Python as a whole process."""
    return lambda: process(["-c", code])


def module(name: str, *words: str) -> Callable[[], float]:
    """Return what measures a module as a whole process."""
    return lambda: process(["-m", name, *words])


def told(python: str, name: str, *words: str) -> float:
    """Return the number that a module prints when some Python runs it, with one thread."""
    one_thread = {"OMP_NUM_THREADS": "1", "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false"}
    words = (python, "-m", name, *words)
    return float(
        subprocess.run(words, cwd=ROOT, env=_environment() | one_thread, capture_output=True, check=True).stdout
    )


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of some work in this process."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def slope_of(run: Callable[[int], object], few: int, many: int) -> Callable[[], float]:
    """Return what measures one round of many, what is done once left out: the difference of a long and a short run."""
    return lambda: (seconds(lambda: run(many)) - seconds(lambda: run(few))) / (many - few)


def best(measures: Mapping[str, Callable[[], float]], times: int) -> dict[str, float]:
    """Return the least of several measurements of each, taken in turn after one that warms up."""
    for measure in measures.values():
        measure()
    rounds = [{name: measure() for name, measure in measures.items()} for _ in range(times)]
    return {name: min(each[name] for each in rounds) for name in measures}


def peak(work: Callable[[], object]) -> int:
    """Return the most memory that some work holds at a time, in bytes."""
    gc.collect()
    tracemalloc.start()
    held = work()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del held
    return most


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """Return the slope of the line through the logarithms of sizes and costs."""
    x, y = [log(size) for size in sizes], [log(max(cost, 1e-12)) for cost in costs]
    x_mean, y_mean = sum(x) / len(x), sum(y) / len(y)
    return sum((a - x_mean) * (b - y_mean) for a, b in zip(x, y, strict=True)) / sum((a - x_mean) ** 2 for a in x)
