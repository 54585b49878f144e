"""Asking for help is answered at once: nothing heavy is loaded for it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"numpy", "rich", "yaml", "bptrace.engine", "bptrace.network", "bptrace.spec", "bptrace.golden"}
LOADED = """
import atexit, sys
atexit.register(lambda: print("loaded:", *sys.modules))
sys.argv = ["bptrace", *sys.argv[1:]]
from bptrace.cli import main
main()
"""


def loaded(*arguments):
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return set(done.stdout.splitlines()[-1].removeprefix("loaded: ").split())


@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
def test_help_and_version_load_nothing_heavy(option):
    modules = loaded(option)

    assert "bptrace.cli" in modules
    assert not modules & HEAVY
    assert {name for name in modules if name.startswith("bptrace.cli.")} == {"bptrace.cli.group", "bptrace.cli.starting"}


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_the_metadata_of_packages_is_not_searched(option):
    assert "importlib.metadata" not in loaded(option)
