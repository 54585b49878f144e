"""The sentences of a worked example are true of the example that they stand in."""

import pytest

from bptrace import spec, training
from bptrace.notation import NOTATIONS
from bptrace.report.document import Paragraph
from bptrace.report.lesson import Options
from bptrace.report.worked_example import worked_example
from bptrace.report.writing import Writing
from tests.circuit.drawn import worked
from tests.report.test_circuit_lesson import words as words_of_circuit

SAMPLES = "samples: [{inputs: [0.5, -1], targets: [1, 0]}, {inputs: [0.2, 0.7], targets: [0, 1]}]"
UNTAUGHT = "samples: [{inputs: [0.5, -1]}, {inputs: [0.2, 0.7]}]"
HIDDEN = "{{activation: {}, weights: [[0.3, 0.2], [-0.4, 0.2]]}}"


def said(head, *activations, notation="mazur"):
    """All that is said of a network with two neurons in each layer, in one line."""
    layers = ", ".join(map(HIDDEN.format, activations))
    problem = spec.loads(f"{head}\nlayers: [{layers}]")
    writing = Writing(NOTATIONS[notation](problem))
    document = worked_example(training.run(problem), writing.notation, Options())
    texts = (writing.text(one.text) for one in document if isinstance(one, Paragraph))
    return " ".join(texts).replace("\u00a0", " ")


def learning(loss, *more):
    return "\n".join([SAMPLES, f"loss: {loss}", "learning_rate: 0.5", *more])


@pytest.mark.parametrize("notation", NOTATIONS)
def test_of_the_gradients_of_an_output_nothing_is_said_about_an_error(notation):
    for last in ("logistic", "softmax"):
        text = said(f"{UNTAUGHT}\ngradient_of: o2\nover_samples: mean", "tanh", last, notation=notation)

        assert "error" not in text.lower()
        assert "the output o2" in text


@pytest.mark.parametrize("way", ["sum", "mean"])
def test_of_several_samples_without_an_error_it_is_said_how_their_gradients_come_together(way):
    text = said(f"{UNTAUGHT}\ngradient_of: o2\nover_samples: {way}", "tanh", "logistic")

    assert f"of the output o2 for its own sample. The gradient of a parameter is the {way} over the samples." in text


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize(
    ("biases", "whose", "one"), [("false", "weights", "weight"), ("true", "weights and biases", "weight or bias")]
)
def test_a_penalty_is_part_of_what_is_made_smaller_and_of_every_gradient(notation, biases, whose, one):
    penalty = f"penalty: {{l2: 0.1, biases: {biases}}}"
    text = said(learning("half_squared_error", penalty), "tanh", "logistic", notation=notation)

    assert f"To it comes a penalty, which grows with the size of the {whose}." in text
    assert f"The gradient of a {one} has a term more than the error of the data gives: that of the penalty." in text
    assert "penalty" not in said(learning("half_squared_error"), "tanh", "logistic", notation=notation)


def test_arrays_go_back_into_a_hidden_layer_as_the_layer_itself_needs():
    """After `output minus target` a hidden layer does not go on "as for the output layer", nor does a softmax after a tanh."""
    as_before, slopes = "From there on it goes as for the output layer.", "times the slopes of the activation, f"
    matrix = "J⁽¹⁾, times these, ∂E/∂out⁽¹⁾: row j of the matrix says how every output changes with net input j."

    plain = said(learning("half_squared_error"), "tanh", "logistic", notation="matrix")
    simplified = said(learning("categorical_cross_entropy"), "tanh", "softmax", notation="matrix")
    jacobian = said(learning("half_squared_error"), "softmax", "tanh", notation="matrix")
    assert as_before in plain
    assert as_before not in simplified
    assert "The node deltas δ⁽¹⁾ are these, ∂E/∂out⁽¹⁾, " + slopes in simplified
    assert as_before not in jacobian
    assert matrix in jacobian


def test_the_same_is_said_of_a_second_hidden_layer_only_where_it_is_the_same():
    same, other = (
        said(learning("half_squared_error"), first, "tanh", "logistic", notation="matrix")
        for first in ("relu", "softmax")
    )

    assert "The same for this layer." in same
    assert "The same for this layer." not in other
    assert "J⁽¹⁾" in other


def test_arrays_say_that_updated_weights_spoil_the_gradient():
    text = said(learning("half_squared_error", "update: layer_by_layer"), "tanh", "logistic", notation="matrix")

    assert "which are already the updated ones" in text
    assert "this is no longer the exact gradient of the error that was computed" in text


def test_a_wire_whose_gradient_comes_back_from_one_place_is_not_said_to_be_added_up():
    values = {"x": 2.0, "y": 1.0, "z": 3.0}

    assert "x goes into several places" not in " ".join(words_of_circuit(worked("(x if x > y else y) * z", values)))
    assert "x goes into several places" in " ".join(
        words_of_circuit(worked("(x if x > y else y) * x", values | {"z": 0.0}))
    )
