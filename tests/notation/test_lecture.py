"""The lecture's notation: every name and formula of small networks, written down by hand from the slides' conventions."""

from __future__ import annotations

import pytest

from bptrace import examples, spec, training
from bptrace.network import Quantity
from bptrace.notation import NOTATIONS, Notation, Terms
from bptrace.printing.text import ASCII
from bptrace.report.figures import Figures
from bptrace.report.lesson import Options, lesson
from bptrace.report.lines import plain
from bptrace.report.text import lay_out
from bptrace.report.writing import Writing

TWO_TWO_ONE = """
inputs: [1, 0]
targets: [1]
learning_rate: 1
loss: half_squared_error
layers:
  - {activation: logistic, weights: [[20, 20], [-20, -20]], bias: [-30, 10]}
  - {activation: logistic, weights: [[20, 20]], bias: [-10]}
"""

# z_1^(2) = w_10^(1) + w_11^(1) x_1 + ..: the inputs are layer 1, a weight has the number of the layer that it comes from.
FORMULAS = {
    "net_h1": ("z1⁽²⁾", "w11⁽¹⁾·x1 + w12⁽¹⁾·x2 + w10⁽¹⁾", "z1^(2)", "w11^(1)*x1 + w12^(1)*x2 + w10^(1)"),
    "out_h2": ("a2⁽²⁾", "1 / (1 + e^−z2⁽²⁾)", "a2^(2)", "1 / (1 + e^-(z2^(2)))"),
    "net_o1": ("z1⁽³⁾", "w11⁽²⁾·a1⁽²⁾ + w12⁽²⁾·a2⁽²⁾ + w10⁽²⁾", "z1^(3)", "w11^(2)*a1^(2) + w12^(2)*a2^(2) + w10^(2)"),
    "E_o1": ("E_1", "½·(t1 − a1⁽³⁾)²", "E_1", "0.5*(t1 - a1^(3))^2"),
    "E_total": ("E_total", "E_1", "E_total", "E_1"),
    "dE/dout_o1": ("∂E/∂a1⁽³⁾", "a1⁽³⁾ − t1", "dE/da1^(3)", "a1^(3) - t1"),
    "dout_o1/dnet_o1": (
        "∂a1⁽³⁾/∂z1⁽³⁾", "a1⁽³⁾·(1 − a1⁽³⁾)", "da1^(3)/dz1^(3)", "a1^(3)*(1 - a1^(3))",
    ),
    "delta_o1": ("δ1⁽³⁾", "∂E/∂a1⁽³⁾·∂a1⁽³⁾/∂z1⁽³⁾", "delta1^(3)", "dE/da1^(3)*da1^(3)/dz1^(3)"),
    "dE/dw5": ("∂E/∂w11⁽²⁾", "δ1⁽³⁾·a1⁽²⁾", "dE/dw11^(2)", "delta1^(3)*a1^(2)"),
    "dE/db3": ("∂E/∂w10⁽²⁾", "δ1⁽³⁾", "dE/dw10^(2)", "delta1^(3)"),
    "w6+": ("w12⁽²⁾⁺", "w12⁽²⁾ − η·∂E/∂w12⁽²⁾", "w12^(2)+", "w12^(2) - eta*dE/dw12^(2)"),
    "dE/dout_h2": ("∂E/∂a2⁽²⁾", "w12⁽²⁾·δ1⁽³⁾", "dE/da2^(2)", "w12^(2)*delta1^(3)"),
    "delta_h1": ("δ1⁽²⁾", "∂E/∂a1⁽²⁾·∂a1⁽²⁾/∂z1⁽²⁾", "delta1^(2)", "dE/da1^(2)*da1^(2)/dz1^(2)"),
    "dE/dw3": ("∂E/∂w21⁽¹⁾", "δ2⁽²⁾·x1", "dE/dw21^(1)", "delta2^(2)*x1"),
    "out_o1+": ("a1⁽³⁾⁺", "1 / (1 + e^−z1⁽³⁾⁺)", "a1^(3)+", "1 / (1 + e^-(z1^(3)+))"),
}  # fmt: skip


def named(config, notation="lecture", **terms):
    problem = spec.loads(config) if "\n" in config else spec.load(examples.find(config))
    return NOTATIONS[notation](problem, Terms(**terms))


def transcript(config, **terms):
    notation = named(config, **terms)
    trace = training.run(notation.problem)
    return [plain(line) for line in lay_out(lesson(trace, Options()), Writing(notation), 100)]


@pytest.mark.parametrize("key", FORMULAS)
def test_a_line_of_a_network_of_two_two_one(key):
    notation = named(TWO_TWO_ONE)
    trace = training.run(notation.problem)
    step, kept = trace.step(key), trace.rounds[0]
    text = Writing(notation).line(step, kept)
    ascii_text = Writing(notation, Figures(), ASCII).line(step, kept)

    assert (text.name, text.formula, ascii_text.name, ascii_text.formula) == FORMULAS[key]
    assert notation.key(step.quantity) == key


@pytest.mark.parametrize(
    ("key", "latex"),
    [
        ("net_h1", "z_{1}^{(2)}"),
        ("i2", "x_{2}"),
        ("w5+", "w_{11}^{(2)+}"),
        ("b3", "w_{10}^{(2)}"),
        ("E_o1", "E_{1}"),
        ("target_o1", "t_{1}"),
        ("delta_h2", r"\delta_{2}^{(2)}"),
        ("dE/dw5", r"\frac{\partial E}{\partial w_{11}^{(2)}}"),
        ("dout_o1/dnet_o1", r"\frac{\partial a_{1}^{(3)}}{\partial z_{1}^{(3)}}"),
    ],
)
def test_latex_has_no_underscore_after_a_brace(key, latex):
    notation = named(TWO_TWO_ONE)

    assert notation.latex(training.run(notation.problem).locate(key)[1]) == latex


def test_with_two_hidden_layers_the_output_layer_is_the_fourth():
    lines = "\n".join(transcript("two-hidden-layers"))

    assert "z1⁽³⁾ = w11⁽²⁾·a1⁽²⁾ + w12⁽²⁾·a2⁽²⁾ + w10⁽²⁾" in lines
    assert "z1⁽⁴⁾ = w11⁽³⁾·a1⁽³⁾ + w12⁽³⁾·a2⁽³⁾ + w10⁽³⁾" in lines
    assert "such as w11⁽³⁾?" in lines
    assert "node delta δ1⁽⁴⁾" in lines
    assert "net_" not in lines.replace("\n", " ")


def test_samples_stand_in_brackets_and_in_latex_in_square_ones():
    xor = named("xor")

    assert xor.text(Quantity("net", 1, 1, None, 2)) == "z2⁽²⁾[3]"
    assert xor.latex(Quantity("net", 1, 1, None, 2, after=True)) == "z_{2}^{(2)+[3]}"


def test_a_bias_of_a_whole_layer_has_no_index():
    mazur = named("mazur")

    assert mazur.text(Quantity("parameter", 2)) == "b⁽²⁾"
    assert mazur.text(Quantity("dE/dout", 1, 0, 1, 0)) == "∂E_2/∂a1⁽²⁾"


def test_parameters_that_are_shared_by_name_keep_their_names():
    assert [named("tied").text(Quantity("parameter", 1, 0, source)) for source in (0, 1)] == ["a", "b"]


def test_indices_of_two_digits_are_told_apart_by_a_comma():
    wide = named("""
        inputs: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
        layers:
          - {activation: identity, weights: [[0, 0, 0, 0, 0, 0, 0, 0, 0, 1]], bias: [0]}
        """)

    assert wide.text(Quantity("parameter", 1, 0, 9)) == "w1,10⁽¹⁾"
    assert wide.text(Quantity("parameter", 1, 0, 0)) == "w11⁽¹⁾"
    assert wide.text(Quantity("parameter", 1, 0)) == "w10⁽¹⁾"


@pytest.mark.parametrize("notation", NOTATIONS)
def test_keys_are_the_same_whatever_the_names(notation):
    plain_names = named("softmax", "mazur")
    other = named("softmax", notation, rate="alpha", target="ideal")
    trace = training.run(plain_names.problem)

    for quantity in trace.rounds[0].program.quantities():
        assert other.key(quantity) == plain_names.key(quantity)
    assert other.key(Quantity("learning_rate")) == "eta"
    assert other.key(Quantity("target", 2, 0, None, 0)) == "target_o1[1]"


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("config", ["mazur", "softmax", "tied", "two-hidden-layers", "mathspp"])
def test_no_two_quantities_have_the_same_name(config, notation):
    names = named(config, notation)
    quantities = set(training.run(names.problem).rounds[0].program.quantities())

    for write in (names.text, names.ascii, names.latex):
        assert len({write(quantity) for quantity in quantities}) == len(quantities)


@pytest.mark.parametrize(
    ("rate", "spellings"),
    [
        ("eta", ("eta", "η", r"\eta")),
        ("alpha", ("alpha", "α", r"\alpha")),
        ("epsilon", ("epsilon", "ε", r"\varepsilon")),
    ],
)
def test_the_learning_rate_has_the_letter_of_its_author(rate, spellings):
    names, eta = named("mazur", "mazur", rate=rate), Quantity("learning_rate")

    assert (names.ascii(eta), names.text(eta), names.latex(eta)) == spellings


@pytest.mark.parametrize(("target", "name"), [(None, "t"), ("target", "target"), ("ideal", "ideal"), ("t", "t")])
def test_targets_are_called_as_their_author_calls_them(target, name):
    lines = transcript("mazur", target=target)

    assert f"  Error      ½·({name} − a)², sum over the outputs" in lines
    assert f"  Targets   {name}1 = 0.01, {name}2 = 0.99" in lines


def test_mazurs_own_names_take_the_terms_too():
    names = named("mazur", "mazur", rate="alpha", target="ideal")
    target = Quantity("target", 2, 0, None, 0)

    assert (names.text(target), names.ascii(target), names.latex(target)) == ("ideal_o1", "ideal_o1", "ideal_{o1}")
    assert isinstance(names, Notation)
