"""`bptrace examples`: everything shipped is described, shown as it is, and copied so that one can go on from it."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from bptrace import examples, spec
from bptrace.cli import main
from bptrace.cli.captured import run_captured

CONFIGS = Path(__file__).parents[2] / "configs"
MODELINE = re.compile(r"^# yaml-language-server: \$schema=(\S+)\n", re.MULTILINE)


def bptrace(words):
    return run_captured(main, shlex.split(words))


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("one", examples.configurations(), ids=lambda one: one.name)
def test_every_example_says_in_its_file_what_it_shows_and_where_it_is_from(one):
    assert one.title == getattr(spec.load_any(one.path), "title")  # noqa: B009  # of a network or a circuit
    assert one.shows.endswith(".")
    assert one.source.endswith(".")


@pytest.mark.parametrize("words", ["examples", "examples list"])
def test_the_list_has_each_with_its_title_what_it_shows_and_its_source(words):
    done = bptrace(words)
    flowing = " ".join(done.stdout.split())

    assert (done.status, done.stderr) == (0, "")
    assert max(map(len, done.stdout.splitlines())) <= 80
    for one in examples.configurations():
        shows = one.shows[0].upper() + one.shows[1:]
        assert f" {one.name} {one.title} {shows} Source: {one.source}" in f" {flowing}"


def test_the_list_ends_with_the_sheets_to_mark():
    assert "mazur-answers.csv A student's sheet Figures for mazur, some of them wrong." in " ".join(
        bptrace("examples").stdout.split()
    )


def test_the_names_alone_are_for_other_programs():
    assert bptrace("examples list --names").stdout.split() == [*examples.names(), "mazur-answers.csv"]


@pytest.mark.parametrize(("name", "file"), [("mazur", "mazur.yaml"), ("mazur.yaml", "mazur.yaml"),
                                            ("mazur-answers.csv", "mazur-answers.csv")])  # fmt: skip
def test_an_example_is_shown_as_it_is(name, file):
    assert bptrace(f"examples show {name}").stdout == (CONFIGS / file).read_text(encoding="utf-8")


def test_the_name_alone_is_taken_for_what_was_meant():
    done = bptrace("examples mazur")

    assert done.status == 2
    assert done.stderr.splitlines()[-1] == "Error: mazur is an example; did you mean bptrace examples show mazur?"


def test_a_file_of_the_same_name_is_not_the_example():
    Path("mazur").write_text("mine")

    assert "0.05, 0.10" in bptrace("examples show mazur").stdout


@pytest.mark.parametrize("action", ["show", "copy"])
@pytest.mark.parametrize(
    ("name", "hint"),
    [("mazr", "did you mean mazur?"), ("XOR", "did you mean xor?"), ("quite-other", "bptrace examples lists them all"),
     ("iris.csv", "did you mean iris?")],
)  # fmt: skip
def test_of_an_unknown_name_the_nearest_is_told(action, name, hint):
    done = bptrace(f"examples {action} {name}")

    assert (done.status, done.stderr) == (2, f"Error: {name}: there is no example of this name; {hint}\n")
    assert not list(Path().iterdir())


@pytest.mark.parametrize("name", [*examples.names(), *(sheet.name for sheet in examples.sheets())])
def test_after_copying_an_example_everything_that_it_says_to_type_next_works(name):
    done = bptrace(f"examples copy {name}")
    commands = re.findall(r"^  bptrace (.*?)   ", done.stderr, re.MULTILINE)

    assert (done.status, done.stdout) == (0, "")
    assert done.stderr.startswith(f"Wrote {name.removesuffix('.csv')}.")
    assert commands
    for words in commands:
        assert bptrace(words).status == (1 if words.startswith("check") else 0), words  # that sheet has mistakes


@pytest.mark.parametrize("name", examples.names())
def test_a_copy_is_the_same_but_for_its_schema(name):
    bptrace(f"examples copy {name}")

    copied, shipped = (MODELINE.sub("", (folder / f"{name}.yaml").read_text("utf-8")) for folder in (Path(), CONFIGS))
    assert copied == shipped


def test_the_data_file_goes_where_the_copy_looks_for_it():
    Path("folder").mkdir()
    done = bptrace("examples copy iris folder/flowers.yaml")

    assert done.stderr.startswith("Wrote folder/flowers.yaml and folder/iris.csv. Next:\n")
    assert Path("folder/iris.csv").read_bytes() == (CONFIGS / "iris.csv").read_bytes()
    assert spec.load("folder/flowers.yaml").sample_count == 120


def test_into_a_folder_it_goes_under_its_own_name():
    Path("folder").mkdir()
    bptrace("examples copy xor folder")

    assert spec.load("folder/xor.yaml").title == "A network that learns XOR"


@pytest.mark.parametrize("there", ["iris.yaml", "iris.csv"])
def test_nothing_is_written_over_without_force(there):
    Path(there).write_text("mine")
    done = bptrace("examples copy iris")

    message = f"Error: {there}: there is such a file; expected another name, or --force to write over it\n"
    assert (done.status, done.stderr) == (2, message)
    assert [(path.name, path.read_text()) for path in Path().iterdir()] == [(there, "mine")]

    assert bptrace("examples copy iris --force").status == 0
    assert Path("iris.csv").read_bytes() == (CONFIGS / "iris.csv").read_bytes()


def test_a_data_file_that_is_the_same_is_no_obstacle():
    shutil.copy(CONFIGS / "iris.csv", "iris.csv")

    assert bptrace("examples copy iris").stderr.startswith("Wrote iris.yaml. Next:\n")


def test_the_example_itself_is_never_the_copy(monkeypatch):
    before = (CONFIGS / "mazur.yaml").read_bytes()
    done = bptrace(f"examples copy mazur {CONFIGS} --force")

    assert done.status == 2
    assert "this is the example itself" in done.stderr
    assert (CONFIGS / "mazur.yaml").read_bytes() == before


def test_an_editor_finds_the_schema_that_comes_with_bptrace_or_the_nearest_above():
    bptrace("examples copy xor")
    Path("deeper/still").mkdir(parents=True)
    Path(examples.SCHEMA).write_text("{}")
    bptrace("examples copy xor deeper/still")
    bptrace("examples copy xor nearby.yaml")

    found = [
        MODELINE.match(Path(file).read_text("utf-8"))[1]
        for file in ("xor.yaml", "deeper/still/xor.yaml", "nearby.yaml")
    ]
    assert found == [(CONFIGS / examples.SCHEMA).as_uri(), f"../../{examples.SCHEMA}", examples.SCHEMA]
