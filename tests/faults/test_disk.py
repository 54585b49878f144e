"""A disk that is full, a folder or a file that may not be written: the old file stays whole, and nothing else is left."""

import errno
import os
import shutil
import subprocess
import sys
from contextlib import suppress

import pytest

from bptrace.cli import main
from bptrace.cli.captured import run_captured
from tests.faults.commands import OLD, WRITES, furnish, outcome

pytestmark = pytest.mark.skipif(os.name != "posix", reason="file systems of POSIX")
EVERY = [pytest.param(name, marks=[] if name == "export .md" else pytest.mark.slow) for name in WRITES]
"""All ways of writing a file are tried, the first one whenever the tests are run."""


@pytest.fixture
def folder(tmp_path):
    return furnish(tmp_path)


@pytest.fixture
def disk(tmp_path):
    """A disk of 64 kB, full but for its last page; where none can be mounted, the test is left out."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", place], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", place], check=True)


def fill(disk):
    with (disk / "filler").open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    assert shutil.disk_usage(disk).free == 0


def old_file(name, at):
    """Put the old file where a command line is to write, and return the command line and the file."""
    arguments, target = WRITES[name]
    if target == "golden":
        shutil.copytree(at.parent / "golden", at / "golden")
        return (*arguments, at / "golden"), at / "golden" / "case" / "out.txt"
    (at / target).write_text(OLD[(at / target).suffix])
    return (*arguments, at / target), at / target


def everything(folder):
    return {path.name for path in folder.rglob("*")}


@pytest.mark.parametrize("name", EVERY)
def test_a_full_disk_leaves_the_old_file_whole(folder, disk, name):
    line, file = old_file(name, disk)
    fill(disk)
    before = everything(disk)

    status, _, said = outcome(line, folder)

    assert (status, said.splitlines()[-1]) == (2, f"Error: {file}: no space left on device")
    assert file.read_text() == OLD[file.suffix]
    assert everything(disk) == before


def test_a_disk_that_becomes_full_on_the_way_leaves_the_old_file_whole(folder, disk):
    (disk / "out.jsonl").write_text(OLD[".jsonl"])

    status, _, said = outcome(("export", "net.yaml", "--epochs", 9, "--show", "1-9", disk / "out.jsonl"), folder)

    assert (status, said) == (2, f"Error: {disk}/out.jsonl: no space left on device\n")
    assert (disk / "out.jsonl").read_text() == OLD[".jsonl"]
    assert everything(disk) == {"out.jsonl"}


LIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
for name in [name for name in os.environ if name.startswith("COVERAGE_")]:
    del os.environ[name]
"""
"""Lets no file of a process become longer than 100 bytes; what measures coverage would need a longer one."""


@pytest.mark.parametrize("name", EVERY)
def test_a_file_that_becomes_too_long_leaves_the_old_file_whole(folder, tmp_path, name):
    at = tmp_path / "at"
    at.mkdir()
    line, file = old_file(name, at)
    before = everything(at)

    status, _, said = outcome(line, folder, before=LIMITED)

    assert (status, said.splitlines()[-1]) == (2, f"Error: {file}: file too large")
    assert file.read_text() == OLD[file.suffix]
    assert everything(at) == before


def test_a_full_device_is_named(folder):
    assert outcome(("export", "net.yaml", "--format", "md", "/dev/full"), folder) == (
        2,
        "",
        "Error: /dev/full: no space left on device\n",
    )


ORDINARY = """
import ctypes
for override in (1, 2) if os.geteuid() == 0 else ():  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH
    assert not ctypes.CDLL(None).prctl(24, override, 0, 0, 0)  # PR_CAPBSET_DROP
"""
"""Takes from root what lets it write everywhere; without that, permissions are for it too."""


@pytest.fixture
def protected(folder):
    """Skip a test of permissions where there are none."""
    if os.geteuid() == 0 and not sys.platform.startswith("linux"):
        pytest.skip("root may write everywhere")
    return folder


@pytest.mark.parametrize("name", EVERY)
def test_a_folder_that_may_not_be_written_to_is_named(protected, name):
    folder = protected
    at = folder / "at"
    at.mkdir()
    line, file = old_file(name, at)
    for one in (file.parent, at):
        one.chmod(0o555)
    file.chmod(0o666)
    before = everything(at)

    status, _, said = outcome(line, folder, before=ORDINARY)

    assert (status, said.splitlines()[-1]) == (2, f"Error: {file}: permission denied")
    assert file.read_text() == OLD[file.suffix]
    assert everything(at) == before


@pytest.mark.parametrize("name", EVERY)
def test_a_file_that_may_not_be_written_is_not_replaced(protected, name):
    folder = protected
    at = folder / "at"
    at.mkdir()
    line, file = old_file(name, at)
    for one in (file.parent, at):
        one.chmod(0o777)
    file.chmod(0o444)

    status, _, said = outcome(line, folder, before=ORDINARY)

    assert (status, said.splitlines()[-1]) == (2, f"Error: {file}: permission denied")
    assert file.read_text() == OLD[file.suffix]


@pytest.mark.parametrize("name", [name for name, (line, _) in WRITES.items() if "--force" in line])
def test_what_force_is_needed_for_is_refused_without_it(folder, name, monkeypatch):
    monkeypatch.chdir(folder)
    line, file = old_file(name, folder)

    done = run_captured(main, [str(word) for word in line if word != "--force"])

    assert (done.status, done.stdout) == (2, "")
    assert done.stderr.startswith(f"Error: {file}: there is such a file")
    assert file.read_text() == OLD[file.suffix]


@pytest.mark.parametrize("name", [name for name in EVERY if name.values[0] != "golden"])
def test_a_folder_that_is_not_there_is_named(folder, name):
    arguments, target = WRITES[name]

    status, _, said = outcome((*arguments, f"none/{target}"), folder)

    assert (status, said.splitlines()[-1]) == (2, f"Error: none/{target}: no such file or directory")
    assert not (folder / "none").exists()


SEVERAL = ("export", "net.yaml", "a.md", "b.json", "c.csv")


@pytest.mark.parametrize("faulty", ["a.md", "b.json", "c.csv"])
def test_of_several_files_none_is_written_if_one_cannot_be(folder, faulty):
    files = [folder / name for name in SEVERAL[2:]]
    for file in files:
        file.write_text(OLD[file.suffix]) if file.name != faulty else file.mkdir()

    status, _, said = outcome(SEVERAL, folder)

    assert (status, said) == (2, f"Error: {faulty}: is a directory\n")
    assert [file.name for file in files if file.is_file() and file.read_text() != OLD[file.suffix]] == []
    assert not [name for name in everything(folder) if name.endswith(".tmp")]


def test_of_several_files_none_is_written_if_the_disk_becomes_full(folder, disk):
    for file in (disk / "a.yaml", disk / "b.csv", disk / "c.md"):
        file.write_text(OLD[file.suffix])
    fill(disk)
    line = ("worksheet", "net.yaml", "--force", folder / "first.md", disk / "a.yaml", folder / "last.md")

    status, _, said = outcome(line, folder)

    assert (status, said) == (2, f"Error: {disk}/a.yaml: no space left on device\n")
    assert not (folder / "first.md").exists()
    assert not (folder / "last.md").exists()
    assert everything(disk) == {"a.yaml", "b.csv", "c.md", "filler"}


def test_a_report_is_not_written_in_one_format_if_it_cannot_be_in_another(folder):
    line = ("check", "net.yaml", "class", "--csv", "a.csv", "--md", "a.md", "--json", "none/a.json")

    status, _, said = outcome(line, folder)

    assert (status, said) == (2, "Error: none/a.json: no such file or directory\n")
    assert not (folder / "a.csv").exists()
    assert not (folder / "a.md").exists()


def test_an_example_is_not_copied_without_its_data(folder):
    (folder / "iris.csv").mkdir()
    assert outcome(("examples", "copy", "iris", "--force"), folder)[0] == 2
    assert not (folder / "iris.yaml").exists()


def test_an_example_does_not_take_the_name_of_its_data(folder):
    status, _, said = outcome(("examples", "copy", "iris", "iris.csv"), folder)

    assert (status, said.startswith("Error: iris.csv: ")) == (2, True)
    assert not (folder / "iris.csv").exists()


def test_half_a_golden_case_is_not_left(folder, monkeypatch):
    from bptrace import golden

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        golden.create(folder / "golden", "mazur", lambda _: golden.Outcome(0, "printed"))

    assert everything(folder / "golden") == {"case", "cmd", "out.txt"}
