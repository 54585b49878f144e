"""`bptrace worksheet`: a blank sheet in the format of its suffix, and no file is harmed."""

import pytest
from click.testing import CliRunner

from bptrace import examples
from bptrace.cli import main
from bptrace.marking.sheet import load
from bptrace.report.worksheet_formats import WRITERS


def run(*arguments, stdin=None):
    return CliRunner().invoke(main, ["worksheet", *map(str, arguments)], input=stdin)


def keys(path):
    return [entry.key for entry in load(path).entries]


def test_each_file_is_written_in_the_format_of_its_suffix(tmp_path):
    names = [tmp_path / f"sheet{suffix}" for suffix in WRITERS]
    result = run("mazur", *names)

    assert (result.exit_code, result.output) == (0, "")
    assert keys(names[0]) == keys(names[1]) == keys(names[2])
    assert keys(names[0])[:3] == ["net_h1", "net_h2", "out_h1"]


@pytest.mark.parametrize("form", [suffix.removeprefix(".") for suffix in WRITERS])
def test_standard_output_gets_what_a_file_would(tmp_path, form):
    run("mazur", tmp_path / f"out.{form}")
    result = run("mazur", "-", "--format", form)

    assert result.stdout_bytes == (tmp_path / f"out.{form}").read_bytes()


def test_options_say_what_is_asked(tmp_path):
    target = tmp_path / "sheet.yaml"
    options = ("--ask", "w5,delta_o1", "--hints", "--epochs", 3, "--show", "1,3", "--rate", "alpha", "--target", "t")
    result = run("mazur", target, *options, "--round", "4")

    assert result.exit_code == 0
    assert keys(target) == ["delta_o1", "dE/dw5", "w5+", "delta_o1@3", "dE/dw5@3", "w5+@3"]
    text = target.read_text(encoding="utf-8")
    assert "w5+@3:  # w5⁺ = w5 − α·∂E/∂w5\n" in text
    assert "# Targets: t_o1 = 0.01" in text
    assert "# Rounding: every line to 4 decimals" in text


def test_a_config_may_come_from_standard_input(tmp_path):
    result = run("-", tmp_path / "sheet.csv", stdin=examples.find("xor").read_text(encoding="utf-8"))

    assert result.exit_code == 0
    assert "net_h1[4]" in keys(tmp_path / "sheet.csv")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("mazur", "sheet.yml"),
            "sheet.yml: unknown suffix '.yml'; expected .yaml, .csv or .md; did you mean sheet.yaml?",
        ),
        (("mazur", "-"), "-: standard output has no suffix; expected --format with yaml, csv or md"),
        (("mazur", "a.csv", "a.csv"), "a.csv: written twice; expected different files"),
        (("mazur", "a.csv", "--ask", "w99"), "--ask: nothing here is called w99; keys look like net_h1"),
        (("mazur", "a.csv", "--ask", " , "), "--ask: found no key; expected keys with commas between them"),
        (("mazur", "a.csv", "--ask", "i1"), "--ask: i1 has no line of its own here"),
        (("mazur", "a.csv", "--ask", "w5@2"), "--ask: leave @2 out; --show says which epochs are shown"),
        (("mazur", "a.csv", "--show", "2"), "cannot show epoch 2: the run has 1 epoch"),
        (("circuit", "a.csv"), "Error: circuit: found a circuit; expected a network with layers"),
    ],
)
def test_a_request_at_fault_writes_nothing(tmp_path, monkeypatch, arguments, message):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)

    assert result.exit_code == 2
    assert message in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("other", ["net.yaml", "./net.yaml", "link.yaml"])
def test_the_config_is_never_written_over(tmp_path, monkeypatch, other):
    monkeypatch.chdir(tmp_path)
    content = examples.find("mazur").read_bytes()
    (tmp_path / "net.yaml").write_bytes(content)
    (tmp_path / "link.yaml").symlink_to("net.yaml")
    result = run("net.yaml", other)

    assert result.exit_code == 2
    assert "this is the file that is read" in result.stderr
    assert (tmp_path / "net.yaml").read_bytes() == content


_REMARKS = {
    "yaml": "# 0.15*0.05 = 0.0075\n",
    "csv": "# 0.15*0.05 = 0.0075\n",
    "md": "\nnet_h1 is w1 i1 + w2 i2 + b1, and so 0.3775.\n",
}

_FILLED = {
    "yaml": ("net_h1: ", "net_h1: 0.3775"),
    "csv": ("net_h1,", "net_h1,0.3775"),
    "md": ("|                |", "| 0.3775         |"),
}


@pytest.mark.parametrize("form", [suffix.removeprefix(".") for suffix in WRITERS])
@pytest.mark.parametrize("name", ["sheet.{}", "sheet.txt"])
def test_a_blank_sheet_may_be_written_over_and_a_filled_one_not(tmp_path, name, form):
    target = tmp_path / name.format(form)
    request = ("mazur", target, "--ask", "net_h1", "--format", form)
    assert run(*request).exit_code == run(*request).exit_code == 0
    blank = target.read_text(encoding="utf-8")
    filled = blank.replace(*_FILLED[form])
    assert filled != blank
    target.write_text(filled, encoding="utf-8")

    result = run(*request)

    said = "there is such a file, and it is not this blank sheet; expected another name, or --force to write over it"
    assert (result.exit_code, result.stderr) == (2, f"Error: {target}: {said}\n")
    assert target.read_text(encoding="utf-8") == filled
    assert run(*request, "--force").exit_code == 0
    assert target.read_text(encoding="utf-8") == blank


@pytest.mark.parametrize("form", [suffix.removeprefix(".") for suffix in WRITERS])
def test_rough_work_on_a_blank_sheet_is_not_written_over(tmp_path, form):
    target = tmp_path / f"sheet.{form}"
    assert run("mazur", target).exit_code == 0
    with target.open("a", encoding="utf-8") as file:
        file.write(_REMARKS[form])
    worked = target.read_bytes()

    assert run("mazur", target).exit_code == 2
    assert target.read_bytes() == worked


def test_a_blank_sheet_that_asks_for_other_lines_stays(tmp_path):
    target = tmp_path / "sheet.yaml"
    assert run("mazur", target, "--ask", "net_h1").exit_code == 0

    assert run("mazur", target, "--ask", "net_h2").exit_code == 2
    assert keys(target) == ["net_h1"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("name: Ada\nnet_h1: \n", 2),
        ("inputs: [1]\nlayers: []\n", 2),
        ("milk, eggs\n", 2),
        ("\x00\x01", 2),
        ("# remember: ask about the bias\n", 2),
        ("services:\n  web:\n  db:\n", 2),
        ("name: \nnet_h1: # to do\n", 2),
        ("\n", 2),
        ("", 0),
    ],
)
def test_what_may_be_somebodys_is_written_over_only_by_force(tmp_path, text, status):
    target = tmp_path / "sheet.yaml"
    target.write_text(text, encoding="utf-8")

    assert run("mazur", target, tmp_path / "other.md").exit_code == status
    assert (target.read_text(encoding="utf-8") == text) is (status == 2)
    assert (tmp_path / "other.md").exists() is (status == 0)
    assert run("mazur", target, "--force").exit_code == 0


@pytest.mark.parametrize("link", [None, "symlink_to", "hardlink_to"])
def test_the_data_that_the_config_names_is_never_written_over(tmp_path, link):
    (tmp_path / "net.yaml").write_text(
        "data: points.csv\nloss: squared_error\nlayers: [{activation: identity, weights: [[1]]}]\n", encoding="utf-8"
    )
    data, target = tmp_path / "points.csv", tmp_path / ("other.csv" if link else "points.csv")
    data.write_text("x,target_o1\n1,2\n", encoding="utf-8")
    if link:
        getattr(target, link)(data)

    result = run(tmp_path / "net.yaml", target, "--force")

    assert (result.exit_code, "this is the file that is read" in result.stderr) == (2, True)
    assert data.read_text(encoding="utf-8") == "x,target_o1\n1,2\n"
