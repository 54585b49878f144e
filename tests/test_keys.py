"""Keys: every spelling of a quantity leads to it, and what names nothing says so."""

from __future__ import annotations

import pytest

from bptrace import examples, spec
from bptrace.keys import Keys, UnknownKeyError, fold
from bptrace.network import Quantity
from bptrace.notation import Notation


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
        (r"\frac{\partial E}{\partial w_{5}}".replace("w_{5}", "w5"), Quantity("gradient", 2, 0, 0)),
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
    ("key", "epoch", "step"),
    [
        ("w5", 1, None),
        ("w5+@3", 3, None),
        ("E_total+@10000", 10000, None),
        ("net_h1@2.4", 2, 4),
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
        ("mazur", "", "no quantity is called"),
        ("mazur", "w5[1]", r"w5\[1\] has no samples; leave \[1\] out"),
        ("mazur", "net_h1[2]", r"there are samples \[1\] to \[1\]"),
        ("xor", "net_h1", r"net_h1 is of one sample; say which, from \[1\] to \[4\]"),
        ("xor", "net_h1[0]", r"there are samples \[1\] to \[4\]"),
        ("softmax", "dout_o1/dnet_o9[1]", "no quantity is called"),
    ],
)
def test_a_key_that_names_nothing_says_why(config, key, message):
    with pytest.raises(UnknownKeyError, match=message):
        keys(config).find(key)


def test_softmax_has_a_slope_for_every_pair_of_outputs():
    assert keys("softmax").find("dout_o1/dnet_o2[3]").quantity == Quantity("jacobian", 2, 1, 0, 2)


@pytest.mark.parametrize(("written", "plain"), [("θ₁⁺", "theta1+"), (r"w_{12}^{+}", "w_12+"), ("−η", "-eta")])
def test_folding_leaves_plain_ascii(written, plain):
    assert fold(written) == plain
