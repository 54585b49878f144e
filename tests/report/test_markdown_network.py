"""What Markdown has around the lines: a table of contents whose links lead somewhere, and a flowchart of the network."""

import json
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace import examples, spec, training
from bptrace.report.contents import anchors, contents
from bptrace.report.lesson import Options, lesson
from bptrace.report.markdown import markdown
from bptrace.report.mermaid import text
from bptrace.report.writing import Writing

HOSTILE = '1. "end] <script>` **b** $$x$$ #quot; %% ; --> subgraph {x}|y| ``` \n end'


def written(problem, keep=(1,)):
    trace = training.run(problem, keep=keep)
    return list(markdown(lesson(trace, Options()), Writing(trace.notation)))


def shipped(name, epochs=1, keep=(1,)):
    source = re.sub(r"^epochs:.*$", "", examples.find(name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return written(spec.loads(f"{source}\nepochs: {epochs}\n"), keep)


def flowchart(lines):
    start = lines.index("```mermaid")
    return lines[start + 1 : lines.index("```", start)]


def network(sizes, name=""):
    layers = [
        {"activation": "identity", "weights": [[0.5] * before] * here} | ({"name": name} if name else {})
        for before, here in pairwise(sizes)
    ]
    return spec.loads(json.dumps({"inputs": [1] * sizes[0], "layers": layers}))


# As github-slugger 2.0.0 gives them, which is tested against GitHub.
@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Forward pass: hidden layer", "forward-pass-hidden-layer"),
        ("Epoch 1, update 2 of 4: sample 2", "epoch-1-update-2-of-4-sample-2"),
        ("net_h1 → δ_o1⁺", "net_h1--δ_o1"),
        ("Über ½·(a − b)²", "über-a--b"),
        ("a  b", "a--b"),
        (" I ♥ x-y ", "i--x-y"),
        ("日本 e\u0301", "日本-e\u0301"),
        ("A.B/C's `d`", "abcs-d"),
    ],
)
def test_anchors_are_those_of_github(heading, anchor):
    assert list(anchors([heading])) == [anchor]


def test_anchors_that_occur_again_are_counted():
    assert list(anchors(["a", "A", "a!", "a-1", "a"])) == ["a", "a-1", "a-2", "a-1-1", "a-3"]


@given(st.lists(st.text("ab-1 ", max_size=4), max_size=12))
def test_no_two_headings_have_the_same_anchor(headings):
    found = list(anchors(headings))
    assert len(set(found)) == len(headings)


@pytest.mark.parametrize("name", ["mazur", "xor"])
def test_links_lead_to_headings_of_that_name(name):
    lines = shipped(name, 100, (1, 2, 100))
    headings = [line.lstrip("#").strip() for line in lines if re.match("#+ ", line)]
    places = dict(zip(anchors(headings), headings, strict=True))
    links = [re.fullmatch(r" *- \[(.*)\]\(#(.*)\)", line).groups() for line in lines if "](#" in line]
    assert [places[anchor] for _, anchor in links] == [label for label, _ in links]
    assert [label for label, _ in links if re.match("Epoch|After 100", label)] == [
        "Epoch 1", "Epoch 2", "Epoch 100", "After 100 epochs",
    ]  # fmt: skip


def test_the_table_follows_the_title_and_sections_stand_below_their_rounds():
    lines = shipped("mazur", 2, (1, 2))
    assert lines[:6] == [
        "# A step by step backpropagation example",
        "",
        "- [Given](#given)",
        "- [Epoch 1](#epoch-1)",
        "  - [Forward pass: hidden layer](#forward-pass-hidden-layer)",
        "  - [Forward pass: output layer](#forward-pass-output-layer)",
    ]
    assert "  - [Forward pass: hidden layer](#forward-pass-hidden-layer-1)" in lines


@pytest.mark.parametrize("epochs", [1, 100])
def test_one_round_needs_no_table(epochs):
    assert not any("](#" in line for line in shipped("mazur", epochs))


def test_a_long_table_names_rounds_only():
    headings = [(1, "T", "T"), *[(2, "R", "R"), *[(3, "S", "S")] * 20] * 3]
    assert list(contents(headings)) == ["- [R](#r)", "- [R](#r-1)", "- [R](#r-2)"]


def test_mazurs_network_as_a_flowchart():
    assert flowchart(shipped("mazur")) == [
        "flowchart LR",
        '  subgraph layer0["Inputs"]',
        '    n0_0("i1")',
        '    n0_1("i2")',
        "  end",
        '  subgraph layer1["Hidden layer"]',
        '    n1_0("h1<br>b1 = 0.35")',
        '    n1_1("h2<br>b1 = 0.35")',
        "  end",
        '  subgraph layer2["Output layer"]',
        '    n2_0("o1<br>b2 = 0.6")',
        '    n2_1("o2<br>b2 = 0.6")',
        "  end",
        '  n0_0 -->|"w1 = 0.15"| n1_0',
        '  n0_1 -->|"w2 = 0.2"| n1_0',
        '  n0_0 -->|"w3 = 0.25"| n1_1',
        '  n0_1 -->|"w4 = 0.3"| n1_1',
        '  n1_0 -->|"w5 = 0.4"| n2_0',
        '  n1_1 -->|"w6 = 0.45"| n2_0',
        '  n1_0 -->|"w7 = 0.5"| n2_1',
        '  n1_1 -->|"w8 = 0.55"| n2_1',
    ]


def test_the_parameters_stand_in_words_too():
    assert "- **Into h1:** w1 = 0.15 from i1, w2 = 0.2 from i2, bias b1 = 0.35" in shipped("mazur")


def test_a_threshold_is_called_one():
    problem = spec.loads("inputs: [1]\nlayers: [{activation: step, weights: [[2]], threshold: 0.5}]")
    assert '    n1_0("o1<br>threshold θ1 = 0.5")' in flowchart(written(problem))


@given(st.text())
def test_no_text_of_a_file_leaves_its_quotation_marks(words):
    label = text(words)
    assert re.fullmatch(r'"(?:[\w =−.,()/+]|#\d+;)*"', label, re.ASCII) or not words.isascii()
    assert not set(label[1:-1]) & {'"', "_", "`"}
    assert re.sub(r"#(\d+);", lambda match: chr(int(match[1])), label[1:-1]) == words


def test_the_name_of_a_layer_is_data():
    lines = flowchart(written(network([2, 2], HOSTILE)))
    (title,) = [line for line in lines if line.startswith("  subgraph layer1")]
    assert re.fullmatch(r'  subgraph layer1\["[\w #;=(),]*"\]', title)
    assert [line.split("[")[0].split("(")[0].strip() for line in lines if line.startswith("    ")] == [
        "n0_0", "n0_1", "n1_0", "n1_1",
    ]  # fmt: skip


def test_of_a_big_layer_the_ends_are_drawn():
    lines = flowchart(written(network([784, 10, 2])))
    assert '    n0_rest("#8230; 781 more")' in lines
    assert '    n1_rest("#8230; 7 more")' in lines
    assert "  n0_0 -.-> n1_rest" in lines
    assert '  n0_783 -->|"w784 = 0.5"| n1_0' in lines
    assert len(lines) < 60


@pytest.mark.parametrize(("sizes", "labelled"), [((4, 8), True), ((8, 8), False)])
def test_many_arrows_have_no_labels(sizes, labelled):
    arrows = [line for line in flowchart(written(network(sizes))) if "-->" in line]
    assert len(arrows) == sizes[0] * sizes[1]
    assert any("|" in line for line in arrows) == labelled


def test_a_network_of_too_many_arrows_is_not_drawn():
    assert "```mermaid" not in written(network([8] * 7))


def test_the_error_of_a_long_run_is_a_line_of_blocks():
    lines = shipped("mazur", 100)
    (line,) = [line for line in lines if "█" in line]
    assert re.fullmatch(r"\*\*E_total:\*\* 0\.298371109 `[▁▂▃▄▅▆▇█]{60}` 0\.020046828", line)
    after = lines[lines.index(line) + 2]
    assert re.fullmatch(r"From epoch 0 to epoch 100, lowest .*0\.020046828 at epoch 100\.", after)
