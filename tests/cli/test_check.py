"""`bptrace check` as it is typed, with one sheet."""

import json
import os
import re
import shutil

import pytest
from click.testing import CliRunner

from bptrace import examples
from bptrace.cli import main

# The figures that Mazur's article prints.
RIGHT = "net_h1: 0.3775\nout_h1: 0.593269992\nE_total: 0.298371109\nw5+: 0.35891648\n"
# 0.7414·0.1868 = 0.1385, not 0.1485; the gradient 0.1485·0.5933 = 0.0881 follows from the slip.
WRONG = "out_h1: 0.5933\ndE/dout_o1: 0.7414\ndout_o1/dnet_o1: 0.1868\ndelta_o1: 0.1485\ndE/dw5: 0.0881\n"


def typed(*words, stdin=None):
    return CliRunner().invoke(main, ["check", *map(str, words)], input=stdin)


@pytest.fixture
def file(tmp_path):
    def write(text, name="ada.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_right_sheet_has_status_0(file):
    result = typed("mazur", file(RIGHT))
    assert result.exit_code == 0
    assert "All 4 lines are right. Well done!" in result.output


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WRONG, "First wrong line: δ_o1, line 4"),
        ("net_h1:\n", "Nothing is written for net_h1."),
        ("net_h1: zero\n", "net_h1, line 1   found 'zero': not a number"),
        ("out_h2: 0.5968\n", "Cut off instead of rounded"),
        ("dE/dw1: 0.0004\n", "Too few digits"),
        ("delta_o3: 1\n", "There is no line on this sheet that could be marked."),
        ("", "There is no line on this sheet that could be marked."),
    ],
    ids=["wrong", "missing", "unreadable", "cut off", "too coarse", "unknown", "empty"],
)
def test_what_is_not_as_it_should_be_has_status_1(file, text, said):
    result = typed("mazur", file(text))
    assert result.exit_code == 1
    assert said in result.output


@pytest.mark.parametrize(
    ("name", "text"),
    [("ada.csv", "key,value\nnet_h1,0.3775\n"), ("ada.md", "| Key | Answer |\n| --- | --- |\n| `net_h1` | 0.3775 |\n")],
)
def test_a_sheet_may_have_another_format(file, name, text):
    assert typed("mazur", file(text, name)).exit_code == 0


def test_a_sheet_may_come_from_standard_input():
    result = typed("mazur", "-", "--format", "csv", stdin="net_h1,0.3775\n")
    assert result.exit_code == 0
    assert result.output.startswith("Standard input: A step by step")


def test_a_configuration_may_come_from_standard_input(file):
    config = examples.find("mazur").read_text(encoding="utf-8")
    assert typed("-", file(RIGHT), stdin=config).exit_code == 0


def test_what_was_asked_for_may_be_said(file):
    result = typed("mazur", file(RIGHT), "--ask", "net_h1, w5, E_total@2")
    assert result.exit_code == 1
    assert "Nothing is written for ∂E/∂w5 and E_total (epoch 2)." in result.output
    assert "2 of 4 lines are right; none is wrong, but 2 are missing." in result.output


def test_an_asked_line_may_be_right_though_another_is_not(file):
    assert typed("mazur", file(WRONG), "--ask", "out_h1").exit_code == 0


@pytest.mark.parametrize("key", ["delta_h1[2]", "dE/dw1@3", "dE/dw1@3.1", "∂E/∂w1"])
def test_samples_and_epochs_may_be_asked_for(file, key):
    result = typed("xor", file("w1+: 1\n"), "--ask", key)
    assert "1 is missing" in result.output


def test_lines_may_be_asked_for_by_the_names_of_the_notation(file):
    result = typed("mazur", file(RIGHT), "--ask", "z1^(2)", "--notation", "lecture")
    assert result.exit_code == 0
    assert "The one line is right." in result.output


def test_required_digits_never_change_the_status(file):
    result = typed("mazur", file(RIGHT), "--required", "6sf")
    assert result.exit_code == 0
    assert "Fewer digits than the 6 significant figures that were wanted" in result.output


def test_how_lines_were_to_be_rounded_may_be_said(file):
    # dE/dw1 = delta_h1·i1; delta_h1, 0.008771355, was left out. As coarse as this sheet it may have been 0.0090 at the most,
    # hence 0.00045; to four figures it was 0.008771, hence 0.00043855.
    sheet = file("dE/dw1: 0.00045\n")
    result = typed("mazur", sheet, "--brief")
    assert result.exit_code == 0
    assert "Carried rounding" in result.output
    assert typed("mazur", sheet, "--round", "4sf").exit_code == 1


def test_brief_and_names_and_width_are_as_elsewhere(file):
    result = typed("mazur", file(WRONG), "--brief", "--notation", "lecture", "--rate", "alpha", "--width", "60")
    assert "First wrong line: δ1⁽³⁾, line 4" in result.output
    assert "All lines" not in result.output
    assert max(map(len, result.output.splitlines())) <= 60


def test_color_is_for_terminals(file):
    assert "\x1b[" in typed("mazur", file(WRONG), "--color", "always").output
    assert "\x1b[" not in typed("mazur", file(WRONG)).output


def test_the_report_may_be_written_as_data_and_as_markdown(file, tmp_path):
    sheet, target, page = file(WRONG), tmp_path / "ada.json", tmp_path / "ada.md"
    result = typed("mazur", sheet, "--json", target, "--md", page)
    assert "First wrong line" in result.output
    found = json.loads(target.read_text(encoding="utf-8"))
    assert [line["verdict"] for line in found["lines"]] == ["correct"] * 3 + ["wrong", "follows"]
    assert "## First wrong line: δ_o1, line 4" in page.read_text(encoding="utf-8")
    assert sheet.read_text(encoding="utf-8") == WRONG


def test_data_may_take_the_place_of_the_report(file):
    result = typed("mazur", file(WRONG), "--json", "-")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["sheet"] == "ada"


def test_a_sheet_is_never_written_over(file):
    sheet = file("| Key | Answer |\n| --- | --- |\n| net_h1 | 1 |\n", "ada.md")
    before = sheet.read_bytes()
    result = typed("mazur", sheet, "--md", sheet)
    assert result.exit_code == 2
    assert "this is the file that is read" in result.stderr
    assert sheet.read_bytes() == before


def test_slips_are_told_in_the_names_of_the_notation(file):
    """The article's 0.596884378 is the output of the second hidden neuron, not of the first."""
    result = typed("mazur", file("out_h1: 0.596884\nout_h2: 0.596884\n"), "--notation", "lecture", "--brief")
    assert "Or: the figure of a2⁽²⁾. What is written for a1⁽²⁾ is the value of a2⁽²⁾." in " ".join(
        result.output.split()
    )
    assert "out_h" not in result.output


def test_a_sheet_of_figures_as_they_were_to_be_rounded_is_right(file):
    """The gradient 0.000438568 is 0.0004 to four decimals, and the one of w4, 0.000995425, is 0.0010."""
    coarse = file("dE/dw1: 0.0004\ndE/dw4: 0.0010\nw1+: 0.1498\n")
    assert typed("mazur", coarse).exit_code == 1
    assert typed("mazur", coarse, "--round", "5").exit_code == 1
    assert typed("mazur", coarse, "--round", "4").exit_code == 0


def test_a_configuration_is_never_written_over(file, tmp_path):
    config = tmp_path / "own.yaml"
    shutil.copy(examples.find("mazur"), config)
    before = config.read_bytes()
    (tmp_path / "own.json").symlink_to(config)
    result = typed(config, file(RIGHT), "--json", tmp_path / "own.json")
    assert result.exit_code == 2
    assert "this is the file that is read" in result.stderr
    assert config.read_bytes() == before


@pytest.mark.parametrize(
    ("option", "name", "message"),
    [
        ("--md", "other.csv", "unknown suffix '.csv'; expected .md"),
        ("--json", "precious.md", "unknown suffix '.md'; expected .json"),
        ("--json", "precious.jsn", "unknown suffix '.jsn'; expected .json; did you mean precious.json?"),
        ("--csv", "x.md", "unknown suffix '.md'; expected .csv"),
        ("--csv", "marks", "no suffix; expected .csv"),
    ],
)
@pytest.mark.parametrize("there", [True, False])
def test_a_report_is_written_to_a_file_of_its_format_only(file, tmp_path, option, name, message, there):
    other = file("precious", name) if there else tmp_path / name
    result = typed("mazur", file(RIGHT), option, other)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: {other}: {message}\n")
    assert other.exists() is there
    assert not there or other.read_text() == "precious"


def test_a_report_may_go_to_a_device(file):
    assert typed("mazur", file(RIGHT), "--json", os.devnull).exit_code == 0


@pytest.mark.parametrize("option", ["--csv", "--json", "--md"])
@pytest.mark.parametrize("target", ["nowhere/marks.{}", "ada.yaml/marks.{}", "."])
def test_a_report_that_cannot_be_written_is_refused_before_anything_is_printed(file, tmp_path, option, target):
    report = tmp_path / target.format(option.removeprefix("--"))
    result = typed("mazur", file(RIGHT), option, report)
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.search(f"{re.escape(str(report))}: (no such|not a|is a) (file or )?directory", result.stderr)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("mazur", "nowhere.yaml"), "nowhere.yaml: no such file\n"),
        (("mazur", "-"), "expected --format with yaml, yml, csv or md"),
        (("-", "-", "--format", "csv"), "standard input can be read once"),
        (("mazur", "{sheet}", "--json", "-", "--md", "-"), "standard output can be written once"),
        (("mazur", "{sheet}", "--ask", "delta_o3"), "--ask: nothing here is called delta_o3; did you mean delta_o"),
        (("mazur", "{sheet}", "--ask", ","), "--ask: found no key"),
        (("mazur", "{sheet}", "--ask", "w5@0"), "after @ the number of an epoch"),
        (("mazur", "{sheet}", "--ask", "w5@9999999"), "epoch 9999999 is too late to be computed"),
        (("mazur", "{sheet}", "--ask", "w5@2.2"), "an epoch here has 1 update, not 2"),
        (("and", "{sheet}", "--ask", "out_o1@2"), "nothing is learned here, so there is no epoch 2"),
        (("mazur", "{sheet}", "--round", "many"), "expected decimals such as 4"),
        (("circuit", "{sheet}"), "found a circuit; expected a network with layers"),
        (("mazur", "{config}"), "mazur.yaml:9:1: found layers, a field of a spec; expected a sheet with lines such as"),
    ],
)
def test_what_cannot_be_marked_is_refused(file, words, message):
    known = {"sheet": file(RIGHT), "config": examples.find("mazur")}
    result = typed(*(word.format(**known) for word in words), stdin="")
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
