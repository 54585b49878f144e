"""A derivation has all that a number rests on and nothing else; of a big network, the first and the last of what is alike."""

from __future__ import annotations

import pytest

from bptrace import examples, spec, training
from bptrace.notation import Notation
from bptrace.report.derivation import LONGEST, derivation, thinned
from bptrace.report.document import Facts, Paragraph, Table
from bptrace.report.lesson import Options
from bptrace.report.writing import Writing
from bptrace.sections import Extent, Gap, Section, Topic
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
    assert keys[:4] == ["net_h1[1]", "net_h2[1]", Gap(97, "like these"), "net_h100[1]"]
    assert keys[-2:] == ["dE/dw100", "w100+"]
    assert {"delta_h4[1]", "delta_h4[2]", "delta_h4[3]"} <= set(keys)
    assert "i1[1] = " in text
    assert "… 27 more, i30[1] = " in text  # 30 inputs: the first two and the last
    assert f"So w100⁺ = {Writing(big.notation).number(big.value('w100+'))}." in text
    assert "Of many that are alike, the first and the last are shown." in text


def test_what_is_shown_and_what_is_left_out_are_together_all_that_there_is(big):
    rows, text = derived(big, "E_total")

    lines = big.rounds[0].program.slice_of([big.locate("E_total")[1]])
    assert sum(row.count if isinstance(row, Gap) else 1 for row in rows) == len(lines)
    assert f"It rests on {len(lines) - 1:,} lines." in text


def test_sections_in_the_middle_of_many_are_counted_and_left_out():
    def neuron(unit):
        return [Section(Topic.HIDDEN_NEURON, (), 1, unit, sample) for sample in (0, 1)]

    whole = [section for unit in range(20) for section in neuron(unit)]
    thin = thinned(whole, Extent(whole=5, head=2, tail=1))

    assert [(one.unit, one.sample, one.skipped) for one in thin] == [
        (0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 34), (19, 0, 0), (19, 1, 0),
    ]  # fmt: skip
    assert thinned(whole, Extent(whole=20)) == whole
