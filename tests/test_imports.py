"""Asking for help is answered at once, and a worked example loads what it needs: nothing else is imported for them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HELP = {"bptrace", "bptrace.errors", "bptrace.words"}
HELP |= {f"bptrace.cli{name}" for name in ("", ".group", ".signals", ".starting", ".streams")}
RUN = {
    "cli": "chosen commands commands.run group options parameters printing run signals starting streams tracing",
    "functions": "activation activations losses optimizers schemes",
    "notation": "catalogue letters mazur terms whole",
    "printing": "precedence text written",
    "report": "conventions diagram document figures fitting givens lesson lines summary tables text way_back words "
    "worked_example writing",
    "spec": "brackets build clashes columns commas compounds configured custom dashes decoding drafts drawing faults fields "
    "inputs kinds layers loader named names numbers parameters reading samples scalars seeds size source variants words",
}
"""What `run` imports of each folder for a network whose numbers all stand in its file, shown in the usual notation."""

HEAVY = {f"bptrace.{name}" for name in ("as_circuit", "compiled", "golden", "grammar", "selection", "verification")}
HEAVY |= {"csv", "difflib", "json", "multiprocessing", "numpy.ma", "numpy.polynomial", "numpy.random", "rich", "shutil"}
UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
"""Where coverage is measured, what measures it would be among what a command loads."""
LOADED = """
import atexit, sys
atexit.register(lambda: print("loaded:", *sys.modules))
sys.argv = ["bptrace", *sys.argv[1:]]
from bptrace.cli import main
main(prog_name="bptrace")
"""


def loaded(*arguments, **environment):
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        cwd=ROOT,
        env=UNMEASURED | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return set(done.stdout.splitlines()[-1].removeprefix("loaded: ").split())


def ours(modules):
    return {name for name in modules if name.partition(".")[0] == "bptrace"}


@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
def test_help_and_version_load_nothing_heavy(option):
    modules = loaded(option)

    assert ours(modules) == HELP
    assert not modules & {"importlib.metadata", "numpy", "rich", "yaml"}


@pytest.mark.parametrize("words", ["bptrace ", "bptrace ex", "bptrace --ver"])
def test_the_name_of_a_command_is_completed_without_loading_any(words):
    place = str(len(words.split(" ")) - 1)

    modules = loaded(_BPTRACE_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=place)

    assert ours(modules) == {*HELP, "bptrace.cli.shells"}


@pytest.mark.parametrize(
    "line",
    ["run --ep", "run ma", "explain mazur --not", "check mazur --md ", "export mazur x.md --dig", "new --act", "worksheet ma",
     "examples show ma", "examples copy iris --f", "schema --", "completion ", "verify mazur --notation "],
)  # fmt: skip
def test_options_and_names_of_examples_are_completed_without_what_commands_need(line):
    modules = loaded(_BPTRACE_COMPLETE="bash_complete", COMP_LINE=f"bptrace {line}")

    assert not modules & {"numpy", "rich", "yaml", "bptrace.problem", "bptrace.files"}


def test_the_welcome_loads_nothing_heavy():
    modules = loaded()

    assert ours(modules) == {*HELP, "bptrace.cli.welcome"}
    assert not modules & {"importlib.metadata", "numpy", "rich", "yaml"}


def test_a_worked_example_loads_what_it_needs():
    modules = loaded("run", "mazur")
    allowed = {f"bptrace.{room}.{name}" for room, names in RUN.items() for name in names.split()}
    within = {name for name in modules if name.startswith("bptrace.") and name.count(".") > 1}

    assert sorted(within - allowed) == [], "import these later (bptrace/later.py), or say above that they are needed"
    assert sorted(modules & HEAVY) == []
