"""Gradients beside finite differences, as a document: the worst first, and what they show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bptrace.report.document import Element, Grid, Heading, Paragraph, Parts, say
from bptrace.verification import Comparison, Verdict

_FEW = 10


def verified(
    title: str, comparisons: Sequence[Comparison], *, layer_by_layer: bool = False, whole: bool = False
) -> Iterator[Element]:
    """Yield the elements of the document.

    Parameters
    ----------
    title
        Of what the gradients are.
    comparisons
        The gradients, the worst first.
    layer_by_layer
        Whether errors went back through weights that had already been updated.
    whole
        Show all of them; otherwise what differs or stands at a kink, and some of the others.
    """
    notable = sum(comparison.verdict is not Verdict.AGREES for comparison in comparisons)
    shown = comparisons if whole else comparisons[: max(notable, _FEW)]
    yield Heading(say(f"Gradients against finite differences: {title}"), 1)
    header = ("", "By backpropagation", "By differences", "Apart", "Verdict")
    yield Grid(tuple(map(say, header)), tuple(map(_row, shown)))
    if len(shown) < len(comparisons):
        yield Paragraph(say(f"… {len(comparisons) - len(shown)} more, which agree"))
    yield Paragraph(say(_closing(comparisons)))
    if layer_by_layer and any(comparison.verdict is Verdict.DIFFERS for comparison in comparisons):
        yield Paragraph(
            say(
                "This example updates layer by layer: errors go back into the hidden layers through weights that this very "
                "round has already changed. The error, however, was computed with the weights before. What comes out for "
                "the hidden layers is therefore not the derivative of that error with respect to their weights."
            )
        )


def _row(comparison: Comparison) -> tuple[Parts, ...]:
    if comparison.verdict is Verdict.KINK:
        return say(comparison.key), say(comparison.analytic), say(""), say(""), say(comparison.verdict.value)
    numbers = (comparison.analytic, comparison.numeric, comparison.difference)
    return say(comparison.key), *map(say, numbers), say(comparison.verdict.value)


def _closing(comparisons: Sequence[Comparison]) -> str:
    count = {verdict: sum(one.verdict is verdict for one in comparisons) for verdict in Verdict}
    total = f"{len(comparisons)} gradient{'' if len(comparisons) == 1 else 's'}"
    if count[Verdict.DIFFERS]:
        text = (
            f"Of {total}, {count[Verdict.DIFFERS]} differ{'s' * (count[Verdict.DIFFERS] == 1)} from finite differences."
        )
    else:
        text = f"{total}: none differs from its finite difference."
    if count[Verdict.KINK]:
        text += (
            f" {count[Verdict.KINK]} at a kink: there a slope jumps, and a difference, which reaches to both sides of it, "
            "says nothing."
        )
    return text
