"""Update rules, from their sources' own properties and by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from bptrace import examples, spec, training
from bptrace.functions.optimizers import OPTIMIZERS, STATE_NAMES
from bptrace.problem import Penalty


def run(config="mazur-trained-biases", optimizer="sgd", epochs=3, rate=0.5, **constants):
    problem = spec.load(examples.find(config))
    record = OPTIMIZERS[optimizer]
    chosen = {"learning_rate": rate, **record.constants, **constants}
    changed = replace(problem, optimizer=record, constants=chosen, epochs=epochs)
    return training.run(changed, keep=range(1, epochs + 1))


def test_the_two_forms_of_momentum_move_alike_while_the_learning_rate_stays():
    outside, inside = run(optimizer="momentum", epochs=5), run(optimizer="classical_momentum", epochs=5)

    for name in ("w1+@5", "w8+@5", "b4+@5"):
        assert inside.value(name) == pytest.approx(outside.value(name), rel=1e-13)
    assert inside.value("v_w5+@3") == pytest.approx(-0.5 * outside.value("v_w5+@3"), rel=1e-13)


def test_momentum_of_0_is_gradient_descent():
    plain = run().value("w5+@3")

    for name in ("momentum", "classical_momentum", "nesterov"):
        assert run(optimizer=name, momentum=0.0).value("w5+@3") == pytest.approx(plain, rel=1e-14)


def test_nesterovs_first_step_is_longer_by_the_momentum():
    gradient = run().value("dE/dw5")

    assert run(optimizer="nesterov", momentum=0.9).value("w5+") == pytest.approx(0.4 - 0.5 * 1.9 * gradient, rel=1e-13)


@pytest.mark.parametrize("name", ["adagrad", "adam"])
def test_a_first_step_that_is_divided_by_the_gradients_own_size_is_the_learning_rate(name):
    trace = run(optimizer=name, rate=0.01)

    for key, start in (("w5", 0.4), ("w7", 0.5), ("b4", 0.6)):
        moved = trace.value(f"{key}+") - start
        assert moved == pytest.approx(-math.copysign(0.01, trace.value(f"dE/d{key}")), rel=1e-4)


def test_adams_moments_are_corrected_for_their_start_at_0():
    trace = run(optimizer="adam")
    first, second = (trace.value(f"dE/dw5@{epoch}") for epoch in (1, 2))

    assert trace.value("mhat_w5") == pytest.approx(first, rel=1e-13)
    assert trace.value("vhat_w5") == pytest.approx(first**2, rel=1e-13)
    # Kingma and Ba 2015, section 3: after two steps the weights of the gradients are 0.9 * 0.1 and 0.1, divided by 0.19.
    assert trace.value("mhat_w5@2") == pytest.approx((0.9 * 0.1 * first + 0.1 * second) / 0.19, rel=1e-12)


def test_rmsprop_divides_by_a_running_mean_of_squares():
    trace = run(optimizer="rmsprop", rate=0.01)
    gradient = trace.value("dE/dw5")

    assert trace.value("s_w5+") == pytest.approx(0.1 * gradient**2, rel=1e-13)
    assert trace.value("w5+") == pytest.approx(
        0.4 - 0.01 * gradient / (math.sqrt(0.1) * abs(gradient) + 1e-8), rel=1e-12
    )


def test_adamw_decays_the_weight_apart_from_the_gradient():
    adam, adamw = run(optimizer="adam", rate=0.01), run(optimizer="adamw", rate=0.01, weight_decay=0.1)

    assert adamw.value("w5+") == pytest.approx(adam.value("w5+") - 0.01 * 0.1 * 0.4, rel=1e-13)
    assert adamw.value("dE/dw5") == adam.value("dE/dw5")


def test_a_penalty_adds_to_the_error_and_to_the_gradient_of_weights_only():
    problem = spec.load(examples.find("mazur-trained-biases"))
    constants = {**problem.constants, "l1": 0.01, "l2": 0.1}
    trace = training.run(replace(problem, penalty=Penalty(("l1", "l2")), constants=constants))
    plain = training.run(problem)
    weights = [0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55]

    assert trace.value("E_data") == plain.value("E_total")
    assert trace.value("penalty") == pytest.approx(0.01 * sum(weights) + 0.05 * sum(w * w for w in weights), rel=1e-14)
    assert trace.value("E_total") == trace.value("E_data") + trace.value("penalty")
    assert trace.value("dE/dw5") == pytest.approx(plain.value("dE/dw5") + 0.01 + 0.1 * 0.4, rel=1e-14)
    assert trace.value("dE/db3") == plain.value("dE/db3")


def test_a_penalty_takes_biases_in_where_asked():
    problem = spec.load(examples.find("mazur-trained-biases"))
    changed = replace(problem, penalty=Penalty(("l2",), biases=True), constants={**problem.constants, "l2": 0.1})

    assert training.run(changed).value("dE/db3") == pytest.approx(
        training.run(problem).value("dE/db3") + 0.1 * 0.6, rel=1e-14
    )


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_line_of_an_update_has_a_name_and_states_are_lines(name):
    record = OPTIMIZERS[name]

    assert set(record.lines) <= STATE_NAMES.keys()
    assert set(record.state) <= set(record.lines)
    assert len({STATE_NAMES[kind].key for kind in record.lines}) == len(record.lines)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_compiled_training_and_kept_rounds_learn_the_same(name):
    problem = spec.load(examples.find("xor"))
    record = OPTIMIZERS[name]
    changed = replace(
        problem, optimizer=record, constants={"learning_rate": 0.05, **record.constants}, epochs=9, batch=3
    )
    kept, compiled = training.run(changed, keep=range(1, 10)), training.run(changed)

    np.testing.assert_allclose(kept.history[-1].outputs, compiled.history[-1].outputs, rtol=1e-11)


def test_in_a_block_that_weights_and_biases_share_only_weights_are_penalized():
    problem = spec.loads(
        "inputs: [0.5]\ntargets: [0.2, 0.4]\nloss: half_squared_error\nlearning_rate: 0.1\npenalty: {l2: 0.5}\n"
        "parameters: {a: 0.3}\n"
        "layers: [{activation: logistic, weights: [[a], [0.7]], bias: [a, 0.9]}]\n"
    )
    bare = replace(problem, penalty=None)
    trace, plain = training.run(problem), training.run(bare)

    # a is a weight in one place and counts as one; b2, in the same block, is a bias only.
    assert trace.value("penalty") == pytest.approx(0.25 * (0.3**2 + 0.7**2), rel=1e-14)
    assert trace.value("dE/da") == pytest.approx(plain.value("dE/da") + 0.5 * 0.3, rel=1e-14)
    assert trace.value("dE/db2") == plain.value("dE/db2")


def test_adagrads_epsilon_makes_the_divisor_greater():
    trace = run(optimizer="adagrad", rate=0.01, epsilon=1.0)
    gradient = trace.value("dE/dw5")

    assert trace.value("w5+") == pytest.approx(0.4 - 0.01 * gradient / (abs(gradient) + 1), rel=1e-13)
