"""A program that is asked to stop while it writes: the status says so, the old file stays, and nothing else is left."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.faults.commands import OLD, furnish, started
from tests.faults.screen import Screen
from tests.faults.waiting import catches, wait_for

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
LONG = ("export", "net.yaml", "out.json", "--epochs", 10_000_000, "--show", 10_000_000)
"""Opens its file at once, and would write it after seconds."""

STOPS = [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)]


@pytest.fixture
def folder(tmp_path):
    furnish(tmp_path)
    (tmp_path / "out.json").write_text(OLD[".json"])
    return tmp_path


def drafts(folder):
    return list(folder.glob(".bptrace-*.tmp"))


@pytest.mark.parametrize(("name", "status"), STOPS)
def test_a_writer_that_is_stopped_leaves_the_old_file_and_nothing_else(folder, name, status):
    with started(LONG, folder) as process:
        wait_for(lambda: drafts(folder), process)
        process.send_signal(getattr(signal, name))
        said = process.stderr.read()

    assert (process.returncode, said) == (status, "")
    assert (folder / "out.json").read_text() == OLD[".json"]
    assert drafts(folder) == []


def test_a_writer_that_is_killed_leaves_the_old_file_and_one_whose_name_says_what_it_is(folder):
    with started(LONG, folder) as process:
        wait_for(lambda: drafts(folder), process)
        process.kill()

    assert (folder / "out.json").read_text() == OLD[".json"]
    assert len(drafts(folder)) == 1


def test_two_signals_leave_nothing_behind_either(folder):
    with started(LONG, folder) as process:
        wait_for(lambda: drafts(folder), process)
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()

    ended = (130, 143, -signal.SIGINT)  # at once, where the second comes when nothing is being written any more
    assert process.returncode in ended
    assert said == ""
    assert (folder / "out.json").read_text() == OLD[".json"]
    assert drafts(folder) == []


@pytest.mark.parametrize("name", ["SIGHUP", "SIGINT"])
def test_a_signal_that_is_ignored_stays_so(folder, name):
    """As under nohup, and for SIGINT in a job in the background."""
    number = getattr(signal, name)
    line = ("export", "net.yaml", "out.json", "--epochs", 300_000)
    with started(line, folder, f"import signal; signal.signal({number:d}, signal.SIG_IGN)") as process:
        wait_for(lambda: drafts(folder), process)
        process.send_signal(number)
        said = process.stderr.read()

    assert (process.returncode, said) == (0, "")
    assert (folder / "out.json").read_text().startswith('{\n"spec"')


def test_a_stop_before_there_is_anything_to_stop_says_nothing(folder):
    """While the program is being loaded, the signal ends it as it ends any other."""
    ends = [stopped_while_loading(folder) for _ in range(5)]

    assert {status for status, _, _ in ends} <= {0, 130, -signal.SIGINT}  # where the moment has been missed, too
    assert all("bptrace" not in said for _, _, said in ends)
    assert (-signal.SIGINT, "", "") in ends


def stopped_while_loading(folder):
    """Stop the program when the interpreter's handler is gone and it has none of its own; return its status and output."""
    with started(("run", "net.yaml"), folder) as process:
        for has_handler in (True, False):
            while process.poll() is None and catches(process.pid, signal.SIGINT) != has_handler:
                time.sleep(0.001)
        process.send_signal(signal.SIGINT)
        printed, said = process.communicate()
    return process.returncode, printed, said


@pytest.mark.slow
def test_nobody_marks_on_when_the_one_who_asked_has_been_stopped(folder):
    """Of a class that several processes mark, all end with the first one."""
    line = ("check", "net.yaml", "class", "--jobs", 2, "--csv", "out.csv")
    sheet = (folder / "sheet.csv").read_bytes()
    for number in range(1000):
        (folder / "class" / f"{number}.csv").write_bytes(sheet)
    for name, status in (*STOPS[:2], ("SIGKILL", -signal.SIGKILL)):
        screen = Screen()
        with started(line, folder, stderr=screen.end) as process:
            screen.wait_for(r"[1-9]%", process)  # so many of the sheets are marked
            helpers = children(process.pid)
            assert len(helpers) > 2  # one of them keeps account of what they share
            process.send_signal(getattr(signal, name))
            screen.close()
        assert process.returncode == status
        assert not (folder / "out.csv").exists()
        gone(helpers)


def children(number):
    """Return the processes that a process has started."""
    found = Path(f"/proc/{number}/task/{number}/children")
    if not found.exists():
        pytest.skip("needs /proc")
    return [int(word) for word in found.read_text().split()]


def gone(numbers):
    until = time.monotonic() + 20
    while running := [number for number in numbers if is_running(number)]:
        assert time.monotonic() < until, running
        time.sleep(0.05)


def is_running(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
