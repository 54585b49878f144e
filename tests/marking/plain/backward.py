"""Mistakes on the way back: B and H of the catalogue."""

import math

from .forward import SQUARED, minus_delta, minus_loss_slope
from .given import Network
from .lines import Line
from .mistakes import (
    all_of,
    at_output,
    cross_entropy,
    everywhere_and_apart,
    goes_into_square,
    has,
    hidden,
    mistake,
    plain_output,
    together,
)
from .student import Student, logistic

mistake("B1", "target-minus-out", "loss_slope", SQUARED)(minus_loss_slope)
mistake("B1", "minus-delta", "delta", at_output)(minus_delta)


def out(self: Student, q: Line) -> float:
    return self.out_of(q.layer, q.unit, q)


def net(self: Student, q: Line) -> float:
    return self.net_of(q.layer, q.unit, q)


@mistake("B2", "net", "slope", has("logistic"), everywhere_and_apart)
def of_net(self: Student, q: Line) -> float:
    return net(self, q) * (1 - net(self, q))


@mistake("B3", "logistic-of-out", "slope", has("logistic"), everywhere_and_apart)
def logistic_of_out(self: Student, q: Line) -> float:
    again = logistic(out(self, q))
    return again * (1 - again)


def slope_unused(self: Student, q: Line) -> float:
    return self[q._replace(kind="dout")]


def slope_of_one(self: Student, q: Line) -> float:
    return 1.0


CURVED = has("logistic", "tanh", "relu")
mistake("B4", "slope-unused", "delta", all_of(plain_output, CURVED))(slope_unused)
mistake("B4", "slope-one", "slope", all_of(plain_output, CURVED))(slope_of_one)


@mistake("B5", "slope-multiplied-in", "delta", cross_entropy)
def slope_multiplied_in(self: Student, q: Line) -> float:
    return Student.delta(self, q) * out(self, q) * (1 - out(self, q))


def elementwise_delta(self: Student, q: Line) -> float:
    return -self.target(q) * (1 - out(self, q))


def elementwise_jacobian(self: Student, q: Line) -> float:
    return Student.jacobian(self, q) if q.unit == q.source else 0.0


mistake("B6", "own-slope-only", "delta", has("softmax"))(elementwise_delta)
together("B6", "no-cross-slopes", has("softmax"), delta=elementwise_delta, jacobian=elementwise_jacobian)


@mistake("B7", "one-minus-out", "slope", has("logistic"), everywhere_and_apart)
def one_minus_out(self: Student, q: Line) -> float:
    return 1 - out(self, q)


@mistake("B7", "out", "slope", has("logistic"), everywhere_and_apart)
def only_out(self: Student, q: Line) -> float:
    return out(self, q)


@mistake("B8", "net", "slope", has("tanh"), everywhere_and_apart)
def one_minus_net_squared(self: Student, q: Line) -> float:
    return 1 - net(self, q) ** 2


@mistake("B8", "plus", "slope", has("tanh"), everywhere_and_apart)
def one_plus_out_squared(self: Student, q: Line) -> float:
    return 1 + out(self, q) ** 2


@mistake("B8", "minus-square", "slope", has("tanh"), everywhere_and_apart)
def minus_out_squared(self: Student, q: Line) -> float:
    return -(out(self, q) ** 2)


@mistake("B8", "logistic", "slope", has("tanh"), everywhere_and_apart)
def as_if_logistic(self: Student, q: Line) -> float:
    return out(self, q) * (1 - out(self, q))


@mistake("B8", "of-tanh", "slope", has("logistic"), everywhere_and_apart)
def as_if_tanh(self: Student, q: Line) -> float:
    return 1 - out(self, q) ** 2


def slope_at(self: Student, q: Line, layer: int) -> float:
    """The slope of a neuron's activation at the output of the neuron beside it in another layer, or of the only one there."""
    count = self.given.sizes[layer]
    if layer == 0 or count not in (1, self.given.sizes[q.layer]):
        return Student.slope(self, q)
    other = self.out_of(layer, q.unit if count > 1 else 0, q)
    return other * (1 - other) if self.given.activation(q.layer) == "logistic" else 1 - other * other


SMOOTH = has("logistic", "tanh")


@mistake("B9", "next-layer", "slope", all_of(hidden, SMOOTH))
def at_next_layer(self: Student, q: Line) -> float:
    return slope_at(self, q, q.layer + 1)


@mistake("B9", "layer-before", "slope", all_of(SMOOTH, at_output))
def at_layer_before(self: Student, q: Line) -> float:
    return slope_at(self, q, q.layer - 1)


@mistake("B10", "net", "slope", has("relu"))
def net_as_slope(self: Student, q: Line) -> float:
    return net(self, q)


mistake("B10", "one", "slope", has("relu"))(slope_of_one)


@mistake("H1", "updated-weights", "part", hidden)
def updated_weights(self: Student, q: Line) -> float:
    return self.weight(q.layer + 1, q.source, q.unit, q._replace(after=True)) * self.delta_of(q.layer + 1, q.source, q)


def below_the_last_two(given: Network, layer: int) -> bool:
    return layer + 1 < given.depth


mistake("U4", "updated-weights-lower", "part", below_the_last_two)(updated_weights)


def several_go_on(given: Network, layer: int) -> bool:
    return not given.is_last(layer) and given.sizes[layer + 1] > 1


def each_has_its_own(given: Network, layer: int) -> bool:
    return several_go_on(given, layer) and given.sizes[layer + 1] >= given.sizes[layer]


@mistake("H2", "first", "dout", several_go_on)
def first_only(self: Student, q: Line) -> float:
    return self.part_of(q, 0)


@mistake("H2", "own", "dout", each_has_its_own)
def own_only(self: Student, q: Line) -> float:
    return self.part_of(q, q.unit)


@mistake("H2", "last", "dout", several_go_on)
def last_only(self: Student, q: Line) -> float:
    return self.part_of(q, self.given.sizes[q.layer + 1] - 1)


@mistake("H3", "transposed", "part", goes_into_square)
def weights_transposed(self: Student, q: Line) -> float:
    return self.weight(q.layer + 1, q.unit, q.source, q) * self.delta_of(q.layer + 1, q.source, q)


def error_is_not_delta(given: Network, layer: int) -> bool:
    return not given.is_last(layer) and not cross_entropy(given, layer + 1)


@mistake("H4", "errors-for-deltas", "part", error_is_not_delta)
def errors_for_deltas(self: Student, q: Line) -> float:
    error = self[Line("dout", q.layer + 1, q.source, None, q.sample, q.epoch)]
    return self.weight(q.layer + 1, q.source, q.unit, q) * error


mistake("H5", "slope-unused", "delta", hidden)(slope_unused)
mistake("H5", "slope-one", "slope", hidden)(slope_of_one)


@mistake("H6", "no-weights", "part", hidden)
def no_weights(self: Student, q: Line) -> float:
    return self.delta_of(q.layer + 1, q.source, q)


@mistake("H7", "shares", "part", hidden)
def shares(self: Student, q: Line) -> float:
    whole = math.fsum(self.weight(q.layer + 1, q.source, j, q) for j in self.given.units(q.layer))
    return Student.part(self, q) / whole
