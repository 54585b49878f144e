"""A file is written whole or not at all."""

import errno
import os
import stat
from pathlib import Path

import pytest

from bptrace.files import write_text, write_texts, writing_all


def fail_with(number):
    def fail(*_):
        raise OSError(number, os.strerror(number))

    return fail


def test_text_arrives_as_utf8_with_its_own_line_ends(tmp_path):
    write_text(tmp_path / "a.txt", "δ_o1\r\n∂E\n")

    assert (tmp_path / "a.txt").read_bytes() == "δ_o1\r\n∂E\n".encode()


def test_nothing_but_the_file_is_left(tmp_path):
    write_text(tmp_path / "a.txt", "one")
    write_text(tmp_path / "a.txt", "two")

    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "two"


def test_an_existing_file_keeps_its_permissions(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("old")
    file.chmod(0o640)

    write_text(file, "new")

    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_new_file_gets_the_permissions_that_the_umask_leaves(tmp_path):
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "a.txt", "new")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path):
    file, link = tmp_path / "a.txt", tmp_path / "link.txt"
    file.write_text("old")
    link.symlink_to(file)

    write_text(link, "new")

    assert link.is_symlink()
    assert file.read_text() == "new"


def test_a_device_is_written_to_and_not_replaced():
    write_text("/dev/null", "gone")

    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


@pytest.mark.parametrize(
    ("owner", "name", "number"),
    [(Path, "replace", errno.EACCES), (os, "fsync", errno.ENOSPC), (Path, "chmod", errno.EPERM)],
    ids=["rename fails", "disk full", "permissions fail"],
)
def test_a_failure_leaves_the_old_file_whole_and_nothing_else(tmp_path, monkeypatch, owner, name, number):
    file = tmp_path / "a.txt"
    file.write_text("old")
    monkeypatch.setattr(owner, name, fail_with(number))

    with pytest.raises(OSError) as caught:
        write_text(file, "new")

    assert (caught.value.errno, caught.value.filename) == (number, str(file))
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]
    assert file.read_text() == "old"


def test_an_interruption_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)

    with pytest.raises(KeyboardInterrupt):
        write_text(tmp_path / "a.txt", "new")

    assert list(tmp_path.iterdir()) == []


def test_a_write_protected_file_is_not_replaced(tmp_path, monkeypatch):
    file = tmp_path / "a.txt"
    file.write_text("old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere

    with pytest.raises(PermissionError):
        write_text(file, "new")

    assert file.read_text() == "old"


def test_the_error_names_the_file_asked_for_and_not_the_temporary_one(tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        write_text(tmp_path / "missing" / "a.txt", "new")

    assert caught.value.filename == str(tmp_path / "missing" / "a.txt")


def test_a_folder_is_not_written_over(tmp_path):
    with pytest.raises(IsADirectoryError):
        write_text(tmp_path, "new")


def test_lines_are_written_as_they_come(tmp_path):
    sizes = []

    def lines():
        for _ in range(3):
            yield "x" * 1_000_000 + "\n"  # more than any version of Python holds back
            sizes.append(sum(path.stat().st_size for path in tmp_path.iterdir()))

    with writing_all((tmp_path / "a.txt",)) as (draft,):
        draft.write(lines())

    assert 1_000_000 <= sizes[0] < 2_000_000 < sizes[2]
    assert (tmp_path / "a.txt").stat().st_size == 3_000_003


def test_the_old_file_stands_until_the_block_has_ended(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("old")

    with writing_all((file,)) as (draft,):
        draft.write(("new",))
        assert file.read_text() == "old"

    assert file.read_text() == "new"


def test_a_block_that_fails_writes_nothing(tmp_path):
    def lines():
        yield "half"
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"), writing_all((tmp_path / "a.txt",)) as (draft,):
        draft.write(lines())

    assert list(tmp_path.iterdir()) == []


def test_no_file_is_replaced_before_all_are_on_the_disk(tmp_path, monkeypatch):
    files = [tmp_path / name for name in ("a.txt", "b.txt")]
    for file in files:
        file.write_text("old")
    left = [None, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))]

    def fill(_):
        if (failure := left.pop(0)) is not None:
            raise failure

    monkeypatch.setattr(os, "fsync", fill)

    with pytest.raises(OSError) as caught:
        write_texts(dict.fromkeys(files, "new"))

    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(files[1]))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.txt": "old", "b.txt": "old"}


def test_a_file_that_others_may_not_read_is_not_for_them_on_the_way(tmp_path):
    file = tmp_path / "marks.csv"
    file.write_text("old")
    file.chmod(0o600)

    with writing_all((file,)) as (written,):
        written.write(("new",))
        (draft,) = [path for path in tmp_path.iterdir() if path != file]
        mode = draft.stat().st_mode & 0o777

    assert mode == 0o600
    assert file.read_text() == "new"


def test_text_that_is_no_text_is_written_all_the_same(tmp_path):
    write_text(tmp_path / "a.txt", "a name from the file system: \udcff")

    assert (tmp_path / "a.txt").read_text() == "a name from the file system: ?"
