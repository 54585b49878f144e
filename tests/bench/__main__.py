"""All that is measured: `python -m tests.bench [--only GROUP ...] [--peers PYTHON] [--update]`.

`--update` writes the output of these groups into the README. Ratios are of processor time, each the least of several
measurements taken in turn; what runs in this process has one thread, whole commands have what their users get.
"""

import argparse
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from itertools import chain
from pathlib import Path

from tests.bench.measure import KERNELS

README = Path(__file__).resolve().parents[2] / "README.md"
BLOCK = re.compile(r"(?<=^<!-- python -m tests.bench --update -->\n```text\n)(?:(?!```).*\n)*(?=```$)", re.MULTILINE)
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def _rows(name: str) -> Callable[[], Iterator[str]]:
    def lines() -> Iterator[str]:
        table = import_module("tests.bench.table")
        yield from table.lines(import_module(f"tests.bench.{name}").rows())

    return lines


def _curves() -> Iterator[str]:
    yield from import_module("tests.bench.curves").lines()


def _marking() -> Iterator[str]:
    words = [sys.executable, "-m", "tests.bench.bench_marking"]
    yield from subprocess.run(words, stdout=subprocess.PIPE, text=True, encoding="utf-8").stdout.splitlines()


GROUPS: dict[str, Callable[[], Iterator[str]]] = {
    "start-up": _rows("start_up"),
    "small": _rows("small"),
    "runs": _rows("runs"),
    "large": _rows("large"),
    "files": _rows("files"),
    "screens": _rows("screens"),
    "curves": _curves,
    "marking": _marking,
}


def machine() -> str:
    """Return what the figures were measured with."""
    numpy = import_module("numpy").__version__
    missing = import_module("tests.bench.peers.where").missing()
    without = f"; without {' and '.join(missing)}, not found" if missing else ""
    return (
        f"Python {platform.python_version()}, NumPy {numpy}, {os.cpu_count()} processors, {platform.machine()}{without}"
    )


def measured(name: str) -> list[str]:
    """Print the lines of a group as they come, and return them."""
    lines = []
    for line in chain((name,), GROUPS[name]()):
        print(line, flush=True)  # noqa: T201
        lines.append(line)
    return lines


def updated(shown: str, fresh: Mapping[str, list[str]]) -> str:
    """Return what the README shows with some groups measured again."""
    parts = {part.partition("\n")[0]: part.splitlines() for part in shown.split("\n\n")[1:]}
    groups = [fresh.get(name) or parts.get(name, [name]) for name in GROUPS]
    return "\n".join([machine(), *(line for group in groups for line in ("", *group))]) + "\n"


def main() -> None:
    """Measure, print, and write into the README if that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=GROUPS, metavar="GROUP", help=f"some of: {', '.join(GROUPS)}")
    parser.add_argument("--update", action="store_true", help="write the output into the README")
    parser.add_argument("--peers", metavar="PYTHON", help="a Python that has JAX, if this one has not")
    options = parser.parse_args()
    if options.peers:
        os.environ[import_module("tests.bench.peers.where").VARIABLE] = options.peers
    print(machine(), end="\n\n")  # noqa: T201
    fresh = {name: measured(name) for name in options.only or GROUPS}
    if options.update:
        text = README.read_text(encoding="utf-8")
        README.write_text(BLOCK.sub(lambda shown: updated(shown[0], fresh), text), encoding="utf-8")


if __name__ == "__main__":
    environment = {name: value for name, value in os.environ.items() if name not in KERNELS} | _ONE_THREAD
    if os.environ != environment:  # read when NumPy is imported, which comes before this
        os.execve(sys.executable, [sys.executable, "-m", "tests.bench", *sys.argv[1:]], environment)
    main()
