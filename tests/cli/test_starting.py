"""Linear algebra has one thread until a network is read that gains by more, unless the user has chosen."""

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest
from numpy.linalg import _umath_linalg

from bptrace.cli import starting

ROOT = Path(__file__).resolve().parents[2]
ASKED = """
import atexit, ctypes, sys
def report():
    from numpy.linalg import _umath_linalg
    library = ctypes.CDLL(_umath_linalg.__file__)
    print(getattr(library, sys.argv.pop())())
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
    """Return the number of threads after a run."""
    kept = {name: value for name, value in os.environ.items() if name not in starting._CHOICES}
    done = subprocess.run(
        [sys.executable, "-c", ASKED, "run", str(config), getter()],
        cwd=ROOT, env=kept | environment, capture_output=True, text=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return int(done.stdout.splitlines()[-1])


@needs_openblas
def test_a_small_network_starts_no_threads():
    assert threads("mazur") == 1


@needs_openblas
def test_a_large_network_has_all_processors(tmp_path):
    (tmp_path / "large.yaml").write_text(LARGE, encoding="utf-8")

    assert threads(tmp_path / "large.yaml") == starting._processors()


@needs_openblas
@pytest.mark.parametrize("name", starting._CHOICES)
def test_what_the_user_has_chosen_is_left(tmp_path, name):
    (tmp_path / "large.yaml").write_text(LARGE, encoding="utf-8")

    assert threads(tmp_path / "large.yaml", **{name: "1"}) == 1
