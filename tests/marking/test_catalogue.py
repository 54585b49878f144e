"""Every entry of the catalogue: the lines that it changes, where it is made, and the numbers of a student who makes it."""

import math

import numpy as np
import pytest
import yaml

from bptrace import readings, training
from bptrace.marking import suspects as suspects_module
from bptrace.marking.diagnosis import diagnose
from bptrace.marking.marker import Marker
from bptrace.marking.method import Method
from bptrace.marking.mistakes import MISTAKES, Mistake
from bptrace.marking.mistakes.mistake import by_rule
from bptrace.marking.sheet import Entry, Sheet
from bptrace.rules import RIGHT
from bptrace.spec import loads

from .catalogue import CASES, all_suspects, changed_kinds, exact, finder, lines, made, right
from .plain import sheets as plain
from .plain.hands import Hand
from .plain.mistakes import CATALOGUE
from .plain.networks import NETWORKS

# Code, a network on which it can be made, the kinds of the lines whose rule it changes there, and its name. A mistake with
# several forms has the lines of each. A fixed bias that is learned changes no line that there is without the mistake.
TABLE = """
F1  | mazur | net | bias left out
F1  | thresholds | net | threshold left out
F2  | mazur | net | bias added twice
F2  | thresholds | net | threshold subtracted twice
F2  | mazur | net | bias multiplied by an input
F2  | thresholds | net | threshold multiplied by an input
F2  | mazur | net | sign of the bias
F2  | thresholds | net | sign of the threshold
F3  | mazur | net | weights transposed
F4  | mazur | out | e^(+net) instead of e^(−net)
F4  | tanh | out | tanh upside down
F4  | tanh | out | half the exponent in tanh
F5  | mazur | out | tanh instead of the logistic function
F5  | tanh | out | logistic function instead of tanh
F5  | mazur | out dout/dnet | tanh and its slope instead of the logistic function
F5  | tanh | out dout/dnet | logistic function and its slope instead of tanh
F6  | mazur | out | activation not applied
F6  | mazur | out | activation applied twice
F8  | softmax | out | softmax not normalised
F8  | softmax | out | softmax normalised over the other outputs
F8  | softmax | out | logistic function instead of softmax
E1  | mazur | error | no ½ in the error
E1  | relu | error | a ½ in the error
E2  | mazur | dE/dout | factor 2 kept in the derivative
E2  | relu | dE/dout | factor 2 lost in the derivative
E4  | mazur | dE/dout | the error itself used as its derivative
B1  | mazur | dE/dout | sign of the error
E3  | mazur | total_error dE/dout | mean over the outputs instead of the sum
E3  | momentum | sample_error dE/dout | sum over the outputs instead of the mean
E3  | mazur | total_error | mean over the outputs instead of the sum, in the error alone
E3  | momentum | sample_error | sum over the outputs instead of the mean, in the error alone
E3  | mazur | dE/dout | mean over the outputs instead of the sum, in ∂E/∂out alone
E3  | momentum | dE/dout | sum over the outputs instead of the mean, in ∂E/∂out alone
E3  | softmax | delta, total_error dE/dout delta | node deltas divided by the number of outputs
E3  | momentum | total_error gradient bias | mean over the samples instead of the sum
E3  | batch | total_error gradient bias | sum over the samples instead of the mean
E3  | momentum | total_error | mean over the samples instead of the sum, in the error alone
E3  | batch | total_error | sum over the samples instead of the mean, in the error alone
E3  | momentum | gradient bias | mean over the samples instead of the sum, in the gradients alone
E3  | batch | gradient bias | sum over the samples instead of the mean, in the gradients alone
E3  | momentum | bias | mean over the samples instead of the sum, for the biases alone
E3  | batch | bias | sum over the samples instead of the mean, for the biases alone
E5  | softmax | error, error dE/dout delta | sign of the cross-entropy
E5  | softmax | error, error dE/dout delta | logarithm to base 10
E5  | softmax | delta, dE/dout, dE/dout delta | derivative of the logarithm to base 10
E5  | softmax | dE/dout, dE/dout delta | sign of the derivative of cross-entropy
B5  | softmax | delta | slope multiplied in although it cancels
B2  | mazur | dout/dnet | slope computed from net instead of out
B8  | tanh | dout/dnet | slope of tanh computed from net instead of out
B3  | mazur | dout/dnet | slope taken at the output
B3  | tanh | dout/dnet | slope of tanh taken at the output
B7  | mazur | dout/dnet | only 1 − out of the slope
B7  | mazur | dout/dnet | only out of the slope
B8  | tanh | dout/dnet | 1 + out² as the slope of tanh
B8  | tanh | dout/dnet | −out² as the slope of tanh
B8  | tanh | dout/dnet | 1 − out as the slope of tanh
B8  | tanh | dout/dnet | the logistic function's slope for tanh
B8  | mazur | dout/dnet | the slope of tanh for the logistic function
B9  | mazur | dout/dnet | slope of the layer after
B9  | mazur | dout/dnet | slope of the layer before
B10 | relu | dout/dnet | the net input as the slope of ReLU
B10 | relu | dout/dnet | the output as the slope of ReLU
B10 | relu | dout/dnet | slope of ReLU 1 where the net input is not positive
B1  | mazur | delta | sign of the node delta
B4  | mazur | dout/dnet | slope taken as 1 at the output
H5  | mazur | dout/dnet | hidden slope taken as 1
B4  | mazur | delta | slope left out at the output
B6  | softmax | jacobian delta, delta | softmax treated as if each output had its own net input alone
U4  | two-hidden | part | errors through weights already updated, below the output layer
H1  | mazur | part | hidden errors through weights already updated
U4  | layer-by-layer | part | hidden errors through the old weights
H2  | mazur | dE/dout | only the first neuron's part of the error
H2  | mazur | dE/dout | only the last neuron's part of the error
H2  | mazur | dE/dout | only the part through the neuron of the same number
H3  | mazur | part | weights transposed on the way back
H4  | mazur | part | errors sent back instead of node deltas
H5  | mazur | delta | hidden slope left out
H6  | mazur | part | weights left out on the way back
H7  | mazur | part | node deltas shared out in proportion to the weights
H7  | mazur | part | errors shared out in proportion to the weights
G1  | mazur | gradient | node delta times the weight
G2  | mazur | gradient | node delta times the incoming net input
G3  | mazur | gradient | incoming output left out of the gradient
G4  | mazur | gradient | gradients transposed
G5  | mazur-shared | bias | gradient of the bias taken as 0
G5  | mazur-shared | bias | gradient of the bias multiplied by the bias
G5  | thresholds | bias | gradient of the threshold taken as 0
G5  | thresholds | bias | gradient of the threshold multiplied by the threshold
G5  | thresholds | bias | sign of the threshold's gradient
G5  | mazur | none | fixed bias learned too
G6  | mazur-shared | bias | shared parameter with one gradient instead of the sum
U6  | adam | total_error | penalty left out of the error
U6  | adam | penalty | no ½ in the penalty
U6  | adam | penalty | a ½ too many in the penalty
U6  | l1 | penalty | a ½ in the penalty
U6  | adam | gradient | penalty forgotten in the gradient
U6  | adam | bias | penalty on the biases too, in the gradient
U6  | l1 | bias | penalty not on the biases, in the gradient
U6  | adam | penalty bias | penalty on the biases too
U6  | l1 | penalty bias | penalty not on the biases
U6  | adam | gradient | penalty subtracted
U6  | adam | gradient | factor 2 in the penalty's derivative
U6  | adam | gradient | factor ½ in the penalty's derivative
U1  | mazur | parameter | learning rate forgotten
U2  | mazur | parameter | added instead of subtracted
U3  | mazur | parameter | gradient written as the new weight
U3  | mazur | parameter | step written as the new weight
B1  | mazur | dE/dout parameter, delta parameter | signal of target − out, added in the update
U2  | classical | parameter | velocity subtracted instead of added
U5  | momentum | velocity parameter | learning rate inside the velocity
U5  | momentum | velocity parameter | velocity added with the learning rate inside it
U5  | momentum | velocity | learning rate twice
U5  | momentum | parameter | momentum times the learning rate
U5  | classical | velocity parameter | learning rate outside the velocity
U5  | momentum | velocity | sign of the gradient in the velocity
U5  | momentum | velocity | sign of the old velocity
U5  | momentum | velocity parameter | momentum and learning rate swapped
U5  | classical | velocity | learning rate missing from the velocity
U5  | momentum | velocity | gradient weighted with 1 − μ
U5  | momentum | parameter | velocity forgotten
U5  | momentum | velocity | old velocity forgotten
U5  | nesterov | parameter | plain momentum instead of Nesterov's
U5  | momentum | parameter | Nesterov's momentum instead of plain momentum
U7  | adam | first_moment second_moment corrected_first corrected_second | β1 and β2 swapped
U7  | adam | first_moment second_moment | β1 and β2 swapped in the moments
U7  | adam | corrected_first corrected_second | correction of the moments left out
U7  | adam | parameter | ε inside the root
U7  | adam | corrected_first corrected_second | number of the update off by one
U7  | adam | parameter | root left out
U7  | rmsprop | mean_square | ρ and 1 − ρ swapped
U7  | adam | first_moment corrected_first | β1 and 1 − β1 swapped
U6  | adamw | parameter | decay of the weights forgotten
"""
ROWS = [tuple(cell.strip() for cell in row.split("|")) for row in TABLE.split("\n") if row]


def test_the_table_is_that_of_the_catalogue():
    entries = dict.fromkeys((one.code, one.name) for one in MISTAKES)

    assert [(code, name) for code, _, _, name in ROWS] == list(entries)


@pytest.mark.parametrize(("code", "network", "forms", "name"), ROWS, ids=[f"{row[0]}-{row[3]}" for row in ROWS])
def test_a_mistake_changes_the_lines_of_its_rule(code, network, forms, name):
    found = [changed_kinds(one, network) or "none" for one in made(network, name)]

    assert {one.mistake.code for one in made(network, name)} == {code}
    assert list(dict.fromkeys(found)) == [form.strip() for form in forms.split(",")]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: f"{one.code}-{one.name}")
def test_every_form_can_be_made_on_some_network(mistake):
    assert any(one.mistake is mistake for network in CASES for one in all_suspects(network))


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: f"{one.code}-{one.name}")
def test_what_is_said_to_the_student_is_a_sentence(mistake):
    assert mistake.sentence[0].isupper() or mistake.sentence.startswith(("∂", "ε", "β", "ρ", "tanh"))
    assert mistake.sentence.endswith(".")
    assert not mistake.name.endswith(".")
    assert "  " not in mistake.sentence + mistake.name


@pytest.mark.parametrize(
    ("name", "where", "changed"),
    [
        ("bias left out", "in the output layer", {3}),
        ("bias left out", "in hidden layer 2", {2}),
        ("bias left out", "in the hidden layers", {1, 2}),
        ("bias left out", "", {1, 2, 3}),
        ("hidden slope left out", "in hidden layer 1", {1}),
        # What goes back through a layer changes the errors of the layer before it; 0 is the inputs.
        ("weights left out on the way back", "from the output layer to hidden layer 2", {2}),
        ("weights left out on the way back", "from hidden layer 1 to the inputs", {0}),
        ("weights left out on the way back", "below the output layer", {0, 1}),
    ],
)
def test_a_mistake_is_made_where_it_says(name, where, changed):
    (one,) = made("input-gradients", name, where)

    assert {line.quantity.layer for line in lines("input-gradients") if one.changed(line) is not None} == changed


# Slips in one line, which are found without an entry, and a first step that differs from the others.
WITHOUT_ENTRY = {
    *("F3-one-index", "F3-one-index-layer1", "F3-one-index-layer2", "F3-one-index-layer3"),
    *("U8-swapped-layer1", "U8-swapped-layer2", "U8-swapped-layer3", "U4-updated-inputs", "U5-first-step-without-rate"),
}


@pytest.mark.parametrize("network", NETWORKS)
def test_an_entry_gives_the_numbers_of_the_student_who_makes_the_same_mistake(network):
    for mistake in CATALOGUE:
        student = mistake.student(NETWORKS[network], Hand(17, rounded=False))
        if not plain.finishes(student):
            continue
        by_hand = {finder(network).find(student.key(line)): value for line, value in student.values.items()}
        differ = any(not close(number, right(network).exact(line)) for line, number in by_hand.items())
        if differ and mistake.id not in WITHOUT_ENTRY:
            same = [one for one in all_suspects(network) if one.mistake.code == mistake.code and agrees(one, by_hand)]
            assert same, mistake.id


def close(one, other):
    return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-14)


def agrees(suspect, by_hand):
    """Whether a mistake gives the same numbers on all lines, but for parts of a sum that with the mistake is none."""
    for line, number in by_hand.items():
        found = suspect.exact(line)
        if found is None and line.quantity.source is None:
            return False
        if found is not None and not close((found.low + found.high) / 2, number):
            return False
    return True


def doubled(weights, x, bias, threshold, number):
    return 2 * RIGHT.net(weights, x, bias, threshold, number)


def test_a_mistake_that_is_entered_is_found(monkeypatch):
    dummy = Mistake("X1", "net inputs doubled", "They are not doubled.", by_rule("net", doubled))
    assert causes_of_doubled() != [("X1", "in the output layer")]

    monkeypatch.setattr(suspects_module, "MISTAKES", (*MISTAKES, dummy))
    assert causes_of_doubled() == [("X1", "in the output layer")]


def causes_of_doubled():
    """Return what is said of Mazur's net inputs of the output layer written twice as large."""
    marker = Marker(right("mazur").problem)
    written = {key: exact("mazur", key) for key in ("net_h1", "net_h2", "out_h1", "out_h2")}
    written |= {key: 2 * exact("mazur", key) for key in ("net_o1", "net_o2")}
    entries = (Entry(key, f"{value:.6f}", line, 1) for line, (key, value) in enumerate(written.items(), 1))
    found = diagnose(marker.mark(Sheet("a student", tuple(entries))))
    return [(cause.code, cause.where) for finding in found.findings for cause in finding.causes]


def test_what_may_come_to_anything_explains_nothing():
    # E_total+ alone says nothing of the net inputs, so that tanh upside down may come to anything; it is no explanation.
    # The weights into o1 are 1 and -1, so that the part of dE/dout_h1 in proportion to their sum has no value.
    spec = {**CASES["tanh"], "layers": [{"activation": "tanh", "weights": [[0.4, 0.2], [0.1, -0.3]]},
                                        {"activation": "tanh", "weights": [[1, -1], [0.2, 0.3]], "bias": 0.1}]}  # fmt: skip
    marker = Marker(loads(yaml.safe_dump({**spec, "inputs": [1, 0.5], "targets": [0.3, 0.2], "learning_rate": 0.1})))
    entries = (Entry("dE/dout_h1:o1", "0.333", 1, 1), Entry("E_total+", "0.7", 2, 1))
    found = diagnose(marker.mark(Sheet("a student", entries)))

    assert {cause.code for finding in found.findings for cause in finding.causes} <= {"A1"}


def test_mistakes_are_listed_without_a_run(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("nothing was asked for")

    for network in CASES:
        problem = right(network).problem
        with monkeypatch.context() as patch:
            patch.setattr(training, "run", refuse)
            patch.setattr(readings, "read", refuse)
            patch.setattr(np, "matmul", refuse)
            assert len(list(suspects_module.suspects(Method(problem, frozenset({1}))))) > 40
