"""What is printed today is what is stored in golden/, case by case."""

import os
from functools import partial
from pathlib import Path

import pytest

from bptrace.cli import main
from bptrace.cli.captured import run_captured
from bptrace.golden import Finding, Verdict, compare, discover

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "golden"
CASES = discover(FOLDER) if FOLDER.is_dir() else []


@pytest.mark.skipif(not CASES and not os.environ.get("CI"), reason="golden/ holds no case yet")
def test_there_are_cases():
    assert CASES, "golden/ holds no case: what is printed is compared with nothing"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.folder.name)
def test_the_output_is_the_stored_one(case, monkeypatch):
    monkeypatch.chdir(ROOT)

    assert compare(case, partial(run_captured, main)) == Finding(Verdict.AGREES)
