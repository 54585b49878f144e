"""A derivation has all that a number rests on and nothing else; of a big network, the first and the last of what is alike."""

from __future__ import annotations

import pytest

from bptrace import examples, spec, training
from bptrace.notation import Notation
from bptrace.report.derivation import derivation
from bptrace.report.document import Facts, Paragraph, Table
from bptrace.report.fitting import LONGEST
from bptrace.report.lesson import Options
from bptrace.report.writing import Writing
from bptrace.sections import Gap
from tests.shipped import SHIPPED

BIG = """
data: {generate: uniform, count: 3, inputs: 30, label: i1 > 0}
seed: 1
learning_rate: 0.5
loss: categorical_cross_entropy
layers:
  - {activation: tanh, neurons: 100, weights: {init: xavier}, bias: {init: constant}}
  - {activation: softmax, neurons: 2, weights: {init: xavier}, bias: {init: constant}}
"""


@pytest.fixture(scope="module")
def big():
    return training.run(spec.loads(BIG))


def derived(trace, key):
    """The rows of a derivation, and its other texts in one line."""
    writing = Writing(Notation(trace.problem))
    elements = list(derivation(trace, key, Options(brief=True)))
    rows = [row for one in elements if isinstance(one, Table) for row in one.rows]
    parts = [text for one in elements if isinstance(one, Facts) for _, text in one.rows]
    parts += [one.text for one in elements if isinstance(one, Paragraph)]
    return rows, " ".join(map(writing.text, parts)).replace("\u00a0", " ")


@pytest.mark.parametrize("name", SHIPPED)
def test_of_a_small_network_every_line_that_a_number_rests_on_is_shown_once(name):
    trace = training.run(spec.load(examples.find(name)))
    kept = trace.rounds[0]
    for quantity in list(kept.program.quantities())[::7]:
        rows, _ = derived(trace, trace.notation.key(quantity))
        shown = [row.quantity for row in rows]
        needed = {line.quantity for line in kept.program.slice_of([quantity])}

        assert len(shown) == len(set(shown))
        assert needed <= set(shown)
        # beside them, what makes the short form of a node delta plausible, for which a softmax needs all of its outputs
        assert {one.kind for one in set(shown) - needed} <= {"error", "dE/dout", "dout/dnet", "jacobian", "out"}


def test_of_a_big_network_the_first_and_the_last_of_what_is_alike_are_shown(big):
    rows, text = derived(big, "w100+")  # of h4
    keys = [row if isinstance(row, Gap) else big.notation.key(row.quantity) for row in rows]
    needed = big.rounds[0].program.slice_of([big.locate("w100+")[1]])

    assert len(needed) > LONGEST > len(keys)
    assert keys[:4] == ["net_h1[1]", "net_h2[1]", Gap(97, "neurons"), "net_h100[1]"]
    assert keys[-2:] == ["dE/dw100", "w100+"]
    assert {"delta_h4[1]", "delta_h4[2]", "delta_h4[3]"} <= set(keys)
    assert "i1[1] = " in text
    assert "… 27 more, i30[1] = " in text  # 30 inputs: the first two and the last
    assert f"So w100⁺ = {Writing(big.notation).number(big.value('w100+'))}." in text
    assert "Of many that are alike, the first and the last are shown." in text


def test_of_the_sections_that_are_needed_it_is_counted_how_many_are_left_out(big):
    rows, text = derived(big, "E_total")

    lines = big.rounds[0].program.slice_of([big.locate("E_total")[1]])
    # of 100 hidden neurons, 97 have no line, neither their net input nor their output, in each of the three samples
    assert sum(row.count if isinstance(row, Gap) else 1 for row in rows) == len(lines)
    assert f"It rests on {len(lines) - 1:,} lines." in text


def test_many_given_numbers_are_folded_however_few_lines_rest_on_them():
    weights = f"[[{', '.join(['0.5'] * 600)}]]"
    layer = f"{{neurons: 1, activation: identity, weights: {weights}}}"
    wide = training.run(spec.loads(f"inputs: [{', '.join(['1'] * 600)}]\nlayers: [{layer}]"))
    rows, text = derived(wide, "net_o1")

    assert len(rows) == 1
    assert "Starts" not in text
    assert "i1 = 1, i2 = 1, … 597 more, i600 = 1, w1 = 0.5, w2 = 0.5, … 597 more, w600 = 0.5" in text
