"""A trace laid out as a lesson: what is given, each kept round section by section, and how the run ended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field, replace
from itertools import groupby
from typing import TypeAlias

from bptrace.dataclass import dataclass
from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.report import conventions, givens, words
from bptrace.report.document import Diagram, Element, Facts, Heading, Paragraph, Parts, Table, say
from bptrace.report.fitting import fitting
from bptrace.report.summary import summary
from bptrace.rounding import Rounding
from bptrace.sections import Extent, Gap, Section, Topic, sections
from bptrace.trace import Round, Step, Trace


@dataclass(frozen=True)
class Options:
    """What a lesson contains.

    Attributes
    ----------
    brief
        Leave the sentences out.
    only
        Show only these quantities; None shows all.
    extent
        How much of a large network is shown.
    updates
        How many updates of an epoch are shown: all of them, or the first ones.
    rounding
        How every line was rounded, for saying so.
    called
        What is said at the head of what inputs and neurons are called, where the names of quantities do not say it.
    """

    brief: bool = False
    only: frozenset[Quantity] | None = None
    extent: Extent = field(default_factory=Extent)
    updates: Extent = field(default_factory=lambda: Extent(whole=6, head=2, tail=0))
    rounding: Rounding | None = None
    called: tuple[tuple[Parts, Parts], ...] = ()


Rows: TypeAlias = tuple[Step | Gap, ...]
RoundReader: TypeAlias = Callable[[Problem, Round, Options], Iterator[Element]]
"""What lays out one round."""


def lesson(trace: Trace, options: Options, read_round: RoundReader | None = None) -> Iterator[Element]:
    """Yield the elements of the document; its rounds number by number, or as `read_round` lays them out."""
    problem, options = trace.problem, _fitted(trace, options)
    yield Heading(say(problem.title), 1)
    yield from _head(problem, options, _accuracy(options.rounding, by_line=read_round is None))
    for kept, skipped in updates(trace, options):
        if problem.epochs > 1 or len(problem.batches()) > 1:
            yield Heading(round_title(problem, kept), 2)
            if (kept.epoch, kept.step) != (1, 1) and options.only is None:
                starts = givens.parameters(problem.network, kept.value, options.extent)
                yield Facts((*starts, *givens.states(problem, kept.value, options.extent)))
        yield from (read_round or _round)(problem, kept, options)
        if skipped:
            yield Paragraph(say(f"… {skipped:,} more updates like this …" if skipped > 1 else "… one more update …"))
    if options.only is None or problem.epochs > 1:
        yield from summary(trace, options.extent)


def _fitted(trace: Trace, options: Options) -> Options:
    """Return the options with as much of a large network, and as many of its updates, as fit some pages."""
    if options.only is not None or not trace.rounds:
        return options
    of_epoch = options.updates.shown(range(len(trace.problem.batches())), "updates")
    rounds = sum(not isinstance(update, Gap) for update in of_epoch)
    extent = fitting(trace.problem, trace.rounds[0], options.extent, rounds=rounds)
    return options if extent is options.extent else replace(options, extent=extent, updates=Extent(1, 1, 0))


def updates(trace: Trace, options: Options) -> Iterator[tuple[Round, int]]:
    """Yield the rounds that are shown, each with the number of updates of its epoch that are left out after it.

    Where an epoch has many updates, its first ones are shown; where only some quantities are, those of all kept rounds.
    """
    count = len(trace.problem.batches())
    for epoch, rounds in groupby(trace.rounds, lambda kept: kept.epoch):
        del epoch
        kept = list(rounds)
        if options.only is None and count > options.updates.whole:
            kept = kept[: options.updates.head]
        for number, one in enumerate(kept, 1):
            yield one, count - number if number == len(kept) else 0


def _head(problem: Problem, options: Options, accuracy: Iterable[tuple[Parts, Parts]]) -> Iterator[Element]:
    yield Paragraph(conventions.architecture(problem.network))
    yield Facts((*conventions.conventions(problem), *options.called, *accuracy))
    yield Heading(say("Given"), 3)
    value_of, shown = givens.start_value(problem), tuple(givens.samples(problem, options.extent))
    starts = tuple(givens.parameters(problem.network, value_of, options.extent))
    if options.brief:
        yield Facts((*shown, *starts))
    else:
        yield from (Facts(shown), Diagram(problem.network, value_of, options.extent, starts))


def _accuracy(rounding: Rounding | None, *, by_line: bool) -> Iterator[tuple[Parts, Parts]]:
    """Yield how far the printed figures may be trusted; an array is not `by_line`, but made of several lines at once."""
    if rounding is None:
        yield say("≈"), say("the printed figures give another last digit; more digits are carried than printed")
        return
    yield say("Rounding"), say(f"every line to {rounding}, half away from zero, before the next one uses it")
    if not by_line:
        yield (
            say("≈"),
            say("the printed figures, rounded once, give another last digit; each product of a sum is rounded"),
        )


def round_title(problem: Problem, kept: Round) -> Parts:
    """Return the heading of a round: its epoch, and its update and samples where there are several."""
    batches = problem.batches()
    epoch = f"Epoch {kept.epoch}" if len(batches) == 1 else f"Epoch {kept.epoch}, update {kept.step} of {len(batches)}"
    if len(batches) == 1:
        return say(epoch)
    first, last = kept.samples.start + 1, kept.samples.stop
    return say(f"{epoch}: sample {first}" if first == last else f"{epoch}: samples {first} to {last}")


def _round(problem: Problem, kept: Round, options: Options) -> Iterator[Element]:
    topics = set[Topic]()

    def parts() -> Iterator[tuple[Section, Rows]]:
        for section in sections(problem, kept, options.extent):
            found = rows(kept, section, options.only)
            if found:
                topics.add(section.topic)
                yield section if options.only is None else replace(section, skipped=0), found

    yield from section_by_section(problem, kept, parts(), brief=options.brief)
    if Topic.AFTER in topics and not options.brief and options.only is None:
        yield Paragraph(words.progress(kept))


def section_by_section(
    problem: Problem, kept: Round, parts: Iterable[tuple[Section, Rows]], *, brief: bool
) -> Iterator[Element]:
    """Yield the elements of some sections of a round, each with its rows; `brief` leaves the sentences out."""
    seen = set[Topic]()
    for section, rows in parts:
        yield Heading(words.title(problem, section), 3)
        kinds = {row.quantity.kind for row in rows if isinstance(row, Step)}
        text = words.sentences(problem, kept, section, kinds, first=section.topic not in seen)
        if text and not brief:
            yield Paragraph(text)
        seen.add(section.topic)
        yield Table(kept, rows)
        if section.skipped:
            yield Paragraph(say(f"… {section.skipped} more like this …"))


def rows(kept: Round, section: Section, only: frozenset[Quantity] | None = None) -> Rows:
    """Return the lines of a section, or those of some quantities, among which nothing is said to be left out."""
    entries = section.entries if only is None else [entry for entry in section.entries if entry in only]
    return tuple(entry if isinstance(entry, Gap) else kept.step_of(entry) for entry in entries)
