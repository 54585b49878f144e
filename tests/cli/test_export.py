"""`bptrace export`: the suffix says the format, and no file is harmed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bptrace import examples
from bptrace.cli import main
from bptrace.cli.export import WRITERS


def run(*arguments, stdin=None):
    return CliRunner().invoke(main, ["export", *map(str, arguments)], input=stdin)


@pytest.fixture
def config(tmp_path):
    copy = tmp_path / "net.yaml"
    copy.write_bytes(examples.find("mazur").read_bytes())
    return copy


def test_each_file_is_written_in_the_format_of_its_suffix(tmp_path):
    names = [tmp_path / f"out{suffix}" for suffix in WRITERS]
    result = run("mazur", *names)
    assert (result.exit_code, result.output) == (0, "")
    assert (tmp_path / "out.md").read_text(encoding="utf-8").startswith("# A step by step backpropagation example\n\n")
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["history"][-1]["error"] == pytest.approx(
        0.291027774
    )
    assert json.loads((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()[0])["key"] == "i1"
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith("epoch,step,sample,")


@pytest.mark.parametrize("form", [suffix.removeprefix(".") for suffix in WRITERS])
def test_standard_output_gets_what_a_file_would(tmp_path, form):
    run("mazur", tmp_path / f"out.{form}")
    result = run("mazur", "-", "--format", form)
    assert result.stdout_bytes == (tmp_path / f"out.{form}").read_bytes()


def test_format_goes_before_the_suffix(tmp_path):
    assert run("mazur", "--format", "md", tmp_path / "notes.txt").exit_code == 0
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8").startswith("# ")


def test_options_are_those_of_run(tmp_path):
    arguments = ("--epochs", 3, "--show", "1,3", "--digits", 4, "--round", "4", "--only", "w5")
    assert run("mazur", tmp_path / "out.json", tmp_path / "out.md", *arguments, "--brief").exit_code == 0
    whole = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [(row["epoch"], row["key"]) for row in whole["steps"]] == [
        (1, "dE/dw5"),
        (1, "w5+"),
        (3, "dE/dw5"),
        (3, "w5+"),
    ]
    assert whole["spec"]["epochs"] == 3
    text = (tmp_path / "out.md").read_text(encoding="utf-8")
    assert r"w_{5}^{+} = w_{5} - \eta \cdot \frac{\partial E}{\partial w_{5}} = 0.4 - 0.5 \cdot 0.0822 = 0.3589" in text
    assert "net_{h1}" not in text


def test_a_config_may_come_from_standard_input(tmp_path, config):
    result = run("-", tmp_path / "out.json", stdin=config.read_text(encoding="utf-8"))
    assert result.exit_code == 0
    assert (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("out.mdd", "unknown suffix '.mdd'; expected .md, .json, .jsonl or .csv; did you mean out.md?"),
        ("out.jsn", "unknown suffix '.jsn'; expected .md, .json, .jsonl or .csv; did you mean out.json?"),
        ("out.xyz", "unknown suffix '.xyz'; expected .md, .json, .jsonl or .csv\n"),
        ("out", "no suffix; expected .md, .json, .jsonl or .csv\n"),
    ],
)
def test_an_unknown_suffix_names_the_known_ones_before_anything_is_written(tmp_path, name, message):
    result = run("mazur", tmp_path / "fine.md", tmp_path / name)
    assert result.exit_code == 2
    assert message in result.output
    assert list(tmp_path.iterdir()) == []


def test_standard_output_needs_a_format():
    result = run("mazur", "-")
    assert result.exit_code == 2
    assert "expected --format with md, json, jsonl or csv" in result.output


@pytest.mark.parametrize("link", [None, Path.symlink_to, Path.hardlink_to], ids=["itself", "symlink", "hardlink"])
def test_the_file_that_is_read_is_never_written(tmp_path, config, link):
    before, target = config.read_bytes(), config
    if link is not None:
        target = tmp_path / "other.md"
        link(target, config)
    result = run(config, target, "--format", "md")
    assert result.exit_code == 2
    assert "this is the file that is read" in result.output
    assert config.read_bytes() == before


def test_a_file_named_twice_is_a_mistake(tmp_path):
    result = run("mazur", tmp_path / "out.md", tmp_path / "." / "out.md")
    assert result.exit_code == 2
    assert "written twice" in result.output


def test_a_failure_leaves_the_old_file_whole(tmp_path):
    old = tmp_path / "out.md"
    old.write_text("old", encoding="utf-8")
    assert run("mazur", old, "--show", 7).exit_code == 2
    assert run("mazur", old, "--only", "nothing").exit_code == 2
    assert old.read_text(encoding="utf-8") == "old"
    assert run("mazur", tmp_path / "missing" / "out.md").exit_code == 2


def test_sums_are_written_with_all_their_terms_if_they_are_asked_for(tmp_path):
    config, names = tmp_path / "wide.yaml", [tmp_path / "out.jsonl", tmp_path / "out.csv"]
    config.write_text(f"inputs: {[1] * 40}\nlayers: [{{activation: identity, weights: [{[0.5] * 40}]}}]")

    assert run(config, *names).exit_code == 0
    assert all(" + w3·i3 + … + w39·i39 + w40·i40" in name.read_text(encoding="utf-8") for name in names)
    assert run(config, *names, "--full").exit_code == 0
    assert all(" + ".join(f"w{n}·i{n}" for n in range(1, 41)) in name.read_text(encoding="utf-8") for name in names)
