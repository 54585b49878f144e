"""The published signatures, ratios and figures of mistakes, and the formulas with the mistake in them."""

import math

import pytest

from .catalogue import exact, formula, made, value


@pytest.mark.parametrize(
    ("name", "where", "key", "ratio"),
    [
        # mistakes computed on Mazur's network from their own formulas, apart from this code
        ("hidden errors through weights already updated", "", "delta_h1", 0.831623),
        ("weights transposed on the way back", "", "delta_h1", 1.052404),
        ("only the first neuron's part of the error", "", "delta_h1", 1.524043),
        ("hidden slope left out", "", "delta_h1", 4.144207),
        ("errors sent back instead of node deltas", "", "delta_h1", 5.172178),
        ("slope computed from net instead of out", "in the output layer", "delta_o1", -0.626939),
        ("slope taken at the output", "in the output layer", "delta_o1", 1.165793),
        ("slope left out at the output", "", "delta_o1", 5.352872),
        ("slope taken as 1 at the output", "", "delta_o1", 5.352872),
        ("the slope of tanh for the logistic function", "in the output layer", "delta_o1", 2.330911),
        ("bias left out", "in the output layer", "out_o1", 0.830284),
    ],
)
def test_known_ratios_on_mazurs_network(name, where, key, ratio):
    (one,) = made("mazur", name, where)

    assert value(one, "mazur", key) / exact("mazur", key) == pytest.approx(ratio, abs=5e-7)


@pytest.mark.parametrize(
    ("network", "name", "key", "figure"),
    [
        ("mazur", None, "E_total+", 0.291027774),
        ("mazur", "hidden errors through weights already updated", "E_total+", 0.291027924),  # printed by the article
        ("mazur", "hidden errors through weights already updated", "delta_h1", 0.007294458),
        ("mazur-shared", None, "E_total+", 0.285750887),
        ("mazur", "fixed bias learned too", "E_total+", 0.285750887),
        ("own-biases-trained", None, "E_total+", 0.280471447),
        ("own-biases", "fixed bias learned too", "E_total+", 0.280471447),
    ],
)
def test_known_figures_of_mazurs_network(network, name, key, figure):
    found = value(made(network, name)[0], network, key) if name else exact(network, key)

    assert found == pytest.approx(figure, abs=5e-10)


def logistic(net):
    return 1 / (1 + math.exp(-net))


E, W, N, D = "dE/dout_o1", "dE/dw5", "net_o1", "delta_o1"
# A network, a mistake, a line, and its signature from the values of the right lines.
SIGNATURES = [
    ("mazur", "bias left out", "net_h1", lambda r: r("net_h1") - 0.35),
    ("mazur", "bias added twice", "net_h1", lambda r: r("net_h1") + 0.35),
    ("mazur", "bias multiplied by an input", "net_h1", lambda r: r("net_h1") + 0.35 * (0.05 - 1)),
    ("mazur", "sign of the bias", "net_h1", lambda r: r("net_h1") - 2 * 0.35),
    ("mazur", "weights transposed", "net_h1", lambda r: 0.15 * 0.05 + 0.25 * 0.1 + 0.35),
    ("mazur", "e^(+net) instead of e^(−net)", "out_h1", lambda r: 1 - r("out_h1")),
    ("tanh", "tanh upside down", "out_h1", lambda r: 1 / r("out_h1")),
    ("tanh", "half the exponent in tanh", "out_h1", lambda r: math.tanh(r("net_h1") / 2)),
    ("mazur", "tanh instead of the logistic function", "out_h1", lambda r: 2 * logistic(2 * r("net_h1")) - 1),
    ("mazur", "activation not applied", "out_h1", lambda r: r("net_h1")),
    ("mazur", "activation applied twice", "out_h1", lambda r: logistic(r("out_h1"))),
    ("mazur", "no ½ in the error", "E_o1", lambda r: 2 * r("E_o1")),
    ("mazur", "no ½ in the error", D, lambda r: r(D)),
    ("mazur", "factor 2 kept in the derivative", W, lambda r: 2 * r(W)),
    ("relu", "factor 2 lost in the derivative", "dE/dw1", lambda r: r("dE/dw1") / 2),
    ("mazur", "mean over the outputs instead of the sum", "dE/dw1", lambda r: r("dE/dw1") / 2),
    ("mazur", "mean over the outputs instead of the sum, in the error alone", "E_total", lambda r: r("E_total") / 2),
    ("momentum", "sum over the outputs instead of the mean", W, lambda r: 2 * r(W)),
    ("batch", "sum over the samples instead of the mean", "E_total", lambda r: 3 * r("E_total")),
    ("batch", "sum over the samples instead of the mean", W, lambda r: 3 * r(W)),
    ("batch", "sum over the samples instead of the mean, for the biases alone", "dE/db3", lambda r: 3 * r("dE/db3")),
    ("batch", "sum over the samples instead of the mean, for the biases alone", W, lambda r: r(W)),
    ("summed", "mean over the samples instead of the sum, in the gradients alone", W, lambda r: r(W) / 3),
    ("summed", "mean over the samples instead of the sum, in the gradients alone", "E_total", lambda r: r("E_total")),
    ("mazur", "the error itself used as its derivative", D, lambda r: r(D) * r(E) / 2),
    ("mazur", "sign of the error", "dE/dw1", lambda r: -r("dE/dw1")),
    ("softmax", "sign of the error", "dE/dw1", lambda r: -r("dE/dw1")),
    ("mazur", "sign of the node delta", "dE/dw1", lambda r: -r("dE/dw1")),
    ("softmax", "logarithm to base 10", "E_o2", lambda r: r("E_o2") / math.log(10)),
    ("softmax", "derivative of the logarithm to base 10", D, lambda r: r(D) / math.log(10)),
    ("softmax", "slope multiplied in although it cancels", D, lambda r: r(D) * r("out_o1") * (1 - r("out_o1"))),
    ("softmax", "softmax treated as if each output had its own net input alone", "delta_o2", lambda r: r("out_o2") - 1),
    ("mazur", "only 1 − out of the slope", D, lambda r: r(D) / r("out_o1")),
    ("mazur", "only out of the slope", D, lambda r: r(D) / (1 - r("out_o1"))),
    ("tanh", "slope of tanh computed from net instead of out", "dout_h1/dnet_h1", lambda r: 1 - r("net_h1") ** 2),
    ("tanh", "1 + out² as the slope of tanh", "dout_h1/dnet_h1", lambda r: 1 + r("out_h1") ** 2),
    ("tanh", "−out² as the slope of tanh", "dout_h1/dnet_h1", lambda r: -(r("out_h1") ** 2)),
    ("mazur", "slope of the layer after", "dout_h1/dnet_h1", lambda r: r("dout_o1/dnet_o1")),
    ("relu", "the net input as the slope of ReLU", "dout_h2/dnet_h2", lambda r: r("net_h2")),
    ("relu", "slope of ReLU 1 where the net input is not positive", "dout_h2/dnet_h2", lambda r: 1),
    ("mazur", "weights left out on the way back", "dE/dout_h1", lambda r: r(D) + r("delta_o2")),
    ("mazur", "node delta times the weight", W, lambda r: r(W) * 0.4 / r("out_h1")),
    ("mazur", "node delta times the incoming net input", W, lambda r: r(W) * r("net_h1") / r("out_h1")),
    ("mazur", "incoming output left out of the gradient", W, lambda r: r(D)),
    ("mazur", "gradients transposed", "dE/dw6", lambda r: r("delta_o2") * r("out_h1")),
    ("mazur-shared", "gradient of the bias taken as 0", "dE/db1", lambda r: 0),
    ("mazur-shared", "gradient of the bias multiplied by the bias", "dE/db1", lambda r: 0.35 * r("dE/db1")),
    ("mazur-shared", "shared parameter with one gradient instead of the sum", "dE/db1", lambda r: r("delta_h1")),
    ("mazur", "learning rate forgotten", "w5+", lambda r: 0.4 - r(W)),
    ("mazur", "added instead of subtracted", "w5+", lambda r: 0.4 + 0.5 * r(W)),
    ("mazur", "gradient written as the new weight", "w5+", lambda r: r(W)),
    ("mazur", "step written as the new weight", "w5+", lambda r: -0.5 * r(W)),
    ("mazur", "signal of target − out, added in the update", "w1+", lambda r: r("w1+")),
    ("mazur", "signal of target − out, added in the update", D, lambda r: -r(D)),
    ("adam", "no ½ in the penalty", "penalty", lambda r: 2 * r("penalty")),
    ("adam", "penalty subtracted", W, lambda r: r(W) - 2 * 0.2 * 0.59),
    ("adam", "correction of the moments left out", "mhat_w5", lambda r: 0.1 * r(W)),
    ("adam", "number of the update off by one", "mhat_w5", lambda r: 0.1 * r(W) / (1 - 0.9**2)),
    ("adam", "ε inside the root", "w5+", lambda r: 0.59 - 0.15 * r("mhat_w5") / math.sqrt(r("vhat_w5") + 0.01)),
    ("adam", "root left out", "w5+", lambda r: 0.59 - 0.15 * r("mhat_w5") / (r("vhat_w5") + 0.01)),
    ("adamw", "step written as the new weight", "w5+", lambda r: r("w5+") - 0.53),
]


@pytest.mark.parametrize(
    ("network", "name", "key", "signature"), SIGNATURES, ids=[f"{row[1]}-{row[2]}" for row in SIGNATURES]
)
def test_a_mistake_has_its_signature(network, name, key, signature):
    expected = pytest.approx(signature(lambda other: exact(network, other)), rel=1e-12, abs=1e-15)

    assert any(value(one, network, key) == expected for one in made(network, name))


@pytest.mark.parametrize(
    ("network", "name", "key", "text"),
    [
        ("thresholds", "threshold left out", "net_h1", "w1·i1 + w2·i2"),
        ("thresholds", "threshold subtracted twice", "net_h1", "w1·i1 + w2·i2 − θ1 − θ1"),
        ("thresholds", "sign of the threshold", "net_h1", "w1·i1 + w2·i2 + θ1"),
        ("thresholds", "threshold multiplied by an input", "net_h1", "w1·i1 + w2·i2 − θ1·i1"),
        ("softmax", "logistic function instead of softmax", "out_o1", "1 / (1 + e^−net_o1)"),
        ("softmax", "softmax normalised over the other outputs", "out_o1", "e^net_o1 / (e^net_o2 + e^net_o3)"),
        ("relu", "the output as the slope of ReLU", "dout_h1/dnet_h1", "out_h1"),
        ("tanh", "1 − out as the slope of tanh", "dout_h1/dnet_h1", "1 − out_h1"),
        ("relu", "a ½ in the error", "E_o1", "½·(target_o1 − out_o1)²"),
        ("absolute", "sign of the error", "dE/dout_o1", "−sign(out_o1 − target_o1)"),
        ("mazur", "hidden errors through weights already updated", "dE/dout_h1:o1", "w5⁺·δ_o1"),
        ("layer-by-layer", "hidden errors through the old weights", "dE/dout_h1:o1", "w5·δ_o1"),
        ("l1", "a ½ in the penalty", "penalty", "½·λ₁·(|w1| + |w2| + |w3| + |w4| + |b1| + |b2| + |w5| + |w6| + |b3|)"),
        ("l1-and-l2", "factor 2 in the penalty's derivative", "dE/dw1", "δ_h1·i1 + λ₁·sign(w1) + 2·λ₂·w1"),
        ("momentum", "old velocity forgotten", "v_w5", "∂E/∂w5"),
        ("momentum", "velocity forgotten", "w5+", "w5 − η·∂E/∂w5"),
        ("momentum", "sign of the old velocity", "v_w5", "∂E/∂w5 − μ·v_w5"),
        ("classical", "velocity subtracted instead of added", "w5+", "w5 − v_w5⁺"),
        ("nesterov", "plain momentum instead of Nesterov's", "w5+", "w5 − η·v_w5⁺"),
        ("momentum", "Nesterov's momentum instead of plain momentum", "w5+", "w5 − η·(∂E/∂w5 + μ·v_w5⁺)"),
        ("rmsprop", "ρ and 1 − ρ swapped", "s_w5", "(1 − ρ)·s_w5 + (1 − (1 − ρ))·(∂E/∂w5)²"),
    ],
)  # fmt: skip
def test_the_formula_with_a_mistake_in_it(network, name, key, text):
    found = [formula(one, network, key) or formula(one, network, f"{key}+") for one in made(network, name)]

    assert text in found
