"""Samples from CSV files, and every fault of a file at its line and column."""

from __future__ import annotations

import numpy as np
import pytest

from bptrace import examples, spec, training
from bptrace.accuracy import accuracy
from bptrace.cli import main
from bptrace.cli.captured import run_captured
from bptrace.spec.faults import SpecError

SPEC = """\
data: {data}
loss: {loss}
learning_rate: 0.1
layers:
  - {{activation: logistic, weights: {weights}}}
"""
GOOD = "x,y,target_o1\n0,1,0.5\n 2 ,3e-1,1\n"


@pytest.fixture
def write(tmp_path):
    def write(csv, data="points.csv", loss="squared_error", weights="[[1, 2]]", more=""):
        (tmp_path / "points.csv").write_bytes(csv if isinstance(csv, bytes) else csv.encode())
        path = tmp_path / "net.yaml"
        path.write_text(SPEC.format(data=data, loss=loss, weights=weights) + more, encoding="utf-8")
        return path

    return write


def test_columns_become_inputs_and_targets_and_give_their_names(write):
    problem = spec.load(write(GOOD))

    assert problem.network.inputs == ("x", "y")
    assert problem.inputs.tolist() == [[0, 2], [1, 0.3]]
    assert problem.targets.tolist() == [[0.5, 1]]


@pytest.mark.parametrize("csv", [b"\xef\xbb\xbf" + GOOD.encode(), GOOD.replace("\n", "\r\n"), "\n" + GOOD + "\n,,\n\n"])
def test_marks_line_ends_and_empty_lines_do_not_matter(write, csv):
    assert spec.load(write(csv)).inputs.tolist() == [[0, 2], [1, 0.3]]


def test_columns_are_chosen_by_name_in_any_order(write):
    csv = '"a, first",skip,b,t\n1,no,2,3\n"4",no,5,6\n'
    problem = spec.load(write(csv, data='{file: points.csv, inputs: [b, "a, first"], targets: [t]}'))

    assert problem.inputs.tolist() == [[2, 5], [1, 4]]
    assert problem.targets.tolist() == [[3, 6]]
    assert problem.network.inputs == ("b", "a_first")  # `a, first` cannot be a name


def test_columns_and_classes_that_cannot_be_names_leave_the_others_theirs(write):
    csv = "my height,w(kg),w kg,größe,0.5,(),class\n1,2,3,4,5,6,not spam\n1,2,3,4,5,6,spam\n1,2,3,4,5,6,1st\n"
    layer = "{neurons: 3, activation: softmax, weights: {init: constant}}"
    text = f"data: {{file: points.csv, label: class}}\nseed: 1\nloss: categorical_cross_entropy\nlayers: [{layer}]\n"
    path = write(csv, data="points.csv")
    path.write_text(text)
    network = spec.load(path).network

    assert network.inputs == ("my_height", "w_kg", "i3", "größe", "i5", "i6")
    assert network.outputs == ("not_spam", "spam", "1st")


def test_columns_called_like_the_inputs_are_the_inputs(write):
    problem = spec.load(write("z,y,x,target_o1\n1,2,3,4\n", more="names: {inputs: [x, y]}\n"))

    assert problem.inputs.tolist() == [[3], [2]]


@pytest.mark.parametrize("file", ["points.csv", "generate.csv"])
def test_columns_called_like_something_else_are_refused(write, tmp_path, file):
    path = write("", data=file)
    (tmp_path / file).write_text("w1,y,target_o1\n1,2,3\n")

    with pytest.raises(SpecError, match="which would both be called w1"):
        spec.load(path)


def test_without_targets_a_network_only_runs_forward(write):
    path = write("x,y\n1,2\n")
    path.write_text(path.read_text().replace("loss: squared_error\nlearning_rate: 0.1\n", ""))

    assert spec.load(path).targets is None


ANIMALS = "x,y,animal\n1,2,cat\n3,4,dog\n5,6,cat\n"


def test_a_label_becomes_a_target_for_each_class(write):
    problem = spec.load(write(ANIMALS, data="{file: points.csv, label: animal}", weights="[[1, 2], [3, 4]]"))

    assert problem.targets.tolist() == [[1, 0, 1], [0, 1, 0]]
    assert problem.network.outputs == ("cat", "dog")


def test_the_order_of_the_classes_may_be_given_and_outputs_keep_names_of_their_own(write):
    data = "{file: points.csv, label: animal, classes: [dog, cat]}"
    problem = spec.load(write(ANIMALS, data, weights="[[1, 2], [3, 4]]", more="names: {neurons: [[d, c]]}\n"))

    assert problem.targets.tolist() == [[0, 1, 0], [1, 0, 1]]
    assert problem.network.outputs == ("d", "c")


def test_one_output_has_0_for_the_first_of_two_classes_and_1_for_the_second(write):
    assert spec.load(write(ANIMALS, "{file: points.csv, label: animal}")).targets.tolist() == [[0, 1, 0]]


def test_the_last_samples_are_put_aside(write):
    problem = spec.load(write(ANIMALS, "{file: points.csv, label: animal}", more="test: 1\n"))

    assert problem.inputs.tolist() == [[1, 3], [2, 4]]
    assert problem.test.inputs.tolist() == [[5], [6]]
    assert problem.test.targets.tolist() == [[0]]
    assert problem.batch == 2


def test_shuffling_keeps_rows_together_and_is_the_same_for_the_same_seed(write):
    csv = "x,target_o1\n" + "".join(f"{n},{n / 100}\n" for n in range(50))
    problem = spec.load(write(csv, "{file: points.csv, shuffle: true}", weights="[[1]]", more="seed: 3\n"))
    order = np.random.Generator(np.random.PCG64([3, 2])).permutation(50)

    assert problem.inputs.tolist() == [order.tolist()]
    np.testing.assert_array_equal(problem.targets, problem.inputs / 100)


FAULTS = [
    ("x,y,target_o1\n0,1,0.5\n1,,1\n", 3, 3, "column y: found nothing; expected a number"),
    ("x,y,target_o1\n0,1,0.5\n1,two,1\n", 3, 3, "column y: found 'two'; expected a number"),
    ("x,y,target_o1\n0,1,0.5\n1, nan ,1\n", 3, 4, "found 'nan'; expected a number; it has to be finite"),
    ("x,y,target_o1\n0,1,0.5\n1,1,-inf\n", 3, 5, "found '-inf'; expected a number; it has to be finite"),
    ("x,y,target_o1\n0,1,0.5\n1,1e999,1\n", 3, 3, "it is too large"),
    ("x,y,target_o1\n0,1,0.5\n\n\n1,a,1\n", 5, 3, "column y: found 'a'"),
    ('"x",y,target_o1\n"0",1,0.5\n"1",a,1\n', 3, 5, "column y: found 'a'"),
    ("x,y,target_o1\n0,1,0.5\n1,2\n", 3, 4, "found 2 cells; expected 3, one for each column (x, y, target_o1)"),
    ("x,y,target_o1\n0,1,0.5,7\n", 2, 9, "found 4 cells; expected 3"),
    ("x,y,x,target_o1\n0,1,0.5,7\n", 1, 5, "found a second column called 'x'"),
    ("x;y;target_o1\n0;1;0.5\n", 1, 1, "found semicolons between the column names; expected commas"),
    ("", 1, 1, "found an empty file; expected a row of column names"),
    ("\n \n", 1, 1, "found an empty file"),
    ("x,y,target_o1\n", 1, 1, "found no rows below the column names"),
    (
        b"x,y,target_o1\n0,\xe9,1\n",
        2,
        3,
        "found the byte E9, which is not UTF-8 (in the encoding Windows-1252 it is é)",
    ),
    (
        'x,y,target_o1\n0,"1,0.5\n',
        2,
        3,
        'found a cell that begins with " and never ends; expected another " at its end',
    ),
    ("x,y,target_o2\n0,1,0.5\n", 1, 1, "found the columns target_o2; expected target_o1, one for each output"),
    ("target_o1\n0.5\n", 1, 1, "found no column for the inputs"),
    ("x, ,target_o1\n0,1,0.5\n", 1, 4, "found a column without a name; expected a name for each column"),
    (",x,y,target_o1\n0,1,2,0.5\n", 1, 1, "found a column without a name"),
    ("\nx,y\n0,1\n", 2, 1, "found no column for the targets, needed for loss; expected target_o1, or others that"),
]


@pytest.mark.parametrize(("csv", "line", "column", "piece"), FAULTS)
def test_a_fault_of_a_file_is_said_at_its_line_and_column(write, tmp_path, csv, line, column, piece):
    with pytest.raises(spec.SpecError) as caught:
        spec.load(write(csv))

    (fault,) = caught.value.faults
    assert (fault.file, fault.line, fault.column) == (str(tmp_path / "points.csv"), line, column)
    assert piece in fault.message


@pytest.mark.parametrize(
    ("row", "line", "column"),
    [
        ('"a, b",?,1', 3, 8),
        ('"a\nb",?,1', 4, 4),
        ('"a\n\nb"" ,",\t?,1', 5, 9),
        ('a b,"?",1', 3, 5),
        ('"a\nb",1,1\nc,?,1', 5, 3),
        ("?", 3, 2),  # where the second cell is missing
    ],
)
def test_commas_and_line_ends_within_quotes_do_not_end_a_cell(write, row, line, column):
    csv = f'who,x,target_o1\n"first",1,1\n{row}\n'
    with pytest.raises(spec.SpecError) as caught:
        spec.load(write(csv, "{file: points.csv, inputs: [x]}", weights="[[1]]"))

    assert [(fault.line, fault.column) for fault in caught.value.faults] == [(line, column)]


def test_a_target_that_the_loss_does_not_allow_is_said_where_it_stands_however_shuffled(write):
    csv = "x,target_o1\n1,0\n2,1\n3,2\n4,1\n5,1\n"
    with pytest.raises(spec.SpecError) as caught:
        spec.load(write(csv, "{file: points.csv, shuffle: true}", "binary_cross_entropy", "[[1]]", "seed: 1\n"))

    assert [(fault.line, fault.column) for fault in caught.value.faults] == [(4, 3)]
    assert "found 2; expected a number from 0 to 1" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "piece"),
    [
        ("^pionts.csv", "data: 'pionts.csv': no such file; expected a CSV file, its path from the spec's folder"),
        ("^pionts.csv", "did you mean points.csv?"),
        ("{file: points.csv, inputs: [x, ^z]}", "found 'z', which is no column of"),
        ("{file: points.csv, inputs: [^xx, y]}", "did you mean x?"),
        ("{file: points.csv, label: ^animl}", "did you mean animal?"),
        ("{file: points.csv, targets: [x], label: ^animal}", "found both targets and a label"),
        ("{file: points.csv, targets: ^[x, y]}", "found 2 columns; expected 1, one for each output (o1)"),
        ("{file: points.csv, label: animal, shuffle: ^true}", "but no seed"),
        (
            "{file: points.csv, label: animal, classes: ^[cat]}",
            "found 'cat' as the only class; expected two or more",
        ),
        ("{file: points.csv, classes: ^[cat, dog]}", "found classes without a label; expected both or neither"),
        ("^{fil: points.csv}", "found neither file nor generate"),
        ("{file: points.csv, label: animal, ^clases: [a]}", "did you mean classes?"),
    ],
)
def test_a_fault_of_the_description_is_said_in_the_spec(write, data, piece):
    with pytest.raises(spec.SpecError) as caught:
        spec.load(write(ANIMALS, data.replace("^", "")))

    places = [(fault.line, fault.column) for fault in caught.value.faults if piece in fault.message]
    assert places == [(1, f"data: {data}".index("^") + 1)], str(caught.value)


def test_one_class_alone_is_one_fault(write):
    with pytest.raises(spec.SpecError) as caught:
        spec.load(write(ANIMALS.replace("dog", "cat"), "{file: points.csv, label: animal, classes: [cat]}"))

    assert [fault.message for fault in caught.value.faults] == [
        "classes of data: found 'cat' as the only class; expected two or more, for the network to tell apart"
    ]


def test_a_label_that_is_the_same_everywhere_is_said_where_it_stands_first(write):
    message = (
        r"points.csv:2:3: column t: found 'a' as the only class; expected two or more, for the network to tell apart"
    )
    with pytest.raises(spec.SpecError, match=message):
        spec.load(write("x,t\n1,a\n2,a\n", "{file: points.csv, label: t}", weights="[[1]]"))


def test_a_file_may_lack_a_class_that_the_spec_lists(write):
    problem = spec.load(write("x,t\n1,a\n2,a\n", "{file: points.csv, label: t, classes: [a, b]}", weights="[[1]]"))

    assert problem.targets.tolist() == [[0, 0]]


def test_classes_and_outputs_are_as_many(write):
    message = r"found 3 classes \(a, b, c\) and 2 output neurons; expected 3 output neurons"
    with pytest.raises(spec.SpecError, match=message):
        spec.load(write("x,t\n1,a\n2,b\n3,c\n", "{file: points.csv, label: t}", weights="[[1], [2]]"))


def test_a_word_that_is_no_class_is_said_where_it_stands(write):
    data = "{file: points.csv, label: animal, classes: [cat, dig]}"
    with pytest.raises(spec.SpecError, match=r"points.csv:3:5: column animal: found 'dog'; .*; did you mean dig\?"):
        spec.load(write(ANIMALS, data, weights="[[1, 2], [3, 4]]"))


def test_a_file_of_faults_is_not_read_to_its_end(write):
    with pytest.raises(spec.SpecError) as caught:
        spec.load(write("x,target_o1\n" + "a,b\n" * 10_000, weights="[[1]]"))

    assert len(caught.value.faults) == 200
    assert str(caught.value).endswith("\nand at least 180 more faults")


@pytest.mark.parametrize(
    ("more", "piece"),
    [
        ("test: 3\n", "found 3 and 3 samples; expected fewer"),
        ("test: 0\n", "expected a whole number from 1"),
        ("test: 1\nbatch: 3\n", "expected a batch of at most 2"),
        ("inputs: [1, 2]\n", "found both inputs and data"),
        ("samples: [{inputs: [1, 2]}]\n", "found both samples and data"),
    ],
)
def test_what_does_not_go_with_data_is_said(write, more, piece):
    with pytest.raises(spec.SpecError, match=piece):
        spec.load(write(ANIMALS, "{file: points.csv, label: animal}", more=more))


def test_fishers_irises_are_what_he_measured():
    # R. A. Fisher 1936, table II: means of sepal length and width, petal length and width (cm)
    problem = spec.load(examples.find("iris"))
    inputs = np.concatenate((problem.inputs, problem.test.inputs), axis=1)
    classes = np.concatenate((problem.targets, problem.test.targets), axis=1).argmax(axis=0)

    assert problem.network.outputs == ("setosa", "versicolor", "virginica")
    means = [[5.006, 3.428, 1.462, 0.246], [5.936, 2.770, 4.260, 1.326], [6.588, 2.974, 5.552, 2.026]]
    for number, mean in enumerate(means):
        assert inputs[:, classes == number].mean(axis=1) == pytest.approx(mean)


def test_irises_are_told_apart():
    first, *_, last = training.run(spec.load(examples.find("iris"))).history

    assert first.test.accuracy < 0.7
    assert last.accuracy > 0.9
    assert last.test.accuracy > 0.9


def test_accuracy_is_the_share_of_largest_outputs_that_are_right():
    outputs = np.array([[0.9, 0.2, 0.4, 0.5], [0.1, 0.1, 0.6, 0.5]])
    targets = np.array([[1, 0, 0, 1], [0, 1, 1, 0]])

    assert accuracy(outputs, targets) == 0.75
    assert accuracy(np.array([[0.4, 0.6, 0.5, 0.9]]), np.array([[0, 1, 1, 0]])) == 0.5


@pytest.mark.parametrize(
    ("samples", "counts"),
    [
        ("[{inputs: [1, 2], targets: [0]}, {inputs: [2, 1], targets: [1]}]", True),
        ("[{inputs: [1, 2], targets: [0]}, {inputs: [2, 1], targets: [0]}]", False),  # one class only
        ("[{inputs: [1, 2], targets: [0]}, {inputs: [2, 1], targets: [0.5]}]", False),
        ("[{inputs: [1, 2], targets: [1, 0]}]", False),  # one sample: right or wrong, no share
        ("[{inputs: [1, 2], targets: [1, 0]}, {inputs: [2, 1], targets: [1, 0]}]", True),
        ("[{inputs: [1, 2], targets: [1, 1]}, {inputs: [2, 1], targets: [1, 0]}]", False),
    ],
)
def test_accuracy_is_counted_where_several_targets_stand_for_classes(samples, counts):
    weights = "[[1, 2], [2, 1]]" if "targets: [1, " in samples else "[[1, 2]]"
    text = f"samples: {samples}\nloss: squared_error\nlayers: [{{activation: logistic, weights: {weights}}}]"

    assert (training.run(spec.loads(text)).history[0].accuracy is not None) == counts


def test_names_that_are_not_those_of_the_file_are_told_at_the_head(write):
    csv = "my height,x,2024,class\n1,2,3,not spam\n1,2,3,spam\n"
    layer = "{neurons: 2, activation: softmax, weights: {init: constant}}"
    path = write(csv, data="points.csv")
    path.write_text(f"data: {{file: points.csv, label: class}}\nseed: 1\nloss: squared_error\nlayers: [{layer}]\n")

    done = run_captured(main, ["run", str(path), "--brief", "--width", "200"])

    assert done.status == 0, done.stderr
    assert (
        'Data names that stand for its own: my_height for "my height", i3 for "2024" and not_spam for "not spam" ≈'
        in " ".join(done.stdout.split())
    )
    assert spec.load(path).renamed == (("my_height", "my height"), ("i3", "2024"), ("not_spam", "not spam"))


def test_a_file_whose_columns_are_names_has_nothing_to_tell(write):
    assert spec.load(write(GOOD)).renamed == ()
