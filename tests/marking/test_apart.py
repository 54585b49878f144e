"""Mistakes that explain the same lines: told apart by what else the sheet has, or by the line that would decide.

The figures are those of Mazur's article, rounded to four decimals: ∂E/∂out_o1 = 0.7414, δ_o1 = 0.1385, ∂E/∂w5 = 0.0822 and
w5 = 0.4. Where the step goes the wrong way, w5⁺ = 0.4 + 0.5·0.08217 = 0.4411.
"""

from __future__ import annotations

import pytest
import yaml

from bptrace import examples, spec
from bptrace.marking import apart
from bptrace.marking.apart import causes, decides
from bptrace.marking.diagnosis import diagnose
from bptrace.marking.evidence import DIGIT, LINE, METHOD, PEN, Evidence, Explanation
from bptrace.marking.interval import Interval
from bptrace.marking.marker import Marker
from bptrace.marking.method import Method
from bptrace.marking.mistakes import MISTAKES
from bptrace.marking.sheet import Entry, Sheet
from bptrace.marking.suspects import Suspect
from bptrace.notation import Notation

from .worked import NEURON, mark

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


# Explanations made by hand: a slip or a mistake with where the values of net_o1 and out_o1 may lie with it.

ONE, TWO = (1.0, 1.0), (2.0, 2.0)


def forward(*weights):
    """Return neurons in a row that nothing trains; each net input and output is the product of the weights up to there."""
    return spec.loads(
        yaml.safe_dump({"inputs": [1], "layers": [{"activation": "identity", "weights": [[one]]} for one in weights]})
    )


def evidence_of(problem, **figures):
    marked = mark(problem, figures)
    return Evidence(marked, Notation(marked.method.problem))


WRONG = evidence_of(NEURON, net_o1="3.00", out_o1="9.00")


def explained(name, family, *ranges, code="", against=0, problem=None, evidence=WRONG):
    """Return an explanation of the first wrong lines; a mistake of method may turn the problem into another one."""
    lines = dict(zip(evidence.wrong, map(Interval._make, ranges), strict=False))
    suspect = problem and Suspect(MISTAKES[0], "", Method(problem, frozenset({1})), evidence.method)
    return Explanation(family, code, name, "", "", frozenset(lines), against, lines, {}, suspect)


def named(*group, evidence=WRONG):
    """Return the names of the causes that are left of a group of explanations."""
    return [each.name for each in causes(evidence, group, list(group[0].predicts))]


def deciding(*found, evidence=WRONG):
    """Return what is called the line that would decide."""
    item = decides(evidence, found, list(found[0].predicts))
    return item and evidence.name(item)


def test_at_most_three_are_named():
    mistakes = [explained(name, METHOD, (value, value)) for value, name in enumerate("abcd", 1)]
    assert named(*mistakes) == ["a", "b", "c"]
    excluded = [explained(name, METHOD, (value, value), against=1) for value, name in enumerate("ab", 1)]
    others = explained("pen", PEN, ONE), explained("slip", LINE, ONE), explained("digit", DIGIT, ONE)
    assert named(*excluded, *others) == ["a", "b", "pen"]


def test_of_each_less_likely_family_one_is_named_beside_two():
    slips = [explained(name, LINE, (value, value)) for value, name in enumerate("abc", 1)]
    pens = explained("pen", PEN, ONE), explained("other", PEN, TWO)
    assert named(*slips) == ["a", "b", "c"]
    assert named(*slips, *pens) == ["a", "b", "pen"]
    assert named(slips[0], *pens, explained("digit", DIGIT, ONE)) == ["a", "pen", "digit"]


def test_what_is_one_in_other_words_takes_no_other_slip_s_place():
    slips = explained("a", LINE, ONE), explained("again", LINE, ONE), explained("b", LINE, TWO)
    assert named(*slips, explained("pen", PEN, ONE)) == ["a", "b", "pen"]


def test_a_figure_that_leaves_much_open_speaks_for_what_gives_it_as_it_is_written():
    coarse = evidence_of(NEURON, net_o1="3")
    assert named(explained("a", LINE, (2.6, 2.7)), explained("b", LINE, (3.0, 3.0)), evidence=coarse) == ["b"]


def test_what_goes_by_one_name_is_named_once():
    assert named(explained("a", LINE, ONE, code="L1"), explained("a", LINE, TWO, code="L1")) == ["a"]
    assert named(explained("a", LINE, ONE, code="L1"), explained("a", LINE, TWO, code="L2")) == ["a", "a"]


@pytest.mark.parametrize("family", [LINE, DIGIT])
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((ONE, TWO), (ONE, TWO), True),
        ((ONE, TWO), (TWO, TWO), False),
        ((ONE, TWO), (ONE, ONE), False),
        (((0.0, 0.0),), ((0.0, 0.0),), True),
        (((1000.0, 1000.0),), ((1000.0000005, 1000.0000005),), True),  # by half a billionth of it
        ((ONE,), ((0.5, 1.0),), False),
        ((ONE,), ((1.0, 1.5),), False),
    ],
)
def test_slips_that_give_the_same_values_are_one_in_other_words(family, one, other, same):
    assert named(explained("a", family, *one), explained("b", family, *other)) == (["a"] if same else ["a", "b"])


def test_slips_of_the_pen_and_those_of_different_families_are_never_the_same():
    assert named(explained("a", PEN, ONE), explained("b", PEN, ONE)) == ["a", "b"]
    assert named(explained("a", METHOD, ONE, against=1), explained("b", LINE, ONE)) == ["a", "b"]


@pytest.mark.parametrize(
    ("code", "other", "same"),
    [
        ("B4", (999.0, 999.0), True),  # a thousandth is too little to be told
        ("B4", (998.0, 1001.0), True),  # in the middle
        ("B4", (998.0, 998.0), False),
        ("B5", (999.0, 999.0), False),
        ("B5", (1000.0, 1000.0), True),
    ],
)
def test_mistakes_under_one_code_are_one_where_a_figure_would_hardly_tell_them_apart(code, other, same):
    """In both lines; in the second they agree on 0."""
    zero = (0.0, 0.0)
    found = explained("a", METHOD, (1000.0, 1000.0), zero, code="B4"), explained("b", METHOD, other, zero, code=code)
    assert named(*found) == (["a"] if same else ["a", "b"])


@pytest.mark.parametrize(
    ("written", "weight", "line"),
    [
        (["out_o1"], 998, "net_o1"),
        (["out_o1"], 999, None),
        (["net_o1"], 998, None),  # out_o1 follows from what is written
        (["net_o1", "out_o1"], 998, None),
    ],
)
def test_mistakes_are_told_apart_by_a_line_that_the_sheet_does_not_have(written, weight, line):
    evidence = evidence_of(forward(1), **dict.fromkeys(written, "3.00"))
    one = explained("a", METHOD, ONE, ONE, code="F1", problem=forward(1000), evidence=evidence)
    other = explained("b", METHOD, ONE, ONE, code="F2", problem=forward(weight), evidence=evidence)

    assert deciding(one, other, evidence=evidence) == line
    assert named(one, other, evidence=evidence) == (["a"] if line is None else ["a", "b"])


def test_a_line_that_there_is_only_with_one_of_two_mistakes_does_not_tell_them_apart():
    evidence = evidence_of(forward(1, 2), net_h1="3.00")
    one = explained("a", METHOD, ONE, problem=forward(1), evidence=evidence)
    other = explained("b", METHOD, ONE, problem=forward(1, 2), evidence=evidence)

    assert deciding(one, other, evidence=evidence) is None


@pytest.mark.parametrize(("most", "line"), [(2, None), (3, "net_o1")])
def test_of_very_many_lines_the_first_are_compared(most, line, monkeypatch):
    monkeypatch.setattr(apart, "_MOST_LINES", most)
    evidence = evidence_of(forward(1, 1), net_h1="3.00")  # then out_h1, net_o1, out_o1
    one = explained("a", METHOD, ONE, problem=forward(1, 1), evidence=evidence)
    other = explained("b", METHOD, ONE, problem=forward(1, 2), evidence=evidence)

    assert deciding(one, other, evidence=evidence) == line


def test_the_lines_of_a_round_are_compared_once_however_many_of_them_are_wrong():
    assert len(list(apart._open(WRONG, list(WRONG.wrong)))) == 13  # of the neuron's 15 lines


def test_where_one_is_a_slip_the_first_wrong_line_decides():
    one = explained("a", METHOD, ONE, ONE, problem=forward(1))
    assert deciding(one) is None
    assert deciding(one, explained("b", LINE, TWO, ONE)) == "net_o1"
    assert deciding(one, explained("b", LINE, ONE, TWO)) is None
