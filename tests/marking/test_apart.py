"""Mistakes that explain the same lines: told apart by what else the sheet has, or by the line that would decide.

The figures are those of Mazur's article, rounded to four decimals: ∂E/∂out_o1 = 0.7414, δ_o1 = 0.1385, ∂E/∂w5 = 0.0822 and
w5 = 0.4. Where the step goes the wrong way, w5⁺ = 0.4 + 0.5·0.08217 = 0.4411.
"""

from __future__ import annotations

import pytest

from bptrace import examples, spec
from bptrace.marking.diagnosis import diagnose
from bptrace.marking.marker import Marker
from bptrace.marking.sheet import Entry, Sheet
from bptrace.notation import Notation

ERROR_TURNED = ("B1", "sign of the error")
STEP_TURNED = ("U2", "added instead of subtracted")


def told(text):
    """Return the mistakes of the only finding, and the key of the line that would decide."""
    problem = spec.load(examples.find("mazur"))
    entries = tuple(Entry(*row.split(), number, 1) for number, row in enumerate(text.split(","), 1))
    (finding,) = diagnose(Marker(problem).mark(Sheet("Ada", entries))).findings
    decides = finding.decides and Notation(problem).key(finding.decides.quantity)
    return [(cause.code, cause.name) for cause in finding.causes], decides


def test_the_line_that_would_decide_is_the_first_in_which_the_mistakes_differ_most():
    # with the error's sign turned ∂E/∂out_o1 is −0.7414, otherwise 0.7414, and so on to the gradient
    assert told("w5+ 0.4411") == ([ERROR_TURNED, STEP_TURNED], "dE/dout_o1")


@pytest.mark.parametrize("line", ["delta_o1 0.1385", "dE/dw5 0.0822"])
def test_a_right_line_excludes_what_would_have_made_it_wrong(line):
    assert told(f"{line}, w5+ 0.4411") == ([STEP_TURNED], None)


def test_where_the_first_line_is_right_the_next_decides():
    # the sign may have turned after ∂E/∂out_o1
    assert told("dE/dout_o1 0.7414, w5+ 0.4411") == ([("B1", "sign of the node delta"), STEP_TURNED], "delta_o1")


@pytest.mark.parametrize("line", ["dE/dout_o1 -0.7414", "delta_o1 -0.1385", "dE/dw5 -0.0822"])
def test_a_second_wrong_line_is_explained_by_the_mistake_that_gives_both(line):
    assert told(f"{line}, w5+ 0.4411") == ([ERROR_TURNED], None)


def test_only_what_a_mistake_would_have_changed_speaks_against_it():
    # an error with its sign turned would have turned δ_o2 = −0.0381 too; it leaves the forward pass as it is
    assert told("out_h1 0.5933, out_o2 0.7729, delta_o2 -0.0381, w5+ 0.4411")[0] == [STEP_TURNED]
    assert told("out_h1 0.5933, out_o1 0.7514, w5+ 0.4411") == ([ERROR_TURNED, STEP_TURNED], "dE/dout_o1")
