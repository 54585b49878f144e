"""What a published figure may be if the whole run was another one: rounded, with a mistake in it, shorter or longer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bptrace import expr, training
from bptrace.course import products
from bptrace.errors import BptraceError
from bptrace.marking.claim import Candidate, Claim, Family, counted_otherwise, near
from bptrace.marking.conventions import CONVENTIONS
from bptrace.marking.method import Item
from bptrace.marking.mistakes import MISTAKES, Mistake, Variant
from bptrace.marking.rerun import Rerun, is_followed
from bptrace.problem import Problem
from bptrace.rounding import Rounding
from bptrace.rules import RIGHT, Rules

_ALL_ROUNDINGS, _OWN_ROUNDINGS = 200, 5000
"""Up to so many updates times size all roundings are tried, up to so many those that the figure itself suggests."""


def _work(claim: Claim) -> int:
    """Return how much there is to do in a run up to the line, in updates times size."""
    return claim.item.epoch * claim.updates * products(claim.problem)


def by_rounding(claim: Claim) -> Iterator[Candidate]:
    """Yield the line where every line is rounded before the next one uses it, and this one perhaps is not."""
    work = _work(claim)
    many = len(claim.roundings) if work <= _ALL_ROUNDINGS else 2 if work <= _OWN_ROUNDINGS else 0
    for rounding in claim.roundings[:many]:
        for value, last in rounded_run(claim, claim.problem, RIGHT, rounding):
            sentence = f"Every line is rounded to {rounding} before the next one uses it{last}."
            yield Candidate(Family.ROUNDED, value, f"every line rounded to {rounding}", sentence)


def rounded_run(claim: Claim, problem: Problem, rules: Rules, rounding: Rounding) -> Iterator[tuple[float, str]]:
    """Yield what the line comes to when every line is rounded, itself among them or not."""
    epoch, step, quantity = claim.item
    try:
        trace = training.run(replace(problem, epochs=epoch), keep=(epoch,), rounding=rounding, rules=rules)
        kept = trace.round(epoch, step)
        formula = kept.program.formula(quantity)
        yield kept.value(quantity), ""
        if formula is not None:
            yield expr.evaluate(formula, kept.leaf_value), ", and only this one is not"
    except (BptraceError, ArithmeticError, ValueError, KeyError, IndexError):
        return


def variants(problem: Problem, catalogue: Sequence[Mistake]) -> Iterator[tuple[Mistake, Variant]]:
    """Yield every way to make the mistakes of a catalogue in a problem."""
    for mistake in catalogue:
        for variant in mistake.variants(problem):
            yield mistake, variant


def by_method(claim: Claim) -> Iterator[Candidate]:
    """Yield the line where a mistake is made from the givens on, at its own round and, as a second assumption, near it."""
    if not is_followed(claim.problem, claim.item.epoch):
        return
    for mistake, variant in variants(claim.problem, MISTAKES):
        yield from _rerun(claim, Family.METHOD, mistake, variant)


def by_convention(claim: Claim) -> Iterator[Candidate]:
    """Yield the line as another reading of the task has it."""
    if not is_followed(claim.problem, claim.item.epoch):
        return
    for convention, other in variants(claim.problem, CONVENTIONS):
        yield from _rerun(claim, Family.CONVENTION, convention, other)


def by_convention_and_method(claim: Claim) -> Iterator[Candidate]:
    """Yield the line as another reading of the task has it, with a mistake in it."""
    if _work(claim) > _ALL_ROUNDINGS:
        return
    for convention, other in variants(claim.problem, CONVENTIONS):
        for mistake, variant in variants(other.problem, MISTAKES):
            value = _value(claim, Rerun(variant.problem, claim.epochs, variant.rules), claim.item)
            if value is not None:
                name = f"{convention.name}, and {mistake.name}"
                sentence = f"{convention.sentence} {mistake.sentence}"
                yield Candidate(Family.METHOD, value, name, sentence, variant.where, 2)


def by_method_and_rounding(claim: Claim) -> Iterator[Candidate]:
    """Yield the line where a mistake is made and every line is rounded to the figure's own digits."""
    if _work(claim) > _ALL_ROUNDINGS:
        return
    for mistake, variant in variants(claim.problem, MISTAKES):
        for rounding in claim.roundings[:1]:
            for value, last in rounded_run(claim, variant.problem, variant.rules, rounding):
                name = f"{mistake.name}, every line rounded to {rounding}"
                sentence = f"{mistake.sentence} Every line is rounded to {rounding} before the next one uses it{last}."
                yield Candidate(Family.METHOD, value, name, sentence, variant.where, 2)


def _rerun(claim: Claim, family: Family, mistake: Mistake, variant: Variant) -> Iterator[Candidate]:
    run = Rerun(variant.problem, claim.epochs, variant.rules)
    same = variant.problem.batch == claim.problem.batch  # or else updates are counted in another way
    for item in near(claim) if same else (claim.item,):
        value = _value(claim, run, item)
        if value is None:
            continue
        if item == claim.item:
            yield Candidate(family, value, mistake.name, mistake.sentence, variant.where)
        else:
            count = counted_otherwise(claim, item, value, family)
            name, sentence = f"{mistake.name}, and {count.name}", f"{mistake.sentence} {count.sentence}"
            yield replace(count, name=name, sentence=sentence, where=variant.where, assumptions=2)


def _value(claim: Claim, run: Rerun, item: Item) -> float | None:
    """Return the value of a line in a run; if its batches are other ones, that of the line's like in the same epoch."""
    if run.problem.batch == claim.problem.batch:
        return run.value(item)
    epoch, _, quantity = item
    if quantity.kind == "total_error":
        return run.standing(epoch + quantity.after)
    last = len(run.problem.batches()) if quantity.after else 1
    step = last if quantity.sample is None else quantity.sample // run.problem.batch + 1
    return run.value(Item(epoch, step, quantity))
