"""What the mistake has changed: on which lines the right rule gives something else from the student's own numbers."""

import math
from collections.abc import Iterable

from .hands import Hand, unit, written
from .lines import Line
from .networks import Spec
from .student import Student

SAME = 1e-12


class Right(Student):
    """The right rules on numbers that are given, whoever worked them out; tells what a rule has used."""

    def __init__(self, spec, numbers: dict[Line, float]) -> None:
        super().__init__(spec, Hand(17, rounded=False))
        self.numbers = numbers
        self.used: dict[Line, None] = {}

    def __getitem__(self, line: Line) -> float:
        self.used[line] = None
        return self.numbers[line]

    def value(self, line: Line) -> float:
        """The value of the right rule; nan where the numbers allow none."""
        try:
            return getattr(self, line.kind)(line)
        except (ArithmeticError, ValueError):
            return math.nan

    def operands(self, line: Line) -> list[Line]:
        self.used = {}
        self.value(line)
        return list(self.used)


def changed(student: Student, lines: Iterable[Line], spec: Spec) -> tuple[list[Line], list[Line]]:
    """Return the lines on which a student has something else than the right rule gives, and those whose figures show it."""
    right = Right(spec, student.values)
    hand = Hand(student.hand.figures, student.hand.rounded, student.hand.trailing)
    other, showing = [], []
    for line in lines:
        value, raw, text = right.value(line), student.raw[line], student.texts[line]
        # A number halfway between two figures is written by its last bit: that alone is no mistake.
        if math.isnan(value) or abs(raw - value) > SAME * max(1e-9, abs(value)) or text != hand.write("", raw)[0]:
            other.append(line)
            if math.isnan(value) or text != hand.write("", value)[0]:
                showing.append(line)
    return other, showing


def excluded(student: Student, lines: list[Line], omitted: set[Line], figures: int, spec: Spec) -> list[Line]:
    """Return the written lines whose interval has no value of the right rule on what is written in the lines before.

    What is written stands for all numbers that round to it. What is left out stands for what the right rule makes of what is
    written, to so many figures.
    """
    middles: dict[Line, float] = {}
    halves: dict[Line, float] = {}
    right = Right(spec, middles)
    found = []
    for line in lines:
        middle, half = interval(student, line, figures) if line not in omitted else (0.0, 0.0)
        if line in omitted:
            low, high = reach(right, line, halves)
            middle = (low + high) / 2
            half = (high - low) / 2 + (unit(written(middle, figures)) / 2 if math.isfinite(middle) and middle else 0.0)
        elif misses(right, line, halves, middle, half):
            found.append(line)
        middles[line], halves[line] = middle, half
    return found


def interval(student: Student, line: Line, figures: int) -> tuple[float, float]:
    text = student.texts[line]
    return float(text), unit(text) / 2


def misses(right: Right, line: Line, halves: dict[Line, float], middle: float, half: float) -> bool:
    """Tell whether no value of the right rule lies within `half` of `middle`."""
    slack = half * (1 + 1e-9) + SAME * abs(middle)
    if abs(right.value(line) - middle) <= slack:
        return False
    low, high = reach(right, line, halves)
    return low > middle + slack or high < middle - slack


def reach(right: Right, line: Line, halves: dict[Line, float]) -> tuple[float, float]:
    """Return the least and the greatest value of the right rule near the written numbers.

    Operand by operand the best place is kept, of the two ends and the vertex of the parabola through them and the middle: what
    is monotone or a square in each operand, as nearly every rule is, has its extremes there.
    """
    operands = [operand for operand in right.operands(line) if halves[operand] > 0]
    middles = {operand: right.numbers[operand] for operand in operands}
    ends = []
    for sign in (-1, 1):
        for _ in range(2):
            for operand in operands:
                right.numbers[operand] = farthest(right, line, operand, sign, middles[operand], halves[operand])
        ends.append(sign * worth(right, line, sign))
        right.numbers.update(middles)
    return ends[0], ends[1]


def worth(right: Right, line: Line, sign: int) -> float:
    """The value, or minus the value; where the rule allows none, nothing is out of reach."""
    value = right.value(line)
    return math.inf if math.isnan(value) else sign * value


def farthest(right: Right, line: Line, operand: Line, sign: int, middle: float, half: float) -> float:
    """Return the place of one operand at which the value goes farthest up, or with a negative sign down."""

    def at(place: float) -> float:
        right.numbers[operand] = place
        return worth(right, line, sign)

    found = [(at(right.numbers[operand]), right.numbers[operand])]
    found += [(at(place), place) for place in (middle - half, middle, middle + half)]
    (low, _), (centre, _), (high, _) = found[1:]
    bend = low - 2 * centre + high
    if bend < 0 and abs(low - high) < -2 * bend:
        vertex = middle + half * (low - high) / (2 * bend)
        found.append((at(vertex), vertex))
    return max(found)[1]
