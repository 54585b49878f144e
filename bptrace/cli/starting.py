"""Starting fast: what a short run can do without, and what only a large network makes worth doing.

OpenBLAS, which computes NumPy's matrix products, makes its threads while NumPy is imported, which takes longer than all the
products of a small network. So there is one thread at first, and as many as usual once a network is read that gains by them.
Garbage is looked for rarely: what is imported stays, and a worked example has next to no cycles.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Callable

_CHOICES = ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS")
"""What a user sets to choose the number of threads, which is left as it is."""

_LARGE_MATRIX, _LARGE_PRODUCT = 9_216, 262_144
"""OpenBLAS computes in one thread, however many there are, what has fewer elements and fewer multiplications than this
(`interface/gemv.c` and `interface/gemm.c` in its sources).
"""

_SETTERS = [f"{before}openblas_set_num_threads{after}" for before in ("scipy_", "") for after in ("64_", "", "_64")]
"""What the function is called, which depends on how NumPy was built."""

_RARELY = 100_000
"""So many objects more than before, and garbage is looked for; Python's own number is 700."""

_held_back = False
"""Whether threads have been held back in this process."""


def start() -> None:
    """Prepare this process for one command; to be called before NumPy is imported."""
    global _held_back
    gc.set_threshold(_RARELY)
    atexit.register(gc.freeze)  # else all that there is would be gone through once more at the end
    if _may_choose():
        os.environ[_CHOICES[0]] = "1"
        _held_back = True


def allow_threads(weights: int, samples: int) -> None:
    """Let linear algebra use all processors, if a matrix of so many weights and its products gain by them."""
    large = weights >= _LARGE_MATRIX or weights * samples > _LARGE_PRODUCT
    setter = _setter() if large and _held_back else None
    if setter is not None:
        setter(_processors())


def _may_choose() -> bool:
    """Whether the number of threads is ours to choose: nobody has, and what is held back can be let go again.

    On Windows a function of a library is not found through the module that has loaded it.
    """
    return sys.platform != "win32" and not any(name in os.environ for name in _CHOICES)


def _setter() -> Callable[[int], None] | None:
    import ctypes  # which NumPy has loaded

    from numpy.linalg import _umath_linalg

    library = ctypes.CDLL(_umath_linalg.__file__)
    return next((getattr(library, name) for name in _SETTERS if hasattr(library, name)), None)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
