"""Lines that are laid out together say the same, to the last sign, as each written by itself."""

from __future__ import annotations

import csv
import gc
import io
import json
import weakref
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bptrace import examples, spec, training
from bptrace.divergence import DivergedError
from bptrace.network import Quantity
from bptrace.notation import NOTATIONS
from bptrace.printing.text import ASCII, UNICODE, TextPrinter
from bptrace.problem import Problem
from bptrace.report import laid_out, rows
from bptrace.report.columns import Texts, look, looks, mark
from bptrace.report.encoding import csv_lines, harmless, json_texts
from bptrace.report.figures import Figures
from bptrace.report.laid_out import Book, Lasting
from bptrace.report.slabs import COLUMNS, Filled, Slab
from bptrace.report.writing import Writing
from bptrace.rounding import Rounding
from bptrace.sections import EVERYTHING, sections
from tests.shipped import SHIPPED
from tests.strategies import problems

WIDE = """
data: {{generate: uniform, count: 20, inputs: 17, label: i1 > 0}}
seed: 3
batch: 18
learning_rate: 0.1
optimizer: {optimizer}
input_gradients: true
loss: {loss}
layers:
  - {{activation: {activation}, neurons: 11, weights: {{init: normal, std: 40}}, bias: {{init: constant}}}}
  - {{activation: tanh, neurons: 9, weights: {{init: normal, std: 0.001}}}}
  - {{activation: softmax, neurons: 2, weights: {{init: xavier}}, bias: {{init: constant}}}}
"""


def quantities(problem, kept):
    """Yield the quantity of every row in order of reading, one by one."""
    network = problem.network
    for sample in kept.samples:
        yield from (Quantity("out", 0, unit, None, sample) for unit in range(len(network.inputs)))
        if problem.targets is not None:
            outputs = range(len(network.outputs))
            yield from (Quantity("target", network.depth, unit, None, sample) for unit in outputs)
    trained = {str(one) for block in network.blocks if block.trained for one in block.names.flat}
    for kind in ("parameter", *(problem.optimizer.state if problem.optimizer else ())):
        for name, parameter in network.parameters():
            if kind == "parameter" or name in trained:
                yield parameter._replace(kind=kind)
    yield from map(Quantity, problem.constant_kinds)
    for section in sections(problem, kept, EVERYTHING):
        yield from section.entries


def row_of(kept, phase, quantity, writing):
    """Return the row of a quantity, of which nothing is shared with any other row."""
    step, key = kept.step_of(quantity), writing.notation.key
    units = kept.program.network.units(quantity.layer or 0)
    formula = step.formula
    return {
        "epoch": kept.epoch,
        "step": kept.step,
        "sample": None if quantity.sample is None else quantity.sample + 1,
        "phase": phase,
        "layer": quantity.layer,
        "unit": None if quantity.layer is None or quantity.unit is None else units[quantity.unit],
        "key": key(quantity),
        "symbol": writing.name(quantity),
        "formula": None if formula is None else writing.formula(formula),
        "with_numbers": None if formula is None else writing.with_numbers(formula, kept),
        "value": step.value if np.isfinite(step.value) else repr(step.value),
        "rests_on": () if formula is None else tuple(dict.fromkeys(map(key, writing.operands(formula)))),
    }


def as_json(row):
    return json.dumps(row, ensure_ascii=False)


def as_csv(row):
    """Return a row as the csv module writes it."""
    cells = row | {"rests_on": " ".join(row["rests_on"])}
    file = io.StringIO()
    csv.writer(file).writerow([cell if name == "value" else harmless(cell) for name, cell in cells.items()])
    return file.getvalue()


def compare(trace, writing):
    """Check the rows of the first round; return how many there are, and how many of them were written by themselves."""
    kept = trace.rounds[0]
    expected = list(quantities(trace.problem, kept))
    phases = [run.phase for run in rows._runs(trace.problem, kept) for _ in run.places]
    books = [Book(kept, writing, form) for form in (Slab.rows, json_texts, csv_lines)]
    runs = list(rows._runs(trace.problem, kept))
    found = [[row for run in runs for row in book.written(run)] for book in books]
    assert [len(written) for written in found] == [len(expected)] * 3
    for number in range(0, len(expected), 1 + len(expected) // 400):
        row = row_of(kept, phases[number], expected[number], writing)
        assert [one[number] for one in found] == [row, as_json(row), as_csv(row)]
        assert list(found[0][number]) == list(row) == list(COLUMNS)
    alone = sum(len(opened.places) for opened in books[0]._open.values() if opened.rows is None)
    return len(expected), alone


PHASES = """
given: i1 i2 target_o1 target_o2 w1 w2 w3 w4 b1 w5 w6 w7 w8 b2 v_w1 v_w2 v_w3 v_w4 v_w5 v_w6 v_w7 v_w8 eta mu
forward: net_h1 net_h2 out_h1 out_h2 net_o1 net_o2 out_o1 out_o2
error: E_o1 E_o2 E_total
backward: dE/dout_o1 dout_o1/dnet_o1 delta_o1 dE/dw5 dE/dw6
update: v_w5+ v_w6+ w5+ w6+
backward: dE/dout_o2 dout_o2/dnet_o2 delta_o2 dE/dw7 dE/dw8
update: v_w7+ v_w8+ w7+ w8+
backward: dE/dout_h1:o1 dE/dout_h1:o2 dE/dout_h1 dout_h1/dnet_h1 delta_h1 dE/dw1 dE/dw2
update: v_w1+ v_w2+ w1+ w2+
backward: dE/dout_h2:o1 dE/dout_h2:o2 dE/dout_h2 dout_h2/dnet_h2 delta_h2 dE/dw3 dE/dw4
update: v_w3+ v_w4+ w3+ w4+
after: net_h1+ net_h2+ out_h1+ out_h2+ net_o1+ net_o2+ out_o1+ out_o2+ E_o1+ E_o2+ E_total+
"""
"""A round of Mazur's network with momentum: what is computed, in the order of his page, and to what part it belongs."""


def test_every_line_says_what_part_of_the_round_it_belongs_to():
    trace = training.run(spec.loads(examples.find("mazur").read_text(encoding="utf-8") + "optimizer: momentum\n"))
    book = Book(trace.rounds[0], Writing(trace.notation), Slab.rows)
    found = [row for run in rows._runs(trace.problem, trace.rounds[0]) for row in book.written(run)]

    parts = [line.split(": ") for line in PHASES.strip().splitlines()]
    assert [(row["key"], row["phase"]) for row in found] == [
        (key, phase) for phase, keys in parts for key in keys.split()
    ]


def test_what_adam_works_out_belongs_to_the_update():
    trace = training.run(spec.loads(examples.find("mazur").read_text(encoding="utf-8") + "optimizer: adam\n"))
    book = Book(trace.rounds[0], Writing(trace.notation), Slab.rows)
    found = [row for run in rows._runs(trace.problem, trace.rounds[0]) for row in book.written(run)]

    phases = {row["key"]: row["phase"] for row in found}
    assert [phases[key] for key in ("m_w5+", "v_w5+", "mhat_w5", "vhat_w5", "w5+")] == ["update"] * 5
    assert (phases["m_w5"], phases["dE/dw5"]) == ("given", "backward")


@pytest.mark.parametrize(
    ("optimizer", "loss", "activation"),
    [
        ("sgd", "categorical_cross_entropy", "logistic"),
        ("adam", "half_squared_error", "relu"),
        ("momentum", "squared_error", "gelu"),
    ],
)
@pytest.mark.parametrize("longest", [16, None])
def test_lines_of_a_wide_network_are_laid_out_as_each_is_written(optimizer, loss, activation, longest):
    problem = spec.loads(WIDE.format(optimizer=optimizer, loss=loss, activation=activation))
    trace = training.run(problem)
    count, alone = compare(trace, Writing(trace.notation, longest=longest))

    assert count > 2000
    assert alone < count / 100


@pytest.mark.parametrize(("signs", "notation"), list(product((ASCII, UNICODE), NOTATIONS)))
def test_they_are_in_every_notation(signs, notation):
    trace = training.run(spec.loads(WIDE.format(optimizer="sgd", loss="squared_error", activation="tanh")))
    compare(trace, Writing(NOTATIONS[notation](trace.problem), Figures(3), signs))


@pytest.mark.parametrize("name", SHIPPED)
def test_they_are_for_what_is_shipped(name, monkeypatch):
    monkeypatch.setattr(laid_out, "FEWEST", 1)
    rounding = Rounding(4)
    problem = replace(spec.load(examples.find(name)), epochs=1)
    for trace, round_ in ((training.run(problem), None), (training.run(problem, rounding=rounding), rounding)):
        compare(trace, Writing(trace.notation, rounding=round_))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(problems(), st.sampled_from([1, 10]), st.sampled_from([1, 2, 8]))
def test_they_are_for_any_problem(monkeypatch, problem: Problem, whole: int, fewest: int) -> None:
    monkeypatch.setattr(laid_out, "FEWEST", fewest)
    monkeypatch.setattr(laid_out, "_WHOLE", whole)
    try:
        trace = training.run(problem)
    except DivergedError:
        return
    compare(trace, Writing(trace.notation, Figures(4)))


NAMED = """
inputs: [1, 2]
targets: [0]
learning_rate: 0.1
loss: half_squared_error
optimizer: momentum
names: {weights: [[[E, d], [dE, theta1]], [[m, v]]]}
layers:
  - {neurons: 2, activation: tanh, weights: [[1, -2], [3, 4]]}
  - {neurons: 1, activation: identity, weights: [[5, -6]]}
"""


def test_they_are_for_parameters_called_like_parts_of_other_names(monkeypatch):
    monkeypatch.setattr(laid_out, "FEWEST", 1)
    trace = training.run(spec.loads(NAMED))
    count, alone = compare(trace, Writing(trace.notation))

    assert (count > 40, alone) == (True, 0)


def test_what_has_to_be_escaped_is():
    texts = ['a"b', "=1", "back\\slash", "a,b", "line\n", "100%", "−½"]
    check_forms(texts)
    check_forms(["x;=1", "y"])


def check_forms(texts):
    filled = Filled("%s + 5%% of %s", [texts, texts[::-1]])
    pairs = list(zip(texts, texts[::-1], strict=True))
    own = {"key": texts, "formula": filled, "rests_on": pairs, "value": [0.1] * (len(texts) - 1) + ["nan"]}
    slab = Slab({"unit": '"%s"', "symbol": "x,y"}, own)

    assert json_texts(slab) == [as_json(row) for row in slab.rows()]
    assert csv_lines(slab) == [as_csv(row) for row in slab.rows()]
    assert [row["formula"] for row in slab.rows()] == [f"{one} + 5% of {other}" for one, other in pairs]


OPERANDS = ("w1", "−3", "-3", "1e-05", "−1e-05", "∂E/∂w1", "z₁⁽¹⁾", "z_1^(2)", "(a)", "1e", "0.5", "−∂E/∂w", "e1")


@pytest.mark.parametrize("text", OPERANDS)
def test_a_mark_looks_like_the_text_that_it_stands_for(text):
    assert look(mark(7, look(text))) == look(text)
    assert mark(7, look(text)) != mark(17, look(text))


@pytest.mark.parametrize(
    "texts", [OPERANDS, ("w1", "x"), ("∂E/∂w1", "w"), ("δ_one", "e1"), ("1.5e-05", "e"), ("1abce",), ()]
)
def test_many_looks_are_the_looks_of_each(texts):
    assert list(looks(texts)) == [look(text) for text in texts]


def test_texts_are_made_once():
    asked = []

    def made(places):
        asked.extend(places.tolist())
        return list(map(str, places.tolist()))

    texts = Texts(10)
    assert texts.column(np.array([3, 1, 3]), made)[0].tolist() == ["3", "1", "3"]
    assert texts.column(np.array([1, 2]), made)[0].tolist() == ["1", "2"]
    assert asked == [1, 3, 2]


def test_a_printer_looks_at_nothing_else():
    """Whatever stands in the place of an operand, a mark with its look is set in the same brackets."""
    problem = spec.load(examples.find("mazur"))
    program = training.run(problem).rounds[0].program
    for line, text in product(program.lines(), OPERANDS):
        for signs in (UNICODE, ASCII):
            one = mark(0, look(text))
            printed = TextPrinter(lambda _, one=one: one, signs).print(line.formula)
            assert printed.replace(one, text) == TextPrinter(lambda _, text=text: text, signs).print(line.formula)


def test_nothing_of_a_round_is_held_when_it_has_been_written():
    trace = training.run(spec.loads(WIDE.format(optimizer="sgd", loss="squared_error", activation="tanh")))
    lasting, kept, books = Lasting(), trace.rounds[0], []
    book = Book(kept, Writing(trace.notation), Slab.rows, lasting)
    for run in rows._runs(trace.problem, kept):
        list(book.written(run))
    books.append(weakref.ref(book))
    gc.disable()
    try:
        del book
        assert lasting.names
        assert books[0]() is None  # at once, without a search for cycles, which large strings do not set off
    finally:
        gc.enable()
