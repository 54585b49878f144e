"""What a quiz says: the head, the replies to answers, hints, and the score with what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from bptrace import expr
from bptrace.expr import Expr, Symbol
from bptrace.marking.diagnosis import Finding
from bptrace.marking.method import Item
from bptrace.marking.quiz import POINTS, Hint, Quiz, Reply, Result, Slip
from bptrace.marking.verdicts import Mark, Verdict
from bptrace.problem import Problem
from bptrace.report import words
from bptrace.report.document import Element, Facts, Formula, Grid, Heading, Paragraph, Parts, Table, listed, say
from bptrace.report.lesson import Options, lesson, round_title
from bptrace.report.marked_numbers import OwnNumbers
from bptrace.report.marked_words import named, shortened
from bptrace.report.quiz_plan import Place, Plan
from bptrace.report.writing import Writing
from bptrace.sections import Gap, Topic
from bptrace.trace import Trace
from bptrace.words import counted

_LONGEST = 18
"""A table has room for answers of so many characters."""

_BY_HEART = "Enter or ? gives a hint, skip leaves a line out, quit or Ctrl-C ends."

_RIGHT = {
    Verdict.CORRECT: "Right",
    Verdict.CARRIED: "Right on your own rounded figures",
    Verdict.FOLLOWS: "Right on your own figures, though one before it is wrong",
}
_NO_CREDIT = "That follows from your own figures, but times 0 there is nothing to work out"


def opening(problem: Problem, plan: Plan) -> Iterator[Element]:
    """Yield the head of the worked example, what is told before the first question, and how the quiz goes."""
    yield from lesson(Trace(replace(problem, epochs=1), ()), Options(only=frozenset()))  # no round, so its head alone
    for place, lines in groupby(plan.told, lambda line: line.place):
        yield from _headings(problem, place)
        yield Table(place.kept, tuple(place.kept.step_of(line.item.quantity) for line in lines))
    yield from _rules(plan)


def _rules(plan: Plan) -> Iterator[Element]:
    count = len(plan.asked)
    lines = counted(count, "line")
    if plan.is_cut:
        lines = f"The first {lines}"
    worth = f"{lines}{', each' * (count > 1)} worth {POINTS} points. A wrong answer costs 1, and so does a hint; "
    yield Paragraph(say(worth, "the last hint is the line itself, and nothing is left of its points."))
    yield Paragraph(say(f"Answer with a number such as 0.5933, 1.2e-3 or 1/3. {_BY_HEART}"))


def heading(problem: Problem, plan: Plan, number: int) -> Iterator[Element]:
    """Yield what stands above a question, which counts from 0, if it is the first of its section."""
    place = plan.asked[number].place
    if number == 0 or plan.asked[number - 1].place is not place:
        yield from _headings(problem, place)


def _headings(problem: Problem, place: Place) -> Iterator[Element]:
    if place.opens_round and len(problem.batches()) > 1:
        yield Heading(round_title(problem, place.kept), 2)
    yield Heading(words.title(problem, place.section), 3)


def reply(before: Quiz, said: Reply, place: Place, writing: Writing) -> Iterator[Element]:
    """Yield what is said to an answer or to the request for a hint.

    Parameters
    ----------
    before
        The quiz as it stood when that was said.
    said
        The reply.
    place
        Where the line stands.
    writing
        How numbers are written.
    """
    if said.mark is not None:
        yield Paragraph(_verdict(said.mark, said, writing))
        yield from map(Paragraph, _cause(said.finding))
    elif said.hint is None:
        yield Paragraph(say("Left out. No points."))
    if said.hint is not None:
        yield from _hint(before, said.item, said.hint, place, writing)


def _verdict(mark: Mark, said: Reply, writing: Writing) -> Parts:
    item, exact, figure = mark.item, mark.exact, mark.figure
    assert item is not None
    if said.points is not None and said.hint is None:
        text = _RIGHT[mark.verdict] if mark.credited else _NO_CREDIT
        points = f" {counted(said.points, 'point')}." if said.points else " No points."
        if figure is None or exact is None or writing.number(figure.value) == writing.number(exact):
            return say(f"{text}.{points}")
        sure = "to more digits" if mark.verdict is Verdict.CORRECT else "exactly"
        return say(f"{text}; {sure} it is ", exact, f".{points}")
    match mark.verdict:
        case Verdict.UNREADABLE:
            return say(f"Not read: {shortened(mark.reason)}. That costs nothing. {_BY_HEART}")
        case Verdict.TOO_COARSE:
            return say("Too few digits to tell. That costs nothing; write more of them.")
        case Verdict.TRUNCATED:
            return say("Cut off where it should be rounded: the next digit is 5 or more.")
        case _:
            return say("Wrong." if said.finding or said.hint else "Wrong. Try once more.")


def _cause(finding: Finding | None) -> Iterator[Parts]:
    """Yield what may have gone wrong, each of several mistakes that explain a line alike in a paragraph."""
    causes = finding.causes if finding is not None else ()
    for number, cause in enumerate(causes):
        lead = "Likely mistake:" if len(causes) == 1 else "Or" if number else "Either"
        yield say(f"{lead} {cause.name}{f', {cause.where}' if cause.where else ''}. {cause.sentence}")


def _hint(quiz: Quiz, item: Item, hint: Hint, place: Place, writing: Writing) -> Iterator[Element]:
    step = place.kept.step_of(item.quantity)
    assert step.formula is not None
    match hint:
        case Hint.WHY:
            yield Paragraph(_words(quiz.marker.problem, place))
        case Hint.FORMULA:
            yield Paragraph(say(item.quantity, "\u00a0=\u00a0", Formula(step.formula)))
        case Hint.NUMBERS:
            yield Paragraph(say(item.quantity, "\u00a0=\u00a0", Formula(_with_own_figures(quiz, item, writing))))
        case Hint.LINE:
            yield Table(place.kept, (step,))
            yield Paragraph(say("Go on with this value. No points."))


def _words(problem: Problem, place: Place) -> Parts:
    """Return what the worked example says of a section, in full even if it is not the first of its kind."""
    section, kinds = place.section, {entry.kind for entry in place.section.entries if not isinstance(entry, Gap)}
    if section.topic is Topic.FORWARD:  # said of the first sample only, and the same for all
        section = replace(section, sample=None)
    return words.sentences(problem, place.kept, section, kinds, first=True)


def _with_own_figures(quiz: Quiz, item: Item, writing: Writing) -> Expr:
    """Return a line's formula with figures for names: those that were answered, or what follows from them."""
    marked = quiz.marked()
    formula, numbers = marked.method.formula(item), OwnNumbers(marked, marked.method)
    assert formula is not None

    def figure(ref: object) -> Expr:
        assert isinstance(ref, Item)
        return Symbol(writing.number(numbers.value(ref)))

    return expr.substitute(formula, figure)


def closing(quiz: Quiz) -> Iterator[Element]:
    """Yield the score, the lines that were not right at once, and the mistakes that were made."""
    yield Heading(say("Score"), 2)
    yield Paragraph(say(_score(quiz)))
    missed = [result for result in quiz.results if result.points < POINTS]
    if missed:
        yield Grid(tuple(map(say, ("", "Your answer", "Exact", "Points"))), tuple(_row(quiz, one) for one in missed))
    slips = tuple(_slips(quiz))
    if slips:
        yield Paragraph(say("What went wrong:"))
        yield Facts(slips)


def _score(quiz: Quiz) -> str:
    results, asked = quiz.results, len(quiz.questions)
    if not results:
        return "No line was worked out."
    at_once = sum(result.points == POINTS for result in results)
    helped = sum(0 < result.points < POINTS for result in results)
    missed, left = len(results) - at_once - helped, asked - len(results)
    counts = {"right at once": at_once, "right with help": helped, "missed": missed, "left": left}
    told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"{quiz.score} of {counted(POINTS * len(results), 'point')}. Of {counted(asked, 'line')}: {told}."


def _row(quiz: Quiz, result: Result) -> tuple[Parts, ...]:
    answer = shortened(result.attempt.answer, _LONGEST) or "none"
    return _named(result.item), say(answer), say(quiz.method.exact(result.item)), say(str(result.points))


def _named(item: Item) -> Parts:
    return named(Mark("", Verdict.NOT_ASKED, item=item))


def _slips(quiz: Quiz) -> Iterator[tuple[Parts, Parts]]:
    """Yield what went wrong, with the lines where it did, the most frequent first."""
    lines: dict[str, dict[Item, None]] = {}
    for result in quiz.results:
        for slip in result.attempt.slips:
            lines.setdefault(_called(slip), {})[result.item] = None
    for name, items in sorted(lines.items(), key=lambda entry: -len(entry[1])):
        yield say(name), say("in ", listed(list(map(_named, items))))


def _called(slip: Slip) -> str:
    if slip.verdict is Verdict.TRUNCATED:
        return "cut off instead of rounded"
    return "for no known reason" if slip.finding is None else " or ".join(one.name for one in slip.finding.causes)
