"""A sheet that is being worked on: its lines, and what a line reads off from what is given and from the lines before."""

import math

from .given import Network
from .hands import Hand
from .lines import Line, key, reading_order
from .networks import Spec


class Working:
    """Lines are worked out when first asked for, and never again: what stands on the sheet is what later lines use.

    A line is worked out by the method that its kind names. `hand` writes a number down: it gives the text, and the number that
    the student goes on with.
    """

    def __init__(self, spec: Spec, hand: Hand) -> None:
        self.given = Network(spec)
        self.hand = hand
        self.raw: dict[Line, float] = {}
        self.values: dict[Line, float] = {}
        self.texts: dict[Line, str] = {}

    def __getitem__(self, line: Line) -> float:
        if line not in self.values:
            value = getattr(self, line.kind)(line)
            if not math.isfinite(value):
                raise ArithmeticError(f"{line} is {value}")
            self.raw[line] = value
            self.texts[line], self.values[line] = self.hand.write(self.key(line), value)
        return self.values[line]

    def parameter(self, layer: int, unit: int | None, source: int | None, when: Line) -> float:
        """A weight or a bias as it is in the round of a line, or after that round's update."""
        if when.after and self.learns(layer, source):
            return self[Line("new", layer, unit, source, None, when.epoch)]
        if when.epoch > 1 and self.learns(layer, source):
            return self[Line("new", layer, unit, source, None, when.epoch - 1)]
        return self.given.given(layer, unit, source)

    def learns(self, layer: int, source: int | None) -> bool:
        return source is not None or self.given.trains_bias(layer)

    def weight(self, layer: int, unit: int, source: int, when: Line) -> float:
        return self.parameter(layer, unit, source, when)

    def bias(self, layer: int, unit: int, when: Line) -> float:
        places = self.given.biases(layer)
        if not places:
            return 0.0
        return self.parameter(*(places[0] if len(places) == 1 and places[0][1] is None else places[unit]), when)

    def out_of(self, layer: int, unit: int, when: Line) -> float:
        if layer == 0:
            return self.given.inputs[when.sample or 0][unit]
        return self[Line("out", layer, unit, None, when.sample, when.epoch, when.after)]

    def net_of(self, layer: int, unit: int, when: Line) -> float:
        if layer == 0:
            return self.out_of(0, unit, when)
        return self[Line("net", layer, unit, None, when.sample, when.epoch, when.after)]

    def target(self, when: Line) -> float:
        return self.given.targets[when.sample or 0][when.unit]

    def key(self, q: Line) -> str:
        """What the line is called on the sheet."""
        return key(self.given, q)

    def work(self) -> list[Line]:
        """Work everything out, in the order in which it is read."""
        lines = reading_order(self.given)
        for line in lines:
            self[line]
        return lines
