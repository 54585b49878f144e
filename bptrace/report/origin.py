"""Where a published figure may come from, as a document."""

from __future__ import annotations

from collections.abc import Iterator

from bptrace.marking.figure import Figure
from bptrace.marking.judge import equals
from bptrace.marking.origin import Answer, Origin
from bptrace.report.document import Element, Facts, Heading, Paragraph, Parts, say
from bptrace.words import counted

_LEAST = 1e-6
_MOST_ALSO = 3
_FEW = 3
"""Of fewer possibilities than this, nothing is said about chance."""


def origins(answer: Answer, *, brief: bool = False) -> Iterator[Element]:
    """Yield the elements of the document.

    Parameters
    ----------
    answer
        What a search has found.
    brief
        Leave out what was searched.
    """
    claim = answer.claim
    yield Heading(say(claim.item.quantity, f"{_when(answer)} = {_text(claim.figure)}: {claim.problem.title}"), 1)
    yield Paragraph(_summary(answer))
    if answer.right:
        return
    for number, origin in enumerate(answer.origins, 1):
        where = f", {origin.candidate.where}" if origin.candidate.where else ""
        yield Heading(say(f"{number}. {_name(origin)}{where}"), 3)
        yield Paragraph(_account(answer, origin))
    if not brief:
        yield Heading(say("What was searched"), 3)
        yield Facts(tuple((say(name), say(_number(count))) for name, count in answer.searched))


def _when(answer: Answer) -> str:
    """Return the round of the line, if it is not the first."""
    epoch, step, quantity = answer.claim.item
    update = f", update {step}" if step > 1 and quantity.sample is None else ""
    return f" in epoch {epoch}{update}" if epoch > 1 or update else ""


def _number(count: int) -> str:
    return counted(count, "value") if count else "nothing to try, or too long a run"


def _summary(answer: Answer) -> Parts:
    """Return the answer in a sentence."""
    quantity, figure = answer.claim.item.quantity, answer.claim.figure
    if answer.exact is None:
        return say("The right value cannot be computed. ", _found(answer))
    value = say(quantity, "\u00a0=\u00a0", answer.exact)
    if answer.right:
        little = " So few digits say little." if answer.claim.is_short and answer.exact != figure.value else ""
        return say("It is right: ", value, f"{_written(figure, answer.exact, cut=False)}.{little}")
    rightly = say() if figure.unit is None else say(", rounded ", answer.claim.rounded(answer.exact))
    return say("Right is ", value, rightly, ". ", _found(answer))


def _found(answer: Answer) -> Parts:
    """Return how many origins were found, as the sentence that leads to them."""
    count = len(answer.origins)
    these = "this" if count == 1 else "one of these"
    if not count:
        return say("No origin was found for what is published.")
    if answer.close:
        return say(f"Only the last digit is another one, which needs no mistake. It may come from {these}:")
    if all(origin.doubtful for origin in answer.origins):
        return say(f"What is published may come from {these}, and it may be chance that it agrees:")
    return say(f"What is published may come from {'this' if count == 1 else 'one of these, the simplest first'}:")


def _name(origin: Origin) -> str:
    if origin.candidate.assumptions == 0:
        return "cut off instead of rounded"
    return f"{origin.candidate.name}, and cut off instead of rounded" if origin.cut else origin.candidate.name


def _account(answer: Answer, origin: Origin) -> Parts:
    """Return how an origin gives the figure, and whether it may be chance."""
    one, figure = origin.candidate, answer.claim.figure
    if one.meant is None:
        gives = say(
            "Then ",
            answer.claim.item.quantity,
            "\u00a0=\u00a0",
            one.value,
            f"{_written(figure, one.value, cut=origin.cut)}.",
        )
    else:
        gives = say()
    also = f" The same comes of this: {', or '.join(origin.also[:_MOST_ALSO])}." if origin.also else ""
    return say(f"{one.sentence} ", gives, f"{also} {_chance(answer, origin)}")


def _written(figure: Figure, value: float, *, cut: bool) -> str:
    """Return how a value becomes a figure, as the end of a sentence; nothing if it is the figure, as far as float64 goes."""
    if figure.unit is None:
        return f", which is {_text(figure)}"
    if equals(figure, value):
        return ""
    return f", which is {_text(figure)} when it is {'cut off' if cut else 'rounded'}"


def _text(figure: Figure) -> str:
    """Return a figure as it was written, with the sign that numbers have here."""
    return figure.text.replace("-", "−", 1) if figure.text.startswith("-") else figure.text


def _chance(answer: Answer, origin: Origin) -> str:
    """Return how often chance would do the same, where that says anything."""
    if answer.close or origin.tried < _FEW:
        return ""
    expected = f"{origin.expected:.1g}" if origin.expected < 1 else f"{origin.expected:.0f}"
    about = f"about {expected}" if origin.expected >= _LEAST else f"less than {_LEAST:f}"
    of = f"{about} of {origin.tried} such figures"
    return f"It may be chance: {of} would agree anyhow." if origin.doubtful else f"By chance, {of} would agree."
