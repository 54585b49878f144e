"""The sheets: every mistake of the catalogue on every network to which it applies, and the right sheets."""

import random
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from . import backward, forward, learning  # noqa: F401 - they enter their mistakes into the catalogue
from .hands import SLIPS, Cutting, Hand, Slipping
from .judging import changed, excluded
from .lines import Line
from .mistakes import CATALOGUE, Mistake
from .networks import NETWORKS, Spec
from .student import Student

PHASES = {
    "forward": ("net", "out"),
    "error": ("error", "of_sample", "total", "data_error"),
    "backward": ("dout", "part", "slope", "delta"),
    "gradient": ("gradient",),
    "update": ("new", "m", "v", "mhat", "vhat"),
}


@dataclass(frozen=True)
class Case:
    """One sheet, and what is wrong with it.

    Attributes
    ----------
    network, spec
        The name of the network, and the network.
    mistake, code
        The id of the mistake and its code in the catalogue; None and "" for a right sheet.
    also
        The ids of other mistakes that give the same numbers on this network.
    sheet
        The text of every written line by its key, in the order of reading.
    changed
        The keys of all lines, written or not, that the mistake made something else of, in the order of reading.
    showing
        Those of them on which the figures written differ from those of the right rule on the student's own numbers.
    """

    network: str
    spec: Spec
    mistake: str | None
    code: str
    also: tuple[str, ...]
    figures: int
    rounded: bool
    sheet: dict[str, str]
    changed: tuple[str, ...]
    showing: tuple[str, ...]
    student: Student
    lines: tuple[Line, ...]
    omitted: frozenset[Line]

    @property
    def first(self) -> str | None:
        """The first line whose rule was changed."""
        return self.changed[0] if self.changed else None

    @cached_property
    def visible(self) -> tuple[str, ...]:
        """The keys of the written lines whose interval excludes the right rule on the sheet's own operands."""
        found = excluded(self.student, list(self.lines), set(self.omitted), self.figures, self.spec)
        return tuple(self.student.key(line) for line in found)


@dataclass(frozen=True)
class Fault:
    """What makes a student wrong: a wrong method, or a hand that slips or cuts off."""

    id: str | None
    code: str
    also: tuple[str, ...]
    student: Student


def sheets(figures: int, rounded: bool, omit: bool, networks: tuple[str, ...] = tuple(NETWORKS)) -> Iterator[Case]:
    """Yield the right sheet and every mistaken one of the networks; with `omit`, a third of the lines are left out."""
    for network in networks:
        for fault in students(network, figures, rounded):
            case = written_up(network, fault, figures, rounded, omit)
            if case.changed or fault.id is None:
                yield case


def students(network: str, figures: int, rounded: bool) -> Iterator[Fault]:
    """Yield the right student, those with a wrong method, and those with a wrong hand, all who can finish the sheet."""
    spec = NETWORKS[network]
    yield Fault(None, "", (), Student(spec, pen(network, "right", figures, rounded)))
    for mistake, *same in applicable(network):
        student = mistake.student(spec, pen(network, mistake.id, figures, rounded))
        yield Fault(mistake.id, mistake.code, tuple(other.id for other in same), student)
    yield Fault("A2-cut-off", "A2", (), Student(spec, Cutting(**vars(pen(network, "A2", figures, rounded)))))
    for slip in SLIPS:
        for phase, kinds in PHASES.items():
            name = f"A1-{slip}-{phase}"
            student = slipped(network, slip, kinds, pen(network, name, figures, rounded))
            if student is not None:
                yield Fault(name, "A1", (), student)


def pen(network: str, name: str, figures: int, rounded: bool) -> Hand:
    """A hand; half of all sheets keep the zeros at the end of a number."""
    return Hand(figures, rounded, zlib.crc32(f"{network} {name} {figures} {rounded}".encode()) % 2 == 0)


@cache
def applicable(network: str) -> tuple[tuple[Mistake, ...], ...]:
    """Return the mistakes that change something on a network, those together that give the same numbers."""
    spec = NETWORKS[network]
    exact = Hand(17, rounded=False)
    right = numbers(Student(spec, exact))
    alike: dict[frozenset[tuple[Line, float]], list[Mistake]] = {}
    for mistake in CATALOGUE:
        values = numbers(mistake.student(spec, exact))
        if values is not None:
            alike.setdefault(values, []).append(mistake)
    return tuple(tuple(same) for values, same in alike.items() if values != right)


def numbers(student: Student) -> frozenset[tuple[Line, float]] | None:
    """Return all numbers of a student, or None if the mistake makes it impossible to go on, as the logarithm of -1 does."""
    return frozenset(student.values.items()) if finishes(student) else None


def finishes(student: Student) -> bool:
    try:
        student.work()
    except (ArithmeticError, ValueError):
        return False
    return True


def slipped(network: str, slip: str, kinds: tuple[str, ...], hand: Hand) -> Student | None:
    """Return a student who slips on one line of these kinds, drawn by a fixed seed, and can go on from there."""
    spec = NETWORKS[network]
    right = Student(spec, hand)
    lines = [line for line in right.work() if line.kind in kinds and float(right.texts[line]) != 0]
    random.Random(f"{network} {slip} {kinds}").shuffle(lines)
    for line in lines:
        text = right.texts[line]
        if float(SLIPS[slip](text)) != float(text):
            student = Student(spec, Slipping(**vars(hand), line=right.key(line), slip=slip))
            if finishes(student):
                return student
    return None


def written_up(network: str, fault: Fault, figures: int, rounded: bool, omit: bool) -> Case:
    """Write a student's sheet, and say what is wrong with it."""
    student, spec = fault.student, NETWORKS[network]
    lines = student.work()
    other, showing = changed(student, lines, spec)
    omitted = left_out(network, fault, lines) if omit else frozenset()
    sheet = {student.key(line): student.texts[line] for line in lines if line not in omitted}
    keys, shown = (tuple(student.key(line) for line in some) for some in (other, showing))
    about = (network, spec, fault.id, fault.code, fault.also, figures, rounded)
    return Case(*about, sheet, keys, shown, student, tuple(lines), omitted)


def left_out(network: str, fault: Fault, lines: list[Line]) -> frozenset[Line]:
    return frozenset(random.Random(f"{network} {fault.id}").sample(lines, len(lines) // 3))
