"""Running a problem: rounds that are kept, the epochs between them, and how the network stands as it learns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import field, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from bptrace import divergence, readings
from bptrace.accuracy import accuracy, classifies
from bptrace.byhand import work_out
from bptrace.course import MOST_KEPT as MOST_KEPT
from bptrace.course import Course, Kept
from bptrace.dataclass import dataclass
from bptrace.divergence import DivergedError
from bptrace.engine import Learned
from bptrace.errors import BptraceError
from bptrace.network import Floats, Quantity
from bptrace.problem import Problem
from bptrace.rounding import Rounding
from bptrace.rules import RIGHT, Rules
from bptrace.trace import Outcome, Recorded, Round, Trace

_STRIDES = 100
MOST_NUMBERS = 40_000_000
"""So many numbers of kept rounds are held at once, which take 320 MB."""

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
    InterruptedRunError
        If somebody stops the run after it has got somewhere.
    """
    return Stream(problem, keep, rounding, progress, rules).trace()


class InterruptedRunError(KeyboardInterrupt):
    """A run that somebody has stopped; `trace` is what there was of it by then."""

    def __init__(self, trace: Trace) -> None:
        super().__init__()
        self.trace = trace


@dataclass(frozen=True, eq=False)
class Stream:
    """A run whose kept rounds are handed on as they are made and not held; who asks for them again has them made again.

    The attributes before `history` are the parameters of `run`; `history` grows while the rounds are gone through.
    """

    problem: Problem
    keep: Collection[int] = (1,)
    rounding: Rounding | None = None
    progress: Progress = silent
    rules: Rules = RIGHT
    history: list[Outcome] = field(default_factory=list, init=False)

    def trace(self) -> Trace:
        """Go through the run and return all that was kept of it; errors as for `run`.

        Raises
        ------
        BptraceError
            If that would be more than can be held.
        """
        self._check_memory()
        rounds, blocks = Kept(self.course), self.problem.network.start()
        try:
            for kept, learned in self._passage():
                rounds.extend(kept)
                blocks = tuple(learned.blocks)
        except KeyboardInterrupt:
            if len(self.history) < 2:
                raise
            raise InterruptedRunError(Trace(self.problem, rounds, tuple(self.history), blocks)) from None
        return Trace(self.problem, rounds, tuple(self.history), blocks)

    def _check_memory(self) -> None:
        batches = self.problem.batches()[:MOST_KEPT]
        most = MOST_NUMBERS // (self.course.program(batches[0]).reading.size * len(batches))
        if self.course.kept > max(most, 1):
            message = f"found {self.course.kept} epochs of this network to be shown; expected at most {max(most, 1)}"
            raise BptraceError(f"{message}, which are {MOST_NUMBERS} numbers")

    @property
    def lines(self) -> Trace:
        """The rounds of one epoch without their values, from which can be told what lines there are."""
        homes = ((step, samples, program) for step, samples, program, _ in self.course.homes)
        return Trace(self.problem, tuple(Round(1, *home, {}) for home in homes))

    @property
    def rounds(self) -> Iterator[Round]:
        """Go through the run and yield the kept rounds; errors as for `run`."""
        for kept, _ in self._passage():
            yield from kept
            del kept  # before more of them are made

    def _passage(self) -> Iterator[tuple[Kept, Learned]]:
        """Go through the run, and yield at each pause what was kept since the one before, and what has been learned."""
        runner, learned = _Runner(self.problem, self.course), readings.begin(self.problem)
        self.history[:] = [runner.outcome(0, learned)]
        for done, until in pairwise(_stops(self.problem, self.keep)):
            kept, learned, outcome = runner.advance(learned, done, until, keep=until in self.keep)
            self.history.append(outcome)
            yield kept, learned
            del kept  # before more of them are made
            self.progress(until)

    @cached_property
    def course(self) -> Course:
        """How the updates are gone through."""
        wanted = sum(1 <= epoch <= self.problem.epochs for epoch in self.keep)
        return Course(self.problem, self.rounding, self.rules, wanted)


def _stops(problem: Problem, keep: Collection[int]) -> list[int]:
    """Return the epochs at which a run pauses: at 1, 2, 5, 10 .., often enough to show progress, and around kept ones.

    Of many kept epochs in a row, it is only the first and the last.
    """
    last, kept = problem.epochs, set(keep)
    before, after = ({epoch - 1 for epoch in kept}, kept) if len(kept) <= _STRIDES else _ends(kept)
    round_numbers = {digit * 10**power for power in range(len(str(last))) for digit in (1, 2, 5)}
    strides = range(0, last, max(1, last // _STRIDES))
    return sorted({*strides, last} | {epoch for epoch in round_numbers | before | after if epoch in range(last)})


def _ends(kept: set[int]) -> tuple[set[int], set[int]]:
    """Return the epochs after which keeping begins, and those after which it ends."""
    return {epoch - 1 for epoch in kept if epoch - 1 not in kept}, {epoch for epoch in kept if epoch + 1 not in kept}


@dataclass
class _Runner:
    """How one problem is run: what is compiled or read once is kept here."""

    problem: Problem
    course: Course

    def advance(self, learned: Learned, done: int, until: int, *, keep: bool) -> tuple[Kept, Learned, Outcome]:
        """Go on from one epoch to a later one, keep the rounds between if they are wanted, and look how the network stands."""
        if keep:
            kept, after = self.course.rounds(learned, range(done + 1, until + 1))
        else:
            kept, after = Kept(self.course), self.course.train(learned, until - done)
        lost = kept.lost()
        if lost is not None and until - done > 1:  # or it would be said of the last of these epochs
            divergence.check_round(self.problem, lost)
        try:
            outcome = self.outcome(until, after)
        except DivergedError as error:
            raise divergence.explained(error, self.problem, self.course.rules, learned, until - done) from None
        if lost is not None:
            divergence.check_round(self.problem, lost)
        return kept, after, outcome

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
        return None if problem is None else _Runner(problem, replace(self.course, problem=problem))

    def _standing(self, epoch: int, learned: Learned, classes: bool) -> Outcome:
        with np.errstate(all="ignore"):
            numbers = readings.stand(self.problem, learned, self.course.rules)
        divergence.check(self.problem, epoch, numbers)
        arrays = {address.kind: array for address, array in numbers.arrays.items()}
        error, outputs, targets = arrays.get("total_error"), np.asarray(arrays["out"]), self.problem.targets
        if self.course.rounding is not None:
            error, outputs = self._rounded(Recorded(self.problem.network, numbers), self.course.rounding)
        right = accuracy(outputs, targets) if classes and targets is not None else None
        return Outcome(epoch, None if error is None else float(error), outputs, right)

    def _rounded(self, recorded: Recorded, rounding: Rounding) -> tuple[float | None, Floats]:
        """Return the error and the outputs as they are by hand."""
        problem, samples = self.problem, range(self.problem.sample_count)
        before = self.course.program(samples).before(lambda quantity: quantity.kind in _FORWARD and not quantity.after)
        values = work_out(problem, before, recorded, rounding)
        outs = [Quantity("out", problem.network.depth, unit) for unit in range(len(problem.network.outputs))]
        found = [[values[out._replace(sample=sample)] for sample in samples] for out in outs]
        return None if problem.loss is None else values[Quantity("total_error")], np.array(found)


_FORWARD = ("net", "out", "error", "sample_error", "total_error")
