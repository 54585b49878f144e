"""What good specs become."""

import numpy as np
import pytest

from bptrace import spec, training
from bptrace.network import Position
from bptrace.spec.names import layer_title

TWO_LAYERS = """
inputs: [1, 2]
targets: [0, 1]
learning_rate: 1e-3
loss: half_squared_error
layers:
  - activation: tanh
    weights: [[1, 2], [3, 4], [5, 6]]
    bias: 7
  - activation: logistic
    weights: [[1, 2, 3], [4, 5, 6]]
    bias: [8, 9]
"""


def _loads(text, **fields):
    return spec.loads(text + "".join(f"{key}: {value}\n" for key, value in fields.items()))


def _names(problem):
    return [name for name, _ in problem.network.parameters()]


def _one(layer="", **fields):
    """Return the problem of a single layer of two neurons and one input."""
    return _loads(f"inputs: [1]\nlayers:\n  - {{activation: tanh, weights: [[1], [2]]{layer}}}\n", **fields)


def test_a_step_decides_where_the_network_is_only_run_forward():
    problem = spec.loads(
        "samples: [{inputs: [0]}, {inputs: [1]}]\nlayers: [{activation: step, weights: [[2]], threshold: 2}]"
    )
    assert training.run(problem).history[-1].outputs.tolist() == [[0.0, 1.0]]


def test_defaults():
    problem = _loads(TWO_LAYERS)
    assert problem.title == "A worked example"
    assert problem.network.inputs == ("i1", "i2")
    assert [layer.name for layer in problem.network.layers] == ["Hidden layer", "Output layer"]
    assert [layer.units for layer in problem.network.layers] == [("h1", "h2", "h3"), ("o1", "o2")]
    assert _names(problem) == [*(f"w{n}" for n in range(1, 7)), "b1", *(f"w{n}" for n in range(7, 13)), "b2", "b3"]
    assert problem.optimizer.name == "sgd"
    assert problem.constants == {"learning_rate": 0.001}
    assert (problem.batch, problem.epochs) == (1, 1)
    assert not problem.mean_over_samples
    assert not problem.layer_by_layer
    assert not problem.input_gradients
    assert problem.gradient_of is None


def test_blocks_are_as_the_page_wants_them():
    weights, shared, _, biases = _loads(TWO_LAYERS).network.blocks
    assert weights.values.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert weights.values.dtype == np.float64
    assert weights.homes is None
    assert shared.values.tolist() == [7]
    assert shared.homes == (Position(1, None, None),)
    assert _loads(TWO_LAYERS).network.layers[0].bias.index.tolist() == [0, 0, 0]
    assert biases.values.tolist() == [8, 9]
    assert biases.homes is None


def test_several_hidden_layers_are_numbered():
    layer = "{activation: tanh, weights: [[1]]}"
    problem = spec.loads(f"inputs: [1]\nlayers: [{layer}, {layer}, {layer}]")
    assert [layer.name for layer in problem.network.layers] == ["Hidden layer 1", "Hidden layer 2", "Output layer"]
    assert [layer.units for layer in problem.network.layers] == [("h1.1",), ("h2.1",), ("o1",)]


@pytest.mark.parametrize(
    ("name", "heading"),
    [("hidden", "Hidden layer"), ("the output Layer", "The output Layer"), ("ReLU", "ReLU layer"), ("éa", "Éa layer")],
)
def test_the_name_of_a_layer_becomes_a_heading(name, heading):
    assert _one(f", name: {name}").network.layers[0].name == heading


def test_without_a_learning_rate_nothing_is_updated():
    problem = _loads(TWO_LAYERS.replace("learning_rate: 1e-3", ""))
    assert problem.optimizer is None
    assert problem.constants == {}
    assert training.run(problem).value("dE/dw1")


def test_without_targets_the_network_only_runs_forward():
    problem = _one()
    assert problem.targets is None
    assert problem.loss is None
    assert problem.network.layers[0].bias is None
    assert training.run(problem).history[0].error is None


def test_an_output_may_stand_for_the_error():
    problem = _one(gradient_of="o2", input_gradients="true")
    assert problem.gradient_of == 1
    assert training.run(problem).value("dout_o2/di1") == pytest.approx(2 * (1 - np.tanh(2) ** 2), rel=1e-14)


def test_samples_are_columns():
    problem = spec.loads(
        "samples: [{inputs: [1, 2], targets: [3]}, {inputs: [4, 5], targets: [6]}, {inputs: [7, 8], targets: [9]}]\n"
        "loss: squared_error\nlearning_rate: .5\nbatch: 2\nover_samples: mean\nepochs: 4\nupdate: layer_by_layer\n"
        "layers: [{activation: identity, weights: [[1, 2]]}]"
    )
    assert problem.inputs.tolist() == [[1, 4, 7], [2, 5, 8]]
    assert problem.targets.tolist() == [[3, 6, 9]]
    assert [list(samples) for samples in problem.batches()] == [[0, 1], [2]]
    assert problem.epochs == 4
    assert problem.mean_over_samples
    assert problem.layer_by_layer


@pytest.mark.parametrize("batch", [1, "full"])
def test_a_batch_may_be_as_large_as_there_are_samples(batch):
    assert len(_loads(TWO_LAYERS, batch=batch).batches()) == 1


@pytest.mark.parametrize("third", ["0.3333333", "0.33333333333"])
def test_thirds_are_a_distribution(third):
    text = f"samples: [{{inputs: [1], targets: [{', '.join([third] * 3)}]}}]\nloss: categorical_cross_entropy\n"
    assert _loads(f"{text}layers: [{{activation: softmax, weights: [[1], [2], [3]]}}]").sample_count == 1


@pytest.mark.parametrize("momentum", ["0", "0.999999"])
def test_a_momentum_may_be_anything_from_0_to_below_1(momentum):
    text = _loads(TWO_LAYERS, optimizer=f"{{name: momentum, momentum: {momentum}}}")
    assert text.constants["momentum"] == float(momentum)


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("player", "Player layer"),
        ("hidden", "Hidden layer"),
        ("first layer", "First layer"),
        ("The Layer", "The Layer"),
        ("layer", "Layer"),
        ("hidden_layer", "Hidden_layer"),
    ],
)
def test_a_layer_is_called_one_in_its_heading(name, heading):
    assert layer_title(name, 1, 2) == heading


@pytest.mark.parametrize(
    ("optimizer", "constants"),
    [
        ("sgd", {"learning_rate": 0.001}),
        ("momentum", {"learning_rate": 0.001, "momentum": 0.9}),
        ("{name: momentum}", {"learning_rate": 0.001, "momentum": 0.9}),
        ("{momentum: 0.5, name: momentum}", {"learning_rate": 0.001, "momentum": 0.5}),
    ],
)
def test_constants_of_optimizers(optimizer, constants):
    assert _loads(TWO_LAYERS, optimizer=optimizer).constants == constants


@pytest.mark.parametrize(
    ("written", "value"),
    [("1e-3", 0.001), ("+.5", 0.5), ("5.", 5), ("-0", 0), ("1E2", 100), ("0.10", 0.1), ("-12", -12), ("0e1", 0)],
)
def test_numbers_are_read_as_they_are_written(written, value):
    assert spec.loads(f"inputs: [{written}]\nlayers: [{{activation: tanh, weights: [[1]]}}]").inputs.item() == value


def test_thresholds_are_subtracted_and_have_names_of_their_own():
    problem = _one(", threshold: [3, 4]")
    assert problem.network.layers[0].threshold
    assert _names(problem) == ["w1", "w2", "theta1", "theta2"]
    assert training.run(problem).value("net_o2") == 2 - 4
    assert _names(_one(", threshold: 3", names="{thresholds: t}")) == ["w1", "w2", "t"]


def test_neurons_may_differ_in_their_activation():
    layer = _one().network.layers[0]
    assert [each.name for each in layer.activations] == ["tanh", "tanh"]
    problem = spec.loads(
        "inputs: [-1]\nlayers:\n  - activation: [relu, {name: leaky_relu, negative_slope: 0.5}]\n    weights: [[1], [1]]"
    )
    assert [each.name for each in problem.network.layers[0].activations] == ["relu", "leaky_relu"]
    assert training.run(problem).history[0].outputs.tolist() == [[0], [-0.5]]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("{inputs: [x0], neurons: [[y1, y2]], weights: 'w{from}{to}'}", ["w01", "w02", "b1", "b2"]),
        ("{inputs: [x0], neurons: [[y1, y2]], weights: 'w_{from}_{to}'}", ["w_x0_y1", "w_x0_y2", "b1", "b2"]),
        ("{inputs: [x1], neurons: [[2, 3]], weights: 'w{from}{to}'}", ["w12", "w13", "b1", "b2"]),
        ("{inputs: [x], neurons: [[f, g]], weights: 'w{from}{to}'}", ["wxf", "wxg", "b1", "b2"]),
        ("{weights: 'v{layer}.{n}', biases: 'c{to}'}", ["v1.1", "v1.2", "c1", "c2"]),
        ("{weights: [[[p], [q]]], biases: [r, s]}", ["p", "q", "r", "s"]),
        ("{biases: 'b_{to}'}", ["w1", "w2", "b_o1", "b_o2"]),
    ],
)
def test_names_and_templates(names, expected):
    assert _names(_one(", bias: [5, 6]", names=names)) == expected


def test_ties_reach_across_layers_and_from_weights_to_biases():
    problem = spec.loads(
        "inputs: [1, 2]\nparameters: {a: 0.5, c: 0.25}\nlayers:\n"
        "  - {activation: tanh, weights: [[a, 1], [2, a]], bias: 3}\n"
        "  - {activation: tanh, weights: [[a, 4]], bias: [c]}\n"
        "  - {activation: tanh, weights: [[c]], bias: c}\n"
    )
    tied, shared, last = problem.network.blocks
    assert tied.values.tolist() == [0.5, 1, 2, 4]
    assert tied.names.tolist() == ["a", "w2", "w3", "w6"]
    assert tied.homes == (Position(1, 0, 0), Position(1, 0, 1), Position(1, 1, 0), Position(2, 0, 1))
    assert tied.layer == 1
    assert shared.names.tolist() == ["b1"]
    assert last.names.tolist() == ["c"]
    assert last.homes == (Position(2, 0, None),)
    assert last.layer == 2
    first, second, third = problem.network.layers
    assert first.weights.index.tolist() == [[0, 1], [2, 0]]
    assert second.weights.index.tolist() == [[0, 3]]
    assert (second.bias.block, third.weights.block, third.bias.block) == (2, 2, 2)
    assert third.bias.index.tolist() == [0]
    assert training.run(problem).value("net_h1.1") == 0.5 + 2 + 3


def test_a_group_joined_by_a_later_layer_is_one_block():
    problem = spec.loads(
        "inputs: [1]\nparameters: {a: 1, b: 2}\nlayers:\n"
        "  - {activation: tanh, weights: [[a]]}\n  - {activation: tanh, weights: [[b]]}\n"
        "  - {activation: tanh, weights: [[a], [b]]}\n"
    )
    assert [block.names.tolist() for block in problem.network.blocks] == [["a", "b"]]


def test_what_is_not_trained():
    weights, bias = _one(", bias: [1, 2], train_weights: false").network.blocks
    assert (weights.trained, bias.trained) == (False, True)
    weights, bias = _one(", bias: 1, train_bias: false").network.blocks
    assert (weights.trained, bias.trained) == (True, False)


def test_the_title_is_the_files_name_where_none_is_given(tmp_path):
    path = tmp_path / "my-example.yaml"
    path.write_text(TWO_LAYERS, encoding="utf-8-sig")
    assert spec.load(path).title == "my-example"
    assert _loads(TWO_LAYERS, title="Größer").title == "Größer"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("[0,1]", (0, 1)),
        ("[10,20]", (10, 20)),
        ("[1,2, 3,4]", (1, 2, 3, 4)),
        ("[10,20,30, 40,50,60]", (10, 20, 30, 40, 50, 60)),
        ("[0.5,10, 2]", (0.5, 10, 2)),
        ("[1,-20, 3]", (1, -20, 3)),
    ],
)
def test_commas_without_a_blank_part_numbers_where_they_are_as_many_as_expected(written, meant):
    text = f"inputs: {written}\nlayers: [{{activation: identity, weights: [{list(range(len(meant)))}]}}]\n"

    assert spec.loads(text).inputs.T.tolist() == [list(meant)]
