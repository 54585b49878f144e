"""The options that name quantities, in every command and every format that has names."""

from __future__ import annotations

import json

import pytest

from bptrace.cli import main
from bptrace.cli.captured import run_captured

ADAM = """
inputs: [1]
targets: [1]
learning_rate: 0.1
optimizer: adam
loss: squared_error
layers:
  - {activation: identity, weights: [[0.5]]}
"""


def printed(*words):
    outcome = run_captured(main, words)
    assert outcome.status == 0, outcome.stderr
    return outcome.stdout


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("run", "mazur", "--notation", "lecture", "--rate", "alpha"), "  w11⁽²⁾⁺       = w11⁽²⁾ − α·∂E/∂w11⁽²⁾"),
        (("run", "mazur", "--target", "ideal", "--only", "E_o1"), "  E_o1   ½·(ideal_o1 − out_o1)²   ½·(0.01 − 0.75136507)²"),
        (("run", "mazur", "--notation", "matrix", "--target", "t"), "  ∂E/∂out⁽²⁾ = out⁽²⁾ − t\n"),
        (("explain", "mazur", "net_h1", "--notation", "lecture"), "So z1⁽²⁾ = 0.3775."),
        (("explain", "mazur", "net_h1", "--notation", "matrix"), "So net1⁽¹⁾ = 0.3775."),
        (("export", "mazur", "-", "--format", "md", "--notation", "lecture"), r"\delta_{1}^{(3)} = \frac{\partial E}"),
        (("export", "mazur", "-", "--format", "md", "--notation", "matrix"), r"\frac{\partial E}{\partial W^{(1)}} = "),
        (("export", "mazur", "-", "--format", "csv", "--notation", "lecture"), ",net_h1,z1⁽²⁾,w11⁽¹⁾·x1 + w12⁽¹⁾·x2 + b⁽¹⁾,"),
    ],
)  # fmt: skip
def test_every_command_calls_things_as_it_is_told(words, line):
    assert line in printed(*words)


@pytest.mark.parametrize("notation", ["lecture", "matrix"])
def test_data_differ_in_symbols_and_formulas_alone(notation):
    plain, other = (
        json.loads(printed("export", "softmax", "-", "--format", "json", "--notation", name))
        for name in ("mazur", notation)
    )
    names = {"symbol", "formula"}

    for row, renamed in zip(plain["steps"], other["steps"], strict=True):
        assert {key for key in row if row[key] != renamed[key]} <= names
    assert plain["spec"] == other["spec"]


def test_the_learning_rate_cannot_have_the_name_of_another_constant(tmp_path):
    (tmp_path / "adam.yaml").write_text(ADAM, encoding="utf-8")
    outcome = run_captured(main, ["run", str(tmp_path / "adam.yaml"), "--rate", "epsilon"])

    assert outcome.status == 2
    assert "--rate epsilon: epsilon is another constant of this example; expected eta or alpha" in outcome.stderr


def test_a_notation_that_there_is_not_is_refused():
    outcome = run_captured(main, ["run", "mazur", "--notation", "mazurr"])

    assert outcome.status == 2
    assert "mazur" in outcome.stderr


@pytest.mark.parametrize("options", [("--round", "4"), ("--digits", "3"), ("--brief",), ("--only", "w5")])
def test_the_other_options_go_with_arrays(options):
    text = printed("run", "mazur", "--notation", "matrix", *options)

    assert "∂E/∂W⁽²⁾ = δ⁽²⁾ out⁽¹⁾ᵀ" in text
    assert ("A row for each neuron" in text) == (options[0] not in ("--brief", "--only"))
    assert ("∂E/∂W⁽¹⁾" in text) == (options[0] != "--only")


def test_rounded_arrays_have_the_rounded_digits():
    # Each line is rounded to 4 decimals before the next one uses it: 0.7514 - 0.01 is 0.7414, which times 0.1868 is 0.1385.
    text = printed("run", "mazur", "--notation", "matrix", "--round", "4")

    assert "= ⎡ 0.7414⎤ ⊙ ⎡0.1868⎤ = ⎡ 0.1385⎤" in text
