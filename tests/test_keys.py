"""Keys: every spelling of a quantity leads to it, and what names nothing says so."""

from __future__ import annotations

import pytest

import bptrace.keys
from bptrace import examples, spec
from bptrace.keys import ClashError, Keys, UnknownKeyError
from bptrace.network import Quantity
from bptrace.notation import NOTATIONS, Notation
from bptrace.spelling import fold


def keys(config):
    return Keys(Notation(spec.load(examples.find(config))))


@pytest.mark.parametrize(
    ("spelling", "quantity"),
    [
        ("net_h1", Quantity("net", 1, 0, None, 0)),
        ("out_o2", Quantity("out", 2, 1, None, 0)),
        ("i2", Quantity("out", 0, 1, None, 0)),
        ("target_o1", Quantity("target", 2, 0, None, 0)),
        ("E_o1", Quantity("error", 2, 0, None, 0)),
        ("E_total", Quantity("total_error")),
        ("E_total+", Quantity("total_error", after=True)),
        ("delta_h2", Quantity("delta", 1, 1, None, 0)),
        ("δ_h2", Quantity("delta", 1, 1, None, 0)),
        (r"\delta_{h2}", Quantity("delta", 1, 1, None, 0)),
        ("∂E/∂w₅", Quantity("gradient", 2, 0, 0)),
        (r"\frac{\partial E}{\partial w_{5}}", Quantity("gradient", 2, 0, 0)),
        (r"\dfrac{\partial E}{\partial w_5}", Quantity("gradient", 2, 0, 0)),
        (r"w_{5}^{+}", Quantity("parameter", 2, 0, 0, None, True)),
        (r"$w_5^+$", Quantity("parameter", 2, 0, 0, None, True)),
        (r"\delta_{o1}^{(1)}", Quantity("delta", 2, 0, None, 0)),
        (r"\frac{\partial E_{o2}}{\partial out_{h1}}", Quantity("dE/dout", 1, 0, 1, 0)),
        (r"\mathrm{out}_{h1}", Quantity("out", 1, 0, None, 0)),
        ("dE/dw5", Quantity("gradient", 2, 0, 0)),
        ("w5", Quantity("parameter", 2, 0, 0)),
        ("w5+", Quantity("parameter", 2, 0, 0, None, True)),
        ("w5⁺", Quantity("parameter", 2, 0, 0, None, True)),
        ("b2", Quantity("parameter", 2, None, None)),
        ("dE/dout_h1", Quantity("dE/dout", 1, 0, None, 0)),
        ("dE/dout_h1:o2", Quantity("dE/dout", 1, 0, 1, 0)),
        ("dE_o2/dout_h1", Quantity("dE/dout", 1, 0, 1, 0)),
        ("∂E_o2/∂out_h1", Quantity("dE/dout", 1, 0, 1, 0)),
        ("dout_h1/dnet_h1", Quantity("dout/dnet", 1, 0, None, 0)),
        ("eta", Quantity("learning_rate")),
        ("η", Quantity("learning_rate")),
        (" net_h1 ", Quantity("net", 1, 0, None, 0)),
        ("net_h1[1]", Quantity("net", 1, 0, None, 0)),
    ],
)
def test_spellings_of_keys(spelling, quantity):
    assert keys("mazur").find(spelling).quantity == quantity


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("dE_total/dw5", "dE/dw5"),  # as in Mazur's article
        ("∂E_total/∂out_h1", "dE/dout_h1"),
        (r"\frac{\partial E_{total}}{\partial w_{5}}", "dE/dw5"),
        (r"\dfrac{\partial E_{total}}{\partial net_{o1}}", "delta_o1"),
        ("∂E/∂net_o1", "delta_o1"),
        ("E", "E_total"),
        ("E+@3", "E_total+@3"),
        ("w5'", "w5+"),
        ("w₅′@2", "w5+@2"),
        ("w5_new", "w5+"),
        ("w5 new", "w5+"),
        (r"net_{h_1}", "net_h1"),
        (r"\(out_{h1}\)", "out_h1"),
        ("dE_total/dw_5", "dE/dw5"),
    ],
)
def test_what_articles_and_people_write_is_understood(written, key):
    assert keys("mazur").find(written) == keys("mazur").find(key)


def test_a_name_of_the_network_comes_before_what_it_may_stand_for():
    found = three(weights=["E", "w5_new", "net_h_1"])
    assert [found.find(name).quantity.kind for name in ("E", "w5_new", "net_h_1")] == ["parameter"] * 3
    assert not found.find("w5_new").quantity.after


@pytest.mark.parametrize("written", ["out_o1'", "w_1_1", "w5_news", "dE_totals/dw5", "E[2]", "()", "(w5"])
def test_what_might_mean_something_else_is_not_guessed(written):
    with pytest.raises(UnknownKeyError):
        keys("mazur").find(written)


@pytest.mark.parametrize(
    ("key", "epoch", "step"),
    [
        ("w5", 1, None),
        ("w5+@3", 3, None),
        ("E_total+@10000", 10000, None),
        ("net_h1@2.1", 2, 1),
        ("net_h1[1]@7", 7, None),
    ],
)
def test_a_key_may_say_its_round(key, epoch, step):
    found = keys("mazur").find(key)

    assert (found.epoch, found.step) == (epoch, step)


@pytest.mark.parametrize(
    ("config", "key", "message"),
    [
        ("mazur", "delta_o9", "no quantity is called delta_o9; did you mean delta_o"),
        ("mazur", "nett_h1", "did you mean net_h1?"),
        ("iris", "nett_h1[2]", r"did you mean net_h1\[2\]\?"),  # 51 parameters and neurons are not too many to look at
        ("mazur", "", "^no quantity is called ''; keys look like net_h1, delta_o1, dE/dw5 or w5[+]$"),
        ("mazur", "w5[1]", r"w5\[1\] has no samples; leave \[1\] out"),
        ("mazur", "net_h1[2]", r"there are samples \[1\] to \[1\]"),
        ("xor", "net_h1", r"net_h1 is of one sample; say which, from \[1\] to \[4\]"),
        ("xor", "net_h1[0]", r"there are samples \[1\] to \[4\]"),
        ("softmax", "dout_o1/dnet_o9[1]", "no quantity is called"),
        ("mazur", "W5+", r"no quantity is called W5\+; did you mean w5\+\?"),
        ("mazur", "NET_H1@3", "did you mean net_h1@3?"),
        (
            "mazur",
            "h1",
            "h1 is a neuron, whose quantities are net_h1, out_h1, delta_h1, dE/dout_h1 and dout_h1/dnet_h1",
        ),
        ("softmax", "o1", "o1 is a neuron, whose quantities are net_o1, out_o1, delta_o1 and dE/dout_o1$"),
        ("mazur", "w1@0", "w1@0: epochs count from 1"),
        ("mazur", "w1+@1.7", r"w1\+@1.7: an epoch here is one update; leave .7 out"),
        ("mazur", "w1+@1.0", "an epoch here is one update; leave .0 out"),
        ("mazur", "w5@" + "9" * 5000, "no quantity is called"),
    ],
)
def test_a_key_that_names_nothing_says_why(config, key, message):
    with pytest.raises(UnknownKeyError, match=message) as refused:
        keys(config).find(key)

    assert refused.value.key == key


def test_softmax_has_a_slope_for_every_pair_of_outputs():
    assert keys("softmax").find("dout_o1/dnet_o2[3]").quantity == Quantity("jacobian", 2, 1, 0, 2)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("θ₁⁺", "theta1+"),
        (r"w_{12}^{+}", "w_12+"),
        ("−η", "-eta"),
        ("ϑ ϵ µ", "thetaepsilonmu"),
        ("Δ_ς", "Delta_sigma"),
        (r"\delta_{o1}^{(2)}", "delta_o1[2]"),
        (r"out_{o1}^{+(2)}", "out_o1+[2]"),
        (r"\frac{\partial E^{(2)}}{\partial out_{h1:o1}^{(2)}}", "dE/dout_h1:o1[2]"),
        (r"\frac{\partial E}{\partial \mathrm{bias_{1,2}}}", "dE/dbias_1_2"),
        (r"\text{ш}_{1}", "ш_1"),
    ],
)
def test_folding_leaves_a_plain_spelling(written, plain):
    assert fold(written) == plain


def three(**names):
    return Keys(Notation(spec.loads(f"""
inputs: [1, 2, 3]
targets: [0]
learning_rate: 1
loss: half_squared_error
names: {{weights: [[[{", ".join(names["weights"])}]]], neurons: [[{names.get("neuron", "o1")}]]}}
layers:
  - {{activation: identity, weights: [[1, 2, 3]]}}
""")))  # fmt: skip


def test_keys_of_greek_names_are_spelt_out_and_the_text_is_greek():
    found = three(weights=["θ1", "α", "lambda2"], neuron="Σ")
    quantities = [quantity for name, quantity in found.notation.problem.network.parameters()]

    assert [found.notation.key(quantity) for quantity in quantities] == ["theta1", "alpha", "lambda2"]
    assert [found.notation.text(quantity) for quantity in quantities] == ["θ1", "α", "λ2"]
    assert found.notation.key(Quantity("net", 1, 0, None, 0)) == "net_Sigma"
    for spelling in ("θ1", "theta1", "θ₁", r"\theta_{1}"):
        assert found.find(spelling).quantity == quantities[0]


def test_letters_that_no_name_spells_out_stay():
    found = three(weights=["ш", "é1", "w"])

    assert [found.notation.key(found.find(name).quantity) for name in ("ш", "é1", "é1")] == ["ш", "é1", "é1"]


def test_names_may_contain_one_another_and_what_keys_are_made_of():
    found = three(weights=["E", "net_o1.x", "dE"], neuron="net_o1")

    assert found.find("dE/dE").quantity.kind == "gradient"
    assert found.find("dE/ddE").quantity == found.find("dE").quantity._replace(kind="gradient")
    assert found.find("net_net_o1").quantity == Quantity("net", 1, 0, None, 0)
    assert found.find("net_o1.x").quantity.kind == "parameter"


def test_what_latex_does_not_keep_apart_is_asked_for_unless_it_is_spelt_like_one_of_them():
    found = three(weights=["a1_1", "a_1_1", "w"])
    first, second = (quantity for name, quantity in found.notation.problem.network.parameters() if name != "w")

    assert found.notation.latex(first) == found.notation.latex(second) == "a_{1,1}"
    assert found.find(r"a_{1,1}").quantity == second
    found = three(weights=["bc_1.a", "bc1.a", "w"])
    assert found.find(r"\mathrm{bc_{1.a}}").quantity == found.find("bc_1.a").quantity


def test_a_key_is_found_without_all_keys_being_made(monkeypatch):
    monkeypatch.setattr(Keys, "quantities", lambda self: pytest.fail("all quantities were asked for"))

    assert keys("mazur").find("delta_o1").quantity == Quantity("delta", 2, 0, None, 0)


def test_nothing_is_learned_without_a_learning_rate():
    forward = Keys(Notation(spec.loads("inputs: [1]\nlayers:\n  - {activation: identity, weights: [[2]]}\n")))

    with pytest.raises(
        UnknownKeyError, match="net_o1@5: nothing is learned here, so there is no epoch 5; leave @5 out"
    ) as refused:
        forward.find("net_o1@5")
    assert refused.value.key == "net_o1@5"
    with pytest.raises(UnknownKeyError, match=r"o1 is a neuron, whose quantities are net_o1 and out_o1$"):
        forward.find("o1")
    assert forward.find("net_o1@1") == forward.find("net_o1")


def test_a_name_in_other_letters_comes_before_a_neuron():
    with pytest.raises(UnknownKeyError, match=r"no quantity is called o1; did you mean O1\?"):
        three(weights=["O1", "w2", "w3"]).find("o1")


def test_the_nearest_key_is_looked_for_in_a_small_network(monkeypatch):
    """Three weights and one neuron are four, which may be all."""
    found = three(weights=["w1", "w2", "w3"])

    monkeypatch.setattr(bptrace.keys, "_SMALL", 4)
    with pytest.raises(UnknownKeyError, match=r"called nett_o1; did you mean net_o1\?"):
        found.find("nett_o1")
    monkeypatch.setattr(bptrace.keys, "_SMALL", 3)
    with pytest.raises(UnknownKeyError, match="called nett_o1; keys look like net_h1"):
        found.find("nett_o1")


def test_a_clash_says_what_clashes():
    clash = ClashError("w1", "the first weight", "the second")

    assert (clash.key, clash.first, clash.second) == ("w1", "the first weight", "the second")
    assert str(clash) == "the first weight and the second would both be called w1"


ONE_WEIGHT = "learning_rate: 1\nloss: half_squared_error\nlayers:\n  - {activation: identity, weights: [[2]]}\n"


def of_samples(count, batch=1):
    samples = "".join(f"  - {{inputs: [{n}], targets: [0]}}\n" for n in range(count))
    return Keys(Notation(spec.loads(f"samples:\n{samples}batch: {batch}\n{ONE_WEIGHT}")))


def test_of_two_samples_one_has_to_be_said():
    found = of_samples(2)

    with pytest.raises(UnknownKeyError, match=r"^net_o1 is of one sample; say which, from \[1\] to \[2\]$"):
        found.find("net_o1")
    assert found.find("net_o1[2]").quantity.sample == 1


def test_an_epoch_has_no_more_updates_than_batches():
    found = of_samples(3, batch=2)

    assert found.find("w1+@1.2").step == 2
    for step in (0, 3):
        with pytest.raises(UnknownKeyError, match=f"w1@1.{step}: an epoch here has updates .1 to .2"):
            found.find(f"w1@1.{step}")


@pytest.mark.parametrize(
    ("spelling", "quantity"),
    [  # layer 1 of a lecture is the inputs
        ("z1^(2)", Quantity("net", 1, 0, None, 0)),
        ("z1⁽²⁾⁺", Quantity("net", 1, 0, None, 0, True)),
        ("z₁⁽²⁾", Quantity("net", 1, 0, None, 0)),
        ("a_1^{(2)}", Quantity("out", 1, 0, None, 0)),
        ("$a^{(2)}_{1}$", Quantity("out", 1, 0, None, 0)),
        ("w12^(1)", Quantity("parameter", 1, 0, 1)),
        ("w_{1,2}^{(1)+}", Quantity("parameter", 1, 0, 1, None, True)),
        ("b^{(2)}", Quantity("parameter", 2)),
        (r"\frac{\partial E}{\partial w_{21}^{(2)}}", Quantity("gradient", 2, 1, 0)),
        (r"\frac{\partial E_{2}}{\partial a_{1}^{(2)}}", Quantity("dE/dout", 1, 0, 1, 0)),
        ("∂a1⁽³⁾/∂z1⁽³⁾", Quantity("dout/dnet", 2, 0, None, 0)),
        (r"\delta_1^{(3)}", Quantity("delta", 2, 0, None, 0)),
        ("x2", Quantity("out", 0, 1, None, 0)),
        ("t2", Quantity("target", 2, 1, None, 0)),
        ("net1^(2)", Quantity("net", 2, 0, None, 0)),  # of the matrix notation, where the inputs are no layer
    ],
)
def test_a_name_that_says_where_a_quantity_stands_leads_to_it(spelling, quantity):
    assert keys("mazur").find(spelling).quantity == quantity


def test_a_name_that_means_two_things_needs_a_notation():
    problem = spec.load(examples.find("mazur"))

    with pytest.raises(UnknownKeyError, match=r"^delta1\^\(2\) may be delta_h1 or delta_o1; say which$") as refused:
        Keys(Notation(problem)).find("delta1^(2)")
    assert refused.value.key == "delta1^(2)"
    for notation, layer in (("lecture", 1), ("matrix", 2)):
        found = Keys(Notation(problem), NOTATIONS[notation](problem)).find("delta1^(2)")
        assert found.quantity == Quantity("delta", layer, 0, None, 0)


def test_a_key_comes_before_a_name_of_another_notation():
    # The neuron's inputs are called x0 and x1, and x1 of a lecture would be the first of them.
    own = keys("lecture-neuron")
    shown = Keys(own.notation, NOTATIONS["lecture"](own.notation.problem))
    for found in (own, shown):
        assert found.find("x1").quantity == found.find("x1[1]").quantity == Quantity("out", 0, 1, None, 0)


def test_a_raised_number_is_a_layer_where_it_cannot_be_a_sample():
    # Mazur's b1 is of the first layer, as here; the second layer's biases are b3 and b4 there and b1 and b2 in a lecture.
    found = keys("mazur-trained-biases")
    assert found.find("b3").quantity == found.find(r"b_{1}^{(2)}").quantity == Quantity("parameter", 2, 0)
    assert keys("xor").find(r"\delta_{o1}^{(2)}").quantity == Quantity("delta", 2, 0, None, 1)


def test_the_end_of_a_name_may_be_the_name_of_another():
    assert three(weights=["w1", "w2", "w3"], neuron="xi1").find("net_xi1").quantity == Quantity("net", 1, 0, None, 0)
    assert three(weights=["w1", "w2", "w3"], neuron="a").find("eta").quantity == Quantity("learning_rate")


@pytest.mark.parametrize("name", ["w1^(9)", "z9^(2)", "z1^(1)", "z^(2)", "W^(9)", "z1^()", "(1)", "^{(2)}"])
def test_a_place_where_nothing_stands_is_said(name):
    with pytest.raises(UnknownKeyError, match="no quantity is called"):
        keys("mazur").find(name)


@pytest.mark.parametrize(
    ("config", "array", "element"),
    [
        ("mazur", "W⁽¹⁾", "w11⁽¹⁾"),
        ("mazur", "W⁽¹⁾⁺", "w11⁽¹⁾⁺"),
        ("mazur", "∂E/∂W^(2)", "∂E/∂w11⁽²⁾"),
        ("mazur", r"\delta^{(2)}", "δ1⁽²⁾"),
        ("mazur", "x", "x1"),
        ("mazur", "target", "target1"),
        ("xor", "b^(1)", "b1⁽¹⁾"),
        ("xor", "net⁽²⁾", "net1⁽²⁾[1]"),
        ("xor", "net⁽²⁾[3]", "net1⁽²⁾[3]"),
    ],
)
def test_the_name_of_a_whole_array_is_no_key_but_its_elements_have_one(config, array, element):
    with pytest.raises(UnknownKeyError) as refused:
        keys(config).find(array)

    assert str(refused.value) == f"{array} is a whole array; expected one of its elements, such as {element}"
    Keys(Notation(problem := spec.load(examples.find(config))), NOTATIONS["matrix"](problem)).find(element)
