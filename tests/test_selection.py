"""What the words of `--only` mean."""

from __future__ import annotations

import re

import pytest

from bptrace import examples, spec, training
from bptrace.keys import UnknownKeyError
from bptrace.notation import NOTATIONS
from bptrace.program import Program
from bptrace.selection import select, separate

GREEK = """
inputs: [0.1, 0.2]
targets: [1]
learning_rate: 0.5
loss: half_squared_error
names: {weights: [[[α, θ1]]], neurons: [[ω]]}
layers:
  - {activation: logistic, weights: [[0.3, 0.4]]}
"""


def chosen(trace, *words):
    return {trace.notation.key(quantity) for quantity in select(trace, words)}


def in_arrays(trace, *words):
    shown = NOTATIONS["matrix"](trace.problem)
    return {trace.notation.key(quantity) for quantity in select(trace, words, shown=shown)}


def example(name):
    return training.run(spec.load(examples.find(name)))


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("w5", {"dE/dw5", "w5+"}),
        ("w5+", {"w5+"}),
        (r"w_{5}^{+}", {"w5+"}),
        ("w₅⁺", {"w5+"}),
        ("dE/dw5", {"dE/dw5"}),
        ("δ_o1", {"delta_o1"}),
        ("net_h1[1]", {"net_h1"}),
        ("E_total", {"E_total"}),
        ("dE/dout_h1", {"dE/dout_h1"}),
        ("dE_o2/dout_h1", {"dE/dout_h1:o2"}),
    ],
)
def test_a_word_may_be_a_key_or_a_parameter(word, keys):
    assert chosen(example("mazur"), word) == keys


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("W⁽¹⁾", {"dE/dw1", "dE/dw2", "dE/dw3", "dE/dw4", "w1+", "w2+", "w3+", "w4+"}),
        ("W^(2)+", {"w5+", "w6+", "w7+", "w8+"}),
        (r"\frac{\partial E}{\partial W^{(2)}}", {"dE/dw5", "dE/dw6", "dE/dw7", "dE/dw8"}),
        ("net⁽¹⁾", {"net_h1", "net_h2"}),
        ("out^(2)+", {"out_o1+", "out_o2+"}),
        ("δ⁽²⁾", {"delta_o1", "delta_o2"}),
        ("∂E/∂out⁽¹⁾", {"dE/dout_h1", "dE/dout_h2"}),
        ("f′(net⁽¹⁾)", {"dout_h1/dnet_h1", "dout_h2/dnet_h2"}),
    ],
)
def test_the_name_of_a_whole_array_stands_for_its_elements(word, keys):
    assert in_arrays(example("mazur"), word) == keys


def test_a_whole_array_may_be_meant_of_one_sample():
    trace = example("xor")

    assert in_arrays(trace, "net⁽¹⁾[2]") == {"net_h1[2]", "net_h2[2]"}
    assert in_arrays(trace, "b⁽¹⁾") == {"dE/db1", "dE/db2", "b1+", "b2+"}


@pytest.mark.parametrize(
    ("word", "reason"), [("x", "x has no line of its own here"), ("W⁽³⁾", "nothing here is called W⁽³⁾")]
)
def test_a_whole_array_without_lines_is_refused(word, reason):
    with pytest.raises(UnknownKeyError, match=re.escape(f"--only: {reason}")):
        in_arrays(example("mazur"), word)


def test_arrays_are_chosen_where_they_are_shown_because_their_layers_are_counted_from_1_there():
    with pytest.raises(
        UnknownKeyError, match=r"--only: δ⁽²⁾ is a whole array; expected one of its elements, such as δ1⁽²⁾"
    ):
        chosen(example("mazur"), "δ⁽²⁾")


def test_a_neuron_stands_for_all_that_belongs_to_it():
    assert chosen(example("mazur"), "h1") == {
        "net_h1", "out_h1", "net_h1+", "out_h1+", "dE/dout_h1", "dE/dout_h1:o1", "dE/dout_h1:o2", "dout_h1/dnet_h1",
        "delta_h1", "dE/dw1", "dE/dw2", "w1+", "w2+",
    }  # fmt: skip


def test_a_key_without_its_sample_is_meant_for_all_samples():
    trace = example("xor")

    assert chosen(trace, "net_h1") == {f"net_h1[{sample}]" for sample in (1, 2, 3, 4)}
    assert chosen(trace, "net_h1[2]") == {"net_h1[2]"}


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        (["α"], {"dE/dalpha", "alpha+"}),
        (["alpha"], {"dE/dalpha", "alpha+"}),
        (["θ1"], {"dE/dtheta1", "theta1+"}),
        (["theta1", "net_ω"], {"dE/dtheta1", "theta1+", "net_omega"}),
        (["ω", "α+"], {"net_omega", "out_omega", "E_omega", "delta_omega", "dE/dout_omega", "dout_omega/dnet_omega",
                       "net_omega+", "out_omega+", "E_omega+", "dE/dalpha", "dE/dtheta1", "alpha+", "theta1+"}),
    ],
)  # fmt: skip
def test_greek_names_are_found_in_greek_and_spelt_out(words, keys):
    assert chosen(training.run(spec.loads(GREEK)), *words) == keys


def test_empty_words_are_passed_over():
    assert chosen(example("mazur"), "w1", "", " ") == chosen(example("mazur"), "w1")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["w99"], "--only: nothing here is called w99; keys look like net_h1"),
        (["delta_h"], "--only: nothing here is called delta_h; did you mean delta_h"),
        (["W5"], r"nothing here is called W5; did you mean w5\?"),
        (["w5@2"], "leave @2 out; --show says which epochs are shown"),
        (["", " "], "--only: found no key; expected keys with commas between them"),
        (["b1"], "b1 is not trained, so there is no dE/db1"),
        (["b1+"], r"b1 is not trained, so there is no b1\+"),
        (["dE/di1"], "it needs input_gradients: true"),
        (["target_o1"], "--only: target_o1 has no line of its own here"),
        (["i1"], "--only: i1 has no line of its own here"),
        (["net_h1[7]"], r"--only: net_h1\[7\] has no line of its own here"),
    ],
)
def test_a_word_that_names_nothing_says_why(words, message):
    with pytest.raises(UnknownKeyError, match=message):
        select(example("mazur"), words)


def test_no_formula_is_built_to_choose(monkeypatch):
    trace = example("mazur")
    monkeypatch.setattr(Program, "formula", lambda self, quantity: pytest.fail("a formula was built"))

    assert chosen(trace, "w5") == {"dE/dw5", "w5+"}


def test_names_of_a_lecture_choose_lines_too():
    trace = example("mazur")

    assert chosen(trace, "w_{1,1}^{(1)}", "z_1^(2)") == {"dE/dw1", "w1+", "net_h1"}
    for notation, key in (("lecture", "delta_h1"), ("matrix", "delta_o1")):
        lines = select(trace, ["δ1⁽²⁾"], shown=NOTATIONS[notation](trace.problem))
        assert {trace.notation.key(quantity) for quantity in lines} == {key}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("w5,delta_o1", ["w5", "delta_o1"]),
        ("w_{1,2}^{(1)},h1", ["w_{1,2}^{(1)}", "h1"]),
        (r"\frac{\partial E}{\partial w_{1,2}^{(1)}},,x", [r"\frac{\partial E}{\partial w_{1,2}^{(1)}}", "", "x"]),
        ("f(a,b),[1,2],c", ["f(a,b)", "[1,2]", "c"]),
        ("a),b", ["a)", "b"]),
        ("", [""]),
    ],
)
def test_a_comma_within_brackets_does_not_end_a_word(text, words):
    assert separate(text) == words
