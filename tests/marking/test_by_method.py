"""Mistakes of method as explanations: on the sheet's own figures, and, where those do not lead to them, from the givens on.

The figures are those of Mazur's article. Its error after the update, 0.291027924, is that of a program that sends the hidden
errors back through updated weights; the program's first output is then 0.742088438, worked out line by line for this test.
"""

from __future__ import annotations

import pytest

from bptrace import examples, expr, spec
from bptrace.marking.by_method import Methods
from bptrace.marking.diagnosis import diagnose
from bptrace.marking.evidence import Evidence
from bptrace.marking.marker import Marker
from bptrace.marking.mistakes import MISTAKES
from bptrace.marking.sheet import Entry, Sheet
from bptrace.marking.suspects import suspects
from bptrace.notation import Notation

from .worked import NEURON, mark

MAZUR = spec.load(examples.find("mazur"))

UPDATED = """w1+ 0.149780716, w2+ 0.199561432, w3+ 0.249751144, w4+ 0.299502287,
w5+ 0.35891648, w6+ 0.408666186, w7+ 0.511301270, w8+ 0.561370121"""


def marked(text):
    entries = tuple(Entry(*row.split(), number, 1) for number, row in enumerate(text.split(","), 1))
    return Marker(MAZUR).mark(Sheet("Ada", entries))


def findings(text):
    return diagnose(marked(text)).findings


@pytest.mark.parametrize(
    ("figures", "where", "value"),
    [
        ("E_total+ 0.291027924", "in the run that this figure comes from", 0.291027924),
        ("E_total+ 0.291027924, out_o1+ 0.742088438", "in the run they come from", 0.742088438),
    ],
)
def test_figures_of_another_run_are_explained_by_a_mistake_made_in_all_of_it(figures, where, value):
    ((cause,),) = (finding.causes for finding in findings(f"{UPDATED}, {figures}"))

    assert (cause.code, cause.where, cause.formula) == ("H1", where, None)
    assert cause.value == pytest.approx(value, abs=5e-10)
    assert cause.sentence in {mistake.sentence for mistake in MISTAKES if mistake.code == "H1"}


def test_a_mistake_is_found_after_a_wrong_line_that_it_does_not_explain():
    """Upwards, w5 moves to 0.4 + 0.5·0.082167041 = 0.44108352."""
    sheet = "net_h1 0.9, delta_o1 0.1385, dE/dw5 0.0822, w5+ 0.4411"
    (_, (cause,)) = (finding.causes for finding in findings(sheet))

    assert (cause.code, cause.name) == ("U2", "added instead of subtracted")
    assert expr.evaluate(cause.formula, marked(sheet).method.exact) == pytest.approx(0.44108352, abs=5e-9)


def test_a_mistake_in_the_one_line_that_is_left_out_is_found():
    ((cause,),) = (finding.causes for finding in findings("out_o1 0.7514, dout_o1/dnet_o1 0.1868, delta_o1 -0.1385"))

    assert (cause.code, cause.name) == ("B1", "sign of the error")


def test_a_right_line_after_a_wrong_one_speaks_against_a_mistake_that_is_not_in_it():
    """With the error's sign turned delta_o1 would be turned too, and turned back only by a second mistake."""
    sheet = marked("dE/dout_o1 -0.7414, delta_o1 0.1385")
    found = Methods(Evidence(sheet, Notation(MAZUR))).on_the_sheet(suspects(sheet.method))

    assert {each.name: each.against for each in found}["sign of the error"] == 1


def test_a_mistake_is_made_everywhere_or_in_the_layer_of_a_line_that_it_explains():
    """Without the bias net_h1 = 0.15·0.05 + 0.2·0.1 = 0.0275."""
    sheet = marked("net_h1 0.0275")
    found = Methods(Evidence(sheet, Notation(MAZUR))).on_the_sheet(suspects(sheet.method))

    assert [each.where for each in found if each.name == "bias left out"] == ["", "in the hidden layer"]


def test_a_mistake_of_method_may_leave_much_of_a_figure_open():
    """Without the ½, 1.3 leaves open an error of 0.25² = 0.0625 to 0.35² = 0.1225, such as 0.3² = 0.09."""
    sheet = mark(NEURON, {"out_o1": "1.3", "E_total": "0.09"})
    found = Methods(Evidence(sheet, Notation(sheet.method.problem))).on_the_sheet(suspects(sheet.method))

    assert "no ½ in the error" in [each.name for each in found]
