"""How one number comes about: what it rests on of what is given, and the lines from there to it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import TypeAlias

from bptrace import expr
from bptrace.expr import Expr
from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.report import givens, words
from bptrace.report.document import Element, Facts, Heading, Paragraph, Parts, listed, say
from bptrace.report.lesson import Options, Rows, section_by_section
from bptrace.sections import EVERYTHING, Extent, Gap, Section, Topic, sections
from bptrace.trace import Round, Step, Trace

LONGEST = 500
"""Of more lines than this, and of more given numbers, those that are alike are shown by the first and the last of them."""

Formulas: TypeAlias = dict[Quantity, Expr]


def derivation(trace: Trace, key: str, options: Options) -> Iterator[Element]:
    """Yield the document that derives one number: what it rests on of what is given, then only the lines it needs.

    Raises
    ------
    UnknownKeyError
        If the key names nothing.
    """
    kept, quantity = trace.locate(key)
    step = trace.step(key)
    when = f" in epoch {kept.epoch}" if trace.problem.epochs > 1 else ""
    yield Heading(say(quantity, f"{when}: {trace.problem.title}"), 1)
    if step.formula is None:
        yield Paragraph(words.given(trace.notation, kept, step))
        return
    needed = _needed(trace.problem, kept, quantity)
    yield Facts(((say("Starts from"), _starts(kept, needed, options.extent)),))
    if len(needed) > LONGEST:
        yield Paragraph(
            say(f"It rests on {len(needed) - 1:,} lines. Of many that are alike, the first and the last are shown.")
        )
    yield from section_by_section(
        trace.problem, kept, _parts(trace.problem, kept, needed, options.extent), brief=options.brief
    )
    yield Paragraph(say("So ", quantity, when, "\u00a0=\u00a0", step.value, "."))


def _needed(problem: Problem, kept: Round, quantity: Quantity) -> Formulas:
    """Return the lines that a number rests on, and those that make them plausible."""
    needed = {line.quantity: line.formula for line in kept.program.slice_of([quantity])}
    explaining = dict.fromkeys(_explaining(problem, needed))
    return needed | {line.quantity: line.formula for line in kept.program.slice_of(explaining, needed)}


def _starts(kept: Round, needed: Formulas, extent: Extent) -> Parts:
    """Return what some lines start from, with its values."""
    leaves = dict.fromkeys(leaf for formula in needed.values() for leaf in expr.leaves(formula))
    starts = sorted((leaf for leaf in leaves if isinstance(leaf, Quantity) and leaf not in needed), key=_reading_order)
    if len(starts) <= LONGEST:
        return listed([givens.equation(start, kept.value) for start in starts], ", ")
    return listed(list(_folded(kept, starts, extent)), ", ")


def _folded(kept: Round, starts: Sequence[Quantity], extent: Extent) -> Iterator[Parts]:
    """Yield the first and the last samples, and of each, as of each layer's parameters, the first and the last values."""
    by_sample = [list(group) for _, group in groupby(starts, key=lambda one: one.sample)]
    for number in extent.shown(range(len(by_sample)), "samples"):
        if isinstance(number, Gap):
            yield say(f"… {number.count} more {number.what}")
            continue
        for _, alike in groupby(by_sample[number], key=lambda one: (one.kind, one.layer)):
            yield from _equations(kept, list(alike), extent)


def _equations(kept: Round, quantities: Sequence[Quantity], extent: Extent) -> Iterator[Parts]:
    for number in extent.shown(range(len(quantities)), "values"):
        if isinstance(number, Gap):
            yield say(f"… {number.count} more")
        else:
            yield givens.equation(quantities[number], kept.value)


def _reading_order(quantity: Quantity) -> tuple[bool, bool, int, bool, int, int, float]:
    """Sort inputs before targets before parameters before constants; parameters by layer and neuron, biases last."""
    kind, layer, unit, source, sample, _ = quantity
    later, target = kind not in ("out", "target"), kind == "target"
    return layer is None, later, sample or 0, target, layer or 0, unit or 0, math.inf if source is None else source


def _explaining(problem: Problem, needed: Iterable[Quantity]) -> Iterator[Quantity]:
    """Yield lines that nothing is computed from but that make others plausible.

    These are the errors of outputs whose slopes occur, and, where the node delta of an output is written down in its short
    form, the factors of which it is the product.
    """
    depth, activation = problem.network.depth, problem.network.layers[-1].activation
    outputs = range(len(problem.network.outputs))
    for quantity in needed:
        at_output = quantity.layer == depth and problem.loss is not None
        if at_output and quantity.kind == "dE/dout":
            yield quantity._replace(kind="error")
        if at_output and quantity.kind == "delta" and problem.simplified:
            factors = [quantity] if activation.elementwise else [quantity._replace(unit=unit) for unit in outputs]
            yield from (one._replace(kind=kind) for one in factors for kind in ("error", "dE/dout"))
            slopes = [quantity._replace(kind="jacobian", source=unit) for unit in outputs]
            yield from [quantity._replace(kind="dout/dnet")] if activation.elementwise else slopes


def _parts(
    problem: Problem, kept: Round, needed: Collection[Quantity], extent: Extent
) -> Iterator[tuple[Section, Rows]]:
    """Yield the sections that needed lines stand in, in reading order, with these lines."""
    extent = extent if len(needed) > LONGEST else EVERYTHING
    chosen = (_only(section, needed) for section in sections(problem, kept, EVERYTHING))
    for section in thinned([section for section in chosen if section.entries], extent):
        yield section, tuple(_rows(kept, section, extent))


def _only(section: Section, needed: Collection[Quantity]) -> Section:
    return replace(section, entries=tuple(entry for entry in section.entries if entry in needed))


def _rows(kept: Round, section: Section, extent: Extent) -> Iterator[Step | Gap]:
    """Yield the lines of a section, of many of the same kind the first and the last ones."""
    entries = [entry for entry in section.entries if not isinstance(entry, Gap)]
    for _, group in groupby(entries, key=lambda entry: (entry.kind, entry.after)):
        alike = list(group)
        for number in extent.shown(range(len(alike)), "like these"):
            yield number if isinstance(number, Gap) else kept.step_of(alike[number])


def thinned(whole: Sequence[Section], extent: Extent) -> list[Section]:
    """Return sections, of many that differ only in their neuron or in their sample the first and the last ones.

    Each says how many like it are left out after it.
    """
    families: dict[tuple[Topic, int | None], list[Section]] = {}
    for section in whole:
        families.setdefault((section.topic, section.layer), []).append(section)
    units = {family: _shown((one.unit for one in alike), extent) for family, alike in families.items()}
    samples = {family: _shown((one.sample for one in alike), extent) for family, alike in families.items()}
    thin: list[Section] = []
    for section in whole:
        family = section.topic, section.layer
        if section.unit in units[family] and section.sample in samples[family]:
            thin.append(section)
        elif (thin[-1].topic, thin[-1].layer) == family:
            thin[-1] = replace(thin[-1], skipped=thin[-1].skipped + 1)
    return thin


def _shown(values: Iterable[int | None], extent: Extent) -> set[int | None]:
    distinct = list(dict.fromkeys(values))
    return {distinct[place] for place in extent.shown(range(len(distinct)), "") if not isinstance(place, Gap)}
