"""Running a problem: rounds that are kept, the epochs between them, and how the network stands as it learns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bptrace import engine, expr
from bptrace.compiled import Trainer, compile_trainer
from bptrace.engine import Learned
from bptrace.errors import BptraceError
from bptrace.network import Floats, Quantity
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.program import Program
from bptrace.rounding import Rounding
from bptrace.tape import Address, Nothing, Numbers
from bptrace.trace import Outcome, Recorded, Round, Trace

SMALL = 150
"""Up to this many parameters, compiled Python is faster than NumPy."""

_STRIDES = 100

Progress = Callable[[int], None]


def silent(epoch: int) -> None:
    """Say nothing about progress."""


class DivergedError(BptraceError):
    """The numbers of a run left what float64 can hold.

    `epoch` is the epoch after which this was seen, `quantity` what it was seen on.
    """

    def __init__(self, epoch: int, quantity: str) -> None:
        super().__init__(
            f"{quantity} is no longer a finite number after epoch {epoch}; a smaller learning rate may help"
        )
        self.epoch, self.quantity = epoch, quantity


def run(
    problem: Problem,
    *,
    keep: Collection[int] = (1,),
    rounding: Rounding | None = None,
    progress: Progress = silent,
) -> Trace:
    """Run a problem for all its epochs.

    Parameters
    ----------
    problem
        What to run.
    keep
        The epochs, from 1, whose every round is kept.
    rounding
        Round every line before the next one uses it.
    progress
        Called now and then with the number of epochs done.

    Returns
    -------
    Trace
        The kept rounds, and how the network stood before the first epoch, after some and after the last.

    Raises
    ------
    DivergedError
        If an error or a parameter is no longer finite.
    """
    runner = _Runner(problem, rounding)
    learned, rounds = engine.begin(problem), list[Round]()
    history = [runner.outcome(0, learned)]
    for done, until in pairwise(_stops(problem, keep)):
        if until in keep:
            kept, learned = runner.kept_epoch(learned, until)
            rounds += kept
        else:
            learned = runner.train(learned, until - done)
        history.append(runner.outcome(until, learned))
        progress(until)
    return Trace(problem, tuple(rounds), tuple(history))


def _stops(problem: Problem, keep: Collection[int]) -> list[int]:
    """Return the epochs at which a run pauses: around each kept one, at 1, 2, 5, 10 .., and often enough to show progress."""
    last = problem.epochs
    kept = {epoch for each in keep for epoch in (each - 1, each) if 0 <= epoch <= last}
    round_numbers = {digit * 10**power for power in range(len(str(last))) for digit in (1, 2, 5)}
    strides = range(0, last, max(1, last // _STRIDES))
    return sorted({0, last} | kept | {epoch for epoch in round_numbers if epoch <= last} | set(strides))


class UncomputableError(BptraceError):
    """A line that rounding leaves without a value, such as a division by an output rounded to 0.

    `key` is what the line was to give.
    """

    def __init__(self, key: str, rounding: Rounding) -> None:
        super().__init__(f"rounded to {rounding}, {key} has no value: something that is not 0 became 0 before it")
        self.key = key


@dataclass
class _Runner:
    """How one problem is run: what is compiled or read once is kept here."""

    problem: Problem
    rounding: Rounding | None
    trainer: Trainer | None = None
    programs: dict[range, Program] | None = None

    def train(self, learned: Learned, epochs: int) -> Learned:
        """Learn for some epochs without keeping anything."""
        if self.problem.optimizer is None:
            return learned
        if self.rounding is None and sum(block.values.size for block in self.problem.network.blocks) > SMALL:
            return self._on_arrays(learned, epochs)
        self.trainer = self.trainer or compile_trainer(self.problem, self.rounding)
        try:
            return self.trainer(learned, epochs)
        except (ArithmeticError, ValueError):
            return self._by_hand(learned, epochs) if self.rounding else self._on_arrays(learned, epochs)

    def _by_hand(self, learned: Learned, epochs: int) -> Learned:
        for _ in range(epochs):
            _, learned = self.kept_epoch(learned, 0)
        return learned

    def _on_arrays(self, learned: Learned, epochs: int) -> Learned:
        batches = self.problem.batches()
        with np.errstate(all="ignore"):
            for _ in range(epochs):
                for samples in batches:
                    learned = engine.compute(Nothing(), self.problem, learned, samples)
        return learned

    def kept_epoch(self, learned: Learned, epoch: int) -> tuple[list[Round], Learned]:
        """Learn for one epoch and keep all its rounds."""
        rounds = []
        for step, samples in enumerate(self.problem.batches(), 1):
            program = self._program(samples)
            with np.errstate(all="ignore"):
                numbers, after = engine.record(self.problem, learned, samples)
            recorded = Recorded(self.problem.network, numbers, samples.start)
            if self.rounding is None:
                rounds.append(Round(epoch, step, samples, program, recorded))
                learned = after
            else:
                values = _by_hand(program, recorded, self.rounding, Notation(self.problem))
                rounds.append(Round(epoch, step, samples, program, values))
                learned = _taken_over(self.problem, learned, values)
        return rounds, learned

    def outcome(self, epoch: int, learned: Learned) -> Outcome:
        """Return how the network stands on all samples."""
        problem, let = self.problem, Numbers()
        with np.errstate(all="ignore"):
            signals = engine.forward(let, problem.network, engine.RIGHT, learned.blocks, problem.inputs)
            outputs: Floats = signals.outs[-1]
            error = None if problem.loss is None else float(engine.error(let, problem, outputs, problem.targets))
        _check(epoch, {"the total error": [error or 0.0], "an output": outputs.ravel()})
        return Outcome(epoch, error, outputs)

    def _program(self, samples: range) -> Program:
        self.programs = self.programs if self.programs is not None else {}
        if samples not in self.programs:
            reading = engine.read(self.problem, samples)
            self.programs[samples] = Program(self.problem.network, reading, samples.start)
        return self.programs[samples]


def _check(epoch: int, numbers: dict[str, Iterable[float]]) -> None:
    for quantity, values in numbers.items():
        if not np.all(np.isfinite(np.fromiter(values, dtype=float))):
            raise DivergedError(epoch, quantity)


def _by_hand(program: Program, given: Recorded, rounding: Rounding, notation: Notation) -> dict[Quantity, float]:
    """Compute a round line by line, each line rounded before the next one uses it; what is given is taken as it is."""
    values: dict[Quantity, float] = {}

    def value_of(ref: object) -> float:
        assert isinstance(ref, Quantity)
        return values[ref] if ref in values else given[ref]

    for line in program.lines():
        try:
            values[line.quantity] = rounding(expr.evaluate(line.formula, value_of))
        except (ArithmeticError, ValueError) as error:
            raise UncomputableError(notation.key(line.quantity), rounding) from error
    return _Completed(values, given)


class _Completed(dict[Quantity, float]):
    """Values computed by hand; what they do not hold is given."""

    def __init__(self, values: dict[Quantity, float], given: Recorded) -> None:
        super().__init__(values)
        self.given = given

    def __missing__(self, quantity: Quantity) -> float:
        return self.given[quantity]


def _taken_over(problem: Problem, learned: Learned, values: dict[Quantity, float]) -> Learned:
    """Return what the next round starts from, out of the lines of this one."""
    blocks, states = [], []
    for number, block in enumerate(problem.network.blocks):
        home = [problem.network.quantity(Address("parameter", number, True), index) for index in block.indices()]
        if not block.trained or problem.optimizer is None:
            blocks.append(learned.blocks[number])
            states.append(learned.states[number])
            continue
        blocks.append(np.array([values[quantity] for quantity in home]).reshape(block.values.shape))
        states.append(
            {
                kind: np.array([values[quantity._replace(kind=kind)] for quantity in home]).reshape(block.values.shape)
                for kind in problem.optimizer.state
            }
        )
    return Learned(tuple(blocks), tuple(states))
