"""`bptrace run` and `bptrace explain` as they are typed."""

from __future__ import annotations

import io
import sys

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
        (("--round", "x"), "expected decimals such as 4, or significant figures such as 4sf"),
        (("--digits", "0"), "0 is not in the range"),
        (("--epochs", "0"), "0 is not in the range"),
        (("--width", "10"), "10 is not in the range"),
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
    narrow = printing.signs()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding="utf-8"))

    assert (narrow.minus, printing.signs().minus) == ("-", "−")


def test_a_config_comes_from_standard_input_too():
    with open("configs/mazur.yaml") as file:
        result = typed("run", "-", input=file.read())

    assert result.output == typed("run", "mazur").output


def test_explain_derives_one_number_from_what_is_given():
    output = typed("explain", "mazur", "w5+", "--width", "200").output

    assert "  Starts from   i1 = 0.05, i2 = 0.1, target_o1 = 0.01, w1 = 0.15" in output
    assert output.endswith("So w5⁺ = 0.35891648.\n")
    assert "net_o2" not in output


def test_explain_goes_to_the_round_that_the_key_names():
    assert "So w5⁺ in epoch 7 = " in typed("explain", "mazur", "w5+@7").output


def test_explain_says_of_what_is_given_that_it_is():
    assert "w5 = 0.4 is given; after the update it is called w5+." in typed("explain", "mazur", "w5").output


def test_explain_refuses_an_unknown_key_with_the_nearest():
    result = typed("explain", "mazur", "delta_h")

    assert result.exit_code == 2
    assert "no quantity is called delta_h; did you mean delta_h" in result.stderr
