"""The picture of a circuit: what is drawn, where it fits, and that every number stands at its wire."""

import re

import pytest
from hypothesis import given

from bptrace.circuit.build import build
from bptrace.circuit.trace import run
from bptrace.grammar import parse
from bptrace.printing.text import ASCII, UNICODE
from bptrace.report.circuit_lesson import CircuitOptions, circuit_lesson
from bptrace.report.document import Schematic
from bptrace.report.figures import Figures
from bptrace.report.lines import columns, plain
from bptrace.report.schematic import laid_out
from bptrace.report.text import lay_out
from bptrace.report.writing import Writing
from tests.circuit.drawn import traces, worked

NEURON = "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))"
VALUES = {"w0": 2, "x0": -1, "w1": -3, "x1": -2, "w2": -3}


def drawn(trace, width=78, signs=UNICODE):
    picture = Schematic(trace, ("drawn",), ("listed",), ())
    caption, lines = laid_out(picture, Writing(trace.notation, signs=signs), width)
    text = [plain(line) for line in lines]
    assert caption == (("listed",) if "Gradient" in text[0] else ("drawn",))
    return text


def test_the_lectures_first_circuit():
    assert drawn(worked("(x + y) * z", {"x": -2, "y": 5, "z": -4})) == [
        "   −2",
        "x ────┐   g1 = 3",
        "   −4 (+)────────┐",
        "   5  │   −4     │   −12",
        "y ────┘          (×)───── f",
        "   −4            │   1",
        "   −4            │",
        "z ───────────────┘",
        "   3",
    ]


def test_the_same_in_ascii():
    assert drawn(worked("(x + y) * z", {"x": -2, "y": 5, "z": -4}), signs=ASCII) == [
        "   -2",
        "x ----+   g1 = 3",
        "   -4 (+)--------+",
        "   5  |   -4     |   -12",
        "y ----+          (*)----- f",
        "   -4            |   1",
        "   -4            |",
        "z ---------------+",
        "   3",
    ]


def test_the_neuron_of_the_lecture_fits_80_columns_with_the_figures_of_the_slide():
    text = drawn(worked(NEURON, VALUES))

    assert max(map(columns, text)) <= 78
    row = next(line for line in text if line.endswith("─ f"))
    above, below = text[text.index(row) - 1], text[text.index(row) + 1]
    assert above.split()[-5:] == ["1", "−1", "0.37", "1.37", "0.73"]
    assert below.split()[-5:] == ["0.2", "−0.2", "−0.53", "−0.53", "1"]


def test_a_circuit_that_does_not_fit_is_a_list_that_does():
    text = drawn(worked(NEURON, VALUES), 60)

    assert text[0].split() == ["Value", "Gradient"]
    assert text[1].split() == ["f", "=", "1", "/", "g7", "0.73", "1"]
    assert [line.split()[-2:] for line in text[8:10]] == [["2", "−0.2"], ["−1", "0.39"]]
    assert max(map(columns, text)) <= 60


def test_a_list_too_has_what_flows_back_at_each_place_and_the_whole_gradient_of_a_gate():
    formulas = [("q", parse("x + y")), ("f", parse("q * z + q + 1 + 1 + 1"))]
    trace = run(build("a circuit", {"x": 1.0, "y": 2.0, "z": 4.0}, formulas))
    listed = [line.split() for line in drawn(trace, 32)]

    # By hand: q = 3 goes into q z, where 4 flows back, and into the sum, where 1 does; df/dq = 5, and df/dz = q.
    assert listed == [
        ["Value", "Gradient"],
        ["f", "=", "g4", "+", "1", "18", "1"],
        ["g4", "=", "g3", "+", "1", "17", "1"],
        ["g3", "=", "g2", "+", "1", "16", "1"],
        ["g2", "=", "g1", "+", "q", "15", "1"],
        ["g1", "=", "q·z", "12", "1"],
        ["q", "3", "4"],
        ["z", "4", "3"],
        ["q", "3", "1"],
        [],
        ["q", "=", "x", "+", "y", "3", "5"],
        ["x", "1", "5"],
        ["y", "2", "5"],
    ]


def test_a_square_lists_what_goes_into_it_twice():
    listed = [line.split() for line in drawn(worked("x * x + 1 + 1 + 1", {"x": 3.0}), 30)]

    assert listed[4:] == [["g1", "=", "x·x", "9", "1"], ["x", "3", "3"], ["x", "3", "3"]]


LISTED = """\
                         Value   Gradient
f = 1 / g7                0.73          1
  g7 = 1 + g6             1.37      −0.53
    g6 = e^g5             0.37      −0.53
      g5 = −g4              −1       −0.2
        g4 = g3 + w2         1        0.2
          g3 = g1 + g2       4        0.2
            g1 = w0·x0      −2        0.2
              w0             2       −0.2
              x0            −1       0.39
            g2 = w1·x1       6        0.2
              w1            −3      −0.39
              x1            −2      −0.59
          w2                −3        0.2"""
"""The figures are those of the lecture's slide."""


@pytest.mark.parametrize(("width", "step"), [(60, 2), (41, 2), (40, 1), (36, 1), (35, 0)])
def test_in_a_list_what_goes_into_a_gate_stands_below_it_and_further_right_if_there_is_room(width, step):
    lines = drawn(worked(NEURON, VALUES), width)

    assert [" ".join(line.split()) for line in lines] == [" ".join(line.split()) for line in LISTED.splitlines()]
    assert [len(line) - len(line.lstrip()) for line in lines[1:]] == [
        step * depth for depth in (0, 1, 2, 3, 4, 5, 6, 7, 7, 6, 7, 7, 5)
    ]
    if (width, step) == (60, 2):
        assert "\n".join(lines) == LISTED


def test_where_there_is_no_room_for_steps_there_are_none_and_names_alone_where_there_is_none_for_formulas():
    lines = drawn(worked("x * x + 1 + 1 + 1", {"x": 3.0}), 29)

    assert [line[:13].rstrip() for line in lines] == ["", "f = g3 + 1", "g3", "g2", "g1 = x·x", "x", "x"]


def test_what_goes_into_several_places_is_drawn_at_each_with_what_flows_back_there():
    text = "\n".join(drawn(worked("(x + 1) * y + x", {"x": 2.0, "y": 5.0})))

    assert len(re.findall(r"^x ─.*$", text, re.MULTILINE)) == 2
    assert re.search(r"^x [^\n]*\n +5\b", text, re.MULTILINE)
    assert re.search(r"^x [^\n]*\n +1\b", text, re.MULTILINE)


def test_a_gate_that_goes_into_several_places_has_a_drawing_of_its_own_with_its_whole_gradient():
    formulas = [("q", parse("x + y")), ("f", parse("q * z + q"))]
    trace = run(build("a circuit", {"x": 1.0, "y": 2.0, "z": 4.0}, formulas))
    text = drawn(trace)
    own, output = text[: text.index("")], text[text.index("") + 1 :]

    # By hand: q = 3 goes into q z, where 4 flows back, and into the sum, where 1 does; df/dq = 5.
    assert own[2].split()[-1] == "3" or own[1].split()[-1] == "3"
    assert [line for line in own if line.endswith("─ q")]
    assert "5" in own[own.index(next(line for line in own if line.endswith("─ q"))) + 1].split()
    below = [output[n + 1].split()[0] for n, line in enumerate(output) if line.startswith("q ")]
    assert below == ["4", "1"]


def test_the_condition_of_a_choice_has_nothing_below_its_wire():
    text = drawn(worked("x if c > 0 else y", {"x": 1.0, "c": 2.0, "y": 3.0}))

    condition = next(number for number, line in enumerate(text) if line.startswith("c "))
    assert not re.match(r" +\d", text[condition + 1][:6])


@given(drawn_circuit=traces())
@pytest.mark.parametrize("signs", [UNICODE, ASCII])
@pytest.mark.parametrize("width", [40, 78, 200])
def test_pictures_fit_and_show_every_input(drawn_circuit, signs, width):
    _, values, trace = drawn_circuit
    text = drawn(trace, width, signs)

    assert max(map(columns, text)) <= width
    assert all(any(re.search(rf"\b{name}\b", line) for line in text) for name in values)
    assert all(line.isascii() for line in text) or signs is UNICODE


@given(traces())
def test_a_transcript_fits_its_page(drawn_circuit):
    _, _, trace = drawn_circuit
    writing = Writing(trace.notation, Figures(9))
    page = [plain(line) for line in lay_out(circuit_lesson(trace, CircuitOptions()), writing, 80)]

    numbers = [trace.notation.text(signal) for signal in trace.formulas]
    for name in numbers:
        assert any(line.startswith(f"  {name} ") for line in page), name
