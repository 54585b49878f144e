"""Every broken spec of the collection is refused with its own messages, each at its place, and none besides."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bptrace import spec
from bptrace.cli import main
from bptrace.cli.captured import run_captured
from tests.spec.broken import SPEC, cases, matches

CASES = list(cases())
SLOWLY = """
import os, tempfile, yaml
from pathlib import Path
if hasattr(yaml, "CSafeLoader"):
    del yaml.CSafeLoader
from bptrace import spec
from tests.spec.broken import SPEC, cases, matches
folder = Path(tempfile.mkdtemp())
os.chdir(folder)
for case in cases():
    case.write(folder)
    try:
        spec.load_any(SPEC)
    except spec.SpecError as error:
        found = [(fault.file, fault.line, fault.column, fault.message) for fault in error.faults]
        same = len(found) == len(case.faults)
        if not (same and all(a[:3] == b[:3] and matches(a[3], b[3]) for a, b in zip(found, case.faults))):
            print(case.name, found)
"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_broken_spec_is_refused_with_these_faults_and_no_others(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    case.write(tmp_path)

    with pytest.raises(spec.SpecError) as caught:
        spec.load_any(SPEC)

    found = [(fault.file, fault.line, fault.column, fault.message) for fault in caught.value.faults]
    assert [fault[:3] for fault in found] == [fault[:3] for fault in case.faults], found
    assert all(matches(one[3], other[3]) for one, other in zip(found, case.faults, strict=True)), found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_command_says_what_is_broken_and_nothing_else(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    case.write(tmp_path)
    command = "circuit" if re.match("circuit|gates", case.files[SPEC]) else "run"
    outcome = run_captured(main, [command, SPEC])

    assert (outcome.status, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("Error: ")
    assert "Traceback" not in outcome.stderr
    for file, line, column, _ in case.faults:
        assert f"{file}:{line}:{column}: " in outcome.stderr
    assert len(
        re.findall("^(?:Error: )?(?:broken.yaml|points.csv):[0-9]+:[0-9]+: ", outcome.stderr, re.MULTILINE)
    ) == len(case.faults)
    assert outcome.stderr.count("\n") <= 3 * len(case.faults)


@pytest.mark.parametrize("case", [CASES[number] for number in range(0, len(CASES), 50)], ids=lambda case: case.name)
@pytest.mark.parametrize("name", [SPEC, "-"])
def test_a_process_ends_with_status_2(case, name, tmp_path):
    case.write(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "bptrace", "run", name],
        input=case.files[SPEC],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2]), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    file, line, column, _ = case.faults[0]

    assert (done.returncode, done.stdout) == (2, "")
    called = "standard input" if (name, file) == ("-", SPEC) else file
    assert done.stderr.startswith(f"Error: {called}:{line}:{column}: ")
    assert "Traceback" not in done.stderr


def test_the_slow_reader_of_yaml_says_the_same():
    """Where the C library is missing, PyYAML reads by itself, in words of its own, and finds other places."""
    done = subprocess.run(
        [sys.executable, "-c", SLOWLY],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == ""


def test_no_two_broken_specs_have_the_same_message():
    messages = [tuple(fault[3] for fault in case.faults) for case in CASES]

    assert len(set(messages)) == len(messages) >= 120


def test_no_two_cases_have_the_same_name():
    assert len({case.name for case in CASES}) == len(CASES)
