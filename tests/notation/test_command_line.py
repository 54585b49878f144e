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


@pytest.mark.parametrize(
    ("notation", "hidden", "outputs"),
    [("lecture", "a1⁽²⁾ and a2⁽²⁾", "a1⁽³⁾ and a2⁽³⁾"), ("matrix", "out1⁽¹⁾ and out2⁽¹⁾", "out1⁽²⁾ and out2⁽²⁾")],
)
def test_inputs_have_the_names_of_the_notation_and_neurons_are_named_once_at_the_head(notation, hidden, outputs):
    picture = printed("run", "mazur", "--notation", notation, "--width", "120")
    listed = printed("run", "mazur", "--notation", notation, "--width", "120", "--brief")
    explained = printed("explain", "mazur", "w5+", "--notation", notation, "--width", "120", "--brief")
    chart = printed("export", "mazur", "--notation", notation, "--format", "md", "-")
    head = f"i1 and i2 are x1 and x2; h1 and h2 have the outputs {hidden}; o1 and o2 have the outputs {outputs}"

    assert "\n  x1 ──┬" in picture
    assert "w12⁽¹⁾ = 0.2 from x2" in listed
    assert 'n0_1("x2")' in chart
    for text in (picture, listed, explained):
        assert " ".join(text.split()).count(head) == 1
        assert text.count("i1") == 1


def test_no_names_are_explained_where_quantities_are_called_by_their_neurons():
    assert "Names" not in printed("run", "mazur")


@pytest.mark.parametrize("example", ["xor", "iris"])
def test_names_that_are_the_same_anyway_are_not_explained_and_of_many_the_ends_are(example):
    head = {
        "xor": " Names h1 and h2 have the outputs a1⁽²⁾ and a2⁽²⁾; o1 has the output a1⁽³⁾ ≈",
        "iris": "sepal_length to petal_width are x1 to x4; h1 to h5 have the outputs a1⁽²⁾ to a5⁽²⁾; setosa to virginica",
    }
    text = printed("run", example, "--notation", "lecture", "--brief")
    assert head[example] in " ".join(text.split())
