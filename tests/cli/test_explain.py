"""`bptrace explain` as it is typed."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from bptrace.cli import main
from bptrace.program import Program
from bptrace.spelling import names_of

TWO = """
samples:
  - {inputs: [0.1], targets: [0]}
  - {inputs: [0.9], targets: [1]}
  - {inputs: [0.4], targets: [1]}
batch: 2
learning_rate: 0.5
loss: half_squared_error
layers:
  - activation: logistic
    weights: [[0.3]]
"""
FORWARD = "inputs: [0.1]\nlayers:\n  - {activation: logistic, weights: [[0.3]]}\n"


def typed(*words: str, **settings) -> Result:
    return CliRunner().invoke(main, list(words), **settings)


def test_explain_derives_one_number_from_what_is_given():
    output = typed("explain", "mazur", "w5+", "--width", "200").output

    assert "  Starts from   i1 = 0.05, i2 = 0.1, target_o1 = 0.01, w1 = 0.15" in output
    assert output.endswith("So w5⁺ = 0.35891648.\n")
    assert "net_o2" not in output


def test_explain_goes_to_the_round_that_the_key_names():
    assert "So w5⁺ in epoch 7 = " in typed("explain", "mazur", "w5+@7").output


def test_explain_says_of_what_is_given_that_it_is():
    assert "w5 = 0.4 is given; after the update it is called w5⁺." in typed("explain", "mazur", "w5").output
    lecture = typed("explain", "mazur", "w5", "--notation", "lecture").output
    assert "w11⁽²⁾ = 0.4 is given; after the update it is called w11⁽²⁾⁺." in lecture


def test_explain_refuses_an_unknown_key_with_the_nearest():
    result = typed("explain", "mazur", "delta_h")

    assert result.exit_code == 2
    assert "no quantity is called delta_h; did you mean delta_h" in result.stderr


@pytest.mark.parametrize("key", [r"w_{5}^{+}", "w₅⁺", " w5+ "])
def test_explain_takes_any_spelling(key):
    assert typed("explain", "mazur", key).output == typed("explain", "mazur", "w5+").output


@pytest.mark.parametrize("key", ["w11^(2)+", "w11⁽²⁾⁺", r"w_{1,1}^{(2)+}"])
def test_explain_takes_the_names_of_other_notations(key):
    assert typed("explain", "mazur", key).output == typed("explain", "mazur", "w5+").output


@pytest.mark.parametrize(("notation", "value"), [("lecture", "0.008771355"), ("matrix", "0.138498562")])
def test_explain_takes_a_name_as_the_notation_that_is_asked_for_means_it(notation, value):
    # Mazur's article: node deltas of h1, in a lecture's second layer, and of o1, in the second layer of neurons
    output = typed("explain", "mazur", "δ1⁽²⁾", "--notation", notation).output

    assert output.endswith(f"So δ1⁽²⁾ = {value}.\n")
    assert typed("explain", "mazur", "δ1⁽²⁾").exit_code == 2


def test_explain_goes_to_the_update_that_a_lectures_name_is_meant_in(tmp_path):
    (tmp_path / "two.yaml").write_text(TWO, encoding="utf-8")
    config = str(tmp_path / "two.yaml")

    assert typed("explain", config, "z1^(2)[3]").output == typed("explain", config, "net_o1[3]").output
    assert typed("explain", config, "w11^(1)+@2.2").output == typed("explain", config, "w1+@2.2").output


@pytest.mark.parametrize(
    ("config", "key", "message"),
    [
        (TWO, "net_o1[2]@1.2", "net_o1[2]@1.2: sample 2 is in update 1 of an epoch, not in 2"),
        (TWO, "net_o1[1]@1.2", "sample 1 is in update 1 of an epoch, not in 2"),
        (TWO, "w1+@1.3", "w1+@1.3: an epoch here has updates .1 to .2"),
        (TWO, "w1@0", "w1@0: epochs count from 1"),
        (FORWARD, "net_o1@5", "net_o1@5: nothing is learned here, so there is no epoch 5; leave @5 out"),
        (FORWARD, "dE/dw1", "dE/dw1 is not computed here: there are no targets, so nothing is differentiated"),
        (FORWARD, "w1+", "there is no w1+: without a learning_rate nothing is updated"),
        (TWO, "dE/di1[1]", "it needs input_gradients: true"),
        (TWO, "W1+", "no quantity is called W1+; did you mean w1+?"),
        (TWO, "o1", "o1 is a neuron, whose quantities are net_o1, out_o1, delta_o1, dE/dout_o1 and dout_o1/dnet_o1"),
    ],
)
def test_explain_refuses_what_there_is_not_and_says_why(config, key, message):
    result = typed("explain", "-", key, input=config)

    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.output


def test_explain_takes_an_update_of_an_epoch_and_the_first_where_none_is_named():
    first, second = (typed("explain", "-", key, input=TWO).output for key in ("w1+@1.1", "w1+@1.2"))

    assert first != second
    assert typed("explain", "-", "w1+", input=TWO).output == first
    assert "the first one for what has no sample" in " ".join(typed("explain", "--help").output.split())


def test_explain_sorts_the_names_of_a_network_once_and_does_not_build_the_whole_program(monkeypatch):
    made, built, formula = names_of.cache_info().misses, [], Program.formula
    monkeypatch.setattr(Program, "formula", lambda self, quantity: built.append(quantity) or formula(self, quantity))

    assert typed("explain", "mazur", "net_h1").exit_code == 0
    assert names_of.cache_info().misses == made + 1
    assert {quantity.kind for quantity in built} <= {"net", "out"}
