"""How one number comes about: what it rests on of what is given, and the lines from there to it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bptrace.dependence import Mask
from bptrace.network import Quantity
from bptrace.problem import Problem
from bptrace.report import words
from bptrace.report.document import Element, Facts, Heading, Paragraph, say
from bptrace.report.fitting import LONGEST, fitting
from bptrace.report.lesson import Options, rows, section_by_section
from bptrace.report.starts import starts
from bptrace.sections import EVERYTHING, sections
from bptrace.slices import Masks, Slice
from bptrace.tape import Address
from bptrace.trace import Round, Trace


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
        yield Paragraph(words.given(kept, step))
        return
    needed = _needed(trace.problem, kept, quantity)
    long = len(needed) > LONGEST
    extent = fitting(trace.problem, kept, options.extent, needed) if long else EVERYTHING
    yield Facts(((say("Starts from"), starts(kept, needed, extent if long else options.extent)), *options.called))
    if long:
        yield Paragraph(
            say(f"It rests on {len(needed) - 1:,} lines. Of many that are alike, the first and the last are shown.")
        )
    parts = ((section, rows(kept, section)) for section in sections(trace.problem, kept, extent, needed))
    yield from section_by_section(trace.problem, kept, parts, brief=options.brief)
    yield Paragraph(say("So ", quantity, when, "\u00a0=\u00a0", step.value, "."))


def _needed(problem: Problem, kept: Round, quantity: Quantity) -> Slice:
    """Return the lines that a number rests on, and those that make them plausible."""
    found = kept.program.slice([quantity])
    marks, own = dict(found.lines), _explaining(problem, found.lines)
    for address, mask in own:
        marks[address] = np.asarray(marks[address] | mask) if address in marks else mask
    return kept.program.slice_from(marks, found.alone)


def _explaining(problem: Problem, needed: Masks) -> Iterator[tuple[Address, Mask]]:
    """Yield lines that nothing is computed from but that make others plausible.

    These are the errors of outputs whose slopes occur, and, where the node delta of an output is written down in its short
    form, the factors of which it is the product.
    """
    depth, activation = problem.network.depth, problem.network.layers[-1].activation
    error, dout, slope, jacobian, delta = (
        Address(kind, depth, False) for kind in ("error", "dE/dout", "dout/dnet", "jacobian", "delta")
    )
    if problem.loss is not None and dout in needed:
        yield error, needed[dout]
    if not problem.simplified or delta not in needed:
        return
    mask = needed[delta]
    factors = mask if activation.elementwise else np.broadcast_to(mask.any(axis=0), mask.shape)
    yield from ((error, factors), (dout, factors))
    if activation.elementwise:
        yield slope, mask
    else:
        yield jacobian, np.broadcast_to(mask[:, None, :], (len(mask), *mask.shape))
