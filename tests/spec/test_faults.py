"""Every fault of a spec is said at its line and column."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace import spec

GOOD = """\
inputs: [0.05, 0.10]
targets: [0.01, 0.99]
learning_rate: 0.5
loss: half_squared_error
layers:
  - activation: logistic
    weights: [[0.15, 0.20], [0.25, 0.30]]
    bias: 0.35
  - activation: logistic
    weights: [[0.40, 0.45], [0.50, 0.55]]
    bias: [0.60, 0.60]
"""

SAMPLES = """\
samples:
  - {inputs: [0, 1], targets: [1]}
  - {inputs: [1, 0], targets: [0]}
loss: half_squared_error
layers:
  - {activation: logistic, weights: [[1, 2]]}
"""

EDITS = [
    # sizes
    ("0.15, 0.20", "0.15, 0.20, 3", 7, 15, "row 1: found 3 numbers; expected 2, one for each input (i1, i2)"),
    ("0.50, 0.55", "0.5", 10, 29, "row 2: found 1 number; expected 2, one for each neuron of layer 1 (h1, h2)"),
    ("[0.60, 0.60]", "[0.60]", 11, 11, "bias of layer 2: found 1 number; expected 2, one for each neuron (o1, o2)"),
    ("[0.01, 0.99]", "[0.01]", 2, 10, "targets: found 1 number; expected 2, one for each output (o1, o2)"),
    ("[0.05, 0.10]", "[]", 1, 9, "inputs: found an empty list; expected at least one number"),
    ("logistic\n    weights: [[0.15", "[tanh]\n    weights: [[0.15", 6, 17, "found 1 activation; expected 2"),
    # fields
    ("learning_rate", "learning_rat", 3, 1, "unknown field 'learning_rat'; expected a field of a spec; did you mean learning"),
    ("    bias: 0.35", "    bais: 0.35", 8, 5, "layer 1: found the unknown field 'bais'; expected a field of a layer; did"),
    ("loss: half_squared_error\n", "", 1, 1, "found targets but no loss; expected half_squared_error, squared_error"),
    ("inputs: [0.05, 0.10]\n", "", 1, 1, "found neither inputs nor samples"),
    ("    weights: [[0.15, 0.20], [0.25, 0.30]]\n", "", 6, 5, "layer 1: found no weights; expected a list of rows"),
    ("loss:", "learning_rate: 1\nloss:", 4, 1, "found 'learning_rate' a second time; expected it once, as in line 3"),
    ("learning_rate", "[1, 2]", 3, 1, "found a list as a field; expected a name"),
    ("inputs:", "zzz: 1\ninputs:", 1, 1, "the fields are title, inputs, targets"),
    # formulas
    ("half_squared_error", "{error: (target - aut)**2, slope: 2*(out - target)}", 4, 25, "error of loss: found 'aut'"),
    ("half_squared_error", "{error: '(target - out)**', slope: 1}", 4, 32, "error of loss: found the end; expected a"),
    ("half_squared_error", "{error: (target - out)**2}", 4, 7, "loss: found no slope; expected a formula"),
    ("half_squared_error", "{error: target - out, slope: 1}", 4, 36, "slope of loss: found 1 at target = "),
    ("half_squared_error", "{error: 'abs(out)', slope: 'sign(out)', name: huber}", 4, 53, "found the name 'huber' be"),
    ("half_squared_error", "{error: 'abs(out)', slope: 'sign(out)', mean: 1}", 4, 47, "unknown field 'mean'; expected a fie"),
    ("half_squared_error", "{name: huber, delta: 0}", 4, 28, "delta of loss: found '0'; expected a number greater than 0"),
    ("half_squared_error", "{slope: 1}", 4, 7, "loss: found no name; expected half_squared_error, "),
    ("logistic\n    weights: [[0.4", "{out: x, slope: 2}\n    weights: [[0.4", 9, 33, "expected the derivative of out"),
    ("logistic\n    weights: [[0.4", "{out: x, slope: 1, range: [1]}\n    weights: [[0.4", 9, 43, "found 1 number; expe"),
    ("logistic\n    weights: [[0.4", "{out: x, slope: 1, range: [1, 0]}\n    weights: [[0.4", 9, 43, "found 1 and 0; e"),
    ("logistic\n    weights: [[0.4", "{out: x, slope: 1, range: [0, 1]}\n    weights: [[0.4", 9, 43, "found 0 to 1, and "),
    # what has no slope
    ("logistic\n    weights: [[0.15", "step\n    weights: [[0.15", 6, 17, "found step, which has no slope for errors to go"),
    ("logistic\n    weights: [[0.4", "[tanh, step]\n    weights: [[0.4", 9, 17, "expected an activation such as logistic, or"),
    # choices
    ("half_squared_error", "half_square_error", 4, 7, "did you mean half_squared_error?"),
    ("half_squared_error", "mse", 4, 7, "did you mean mean_squared_error?"),
    ("- activation: logistic\n    weights: [[0.4", "- activation: sigmoid\n    weights: [[0.4", 9, 17, "mean logistic?"),
    ("bias: 0.35", "train_bias: no", 8, 17, "found 'no'; expected true or false; did you mean false?"),
    ("bias: 0.35", "train_weights: On", 8, 20, "found 'On'; expected true or false; did you mean true?"),
    ("bias: 0.35", "train_weights: 'true'", 8, 20, "found the text 'true'; expected true or false"),
    ("loss:", "optimizer: adan\nloss:", 4, 12, "optimizer: found 'adan'; expected sgd"),
    ("loss:", "optimizer: {name: momentum, mu: 1}\nloss:", 4, 29, "found the unknown field 'mu'; expected a field of mom"),
    ("loss:", "optimizer: {momentum: 1}\nloss:", 4, 12, "optimizer: found no name"),
    ("loss:", "update: layerwise\nloss:", 4, 9, "expected simultaneous or layer_by_layer"),
    ("loss:", "over_samples: average\nloss:", 4, 15, "expected sum or mean"),
    ("loss:", "batch: all\nloss:", 4, 8, "expected a whole number from 1 or full"),
    ("loss:", "epochs: 0\nloss:", 4, 9, "expected a whole number from 1"),
    ("loss:", "epochs: 1.5\nloss:", 4, 9, "expected a whole number from 1"),
    ("loss:", "epochs: '3'\nloss:", 4, 9, "leave the quotes out"),
    ("loss:", "optimizer: {name: momentum, momentum: 1}\nloss:", 4, 39,
     "momentum of optimizer: found '1'; expected a number from 0 to below 1"),
    ("loss:", "optimizer: {name: momentum, momentum: -0.1}\nloss:", 4, 39, "expected a number from 0 to below 1"),
    ("loss:", "optimizer: {name: momentum, momentum: nan}\nloss:", 4, 39, "it has to be finite"),
    ("logistic\n", "{name: leaky_relu, negative_slope: .inf}\n", 6, 52, "found '.inf'; expected a number; it has"),
    ("logistic\n", "{name: leaky_relu, negative_slope: 1e999}\n", 6, 52, "it is too large"),
    # numbers
    ("0.10]", "true]", 1, 16, "inputs, number 2: found 'true'; expected a number"),
    ("0.10]", "'0.10']", 1, 16, "found the text '0.10'; expected a number; leave the quotes out"),
    ("0.10]", "010]", 1, 16, "a leading zero is ambiguous"),
    ("0.10]", "1:30]", 1, 16, "a colon is ambiguous in a number"),
    ("0.10]", "1_000]", 1, 16, "write it without underscores"),
    ("0.10]", "0x1F]", 1, 16, "write it in decimal digits"),
    ("0.10]", ".nan]", 1, 16, "it has to be finite"),
    ("0.10]", "-.inf]", 1, 16, "it has to be finite"),
    ("0.10]", "1e999]", 1, 16, "it is too large"),
    ("0.10]", "−0.1]", 1, 16, "write the minus sign as -"),
    ("0.10]", "1/3]", 1, 16, "write the quotient as a decimal number"),
    ("0.10]", "]]", 1, 17, "found a fault in the YAML syntax"),
    ("0.10]", "[1]]", 1, 16, "found a list; expected a number"),
    ("0.10]", "~]", 1, 16, "found '~'; expected a number"),
    ("0.10]", "!x 1]", 1, 16, "leave the tag !x out"),
    ("0.10]", "nan]", 1, 16, "it has to be finite"),
    ("bias: 0.35", "bias: 0,35", 8, 11, "write the decimal comma as a point"),
    ("bias: 0.35", "bias:", 8, 10, "bias of layer 1: found nothing; expected a number or the name of"),
    ("bias: 0.35", "bias: {a: 1}", 8, 11, "found no init; expected a mapping with init: normal, uniform"),
    ("rate: 0.5", "rate: 0", 3, 16, "learning_rate: found '0'; expected a number greater than 0"),
    ("rate: 0.5", "rate: -1", 3, 16, "expected a number greater than 0"),
    # what does not go together
    ("targets: [0.01, 0.99]\n", "", 3, 7, "found loss without targets; expected both or neither"),
    ("learning_rate: 0.5", "epochs: 3", 3, 9, "found epochs without learning_rate"),
    ("half_squared_error", "half_squared_error\ngradient_of: o1", 5, 14, "found gradient_of beside targets"),
    ("bias: 0.35", "bias: 0.35\n    threshold: 1", 9, 16, "found a threshold beside a bias"),
    ("bias: 0.35", "train_bias: true", 8, 17, "found train_bias without a bias"),
    ("half_squared_error", "categorical_cross_entropy\ntitle: ''", 5, 8, "title: found the text ''; expected a text"),
    ("[0.01, 0.99]\nlearning_rate: 0.5\nloss: half_squared_error", "[2, 0]\nloss: binary_cross_entropy", 2, 11,
     "number 1: found 2; expected a number from 0 to 1"),
    ("[0.01, 0.99]\nlearning_rate: 0.5\nloss: half_squared_error", "[0.5, 0.4]\nloss: categorical_cross_entropy", 2, 10,
     "found numbers whose sum is 0.9; expected a sum of 1"),
    ("[0.01, 0.99]\nlearning_rate: 0.5\nloss: half_squared_error", "[0.333333, 0.666665]\nloss: categorical_cross_entropy",
     2, 10, "found numbers whose sum is 0.999998; expected a sum of 1"),
    ("loss:", "batch: 2\nloss:", 4, 8, "found 2 and 1 sample; expected a batch of at most 1, or full for all samples"),
    ("half_squared_error\nlayers:\n  - activation: logistic", "half_squared_error\nlayers:\n  - activation: [softmax, tanh]",
     6, 18, "found softmax for one neuron"),
    ("logistic\n    weights: [[0.15, 0.20], [0.25, 0.30]]", "softmax\n    weights: [[1, 2]]", 6, 17,
     "activation of layer 1: found softmax for a layer of one neuron, whose output would always be 1; expected two or more"),
    ("inputs: [0.05, 0.10]", "samples: [{inputs: [1, 2]}]\ninputs: [1, 2]", 2, 9, "found both inputs and samples"),
    # names and parameters
    ("loss:", "names: {inputs: [x1]}\nloss:", 4, 17, "found 1 name; expected 2, one for each input"),
    ("loss:", "names: {inputs: [x1, -x2]}\nloss:", 4, 22, "found '-x2'; expected a name"),
    ("loss:", "names: {neurons: [[a, b]]}\nloss:", 4, 18, "found 1 list; expected 2, one for each layer"),
    ("loss:", "names: {neurons: [[a, b], [c]]}\nloss:", 4, 27, "layer 2: found 1 name; expected 2"),
    ("loss:", "names: {biases: [b1, b2]}\nloss:", 4, 17, "found 2 names; expected 3"),
    ("loss:", "names: {weights: 'w{form}'}\nloss:", 4, 18, "did you mean {from}?"),
    ("loss:", "names: {biases: 'b{to}'}\nloss:", 4, 17, "found {to}; expected a template without it"),
    ("loss:", "names: {weights: 'w{from}'}\nloss:", 4, 18, "the parameter w1 and the parameter w1"),
    ("loss:", "names: {weights: [[[a, b], [c, d]]]}\nloss:", 4, 18, "found 1 layer of names; expected 2"),
    ("loss:", "names: {neurons: [[a, b], [a, c]]}\nloss:", 4, 28, "the output of neuron a and"),
    ("loss:", "names: {neurons: [[a, b], [c, total]]}\nloss:", 4, 31, "both be called E_total"),
    ("0.15, 0.20", "0.15, wx", 7, 22, "row 1, number 2: found 'wx'; expected a number or the name of a parameter; named"),
    ("loss:", "parameters: {wx: 1}\nloss:", 4, 14, "parameters, wx: found a parameter that nothing refers to"),
    ("loss:", "parameters: {1: 1}\nloss:", 4, 14, "found '1'; expected a name"),
    ("loss:", "parameters: {wx: a}\nloss:", 4, 18, "parameters, wx: found 'a'; expected a number"),
]  # fmt: skip

TEXTS = [
    (SAMPLES + "learning_rate: 1\nbatch: 3\n", 8, 8, "found 3 and 2 samples; expected a batch of at most 2, or full"),
    ("", 1, 1, "found an empty file"),
    ("# only a comment\n", 1, 1, "found an empty file"),
    ("- 1\n", 1, 1, "found a list; expected a spec (fields such as title, inputs, targets)"),
    ("hello\n", 1, 1, "found 'hello'; expected a spec"),
    ("inputs: [1]\n", 1, 1, "found no layers"),
    ("inputs: [1\nlayers: 3\n", 2, 7, "found a fault in the YAML syntax"),
    ("a: 1\n---\nb: 2\n", 2, 1, "found a fault in the YAML syntax"),
    ("title: \x07\n", 1, 8, "found a control character"),
    ('title: "\\x07"\n', 1, 8, "expected a text"),
    ("inputs: [*x]\n", 1, 10, "found a fault in the YAML syntax"),
    ("a: " + "[" * 200, 1, 42, "found more than 40 levels of nesting"),
    ("inputs: &x [*x, *x]\n", 1, 9, "inputs, number 1: found a list; expected a number"),
    ("layers: &x [*x]\n", 1, 9, "layer 1: found a list; expected a layer (fields such as name, activation, weights)"),
    (SAMPLES.replace("[1, 0]", "[1]"), 3, 14, "inputs of sample 2: found 1 number; expected 2, as in the first sample"),
    (SAMPLES.replace(", targets: [0]", ""), 2, 3, "found targets in 1 of 2 samples; expected all or none"),
    (SAMPLES.replace("targets: [0]", "target: [0]"), 3, 22, "sample 2: found the unknown field 'target'"),
    (SAMPLES.replace("targets: [0]", "targets: [0, 1]"), 3, 31, "targets of sample 2: found 2 numbers; expected 1"),
    (SAMPLES.replace("half_sq", "sq").replace("logistic", "tanh").replace("squared_error", "binary_cross_entropy"), 4, 7,
     "found binary_cross_entropy over the outputs of tanh; expected an output activation between 0 and 1, such as logistic"),
    ("inputs: [1]\ngradient_of: o2\nlayers: [{activation: tanh, weights: [[1]]}]\n", 2, 14, "found 'o2'; expected an output"),
    ("inputs: [1]\ninput_gradients: true\nlayers: [{activation: tanh, weights: [[1]]}]\n", 2, 18,
     "found input_gradients without targets or gradient_of"),
    ("parameters: {a: 1}\ninputs: [1]\nlayers:\n  - {activation: tanh, weights: [[a]]}\n"
     "  - {activation: tanh, weights: [[a]], train_weights: false}\n", 5, 33,
     "weights of layer 2: found parameters tied to the weights of layer 1, and only one of the two is trained"),
    ("parameters: {net_h1: 1}\ninputs: [1]\nlayers:\n  - {activation: tanh, weights: [[net_h1]]}\n"
     "  - {activation: tanh, weights: [[1]]}\n", 1, 14, "which would both be called net_h1"),
]  # fmt: skip


def _faults(text):
    with pytest.raises(spec.SpecError) as caught:
        spec.loads(text, "bad.yaml")
    return caught.value.faults


@pytest.mark.parametrize(("old", "new", "line", "column", "piece"), EDITS)
def test_a_fault_in_a_good_spec_is_found(old, new, line, column, piece):
    text = GOOD.replace(old, new, 1)
    assert text != GOOD
    assert (line, column, True) in [(f.line, f.column, piece in f.message) for f in _faults(text)], _faults(text)


@pytest.mark.parametrize(("text", "line", "column", "piece"), TEXTS)
def test_a_faulty_text_is_refused(text, line, column, piece):
    assert (line, column, True) in [(f.line, f.column, piece in f.message) for f in _faults(text)], _faults(text)


def test_all_faults_of_a_file_are_said_at_once():
    text = GOOD.replace("0.05", "x").replace("half_", "haf_").replace("bias: 0.35", "bais: 0.35")
    assert [(fault.line, fault.column) for fault in _faults(text)] == [(1, 10), (4, 7), (8, 5)]


def test_a_misspelt_field_is_not_reported_missing_as_well():
    assert [fault.line for fault in _faults(GOOD.replace("targets", "target"))] == [2]
    assert [fault.line for fault in _faults(GOOD.replace("loss", "los"))] == [4]


def test_the_text_of_an_error_points_at_the_fault():
    with pytest.raises(spec.SpecError) as caught:
        spec.loads(GOOD.replace("0.15, 0.20", "0.15, 0.20, 3"), "bad.yaml")
    assert str(caught.value) == (
        "bad.yaml:7:15: weights of layer 1, row 1: found 3 numbers; expected 2, one for each input (i1, i2)\n"
        "        weights: [[0.15, 0.20, 3], [0.25, 0.30]]\n"
        "                  ^"
    )


def test_the_text_of_an_error_holds_no_control_characters():
    with pytest.raises(spec.SpecError) as caught:
        spec.loads("title: \x1b[31m\n")
    assert "\x1b" not in str(caught.value)


def test_aliases_of_aliases_come_to_an_end():
    lines = ["a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    names = "abcdefg"
    lines += [f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]" for old, new in pairwise(names)]
    assert any("unknown field 'a'" in fault.message for fault in _faults("\n".join(lines)))
    rows = f"- {{activation: tanh, weights: &w [{', '.join(['&r [' + '1, ' * 300 + '1]'] + ['*r'] * 300)}]}}"
    layers = f"inputs: [1]\nlayers:\n{rows}\n" + "- {activation: tanh, weights: *w}\n" * 3
    assert any("found aliases that make more than" in fault.message for fault in _faults(layers))


@pytest.mark.parametrize(
    ("content", "piece"), [(b"title: \xff\n", "not UTF-8"), (None, "no such file"), ("folder", "is a directory")]
)
def test_a_file_that_cannot_be_read_is_a_fault_of_the_spec(tmp_path, content, piece):
    path = tmp_path / "some.yaml"
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(spec.SpecError, match=piece) as caught:
        spec.load(path)
    assert caught.value.faults[0].file == str(path)


def test_bytes_that_are_not_utf8_are_said_where_they_stand(tmp_path):
    path = tmp_path / "some.yaml"
    path.write_bytes("title: é\nname: \xff\n".encode("latin-1"))
    with pytest.raises(spec.SpecError) as caught:
        spec.load(path)
    assert (caught.value.faults[0].line, caught.value.faults[0].column) == (1, 8)


@given(st.text())
def test_no_text_raises_anything_but_a_spec_error(text):
    with pytest.raises(spec.SpecError):
        spec.loads(text)


@given(st.data())
def test_no_damage_to_a_good_spec_raises_anything_but_a_spec_error(data):
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 12)))
    put = data.draw(st.text("[]{}:,-&*!'\"#\n 01.eabw_", max_size=6))
    try:
        spec.loads(GOOD[:start] + put + GOOD[end:])
    except spec.SpecError as error:
        assert error.faults  # noqa: PT017 - a spec may be damaged and still be good
