"""Running a problem: rounds that are kept, the epochs between them, and how the network stands as it learns."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from bptrace import divergence, readings
from bptrace.accuracy import accuracy, classifies
from bptrace.byhand import work_out
from bptrace.compiled import Trainer, compile_trainer
from bptrace.divergence import DivergedError
from bptrace.engine import Learned
from bptrace.network import Floats, Quantity
from bptrace.problem import Problem
from bptrace.program import Program
from bptrace.rounding import Rounding
from bptrace.rules import RIGHT, Rules
from bptrace.tape import Address, Nothing
from bptrace.trace import Outcome, Recorded, Round, Trace, Values

SMALL = 150
"""Up to this many parameters, compiled Python is faster than NumPy."""

_LONGEST_BATCH, _LARGEST_SOURCE = 500, 20_000
_STRIDES = 100
MOST_KEPT = 20
"""Of a kept epoch with more updates than this, only the first ones are kept."""

Progress = Callable[[int], None]


def silent(epoch: int) -> None:
    """Say nothing about progress."""


def run(
    problem: Problem,
    *,
    keep: Collection[int] = (1,),
    rounding: Rounding | None = None,
    progress: Progress = silent,
    rules: Rules = RIGHT,
) -> Trace:
    """Run a problem for all its epochs.

    The trace has the kept rounds, and how the network stood before the first epoch, after some and after the last.

    Parameters
    ----------
    problem
        What to run.
    keep
        The epochs, from 1, whose rounds are kept, of each epoch the first `MOST_KEPT`.
    rounding
        Round every line before the next one uses it.
    progress
        Called now and then with the number of epochs done.
    rules
        The rules of every round, for a method with a mistake in it.

    Raises
    ------
    DivergedError
        If an error or a parameter is no longer finite.
    """
    runner = _Runner(problem, rounding, rules)
    learned, rounds = readings.begin(problem), list[Round]()
    history = [runner.outcome(0, learned)]
    for done, until in pairwise(_stops(problem, keep)):
        kept, learned, outcome = runner.advance(learned, done, until, keep=until in keep)
        rounds += kept
        history.append(outcome)
        progress(until)
    return Trace(problem, tuple(rounds), tuple(history), tuple(learned.blocks))


def _stops(problem: Problem, keep: Collection[int]) -> list[int]:
    """Return the epochs at which a run pauses: around each kept one, at 1, 2, 5, 10 .., and often enough to show progress."""
    last = problem.epochs
    kept = {epoch for each in keep for epoch in (each - 1, each) if 0 <= epoch <= last}
    round_numbers = {digit * 10**power for power in range(len(str(last))) for digit in (1, 2, 5)}
    strides = range(0, last, max(1, last // _STRIDES))
    return sorted({0, last} | kept | {epoch for epoch in round_numbers if epoch <= last} | set(strides))


@dataclass
class _Runner:
    """How one problem is run: what is compiled or read once is kept here."""

    problem: Problem
    rounding: Rounding | None
    rules: Rules
    trainer: Trainer | None = None
    programs: dict[range, Program] | None = None

    def train(self, learned: Learned, epochs: int, first: int = 0) -> Learned:
        """Learn for some epochs without keeping anything, in each of them from a batch on that is the first one or a later."""
        if self.problem.optimizer is None:
            return learned
        slowly = self._by_hand if self.rounding else self._on_arrays
        if not self._compiles():
            return slowly(learned, epochs, first)
        self.trainer = self.trainer or compile_trainer(self.problem, self.rounding, self.rules)
        try:
            return self.trainer(learned, epochs, first)
        except (ArithmeticError, ValueError):
            return slowly(learned, epochs, first)

    def _compiles(self) -> bool:
        """Whether a function of plain floats is worth it: its source grows with the parameters and with the batch."""
        parameters = sum(block.values.size for block in self.problem.network.blocks)
        batch = len(self.problem.batches()[0])
        return parameters <= SMALL and batch <= _LONGEST_BATCH and parameters * batch <= _LARGEST_SOURCE

    def _by_hand(self, learned: Learned, epochs: int, first: int) -> Learned:
        for samples in self.problem.batches()[first:] * epochs:
            _, learned = self._round(learned, samples)
        return learned

    def _on_arrays(self, learned: Learned, epochs: int, first: int) -> Learned:
        batches = self.problem.batches()[first:]
        with np.errstate(all="ignore"):
            for _ in range(epochs):
                for samples in batches:
                    learned = readings.compute(Nothing(), self.problem, learned, samples, self.rules)
        return learned

    def advance(self, learned: Learned, done: int, until: int, *, keep: bool) -> tuple[list[Round], Learned, Outcome]:
        """Go on from one epoch to a later one, whose rounds are kept if they are wanted, and look how the network stands."""
        if keep:
            kept, after = self.kept_epoch(learned, until)
            rest = len(kept) < len(self.problem.batches())
            after = self.train(after, 1, len(kept)) if rest else after
        else:
            kept, after = [], self.train(learned, until - done)
        try:
            return kept, after, self.outcome(until, after)
        except DivergedError as error:
            raise divergence.explained(error, self.problem, self.rules, learned, until - done) from None

    def kept_epoch(self, learned: Learned, epoch: int) -> tuple[list[Round], Learned]:
        """Go through the first updates of an epoch, at most `MOST_KEPT`, and keep their rounds."""
        rounds = []
        for step, samples in enumerate(self.problem.batches()[:MOST_KEPT], 1):
            values, learned = self._round(learned, samples)
            rounds.append(Round(epoch, step, samples, self._program(samples), values))
        return rounds, learned

    def _round(self, learned: Learned, samples: range) -> tuple[Values, Learned]:
        """Go through one update; return all its values, and what the next one starts from."""
        with np.errstate(all="ignore"):
            numbers, after = readings.record(self.problem, learned, samples, self.rules)
        recorded = Recorded(self.problem.network, numbers, samples.start)
        if self.rounding is None:
            return recorded, after
        values = work_out(self.problem, self._program(samples).lines(), recorded, self.rounding)
        return values, _taken_over(self.problem, learned, values)

    def outcome(self, epoch: int, learned: Learned) -> Outcome:
        """Return how the network stands on all samples, and on those put aside.

        Raises
        ------
        DivergedError
            If a number is not finite.
        """
        classes = classifies(self.problem)
        found = self._standing(epoch, learned, classes)
        return replace(found, test=self._aside._standing(epoch, learned, classes)) if self._aside else found

    @cached_property
    def _aside(self) -> _Runner | None:
        """What runs the samples that are put aside."""
        problem = self.problem.put_aside()
        return None if problem is None else _Runner(problem, self.rounding, self.rules)

    def _standing(self, epoch: int, learned: Learned, classes: bool) -> Outcome:
        with np.errstate(all="ignore"):
            numbers = readings.stand(self.problem, learned, self.rules)
        divergence.check(self.problem, epoch, numbers)
        arrays = {address.kind: array for address, array in numbers.arrays.items()}
        error, outputs, targets = arrays.get("total_error"), np.asarray(arrays["out"]), self.problem.targets
        if self.rounding is not None:
            error, outputs = self._rounded(Recorded(self.problem.network, numbers), self.rounding)
        right = accuracy(outputs, targets) if classes and targets is not None else None
        return Outcome(epoch, None if error is None else float(error), outputs, right)

    def _rounded(self, recorded: Recorded, rounding: Rounding) -> tuple[float | None, Floats]:
        """Return the error and the outputs as they are by hand."""
        problem, samples = self.problem, range(self.problem.sample_count)
        before = self._program(samples).before(lambda quantity: quantity.kind in _FORWARD and not quantity.after)
        values = work_out(problem, before, recorded, rounding)
        outs = [Quantity("out", problem.network.depth, unit) for unit in range(len(problem.network.outputs))]
        found = [[values[out._replace(sample=sample)] for sample in samples] for out in outs]
        return None if problem.loss is None else values[Quantity("total_error")], np.array(found)

    def _program(self, samples: range) -> Program:
        self.programs = self.programs if self.programs is not None else {}
        if samples not in self.programs:
            reading = readings.read(self.problem, samples, self.rules)
            self.programs[samples] = Program(self.problem.network, reading, samples.start)
        return self.programs[samples]


_FORWARD = ("net", "out", "error", "sample_error", "total_error")


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
    return Learned(tuple(blocks), tuple(states), learned.updates + 1)
