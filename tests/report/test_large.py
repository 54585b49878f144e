"""Views of large networks: what they leave out is never made, and what they show is what the whole has."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
import pytest

from bptrace import spec, training
from bptrace.expr import Product, Symbol
from bptrace.extent import EVERYTHING
from bptrace.notation import Notation
from bptrace.report.derivation import derivation
from bptrace.report.lesson import Options, lesson
from bptrace.report.lines import plain
from bptrace.report.text import lay_out
from bptrace.report.writing import Writing
from bptrace.sections import Gap, sections

SPEC = """
data: {{generate: uniform, count: 40, inputs: {inputs}, label: i1 > 0}}
seed: 1
batch: 20
learning_rate: 0.5
loss: categorical_cross_entropy
layers:
  - {{activation: tanh, neurons: {hidden}, weights: {{init: xavier}}, bias: {{init: constant}}}}
  - {{activation: softmax, neurons: 2, weights: {{init: xavier}}, bias: {{init: constant}}}}
"""


def run(inputs, hidden):
    return training.run(spec.loads(SPEC.format(inputs=inputs, hidden=hidden)))


@pytest.fixture
def made(monkeypatch):
    """How many nodes of formulas have been made, by their class."""
    count = Counter()
    for kind in (Product, Symbol):

        def counted(self, *args, kind=kind, init=kind.__init__):
            count[kind] += 1
            init(self, *args)

        monkeypatch.setattr(kind, "__init__", counted)
    return count


def printed(elements, trace):
    return "\n".join(plain(line) for line in lay_out(elements, Writing(Notation(trace.problem)), 80))


def documents(trace):
    """The worked example and some derivations: of a weight, of a net input, and of what comes last."""
    yield lesson(trace, Options())
    for key in ("w1+", "net_h3[7]", "E_total+", "delta_h2[3]"):
        yield derivation(trace, key, Options())


def test_a_view_makes_no_more_nodes_for_a_network_that_is_ten_times_as_wide(made):
    counts = []
    for inputs, hidden in ((60, 40), (600, 400)):
        trace = run(inputs, hidden)
        made.clear()
        for document in documents(trace):
            printed(document, trace)
        counts.append(dict(made))

    # a formula is made more than once: for the line, its figures, and whether terms are left out; 24,000 weights are not
    assert all(counts[1][kind] <= counts[0][kind] for kind in made)
    assert counts[1][Product] < 4000


def test_of_a_large_network_all_kinds_of_lines_are_shown_on_some_pages():
    trace = run(300, 200)
    text = printed(lesson(trace, Options()), trace)

    assert len(text.splitlines()) < 600
    assert "… 198 more neurons …" in text
    assert "… 18 more like this …" in text
    assert "… one more update …" in text
    assert "w1·i1[1] + w2·i2[1] + w3·i3[1] + …" in re.sub(r"\s+", " ", text)


def test_what_is_shown_of_a_long_sum_are_the_first_and_last_operands_of_the_whole():
    trace = run(50, 60)
    kept = trace.rounds[0]
    weights, x = kept.values.numbers.arrays, trace.problem.inputs
    block = next(array for at, array in weights.items() if at.kind == "parameter" and np.shape(array) == (60, 50))
    number = Writing(trace.notation).number
    text = re.sub(r"\s+", " ", printed(derivation(trace, "net_h1[1]", Options()), trace))
    ends = [f"{number(block[0, k])}·{number(x[k, 0])}" for k in (0, 49)]
    bracketed = [re.sub(r"−[0-9.e]+", lambda match: f"({match[0]})", end) for end in ends]

    assert f"= {ends[0]} + " in text or f"= {bracketed[0]} + " in text
    assert f" + … + {ends[1]} + 0 " in text or f" + … + {bracketed[1]} + 0 " in text


def test_a_line_that_leaves_terms_out_makes_no_claim_about_its_last_digit():
    trace = run(50, 60)
    writing = Writing(trace.notation)
    kept = trace.rounds[0]
    step = trace.step("net_h1[1]")

    assert writing.line(step, kept).exact
    assert writing.formula(step.formula).count("…") == 1


def test_sections_of_what_is_needed_are_the_whole_sections_without_the_other_lines():
    trace = run(6, 5)
    kept, program = trace.rounds[0], trace.rounds[0].program
    for key in ("w1+", "net_h3[7]", "E_total+", "delta_h2[3]", "dE/dout_h1:o1[2]", "out_h1+[2]", "dE/db2"):
        needed = program.slice([trace.locate(key)[1]])
        whole = [entry for one in sections(trace.problem, kept, EVERYTHING) for entry in one.entries]
        found = [entry for one in sections(trace.problem, kept, EVERYTHING, needed) for entry in one.entries]

        assert found == [entry for entry in whole if entry in needed]
        assert len(found) == len(needed)


def test_gaps_count_what_is_needed_and_not_shown():
    trace = run(60, 40)
    needed = trace.rounds[0].program.slice([trace.locate("E_total+")[1]])
    shown = list(sections(trace.problem, trace.rounds[0], needed=needed))
    gaps = [entry for one in shown for entry in one.entries if isinstance(entry, Gap)]

    assert {(gap.count, gap.what) for gap in gaps} == {
        (37, "neurons"),
        (57, "weights"),
        (37, "weights"),
        (17, "samples"),
    }
