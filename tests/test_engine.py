"""A round by hand: every array that the page names, and what the rules are told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bptrace import engine, readings, spec
from bptrace.engine import Learned
from bptrace.rules import RIGHT
from bptrace.tape import Address, Nothing, Numbers

# 2 -> 3·2 + 1 = 7 -> 0.5·7 = 3.5, where 1 is wanted.
CHAIN = """
inputs: [2]
targets: [1]
learning_rate: 0.1
loss: half_squared_error
layers:
  - {activation: identity, weights: [[3]], bias: 1}
  - {activation: identity, weights: [[0.5]]}
"""
TWO_SAMPLES = CHAIN.replace(
    "inputs: [2]\ntargets: [1]", "samples:\n- {inputs: [2], targets: [1]}\n- {inputs: [0], targets: [0]}"
)


def load(text, **changes):
    return replace(spec.loads(text), **changes)


def computed(problem, rules=RIGHT):
    """Return the arrays of the page and of the second pass, by name, and what is learned."""
    let, learned = Numbers(), readings.begin(problem)
    constant = readings.constants(problem, learned)
    after = engine.page(let, problem, rules, learned, constant, problem.inputs, problem.targets)
    if problem.optimizer is not None:
        engine.review(let, problem, rules, after, constant, problem.inputs, problem.targets)
    return {tuple(address): np.asarray(array).tolist() for address, array in let.arrays.items()}, after


def test_a_round_names_all_its_arrays_once_in_the_order_in_which_they_are_computed():
    arrays, after = computed(load(CHAIN))

    expected = {
        ("net", 1, False): [[7]],
        ("out", 1, False): [[7]],
        ("net", 2, False): [[3.5]],
        ("out", 2, False): [[3.5]],
        ("error", 2, False): [[3.125]],  # half the square of 2.5
        ("total_error", None, False): 3.125,
        ("dE/dout", 2, False): [[2.5]],
        ("dout/dnet", 2, False): [[1]],
        ("delta", 2, False): [[2.5]],
        ("gradient", 2, False): [[17.5]],  # 2.5·7
        ("parameter", 2, True): [[-1.25]],  # 0.5 - 0.1·17.5
        ("dE/dout", 1, False): [[1.25]],  # through the old weight, 0.5
        ("dout/dnet", 1, False): [[1]],
        ("delta", 1, False): [[1.25]],
        ("gradient", 0, False): [[2.5]],
        ("parameter", 0, True): [[2.75]],
        ("gradient", 1, False): [1.25],
        ("parameter", 1, True): [0.875],
        ("net", 1, True): [[6.375]],  # 2.75·2 + 0.875
        ("out", 1, True): [[6.375]],
        ("net", 2, True): [[-7.96875]],
        ("out", 2, True): [[-7.96875]],
        ("error", 2, True): [[40.21923828125]],  # half the square of 8.96875
        ("total_error", None, True): 40.21923828125,
    }
    assert arrays == expected
    assert list(arrays) == list(expected)
    assert [block.tolist() for block in after.blocks] == [[[2.75]], [0.875], [[-1.25]]]
    assert after.updates == 1


def test_layer_by_layer_errors_go_back_through_what_has_been_updated():
    arrays, _ = computed(load(CHAIN, layer_by_layer=True))
    assert arrays["dE/dout", 1, False] == [[-1.25 * 2.5]]
    assert arrays["delta", 1, False] == [[-3.125]]
    assert arrays["parameter", 0, True] == [[3.625]]  # 3 + 0.1·3.125·2


def test_gradients_of_the_inputs_are_computed_where_they_are_wanted():
    arrays, _ = computed(load(CHAIN, input_gradients=True))
    assert arrays["dE/dout", 0, False] == [[3.75]]  # 3·1.25
    assert ("dE/dout", 0, False) not in computed(load(CHAIN))[0]


def test_errors_of_samples_are_lines_of_their_own_where_there_are_several():
    """The second sample goes 0 -> 1 -> 0.5, where 0 is wanted."""
    arrays, _ = computed(load(TWO_SAMPLES, batch=2))
    assert arrays["error", 2, False] == [[3.125, 0.125]]
    assert arrays["sample_error", None, False] == [3.125, 0.125]
    assert arrays["total_error", None, False] == 3.25
    # -1.25·0.5 below 0.5·(2.5·7 + 0.5·1): the new weight is 0.5 - 0.1·18 and the new bias 1 - 0.1·(1.25 + 0.25).
    assert arrays["gradient", 2, False] == [[18]]
    assert arrays["gradient", 1, False] == [1.5]
    assert arrays["gradient", 0, False] == [[2.5]]
    after = [arrays[kind, None, True] for kind in ("sample_error", "total_error")]
    assert sum(after[0]) == pytest.approx(after[1])
    assert len(after[0]) == 2
    assert "sample_error" not in {kind for kind, *_ in computed(load(CHAIN))[0]}


def test_a_mean_over_samples_is_in_the_error_and_in_the_gradients():
    arrays, _ = computed(load(TWO_SAMPLES, batch=2, mean_over_samples=True))
    assert arrays["sample_error", None, False] == [3.125, 0.125]
    assert arrays["total_error", None, False] == 1.625
    assert arrays["delta", 2, False] == [[2.5, 0.5]]
    assert arrays["gradient", 2, False] == [[9]]


def test_a_penalty_stands_between_the_error_of_the_data_and_the_whole():
    arrays, _ = computed(spec.loads(CHAIN + "penalty: {l2: 0.5}\n"))
    assert arrays["data_error", None, False] == 3.125
    assert arrays["penalty", None, False] == 0.5 * 0.5 * (3**2 + 0.5**2)
    assert arrays["total_error", None, False] == 3.125 + 2.3125
    assert arrays["gradient", 2, False] == [[17.5 + 0.25]]
    assert arrays["gradient", 0, False] == [[2.5 + 1.5]]
    assert arrays["gradient", 1, False] == [1.25]
    assert {("data_error", None, True), ("penalty", None, True)} <= set(arrays)


def test_what_cancels_is_named_aside():
    """With logistic outputs and cross-entropy delta is out - target; of a net input 0 the output is 1/2, its slope 1/4."""
    text = CHAIN.replace("half_squared_error", "binary_cross_entropy")
    text = text.replace("{activation: identity, weights: [[0.5]]}", "{activation: logistic, weights: [[0]]}")
    arrays, _ = computed(spec.loads(text))
    assert arrays["delta", 2, False] == [[-0.5]]
    assert arrays["dE/dout", 2, False] == [[-2]]
    assert arrays["dout/dnet", 2, False] == [[0.25]]
    names = [name for name in arrays if name[1:] == (2, False)]
    assert names.index(("dE/dout", 2, False)) < names.index(("dout/dnet", 2, False)) < names.index(("delta", 2, False))


def test_softmax_has_a_jacobian():
    """Of equal net inputs both outputs are 1/2."""
    text = CHAIN.replace("half_squared_error", "categorical_cross_entropy").replace("targets: [1]", "targets: [1, 0]")
    text = text.replace("{activation: identity, weights: [[0.5]]}", "{activation: softmax, weights: [[0], [0]]}")
    cancelled, _ = computed(spec.loads(text))
    assert cancelled["delta", 2, False] == [[-0.5], [0.5]]
    assert cancelled["jacobian", 2, False] == [[[0.25], [-0.25]], [[-0.25], [0.25]]]
    assert cancelled["dE/dout", 2, False] == [[-2], [0]]
    chained, _ = computed(spec.loads(text.replace("categorical_cross_entropy", "half_squared_error")))
    assert chained["jacobian", 2, False] == cancelled["jacobian", 2, False]
    assert chained["dE/dout", 2, False] == [[-0.5], [0.5]]
    assert chained["delta", 2, False] == [[-0.25], [0.25]]


def test_of_an_output_that_stands_for_the_error_the_derivative_is_1():
    text = CHAIN.replace("targets: [1]\n", "gradient_of: o2\n").replace(
        "learning_rate: 0.1\nloss: half_squared_error\n", ""
    )
    arrays, after = computed(spec.loads(text.replace("[[0.5]]", "[[0.5], [4]]")))
    assert arrays["dE/dout", 2, False] == [[0], [1]]
    assert np.asarray(arrays["dE/dout", 2, False]).dtype == float
    assert arrays["dE/dout", 1, False] == [[4]]
    assert not [name for name in arrays if "error" in name[0]]
    assert after.updates == 1


def test_without_anything_to_differentiate_nothing_goes_back():
    text = "inputs: [2]\nlayers:\n  - {activation: identity, weights: [[3]], bias: 1}\n"
    problem = spec.loads(text)
    learned = readings.begin(problem)
    let = Numbers()
    after = engine.page(let, problem, RIGHT, learned, None, problem.inputs, problem.targets)
    assert list(let.arrays) == [Address("net", 1, False), Address("out", 1, False)]
    assert after is learned


def test_rules_see_what_is_known_when_they_are_asked():
    seen = {}

    def noted(name):
        def rule(*arguments):
            back = arguments[-1]
            seen[name, back.number] = (
                [block.ravel().tolist() for block in back.blocks],
                [block.ravel().tolist() for block in back.updated],
                sorted(back.douts),
                sorted(back.deltas),
            )
            assert back.target is problem.targets
            assert [out.tolist() for out in back.signals.outs] == [[[2]], [[7]], [[3.5]]]
            return getattr(RIGHT, name)(*arguments)

        return rule

    problem = load(CHAIN)
    names = ("slope", "pull", "backward", "gradient", "bias_gradient")
    computed(problem, replace(RIGHT, **{name: noted(name) for name in names}))
    old, new, last = [[3], [1], [0.5]], [[3], [1], [-1.25]], [[2.75], [1], [-1.25]]
    assert seen == {
        ("slope", 2): (old, old, [2], []),
        ("pull", 2): (old, old, [2], []),
        ("gradient", 2): (old, old, [2], [2]),
        ("backward", 2): (old, new, [2], [2]),
        ("slope", 1): (old, new, [1, 2], [2]),
        ("pull", 1): (old, new, [1, 2], [2]),
        ("gradient", 1): (old, new, [1, 2], [1, 2]),
        ("bias_gradient", 1): (old, last, [1, 2], [1, 2]),
    }


def test_the_second_pass_goes_by_the_same_rules():
    doubled = replace(RIGHT, error_over_samples=lambda problem, samples: 2 * samples.sum())
    arrays, _ = computed(load(CHAIN), doubled)
    assert arrays["total_error", None, False] == 6.25
    assert arrays["total_error", None, True] == 80.4384765625
    standing = readings.stand(load(CHAIN), readings.begin(load(CHAIN)), doubled)
    assert standing.arrays[Address("total_error", None, False)] == 6.25


def test_a_shared_parameter_waits_for_all_its_gradients():
    """One weight in both layers: E = (w²x - 1)² / 2, so that dE/dw = (w²x - 1)·2wx = (8 - 1)·8."""
    text = CHAIN.replace("{activation: identity, weights: [[3]], bias: 1}", "{activation: identity, weights: [[w]]}")
    text = text.replace("[[0.5]]", "[[w]]") + "parameters: {w: 2}\n"
    arrays, after = computed(spec.loads(text))
    assert arrays["gradient", 0, False] == pytest.approx([56])
    assert [block.tolist() for block in after.blocks] == [pytest.approx([2 - 5.6])]


def test_nothing_kept_learns_the_same():
    problem = load(CHAIN)
    learned = readings.begin(problem)
    constant = readings.constants(problem, learned)
    after = engine.page(Nothing(), problem, RIGHT, learned, constant, problem.inputs, problem.targets)
    assert isinstance(after, Learned)
    assert [block.ravel().tolist() for block in after.blocks] == [[2.75], [0.875], [-1.25]]


def test_a_threshold_is_subtracted_and_so_is_its_gradient():
    """2 -> 3·2 + 1 = 7 -> 0.5·7 - 0.5 = 3, where 1 is wanted: delta is 2, and the threshold's gradient -2."""
    arrays, after = computed(spec.loads(CHAIN.replace("weights: [[0.5]]", "weights: [[0.5]], threshold: 0.5")))
    assert arrays["net", 2, False] == [[3]]
    assert arrays["gradient", 3, False] == [-2]
    assert arrays["parameter", 3, True] == [pytest.approx(0.7)]
    assert arrays["gradient", 1, False] == [1]  # the bias of the layer before, 2·0.5
    assert len(after.blocks) == 4


def test_what_an_optimizer_carries_on_goes_into_the_next_round():
    """v = 0.5 v + g and w - 0.1 v: the same gradient again is half as much more."""
    problem = spec.loads(CHAIN + "optimizer: {name: momentum, momentum: 0.5}\n")
    learned = readings.begin(problem)
    constant = readings.constants(problem, learned)
    let = Nothing()
    once = engine.page(let, problem, RIGHT, learned, constant, problem.inputs, problem.targets)
    assert [state["velocity"].ravel().tolist() for state in once.states] == [[2.5], [1.25], [17.5]]
    again = engine.page(
        let, problem, RIGHT, learned._replace(states=once.states), constant, problem.inputs, problem.targets
    )
    assert [state["velocity"].ravel().tolist() for state in again.states] == [[3.75], [1.875], [26.25]]


def test_rules_are_told_layer_block_and_threshold():
    nets, blocks, layers = [], [], []

    def net(weights, x, bias, threshold, number):
        nets.append((number, threshold))
        return RIGHT.net(weights, x, bias, threshold, number)

    def gradient(delta, x, back):
        layers.append(back.number)
        return RIGHT.gradient(delta, x, back)

    def over_samples(problem, block, gradient, count):
        blocks.append((block, count))
        return RIGHT.gradient_over_samples(problem, block, gradient, count)

    rules = replace(RIGHT, net=net, gradient=gradient, gradient_over_samples=over_samples)
    tied = CHAIN.replace("[[3]], bias: 1", "[[w]], threshold: 1").replace("[[0.5]]", "[[w]]") + "parameters: {w: 2}\n"
    computed(spec.loads(tied), rules)
    assert nets == [(1, True), (2, False)] * 2
    assert sorted(layers) == [1, 2]  # the weight of both layers has a gradient at each
    assert sorted(blocks) == [(0, 1), (1, 1)]


def test_rules_see_the_same_where_the_loss_meets_its_activation():
    seen = []

    def slope(activation, net, out, back):
        seen.append(("slope", back.number, net.tolist(), out.tolist()))
        return RIGHT.slope(activation, net, out, back)

    def output_delta(out, target, back):
        seen.append(("output_delta", back.number, out.tolist(), target.tolist()))
        return RIGHT.output_delta(out, target, back)

    text = CHAIN.replace("half_squared_error", "binary_cross_entropy")
    text = text.replace("{activation: identity, weights: [[0.5]]}", "{activation: logistic, weights: [[0]]}")
    computed(spec.loads(text), replace(RIGHT, slope=slope, output_delta=output_delta))
    assert seen == [
        ("slope", 2, [[0]], [[0.5]]),
        ("output_delta", 2, [[0.5]], [[1]]),
        ("slope", 1, [[7]], [[7]]),
    ]
