"""`bptrace run` as it is typed."""

from __future__ import annotations

import io
import re
import sys
from contextlib import nullcontext

import pytest
from click.testing import CliRunner, Result

from bptrace.cli import main


def typed(*words: str, **settings) -> Result:
    return CliRunner().invoke(main, list(words), **settings)


def test_run_prints_the_worked_example():
    result = typed("run", "mazur")

    assert result.exit_code == 0
    assert "  ∂E/∂w5          = δ_o1·out_h1\n" in result.output
    assert "                  = 0.138498562·0.593269992       0.082167041\n" in result.output
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("rounding", "few", "rounded", "enough"),
    [("4", "3", "4 decimals", "4"), ("4sf", "6", "4 significant figures", "7"), ("12", "9", "12 decimals", "12")],
)
@pytest.mark.parametrize("command", [["run", "mazur"], ["explain", "mazur", "w5+"], ["run", "circuit-sigmoid"]])
def test_rounded_lines_are_not_rounded_once_more_to_be_printed(command, rounding, few, rounded, enough):
    result = typed(*command, "--round", rounding, "--digits", few)

    assert result.exit_code == 2
    assert result.output == (
        f"Error: --digits {few}: lines that are rounded to {rounded} are printed with all of their digits; "
        f"expected at least {enough}, or --digits left out\n"
    )
    assert typed(*command, "--round", rounding, "--digits", enough).exit_code == 0


def test_with_more_decimals_than_usual_the_rounding_says_how_many_are_printed():
    # 1 / (1 + e^−0.3775) = 0.593269992107187 (high precision)
    assert " 0.593269992107\n" in typed("run", "mazur", "--round", "12", "--only", "out_h1").output


def test_arrays_of_rounded_lines_say_what_their_sign_of_about_means():
    meaning = "the printed figures, rounded once, give another last digit"

    assert meaning in typed("run", "mazur", "--round", "4", "--notation", "matrix", "--width", "120").output
    assert meaning not in typed("run", "mazur", "--round", "4", "--width", "120").output


def test_brief_leaves_the_sentences_out():
    assert "chain rule" in typed("run", "mazur").output
    assert "chain rule" not in typed("run", "mazur", "--brief").output


def test_only_shows_a_parameter_with_its_gradient_and_its_new_value():
    lines = [
        line.split()[0]
        for line in typed("run", "mazur", "--only", "w5", "--brief", "--width", "200").output.splitlines()
        if "·" in line
    ]

    assert lines[-2:] == ["∂E/∂w5", "w5⁺"]


def test_only_takes_keys_and_neurons_and_any_spelling():
    output = typed("run", "mazur", "--only", "delta_o1,h2", "--brief", "--width", "200").output

    assert "  δ_o1 " in output
    assert "  out_h2 " in output
    assert "  δ_h2 " in output
    assert "  net_o1 " not in output


def test_only_refuses_what_is_not_there():
    result = typed("run", "mazur", "--only", "w5,w99")

    assert result.exit_code == 2
    assert "nothing here is called w99" in result.stderr


def test_rounds_are_shown_where_asked():
    output = typed("run", "mazur", "--epochs", "20", "--show", "1,20", "--only", "w5").output

    assert "── Epoch 1 ─" in output
    assert "── Epoch 20 ─" in output
    assert "── After 20 epochs ─" in output


def test_a_round_after_the_last_is_refused():
    result = typed("run", "mazur", "--show", "3")

    assert result.exit_code == 2
    assert "cannot show epoch 3: the run has 1 epoch; --epochs 3 makes it long enough" in result.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--show", "one"), "expected numbers of epochs with commas between them"),
        (("--show", "0"), "epochs count from 1"),
        (("--show", "0-3"), "epochs count from 1"),
        (("--show", "5-3"), "found 5-3; expected the smaller number first"),
        (("--show", "1-"), "expected numbers of epochs with commas between them, or ranges, such as 1-5,10000"),
        (("--show", "-3"), "expected numbers of epochs with commas between them"),
        (("--show", ""), "expected numbers of epochs with commas between them"),
        (("--show", "1-999999999999999"), "expected at most 10000 to be shown"),
        (("--round", "x"), "expected decimals such as 4, or significant figures such as 4sf"),
        (("--digits", "0"), "'--digits': found 0; expected a whole number from 1 to 17\n"),
        (("--epochs", "0"), "'--epochs': found 0; expected a whole number from 1 to 10,000,000\n"),
        (("--width", "10"), "'--width': found 10; expected a whole number from 40\n"),
        (("--epochs", "ten"), "'--epochs': found ten; expected a whole number from 1 to 10,000,000\n"),
        (("--json",), "Error: run has no option --json; bptrace export CONFIG FILE.json writes such a file\n"),
        (("--csv",), "Error: run has no option --csv; bptrace export CONFIG FILE.csv writes such a file\n"),
        (("--digit", "3"), "Did you mean"),
        (("--color", "blue"), "'blue' is not one of"),
    ],
)
def test_options_that_make_no_sense_are_refused(words, message):
    result = typed("run", "mazur", *words)

    assert result.exit_code == 2
    assert message in result.stderr


def test_colour_only_where_asked_or_on_a_terminal():
    assert "\x1b[" not in typed("run", "mazur").output
    assert "\x1b[" in typed("run", "mazur", "--color", "always", color=True).output
    assert "\x1b[" not in typed("run", "mazur", "--color", "never").output


def test_an_encoding_without_greek_gets_ascii(monkeypatch):
    from bptrace.cli import printing

    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    narrow = printing.Appearance().signs
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))

    assert (narrow.minus, printing.Appearance().signs.minus) == ("-", "−")


def test_a_config_comes_from_standard_input_too():
    with open("configs/mazur.yaml") as file:
        result = typed("run", "-", input=file.read())

    assert result.output == typed("run", "mazur").output


@pytest.mark.parametrize("text", ["title: \xff\n", "inputs: [1]\ntitle: b\xe9ta\n"])
def test_standard_input_that_is_not_utf_8_is_refused_where_it_stands(text):
    result = typed("run", "-", input=text.encode("latin-1"))

    assert result.exit_code == 2
    assert "standard input:" in result.stderr
    assert ", which is not UTF-8 (" in result.stderr


def test_standard_input_may_begin_with_a_byte_order_mark():
    with open("configs/mazur.yaml", "rb") as file:
        result = typed("run", "-", input=b"\xef\xbb\xbf" + file.read())

    assert result.output == typed("run", "mazur").output


def test_ranges_of_rounds_are_shown():
    output = typed("run", "mazur", "--epochs", "9", "--show", "1-3, 7", "--only", "w5").output

    assert [number for number in range(1, 10) if f"── Epoch {number} ─" in output] == [1, 2, 3, 7]


def test_empty_words_of_only_are_passed_over():
    assert typed("run", "mazur", "--only", "w1,").output == typed("run", "mazur", "--only", "w1").output


def test_only_wants_a_key():
    result = typed("run", "mazur", "--only", ",")

    assert result.exit_code == 2
    assert "--only: found no key; expected keys with commas between them" in result.stderr


def test_only_takes_the_names_of_other_notations_with_their_commas():
    named = typed("run", "mazur", "--only", "w_{1,1}^{(2)},z_2^{(3)}", "--brief").output

    assert named == typed("run", "mazur", "--only", "w5,net_o2", "--brief").output


def test_only_takes_a_name_as_the_notation_that_is_asked_for_means_it():
    for notation, key in (("lecture", "delta_h1"), ("matrix", "delta_o1")):
        named, keyed = (typed("run", "mazur", "--only", name, "--notation", notation) for name in ("δ1⁽²⁾", key))
        assert named.output == keyed.output
        assert named.exit_code == 0


def test_every_so_manyth_epoch_is_shown_besides_those_that_are_named():
    def shown(*options):
        result = typed("run", "xor", "--epochs", "10", "--only", "w5", "--brief", *options)
        return [int(number) for number in re.findall(r"── Epoch (\d+) ", result.output)]

    assert shown("--every", "4") == [4, 8]
    assert shown("--every", "4", "--show", "1-2,8") == [1, 2, 4, 8]
    assert shown() == [1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("xor", "--epochs", "5", "--every", "6"), "found a run of 5 epochs; expected one that is long enough"),
        (
            ("xor", "--epochs", "3000000", "--every", "100"),
            "found 30000 epochs; expected at most 10000 to be shown, as with --every 300",
        ),
        (("circuit", "--every", "2"), "--every: this is a circuit"),
    ],
)
def test_every_epoch_that_cannot_be_shown_is_refused(arguments, message):
    result = typed("run", *arguments)

    assert result.exit_code == 2
    assert message in result.output


def test_a_run_that_is_stopped_prints_what_there_was_by_then(monkeypatch):
    def progress(epoch):
        if epoch >= 100:
            raise KeyboardInterrupt

    monkeypatch.setattr("bptrace.cli.tracing._progress", lambda problem: nullcontext(progress))
    result = typed("run", "xor", "--epochs", "1000")

    assert result.exit_code == 130
    assert "── Epoch 1 ─" in result.output
    assert "── After 100 epochs ─" in result.output
    assert "Into o1   w5 = " in result.output.split("After 100 epochs")[1]


@pytest.mark.parametrize("line", [("run",), ("explain", "out_o1"), ("circuit",)])
def test_a_picture_is_not_drawn_over_the_data_that_the_config_names(tmp_path, monkeypatch, line):
    monkeypatch.chdir(tmp_path)
    spec = "data: points.csv\nlayers: [{activation: identity, weights: [[1]]}]\n"
    (tmp_path / "net.yaml").write_text(spec, encoding="utf-8")
    (tmp_path / "points.csv").write_text("x\n1\n", encoding="utf-8")
    (tmp_path / "points.svg").symlink_to("points.csv")

    result = CliRunner().invoke(main, [line[0], "net.yaml", *line[1:], "--svg", "points.svg"])

    assert (result.exit_code, "points.svg: this is the file that is read" in result.stderr) == (2, True)
    assert (tmp_path / "points.csv").read_text(encoding="utf-8") == "x\n1\n"
