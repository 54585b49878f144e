"""Mistakes in gradients and updates: G and U of the catalogue."""

import math

from .given import Network
from .lines import Line
from .mistakes import learns_with, mistake, square, together
from .student import Student


@mistake("G1", "times-weight", "weight_term")
def times_weight(self: Student, q: Line) -> float:
    return self.delta_of(q.layer, q.unit, q) * self.weight(q.layer, q.unit, q.source, q)


@mistake("G2", "times-net", "weight_term")
def times_net(self: Student, q: Line) -> float:
    return self.delta_of(q.layer, q.unit, q) * self.net_of(q.layer - 1, q.source, q)


@mistake("G3", "delta-alone", "weight_term")
def delta_alone(self: Student, q: Line) -> float:
    return self.delta_of(q.layer, q.unit, q)


@mistake("G4", "transposed", "weight_term", square)
def transposed(self: Student, q: Line) -> float:
    return self.delta_of(q.layer, q.source, q) * self.out_of(q.layer - 1, q.unit, q)


@mistake("G5", "zero", "bias_term")
def zero(self: Student, q: Line) -> float:
    return 0.0


@mistake("G5", "times-bias", "bias_term")
def times_bias(self: Student, q: Line) -> float:
    return Student.bias_term(self, q) * self.parameter(q.layer, q.unit, None, q)


@mistake("G6", "first-neuron", "bias_term")
def first_neuron(self: Student, q: Line) -> float:
    return self.delta_of(q.layer, q.unit or 0, q)


@mistake("G6", "last-neuron", "bias_term")
def last_neuron(self: Student, q: Line) -> float:
    return self.delta_of(q.layer, self.given.sizes[q.layer] - 1 if q.unit is None else q.unit, q)


@mistake("U1", "no-rate", "new", learns_with("sgd", "momentum", "adam"))
def no_rate(self: Student, q: Line) -> float:
    return self.old(q) + self.step(q) / self.given.rate


@mistake("U2", "added", "new")
def added(self: Student, q: Line) -> float:
    return self.old(q) - self.step(q)


@mistake("U3", "gradient-as-weight", "new")
def gradient_as_weight(self: Student, q: Line) -> float:
    return self.g(q)


@mistake("U3", "step-as-weight", "new")
def step_as_weight(self: Student, q: Line) -> float:
    return self.step(q)


def above_the_first(given: Network, layer: int) -> bool:
    return layer > 1


@mistake("U4", "updated-inputs", "weight_term", above_the_first)
def updated_inputs(self: Student, q: Line) -> float:
    return self.delta_of(q.layer, q.unit, q) * self.out_of(q.layer - 1, q.source, q._replace(after=True))


MOMENTUM = learns_with("momentum")


def mu(self: Student) -> float:
    return self.given.settings["momentum"]


def v(self: Student, q: Line) -> float:
    return self[q._replace(kind="v")]


def rate_inside(self: Student, q: Line) -> float:
    return mu(self) * self.before(q) + self.given.rate * self.g(q)


def rate_as_coefficient(self: Student, q: Line) -> float:
    return self.given.rate * self.before(q) + self.g(q)


def v_added(self: Student, q: Line) -> float:
    return self.old(q) + v(self, q)


def v_subtracted(self: Student, q: Line) -> float:
    return self.old(q) - v(self, q)


def coefficient_as_rate(self: Student, q: Line) -> float:
    return self.old(q) - mu(self) * v(self, q)


together("U5", "sign", MOMENTUM, v=rate_inside, new=v_added)
together("U5", "swapped", MOMENTUM, v=rate_as_coefficient, new=coefficient_as_rate)
together("U5", "rate-inside", MOMENTUM, v=rate_inside, new=v_subtracted)
mistake("U5", "rate-twice", "v", MOMENTUM)(rate_inside)


@mistake("U5", "gradient-subtracted", "v", MOMENTUM)
def gradient_subtracted(self: Student, q: Line) -> float:
    return mu(self) * self.before(q) - self.g(q)


@mistake("U5", "rate-times-coefficient", "new", MOMENTUM)
def rate_times_coefficient(self: Student, q: Line) -> float:
    return self.old(q) - mu(self) * self.given.rate * v(self, q)


@mistake("U5", "first-step-without-rate", "new", MOMENTUM)
def first_step_without_rate(self: Student, q: Line) -> float:
    return v_subtracted(self, q) if q.epoch == 1 else Student.new(self, q)


@mistake("U6", "forgotten", "shrinking")
def forgotten(self: Student, q: Line) -> float:
    return 0.0


def biases_too(self: Student, q: Line) -> float:
    return self.given.l2 * self.old(q)


def penalty_of_biases_too(self: Student, q: Line) -> float:
    return self.given.l2 / 2 * math.fsum(self.parameter(*place, q) ** 2 for place in self.given.names)


mistake("U6", "biases", "shrinking")(biases_too)
together("U6", "biases-and-penalty", shrinking=biases_too, penalty=penalty_of_biases_too)


@mistake("U6", "subtracted", "shrinking")
def subtracted(self: Student, q: Line) -> float:
    return -Student.shrinking(self, q)


@mistake("U6", "doubled", "shrinking")
def doubled(self: Student, q: Line) -> float:
    return 2 * Student.shrinking(self, q)


@mistake("U6", "penalty-doubled", "penalty")
def penalty_doubled(self: Student, q: Line) -> float:
    return 2 * Student.penalty(self, q)


@mistake("U6", "penalty-forgotten", "total")
def penalty_forgotten(self: Student, q: Line) -> float:
    return self[q._replace(kind="data_error")] if self.given.l2 else Student.total(self, q)


ADAM = learns_with("adam")


def other_beta_m(self: Student, q: Line) -> float:
    beta = self.given.settings["beta2"]
    return beta * self.before(q) + (1 - beta) * self.g(q)


def other_beta_v(self: Student, q: Line) -> float:
    beta = self.given.settings["beta1"]
    return beta * self.before(q) + (1 - beta) * self.g(q) ** 2


def other_beta_mhat(self: Student, q: Line) -> float:
    return self[q._replace(kind="m")] / (1 - self.given.settings["beta2"] ** q.epoch)


def other_beta_vhat(self: Student, q: Line) -> float:
    return self[q._replace(kind="v")] / (1 - self.given.settings["beta1"] ** q.epoch)


def uncorrected_mhat(self: Student, q: Line) -> float:
    return self[q._replace(kind="m")]


def uncorrected_vhat(self: Student, q: Line) -> float:
    return self[q._replace(kind="v")]


def late_mhat(self: Student, q: Line) -> float:
    return self[q._replace(kind="m")] / (1 - self.given.settings["beta1"] ** (q.epoch + 1))


def late_vhat(self: Student, q: Line) -> float:
    return self[q._replace(kind="v")] / (1 - self.given.settings["beta2"] ** (q.epoch + 1))


together("U7", "betas-swapped", ADAM, m=other_beta_m, v=other_beta_v, mhat=other_beta_mhat, vhat=other_beta_vhat)
together("U7", "betas-swapped-in-averages", ADAM, m=other_beta_m, v=other_beta_v)
together("U7", "uncorrected", ADAM, mhat=uncorrected_mhat, vhat=uncorrected_vhat)
together("U7", "late", ADAM, mhat=late_mhat, vhat=late_vhat)


@mistake("U7", "epsilon-inside", "step", ADAM)
def epsilon_inside(self: Student, q: Line) -> float:
    root = math.sqrt(self[q._replace(kind="vhat")] + self.given.settings["epsilon"])
    return -self.given.rate * self[q._replace(kind="mhat")] / root


def swapped_names(self: Student, q: Line) -> float:
    """The last weight into the first neuron and the first into the second change places; with one neuron, its first two."""
    last = self.given.sizes[q.layer - 1] - 1
    pair = [(0, last), (1, 0)] if self.given.sizes[q.layer] > 1 else [(0, 0), (0, 1)]
    if (q.unit, q.source) not in pair:
        return Student.new(self, q)
    unit, source = pair[1 - pair.index((q.unit, q.source))]
    return Student.new(self, q._replace(unit=unit, source=source))


for number in (1, 2, 3):
    mistake("U8", f"swapped-layer{number}", "new", lambda given, layer, only=number: layer == only)(swapped_names)
