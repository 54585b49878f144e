"""Mistakes on the way forward and in the error: F and E of the catalogue."""

import math

from .lines import Line
from .mistakes import (
    all_of,
    by_layer,
    cross_entropy,
    everywhere_and_apart,
    has,
    mistake,
    square,
    together,
    with_loss,
)
from .student import Student, logistic

SQUARED = with_loss("half_squared_error", "squared_error", "mean_squared_error")
CROSS_ENTROPIES = with_loss("binary_cross_entropy", "categorical_cross_entropy")


@mistake("F1", "no-bias", "net", scopes=by_layer)
def no_bias(self: Student, q: Line) -> float:
    return sum(
        self.weight(q.layer, q.unit, i, q) * self.out_of(q.layer - 1, i, q) for i in self.given.units(q.layer - 1)
    )


@mistake("F2", "bias-times-input", "net", scopes=by_layer)
def bias_times_input(self: Student, q: Line) -> float:
    return no_bias(self, q) + self.bias(q.layer, q.unit, q) * self.out_of(q.layer - 1, 0, q)


@mistake("F2", "bias-twice", "net", scopes=by_layer)
def bias_twice(self: Student, q: Line) -> float:
    return Student.net(self, q) + self.bias(q.layer, q.unit, q)


@mistake("F3", "transposed", "net", square, everywhere_and_apart)
def transposed(self: Student, q: Line) -> float:
    terms = [self.weight(q.layer, i, q.unit, q) * self.out_of(q.layer - 1, i, q) for i in self.given.units(q.layer - 1)]
    return sum(terms) + self.bias(q.layer, q.unit, q)


@mistake("F3", "one-index", "net", scopes=by_layer)
def one_index(self: Student, q: Line) -> float:
    """The first neuron's last weight is taken to be the next one by number, or the one before where there is none."""
    if q.unit != 0:
        return Student.net(self, q)
    last = self.given.sizes[q.layer - 1] - 1
    wrong = self.weight(q.layer, 1, 0, q) if self.given.sizes[q.layer] > 1 else self.weight(q.layer, 0, last - 1, q)
    right = self.weight(q.layer, 0, last, q)
    return Student.net(self, q) + (wrong - right) * self.out_of(q.layer - 1, last, q)


@mistake("F4", "e-to-the-net", "out", has("logistic"), everywhere_and_apart)
def e_to_the_net(self: Student, q: Line) -> float:
    return 1 / (1 + math.exp(self.net_of(q.layer, q.unit, q)))


@mistake("F4", "tanh-upside-down", "out", has("tanh"), everywhere_and_apart)
def tanh_upside_down(self: Student, q: Line) -> float:
    return 1 / math.tanh(self.net_of(q.layer, q.unit, q))


@mistake("F4", "tanh-of-half", "out", has("tanh"), everywhere_and_apart)
def tanh_of_half(self: Student, q: Line) -> float:
    return math.tanh(self.net_of(q.layer, q.unit, q) / 2)


@mistake("F5", "tanh-for-logistic", "out", has("logistic"), everywhere_and_apart)
def tanh_for_logistic(self: Student, q: Line) -> float:
    return math.tanh(self.net_of(q.layer, q.unit, q))


@mistake("F5", "logistic-for-tanh", "out", has("tanh"), everywhere_and_apart)
def logistic_for_tanh(self: Student, q: Line) -> float:
    return logistic(self.net_of(q.layer, q.unit, q))


def tanh_slope(self: Student, q: Line) -> float:
    return 1 - self.out_of(q.layer, q.unit, q) ** 2


def logistic_slope(self: Student, q: Line) -> float:
    return self.out_of(q.layer, q.unit, q) * (1 - self.out_of(q.layer, q.unit, q))


# Who takes one function for the other takes its slope too.
together("F5", "tanh-and-its-slope", has("logistic"), everywhere_and_apart, out=tanh_for_logistic, slope=tanh_slope)
together("F5", "logistic-and-its-slope", has("tanh"), everywhere_and_apart, out=logistic_for_tanh, slope=logistic_slope)


@mistake("F6", "not-applied", "out", has("logistic", "tanh", "relu"), everywhere_and_apart)
def not_applied(self: Student, q: Line) -> float:
    return self.net_of(q.layer, q.unit, q)


@mistake("F6", "applied-twice", "out", has("logistic", "tanh"), everywhere_and_apart)
def applied_twice(self: Student, q: Line) -> float:
    once = Student.out(self, q)
    return logistic(once) if self.given.activation(q.layer) == "logistic" else math.tanh(once)


@mistake("F8", "over-the-others", "out", has("softmax"))
def over_the_others(self: Student, q: Line) -> float:
    others = sum(math.exp(self.net_of(q.layer, k, q)) for k in self.given.units(q.layer) if k != q.unit)
    return math.exp(self.net_of(q.layer, q.unit, q)) / others


@mistake("F8", "not-normalised", "out", has("softmax"))
def not_normalised(self: Student, q: Line) -> float:
    return math.exp(self.net_of(q.layer, q.unit, q))


@mistake("E1", "no-half", "error", with_loss("half_squared_error"))
def no_half(self: Student, q: Line) -> float:
    return (self.target(q) - self.out_of(q.layer, q.unit, q)) ** 2


@mistake("E2", "two-kept", "loss_slope", with_loss("half_squared_error"))
def two_kept(self: Student, q: Line) -> float:
    return 2 * (self.out_of(q.layer, q.unit, q) - self.target(q))


@mistake("E2", "two-lost", "loss_slope", with_loss("squared_error", "mean_squared_error"))
def two_lost(self: Student, q: Line) -> float:
    return Student.loss_slope(self, q) / 2


def other_over_outputs(self: Student, q: Line) -> float:
    """The mean where the sum was asked, or the reverse."""
    count = self.given.sizes[-1]
    return Student.of_sample(self, q) * (count if self.given.mean_over_outputs else 1 / count)


def other_loss_slope(self: Student, q: Line) -> float:
    count = self.given.sizes[-1]
    return Student.loss_slope(self, q) * (count if self.given.mean_over_outputs else 1 / count)


def other_over_samples(self: Student, q: Line) -> float:
    count = len(self.given.samples)
    if count == 1:
        return Student.over_samples(self, q)
    return Student.over_samples(self, q) * (count if self.given.mean_over_samples else 1 / count)


def other_over(self: Student, per_sample: list[float]) -> float:
    return sum(per_sample) / (1 if self.given.mean_over_samples else len(per_sample))


def other_gradient(self: Student, q: Line) -> float:
    per_sample = self.bias_terms(q) if q.source is None else self.weight_terms(q)
    return other_over(self, per_sample) + (self.shrinking(q) if self.given.l2 else 0.0)


def other_bias_gradient(self: Student, q: Line) -> float:
    return other_gradient(self, q) if q.source is None else Student.gradient(self, q)


together("E3", "outputs", SQUARED, of_sample=other_over_outputs, loss_slope=other_loss_slope)
mistake("E3", "outputs-error", "of_sample")(other_over_outputs)
mistake("E3", "outputs-slope", "loss_slope", SQUARED)(other_loss_slope)
together("E3", "samples", over_samples=other_over_samples, gradient=other_gradient)
mistake("E3", "samples-error", "over_samples")(other_over_samples)
mistake("E3", "samples-gradient", "gradient")(other_gradient)
mistake("E3", "samples-bias", "gradient")(other_bias_gradient)


@mistake("E4", "squared-error", "loss_slope", SQUARED)
def squared_error_as_slope(self: Student, q: Line) -> float:
    return self[q._replace(kind="error")]


def minus_loss_slope(self: Student, q: Line) -> float:
    return -Student.loss_slope(self, q)


def minus_delta(self: Student, q: Line) -> float:
    return -Student.delta(self, q)


def log_loss_slope(self: Student, q: Line) -> float:
    return Student.loss_slope(self, q) / math.log(10)


def log_delta(self: Student, q: Line) -> float:
    return Student.delta(self, q) / math.log(10)


def log_error(self: Student, q: Line) -> float:
    return Student.error(self, q) / math.log(10)


together("E5", "sign", cross_entropy, loss_slope=minus_loss_slope, delta=minus_delta)
mistake("E5", "sign-of-slope", "loss_slope", cross_entropy)(minus_loss_slope)
together("E5", "log10", cross_entropy, error=log_error, loss_slope=log_loss_slope, delta=log_delta)
together("E5", "log10-backward", cross_entropy, loss_slope=log_loss_slope, delta=log_delta)
mistake("E5", "log10-error", "error", all_of(CROSS_ENTROPIES, cross_entropy))(log_error)
