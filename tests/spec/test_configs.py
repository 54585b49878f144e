"""Every shipped spec loads, runs, and gives the figures it is shipped for."""

from pathlib import Path

import numpy as np
import pytest

from bptrace import spec, training
from bptrace.keys import Keys
from bptrace.notation import Notation

CONFIGS = Path(__file__).parents[2] / "configs"
NETWORKS = [path for path in sorted(CONFIGS.glob("*.yaml")) if not path.stem.startswith("circuit")]


@pytest.mark.parametrize("path", NETWORKS, ids=lambda path: path.stem)
def test_a_shipped_spec_loads_runs_and_starts_with_its_title(path):
    problem = spec.load(path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert next(line for line in lines if not line.startswith("#")) == f"title: {problem.title}"
    assert Keys(Notation(problem)).bases
    assert training.run(problem).history


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [  # Mazur 2015, and the exact figures for what the article leaves open
        ("mazur", "net_h1", 0.3775),
        ("mazur", "E_total", 0.298371109),
        ("mazur", "dE/dw5", 0.082167041),
        ("mazur", "w5+", 0.35891648),
        ("mazur", "w1+", 0.149780716),
        ("mazur", "E_total+", 0.291027774),
        ("mazur-layer-by-layer", "E_total+", 0.291027924),
        ("mazur-trained-biases", "E_total+", 0.280471447),
    ],
)
def test_mazurs_figures(name, key, value):
    assert round(training.run(spec.load(CONFIGS / f"{name}.yaml")).value(key), 9) == value


@pytest.mark.parametrize(("name", "truth"), [("and", [0, 0, 0, 1]), ("or", [0, 1, 1, 1]), ("xnor", [1, 0, 0, 1])])
def test_truth_tables(name, truth):
    outputs = training.run(spec.load(CONFIGS / f"{name}.yaml")).history[0].outputs
    assert outputs.round(3).tolist() == [truth]


def test_xor_is_solved():
    outputs = training.run(spec.load(CONFIGS / "xor.yaml")).history[-1].outputs
    assert np.abs(outputs - [[0, 1, 1, 0]]).max() < 0.1


def test_the_lecture_neuron_learns_as_its_slide_says():
    problem = spec.load(CONFIGS / "lecture-neuron.yaml")
    assert [name for name, _ in problem.network.parameters()] == ["w0", "w1", "w2"]
    trace = training.run(problem, keep=[1, 19])
    assert [round(trace.value(key), 2) for key in ("w0+", "w1+", "w2+", "out_f", "out_f+")] == [
        2.06, -2.88, -3.06, 0.73, 0.66,
    ]  # fmt: skip
    assert round(trace.value("w0+@19"), 2) == 2.21
    assert round(trace.value("w1+@19"), 2) == -2.57
    assert round(trace.value("w2+@19"), 2) == -3.21
    assert round(trace.value("out_f+@19"), 2) == 0.43


def test_tied_weights_follow_the_sum_of_the_gradients_of_their_places():
    trace = training.run(spec.load(CONFIGS / "tied.yaml"))
    through = trace.value("dE/dout_h1") * trace.value("dout_h1/dnet_h1") * 0.8
    direct = trace.value("delta_o1") * trace.value("out_h1")
    assert trace.value("dE/da") == pytest.approx(through + direct, rel=1e-14)
