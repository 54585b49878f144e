"""Where a published figure may come from: what gives it, with the fewest assumptions, and how likely that is by chance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from bptrace.dataclass import dataclass
from bptrace.marking.boxes import point
from bptrace.marking.candidates import (
    by_count,
    by_earlier_line,
    by_line,
    by_operands,
    by_pen,
    by_place,
)
from bptrace.marking.chance import by_chance
from bptrace.marking.claim import Candidate, Claim, Family
from bptrace.marking.figure import Figure
from bptrace.marking.method import Item
from bptrace.marking.passage import by_history
from bptrace.marking.reruns import (
    by_convention,
    by_convention_and_method,
    by_method,
    by_method_and_rounding,
    by_rounding,
)
from bptrace.notation import Notation
from bptrace.problem import Problem

MOST = 5
"""So many origins are told."""

DOUBTFUL = 0.1
"""From so many expected by chance on, an origin may be chance; a figure of two digits always may."""

_ORDINARY = (Family.RIGHT, Family.ROUNDED)


@dataclass(frozen=True, eq=False)
class Origin:
    """Something that gives the published figure.

    Attributes
    ----------
    candidate
        What may have happened.
    cut
        Whether the value was cut off after the figure's last digit instead of rounded.
    assumptions
        How many things it supposes to have happened; 0 for the right value.
    also
        What else comes to the same value, by name.
    tried
        How many different figures there are among what is as simple as this and as likely.
    expected
        How many of them would be expected to agree with the figure by chance.
    doubtful
        Whether it may be chance.
    """

    candidate: Candidate
    cut: bool
    assumptions: int
    also: tuple[str, ...] = ()
    tried: int = 0
    expected: float = 0.0
    doubtful: bool = False


@dataclass(frozen=True, eq=False)
class Answer:
    """What a search has found.

    Attributes
    ----------
    claim
        The figure and its line.
    exact
        The right value, or None if there is none.
    origins
        The simplest first, at most `MOST`; what may be chance is among them only where nothing better is found.
    searched
        What was tried, each with the number of possibilities.
    close
        Whether only the last digit of the figure is not right, and rounding or cutting off explains that.
    """

    claim: Claim
    exact: float | None
    origins: tuple[Origin, ...]
    searched: tuple[tuple[str, int], ...]
    close: bool

    @property
    def right(self) -> bool:
        """Whether the figure is the right value, rounded."""
        return bool(self.origins) and self.origins[0].assumptions == 0


_CUT = "The right value ends early: it was cut off instead of rounded."

Search = Callable[[Claim], Iterable[Candidate]]

_SIMPLE: tuple[tuple[str, Search], ...] = (
    ("one or two updates fewer or more", by_count),
    ("operands of the line rounded", by_operands),
    ("every line rounded", by_rounding),
    ("mistakes of the catalogue, and these in rounds near", by_method),
    ("other conventions, and these in rounds near", by_convention),
    ("other lines of the round", by_place),
    ("slips in this line", by_line),
    ("slips in lines before it", by_earlier_line),
    ("slips of the pen", by_pen),
    ("other rounds", by_history),
)
_TWOFOLD: tuple[tuple[str, Search], ...] = (
    ("a mistake, every line rounded", by_method_and_rounding),
    ("a mistake in another convention", by_convention_and_method),
)


def search(problem: Problem, item: Item, figure: Figure, notation: Notation | None = None) -> Answer:
    """Return where a published figure may come from.

    Two mistakes at once are sought only where nothing simpler gives the figure other than by chance.

    Parameters
    ----------
    problem
        The problem that the figure is said to be of.
    item
        Its line.
    figure
        What is published.
    notation
        What lines are called in sentences; None for the usual names.

    Raises
    ------
    BptraceError
        If the problem itself cannot be run so far.
    """
    claim = Claim(problem, item, figure, notation)
    exact = claim.exact(item)
    tried = [] if exact is None else [Candidate(Family.RIGHT, exact, "the right value", _CUT, assumptions=0)]
    searched = list[tuple[str, int]]()
    for searches in ((), _SIMPLE, _TWOFOLD):
        for name, candidates in searches:
            found = list(candidates(claim))
            tried += found
            searched.append((name, len(found)))
        origins = _ranked(claim, tried)
        if (searched and _suffices(claim, origins)) or any(not origin.assumptions for origin in origins):
            break
    return Answer(claim, exact, origins, tuple(searched), _is_ordinary(claim, origins))


def _ranked(claim: Claim, tried: Sequence[Candidate]) -> tuple[Origin, ...]:
    """Return what gives the figure: the right value alone if it does, or else the simplest and likeliest first."""
    found = [origin for candidate in tried for origin in _origin(claim, candidate)]
    found.sort(key=_order)
    if found and found[0].assumptions == 0:
        return (found[0],)
    judged = [_judged(claim, origin, tried) for origin in _distinct(found)[: 2 * MOST]]
    ordinary = [origin for origin in judged if _is_ordinary(claim, (origin,))]
    if ordinary:
        return tuple(origin for origin in ordinary if origin.assumptions == ordinary[0].assumptions)[:MOST]
    return tuple([origin for origin in judged if not origin.doubtful] or judged)[:MOST]


def _suffices(claim: Claim, origins: Sequence[Origin]) -> bool:
    return any(not origin.doubtful for origin in origins) or _is_ordinary(claim, origins)


def _is_ordinary(claim: Claim, origins: Sequence[Origin]) -> bool:
    """Whether only the last digit of a figure is not right, and rounding explains it: no mistake is needed for that."""
    exact = claim.exact(claim.item)
    if exact is None or claim.is_short:
        return False
    close = abs(exact - claim.figure.value) <= 1.5 * (claim.figure.unit or 0.0)
    return close and bool(origins) and all(origin.candidate.family in _ORDINARY for origin in origins)


def _order(origin: Origin) -> tuple[int, Family]:
    return origin.assumptions, origin.candidate.family


def _origin(claim: Claim, candidate: Candidate) -> Iterator[Origin]:
    """Yield what a candidate is as an origin, if it gives the figure rounded or cut off."""
    if candidate.meant is not None:
        if point(candidate.value).meets(candidate.meant):
            yield Origin(candidate, False, candidate.assumptions)
    elif claim.rounded(candidate.value) == claim.figure.value:
        yield Origin(candidate, False, candidate.assumptions)
    elif _is_cut(claim.figure, candidate.value):
        yield Origin(candidate, True, candidate.assumptions + 1)


def _is_cut(figure: Figure, value: float) -> bool:
    """Whether a value becomes the figure when its further digits are left off; a value that is a whole unit off does not."""
    unit = figure.unit or 0.0
    return figure.value != 0 and point(value).meets(figure.truncated) and abs(value - figure.value) < unit * (1 - 1e-6)


def _distinct(found: Iterable[Origin]) -> list[Origin]:
    """Bring together what comes to the very same value, under the name of the simplest; leave out a name's second value."""
    kept = dict[object, list[Origin]]()
    for origin in found:
        value = f"{origin.candidate.value:.12g}", origin.candidate.meant
        if value in kept or origin.candidate.name not in {alike[0].candidate.name for alike in kept.values()}:
            kept.setdefault(value, []).append(origin)
    return [replace(first, also=_also(first, others)) for first, *others in kept.values()]


def _also(first: Origin, others: Iterable[Origin]) -> tuple[str, ...]:
    """Return the other names under which something gives a value, if it supposes no more."""
    simple = (other.candidate.name for other in others if other.assumptions == first.assumptions)
    return tuple(name for name in dict.fromkeys(simple) if name != first.candidate.name)


def _judged(claim: Claim, origin: Origin, tried: Iterable[Candidate]) -> Origin:
    """Return an origin with how many of what is as simple and as likely would agree with the figure by chance."""
    of = origin.candidate
    rivals = (one for one in tried if one.assumptions + origin.cut <= origin.assumptions and one.family <= of.family)
    count, expected = by_chance(claim.figure.rounded, rivals)
    return replace(origin, tried=count + 1, expected=expected, doubtful=claim.is_short or expected >= DOUBTFUL)
