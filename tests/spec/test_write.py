"""Reading what was written gives the same problem."""

import json
from dataclasses import replace

import numpy as np
import pytest
import yaml
from hypothesis import given, settings

from bptrace import examples, spec, training
from bptrace.printing.text import TextPrinter
from bptrace.spec.names import layer_title
from bptrace.spec.write import document
from tests.shipped import SHIPPED
from tests.strategies import problems

TIED = """
names: {inputs: [a, b], neurons: [[u, v], [w, x]], weights: [[[p, q], [r, s]], [["0x1", "on"], [no, y]]], thresholds: [t, z]}
samples:
  - {inputs: [1, 2], targets: [0, 1]}
  - {inputs: [-1, 1e-7], targets: [1, 0]}
loss: mean_squared_error
over_samples: mean
learning_rate: 0.25
optimizer: {name: momentum, momentum: 0.5}
update: layer_by_layer
input_gradients: true
batch: 1
epochs: 3
parameters: {k: 0.5, m: -0.25, shared: 0.125}
layers:
  - name: first
    activation: [{name: leaky_relu, negative_slope: 0.2}, tanh]
    weights: [[k, 0.1], [m, k]]
    bias: shared
    train_weights: false
    train_bias: false
  - activation: [logistic, logistic]
    weights: [[1, 2], [3, 4]]
    threshold: [0.5, 0.75]
"""


def shape_of(problem):
    """Return everything a problem is made of, as what can be compared."""
    network = problem.network
    return {
        "blocks": [
            (block.values.tolist(), block.names.tolist(), block.trained, block.layer, block.homes)
            for block in network.blocks
        ],
        "layers": [
            (layer.name, layer.units, layer.activations, layer.activation.name, layer.threshold, *places_of(layer))
            for layer in network.layers
        ],
        "inputs": (network.inputs, problem.inputs.tolist()),
        "targets": None if problem.targets is None else problem.targets.tolist(),
        "loss": problem.loss and problem.loss.name,
        "optimizer": problem.optimizer and problem.optimizer.name,
        "constants": dict(problem.constants),
        **{
            field: getattr(problem, field)
            for field in (
                "title",
                "batch",
                "epochs",
                "mean_over_samples",
                "layer_by_layer",
                "input_gradients",
                "gradient_of",
            )
        },
    }


def places_of(layer):
    for place in (layer.weights, layer.bias):
        yield place and (place.block, None if place.index is None else np.asarray(place.index).tolist())


def lines_of(problem):
    """Return the lines of the first round by key: the formula, and the value."""
    trace = training.run(problem)
    kept, notation = trace.rounds[0], trace.notation
    return {
        notation.key(line.quantity): (
            TextPrinter(notation.text, longest=None).print(line.formula),
            kept.value(line.quantity),
        )
        for line in kept.program.lines()
    }


@pytest.mark.parametrize("written", [yaml.safe_dump, json.dumps], ids=["yaml", "json"])
@pytest.mark.parametrize("name", [*SHIPPED, "ties"])
def test_a_written_problem_reads_as_it_was(name, written):
    problem = spec.loads(TIED) if name == "ties" else spec.load(examples.find(name))
    assert shape_of(spec.loads(written(document(problem)))) == shape_of(problem)


def test_what_is_so_by_default_is_left_out():
    fields = document(spec.load(examples.find("mazur")))
    assert fields["names"] == {"inputs": ["i1", "i2"], "neurons": [["h1", "h2"], ["o1", "o2"]]}
    assert "parameters" not in fields
    assert fields["layers"][0] == {
        "activation": "logistic", "weights": [[0.15, 0.2], [0.25, 0.3]], "bias": 0.35, "train_bias": False,
    }  # fmt: skip


def expressible(problem):
    """Return a problem without what says nothing: settings of a way back or an update that there is not."""
    network, depth = problem.network, problem.network.depth
    layers = tuple(replace(layer, name=layer_title(None, n, depth)) for n, layer in enumerate(network.layers, 1))
    problem = replace(problem, network=replace(network, layers=layers))
    spans = [{layer for layer, *_ in network.places(block)} for block in range(len(network.blocks))]
    # What is drawn as one block is perhaps not tied by anything, and a file says only ties; a penalty adds block by block.
    if any(len(layers) > 1 for layers in spans):
        others = {name: value for name, value in problem.constants.items() if name not in ("l1", "l2")}
        problem = replace(problem, layer_by_layer=False, penalty=None, constants=others)
    if problem.optimizer is None:
        problem = replace(problem, batch=problem.sample_count, layer_by_layer=False)
    return problem if problem.goes_back else replace(problem, mean_over_samples=False, input_gradients=False)


@settings(max_examples=60)
@given(problems())
def test_a_random_problem_has_the_same_lines_when_read_again(problem):
    problem = expressible(problem)
    again = spec.loads(yaml.safe_dump(document(problem)))
    assert lines_of(again) == lines_of(problem)
    assert shape_of(spec.loads(yaml.safe_dump(document(again)))) == shape_of(again)


FOURTH = "{error: (target - out)**4, slope: 4*(out - target)**3, over_outputs: mean, name: fourth}"
OWN = f"""
samples: [{{inputs: [1], targets: [0, 1]}}, {{inputs: [-0.5], targets: [1, 0]}}]
loss: {FOURTH}
learning_rate: 0.5
layers:
  - activation: [{{out: x / (1 + abs(x)), slope: 1 / (1 + abs(net))**2, range: [-1, 1]}}, {{out: 2*x, slope: 2}}, elu]
    weights: [[1], [2], [-3]]
  - activation: {{name: elu, alpha: 0.5}}
    weights: [[1, -2, 0.5], [0.5, 1, 1]]
"""


def test_functions_of_formulas_are_written_as_they_were_read():
    problem = spec.loads(OWN)
    again = spec.loads(yaml.safe_dump(document(problem)))
    assert document(again) == document(problem)
    assert lines_of(again) == lines_of(problem)
    assert document(problem)["loss"] == {
        "error": "(target - out)**4", "slope": "4*(out - target)**3", "over_outputs": "mean", "name": "fourth",
    }  # fmt: skip
    assert document(problem)["layers"][0]["activation"][:2] == [
        {"out": "x / (1 + abs(x))", "slope": "1 / (1 + abs(net))**2", "range": [-1.0, 1.0]},
        {"out": "2*x", "slope": "2"},
    ]


def test_a_loss_keeps_its_settings():
    problem = spec.loads(OWN.replace(FOURTH, "{name: huber, delta: 0.25}"))
    assert document(problem)["loss"] == {"name": "huber", "delta": 0.25}
    assert spec.loads(yaml.safe_dump(document(problem))).loss.settings == {"delta": 0.25}
