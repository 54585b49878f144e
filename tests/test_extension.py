"""A function that is registered is drawn by the strategies and held by the laws, without a line of test for it."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from bptrace.functions.activations import ACTIVATIONS, Activation
from bptrace.functions.losses import LOSSES, Loss
from bptrace.functions.optimizers import OPTIMIZERS, Optimizer
from bptrace.problem import Problem
from bptrace.symbolic import Array
from tests.laws.test_gradients import assert_gradients_are_derivatives
from tests.strategies import problems

DUMMY = Activation(
    name="dummy",
    textbook=lambda net, sharpness: net / np.sqrt(sharpness + net**2),
    slope=lambda net, out, sharpness: sharpness / np.sqrt(sharpness + net**2) ** 3,
    settings={"sharpness": 2.0},
    range=(-1, 1),
)
WRONG = Activation(
    name="dummy",
    textbook=DUMMY.textbook,
    slope=lambda net, out, sharpness: 1.0001 * sharpness / np.sqrt(sharpness + net**2) ** 3,
    settings=DUMMY.settings,
    range=DUMMY.range,
)


@pytest.fixture(autouse=True)
def registries() -> Iterator[None]:
    """Leave every registry as it was, in its order too: other tests read tables in that order."""
    kept = [(registry, dict(registry)) for registry in (ACTIVATIONS, LOSSES, OPTIMIZERS)]
    yield
    for registry, entries in kept:
        registry.clear()
        registry.update(entries)


RARE = settings(max_examples=5000, deadline=None, database=None, phases=(Phase.generate,), derandomize=True)


def uses_dummy(problem: Problem) -> bool:
    return any(each.name == "dummy" for layer in problem.network.layers for each in layer.activations)


def with_dummy() -> st.SearchStrategy[Problem]:
    return problems().filter(uses_dummy).filter(lambda problem: problem.goes_back)


def test_a_registered_activation_is_drawn_with_settings_of_its_own() -> None:
    ACTIVATIONS["dummy"] = DUMMY
    for sharpness in (1.0, 2.0, 4.0):

        def is_set(problem: Problem, sharpness: float = sharpness) -> bool:
            each = [one for layer in problem.network.layers for one in layer.activations]
            return any(one.name == "dummy" and one.settings == {"sharpness": sharpness} for one in each)

        find(problems(), is_set, settings=RARE)


def test_a_registered_activation_is_drawn_for_single_neurons_too() -> None:
    ACTIVATIONS["dummy"] = DUMMY

    def is_mixed(problem: Problem) -> bool:
        names = [{one.name for one in layer.activations} for layer in problem.network.layers]
        return any("dummy" in each and len(each) > 1 for each in names)

    find(problems(), is_mixed, settings=RARE)


def law() -> Callable[[], None]:
    @settings(max_examples=40, deadline=None, database=None, derandomize=True, phases=(Phase.generate,))
    @given(with_dummy())
    def holds(problem: Problem) -> None:
        assert_gradients_are_derivatives(problem)

    return holds


def test_the_gradient_law_holds_a_registered_activation() -> None:
    ACTIVATIONS["dummy"] = DUMMY
    law()()


def test_the_gradient_law_refuses_a_slope_that_is_wrong_in_the_fourth_decimal() -> None:
    ACTIVATIONS["dummy"] = WRONG
    with pytest.raises(AssertionError):
        law()()


def test_a_registered_loss_is_drawn_and_held_by_the_gradient_law() -> None:
    loss = Loss("dummy", lambda target, out: (out - target) ** 4, lambda target, out: 4 * (out - target) ** 3)
    LOSSES["dummy"] = loss
    find(problems(), lambda problem: problem.loss is loss, settings=RARE)
    for name in set(LOSSES) - {"dummy"}:  # which the law would only pass over
        del LOSSES[name]

    @settings(max_examples=20, deadline=None, database=None, derandomize=True)
    @given(problems().filter(lambda problem: problem.loss is loss))
    def holds(problem: Problem) -> None:
        assert_gradients_are_derivatives(problem)

    holds()


def test_a_registered_optimizer_is_drawn_with_its_constants() -> None:
    def update(
        let: Callable[[str, Array], Array], w: Array, gradient: Array, state: object, constant: object
    ) -> object:
        return let("parameter", w - constant.learning_rate * constant.momentum * gradient), state

    dummy = Optimizer("dummy", update, constants={"momentum": 0.5})
    OPTIMIZERS["dummy"] = dummy
    found = find(problems(), lambda problem: problem.optimizer is dummy, settings=RARE)

    assert found.constants.keys() - {"l1", "l2"} == {"learning_rate", "momentum"}
