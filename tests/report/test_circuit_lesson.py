"""Worked examples of circuits read back: every printed line recomputes, and the sentences are where they belong."""

import pytest

from bptrace import examples, spec
from bptrace.circuit.trace import run
from bptrace.printing.text import ASCII, UNICODE
from bptrace.report.circuit_lesson import CircuitOptions, circuit_derivation, circuit_lesson, select_signals
from bptrace.report.document import Paragraph, Schematic, Table
from bptrace.report.figures import Figures
from bptrace.report.lines import columns, plain
from bptrace.report.text import lay_out
from bptrace.report.writing import Writing
from bptrace.rounding import Rounding
from tests.circuit.drawn import worked
from tests.report.test_transcripts import read, recomputed
from tests.shipped import CIRCUITS


def traced(name, rounding=None):
    return run(spec.load_any(examples.find(name)), rounding)


def transcript(trace, width=80, signs=UNICODE, rounding=None):
    """The lines of the document but for the picture, whose lines are none of a table."""
    writing = Writing(trace.notation, Figures(), signs, rounding=rounding)
    elements = [one for one in circuit_lesson(trace, CircuitOptions()) if not isinstance(one, Schematic)]
    return [plain(line) for line in lay_out(elements, writing, width)]


@pytest.mark.parametrize("signs", [UNICODE, ASCII])
@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("name", CIRCUITS)
def test_every_printed_line_recomputes_from_its_printed_operands(name, width, signs):
    lines = list(read(transcript(traced(name), width, signs)))

    assert len(lines) == len(traced(name).formulas)
    for line in lines:
        again = Figures().text(recomputed(line.numbers))
        assert (again == line.value.replace("−", "-")) == line.exact, line


@pytest.mark.parametrize("places", ["2", "4", "3sf"])
@pytest.mark.parametrize("name", CIRCUITS)
def test_with_hand_precision_every_line_is_exact_after_rounding(name, places):
    rounding = Rounding.parse(places)

    for line in read(transcript(traced(name, rounding), rounding=rounding)):
        assert rounding(recomputed(line.numbers)) == float(line.value.replace("−", "-")), line
        assert line.exact


@pytest.mark.parametrize("name", CIRCUITS)
def test_nothing_sticks_out_of_the_page(name):
    trace = traced(name)
    whole = lay_out(circuit_lesson(trace, CircuitOptions()), Writing(trace.notation), 80)

    assert max(columns(plain(line)) for line in whole) <= 80


def words(trace, **settings):
    writing = Writing(trace.notation)
    options = CircuitOptions(**settings)
    elements = list(circuit_lesson(trace, options))
    captions = [one.caption for one in elements if isinstance(one, Schematic) and one.caption]
    return [writing.text(text) for text in (*captions, *(one.text for one in elements if isinstance(one, Paragraph)))]


def test_each_kind_of_gate_is_explained_once():
    said = words(traced("circuit-neuron"))

    assert sum(text.startswith("A sum moves as much") for text in said) == 1
    assert sum("The exponential function is its own slope." in text for text in said) == 1
    assert all(said)


def test_where_parts_come_together_it_is_said_that_they_are_added():
    said = " ".join(words(worked("x * y + x", {"x": 1.0, "y": 2.0})))

    assert "x goes into several places, and changes f through all of them: what comes back is added." in said
    assert "stands at each of them" in said
    assert "several places" not in " ".join(words(traced("circuit-neuron")))


def test_brief_has_no_sentences():
    assert words(traced("circuit"), brief=True) == []


@pytest.mark.parametrize("name", CIRCUITS)
def test_a_derivation_has_what_a_number_rests_on_and_nothing_else(name):
    trace = traced(name)
    for signal in trace.formulas:
        elements = circuit_derivation(trace, trace.notation.key(signal), CircuitOptions())
        shown = {row.quantity for one in elements if isinstance(one, Table) for row in one.rows}
        assert shown == {one for one in trace.resting([signal]) if one in trace.formulas}


def test_a_wire_stands_for_all_that_is_said_of_it():
    trace = traced("circuit")

    chosen = {trace.notation.key(signal) for signal in select_signals(trace, ["q", "∂f/∂x"])}
    assert chosen == {"q", "df/dq", "df/dx"}
