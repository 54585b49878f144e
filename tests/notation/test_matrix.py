"""The matrix notation: every printed equation of arrays, put into NumPy, gives the printed result."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from bptrace import examples, spec, training
from bptrace.circuit.model import Circuit
from bptrace.functions.optimizers import STATE_NAMES
from bptrace.notation import CONSTANTS, Matrix
from bptrace.printing.text import ASCII, UNICODE
from bptrace.report.figures import Figures
from bptrace.report.lesson import Options
from bptrace.report.lines import columns, plain
from bptrace.report.markdown import markdown
from bptrace.report.text import lay_out
from bptrace.report.worked_example import worked_example
from bptrace.report.writing import Writing
from bptrace.selection import select
from tests.notation.reading import MARK, computed, equations
from tests.strategies import problems

NETWORKS = [name for name in examples.names() if not re.match("circuit|lecture-gates", name)]


def transcript(problem, width=400, signs=UNICODE, digits=12, only=None, rounding=None):
    notation = Matrix(problem)
    trace = training.run(problem, rounding=rounding)
    chosen = None if only is None else select(trace, only)
    document = worked_example(trace, notation, Options(brief=True, only=chosen, rounding=rounding))
    writing = Writing(notation, Figures(digits), signs, rounding=rounding)
    return [plain(line) for line in lay_out(document, writing, width)]


def loaded(name):
    return spec.loads(name) if "\n" in name else spec.load(examples.find(name))


def functions(problem):
    """The activations by the names that the equations give them, from their records on plain numbers."""
    layers = problem.network.layers
    alike = len({layer.activation for layer in layers}) == 1
    return {"f" if alike else f"f{number}": layer.activation.out for number, layer in enumerate(layers, 1)}


def givens(problem):
    """The arrays that the first round starts from, by name."""
    first = slice(0, problem.batch)
    known = {"x": problem.inputs[:, first]}
    if problem.targets is not None:
        known["target"] = problem.targets[:, first]
    for number, layer in enumerate(problem.network.layers, 1):
        layer_above = str(number).translate(RAISED)
        known[f"W⁽{layer_above}⁾"] = layer.weights.take(problem.network.start())
        if layer.bias is not None:
            bias = layer.bias.take(problem.network.start())[:, None]
            known[f"{'θ' if layer.threshold else 'b'}⁽{layer_above}⁾"] = bias
    for kind, value in problem.constants.items():
        known[CONSTANTS[kind][1]] = np.float64(value)
    return known | {"t": np.float64(1)}


RAISED = str.maketrans("123456789", "¹²³⁴⁵⁶⁷⁸⁹")


def by_name(text, known):
    """Return a formula with a mark for every array that is known by name, and the arrays."""
    arrays = {}
    start = {f"{state}_{name}": 0 * known[name] for state in STATES for name in known if name[0] in "Wbθ"}
    known = {**start, **known}
    for number, name in enumerate(sorted(known, key=len, reverse=True)):
        text = re.sub(rf"(?<![^\W\d_])(?<!_){re.escape(name)}(?![a-z_⁺])", chr(MARK + number), text)
        arrays[f"A{number}"] = known[name]
    return text, arrays


STATES = [name.text for name in STATE_NAMES.values()]


def checked(problem, width):
    """Check all equations of a transcript: by their numbers, and in the first round by name from what stands before."""
    count, known, by_names = 0, givens(problem), set()
    for read in equations(transcript(problem, width)):
        count += 1
        if any(np.isnan(array).any() for array in read.arrays):
            continue
        arrays = {f"A{number}": array for number, array in enumerate(read.arrays)}
        *sides, result = [computed(side, arrays, functions(problem)) for side in read.sides]
        formula, named = by_name(read.formula, known)
        if read.name not in by_names and not re.search(r"[⁽∂′_]|penalty", formula):  # all its names are known
            by_names.add(read.name)
            sides.append(computed(formula, named, functions(problem)))
        for side in sides:
            np.testing.assert_allclose(side, result, rtol=1e-6, atol=1e-8, err_msg=f"{read}")
        known[read.name] = result
    return count, len(by_names)


@pytest.mark.parametrize("width", [400, 80])
@pytest.mark.parametrize("name", NETWORKS)
def test_every_equation_gives_its_printed_result(name, width):
    problem = loaded(name)
    if isinstance(problem, Circuit):
        pytest.skip("a circuit has no arrays")

    count, by_names = checked(problem, width)
    assert count >= 2 * problem.network.depth
    assert width == 80 or by_names >= 2 * problem.network.depth or len(problem.network.inputs) > 6 or problem.batch > 6


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems())
def test_every_equation_of_a_random_problem_gives_its_printed_result(problem):
    count, by_names = checked(problem, 400)
    assert min(count, by_names) >= problem.network.depth


def test_mazurs_round_by_hand():
    lines = "\n".join(transcript(loaded("mazur"), width=80, digits=9))

    assert (
        """
  net⁽¹⁾ = W⁽¹⁾ x + b⁽¹⁾
         = ⎡0.15  0.2⎤ ⎡0.05⎤ + ⎡0.35⎤ = ⎡0.3775⎤
           ⎣0.25  0.3⎦ ⎣0.1 ⎦   ⎣0.35⎦   ⎣0.3925⎦
"""
        in lines
    )
    for line in (
        "out⁽¹⁾ = f(net⁽¹⁾)",
        "f′(net⁽¹⁾) = out⁽¹⁾ ⊙ (1 − out⁽¹⁾)",
        "∂E/∂out⁽²⁾ = out⁽²⁾ − target",
        "δ⁽²⁾ = ∂E/∂out⁽²⁾ ⊙ f′(net⁽²⁾)",
        "∂E/∂out⁽¹⁾ = W⁽²⁾ᵀ δ⁽²⁾",
        "∂E/∂W⁽²⁾ = δ⁽²⁾ out⁽¹⁾ᵀ",
        "∂E/∂W⁽¹⁾ = δ⁽¹⁾ xᵀ",
        "W⁽²⁾⁺ = W⁽²⁾ − η·∂E/∂W⁽²⁾",
        "E_total = sum(E)",
    ):
        assert f"  {line}\n" in lines
    # The published figures of w5+ .. w8+ and of dE/dout_h1, dE/dout_h2's first.
    for figure in ("0.35891648", "0.408666186", "0.51130127", "0.561370121", "0.036350306"):
        assert figure in lines


def test_ascii_has_plain_brackets_and_no_other_signs():
    lines = transcript(loaded("mazur"), width=80, signs=ASCII, digits=4)

    assert all(line.isascii() for line in lines)
    place = lines.index("  net^(1) = W^(1) x + b^(1)")
    assert lines[place + 1] == "          = [0.15  0.2] [0.05] + [0.35] = [0.3775]"
    assert "  dE/dout^(1) = W^(2)' delta^(2)" in lines


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("name", ["mazur", "softmax", "mathspp", "two-hidden-layers"])
def test_equations_keep_to_the_width(name, width):
    lines = transcript(loaded(name), width, digits=9)
    first = next(number for number, line in enumerate(lines) if line.startswith("Forward"))
    last = next((number for number, line in enumerate(lines) if line.startswith("── After")), len(lines))

    assert max(map(columns, lines[first:last])) <= width


LARGE = f"""
inputs: {[round(0.1 * i, 1) for i in range(20)]}
targets: [1]
learning_rate: 0.1
loss: squared_error
layers:
  - {{activation: tanh, weights: {[[0.01 * (i + j) for i in range(20)] for j in range(9)]}, bias: 0}}
  - {{activation: identity, weights: {[[0.1] * 9]}}}
"""


def test_a_large_array_shows_its_first_and_last_rows_and_columns():
    lines = transcript(loaded(LARGE), width=80, digits=4)
    place = lines.index("  net⁽¹⁾ = W⁽¹⁾ x + b⁽¹⁾")

    assert lines[place + 1 : place + 5] == [
        "           ⎡0     0.01  …  0.19⎤ ⎡0  ⎤   ⎡0⎤   ⎡2.47⎤",
        "         = ⎢0.01  0.02  …  0.2 ⎥ ⎢0.1⎥ + ⎢0⎥ = ⎢2.66⎥",
        "           ⎢…     …     …  …   ⎥ ⎢…  ⎥   ⎢…⎥   ⎢…   ⎥",
        "           ⎣0.08  0.09  …  0.27⎦ ⎣1.9⎦   ⎣0⎦   ⎣3.99⎦",
    ]  # 0.001 (1 + 4 + .. + 361) = 2.47, and 0.01 (0.1 + .. + 1.9) = 0.19 more for each row


def test_tied_parameters_are_worked_out_number_by_number():
    lines = "\n".join(transcript(loaded("tied"), width=80))

    assert "  net⁽²⁾ = W⁽²⁾ out⁽¹⁾ + b⁽²⁾\n" in lines
    assert "  ∂E/∂a = δ1⁽¹⁾·x1 + δ1⁽²⁾·out1⁽¹⁾\n" in lines
    assert "∂E/∂W" not in lines


SOFTMAX_WITH_SQUARED_ERROR = """
samples:
  - {inputs: [1, 2], targets: [1, 0]}
  - {inputs: [0, 1], targets: [0, 1]}
learning_rate: 0.1
loss: half_squared_error
batch: full
layers:
  - {activation: softmax, weights: [[1, 2], [3, -1]], bias: [0.5, 0]}
"""


def test_a_softmax_has_a_jacobian_for_every_sample():
    problem = loaded(SOFTMAX_WITH_SQUARED_ERROR)
    lines = transcript(problem)
    deltas = [read for read in equations(lines) if read.name.startswith("δ")]

    assert [(read.name, read.formula) for read in deltas] == [
        ("δ⁽¹⁾[1]", "J⁽¹⁾[1] ∂E/∂out⁽¹⁾[1]"),
        ("δ⁽¹⁾[2]", "J⁽¹⁾[2] ∂E/∂out⁽¹⁾[2]"),
    ]
    assert all(read.arrays[0].shape == (2, 2) for read in deltas)
    assert any(line.startswith("  ∂out1⁽¹⁾/∂net2⁽¹⁾[1]") for line in lines)


def test_only_keeps_the_arrays_with_a_wanted_element():
    names = [read.name for read in equations(transcript(loaded("mazur"), only=["w5", "delta_o1"]))]

    assert names == ["δ⁽²⁾", "∂E/∂W⁽²⁾", "W⁽²⁾⁺"]


def test_latex_has_matrices_without_backslashes_in_pairs():
    problem = loaded("mazur")
    notation = Matrix(problem)
    lines = list(markdown(worked_example(training.run(problem), notation, Options()), Writing(notation, Figures(4))))

    assert (
        r"net^{(1)} = W^{(1)} x + b^{(1)} = \begin{bmatrix} 0.15 & 0.2 \cr 0.25 & 0.3 \end{bmatrix} "
        r"\begin{bmatrix} 0.05 \cr 0.1 \end{bmatrix} + \begin{bmatrix} 0.35 \cr 0.35 \end{bmatrix} "
        r"= \begin{bmatrix} 0.3775 \cr 0.3925 \end{bmatrix}"
    ) in lines
    formulas = [line for line in lines if r"\begin" in line]
    assert any(r"W^{(2)\top} \delta^{(2)}" in line for line in lines)
    assert any(r"\odot f'\left(net^{(1)}\right)" in line for line in lines)
    assert not any(re.search(r"\\\\|\}\s*_|\\[^a-zA-Z]", line) for line in formulas)


def test_an_equation_is_exact_if_every_element_is():
    lines = transcript(loaded("mazur"), digits=6)

    # 0.741365 times 0.186816 is 0.138499 and -0.217072 times 0.17551 is -0.038098, to six decimals ..
    assert "= ⎡ 0.138499⎤" in lines[lines.index("  δ⁽²⁾ = ∂E/∂out⁽²⁾ ⊙ f′(net⁽²⁾)") + 1]
    # .. but -0.038098 times 0.59327 is -0.022602 and not -0.022603.
    assert "≈ ⎡ 0.082167   0.082668⎤" in lines[lines.index("  ∂E/∂W⁽²⁾ = δ⁽²⁾ out⁽¹⁾ᵀ") + 1]


def test_where_delta_is_output_minus_target_its_factors_are_left_out():
    names = [read.name for read in equations(transcript(loaded("softmax")))]

    assert "δ⁽²⁾" in names
    assert not {"∂E/∂out⁽²⁾", "J⁽²⁾"} & set(names)
