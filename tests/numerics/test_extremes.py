"""Every activation, loss and optimizer on numbers near the ends of float64: an answer without nan or inf, or one sentence."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import cycle, product

import pytest

from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.losses import LOSSES
from bptrace.functions.optimizers import OPTIMIZERS
from tests.fuzz.law import Answer, Case, judged

NETS = (1000.0, -1000.0, 1e308, -1e308, 1.7e308, 745.2, -745.2, 709.8, -36.8, 1e154, -1e200, 5e-324, -1e-308, 0.0)
"""Where exp and squares overflow or underflow, and where logistic is rounded to 0 or 1."""

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("run", "-"),
    ("export", "-", "--format", "json", "-"),
    ("run", "-", "--notation", "matrix", "--brief"),
    ("explain", "-", "w1+"),
    ("export", "-", "--format", "csv", "-"),
    ("verify", "-"),
    ("export", "-", "--format", "md", "-"),
    ("run", "-", "--round", "4", "--brief"),
    ("circuit", "-", "--brief"),
    ("worksheet", "-", "--hints", "--format", "md", "-"),
)
SENTENCE = re.compile(
    r"Error: (?:rounded to \d+ decimals, )?\S+ (?:is not a finite number|is no longer a finite number|has no finite value).*\n"
    r"|Error: (?:gate|slope) \S+ = .* has no finite value.*\n"
)
"""What is said where there is no answer: which number is lost, and when."""

PAIRS = [
    (name, loss.name)
    for name, activation in ACTIVATIONS.items()
    for loss in LOSSES.values()
    if activation.differentiable and loss.outputs[0] <= activation.range[0] and activation.range[1] <= loss.outputs[1]
]
"""Activations of outputs and the losses that are defined for them."""


def spec(
    activation: str, loss: str = "squared_error", optimizer: str = "sgd", nets: Sequence[float] = (0.5,), rate: float = 0.5,
    epochs: int = 1,
) -> bytes:  # fmt: skip
    """Return a network whose first layer has these net inputs, and whose outputs have the activation too."""
    targets = "[1, 0]" if math.isfinite(LOSSES[loss].targets[1]) else "[0.01, -1e3]"
    rows = ", ".join(f"[{net!r}]" for net in nets)
    ones = ", ".join("1" for _ in nets)
    return (
        f"inputs: [1]\ntargets: {targets}\nlearning_rate: {rate!r}\nloss: {loss}\noptimizer: {optimizer}\nepochs: {epochs}\n"
        f"layers:\n  - {{activation: {activation if len(nets) > 1 else 'identity'}, weights: [{rows}]}}\n"
        f"  - {{activation: {activation}, weights: [[{ones}], [{ones}]], bias: [0.1, -0.2]}}\n"
    ).encode()


def answer(command: Sequence[str], text: bytes) -> Answer:
    """Return what a command answers, which is an answer without nan and inf, or one sentence."""
    found = judged(Case(command, text))
    assert found.status != 2 or SENTENCE.fullmatch(found.err), found.err
    return found


@pytest.mark.parametrize(("activation", "loss"), PAIRS)
def test_every_activation_and_loss_answers_at_the_ends_of_float64(activation: str, loss: str) -> None:
    turn = PAIRS.index((activation, loss))  # so that all commands meet all numbers somewhere
    for place, net in enumerate(NETS):
        answer(
            COMMANDS[(place + turn) % len(COMMANDS)], spec(activation, loss, nets=(net, 0.5)[: 1 + (place + turn) % 2])
        )


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_answers_at_the_ends_of_float64(optimizer: str) -> None:
    rates, nets = (1e300, 1e-300, 5e-324, 1e10), (1000.0, 1e154, 1e-308, 1e78)
    for (rate, net, epochs), command in zip(product(rates, nets, (1, 3, 300)), cycle(COMMANDS[:2]), strict=False):
        answer(command, spec("identity", optimizer=optimizer, nets=(net,), rate=rate, epochs=epochs))


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "categorical_cross_entropy"])
@pytest.mark.parametrize("net", [1000.0, -1000.0, 36.0, -36.0, -800.0])
def test_what_is_certain_and_wrong_has_a_sentence_and_what_is_right_an_answer(loss: str, net: float) -> None:
    partner = LOSSES[loss].partner
    for first, second in ((net, -net), (-net, net)):
        text = (
            f"inputs: [1]\ntargets: [1, 0]\nloss: {loss}\nlearning_rate: 0.5\n"
            f"layers:\n  - {{activation: {partner}, weights: [[{first}], [{second}]]}}\n"
        )
        found = answer(("export", "-", "--format", "json", "-"), text.encode())
        if abs(net) > 36.74 and first < 0:  # e^-36.74 is half a unit in the last place of 1, and e^-745 is 0
            assert found.err.startswith(
                "Error: E_o1 is not a finite number at the start values; an output of exactly 0 or 1"
            )
        else:
            assert found.status == 0


DIVERGING = """\
inputs: [1e3]
targets: [1]
loss: squared_error
learning_rate: 1e3
optimizer: {optimizer}
epochs: 100
layers:
  - {{activation: identity, weights: [[1]]}}
"""


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "classical_momentum", "nesterov"])
@pytest.mark.parametrize("command", [*COMMANDS[:5], COMMANDS[7], ("check", "-", "@/sheet.csv"), ("quiz", "-")])
def test_a_training_that_diverges_says_when_and_of_what(optimizer: str, command: tuple[str, ...]) -> None:
    files = {"sheet.csv": b"w1+@90,1\n", "spec.yaml": DIVERGING.format(optimizer=optimizer).encode()}
    key = "w1+@90" if command[0] == "explain" else ""
    args = [
        key if word == "w1+" else "@/spec.yaml" if word == "-" and place == 1 else word
        for place, word in enumerate(command)
    ]
    if command[0] in ("run", "export"):
        args += ["--show", "90"]
    found = judged(Case(args, files=files))

    if command[0] != "quiz":  # which asks for the first epoch alone
        assert re.match(
            r"Error: .*(w1|E_o1|v_w1)\+? (is no longer a finite number after|.*no finite value)", found.err
        ), found
