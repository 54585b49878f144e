"""What is said of a file that cannot be read."""

import errno
import os
from pathlib import Path

import pytest

from bptrace import unread as module
from bptrace.unread import beside, meant, unread, why


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT)), "no such file"),
        (IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)), "is a folder, not a file"),
        (PermissionError(errno.EACCES, os.strerror(errno.EACCES)), "no permission to read it"),
        (OSError(errno.EINVAL, "Not a regular file"), "cannot be read (not a regular file)"),
        (ValueError("embedded null byte"), "cannot be read (embedded null byte)"),
    ],
)
def test_missing_a_folder_and_not_permitted_are_told_apart(error, said):
    assert why(error) == said


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("anna.csv", "anna.yaml", "ben.YAML", "notes.txt", ".anno.csv"):
        (tmp_path / name).touch()
    (tmp_path / "carl.csv").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("ana.csv", "anna.csv"),
        ("ana.yaml", "anna.yaml"),  # of its own suffix, where there are both
        ("ann.cvs", "anna.yaml"),
        ("Ben", "ben.YAML"),
        ("anno.csv", "anna.csv"),  # what begins with a point is not shown
        ("note.txt", None),  # another suffix
        ("car.csv", None),  # a folder
        ("a.csv", None),  # not alike but for the suffix
        ("no/anna.csv", None),
        ("no\0/anna.csv", None),
    ],
)
def test_of_the_files_of_a_folder_with_a_suffix_the_nearest_is_meant(folder, path, near):
    assert meant(Path(path), (".csv", ".yaml")) == (near and Path(near))


def test_of_a_folder_of_very_many_files_not_all_are_looked_at(folder, monkeypatch):
    assert list(beside(Path("x"), (".csv", ".yaml"))) == ["anna", "ben"]
    monkeypatch.setattr(module, "_MOST", 0)
    assert beside(Path("x"), (".csv", ".yaml")) == {}


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("ana.csv", "no such file; did you mean anna.csv?"),
        ("zoe.csv", "no such file"),
        ("no/anna.csv", "no such file; there is no folder no"),
    ],
)
def test_of_a_file_that_is_not_there_the_nearest_is_named(folder, path, said):
    assert unread(Path(path), FileNotFoundError(), (".csv",)) == said


def test_of_one_that_is_there_no_other_is_named(folder):
    assert unread(Path("ana.csv"), PermissionError(), (".csv",)) == "no permission to read it"
