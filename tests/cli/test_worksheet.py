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
        (("circuit", "a.csv"), "found a circuit; expected a network with layers"),
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
