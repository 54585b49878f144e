"""How well marking finds what went wrong: `python -m tests.marking.acceptance` measures all sheets and prints the tables.

With `--update` they are written to acceptance.txt beside this file, which the slow tests hold to what is measured.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from .measuring import KINDS, LEFT_OUT, OTHER, PARTS, REST, TIE, UNEXPLAINED, Outcome, measured
from .plain.networks import NETWORKS

FILE = Path(__file__).with_name("acceptance.txt")

FIGURES = (3, 4, 6)

WHY = {
    TIE: """
        Different mistakes give these figures. A sign too many may come from the pen, from a sign turned in the formula, or
        from the sign of the error; a digit that is wrong may be the digit of another operand; and to three figures a slope
        taken as 1 may be another wrong slope. The report names up to three, and a figure that would decide.""",
    LEFT_OUT: """
        The slip of the pen is in a line that is not on the sheet; what is left of it is a later figure that does not follow.
        A sign or a decimal point can be reckoned back from the next line, one digit out of many cannot: nearly any figure
        would have some digit of some line before it to blame.""",
    PARTS: """
        The mistake is named for some lines, and a slip in one line for others that it led to. It takes both a line that is
        left out between them and few figures, which leave a slip room to agree by chance.""",
    REST: """
        The mistake is named, and some line that it led to is explained by nothing: the figures before that line are left out,
        and a slip that was made in one of them is looked for in the line's own formula, not in all that may stand before.""",
    OTHER: """
        Another mistake explains the very same lines and is taken for the likelier one: the wrong sign of a derivative, where
        the sign was lost by the pen; the learning rate forgotten, where only the first step of momentum went without; the
        slope of another layer, where the slope of a ReLU was taken as 1.""",
    UNEXPLAINED: """
        Figures from after the update were taken. Either they differ so little that the line may as well have been cut off,
        which is no mistake of method, or the delta before the line is left out, and is then spelt out with them, too.""",
}
"""Why a diagnosis falls short, by how it does."""


def rates(found: Sequence[Outcome]) -> tuple[int, float, float]:
    """Return on how many sheets the mistake can be seen, and in what share of them it is named, and named alone."""
    seen = [each for each in found if each.visible]
    share = 100 / max(1, len(seen))
    return len(seen), share * sum(each.named for each in seen), share * sum(each.alone for each in seen)


def report(found: Sequence[Outcome]) -> Iterator[str]:
    """Yield the lines of the tables."""
    right = [each for each in found if each.mistake is None]
    faults = [each for each in found if each.faults]
    yield "Sheets of students who make every mistake of the catalogue, marked and explained."
    yield ""
    yield f"{len(found)} sheets: {len(NETWORKS)} networks, each with all mistakes that can be made in it, {len(KINDS)} kinds."
    yield f"{len(right)} of them are right, and {sum(bool(each.faults) for each in right)} of these are called wrong."
    yield f"Verdicts that are not as they should be: {len(faults)}."
    yield "A mistake is seen if some figure excludes the right rule on the sheet's own figures; it is named if it is among the"
    yield "causes that are found, and alone if no other is among them and no line is left unexplained."
    yield ""
    yield from _table("Kind of sheet", 52, found, [str(kind) for kind in KINDS], lambda each: str(each.kind))
    yield from _table("Network", 52, found, list(NETWORKS), lambda each: each.network)
    yield from _by_figures(found)
    yield from _short(found)


def _table(
    title: str, width: int, found: Sequence[Outcome], rows: Iterable[str], of: Callable[[Outcome], str]
) -> Iterator[str]:
    yield f"{title:{width}}  seen   named   alone"
    for row in rows:
        seen, named, alone = rates([each for each in found if of(each) == row])
        yield f"{row:{width}} {seen:5} {named:6.1f}% {alone:6.1f}%"
    yield ""


def _by_figures(found: Sequence[Outcome]) -> Iterator[str]:
    yield "Mistake" + "".join(f"{f'{figures} figures: seen':>21}  named   alone" for figures in FIGURES)
    for code in sorted({each.code for each in found if each.visible}, key=lambda code: (code[0], int(code[1:]))):
        cells = ""
        for figures in FIGURES:
            seen, named, alone = rates([each for each in found if each.code == code and each.kind.figures == figures])
            cells += f"{seen:21} {named:6.1f}% {alone:6.1f}%"
        yield f"{code:7}{cells}"
    yield ""


def _short(found: Sequence[Outcome]) -> Iterator[str]:
    """Yield what falls short, in groups, with the mistakes that each has most of."""
    groups = Counter(each.short for each in found if each.visible and each.short)
    yield "What falls short"
    for group, count in groups.most_common():
        codes = Counter(each.code for each in found if each.short == group)
        most = ", ".join(
            f"{code} {times}" for code, times in sorted(codes.most_common(8), key=lambda pair: (-pair[1], pair[0]))
        )
        yield ""
        yield f"{count:5}  {group}"
        yield f"       most of them with {most}"
        yield from (f"       {line.strip()}" for line in WHY[group].strip().splitlines())


def main(words: Sequence[str]) -> int:
    text = "".join(line.rstrip() + "\n" for line in report(measured()))
    if "--update" in words:
        FILE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
