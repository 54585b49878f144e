"""Circuits on the command line: `run`, `explain` and `export` take them as they take networks, `circuit` takes both."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from bptrace.cli import main


def typed(*words, **settings):
    return CliRunner().invoke(main, list(words), **settings)


def values(*words):
    """Return the value of every key that a command exports as rows."""
    rows = csv.DictReader(io.StringIO(typed("export", *words, "-", "--format", "csv").output))
    return {row["key"]: float(row["value"]) for row in rows}


def test_run_prints_picture_forward_pass_and_backward_pass():
    output = typed("run", "circuit").output

    assert "A circuit of two gates\n══════" in output
    assert (
        "      Formula   With numbers   Value\n  q   x + y     −2 + 5             3\n  f   q·z       3·(−4)" in output
    )
    assert "Backward pass: q (add)\n" in output
    assert "  ∂f/∂x   ∂f/∂q·∂q/∂x   −4·1              −4\n" in output
    assert (
        "  Input   Value   Gradient\n  x          −2         −4\n  y           5         −4\n  z          −4          3\n"
        in output
    )


def test_run_and_circuit_print_the_same_of_a_circuit():
    assert typed("circuit", "circuit-neuron").output == typed("run", "circuit-neuron").output


def test_unfold_takes_the_sigmoid_apart():
    assert "logistic)" in typed("circuit", "circuit-sigmoid", "--brief").output
    assert "(logistic)" not in typed("circuit", "circuit-sigmoid", "--unfold", "--brief").output


def test_brief_leaves_the_sentences_out():
    assert "chain rule" in typed("run", "circuit").output
    assert "chain rule" not in typed("run", "circuit", "--brief").output


def test_every_line_is_rounded_before_the_next_uses_it():
    output = typed("run", "circuit-neuron", "--round", "2", "--brief").output

    # By hand: e^-1 = 0.37, 1 / 1.37 = 0.73, -1 / 1.37^2 = -1 / 1.8769 = -0.53, -0.53 times 0.37 = -0.1961 = -0.2.
    for line in ("e^−1            0.37", "−1 / 1.37²      −0.53", "−0.53·0.37       −0.2", "0.2·(−3)     −0.6"):
        name, value = line.rsplit(maxsplit=1)
        assert any(name.strip() in printed and printed.endswith(f" {value}") for printed in output.splitlines()), line


def test_explain_derives_one_gradient_and_nothing_else():
    output = typed("explain", "circuit-neuron", "df/dw0", "--brief").output

    assert "Starts from   w0 = 2, x0 = −1, w1 = −3, x1 = −2, w2 = −3" in output
    assert "∂f/∂w1" not in output
    assert output.endswith("So ∂f/∂w0 = −0.196611933.\n")


def test_explain_of_an_input_says_that_it_is_given():
    assert "x = −2 is given." in typed("explain", "circuit", "x").output


def test_only_shows_a_wire_with_all_that_is_said_of_it():
    output = typed("run", "circuit", "--only", "q,df/dx", "--brief").output

    assert [line.split()[0] for line in output.splitlines() if line.startswith("  ") and "·" in line] == ["f", "∂f/∂x"]
    assert "∂f/∂q   z" in output
    assert "∂f/∂y" not in output


def test_rows_of_a_circuit_are_those_of_a_network_with_what_does_not_apply_left_out():
    rows = json.loads(typed("export", "circuit", "-", "--format", "json").output)["steps"]

    assert rows[3] == {
        "epoch": None, "step": None, "sample": None, "phase": "forward", "layer": None, "unit": None, "key": "q",
        "symbol": "q", "formula": "x + y", "with_numbers": "−2 + 5", "value": 3.0, "rests_on": ["x", "y"],
    }  # fmt: skip
    assert [row["phase"] for row in rows] == ["given"] * 3 + ["forward"] * 2 + ["backward"] * 7


@pytest.mark.parametrize("name", ["circuit", "circuit-neuron", "circuit-sigmoid"])
def test_an_exported_spec_makes_the_same_rows(name, tmp_path):
    whole = json.loads(typed("export", name, "-", "--format", "json").output)
    again = tmp_path / "again.yaml"
    again.write_text(json.dumps(whole["spec"]), encoding="utf-8")

    assert values(str(again)) == values(name) == {row["key"]: row["value"] for row in whole["steps"]}


def test_markdown_has_the_picture_as_text_and_the_lines_as_formulas():
    output = typed("export", "circuit", "-", "--format", "md").output

    assert "```text\n   −2\nx ────┐   q = 3\n" in output
    assert (
        r"\frac{\partial f}{\partial x} = \frac{\partial f}{\partial q} \cdot \frac{\partial q}{\partial x}" in output
    )


def test_a_network_as_a_circuit_has_its_own_names():
    output = typed("circuit", "mazur", "--only", "w5", "--brief", "--width", "120").output

    assert "∂E_total/∂w5" in output
    assert "0.082167041" in output


def test_a_sample_of_several_is_chosen():
    first, second = (typed("circuit", "xor", "--sample", n, "--brief").output for n in "12")

    assert first != second
    assert typed("circuit", "xor", "--sample", "5").exit_code == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "circuit", "--epochs", "3"), "--epochs: this is a circuit, which is worked out once and not trained"),
        (("run", "circuit", "--show", "2"), "--show: this is a circuit"),
        (("export", "circuit", "-", "--format", "md", "--epochs", "2"), "--epochs: this is a circuit"),
        (("run", "circuit", "--notation", "lecture"), "--notation: this is a circuit, whose names are"),
        (("run", "circuit", "--notation", "mazur"), "--notation: this is a circuit"),
        (("explain", "circuit", "q", "--rate", "alpha"), "--rate: this is a circuit"),
        (("export", "circuit", "-", "--format", "csv", "--target", "t"), "--target: this is a circuit"),
        (("run", "circuit", "--only", "nothing"), "nothing in this circuit is called nothing; there are x, y, z"),
        (("explain", "circuit", "df/dw"), "nothing in this circuit is called df/dw; did you mean df/d"),
        (("run", "-"), "standard input:1:10: circuit: gate f = 1 / x = 1 / 0 has no finite value: a division by 0"),
    ],
)
def test_a_request_at_fault_is_one_message_and_status_2(words, message):
    result = typed(*words, input="circuit: 1/x\nvalues: {x: 0}\n")

    assert result.exit_code == 2
    assert result.output == result.stderr
    assert message in result.stderr
