"""What `bptrace new` is asked for, by options or by questions, and the network that comes of it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import click

from bptrace import files, spec, training
from bptrace.cli import outputs, starting_files, typed
from bptrace.cli.questions import Answers
from bptrace.dataclass import dataclass
from bptrace.errors import BptraceError
from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.losses import LOSSES
from bptrace.functions.optimizers import OPTIMIZERS
from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.spec.commented import commented, written
from bptrace.spec.loader import MOST_VALUES
from bptrace.spec.references import modeline
from bptrace.spec.size import MOST_LAYERS, MOST_WEIGHTS
from bptrace.spec.starter import Starter, default_loss, default_output
from bptrace.spec.words import quote
from bptrace.words import counted

_ATTEMPTS = 50
"""So many times numbers are drawn for a network of rectifiers, until errors come back through some of them."""

_MOST_UNITS = 5000
"""So many inputs or targets of a sample are still written out as numbers."""

_ASKED = 8
"""Up to so many inputs or outputs, their numbers are asked for."""

_RATES = {"sgd": "0.5", "adam": "0.01", "adamw": "0.01", "rmsprop": "0.01"}
"""Usual learning rates; of the other optimizers it is 0.1."""

_HEAD = "Enter takes what stands in brackets, ? says what may be written, Ctrl-C leaves without a file."


Read: TypeAlias = Callable[[str], tuple[float, ...]]


@dataclass(frozen=True)
class Request:
    """A command line as it was typed: texts and numbers, None for what is not given."""

    layers: str | None
    activation: str | None
    loss: str | None
    optimizer: str | None
    learning_rate: str | None
    epochs: int | None
    samples: int | None
    batch: int | None
    inputs: str | None
    targets: str | None
    seed: int | None
    brief: bool
    force: bool


def write(target: Path, request: Request) -> None:
    """Write a spec, after asking for what is not given if somebody is there to be asked.

    Raises
    ------
    BptraceError
        If a file would be written over, or what is asked for does not go together; then nothing is written.
    """
    to_file = str(target) != "-"
    if to_file:
        starting_files.check_free((target,), force=request.force)
    starter = _that_learns(_starter(request, _answers(request)))
    line = modeline(starting_files.schema_for(target))
    text = commented(starter, line, brief=request.brief)
    problem = _read(text)
    if not to_file:
        outputs.write((target,), (text,))
        return
    files.write_text(target, text)
    starting_files.say((target,), starting_files.after_spec(target, problem))


def _read(text: str) -> Problem:
    """Return the problem of a spec that is not written yet.

    Raises
    ------
    BptraceError
        With its first fault, if it has any.
    """
    try:
        return spec.loads(text)
    except spec.SpecError as error:
        raise BptraceError(error.faults[0].message) from None


def _check(starter: Starter) -> None:
    """Check that what has been said so far goes together, as whoever reads the spec would.

    Raises
    ------
    BptraceError
        If it does not; it says what was found, but not where, which would be in a file that is not there.
    """
    try:
        _read(commented(starter, "", brief=True))
    except BptraceError as error:
        _, found, what = str(error).partition("found ")
        raise BptraceError(f"{found}{what}" or str(error)) from None


def _answers(request: Request) -> Answers:
    """Return where answers come from: a terminal, unless the one thing that says most is given."""
    if request.layers is not None or sys.stdin is None or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return Answers()
    click.echo(_HEAD, err=True)
    return Answers(sys.stdin, sys.stderr)


def _starter(request: Request, answers: Answers) -> Starter:
    """Return what is asked for, each thing by its option, by a question, or as it usually goes with the others."""
    get = answers.get
    sizes = get("--layers", request.layers, "Inputs, and neurons of each layer", "2,2,1", _sizes)
    activations = get(
        "--activation", request.activation, "Activation of each layer, or one for all", "logistic",
        lambda text: _activations(text, sizes, request.loss),
    )  # fmt: skip
    usual = default_loss(activations[-1])
    loss = get("--loss", request.loss, "Error function", usual, lambda text: _loss(text, sizes, activations))
    optimizer = get("--optimizer", request.optimizer, "Optimizer", "sgd", lambda text: typed.one_of(text, OPTIMIZERS))
    rate = get("--learning-rate", request.learning_rate, "Learning rate", _RATES.get(optimizer, "0.1"), typed.positive)
    epochs = get("--epochs", request.epochs, "Epochs", "1", lambda text: typed.whole(text, 1, 10_000_000))
    seed = get("--seed", request.seed, "Seed of random numbers", "1", lambda text: typed.whole(text, 0, 2**63))
    samples, batch = _counts(request, sizes)
    starter = Starter(sizes, activations, loss, optimizer, rate, epochs, samples, batch, seed)
    return _with_sample(starter, request, answers) if samples == 1 else starter


def _counts(request: Request, sizes: Sequence[int]) -> tuple[int, int | None]:
    """Return how many samples there are and how many are one update, if that was said."""
    batch = request.batch
    samples = request.samples or (2 * batch if batch else 1)
    numbers = sizes[0] + sizes[-1]
    if samples * numbers > MOST_VALUES:
        found = f"found {counted(samples, 'sample')} of {counted(numbers, 'number')}"
        raise BptraceError(f"--samples: {found}; expected at most {MOST_VALUES} numbers in all")
    if batch is not None and batch > samples:
        raise BptraceError(f"--batch: found {batch} and {counted(samples, 'sample')}; expected at most {samples}")
    for option, given in (("--inputs", request.inputs), ("--targets", request.targets)):
        if given is not None and samples > 1:
            raise BptraceError(f"{option}: found {samples} samples; expected one, whose numbers these are")
    return samples, batch


def _with_sample(starter: Starter, request: Request, answers: Answers) -> Starter:
    """Return a network with the numbers of its only sample that were given or typed."""

    def get(name: str, given: str | None, drawn: Sequence[float], read: Read) -> tuple[float, ...]:
        if given is None and len(drawn) > _ASKED:
            return ()
        return answers.get(f"--{name}", given, name.capitalize(), ",".join(map(written, drawn)), read)

    ((inputs, targets),) = starter.rows
    return replace(
        starter,
        inputs=get(
            "inputs", request.inputs, inputs, lambda text: typed.numbers(text, len(inputs), "one for each input")
        ),
        targets=get("targets", request.targets, targets, lambda text: _targets(text, len(targets), starter)),
    )


def _targets(text: str, outputs: int, starter: Starter) -> tuple[float, ...]:
    found = typed.numbers(text, outputs, "one for each output")
    _check(replace(starter, targets=found))
    return found


def _that_learns(starter: Starter) -> Starter:
    """Return a network through which errors come back to the first layer: rectifiers can all be shut."""
    if not starter.is_written:
        return starter
    for attempt in range(_ATTEMPTS):
        tried = replace(starter, attempt=attempt)
        if _learns(tried):
            return tried
    return starter


def _learns(starter: Starter) -> bool:
    trace = training.run(_read(commented(starter, "", brief=True)).beginning(1))
    sources, units = starter.sizes[:2]
    gradients = (Quantity("gradient", 1, unit, source) for unit in range(units) for source in range(sources))
    return any(trace.rounds[0].value(gradient) for gradient in gradients)


def _sizes(text: str) -> tuple[int, ...]:
    words = re.split(r"[\s,x×-]+", text.strip())
    if len(words) < 2 or not all(re.fullmatch(r"[1-9][0-9]{0,6}", word) for word in words):
        raise BptraceError(f"found {quote(text)}; expected the number of inputs and those of neurons, such as 2,3,1")
    sizes = tuple(map(int, words))
    weights = sum(sources * units for sources, units in pairwise(sizes))
    if max(sizes) > _MOST_UNITS or len(sizes) - 1 > MOST_LAYERS or weights > MOST_WEIGHTS:
        most = f"at most {MOST_LAYERS} layers of {_MOST_UNITS} neurons and {MOST_WEIGHTS} weights in all"
        raise BptraceError(f"found {quote(text)}; expected {most}")
    return sizes


def _activations(text: str, sizes: tuple[int, ...], loss: str | None) -> tuple[str, ...]:
    """Return the activation of each layer; one name is that of all, unless the outputs cannot have it."""
    slopes = {name: one for name, one in ACTIVATIONS.items() if one.differentiable}
    names = [typed.one_of(word.strip(), slopes) for word in text.split(",")]
    layers = len(sizes) - 1
    if len(names) == 1:
        known = loss if loss in LOSSES else None
        names = [*names * (layers - 1), default_output(names[0], known, sizes[-1])]
    if len(names) != layers:
        raise BptraceError(f"found {counted(len(names), 'activation')}; expected {layers}, one for each layer, or one")
    found = tuple(names)
    _check(Starter(sizes, found, loss if loss in LOSSES else default_loss(names[-1])))
    return found


def _loss(text: str, sizes: tuple[int, ...], activations: tuple[str, ...]) -> str:
    name = typed.one_of(text, LOSSES)
    _check(Starter(sizes, activations, name))
    return name
