"""A trace as rows: one for every line of every kept round, in order of reading, with all digits of its value."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import Protocol, TypeVar

from bptrace.functions.optimizers import STATE_NAMES
from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.program import Program
from bptrace.report.laid_out import Book, Lasting, Run
from bptrace.report.pattern import flat
from bptrace.report.slabs import Row, Slab
from bptrace.report.vocabulary import Kin
from bptrace.report.writing import Writing
from bptrace.sections import EVERYTHING, Gap, Series, Topic, sections
from bptrace.tape import Address
from bptrace.trace import Outcome, Round

Written = TypeVar("Written")

_PHASES = {Topic.FORWARD: "forward", Topic.ERROR: "error", Topic.AFTER: "after"}


class Source(Protocol):
    """What a run hands on: its rounds in order, held or made as they are asked for, and then how the network stood."""

    @property
    def problem(self) -> Problem:
        """The problem that is run."""

    @property
    def rounds(self) -> Iterable[Round]:
        """The kept rounds, in order."""

    @property
    def history(self) -> Sequence[Outcome]:
        """How the network stood after some of the epochs, complete when the rounds have been gone through."""


def rows(trace: Source, writing: Writing, only: Collection[Quantity] | None = None) -> Iterator[Row]:
    """Yield a row for what is given in each kept round, and for each of its lines; no line is left out.

    Epoch, step and sample count from 1; layer 0 is the inputs; what does not apply is None. A sum has as many terms as the
    writing shows of one, and `rests_on` what the formula names. The value is the full float64; one that is no number JSON
    knows is a text, `inf`, `-inf` or `nan`, which `float` reads.
    """
    return written(trace, writing, only, Slab.rows)


def written(
    trace: Source, writing: Writing, only: Collection[Quantity] | None, form: Callable[[Slab], Iterable[Written]]
) -> Iterator[Written]:
    """Yield what a form makes of the rows of a trace, each as soon as it is made; otherwise as `rows`."""
    lasting = Lasting()
    for kept in trace.rounds:
        book = Book(kept, writing, form, lasting)
        runs = _runs(trace.problem, kept)
        if only is None:
            yield from chain.from_iterable(map(book.written, runs))
        else:
            yield from chain.from_iterable(map(book.alone, _chosen(kept.program, only, runs)))


def _chosen(program: Program, only: Collection[Quantity], runs: Iterable[Run]) -> Iterator[Run]:
    """Yield those of some lines that are asked for, each by itself."""
    wanted = dict[Kin, set[int]]()
    for quantity in only:
        with suppress(KeyError):  # one of another batch
            kin, place = _place(program, quantity)
            wanted.setdefault(kin, set()).add(place)
    for run in runs:
        if run.kin in wanted:
            yield from (run._replace(places=(place,)) for place in run.places if place in wanted[run.kin])


def _place(program: Program, quantity: Quantity) -> tuple[Kin, int]:
    """Return what a quantity is an element of, or a part of an element, and its place there."""
    address, index = program.element(quantity)
    part = quantity.source if address in program.reading.splits else None
    return Kin(address, part), int(flat(index, program.reading.shapes[address]))


def _places(program: Program, part: Quantity | Series) -> tuple[Kin, Sequence[int]]:
    """Return what some quantities are elements of, and their places there."""
    if isinstance(part, Quantity):
        kin, place = _place(program, part)
        return kin, (place,)
    kin, first = _place(program, part.at(0))
    step = _place(program, part.at(1))[1] - first
    return kin, [first + step * place for place in part.places]


def _runs(problem: Problem, kept: Round) -> Iterator[Run]:
    """Yield all lines of a round in order of reading, those together that are alike."""
    program = kept.program
    yield from (Run("given", *given) for given in _givens(problem, kept))
    for section in sections(problem, kept, EVERYTHING):
        for part in section.parts:
            assert not isinstance(part, Gap)
            kin, places = _places(program, part)
            yield Run(_phase(section.topic, kin.address), kin, places)


def _phase(topic: Topic, address: Address) -> str:
    """Return the part of a round that the lines of an array belong to."""
    learned = address.kind in STATE_NAMES or (address.after and topic is not Topic.AFTER)
    return "update" if learned else _PHASES.get(topic, "backward")


def _givens(problem: Problem, kept: Round) -> Iterator[tuple[Kin, range]]:
    """Yield what a round starts from: inputs, targets, parameters, what the optimizer remembers, and constants."""
    network, count = problem.network, len(kept.samples)
    targets = () if problem.targets is None else (Address("target", network.depth, False),)
    for sample in range(count):
        for address, units in zip(
            (Address("out", 0, False), *targets), (network.inputs, network.outputs), strict=False
        ):
            yield Kin(address), range(sample, len(units) * count, count)
    for kind in ("parameter", *(problem.optimizer.state if problem.optimizer else ())):
        for number, block in enumerate(network.blocks):
            if kind == "parameter" or block.trained:
                yield Kin(Address(kind, number, False)), range(block.values.size)
    yield from ((Kin(Address(kind, None, False)), range(1)) for kind in problem.constant_kinds)
