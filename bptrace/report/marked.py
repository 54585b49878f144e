"""A marked sheet as a document for the student: the first wrong line and why, what follows from it, and all the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isclose

from bptrace.marking.diagnosis import Cause
from bptrace.marking.verdicts import Mark, Verdict
from bptrace.report.document import Element, Facts, Grid, Heading, Paragraph, Parts, Table, listed, say
from bptrace.report.marked_account import Account, Group
from bptrace.report.marked_words import (
    about,
    labelled,
    named,
    place,
    shortened,
    summary,
    verdict_of,
    written,
)

_MOST = 8
"""So many explanations are given in full."""

_SAME = 1e-9
"""What differs less from the exact value, relatively, is not told apart from it."""

_MANY = 30
"""So many lines are named in one sentence."""


def marked_sheet(account: Account, *, brief: bool = False) -> Iterator[Element]:
    """Yield the elements of the report.

    Parameters
    ----------
    account
        The sheet, marked and explained.
    brief
        Leave the table of all lines out.
    """
    sheet, problem = account.marked.sheet, account.marked.method.problem
    yield Heading(say(f"{shortened(sheet.name)}: {problem.title}"), 1)
    yield Paragraph(summary(account))
    for number, group in enumerate(account.groups[:_MOST]):
        yield from _group(account, group, first=number == 0)
    rest = [mark for group in account.groups[_MOST:] for mark in group.marks]
    if rest:
        yield Paragraph(say("Wrong besides: ", _names(rest), "."))
    yield from _following(account)
    yield from _inexact(account)
    yield from _absent(account)
    yield from _digits(account)
    if not brief and account.marked.marks:
        yield Heading(say("All lines"), 3)
        yield _table(account)


def _group(account: Account, group: Group, *, first: bool) -> Iterator[Element]:
    """Yield what there is to say of wrong lines with one explanation; the first of them stands for all."""
    mark, *others = group.marks
    yield Heading(say("First wrong line: " if first else "Also wrong: ", named(mark), place(mark)), 3)
    yield from _line(account, mark)
    for number, cause in enumerate(group.causes):
        lead = "Likely mistake" if len(group.causes) == 1 else "Or" if number else "Either"
        yield from _cause(account, mark, cause, lead)
    if len(group.causes) > 1:
        yield Paragraph(_deciding(account, group))
    if first and not group.causes:
        yield Paragraph(say("No mistake that is often made explains this figure; it may be a slip of the calculator."))
    if others:
        yield Paragraph(say("The same explains ", _names(others), "."))


def _line(account: Account, mark: Mark) -> Iterator[Element]:
    """Yield a line with the sheet's own figures, what they give, what was written, and what is right."""
    assert mark.item is not None
    assert mark.exact is not None
    derived = account.derived(mark.item)
    if derived is None:
        right = "given is " if account.marked.method.formula(mark.item) is None else "right is "
        yield Paragraph(say("You wrote ", written(mark), f"; {right}", mark.exact, "."))
        return
    yield Table(derived, (derived.step,))
    value, exact = derived.step.value, mark.exact
    if isclose(value, exact, rel_tol=_SAME):
        yield Paragraph(say("You wrote ", written(mark), "; right is ", exact, "."))
    else:
        gives = say(". Your own figures give ", value, "; exactly, it is ", exact, ".")
        yield Paragraph(say("You wrote ", written(mark), gives))


def _cause(account: Account, mark: Mark, cause: Cause, lead: str) -> Iterator[Element]:
    """Yield a mistake, and the line as it is worked out with it."""
    assert mark.item is not None
    where = f", {shortened(cause.where)}" if cause.where else ""
    derived = None
    if cause.formula is not None and cause.formula != account.marked.method.formula(mark.item):
        derived = account.derived(mark.item, cause.formula)
    said = f"{lead}: {cause.name}{where}. {cause.sentence}"
    if derived is not None:
        how = account.written_as(mark, derived.step.value).value
        yield Paragraph(say(f"{said} From your own figures, that gives what you wrote{how}:"))
        yield Table(derived, (derived.step,))
        return
    yield Paragraph(say(said))
    if (value := account.comes_to(cause, mark)) is not None:
        yield Paragraph(say("Done so, ", named(mark), " comes to ", value, "."))


_ORDINALS = ("first", "second", "third")


def _deciding(account: Account, group: Group) -> Parts:
    """Return which line would tell between mistakes, and what each of them would make of it."""
    unknown = "The sheet does not tell which it was."
    if group.decides is None:
        return say(unknown)
    more = "With more digits, " if group.decides == group.marks[0].item else ""
    parts = say(f"{unknown} {more}", named(Mark("", Verdict.NOT_ASKED, item=group.decides)), " would")
    values = [say(value, f" by the {nth}") for value, nth in zip(account.told(group), _ORDINALS, strict=False)]
    return say(parts, ": ", listed(values), ".") if values else say(parts, ".")


def _following(account: Account) -> Iterator[Element]:
    follows = account.of(Verdict.FOLLOWS)
    right = [mark for mark in follows if mark.credited]
    idle = [mark for mark in follows if not mark.credited]
    if not follows:
        return
    yield Heading(say("What follows from your own figures"), 3)
    if right:
        these = "These follow" if len(right) > 1 else "This follows"
        are = "are" if len(right) > 1 else "is"
        yield Paragraph(say(f"{these} from your own figures, and {are} right on them: ", _names(right), "."))
    if idle:
        yield Paragraph(say("0 only because a 0 before is wrong, and so worth nothing: ", _names(idle), "."))


_INEXACT = (
    (
        Verdict.TRUNCATED,
        "Cut off instead of rounded",
        "These figures end too early: their last digit was to be rounded.",
    ),
    (
        Verdict.TOO_COARSE,
        "Too few digits",
        "These figures agree with what stands before them, but say too little: what rounding leaves open is more than 5 % of "
        "the value to either side. What is small needs significant figures, not decimals.",
    ),
    (
        Verdict.CARRIED,
        "Carried rounding",
        "These lines are right on your own figures. They are off the exact values because lines before them were rounded.",
    ),
)


def _inexact(account: Account) -> Iterator[Element]:
    """Yield the lines that are not as exact as they look, each with how far it is from the exact value."""
    for verdict, title, sentence in _INEXACT:
        marks = account.of(verdict)
        if marks:
            yield Heading(say(title), 3)
            yield Paragraph(say(sentence))
            header = ("", "You wrote", "Exact", "Rounded", "Apart")
            yield Grid(tuple(map(say, header)), tuple(_apart(account, mark) for mark in marks[:_MANY]))
            yield from _more(marks)


def _apart(account: Account, mark: Mark) -> tuple[Parts, ...]:
    assert mark.exact is not None
    exact = say(mark.exact), say(account.rounded(mark)), say(account.apart(mark))
    return labelled(mark), say(about(mark)), *exact


def _more(marks: Sequence[Mark]) -> Iterator[Element]:
    if len(marks) > _MANY:
        yield Paragraph(say(f"… {len(marks) - _MANY} more …"))


def _absent(account: Account) -> Iterator[Element]:
    """Yield what cannot be marked and why, what is missing, and what stands there without having been asked for."""
    strange = (*account.of(Verdict.UNREADABLE), *account.unplaced)
    if strange:
        yield Heading(say("What could not be marked"), 3)
        yield Facts(tuple((say(named(mark), place(mark)), say(shortened(mark.reason))) for mark in strange[:_MANY]))
        yield from _more(strange)
    missing = account.of(Verdict.MISSING)
    if missing:
        yield Heading(say("Missing"), 3)
        yield Paragraph(say("Nothing is written for ", _names(missing), "."))
    if account.unasked:
        yield Paragraph(say("Not asked for, and used where other lines need them: ", _names(account.unasked), "."))
    if account.copied:
        yield Paragraph(say("Given, and copied as it is, which counts for nothing: ", _names(account.copied), "."))
    if account.left_out and account.asked:
        yield Paragraph(
            say(f"{account.left_out} of the {account.lines} lines of the worked example are not on the sheet.")
        )


def _digits(account: Account) -> Iterator[Element]:
    few = [mark for mark in account.asked if account.few_digits(mark)]
    if few:
        yield Heading(say(f"Fewer digits than the {account.required} that were wanted"), 3)
        yield Paragraph(say(_names(few), ". The verdicts stay as they are."))


def _table(account: Account) -> Grid:
    header = ["", "You wrote", "Exact", "Verdict"]
    if account.required is not None:
        header.append("Digits")
    return Grid(tuple(map(say, header)), tuple(_row(account, mark) for mark in account.marked.marks))


def _row(account: Account, mark: Mark) -> tuple[Parts, ...]:
    exact = say("") if mark.exact is None else say(mark.exact)
    cells = (labelled(mark), say(about(mark)), exact, say(verdict_of(mark)))
    if account.required is None:
        return cells
    return (*cells, say("too few" if account.few_digits(mark) else ""))


def _names(marks: Sequence[Mark]) -> Parts:
    shown = [named(mark) for mark in marks[:_MANY]]
    return listed([*shown, say(f"{len(marks) - _MANY} more")] if len(marks) > _MANY else shown)
