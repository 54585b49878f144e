"""What went wrong on a sheet, on a layer whose figures can be worked out in the head.

net_o1 = 3·1 + 5·2 + 20 = 33 and net_o2 = 7·1 + 11·2 + 30 = 59 are the outputs, too. They are too large by 32 and 57, with
the targets 1 and 2. For a second sample, with the inputs 2 and 1, net_o1 = 3·2 + 5·1 + 20 = 31 and net_o2 = 55.
"""

from __future__ import annotations

import pytest

from bptrace.expr import Number
from bptrace.marking import diagnosis
from bptrace.marking.by_line import Slips
from bptrace.marking.diagnosis import Diagnosis, diagnose
from bptrace.marking.evidence import LINE, METHOD, Explanation
from bptrace.marking.interval import Interval
from bptrace.notation import NOTATIONS, Notation
from bptrace.printing.text import TextPrinter

from .worked import mark

LAYER = """
inputs: [1, 2]
targets: [1, 2]
learning_rate: 0.1
loss: half_squared_error
layers: [{activation: identity, weights: [[3, 5], [7, 11]], bias: [20, 30]}]
"""
SAMPLES = "samples: [{inputs: [1, 2], targets: [1, 2]}, {inputs: [2, 1], targets: [1, 2]}]\n"
TWO_SAMPLES = LAYER.replace("inputs: [1, 2]\ntargets: [1, 2]\n", SAMPLES)


class Found:
    """A diagnosis in words: its lines by their keys."""

    def __init__(self, figures, problem=LAYER, notation=None):
        marked = mark(problem, figures)
        usual = Notation(marked.method.problem)
        diagnosis = diagnose(marked, notation and NOTATIONS[notation](marked.method.problem))
        printer = TextPrinter(lambda item: usual.text(item.quantity))
        self.findings = diagnosis.findings
        self.lines = [" ".join(usual.key(item.quantity) for item in each.lines) for each in self.findings]
        self.names = [[cause.name for cause in each.causes] for each in self.findings]
        self.decides = [each.decides and usual.key(each.decides.quantity) for each in self.findings]
        self.unexplained = [usual.key(item.quantity) for item in diagnosis.unexplained]
        self.causes = [cause for each in self.findings for cause in each.causes]
        self.formulas = [cause.formula and printer.print(cause.formula) for cause in self.causes]


def test_where_nothing_is_wrong_there_is_nothing_to_find():
    assert diagnose(mark(LAYER, {"net_o1": "33", "out_o1": "33"})) == Diagnosis((), ())


def test_a_mistake_of_method_is_one_finding_however_many_lines_it_makes_wrong():
    """Without its biases the layer has the net inputs 13 and 29."""
    found = Found({"net_o1": "13.00", "net_o2": "29.00"})

    assert (found.lines, found.names, found.decides) == (["net_o1 net_o2"], [["bias left out"]], [None])
    assert (found.causes[0].code, found.causes[0].where, found.causes[0].value) == ("F1", "", pytest.approx(13))
    assert found.formulas == ["w1·i1 + w2·i2"]
    assert found.unexplained == []


def test_the_earliest_finding_comes_first_though_a_later_one_explains_more():
    """With 30 in the place of 20, net_o1 = 43; from there w1⁺ = 3 + 0.1·42·1 and w2⁺ = 5 + 0.1·42·2, upwards."""
    found = Found({"net_o1": "43.00", "w1+": "7.2000", "w2+": "13.400"})

    assert found.lines == ["net_o1", "w1+ w2+"]
    assert found.names[0] == ["b2 instead of b1", "one digit wrong"]
    assert "added instead of subtracted" in found.names[1]
    assert found.decides == ["net_o1", "dE/dout_o1"]  # 43 and 33; 42 and −42


def test_a_line_that_no_mistake_explains_is_left():
    found = Found({"net_o1": "13.00", "net_o2": "77.77", "E_total": "0.12345"})

    assert (found.lines, found.unexplained) == (["net_o1"], ["net_o2", "E_total"])


def test_a_slip_has_the_formula_and_the_value_that_it_gives():
    found = Found({"net_o1": "43.00"})

    assert found.formulas == ["w1·i1 + w2·i2 + b2", None]
    assert [cause.value for cause in found.causes] == [pytest.approx(43), None]  # a slip of the pen works nothing out
    assert [(cause.code, cause.where) for cause in found.causes] == [("F3", ""), ("A1", "")]
    assert found.causes[0].sentence == "This line takes b1; b2 belongs to another one."


def test_sentences_call_lines_what_the_notation_calls_them():
    found = Found({"net_o1": "43.00"}, notation="matrix")

    assert found.names == [["b2⁽¹⁾ instead of b1⁽¹⁾", "one digit wrong"]]


def test_a_mistake_that_right_lines_exclude_was_made_in_the_wrong_ones_only():
    """The bias is left out of net_o1, and not of net_o2; that is as likely as a slip."""
    found = Found({"net_o1": "13.00", "net_o2": "59.00"})

    assert found.names == [["bias left out", "the term with b1 left out", "one digit wrong"]]
    assert [cause.where for cause in found.causes] == ["in this line", "", ""]
    twice = Found({"net_o1[1]": "13.00", "net_o1[2]": "11.00", "net_o2[1]": "59.00"}, TWO_SAMPLES)
    assert [cause.where for cause in twice.causes][:1] == ["in these lines"]


def test_a_slip_made_in_the_same_way_in_several_samples_is_one_finding():
    """With w2 in the place of w1, 5·1 + 5·2 + 20 = 35 and 5·2 + 5·1 + 20 = 35."""
    found = Found({"net_o1[1]": "35.00", "net_o1[2]": "35.00"}, TWO_SAMPLES)

    assert (found.lines, found.names) == (["net_o1[1] net_o1[2]"], [["w2 instead of w1"]])
    assert (found.formulas, found.causes[0].value) == (["w2·i1[1] + w2·i2[1] + b1"], pytest.approx(35))


def test_of_a_slip_in_several_samples_the_value_is_that_of_the_first():
    """With b2 in the place of b1 the net inputs are 33 + 10 and 31 + 10."""
    found = Found({"net_o1[1]": "43.00", "net_o1[2]": "41.00"}, TWO_SAMPLES)

    assert (found.lines, found.names) == (["net_o1[1] net_o1[2]"], [["b2 instead of b1"]])
    assert (found.formulas, found.causes[0].value) == (["w1·i1[1] + w2·i2[1] + b2"], pytest.approx(43))


def test_figures_exchanged_in_several_samples_are_one_finding():
    figures = {"net_o1[1]": "59.00", "net_o2[1]": "33.00", "net_o1[2]": "55.00", "net_o2[2]": "31.00"}

    assert Found(figures, TWO_SAMPLES).names == [["net_o1[1] and net_o2[1] exchanged"]]


def slip(trait, *values):
    """A slip that explains lines 0, 1, .. or whichever have a value."""
    predicts = {line: Interval(value, value) for line, value in enumerate(values) if value}
    formulas = {line: Number(where.low) for line, where in predicts.items()}
    return Explanation(LINE, "F3", str(values), "", "", frozenset(predicts), 0, predicts, formulas, trait=trait)


def test_slips_of_one_trait_are_one_slip_that_explains_the_lines_of_all_of_them():
    first = slip(("a",), 1.0)
    (found,) = diagnosis._repeated([first, slip(("b",), 0, 5.0), slip((), 0, 6.0), slip(("a",), 0, 0, 2.0)])

    assert (found.name, found.trait) == (first.name, first.trait)
    assert found.covers == {0, 2}
    assert found.predicts == {0: (1.0, 1.0), 2: (2.0, 2.0)}
    assert found.formula == {0: Number(1.0), 2: Number(2.0)}


def test_one_slip_or_what_explains_the_same_lines_is_not_repeated():
    exchanged = slip(("a",), 1.0, 2.0)

    assert list(diagnosis._repeated([slip(("b",), 1.0), slip((), 1.0), slip((), 0, 2.0)])) == []
    assert list(diagnosis._repeated([exchanged, exchanged])) == []


def test_where_slips_of_one_trait_disagree_the_first_one_counts():
    (found,) = diagnosis._repeated([slip(("a",), 1.0), slip(("a",), 3.0, 2.0)])

    assert (found.predicts[0], found.formula[0]) == ((1.0, 1.0), Number(1.0))


def test_slips_of_the_pen_are_made_one_by_one():
    found = Found({"net_o1[1]": "-33.0", "net_o1[2]": "-31.0"}, TWO_SAMPLES)

    assert found.lines == ["net_o1[1]", "net_o1[2]"]


@pytest.mark.parametrize(
    ("figures", "sought"),
    [
        ({"net_o1": "13.00", "net_o2": "29.00"}, []),  # the bias is left out
        ({"net_o1": "13.00", "net_o2": "59.00"}, ["net_o1"]),  # but here not everywhere
        ({"net_o1": "13.00", "net_o2": "77.77"}, ["net_o2"]),
        ({"net_o1": "77.77", "net_o2": "29.00"}, ["net_o1"]),
    ],
)
def test_slips_are_sought_where_no_mistake_of_method_agrees_with_all_right_lines(figures, sought, monkeypatch):
    found, in_line = [], Slips.in_line
    monkeypatch.setattr(Slips, "in_line", lambda self, item: found.append(item) or in_line(self, item))
    marked = mark(LAYER, figures)
    diagnose(marked)

    assert [Notation(marked.method.problem).key(item.quantity) for item in found] == sought


@pytest.mark.parametrize(("text", "is_run"), [("13.00", False), ("77.77", True)])
def test_a_run_from_the_givens_is_tried_where_nothing_else_explains_a_line(text, is_run, monkeypatch):
    runs = []
    monkeypatch.setattr(diagnosis.Methods, "from_the_givens", lambda self, suspects: runs.append(suspects) or [])
    diagnose(mark(LAYER, {"net_o1": text}))

    assert bool(runs) is is_run


def test_of_a_run_from_the_givens_only_what_explains_a_line_that_is_left_counts(monkeypatch):
    """13 is explained on the sheet, 77.77 is not."""
    marked = mark(LAYER, {"net_o1": "13.00", "net_o2": "77.77"})
    one, other = (each.item for each in marked.marks)

    def runs(*covered):
        return [
            Explanation(METHOD, "H1", "another run", "", "", frozenset({item}), 0, {item: Interval(3.0, 3.0)}, {})
            for item in covered
        ]

    def names():
        return [[cause.name for cause in each.causes] for each in diagnose(marked).findings]

    monkeypatch.setattr(diagnosis.Methods, "from_the_givens", lambda self, suspects: runs(one))
    assert names() == [["bias left out"]]
    monkeypatch.setattr(diagnosis.Methods, "from_the_givens", lambda self, suspects: runs(one, other))
    assert names() == [["bias left out"], ["another run"]]
