"""The network as a drawing: read back by following its lines, it is the network that was drawn."""

import json
import math
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bptrace import examples, spec, training
from bptrace.printing.text import ASCII, UNICODE
from bptrace.report import diagram, givens
from bptrace.report.document import Diagram, Facts
from bptrace.report.lesson import Options, lesson
from bptrace.report.lines import columns, plain
from bptrace.report.text import lay_out
from bptrace.report.writing import Writing
from bptrace.sections import Extent

SIGNS = "╵╷│╴┘┐┤╶└┌├─┴┬┼"
ENDS = {sign: ends for ends, sign in enumerate(f" {SIGNS}")}
UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8
MAZUR = """\
i1 ──┬──── w1 = 0.15 ──┐        ┌──── w5 = 0.4  ──┐
     │ ┌── w2 = 0.2  ──┼── h1 ──┤ ┌── w6 = 0.45 ──┼── o1
     │ │   b1 = 0.35 ──┘        │ │   b2 = 0.6  ──┘
     │ │                        │ │
     └─│── w3 = 0.25 ──┐        └─│── w7 = 0.5  ──┐
i2 ────┴── w4 = 0.3  ──┼── h2 ────┴── w8 = 0.55 ──┼── o2
           b1 = 0.35 ──┘              b2 = 0.6  ──┘"""


def pictured(problem, **options):
    trace = training.run(problem)
    return picture(problem), Writing(trace.notation, **options)


def picture(problem):
    value_of = givens.start_value(problem)
    rows = tuple(givens.parameters(problem.network, value_of, Extent()))
    return Diagram(problem.network, value_of, Extent(), rows)


def drawn(problem, width=10_000, **options):
    lines = diagram.lines(*pictured(problem, **options), width)
    return None if lines is None else [plain(line) for line in lines]


def shipped(name):
    return spec.load(examples.find(name))


def network_of(sizes, bias):
    """Return a problem whose weights say where they stand: 1.23 leads from the third neuron into the second of layer 1."""
    layers = [
        {
            "activation": "identity",
            "weights": [
                [float(f"{number}.{unit + 1}{source + 1}") for source in range(before)] for unit in range(here)
            ],
        }
        | ({"bias": [100 * number + unit for unit in range(here)]} if bias else {})
        for number, (before, here) in enumerate(pairwise(sizes), 1)
    ]
    return spec.loads(json.dumps({"inputs": [1] * sizes[0], "layers": layers}))


def followed(lines):
    """Return the connections of a drawing as somebody finds them who follows the lines with a finger.

    They are pairs of texts: a neuron and what is written on a line that leaves it, or that and the neuron that it leads into.
    """
    signs = {(row, column): sign for row, line in enumerate(lines) for column, sign in enumerate(line)}
    texts = {}
    for row, line in enumerate(lines):
        for match in re.finditer(rf"[^{SIGNS} ]+(?: [^{SIGNS} ]+)*", line):
            texts |= dict.fromkeys(((row, column) for column in range(*match.span())), match)
    starts = {(match.end(), row, match[0]) for (row, _), match in texts.items()}
    return {(text, found) for column, row, text in starts for found in reached(signs, texts, row, column)}


def reached(signs, texts, row, column):
    """Yield the texts at which the lines end that begin to the right of a place."""
    pending, seen = [(row, column, RIGHT)], set()
    while pending:
        row, column, towards = pending.pop()
        if (row, column, towards) in seen or (row, column) not in signs:
            continue
        seen.add((row, column, towards))
        sign = signs[row, column]
        if (row, column) in texts:
            yield texts[row, column][0]
        elif towards == RIGHT and sign in " │":  # after a name; or a line that goes on behind the one that it crosses
            pending.append((row, column + 1, RIGHT))
        else:
            opposite = {UP: DOWN, DOWN: UP, RIGHT: LEFT}[towards]
            assert ENDS[sign] & opposite, f"a line breaks off at row {row}, column {column}"
            for way, (down, right) in {UP: (-1, 0), DOWN: (1, 0), RIGHT: (0, 1)}.items():
                if ENDS[sign] & way and way != opposite:
                    pending.append((row + down, column + right, way))


def connections(problem):
    """Return the same pairs from the network itself, numbers written as Python writes them."""
    network, value_of = problem.network, givens.start_value(problem)
    pairs = set()
    for number in range(1, network.depth + 1):
        for unit, name in enumerate(network.units(number)):
            for source, before in enumerate(network.units(number - 1)):
                weight = givens.weight_of(network, number, unit, source)
                label = f"{network.parameter_name(weight)} = {value_of(weight):.12g}"
                pairs |= {(before, label), (label, name)}
            bias = givens.bias_of(network, number, unit)
            if bias is not None:
                pairs.add((f"{network.parameter_name(bias)} = {value_of(bias):.12g}", name))
    return pairs


def test_mazurs_network():
    assert "\n".join(drawn(shipped("mazur"))) == MAZUR


def test_a_page_of_80_columns_shows_it_at_the_head_of_the_lesson():
    trace = training.run(shipped("mazur"))
    lines = [plain(line) for line in lay_out(lesson(trace, Options()), Writing(trace.notation), 80)]
    place = lines.index("  " + MAZUR.splitlines()[0])
    assert "\n".join(line.removeprefix("  ") for line in lines[place : place + 7]) == MAZUR
    assert not any("Into h1" in line for line in lines)


@pytest.mark.parametrize("name", ["mazur", "xor", "softmax", "two-hidden-layers", "mathspp", "mazur-trained-biases"])
def test_the_lines_lead_from_where_they_come_to_where_they_go(name):
    problem = shipped(name)
    lines = [line.replace("−", "-") for line in drawn(problem)]
    assert followed(lines) == connections(problem)


SIZES = st.lists(st.integers(1, 4), min_size=2, max_size=4)


@settings(max_examples=60)
@given(SIZES, st.booleans())
def test_the_lines_of_any_network_lead_where_they_go(sizes, bias):
    problem = network_of(sizes, bias)
    lines = drawn(problem)
    if lines is not None:
        assert followed(lines) == connections(problem)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(
    "sizes",
    [
        (2, 1),
        (1, 1, 1),
        (2, 2, 1),
        (2, 2, 2),
        (2, 3, 1),
        (3, 3, 3),
        (2, 4, 1),
        (4, 3, 2),
        (2, 2, 2, 1),
        (2, 4, 4, 3),
        (1, 4, 2),
        (1, 3, 2),
    ],
)
def test_networks_of_textbooks_are_drawn(sizes, bias):
    assert drawn(network_of(sizes, bias)) is not None


def test_a_threshold_is_called_one():
    text = "inputs: [1]\nlayers: [{activation: step, weights: [[2]], threshold: 0.5}]"
    assert drawn(spec.loads(text)) == [
        "i1 ───── w1 = 2             ──┬── o1",
        "         threshold θ1 = 0.5 ──┘",
    ]


def test_ascii_draws_the_same():
    problem = shipped("two-hidden-layers")
    plain_text, lines = drawn(problem, signs=ASCII), drawn(problem, signs=UNICODE)
    assert "".join(plain_text).isascii()
    assert list(map(len, plain_text)) == list(map(len, lines))
    assert plain_text[1].startswith("     | +-- w2 = -0.4 --+-- h1.1 --+ +-- w6")


def test_wide_names_keep_their_columns():
    problem = spec.loads(
        "inputs: [1, 2]\nnames: {inputs: [入力, i], neurons: [[出]]}\n"
        "layers: [{activation: identity, weights: [[1, 2]]}]"
    )
    first, second = drawn(problem)
    assert columns(first[: first.index("w1")]) == columns(second[: second.index("w2")])


@pytest.mark.parametrize(("width", "dashes"), [(56, 2), (55, 1), (48, 1), (47, None)])
def test_little_room_makes_short_lines_and_too_little_none(width, dashes):
    lines = drawn(shipped("mazur"), width)
    if dashes is None:
        assert lines is None
    else:
        assert lines[0].startswith(f"i1 {'─' * dashes}┬")
        assert max(map(len, lines)) <= width


def test_where_there_is_no_room_the_facts_stand_instead():
    trace = training.run(shipped("mazur"))
    writing, element = Writing(trace.notation), picture(trace.problem)
    assert list(lay_out([element], writing, 44)) == list(lay_out([Facts(element.instead)], writing, 44))


def test_brief_lists_the_parameters():
    trace = training.run(shipped("mazur"))
    assert not any(isinstance(element, Diagram) for element in lesson(trace, Options(brief=True)))


def test_a_large_network_is_refused_before_anything_is_laid_out():
    problem = shipped("mazur")
    element, writing = pictured(problem)
    wide = replace(problem.network, inputs=tuple(f"i{number}" for number in range(784)))
    unread = replace(element, network=wide, value_of=lambda quantity: math.nan / 0)
    assert diagram.lines(unread, writing, 10_000) is None
