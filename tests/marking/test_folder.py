"""Which files are sheets, and in which order."""

import os

from bptrace.marking.folder import find_sheets, natural


def test_names_are_sorted_as_people_do():
    names = ["b10.csv", "b9.csv", "B2.csv", "a.csv", "b2.csv", "10.csv", "9.csv"]

    assert sorted(names, key=natural) == ["9.csv", "10.csv", "a.csv", "B2.csv", "b2.csv", "b9.csv", "b10.csv"]
    assert sorted(["a1b10c", "a1b9d", "a1b9c2"], key=natural) == ["a1b9c2", "a1b9d", "a1b10c"]


def test_of_a_folder_the_files_with_the_suffix_of_a_sheet_are_sheets(tmp_path):
    for name in ("s10.csv", "s9.YAML", "s1.yml", "s2.md", "notes.txt", "none", ".hidden.csv", "net.yaml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "inner.csv").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "s1.yml")
    os.mkfifo(tmp_path / "pipe.csv")

    found = find_sheets([tmp_path], [tmp_path / "net.yaml", tmp_path / "no such file"])

    assert [path.name for path in found.sheets] == ["s1.yml", "s2.md", "s9.YAML", "s10.csv"]
    assert {one.path.name: one.reason for one in found.skipped} == {
        "notes.txt": "no sheet by its suffix",
        "none": "no sheet by its suffix",
        "inner.csv": "a folder",
        "link.csv": "a link",
        "pipe.csv": "no file",
        "net.yaml": "not a sheet, but what it is marked by or written to",
    }


def test_a_file_that_is_named_is_taken_once_and_in_its_place(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).touch()
    (tmp_path / "link").symlink_to(tmp_path / "b.csv")
    named = [tmp_path / "link", tmp_path / "gone.csv", tmp_path, tmp_path / "a.csv"]

    found = find_sheets(named)

    assert [path.name for path in found.sheets] == ["link", "gone.csv", "a.csv"]


def test_what_has_one_name_in_two_places_is_one_sheet_and_one_of_the_others(tmp_path):
    (tmp_path / "class").mkdir()
    (tmp_path / "net.yaml").touch()
    os.link(tmp_path / "net.yaml", tmp_path / "class" / "a.yaml")
    (tmp_path / "class" / "b.csv").touch()
    os.link(tmp_path / "class" / "b.csv", tmp_path / "class" / "c.csv")

    found = find_sheets([tmp_path / "class"], [tmp_path / "net.yaml"])

    assert [path.name for path in found.sheets] == ["b.csv"]
    assert [one.path for one in found.skipped] == [tmp_path / "class" / "a.yaml"]
