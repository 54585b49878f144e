"""`bptrace new`: what it writes runs as it is, explains every field, and is asked for by options or by questions."""

import os
import re
import select
import shlex
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bptrace import examples, spec, verification
from bptrace.cli import main
from bptrace.cli.captured import run_captured
from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.losses import LOSSES
from bptrace.functions.optimizers import OPTIMIZERS
from bptrace.spec.fields import SPEC
from bptrace.spec.starter import WRITTEN
from bptrace.training import run

ROOT = Path(__file__).parents[2]
LEFT_OUT = re.compile(r"^( *)#([a-z_]\w*):")
SLOPES = [name for name, one in ACTIVATIONS.items() if one.differentiable]


def bptrace(words):
    return run_captured(main, shlex.split(words))


def written(words=""):
    done = bptrace(f"new - {words}")
    assert (done.status, done.stderr) == (0, ""), done.stderr
    return done.stdout


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@st.composite
def requests(draw):
    """Draw a network that may be asked for: sizes, an activation for each layer, a loss, an optimizer."""
    loss = LOSSES[draw(st.sampled_from(list(LOSSES)))]
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))
    low, high = loss.outputs
    fitting = [name for name in SLOPES if low <= ACTIVATIONS[name].range[0] and ACTIVATIONS[name].range[1] <= high]

    def activation(units, among):
        return draw(st.sampled_from([name for name in among if units > 1 or name != "softmax"]))

    activations = [*(activation(units, SLOPES) for units in sizes[1:-1]), activation(sizes[-1], fitting)]
    optimizer = draw(st.sampled_from(list(OPTIMIZERS)))
    batch = draw(st.sampled_from(("", "--batch 1", "--batch 2", "--samples 3")))
    return (
        f"--layers {','.join(map(str, sizes))} --activation {','.join(activations)} --loss {loss.name} "
        f"--optimizer {optimizer} --seed {draw(st.integers(0, 10**6))} {batch}"
    )


@settings(max_examples=30)
@given(requests())
def test_whatever_is_asked_for_loads_runs_and_has_right_gradients(request):
    text = written(request)
    problem = spec.loads(text)
    trace = run(problem)
    compared = [one for kept in trace.rounds for one in verification.verify(verification.of_network(trace, kept))]

    jsonschema.validate(yaml.safe_load(text), spec.schema())
    assert compared
    assert not [one for one in compared if one.verdict is verification.Verdict.DIFFERS]
    assert f"--loss {problem.loss.name} " in request
    assert f"--optimizer {problem.optimizer.name} " in request
    assert f"layers {'-'.join(map(str, sizes_of(problem)))}\n" in text


def sizes_of(problem):
    return [len(problem.network.units(layer)) for layer in range(problem.network.depth + 1)]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("activation", SLOPES)
def test_one_activation_goes_with_any_loss(activation, loss):
    problem = spec.loads(written(f"--layers 2,2,2 --activation {activation} --loss {loss}"))

    assert problem.network.layers[0].activation.name == activation
    assert problem.loss.name == loss


@pytest.mark.parametrize("activation", SLOPES)
def test_one_activation_has_a_loss_that_goes_with_it(activation):
    problem = spec.loads(written(f"--layers 2,2,2 --activation {activation}"))

    wanted = "categorical_cross_entropy" if activation == "softmax" else "half_squared_error"
    assert [layer.activation.name for layer in problem.network.layers] == [activation] * 2
    assert problem.loss.name == wanted


@pytest.mark.parametrize("seed", range(20))
def test_errors_come_back_to_the_first_layer_of_rectifiers(seed):
    trace = run(spec.loads(written(f"--layers 1,1,1,1 --activation relu --seed {seed}")))

    assert trace.value("dE/dw1") != 0


def test_the_same_seed_gives_the_same_numbers_and_another_one_others():
    first, again, other = (written(f"--layers 2,2,1 --seed {seed}") for seed in (3, 3, 4))

    assert first == again
    assert re.findall(r"^      - .*", first, re.MULTILINE) != re.findall(r"^      - .*", other, re.MULTILINE)


def test_more_samples_leave_the_weights_as_they_were():
    one, more = (spec.loads(written(f"--layers 2,2,1 --samples {count}")) for count in (1, 5))

    assert [block.values.tolist() for block in one.network.blocks] == [
        block.values.tolist() for block in more.network.blocks
    ]


def test_a_small_network_has_its_weights_as_numbers_with_two_decimals():
    rows = re.findall(r"^      - \[(.*)\] +# (.*)$", written("--layers 3,2,1"), re.MULTILINE)

    assert [names for _, names in rows] == ["w1 w2 w3 into h1", "w4 w5 w6 into h2", "w7 w8 into o1"]
    assert all(re.fullmatch(r"-?0\.\d\d", number) for row, _ in rows for number in row.split(", "))


def test_the_names_beside_the_numbers_are_those_of_the_parameters():
    text = written("--layers 2,3,2,1")
    names = re.findall(r"\b[wb]\d+\b", " ".join(re.findall(r"\] +# (.*)$", text, re.MULTILINE)))

    assert sorted(names) == sorted(name for name, _ in spec.loads(text).network.parameters())
    assert names == [*(f"w{n}" for n in range(1, 7)), "b1", "b2", "b3", *(f"w{n}" for n in range(7, 13)), "b4", "b5", "w13",
                     "w14", "b6"]  # fmt: skip


@pytest.mark.parametrize("activation", SLOPES)
def test_targets_are_such_as_outputs_come_near_to(activation):
    problem = spec.loads(written(f"--layers 1,5 --samples 40 --activation {activation} --loss half_squared_error"))
    low, high = ACTIVATIONS[activation].range

    assert max(low, -1) < problem.targets.min() < problem.targets.max() < min(high, 1)


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "elu"])
def test_biases_help_a_rectifier_to_be_open(activation):
    biases = [
        block.values for block in spec.loads(written(f"--layers 2,9,9 --activation {activation}")).network.blocks[1::2]
    ]

    assert [values.shape for values in biases] == [(9,), (9,)]
    assert all((values > 0).all() for values in biases)


def test_a_large_one_has_them_drawn():
    small, large = (written(f"--layers {WRITTEN // 2},{units},1 --activation relu") for units in (1, 2))

    assert "init" not in yaml.safe_load(small)["layers"][0]["weights"]
    assert yaml.safe_load(large)["layers"][0]["weights"] == {"init": "he"}
    assert sizes_of(spec.loads(large)) == [WRITTEN // 2, 2, 1]
    assert yaml.safe_load(large)["seed"] == 1


def test_what_is_given_stands_in_it():
    words = "--layers 2-2-2 --inputs 0.05,0.1 --targets 0.01,0.99 --learning-rate 1e-3 --epochs 7 --optimizer adam"
    problem = spec.loads(written(words))

    assert (problem.inputs.ravel().tolist(), problem.targets.ravel().tolist()) == ([0.05, 0.1], [0.01, 0.99])
    assert (problem.constants["learning_rate"], problem.epochs, problem.optimizer.name) == (0.001, 7, "adam")


@pytest.mark.parametrize("number", ["0.05", "-3", "1e20", "-1e-7", "0.1234567", "123456.75"])
def test_a_number_that_is_given_is_the_number_that_is_read(number):
    text = written(f"--layers 1,1 --inputs {number} --targets={number}")

    assert spec.loads(text).inputs.item() == spec.loads(text).targets.item() == float(number)
    assert yaml.safe_load(text)["inputs"] == [float(number)]


@pytest.mark.parametrize(("words", "samples", "batch"), [("--batch 3", 6, 3), ("--samples 4", 4, 4),
                                                         ("--samples 4 --batch 1", 4, 1)])  # fmt: skip
def test_there_are_as_many_samples_as_batches_need(words, samples, batch):
    problem = spec.loads(written(f"--layers 2,1 {words}"))

    assert (problem.sample_count, problem.batch) == (samples, batch)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--layers 2", "--layers: found '2'; expected the number of inputs and those of neurons, such as 2,3,1"),
        ("--layers 2,0", "--layers: found '2,0'; expected the number of inputs and those of neurons, such as 2,3,1"),
        ("--layers 2,5001", "--layers: found '2,5001'; expected at most 500 layers of 5000 neurons and 850000 weights in all"),
        ("--layers 1000,851", "--layers: found '1000,851'; expected at most 500 layers"),
        ("--layers 1000,900,10 --activation relu,softmax", "--layers: found '1000,900,10'; expected at most 500 layers"),
        (f"--layers {','.join('1' * 502)}", "expected at most 500 layers of 5000 neurons and 850000 weights in all"),
        ("--layers 1,5000,1,5000,1,5000,1 --samples 1000", "Error: samples: found 1000 samples and 15003 neurons, whose net "
         "inputs and outputs are 30006000 numbers; expected at most 20000000"),
        ("--layers 5000,2 --samples 1000",
         "--samples: found 1000 samples of 5002 numbers; expected at most 1000000 numbers in all"),
        ("--layers 2,1 --activation sigmoid", "did you mean logistic?"),
        ("--layers 2,1 --activation tanh,tanh", "--activation: found 2 activations; expected 1, one for each layer, or one"),
        ("--layers 2,1,2 --activation softmax,softmax", "--activation: found softmax for a layer of one neuron, whose "
         "output would always be 1; expected two or more neurons, or an activation such as logistic"),
        ("--layers 2,1 --activation step", "expected identity, logistic"),
        ("--layers 2,2,1 --activation tanh,tanh --loss binary_cross_entropy", "--activation: found binary_cross_entropy over "
         "the outputs of tanh; expected an output activation between 0 and 1, such as logistic"),
        ("--layers 2,1 --activation tanh --loss binary_cross_entropy --targets -1", "--targets: found -1; expected a number "
         "from 0 to 1, which binary_cross_entropy is defined for"),
        ("--layers 2,1 --loss mse", "did you mean mean_squared_error?"),
        ("--layers 2,1 --optimizer adm", "did you mean adam?"),
        ("--layers 2,1 --learning-rate 0", "--learning-rate: found 0; expected a number greater than 0"),
        ("--layers 2,1 --learning-rate 0,5", "--learning-rate: found '0,5'; expected a number greater than 0; write the "
         "decimal comma as a point"),
        ("--layers 2,1 --inputs 0,05,0,1", "--inputs: found 4 numbers; expected 2, one for each input; write decimals with a "
         "point"),
        ("--layers 2,1 --inputs ?", "--inputs: found '?'; expected 2 numbers with commas between them, one for each input\n"),
        ("--layers 2,1 --learning-rate nan", "--learning-rate: found 'nan'; expected a number greater than 0; it has "
         "to be finite"),
        ("--layers 2,1 --batch 3 --samples 2", "--batch: found 3 and 2 samples; expected at most 2"),
        ("--layers 2,1 --inputs 1", "--inputs: found 1 number; expected 2, one for each input"),
        ("--layers 2,1 --targets 1,2", "--targets: found 2 numbers; expected 1, one for each output"),
        ("--layers 2,1 --samples 2 --targets 1", "--targets: found 2 samples; expected one, whose numbers these are"),
        ("--layers 2,1 --loss binary_cross_entropy --targets 2",
         "--targets: found 2; expected a number from 0 to 1, which binary_cross_entropy is defined for"),
        ("--layers 2,2 --activation softmax --targets 1,1",
         "--targets: found numbers whose sum is 2; expected a sum of 1, which categorical_cross_entropy is defined for"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_said_and_nothing_is_written(folder, words, message):
    done = bptrace(f"new net.yaml {words}")

    assert (done.status, done.stdout) == (2, "")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not list(folder.iterdir())
    Path("net.yaml").write_text("mine")
    assert bptrace(f"new net.yaml --force {words}").status == 2
    assert Path("net.yaml").read_text() == "mine"


@pytest.mark.parametrize("sizes", [",".join("1" * 501), "1000,850"], ids=["layers", "weights"])
def test_as_many_layers_and_weights_as_a_spec_may_have_can_be_asked_for(sizes):
    done = bptrace(f"new - --layers {sizes} --activation nosuch")

    assert done.stderr.startswith("Error: --activation: found 'nosuch'")


@given(
    st.sampled_from(
        ("layers", "activation", "loss", "optimizer", "learning-rate", "inputs", "targets", "seed", "batch")
    ),
    st.text(max_size=12) | st.text("0123456789,.-+e x", max_size=12),
)
def test_whatever_is_typed_is_taken_or_refused_in_one_message(option, text):
    layers = () if option == "layers" else ("--layers", "2,1")
    done = run_captured(main, ["new", "-", *layers, f"--{option}={text}"])

    assert done.status in (0, 2), done.stderr
    assert (done.status == 0) == (done.stderr == ""), done.stderr


def test_after_writing_everything_that_it_says_to_type_next_works(folder):
    done = bptrace("new net.yaml --layers 2,3,1")
    commands = re.findall(r"^  bptrace (.*?)   ", done.stderr, re.MULTILINE)

    assert (done.status, done.stdout) == (0, "")
    assert len(commands) == 3
    assert [bptrace(words).status for words in commands] == [0, 0, 0]


def test_no_file_is_written_over_without_force(folder):
    Path("net.yaml").write_text("mine")
    done = bptrace("new net.yaml --layers 2,1")

    message = "Error: net.yaml: there is such a file; expected another name, or --force to write over it\n"
    assert (done.status, done.stderr, Path("net.yaml").read_text()) == (2, message, "mine")
    assert bptrace("new net.yaml --layers 2,1 --force").status == 0
    assert spec.load("net.yaml")


def test_what_cannot_be_a_file_is_said(folder):
    Path("folder").mkdir()

    assert bptrace("new folder --force").stderr == "Error: folder: is a folder; expected the name of a file\n"
    assert bptrace("new nowhere/net.yaml").stderr == "Error: nowhere/net.yaml: no such file or directory\n"


def test_the_first_line_leads_an_editor_to_the_schema(folder):
    bptrace("new net.yaml")
    first = Path("net.yaml").read_text(encoding="utf-8").splitlines()[0]

    assert first == f"# yaml-language-server: $schema={(examples.folder() / examples.SCHEMA).as_uri()}"


def test_elsewhere_than_on_a_terminal_nothing_is_asked():
    assert written() == written("--layers 2,2,1")


terminals = pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")


def blocks(text):
    """Return the fields that are left out: for each its name, and the numbers of its first line and of the one after it."""
    found = []
    for number, line in enumerate(text.splitlines()):
        start = LEFT_OUT.match(line)
        if start:
            found.append((start[2], number, number + 1))
        elif found and found[-1][2] == number and re.match(r" *#  ", line):
            found[-1] = (*found[-1][:2], number + 1)
    return found


def within(text):
    """Return the fields of a spec that stand in a text, set or left out, and those of its first layer."""
    whole, layer = re.split(r"^layers:\n", text, flags=re.MULTILINE)
    first = layer.split("# Layer 2")[0]
    return [set(re.findall(r"^#?([a-z_]\w*):", whole, re.MULTILINE)) | {"layers"},
             set(re.findall(r"^ +(?:- |#)?([a-z_]\w*):", first, re.MULTILINE))]  # fmt: skip


def test_every_field_there_is_stands_at_its_place_and_no_other():
    fields = {field.name: field for field in SPEC.fields}

    for words in ("--layers 2,3,1", "--layers 2,2,1 --samples 4 --batch 2", "--layers 200,3,1"):
        top, layer = within(written(words))
        assert top == set(fields)
        assert layer == {field.name for field in fields["layers"].kind.item.fields}


def test_every_field_within_one_that_is_left_out_is_there():
    text = written("--layers 2,3,1")
    names = [
        (name, re.findall(r"^#  ([a-z_]\w*):", "\n".join(text.splitlines()[first:after]), re.MULTILINE))
        for name, first, after in blocks(text)
    ]

    assert [found for found in names if found[1]] == [
        ("data", ["file", "inputs", "targets", "label", "classes", "shuffle"]),
        ("data", ["generate", "low", "high", "count", "inputs", "targets", "label"]),
        ("penalty", ["l1", "l2", "biases"]),
        ("names", ["inputs", "neurons", "weights", "biases", "thresholds"]),
    ]


def test_what_is_said_of_a_field_is_its_description():
    flowing = " ".join(written("--layers 2,3,1").replace("#", " ").split())

    for field in (*SPEC.fields, *SPEC.fields[-1].kind.item.fields):
        assert field.description in flowing


IN_PLACE_OF = {
    "samples": ("inputs", "targets"),
    "data": ("inputs", "targets"),
    "test": ("inputs", "targets"),
    "gradient_of": ("targets", "loss", "learning_rate", "epochs", "optimizer"),
    "threshold": ("    bias",),
}
"""What has to go where a field takes its place."""


NEEDS = {
    "test": [(r"\Z", "\nsamples: [{inputs: [1, 2], targets: [1]}, {inputs: [2, 1], targets: [0]}]\n")],
    "seed": [(r"^    bias:.*$", "    bias: {init: normal}")],
    "generate": [(r"^title", "seed: 1\ntitle")],
    "parameters": [(r"^      - \[[^,]*", "      - [a")],
}
"""What a field needs elsewhere in the file: what is found, and what has to be there in its place."""


@pytest.mark.parametrize(
    ("name", "first", "after"),
    blocks(written("--layers 2,2,1")),
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_a_field_that_is_left_out_is_set_by_deleting_its_sign(folder, name, first, after):
    lines = written("--layers 2,2,1").splitlines()
    Path("points.csv").write_text("i1,i2,target_o1\n1,2,0.5\n2,3,0.5\n")
    lines[first:after] = [line.replace("#", "", 1) for line in lines[first:after]]
    lines = [
        line for line in lines if not re.match("  (label|classes|shuffle):", line)
    ]  # of classes, which are not there
    text = "\n".join(lines)
    for other in IN_PLACE_OF.get(name, ()):
        text = re.sub(rf"^{other}:.*\n", "", text, count=1, flags=re.MULTILINE)
    for pattern, wanted in NEEDS.get("generate" if re.search("^  generate", text, re.MULTILINE) else name, ()):
        text = re.sub(pattern, wanted, text, count=1, flags=re.MULTILINE)

    spec.loads(text, "net.yaml")
    jsonschema.validate(yaml.safe_load(text), spec.schema())


def _take_terminal(slave):
    """Let Ctrl-C on a terminal reach this process, even where the tests run in the background."""
    import fcntl
    import termios

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)


def on_a_terminal(words, typed):
    """Run a command with a terminal before it; return its status and all that is seen, as it types its answers one by one."""
    master, slave = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bptrace", *shlex.split(words)],
        stdin=slave, stdout=slave, stderr=slave, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True,
        preexec_fn=partial(_take_terminal, slave),
    )  # fmt: skip
    os.close(slave)
    seen, answers = b"", list(typed)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if select.select([master], [], [], 0.1)[0]:
            try:
                seen += os.read(master, 4096)
            except OSError:
                break
        elif process.poll() is not None:
            break
        if answers and seen.endswith(b"]: "):
            os.write(master, answers.pop(0).encode())
            seen += b"|"
    os.close(master)
    return process.wait(10), seen.decode().replace("\r\n", "\n")


@terminals
def test_enter_all_the_way_gives_what_is_written_without_asking(folder):
    status, seen = on_a_terminal("new net.yaml", ["\n"] * 9)

    assert status == 0, seen
    assert "Inputs, and neurons of each layer [2,2,1]: " in seen
    assert "Wrote net.yaml. Next:" in seen
    drawn = spec.load("net.yaml")
    assert Path("net.yaml").read_text("utf-8").splitlines()[1:] == written("--layers 2,2,1").splitlines()[1:]
    assert run(drawn)


@terminals
def test_answers_are_taken_and_wrong_ones_asked_again(folder):
    typed = [
        "two\n",
        "2,2,2\n",
        "?\n",
        "tanh,softmax\n",
        "\n",
        "adam\n",
        "0.1\n",
        "3\n",
        "5\n",
        "0.05,0.1\n",
        "1,1\n",
        "0,1\n",
    ]
    status, seen = on_a_terminal("new net.yaml", typed)
    problem = spec.load("net.yaml")

    assert status == 0, seen
    assert "  found 'two'; expected the number of inputs and those of neurons, such as 2,3,1\n" in seen
    assert "  found '?'; expected identity, logistic" in seen
    assert "Error function [categorical_cross_entropy]: " in seen
    assert "  found numbers whose sum is 2; expected a sum of 1" in seen
    assert [layer.activation.name for layer in problem.network.layers] == ["tanh", "softmax"]
    assert (problem.optimizer.name, problem.constants["learning_rate"], problem.epochs) == ("adam", 0.1, 3)
    assert (problem.inputs.ravel().tolist(), problem.targets.ravel().tolist()) == ([0.05, 0.1], [0, 1])


@terminals
@pytest.mark.parametrize("leave", ["\x03", "\x04"])
def test_whoever_leaves_has_written_nothing(folder, leave):
    status, seen = on_a_terminal("new net.yaml", ["\n", leave])

    assert status == 130, seen
    assert not list(folder.iterdir())


@terminals
def test_a_file_that_is_there_is_said_before_anything_is_asked(folder):
    Path("net.yaml").write_text("mine")
    status, seen = on_a_terminal("new net.yaml", [])

    assert (status, seen.count("]:")) == (2, 0)
