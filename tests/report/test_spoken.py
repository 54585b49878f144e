"""What is to be read aloud: in order, one quantity a line, nothing that only its place on a page or a silent sign explains."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bptrace import examples, spec
from bptrace.circuit.trace import run
from bptrace.divergence import DivergedError
from bptrace.expr import Call, Choice, Comparison, Negation, Number, Power, Product, Symbol
from bptrace.keys import Keys
from bptrace.network import Quantity
from bptrace.notation import NOTATIONS
from bptrace.printing.text import ALOUD, TextPrinter
from bptrace.report.circuit_lesson import CircuitOptions, circuit_lesson
from bptrace.report.document import Curve, Facts, Grid, Heading, Paragraph, Table, say
from bptrace.report.figures import Figures
from bptrace.report.lesson import Options
from bptrace.report.lines import plain
from bptrace.report.spoken import spoken
from bptrace.report.worked_example import worked_example
from bptrace.report.writing import Writing
from bptrace.training import run as run_problem
from tests.report.test_transcripts import read, recomputed, traced, transcript
from tests.shipped import CIRCUITS, MANY_SAMPLES, SHIPPED
from tests.strategies import problems

SILENT = re.compile(r"[^\x20-\x7e]|  |^ | $|(?<![\w.)\]])-|-(?= )|[\\|<>~]|\.\.\.")
"""Signs that a speech synthesizer passes over where it is not told to say all of them, and spaces that align."""

POWER_OF_TEN = re.compile(r" \* 10 to the power (?:minus (\d+)|(\d+))$")


def aloud(config, notation="mazur", **options):
    trace, _ = traced(config, "")
    names = NOTATIONS[notation](trace.problem)
    return read_out(worked_example(trace, names, Options(**options)), names)


def read_out(elements, names):
    return [plain(line) for line in spoken(elements, Writing(names, signs=ALOUD))]


@cache
def lines(config):
    """Return the lines of tables: name, formula, formula with numbers, value, as far as they stand there."""
    trace, _ = traced(config, "")
    tables = [one for one in worked_example(trace, trace.notation, Options()) if isinstance(one, Table)]
    return [line.split(" = ") for line in read_out(tables, trace.notation) if " = " in line]


def number(text):
    """Return what a spoken number is, as Figures writes it."""
    text = POWER_OF_TEN.sub(lambda match: f"e-{match[1]:0>2}" if match[1] else f"e+{match[2]:0>2}", text)
    return text.replace("minus ", "-")


def in_signs(numbers):
    """Return a spoken formula in the signs that it would be printed in."""
    text = re.sub(r" \* 10 to the power (minus )?(\d+)", lambda m: f"*10**{'-' if m[1] else ''}{m[2]}", numbers)
    for words, sign in {
        "minus ": "-",
        " squared": "**2",
        " cubed": "**3",
        " to the power ": "**",
        "is above": ">",
    }.items():
        text = text.replace(words, sign)
    return text


@pytest.mark.parametrize("config", SHIPPED)
def test_every_line_recomputes_from_its_operands(config):
    assert lines(config)
    for line in lines(config):
        value = line[-1]
        numbers = line[2] if len(line) > 3 else value  # figures that say no more than the value are left out
        exact, printed = not value.startswith("about "), number(value.removeprefix("about "))
        again = Figures().text(recomputed(in_signs(numbers)))
        assert (again == printed) == exact, line


@pytest.mark.parametrize("config", SHIPPED)
def test_it_has_the_lines_of_the_tables_in_the_same_order(config):
    tables = [
        (line.name, line.value.replace("−", "-"), line.exact) for line in read(transcript(config, 10_000, "ascii"))
    ]

    assert [
        (line[0], number(line[-1].removeprefix("about ")), not line[-1].startswith("about ")) for line in lines(config)
    ] == tables


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("config", [*SHIPPED, *MANY_SAMPLES])
def test_no_sign_is_passed_over_and_nothing_is_set_by_spaces(config, notation):
    assert [line for line in aloud(config, notation) if SILENT.search(line)] == []


@pytest.mark.parametrize("name", CIRCUITS)
def test_of_a_circuit_neither(name):
    trace = run(spec.load_any(examples.find(name)))
    out = read_out(circuit_lesson(trace, CircuitOptions()), trace.notation)

    assert [line for line in out if SILENT.search(line)] == []
    assert not [line for line in out if "Above each wire" in line]


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("config", ["mazur", "xor", "two-hidden-layers", "tied"])
def test_names_are_keys_that_are_understood(config, notation):
    trace, _ = traced(config, "")
    names = NOTATIONS[notation](trace.problem)
    keys = Keys(trace.notation, names)
    out = [line.split(" = ")[0] for line in aloud(config, notation, brief=True) if line.count(" = ") > 1]
    scalars = [name for name in out if not re.match(r"[A-Z]|E\b|f'|(net|out|delta)\^|dE/d(W|out\^|b\^)", name)]

    assert len(scalars) > 20
    for name in scalars:
        found = keys.find(name)
        assert names.ascii(found.quantity) == name


def test_headings_end_in_a_colon_and_have_an_empty_line_before_them():
    out = read_out([Heading(say("A title"), 1), Paragraph(say("So it is.")), Heading(say("Error"), 3)], None)

    assert out == ["A title:", "So it is.", "", "Error:"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("Inputs", "a\u00a0=\u00a01"), ["Inputs: a = 1"]),
        (("≈", "roughly, more or less"), ["about: roughly, more or less"]),
        (("…", "3 more neurons"), ["3 more neurons"]),
        (("Shape", "2 inputs → 1 output"), ["Shape: 2 inputs then 1 output"]),
    ],
)
def test_what_there_is_to_say_stands_beside_its_label(row, said):
    assert read_out([Facts((tuple(map(say, row)),))], None) == said


def test_several_values_stand_below_their_label_one_a_line():
    names = traced("mazur", "")[0].notation
    inputs = [Quantity("out", 0, unit, None, 0) for unit in (0, 1)]
    text = say(inputs[0], "\u00a0=\u00a0", 0.05, ", ", "bias\u00a0", inputs[1], "\u00a0=\u00a0", -0.1, ", ", "… 3 more")

    assert read_out([Facts(((say("Inputs"), text),))], names) == [
        "Inputs:",
        "i1 = 0.05",
        "bias i2 = minus 0.1",
        "3 more",
    ]


def test_a_row_of_a_grid_is_a_line_with_the_heads_of_its_columns():
    names = traced("mazur", "")[0].notation
    head = (say("Epochs"), say(Quantity("total_error")), say("Accuracy"), say("…"), say("Perhaps"))
    rows = ((say("1"), say(3.5e-05), say(1.0), say("…"), say("")), (say("… 4 more"), say(), say(), say(), say()))

    assert read_out([Grid(head, rows)], names) == [
        "Epochs 1: E_total = 3.5 * 10 to the power minus 5; Accuracy 1",
        "4 more",
    ]
    assert read_out([Grid((say(""), say("Exact")), ((say("w5"), say(0.5)),))], names) == ["w5: Exact 0.5"]


def test_a_curve_is_said_by_its_ends_and_its_lowest_point():
    curve = Curve(say("E_total"), ((0, 0.5), (3, 0.125), (9, 0.25)))

    assert read_out([curve], None) == [
        "E_total: 0.5 at epoch 0, 0.25 at epoch 9, lowest seen 0.125 at epoch 3",
    ]


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (Negation(Symbol("a")), "minus a"),
        (Product((Symbol("a"), Number(-3.0))), "a * (minus 3)"),
        (Power(Symbol("a"), Number(2.0)), "a squared"),
        (Power(Symbol("a"), Symbol("t")), "a to the power t"),
        (Call("abs", (Symbol("a"),)), "abs(a)"),
        (Call("exp", (Negation(Symbol("a")),)), "exp(minus a)"),
        (Choice(Comparison(">", Symbol("a"), Number(0.0)), Symbol("a"), Number(0.0)), "a if a is above 0 else 0"),
        (Choice(Comparison("<=", Symbol("a"), Number(0.0)), Symbol("a"), Number(0.0)), "a if a is at most 0 else 0"),
        (Call("matmul", (Call("transpose", (Symbol("W"),)), Symbol("x"))), "W transposed times x"),
    ],
)
def test_signs_that_are_not_spoken_are_words(formula, said):
    assert TextPrinter(str, signs=ALOUD).print(formula) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [(-0.5, "minus 0.5"), (3.51019e-05, "3.51019 * 10 to the power minus 5"), (-1e20, "minus 1 * 10 to the power 20")],
)
def test_numbers_too(value, said):
    assert Writing(None, signs=ALOUD).number(value) == said


def test_what_somebody_wrote_has_its_minus_spoken_too():
    writing = Writing(None, signs=ALOUD)

    assert writing.text(("You wrote -0.1171; 1 − out², not -.5, in e-05 or x-1.",)) == (
        "You wrote minus 0.1171; 1 minus  out squared, not minus .5, in e-05 or x-1."
    )


@given(problems(), st.sampled_from(list(NOTATIONS)))
@settings(max_examples=30, deadline=None)
def test_of_any_problem_no_sign_is_passed_over(problem, notation):
    try:
        trace = run_problem(replace(problem, epochs=min(problem.epochs, 2)))
    except DivergedError:
        return
    names = NOTATIONS[notation](problem)

    assert [line for line in read_out(worked_example(trace, names, Options()), names) if SILENT.search(line)] == []
