"""Readers that go away and streams that are closed: the right exit status, at most one message, and no traceback."""

import os
import subprocess

import pytest

from bptrace.cli import COMMANDS
from tests.faults.commands import PRINTS, READS_ONLY, WRITES, furnish, outcome, started

pytestmark = pytest.mark.skipif(os.name != "posix", reason="streams of POSIX")
EVERY = [pytest.param(name, marks=[] if name == "run" else pytest.mark.slow) for name in PRINTS]
"""All of them are tried, the first one whenever the tests are run."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return furnish(tmp_path_factory.mktemp("streams"))


def closed(*numbers):
    """Return what closes streams before the program starts, as `>&-` does in a shell."""
    return {"before": "\n".join(f"os.close({number})" for number in numbers)}


def test_every_command_is_among_those_that_are_tried():
    assert {line[0] for line in PRINTS.values()} == set(COMMANDS)
    assert {line[0] for line, _ in WRITES.values()} == set(COMMANDS) - READS_ONLY


@pytest.mark.parametrize("name", EVERY)
def test_a_reader_that_has_gone_is_told_by_the_status_alone(folder, name):
    read, write = os.pipe()
    os.close(read)
    with started(PRINTS[name], folder, stdout=write) as process:
        os.close(write)
        said = process.stderr.read()

    assert (process.returncode, said) == (141, "")


@pytest.mark.parametrize("name", EVERY)
def test_a_closed_output_is_said_in_one_line(folder, name):
    assert outcome(PRINTS[name], folder, **closed(1)) == (2, "", "Error: standard output is closed\n")


@pytest.mark.parametrize("name", EVERY)
def test_a_full_output_is_said_in_one_line(folder, name):
    with open("/dev/full", "w") as full:
        status, _, said = outcome(PRINTS[name], folder, stdout=full)

    assert (status, said) == (2, "Error: no space left on device\n")


@pytest.mark.parametrize("name", EVERY)
def test_a_closed_input_is_an_empty_one(folder, name):
    assert outcome(PRINTS[name], folder, **closed(0)) == outcome(PRINTS[name], folder)


def test_a_config_from_a_closed_input_is_empty(folder):
    status, printed, said = outcome(("run", "-"), folder, **closed(0))

    assert (status, printed) == (2, "")
    assert said.startswith("Error: standard input:1:1: found an empty file")


def test_what_is_said_to_a_closed_stream_goes_nowhere_else(folder):
    assert outcome(("run", "nothing"), folder, **closed(2)) == (2, "", "")


def test_a_file_does_not_take_the_place_of_a_closed_stream(folder):
    whole = outcome(("export", "net.yaml", "-", "--format", "json"), folder)[1]

    assert outcome(("export", "net.yaml", "closed.json"), folder, **closed(0, 1, 2)) == (0, "", "")
    assert (folder / "closed.json").read_text(encoding="utf-8") == whole


def test_nothing_is_written_where_the_reader_of_another_copy_has_gone(folder):
    """Of several files all are written or none; the standard output is one of them."""
    line = ("export", "net.yaml", "-", "gone.json", "--format", "json")
    read, write = os.pipe()
    os.close(read)
    with started(line, folder, stdout=write) as process:
        os.close(write)

    assert process.returncode == 141
    assert not (folder / "gone.json").exists()


def test_the_head_of_a_long_output_can_be_taken(folder):
    with started(("export", "net.yaml", "--format", "md", "-"), folder) as process:
        head = subprocess.run(["head", "-1"], stdin=process.stdout, capture_output=True, text=True, check=True)
        process.stdout.close()
        said = process.stderr.read()

    assert head.stdout == "# A step by step backpropagation example\n"
    assert (process.returncode in (0, 141), said) == (True, "")  # small enough to have been written before it went
