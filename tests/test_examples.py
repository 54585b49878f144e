"""A configuration is found by its path or, when it comes with bptrace, by its name."""

import pytest

from bptrace import examples
from bptrace.errors import BptraceError


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    """A folder of shipped examples, and another one to stand in."""
    folder, elsewhere = tmp_path / "configs", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    for name in ("mazur.yaml", "xor.yml", "points.csv"):
        (folder / name).write_text("")
    monkeypatch.setattr(examples, "folder", lambda: folder)
    monkeypatch.chdir(elsewhere)
    return folder


def test_names_are_those_of_the_yaml_files(shipped):
    assert examples.names() == ["mazur", "xor"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [("mazur", "mazur.yaml"), ("xor", "xor.yml")],
)
def test_a_shipped_example_is_found_by_its_name_from_anywhere(shipped, asked, found):
    assert examples.find(asked) == shipped / found


def test_an_existing_file_wins_over_a_shipped_name(shipped, tmp_path):
    own = tmp_path / "elsewhere" / "mazur.yaml"
    own.write_text("")

    assert examples.find("mazur.yaml").resolve() == own


def test_a_folder_does_not_hide_a_shipped_name(shipped, tmp_path):
    (tmp_path / "elsewhere" / "mazur").mkdir()

    assert examples.find("mazur") == shipped / "mazur.yaml"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("mazr", "mazr: no such file; an example that comes with bptrace is called 'mazur'"),
        ("mazur.yaml", "mazur.yaml: no such file; an example that comes with bptrace is called 'mazur'"),
        ("my/mazur.yaml", "my/mazur.yaml: no such file; an example that comes with bptrace is called 'mazur'"),
        ("quite-other", "quite-other: no such file; the examples that come with bptrace are\n  mazur, xor"),
        (".", ".: is a folder, not a file; the examples that come with bptrace are\n  mazur, xor"),
        ("", "expected the path of a file or the name of an example, got nothing"),
    ],
)
def test_what_is_not_found_is_an_error_that_names_the_nearest(shipped, asked, message):
    with pytest.raises(BptraceError) as caught:
        examples.find(asked)

    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("nett.yaml", "net.yml"),
        ("net", "net.yml"),
        ("maru.yaml", "mar.yaml"),  # nearer than mazur
        ("own/mazur.yaml", "own/mazur.yml"),
    ],
)
def test_a_file_of_ones_own_that_is_called_nearly_so_is_named(shipped, tmp_path, asked, near):
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "own").mkdir()
    for name in ("net.yml", "net.csv", "mar.yaml", "own/mazur.yml"):
        (elsewhere / name).touch()
    with pytest.raises(BptraceError) as caught:
        examples.find(asked)

    assert str(caught.value) == f"{asked}: no such file; did you mean {near}?"


def test_many_names_are_listed_on_lines_that_fit_with_the_nearest_first(shipped):
    for name in ("a-long-name-for-an-example-{}", "softmax-in-batches-{}"):
        for number in range(4):
            (shipped / f"{name.format(number)}.yaml").touch()
    with pytest.raises(BptraceError) as caught:
        examples.find("softmax")

    lines = str(caught.value).splitlines()
    assert lines[0] == "softmax: no such file; the examples that come with bptrace are"
    assert lines[1].startswith("  softmax-in-batches-")
    assert max(map(len, lines)) <= 80
    assert sorted(", ".join(line.strip(" ,") for line in lines[1:]).split(", ")) == examples.names()


def test_the_checkout_ships_examples():
    assert "mazur" in examples.names()


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("mazur.yaml", "seed: 1", True),
        ("mazur.yml", "seed: 1", True),
        ("mazur.yaml", "", False),  # the example itself, copied
        ("mazur.txt", "seed: 1", False),
        ("other.yaml", "seed: 1", False),
    ],
)
def test_a_file_that_may_be_meant_by_the_name_of_an_example_is_known(shipped, tmp_path, file, text, told):
    (tmp_path / "elsewhere" / file).write_text(text)

    assert (examples.namesake("mazur") is not None) == told
    assert examples.namesake("other") is None
