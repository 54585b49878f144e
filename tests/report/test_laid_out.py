"""Lines that are laid out together say the same, to the last sign, as each written by itself."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bptrace import examples, spec, training
from bptrace.divergence import DivergedError
from bptrace.notation import NOTATIONS
from bptrace.printing.text import ASCII, UNICODE, TextPrinter
from bptrace.problem import Problem
from bptrace.report import laid_out, rows
from bptrace.report.columns import Texts, look, mark
from bptrace.report.figures import Figures
from bptrace.report.laid_out import Book
from bptrace.report.writing import Writing
from bptrace.rounding import Rounding
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


def compare(trace, writing):
    """Check the lines of the first round; return how many there are, and how many of them were written by themselves."""
    count, alone = 0, 0
    for kept in trace.rounds[:1]:
        book = Book(kept, writing)
        lines = [(quantity, book.line(quantity)) for _, quantity in rows._lines(trace.problem, kept)]
        laid = {id(line) for _, opened in book._open.values() for line in opened.values()}
        count, alone = count + len(lines), alone + sum(id(line) not in laid for _, line in lines)
        for quantity, line in lines[:: 1 + len(lines) // 700]:
            assert line == book.alone(quantity)
    return count, alone


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
    monkeypatch.setattr(laid_out, "FEWEST", 2)
    rounding = Rounding(4)
    problem = replace(spec.load(examples.find(name)), epochs=1)
    for trace, round_ in ((training.run(problem), None), (training.run(problem, rounding=rounding), rounding)):
        compare(trace, Writing(trace.notation, rounding=round_))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(problems(), st.sampled_from([0, 1, 10]))
def test_they_are_for_any_problem(monkeypatch, problem: Problem, whole: int) -> None:
    monkeypatch.setattr(laid_out, "FEWEST", 2)
    monkeypatch.setattr(laid_out, "_WHOLE", whole)
    try:
        trace = training.run(problem)
    except DivergedError:
        return
    compare(trace, Writing(trace.notation, Figures(4)))


OPERANDS = ("w1", "−3", "-3", "1e-05", "−1e-05", "∂E/∂w1", "z₁⁽¹⁾", "z_1^(2)", "(a)", "1e", "0.5", "−∂E/∂w", "e1")


@pytest.mark.parametrize("text", OPERANDS)
def test_a_mark_looks_like_the_text_that_it_stands_for(text):
    assert look(mark(7, look(text))) == look(text)
    assert mark(7, look(text)) != mark(17, look(text))


def test_texts_are_made_once():
    asked = []

    def made(places):
        asked.extend(places.tolist())
        return map(str, places.tolist())

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
    names, kept, books = {}, trace.rounds[0], []
    book = Book(kept, Writing(trace.notation), names)
    for _, quantity in rows._lines(trace.problem, kept):
        book.line(quantity)
    books.append(weakref.ref(book))
    gc.disable()
    try:
        del book
        assert names
        assert books[0]() is None  # at once, without a search for cycles, which large strings do not set off
    finally:
        gc.enable()
