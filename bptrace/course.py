"""How the updates of a problem are gone through: by a compiled function where that is faster, else on arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import overload

import numpy as np

from bptrace import flat, readings
from bptrace.byhand import work_out
from bptrace.dataclass import dataclass
from bptrace.engine import Learned
from bptrace.flat import Laid, Packed, Updates
from bptrace.later import Later
from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.program import Program
from bptrace.rounding import Rounding
from bptrace.rules import RIGHT, Rules
from bptrace.tape import Address, Nothing
from bptrace.trace import Recorded, Round, Values

LARGEST = 1000
"""Up to so many products a batch, its parameters times its samples, plain floats are faster than arrays.

Measured: kept, they take 0.12 microseconds a product, where arrays take about 120 for every small network; and not kept, 0.05
where arrays take 80, so that a training alone would gain up to 1600 products.
"""

FEWEST, FEWEST_A_PRODUCT = 40, 2
"""After so many updates compiling has paid for itself: it takes 3 milliseconds and 0.1 more for each product of a batch."""

MOST_KEPT = 20
"""Of a kept epoch with more updates than this, only the first ones are kept."""

_COMPILERS: Mapping[str, Callable[[Problem, Rounding | None, Rules], Updates]] = Later(
    {"training": "bptrace.compiled:compile_training", "recording": "bptrace.compiled:compile_recording"}
)
"""What compiles, which a run of a few rounds does without."""


def products(problem: Problem) -> int:
    """Return how much there is to do in an update: its parameters times its samples."""
    return sum(block.values.size for block in problem.network.blocks) * min(problem.batch, problem.sample_count)


def compiles(problem: Problem, updates: int) -> bool:
    """Whether so many updates, kept or not, are gone through faster by a compiled function; the one rule for all problems."""
    if problem.optimizer is None:
        return False
    size = products(problem)
    return size <= LARGEST and updates >= FEWEST + FEWEST_A_PRODUCT * size


@dataclass(frozen=True, eq=False)
class Course:
    """The updates of a problem.

    Attributes
    ----------
    problem
        The problem that is run.
    rounding
        Round every line before the next one uses it.
    rules
        The rules of every round.
    kept
        How many of the problem's epochs are kept.
    """

    problem: Problem
    rounding: Rounding | None = None
    rules: Rules = RIGHT
    kept: int = 0

    def train(self, learned: Learned, epochs: int, first: int = 0) -> Learned:
        """Learn for some epochs without keeping anything, in each of them from a batch on that is the first one or a later."""
        if self.problem.optimizer is None:
            return learned
        return self._through(self._trainer, self._learn, learned, epochs, slice(first, None), [])

    def rounds(self, learned: Learned, epochs: range) -> tuple[Kept, Learned]:
        """Go through some epochs and keep the rounds of each, at most the first `MOST_KEPT`."""
        if len(self._batches) <= MOST_KEPT:
            return self._record(learned, epochs)
        found = Kept(self)
        for epoch in epochs:
            kept, learned = self._record(learned, range(epoch, epoch + 1))
            found.extend(kept)
            learned = self.train(learned, 1, MOST_KEPT)
        return found, learned

    def program(self, samples: range) -> Program:
        """Return the program of a batch."""
        if samples not in self._programs:
            reading = readings.read(self.problem, samples, self.rules)
            self._programs[samples] = Program(self.problem.network, reading, samples.start)
        return self._programs[samples]

    def _record(self, learned: Learned, epochs: range) -> tuple[Kept, Learned]:
        found = list[Packed | Values]()

        def slowly(learned: Learned, samples: range) -> Learned:
            values, learned = self._round(learned, samples)
            found.append(values)
            return learned

        learned = self._through(self._recorder, slowly, learned, len(epochs), slice(MOST_KEPT), found)
        return Kept(self, list(epochs), found), learned

    def _through(
        self,
        fast: Updates | None,
        slowly: Callable[[Learned, range], Learned],
        learned: Learned,
        epochs: int,
        chosen: slice,
        kept: list[Packed | Values],
    ) -> Learned:
        """Go through some batches of some epochs, by the slow way where there is no fast one or where that has stopped."""
        batches, first = self._batches[chosen], chosen.start or 0
        done, end = 0, len(batches) * epochs
        while done < end:
            at = done % len(batches)
            if fast is not None:
                whole = 1 if at else (end - done) // len(batches)
                passage = fast(learned, whole, slice(first + at, chosen.stop))
                learned, done = passage.learned, done + passage.updates
                kept += passage.kept
                if passage.fault is None:
                    continue
            with np.errstate(all="ignore"):
                learned = slowly(learned, batches[done % len(batches)])
            done += 1
        return learned

    @cached_property
    def _trainer(self) -> Updates | None:
        return self._compiled("training", len(self._batches) * self.problem.epochs - self._kept_updates)

    @cached_property
    def _recorder(self) -> Updates | None:
        return self._compiled("recording", self._kept_updates)

    def _compiled(self, purpose: str, updates: int) -> Updates | None:
        if not compiles(self.problem, updates):
            return None
        return _COMPILERS[purpose](self.problem, self.rounding, self.rules)

    @property
    def _kept_updates(self) -> int:
        return min(len(self._batches), MOST_KEPT) * self.kept

    @cached_property
    def homes(self) -> list[tuple[int, range, Program, dict[Quantity, int]]]:
        """The kept updates of an epoch: number, samples, program, and where a compiled one has its values."""
        homes = []
        for step, samples in enumerate(self._batches[:MOST_KEPT], 1):
            program = self.program(samples)
            places = flat.places(self.problem, program, samples) if self._recorder else {}
            homes.append((step, samples, program, places))
        return homes

    @cached_property
    def _batches(self) -> Sequence[range]:
        return self.problem.batches()

    @cached_property
    def _programs(self) -> dict[range, Program]:
        return {}

    def _learn(self, learned: Learned, samples: range) -> Learned:
        if self.rounding is None:
            return readings.compute(Nothing(), self.problem, learned, samples, self.rules)
        return self._round(learned, samples)[1]

    def _round(self, learned: Learned, samples: range) -> tuple[Values, Learned]:
        """Go through one update on arrays; return all its values, and what the next one starts from."""
        numbers, after = readings.record(self.problem, learned, samples, self.rules)
        recorded = Recorded(self.problem.network, numbers, samples.start)
        if self.rounding is None:
            return recorded, after
        values = work_out(self.problem, self.program(samples).lines(), recorded, self.rounding)
        return values, _taken_over(self.problem, learned, values)


class Kept(Sequence[Round]):
    """The rounds of kept epochs, each made when it is asked for: many thousands take long to make, and few are looked at."""

    def __init__(self, course: Course, epochs: Sequence[int] = (), found: Sequence[Packed | Values] = ()) -> None:
        self._course, self._epochs, self._found = course, list(epochs), list(found)

    def extend(self, later: Kept) -> None:
        """Append the rounds of later epochs of the same course."""
        self._epochs += later._epochs
        self._found += later._found

    def lost(self) -> Round | None:
        """Return the first round in which some number is not finite, or None."""
        packed = [found for found in self._found if isinstance(found, bytes)]
        if len(packed) == len(self._found) and _is_finite(b"".join(packed)):
            return None
        first = next((number for number, found in enumerate(self._found) if not _is_finite(found)), None)
        return None if first is None else self[first]

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, index: int) -> Round: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Round]: ...
    def __getitem__(self, index: int | slice) -> Round | Sequence[Round]:
        numbers = range(len(self))[index]
        return self._round(numbers) if isinstance(numbers, int) else tuple(map(self._round, numbers))

    def _round(self, number: int) -> Round:
        homes, found = self._course.homes, self._found[number]
        epoch, update = divmod(number, len(homes))
        step, samples, program, places = homes[update]
        values = Laid(places, found) if isinstance(found, bytes) else found
        return Round(self._epochs[epoch], step, samples, program, values)


def _is_finite(found: Packed | Values) -> bool:
    """Whether all numbers of a round are finite; what was worked out by hand is."""
    if isinstance(found, bytes):
        return bool(np.all(np.isfinite(np.frombuffer(found))))
    return not isinstance(found, Recorded) or all(np.all(np.isfinite(one)) for one in found.numbers.arrays.values())


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
