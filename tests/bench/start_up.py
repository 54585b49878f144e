"""How long whole commands take on the smallest of networks."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import best, command, script
from tests.bench.networks import sheet
from tests.bench.table import Row, beside

CLICK = "import click"
LIBRARIES = "import numpy, click, yaml, rich.table"
_ON_ONE_THREAD = "import os; os.environ['OPENBLAS_NUM_THREADS'] = '1'; "
"""As bptrace does: threads that wait for work take processor time, and none by the clock."""
_COMPLETE = """
import os
os.environ |= {{"_BPTRACE_COMPLETE": "bash_complete", "COMP_LINE": "bptrace {0}"}}
from bptrace.cli import main
main(prog_name="bptrace")
"""


def rows(times: int = 20) -> Iterator[Row]:
    """Yield the rows of start-up and of `check`."""
    light = {
        "bptrace --help": command("--help"),
        "bptrace --version": command("--version"),
        "bptrace": command(),
        "completion of bptrace ru": script(_COMPLETE.format("ru")),
        "completion of bptrace run ma": script(_COMPLETE.format("run ma")),
        "completion of bptrace run mazur --ep": script(_COMPLETE.format("run mazur --ep")),
        CLICK: script(CLICK),
    }
    found = best(light, times)
    for name in list(light)[:-1]:
        yield beside(name, {name: found[name], CLICK: found[CLICK]}, {CLICK: 1.5})
    with tempfile.TemporaryDirectory() as scratch:
        right = sheet(Path(scratch), "right.csv", {})
        wrong = sheet(Path(scratch), "wrong.csv", {"delta_o1": "dE/dout_o1"})
        whole = {
            "bptrace run mazur": command("run", "mazur"),
            "bptrace check mazur, all lines right": command("check", "mazur", right),
            "bptrace check mazur, a slope left out": command("check", "mazur", wrong),
            LIBRARIES: script(_ON_ONE_THREAD + LIBRARIES),
        }
        found = best(whole, times)
    run, *checks = list(whole)[:-1]
    yield beside(run, {run: found[run], LIBRARIES: found[LIBRARIES]}, {LIBRARIES: 1.3})
    for name in checks:
        yield beside(name, {name: found[name], run: found[run]}, {run: 1.2})
