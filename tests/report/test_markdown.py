"""Markdown that GitHub shows as it is meant: formulas on one line each, figures that recompute, text that stays text."""

import math
import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from bptrace import examples, spec, training
from bptrace.report.circuit_lesson import CircuitOptions, circuit_lesson
from bptrace.report.document import Gap, Grid, Heading, Paragraph, Table, say
from bptrace.report.figures import Figures
from bptrace.report.lesson import Options, lesson
from bptrace.report.markdown import escaped, markdown
from bptrace.report.writing import Writing
from bptrace.rounding import Rounding
from tests.circuit.drawn import worked

CONFIGS = ["mazur", "mathspp", "softmax", "tied", "two-hidden-layers", "xor", "lecture-neuron", "mazur-layer-by-layer"]
AWKWARD = """
title: 'Cost | of *stars* & <b>1_000</b> `x` [a](b) $5 #1 \\n'
names: {inputs: [x_1, über], neurons: [[hidden_a.1, xθy2], [y_out]], weights: "w_{from}_{to}"}
inputs: [1, 2]
targets: [0.5]
learning_rate: 0.00001
loss: squared_error
layers:
  - activation: [relu, tanh]
    weights: [[0.1, -0.2], [0.3, 0.4]]
    bias: -0.5
  - activation: logistic
    weights: [[-1e-5, 2]]
"""


@cache
def written(config, digits=9, rounding=None, brief=False):
    problem = spec.loads(AWKWARD) if config == "awkward" else spec.load(examples.find(config))
    trace = training.run(replace(problem, epochs=min(problem.epochs, 20)), rounding=rounding)
    options = Options(brief, rounding=rounding)
    return list(markdown(lesson(trace, options), Writing(trace.notation, Figures(digits), rounding=rounding)))


def blocks(lines):
    """Return the formulas, having checked that each stands alone between its dollar signs."""
    marks = [number for number, line in enumerate(lines) if line == "$$"]
    assert len(marks) % 2 == 0
    found = []
    for opening, closing in zip(marks[::2], marks[1::2], strict=True):
        assert closing == opening + 2
        assert lines[opening - 1] == "" or opening == 0
        assert closing + 1 == len(lines) or lines[closing + 1] == ""
        found.append(lines[opening + 1])
    return found


def equations(lines):
    """Return the formulas, those put together again that go on in the next block."""
    found = []
    for block in blocks(lines):
        if block.startswith("{} + "):
            found[-1] += block.removeprefix("{}")
        else:
            found.append(block)
    return found


def evaluated(latex):
    """Return the value of LaTeX that has no names in it."""
    text = latex.replace(r"\left", "").replace(r"\right", "").replace(r"\cdot", "*")
    text = re.sub(r"\\text\{(.*?)\}", r"\1", text).replace(", else", " else")
    text = text.replace(r"\gt", ">").replace(r"\lt", "<").replace(r"\le", "<=").replace(r"\ge", ">=")
    text = text.replace("e^", "math.e**").replace("^", "**").replace("{", "(").replace("}", ")").replace(")(", ")/(")
    text = text.replace(r"\lvert", "abs(").replace(r"\rvert", ")")
    text = re.sub(r"\\t?frac", "", text)
    text = re.sub(r"\\(ln|tanh|max|min|sqrt|pi)", lambda match: {"ln": "log"}.get(match[1], match[1]), text)
    assert "\\" not in text, text
    return float(eval(text, {"math": math, "log": math.log, "tanh": math.tanh, "sqrt": math.sqrt}))


def sides(equation):
    """Return what stands between the equals signs, and whether the last of them is one."""
    exact = r"\approx" not in equation
    return re.split(r" = | \\approx ", equation), exact


def test_a_line_is_one_equation_from_symbol_to_value():
    lines = written("mazur")
    assert lines[0] == "# A step by step backpropagation example"
    place = lines.index("## Forward pass: hidden layer")
    assert lines[place + 4 : place + 7] == [
        "$$",
        r"net_{h1} = w_{1} \cdot i_{1} + w_{2} \cdot i_{2} + b_{1} = 0.15 \cdot 0.05 + 0.2 \cdot 0.1 + 0.35 = 0.3775",
        "$$",
    ]
    assert (
        r"w_{5}^{+} = w_{5} - \eta \cdot \frac{\partial E}{\partial w_{5}} = 0.4 - 0.5 \cdot 0.082167041 = 0.35891648"
        in lines
    )
    assert "- **Into h1:** w1 = 0.15 from i1, w2 = 0.2 from i2, bias b1 = 0.35" in lines


def test_what_only_nearly_recomputes_is_marked():
    assert any(line.startswith("E_{o1} =") and line.endswith(r"\approx 0.274811083") for line in written("mazur"))


@pytest.mark.parametrize("config", [*CONFIGS, "awkward"])
def test_formulas_keep_clear_of_markdown(config):
    formulas = blocks(written(config))
    assert formulas
    for formula in formulas:
        assert not re.search(r"\\\\|\}\s*_|\\operatorname|\\[^a-zA-Z]|[$<>*`|~]|\s_", formula), formula
        assert not re.match(r"[-+=#>] |\d+[.)]", formula)
        depth = 0
        for sign in formula:
            depth += {"{": 1, "}": -1}.get(sign, 0)
            assert depth >= 0
        assert depth == 0
        assert formula.count(r"\left(") == formula.count(r"\right)")


@pytest.mark.parametrize("rounding", [None, Rounding(4), Rounding(3, significant=True)], ids=str)
@pytest.mark.parametrize("config", [*CONFIGS, "awkward"])
def test_figures_recompute_unless_marked(config, rounding):
    seen = 0
    for equation in equations(written(config, rounding=rounding)):
        (*_, numbers, value), exact = sides(equation)
        if not re.fullmatch(r"-?[\d.]+( \\cdot 10\^\{-?\d+\})?", value) or re.match(
            r"\\?[a-zA-Z]", numbers.replace("e^", "")
        ):
            continue
        again = evaluated(numbers)
        again = rounding(again) if rounding else again
        assert (Figures().text(again) == Figures().text(evaluated(value))) == exact, equation
        seen += 1
    assert seen > 5


def test_every_line_of_the_lesson_is_written_with_its_figures():
    problem = spec.load(examples.find("mazur"))
    trace = training.run(problem)
    steps = [step for element in lesson(trace, Options()) if isinstance(element, Table) for step in element.rows]
    ends = [
        sides(equation)[0][-1] for equation in equations(written("mazur")) if re.search(r"[=x] -?[\d.]+$", equation)
    ]
    assert [float(end) for end in ends] == [float(Figures().text(step.value)) for step in steps]


def test_a_wide_line_goes_on_in_further_blocks_and_loses_nothing():
    lines = blocks(written("mathspp"))
    place = next(number for number, line in enumerate(lines) if line.startswith(r"net_{h2.1} = w_{9}"))
    assert lines[place + 1].startswith(r"net_{h2.1} = 0.05 \cdot 0.394")
    assert not any(len(re.sub(r"\\[a-z]+ ?|[{}_^]", "", line)) > 110 for line in lines)


def test_names_do_not_break_a_formula():
    formulas = "\n".join(blocks(written("awkward")))
    assert r"net_{hidden,a.1}" in formulas
    assert r"w_{x,1,hidden,a.1}" in formulas
    assert r"\text{über}" in formulas
    assert r"10^{-5}" in formulas


@pytest.mark.parametrize(
    ("text", "markdown_text"),
    [
        ("∂E/∂out_o1", "∂E/∂out_o1"),  # an underscore within a word means nothing
        ("_so_ _", r"\_so\_ \_"),
        ("a*b", r"a\*b"),
        ("delta_o1[2]", r"delta_o1\[2\]"),
        ("<b> & | ` # ~", r"\<b\> \& \| \` \# \~"),
        ("$5", "<span>$</span>5"),
        ("a\\b", r"a\\b"),
        ("- item", r"\- item"),
        ("1. first", r"1\. first"),
        ("0.5 is plain", "0.5 is plain"),
        ("−0.5 too", "−0.5 too"),
        ("w\u00a0=\u00a01", "w = 1"),
    ],
)
def test_text_is_shown_as_it_is(text, markdown_text):
    assert escaped(text) == markdown_text


def test_the_title_of_a_file_is_data():
    assert written("awkward")[0].startswith(
        r"# Cost \| of \*stars\* \& \<b\>1_000\</b\> \`x\` \[a\](b) <span>$</span>5 \#1"
    )


@pytest.mark.parametrize("config", CONFIGS)
def test_tables_have_as_many_cells_in_every_row(config):
    rows = [line for line in written(config) if line.startswith("|")]
    for row in rows:
        assert row.endswith("|")
    tables = "\n".join(line if line.startswith("|") else "" for line in written(config)).split("\n\n")
    for table in filter(None, (table.strip() for table in tables)):
        head, marks, *body = table.splitlines()
        assert set(marks) <= set("|:- ")
        assert body
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in (head, marks, *body)}) == 1


def test_a_grid_and_a_gap():
    trace = training.run(spec.load(examples.find("mazur")))
    kept = trace.rounds[0]
    grid = Grid((say("Epochs"), say("E|x")), ((say("1"), say(-0.25)),))
    table = Table(kept, (trace.step("net_h1"), Gap(3, "neurons")))
    lines = list(markdown([Heading(say("H"), 2), grid, table, Paragraph(say("end"))], Writing(trace.notation)))
    assert lines[:6] == ["## H", "", "| Epochs | E\\|x |", "| :--- | ---: |", "| 1 | −0.25 |", ""]
    assert lines[8:] == ["$$", "", "… 3 more neurons …", "", "end"]


def test_headings_have_no_gap_between_levels():
    for config in CONFIGS:
        levels = [line.index(" ") for line in written(config) if re.match("#+ ", line)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_brief_leaves_the_sentences_out():
    assert not any(line.startswith("How far") for line in written("mazur", brief=True))
    assert blocks(written("mazur", brief=True)) == blocks(written("mazur"))


def test_figures_that_say_no_more_than_the_formula_or_the_value_are_left_out():
    trace = worked("x * y", {"x": 3.0, "y": 2.0})
    lines = markdown(circuit_lesson(trace, CircuitOptions()), Writing(trace.notation))

    assert {r"\frac{\partial f}{\partial f} = 1", r"\frac{\partial f}{\partial x} = y = 2"} <= set(blocks(list(lines)))
    assert "E^{(1)} = E_{o1}^{(1)} = 0.049314522" in blocks(written("xor"))
