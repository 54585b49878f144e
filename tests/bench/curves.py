"""How time and memory grow: each measured at several sizes, with the slope of the logarithms."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import bptrace
from bptrace import examples, training
from bptrace.problem import Problem
from tests.bench.measure import exponent, peak, seconds
from tests.bench.networks import network
from tests.bench.table import scaled

_NEAR = 0.1
"""A slope that is less than the work's by more than this wants an explanation."""


@dataclass(frozen=True)
class Curve:
    """A way to grow.

    Attributes
    ----------
    what
        What is run, and what grows.
    sizes
        The sizes.
    problem
        The problem of a size.
    keep
        The kept epochs of a size.
    work
        The power of the size that the work grows with.
    why
        Why the time does not grow as the work does, from the smallest size to the largest.
    """

    what: str
    sizes: Sequence[int]
    problem: Callable[[int], Problem]
    keep: Callable[[int], Sequence[int]] = lambda size: ()
    work: int = 1
    why: str = ""


def _mazur(epochs: int) -> Problem:
    return replace(bptrace.load(examples.find("mazur")), epochs=epochs)


def _square(width: int) -> Problem:
    return replace(bptrace.loads(network((width, width, width))), epochs=200)


def _deep(depth: int) -> Problem:
    return replace(bptrace.loads(network((32,) * (depth + 1))), epochs=200)


def _many(samples: int) -> Problem:
    return replace(bptrace.loads(network((32, 32, 8), samples=samples)), epochs=20)


def _one_by_one(samples: int) -> Problem:
    return replace(bptrace.loads(network((2, 3, 2), samples=samples, batch=1)), epochs=5)


CURVES = (
    Curve(
        "epochs, Mazur, compiled",
        (20_000, 40_000, 80_000, 160_000),
        _mazur,
        why="about 14 ms go into compiling and a hundred looks at the error on the way, however many epochs",
    ),
    Curve(
        "epochs kept, Mazur",
        (500, 1_000, 2_000, 4_000),
        _mazur,
        lambda size: range(1, size + 1),
        why="compiling and looking at the error take as long as keeping some 7,000 epochs",
    ),
    Curve(
        "width n of n-n-n, arrays",
        (80, 160, 320, 640),
        _square,
        work=2,
        why="up to a width of 160 or so the calls of an update, about 100 µs, take longer than its arithmetic",
    ),
    Curve("depth of 32-32-..-32, arrays", (4, 8, 16, 32), _deep),
    Curve(
        "samples in a batch, 32-32-8, arrays",
        (500, 1_000, 2_000, 4_000),
        _many,
        why="the calls of an update cost the same for a batch of any size",
    ),
    Curve(
        "samples one by one, 2-3-2, compiled",
        (2_000, 4_000, 8_000, 16_000),
        _one_by_one,
        why="compiling takes as long as some 6,000 updates",
    ),
)


def lines(times: int = 3) -> Iterator[str]:
    """Yield the lines of the table."""
    notes = []
    yield f"{'what grows':38}{'sizes':>24}{'time':>22}{'slope':>7}{'memory':>22}{'slope':>7}{'work':>6}"
    for curve in CURVES:
        problems = {size: curve.problem(size) for size in curve.sizes}
        costs, held = [], []
        for size, problem in problems.items():
            keep = curve.keep(size)
            costs.append(min(seconds(lambda p=problem, k=keep: training.run(p, keep=k)) for _ in range(times)))
            held.append(float(peak(lambda p=problem, k=keep: training.run(p, keep=k))))
        ends = f"{curve.sizes[0]:,} to {curve.sizes[-1]:,}"
        time, memory = _ends(costs, "s"), _ends(held, "B")
        grown = exponent(curve.sizes, costs)
        slopes = f"{grown:7.2f}", f"{exponent(curve.sizes, held):7.2f}"
        notes += [f"{curve.what}: {curve.why}"] if grown < curve.work - _NEAR and curve.why else []
        yield f"{curve.what:38}{ends:>24}{time:>22}{slopes[0]}{memory:>22}{slopes[1]}{curve.work:6}"
    yield from (f"  {note}" for note in notes)


def _ends(figures: Sequence[float], unit: str) -> str:
    return f"{scaled(figures[0], unit)} to {scaled(figures[-1], unit)}"
