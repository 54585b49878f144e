"""Linear algebra has one thread until a network is read that gains by more, unless the user has chosen."""

import ctypes
import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest
from numpy.linalg import _umath_linalg

from bptrace.cli import starting

ROOT = Path(__file__).resolve().parents[2]
ASKED = """
import atexit, ctypes, gc, os, sys
def report():
    from numpy.linalg import _umath_linalg
    library = ctypes.CDLL(_umath_linalg.__file__)
    print("now:", getattr(library, sys.argv.pop())(), os.environ.get("OPENBLAS_NUM_THREADS"), gc.isenabled())
atexit.register(report)
from bptrace.cli import main
main(sys.argv[1:-1])
"""
LARGE = """
layers:
  - {activation: tanh, neurons: 100, weights: {init: normal}}
data: {generate: normal, count: 1, inputs: 100}
seed: 1
"""


def getter():
    """Return the name of the function that says how many threads there are."""
    library = ctypes.CDLL(_umath_linalg.__file__)
    names = [name.replace("_set_", "_get_") for name in starting._SETTERS]
    return next((name for name in names if hasattr(library, name)), None)


needs_openblas = pytest.mark.skipif(
    sys.platform == "win32" or getter() is None, reason="NumPy computes without OpenBLAS"
)


def threads(config, **environment):
    """Return the number of threads after a run, the environment variable and whether garbage is collected."""
    kept = {name: value for name, value in os.environ.items() if name not in starting._CHOICES}
    done = subprocess.run(
        [sys.executable, "-c", ASKED, "run", str(config), getter()],
        cwd=ROOT, env=kept | environment, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout.splitlines()[-1].removeprefix("now: ").split()


@needs_openblas
def test_a_small_network_starts_no_threads():
    assert threads("mazur") == ["1", "None", "True"]


@needs_openblas
def test_a_large_network_has_all_processors(tmp_path):
    (tmp_path / "large.yaml").write_text(LARGE, encoding="utf-8")

    assert threads(tmp_path / "large.yaml")[0] == str(len(os.sched_getaffinity(0)))


@needs_openblas
@pytest.mark.parametrize("name", starting._CHOICES)
def test_what_the_user_has_chosen_is_left(tmp_path, name):
    (tmp_path / "large.yaml").write_text(LARGE, encoding="utf-8")

    assert threads(tmp_path / "large.yaml", **{name: "1"})[0] == "1"


def fail_to_load():
    with starting.light_loading():
        assert not gc.isenabled()
        raise ImportError


def test_garbage_is_collected_again_after_loading_even_if_that_fails():
    with pytest.raises(ImportError):
        fail_to_load()

    assert gc.isenabled()
