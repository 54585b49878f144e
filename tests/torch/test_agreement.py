"""PyTorch, in float64, agrees on losses, gradients and updated parameters, for everything that both have."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from bptrace import readings, training
from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.losses import LOSSES
from bptrace.functions.optimizers import OPTIMIZERS
from bptrace.network import Block, Layer, Network, Place, Position
from bptrace.problem import Problem
from bptrace.tape import Address

if os.environ.get("BPTRACE_REQUIRE_TORCH") == "1":
    import torch
else:
    torch = pytest.importorskip("torch")

F = torch.nn.functional
Tensor = torch.Tensor


@dataclass(frozen=True)
class Without:
    """A registry entry that PyTorch has no counterpart of, with the reason; it is then composed or left out."""

    reason: str


# Columns are samples, so units are the first axis: hence `dim=0`.
TORCH_ACTIVATIONS: dict[str, Callable[..., Tensor]] = {
    "identity": lambda net: torch.nn.Identity()(net),
    "logistic": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,  # slope 0 at 0, as here
    "leaky_relu": lambda net, negative_slope: F.leaky_relu(net, negative_slope),
    "softmax": lambda net: F.softmax(net, dim=0),
    "softplus": lambda net: F.softplus(net, threshold=1e9),  # beyond its threshold of 20 PyTorch takes the identity
    "elu": lambda net, alpha: F.elu(net, alpha),
    "gelu": lambda net: F.gelu(net),
    "silu": F.silu,
    "swish": F.silu,
    "softsign": F.softsign,
    "hard_tanh": F.hardtanh,
    "relu6": F.relu6,
}

# From out and target to the error of each sample: PyTorch's own function, `reduction="none"`, over the outputs.
TORCH_LOSSES: dict[str, Callable[..., Tensor]] = {
    "half_squared_error": lambda out, target: F.mse_loss(out, target, reduction="none").sum(dim=0) / 2,
    "squared_error": lambda out, target: F.mse_loss(out, target, reduction="none").sum(dim=0),
    "mean_squared_error": lambda out, target: F.mse_loss(out, target, reduction="none").mean(dim=0),
    # BCELoss clamps its logarithms at -100, which outputs here are far from.
    "binary_cross_entropy": lambda out, target: F.binary_cross_entropy(out, target, reduction="none").sum(dim=0),
    # CrossEntropyLoss works on net inputs; behind softmax it is compared in a test of its own, and here as it is written.
    "categorical_cross_entropy": lambda out, target: -(target * torch.log(out)).sum(dim=0),
    "absolute_error": lambda out, target: F.l1_loss(out, target, reduction="none").sum(dim=0),
    "mean_absolute_error": lambda out, target: F.l1_loss(out, target, reduction="none").mean(dim=0),
    "huber": lambda out, target, delta: F.huber_loss(out, target, reduction="none", delta=delta).sum(dim=0),
}

TORCH_OPTIMIZERS: dict[str, Callable[..., Any]] = {
    "sgd": lambda parameters, learning_rate: torch.optim.SGD(parameters, lr=learning_rate),
    "momentum": lambda parameters, learning_rate, momentum: torch.optim.SGD(
        parameters, lr=learning_rate, momentum=momentum
    ),
    "nesterov": lambda parameters, learning_rate, momentum: torch.optim.SGD(
        parameters, lr=learning_rate, momentum=momentum, nesterov=True
    ),
    "adagrad": lambda parameters, learning_rate, epsilon: torch.optim.Adagrad(
        parameters, lr=learning_rate, eps=epsilon
    ),
    "rmsprop": lambda parameters, learning_rate, rho, epsilon: torch.optim.RMSprop(
        parameters, lr=learning_rate, alpha=rho, eps=epsilon
    ),
    "adam": lambda parameters, learning_rate, beta1, beta2, epsilon: torch.optim.Adam(
        parameters, lr=learning_rate, betas=(beta1, beta2), eps=epsilon
    ),
    "adamw": lambda parameters, learning_rate, beta1, beta2, epsilon, weight_decay: torch.optim.AdamW(
        parameters, lr=learning_rate, betas=(beta1, beta2), eps=epsilon, weight_decay=weight_decay
    ),
}

WITHOUT: dict[str, Without] = {
    "step": Without(
        "it has no slope, and PyTorch's heaviside is for a forward pass only; tests/functions has its values"
    ),
    "classical_momentum": Without("PyTorch has the rate outside the velocity only; tests/functions compares the two"),
}
"""Names of registry entries that PyTorch does not have, such as an update rule of one textbook alone."""

EPOCHS = 3
SIZES = (3, 4, 3)
SAMPLES = 4


@pytest.mark.parametrize(
    ("kind", "registry", "counterparts"),
    [
        ("activation", ACTIVATIONS, TORCH_ACTIVATIONS),
        ("loss", LOSSES, TORCH_LOSSES),
        ("optimizer", OPTIMIZERS, TORCH_OPTIMIZERS),
    ],
)
def test_every_registered_function_has_a_counterpart_or_a_reason(kind: str, registry: Any, counterparts: Any) -> None:
    missing = sorted(set(registry) - set(counterparts) - set(WITHOUT))
    assert not missing, (
        f"no PyTorch counterpart is declared for the {kind} {', '.join(missing)}: "
        "add it to the table in this file, or to WITHOUT with the reason"
    )


def layouts(rng: np.random.Generator) -> dict[str, tuple[tuple[Block, ...], list[tuple[Place, Place | None]]]]:
    """Return blocks and places: own parameters, shared biases, weights tied across layers."""
    (inputs, hidden, outputs), names = SIZES, iter(range(1000))

    def block(shape: tuple[int, ...], layer: int, homes: tuple[Position, ...] | None = None) -> Block:
        named = np.array([f"p{next(names)}" for _ in range(int(np.prod(shape)))], dtype=object).reshape(shape)
        return Block(rng.uniform(-0.8, 0.8, shape), named, True, layer, homes)

    own = (block((hidden, inputs), 1), block((hidden,), 1), block((outputs, hidden), 2), block((outputs,), 2))
    shared = tuple(block((1,), layer, (Position(layer, None, None),)) for layer in (1, 2))
    # Output weight (j, i) is hidden weight (i, j), as in an autoencoder; the first two biases of both layers are one.
    first = tuple(Position(1, unit, source) for unit in range(hidden) for source in range(inputs))
    tied = (
        block((hidden * inputs,), 1, first),
        block((5,), 1, (*(Position(1, unit, None) for unit in range(hidden)), Position(2, 2, None))),
    )
    index = np.arange(hidden * inputs).reshape(hidden, inputs)
    return {
        "own parameters": (own, [(Place(0), Place(1)), (Place(2), Place(3))]),
        "no biases": ((own[0], own[2]), [(Place(0), None), (Place(1), None)]),
        "shared biases": (
            (own[0], shared[0], own[2], shared[1]),
            [(Place(0), Place(1, np.zeros(hidden, int))), (Place(2), Place(3, np.zeros(outputs, int)))],
        ),
        "tied weights and biases": (
            tied,
            [(Place(0, index), Place(1, np.arange(hidden))), (Place(0, index.T), Place(1, np.array([0, 1, 4])))],
        ),
    }


LAYOUTS = tuple(layouts(np.random.default_rng(0)))


def problem_of(
    activation: str,
    loss_name: str,
    optimizer: str,
    *,
    layout: str = LAYOUTS[0],
    mean: bool = False,
    batch: int = SAMPLES,
) -> Problem:
    """Return a problem whose hidden layer has the activation, and its output layer too if the loss can take it."""
    rng = np.random.default_rng(506)
    loss = LOSSES[loss_name].configured({})
    hidden = ACTIVATIONS[activation].configured({})
    low, high = hidden.range
    fits = loss.outputs[0] <= low and high <= loss.outputs[1]
    output = hidden if fits else ACTIVATIONS[loss.partner or "logistic"].configured({})
    blocks, places = layouts(rng)[layout]
    layers = tuple(
        Layer(f"layer {number}", tuple(f"n{number}.{unit}" for unit in range(size)), kind, (kind,) * size, *place)
        for number, (size, kind, place) in enumerate(zip(SIZES[1:], (hidden, output), places, strict=True), 1)
    )
    constants = dict(OPTIMIZERS[optimizer].constants)
    if "epsilon" in constants:
        # A bias shared by a softmax layer has a gradient of 0 but for rounding; divided by its own size plus a small epsilon,
        # the rounding would be compared and nothing else.
        constants["epsilon"] = 1e-3
    targets = rng.uniform(0.05, 0.95, (SIZES[-1], SAMPLES))
    if loss.distribution:
        targets /= targets.sum(axis=0)
    return Problem(
        title="agreement",
        network=Network(("i1", "i2", "i3"), layers, blocks),
        inputs=rng.uniform(-1, 1, (SIZES[0], SAMPLES)),
        targets=targets,
        loss=loss,
        optimizer=OPTIMIZERS[optimizer],
        constants={"learning_rate": 0.1, **constants},
        batch=batch,
        epochs=EPOCHS,
        mean_over_samples=mean,
        input_gradients=True,
    )


class Peer:
    """The same problem in PyTorch, its gradients by automatic differentiation."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.parameters = [
            torch.tensor(b.values, dtype=torch.float64, requires_grad=True) for b in problem.network.blocks
        ]
        self.optimizer = TORCH_OPTIMIZERS[problem.optimizer.name](self.parameters, **problem.constants)

    def error(self, samples: range) -> tuple[Tensor, Tensor]:
        """Return the total error of a batch, and the inputs it was computed from."""
        x = torch.tensor(self.problem.inputs[:, samples], dtype=torch.float64, requires_grad=True)
        target = torch.tensor(self.problem.targets[:, samples], dtype=torch.float64)
        signal = x
        for layer in self.problem.network.layers:
            net = self._taken(layer.weights) @ signal
            net = net if layer.bias is None else net + self._taken(layer.bias)[:, None]
            signal = TORCH_ACTIVATIONS[layer.activation.name](net, **layer.activation.settings)
        errors = TORCH_LOSSES[self.problem.loss.name](signal, target, **self.problem.loss.settings)
        return (errors.mean() if self.problem.mean_over_samples else errors.sum()), x

    def _taken(self, place: Place) -> Tensor:
        whole = self.parameters[place.block]
        return whole if place.index is None else whole[torch.from_numpy(place.index.astype(np.int64))]

    def update(self, samples: range) -> tuple[float, list[np.ndarray], np.ndarray]:
        """Make one update; return the error and the gradients before it."""
        self.optimizer.zero_grad()
        error, x = self.error(samples)
        error.backward()
        gradients = [parameter.grad.numpy().copy() for parameter in self.parameters]
        self.optimizer.step()
        return float(error.detach()), gradients, x.grad.numpy()


def assert_close(mine: Any, theirs: Any, what: str) -> None:
    mine, theirs = np.asarray(mine), np.asarray(theirs)
    assert mine.shape == theirs.shape, what
    assert np.max(np.abs(mine - theirs)) <= 1e-12 * max(np.max(np.abs(theirs)), 1e-3), (what, mine, theirs)


def assert_agreement(problem: Problem) -> Peer:
    peer = Peer(problem)
    learned = readings.begin(problem)
    for _ in range(problem.epochs):
        for samples in problem.batches():
            numbers, learned = readings.record(problem, learned, samples)
            error, gradients, inputs = peer.update(samples)
            assert_close(numbers.arrays[Address("total_error", None, False)], error, "total error")
            for block, gradient in enumerate(gradients):
                assert_close(numbers.arrays[Address("gradient", block, False)], gradient, f"gradient of block {block}")
            # A sample's own derivative, before the mean over samples is taken.
            count = len(samples) if problem.mean_over_samples else 1
            assert_close(numbers.arrays[Address("dE/dout", 0, False)], inputs * count, "gradient of the inputs")
    for block, parameter in enumerate(peer.parameters):
        assert_close(learned.blocks[block], parameter.detach().numpy(), f"parameters of block {block}")
    return peer


def both(registry: dict[str, Any], counterparts: dict[str, Any]) -> list[str]:
    return [name for name in registry if name in counterparts]


ALL_ACTIVATIONS = both(ACTIVATIONS, TORCH_ACTIVATIONS)
ALL_LOSSES = both(LOSSES, TORCH_LOSSES)
ALL_OPTIMIZERS = both(OPTIMIZERS, TORCH_OPTIMIZERS)


@pytest.mark.parametrize("mean", [False, True], ids=["sum", "mean"])
@pytest.mark.parametrize("optimizer", ALL_OPTIMIZERS)
@pytest.mark.parametrize("loss", ALL_LOSSES)
@pytest.mark.parametrize("activation", ALL_ACTIVATIONS)
def test_losses_gradients_and_three_updates_agree(activation: str, loss: str, optimizer: str, mean: bool) -> None:
    assert_agreement(problem_of(activation, loss, optimizer, mean=mean))


@pytest.mark.parametrize("mean", [False, True], ids=["sum", "mean"])
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("optimizer", ALL_OPTIMIZERS)
@pytest.mark.parametrize("activation", ALL_ACTIVATIONS)
def test_tied_and_shared_parameters_agree(activation: str, optimizer: str, layout: str, mean: bool) -> None:
    for loss in ALL_LOSSES:
        assert_agreement(problem_of(activation, loss, optimizer, layout=layout, mean=mean))


@pytest.mark.parametrize("batch", [1, 3, SAMPLES])
@pytest.mark.parametrize("mean", [False, True], ids=["sum", "mean"])
@pytest.mark.parametrize("optimizer", ALL_OPTIMIZERS)
def test_batches_agree_and_so_does_a_smaller_last_one(optimizer: str, mean: bool, batch: int) -> None:
    problem = problem_of("tanh", "half_squared_error", optimizer, mean=mean, batch=batch)
    peer = assert_agreement(problem)
    everything, _ = peer.error(range(SAMPLES))
    for keep in ((), (2,)):  # between kept epochs, training is compiled
        end = training.run(problem, keep=keep).history[-1]
        assert_close(end.error, float(everything.detach()), "total error at the end of a run")


@pytest.mark.parametrize(
    ("activation", "loss", "from_net"),
    [
        ("softmax", "categorical_cross_entropy", lambda net, t: F.cross_entropy(net.T, t.T, reduction="sum")),
        (
            "logistic",
            "binary_cross_entropy",
            lambda net, t: F.binary_cross_entropy_with_logits(net, t, reduction="sum"),
        ),
    ],
)
def test_the_simplified_delta_is_that_of_the_losses_that_pytorch_computes_from_net_inputs(
    activation: str, loss: str, from_net: Callable[[Tensor, Tensor], Tensor]
) -> None:
    problem = problem_of(activation, loss, "sgd")
    assert problem.simplified
    numbers, _ = readings.record(problem, readings.begin(problem), range(SAMPLES))
    net = torch.tensor(numbers.arrays[Address("net", 2, False)], requires_grad=True)
    error = from_net(net, torch.tensor(problem.targets))
    error.backward()
    assert_close(numbers.arrays[Address("total_error", None, False)], float(error.detach()), "total error")
    assert_close(numbers.arrays[Address("delta", 2, False)], net.grad.numpy(), "delta")


@pytest.mark.parametrize("name", [name for name in ALL_ACTIVATIONS if ACTIVATIONS[name].settings])
@pytest.mark.parametrize("factor", [0.5, 20.0])
def test_settings_mean_the_same(name: str, factor: float) -> None:
    settings = {key: value * factor for key, value in ACTIVATIONS[name].settings.items()}
    activation = ACTIVATIONS[name].configured(settings)
    net = np.linspace(-3.1, 3.1, 20).reshape(4, 5)
    assert_close(activation.out(net), TORCH_ACTIVATIONS[name](torch.tensor(net), **settings).numpy(), name)


@pytest.mark.parametrize("name", [name for name in ALL_LOSSES if LOSSES[name].settings])
@pytest.mark.parametrize("factor", [0.1, 3.0])
def test_settings_of_a_loss_mean_the_same(name: str, factor: float) -> None:
    settings = {key: value * factor for key, value in LOSSES[name].settings.items()}
    loss = LOSSES[name].configured(settings)
    out, target = np.linspace(-3.1, 3.1, 20).reshape(4, 5), np.full((4, 5), 0.25)
    theirs = torch.tensor(out, requires_grad=True)
    error = TORCH_LOSSES[name](theirs, torch.tensor(target), **settings)
    error.sum().backward()
    assert_close(loss.over_outputs(loss.terms(target, out)), error.detach().numpy(), name)
    assert_close(loss.slope(target, out), theirs.grad.numpy(), name)
