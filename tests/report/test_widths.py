"""Nothing that is printed is wider than the page: every example, in every notation, on pages of every kind."""

from functools import cache
from itertools import takewhile

import pytest
from rich.cells import cell_len

from bptrace import examples, spec, training
from bptrace.circuit import trace as circuit
from bptrace.notation import NOTATIONS
from bptrace.printing.text import ASCII, UNICODE
from bptrace.report.circuit_lesson import CircuitOptions, circuit_lesson
from bptrace.report.document import Facts, Grid, Heading, say
from bptrace.report.lesson import Options
from bptrace.report.lines import columns, plain, wrapped
from bptrace.report.text import lay_out
from bptrace.report.worked_example import worked_example
from bptrace.report.writing import Writing
from tests.shipped import CIRCUITS, MANY_SAMPLES, SHIPPED

WIDTHS = (40, 45, 50, 60, 72, 80, 100, 120)


@cache
def traced(name):
    return training.run(spec.load(examples.find(name)))


def widest(elements, writing, width):
    return max((plain(line) for line in lay_out(elements, writing, width)), key=columns)


def written(*elements, width):
    return [plain(line) for line in lay_out(elements, Writing(traced("mazur").notation), width)]


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", [*SHIPPED, *MANY_SAMPLES])
def test_no_line_of_a_network_is_wider_than_the_page(name, notation):
    names = NOTATIONS[notation](traced(name).problem)
    elements = list(worked_example(traced(name), names, Options()))
    for width in WIDTHS:
        line = widest(elements, Writing(names, signs=ASCII if width == 45 else UNICODE), width)
        assert columns(line) <= width, line


@pytest.mark.parametrize("name", CIRCUITS)
def test_no_line_of_a_circuit_is_wider_than_the_page(name):
    trace = circuit.run(spec.load_any(examples.find(name)))
    elements = list(circuit_lesson(trace, CircuitOptions()))
    for width in WIDTHS:
        line = widest(elements, Writing(trace.notation), width)
        assert columns(line) <= width, line


def test_what_is_too_wide_to_stand_beside_its_label_stands_below_it():
    facts = Facts(((say("Inputs"), say("a = 1")), (say("Into the last neuron"), say("weight\u00a0=\u00a00.123456789"))))

    assert written(facts, width=50) == [
        "  Inputs                 a = 1",
        "  Into the last neuron   weight = 0.123456789",
    ]
    assert written(facts, width=40) == ["  Inputs", "    a = 1", "  Into the last neuron", "    weight = 0.123456789"]


def test_a_long_heading_goes_on_in_the_next_line_and_its_rule_ends_at_the_edge():
    lines = written(Heading(say("Backward pass: output layer, versicolor, sample 1")), width=40)

    assert lines == ["── Backward pass: output layer,", "   versicolor, sample 1 ────────────────"]


def test_a_text_is_broken_within_an_equation_only_if_no_line_has_room_for_it():
    assert wrapped("so w1\u00a0=\u00a00.5 here", 10) == ["so", "w1 = 0.5", "here"]
    assert wrapped("so w1\u00a0=\u00a00.5 here", 7) == ["so w1 =", "0.5", "here"]
    assert wrapped("unbreakable", 7) == ["unbreakable"]
    assert wrapped("", 7) == [""]


def test_a_grid_with_long_names_has_its_cells_below_them():
    header, row = ("", "Exact", "Apart"), ("a_very_long_name_of_something_on_its_own", "0.5", "0.25")
    grid = Grid(tuple(map(say, header)), (tuple(map(say, row)),))
    assert written(grid, width=45) == ["  a_very_long_name_of_something_on_its_own", "    Exact 0.5", "    Apart 0.25"]
    assert len(written(grid, width=80)) == 2


@pytest.mark.parametrize(
    ("text", "count"), [("abc", 3), ("入力1", 5), ("e\u0301", 1), ("\u1112\u1161\u11ab", 2), ("น้ำ", 2), ("⁽²⁾", 3)]
)
def test_columns_are_counted_as_a_terminal_draws_them(text, count):
    assert columns(text) == count == cell_len(text)


NAMED = """
title: 逆伝播の例 e\u0301
inputs: [0.05, 0.10]
targets: [0.01]
learning_rate: 0.5
loss: half_squared_error
names: {inputs: [入力1, émile], neurons: [[隠れ, h2], [出力]]}
layers:
  - {activation: logistic, weights: [[0.15, 0.20], [0.25, 0.30]], bias: 0.35}
  - {activation: logistic, weights: [[0.40, 0.45]], bias: 0.6}
"""


def test_wide_names_and_combining_marks_stand_in_their_columns():
    trace = training.run(spec.loads(NAMED))
    document = list(worked_example(trace, trace.notation, Options()))
    for width in (40, 60, 80, 120):
        lines = [plain(line) for line in lay_out(document, Writing(trace.notation), width)]
        assert max(map(columns, lines)) <= width
        assert columns(lines[1]) == columns(lines[0]) == 12  # the rule below the title
        if width == 120:
            heads = [number for number, line in enumerate(lines) if line.endswith(" Value")]
            tables = [list(takewhile(bool, lines[number:])) for number in heads]
            assert [len({columns(line) for line in table}) for table in tables] == [1] * len(tables)


def test_lines_of_words_stay_short_however_wide_the_page():
    document = list(worked_example(traced("mazur"), traced("mazur").notation, Options()))
    lines = list(lay_out(document, Writing(traced("mazur").notation), 200))

    assert 95 < max(columns(plain(line)) for line in lines if len(line) == 1) <= 100
