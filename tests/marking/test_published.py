"""What marking says of published figures, and of others that went wrong in the same way."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from bptrace import examples, spec
from bptrace.cli import main
from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.optimizers import OPTIMIZERS
from bptrace.marking.diagnosis import diagnose
from bptrace.marking.marker import Marker
from bptrace.marking.sheet import Entry, Sheet, load
from bptrace.marking.verdicts import Verdict
from bptrace.rounding import Rounding

from .plain import backward  # noqa: F401 - enters its mistakes into the catalogue
from .plain.hands import Hand, written
from .plain.mistakes import CATALOGUE
from .plain.networks import NETWORKS
from .plain.student import Student

SHEETS = Path(__file__).parent / "sheets"
ARTICLE, LECTURE = SHEETS / "mazur-article.csv", SHEETS / "lecture-weight-update.csv"

LATER = ("E_total+", "E_total+@10000", "out_o1+@10000", "out_o2+@10000")
"""What the article prints of later rounds."""


@cache
def found(config, sheet, rounding=None):
    """Return the marks of a sheet by key, and the codes of the mistakes for each line; none where none was found."""
    marker = Marker(spec.load(examples.find(config)) if isinstance(config, str) else config, rounding)
    marked = marker.mark(sheet)
    diagnosis = diagnose(marked)
    causes = {
        marker.finder.key(item): [cause.code for cause in finding.causes]
        for finding in diagnosis.findings
        for item in finding.lines
    }
    causes |= {marker.finder.key(item): [] for item in diagnosis.unexplained}
    return {mark.key: mark for mark in marked.marks}, causes


@cache
def told():
    """What is printed about the article."""
    result = CliRunner().invoke(main, ["check", "mazur", str(ARTICLE)])
    return result.exit_code, re.sub(r"\s+", " ", result.output)


@pytest.mark.parametrize(
    "rounding",
    [(), pytest.param((Rounding(9),), marks=pytest.mark.slow)],
    ids=["as the sheet tells", "to nine decimals"],
)
def test_in_mazurs_article_all_figures_but_the_later_ones_are_right(rounding):
    marks, causes = found("mazur", load(ARTICLE), *rounding)

    assert len(marks) == 30
    assert {key for key, mark in marks.items() if not mark.credited} == set(LATER)
    assert {key: causes[key] for key in ("E_total+", "out_o1+@10000", "out_o2+@10000")} == {
        # All three are the figures of a program that sends the hidden errors back through updated weights.
        "E_total+": ["H1"],
        "out_o1+@10000": ["H1"],
        "out_o2+@10000": ["H1"],
    }


def test_of_the_articles_early_figures_one_was_computed_from_a_rounded_one():
    """-0.038098237 · 0.50, rounded before, is -0.0190491185; with all digits it is -0.019049118258."""
    marks, _ = found("mazur", load(ARTICLE))
    inexact = {key: mark.verdict for key, mark in marks.items() if mark.verdict is not Verdict.CORRECT}

    assert inexact.pop("dE/dout_h1:o2") is Verdict.CARRIED
    assert inexact == dict.fromkeys(LATER, Verdict.WRONG)


def test_the_articles_error_after_ten_thousand_rounds_is_the_one_that_the_last_round_starts_from():
    """0.0000351085 is the error after 9,999 updates, which is called E_total@10000; after 10,000 it is 3.51019e-05."""
    marks, causes = found("mazur", load(ARTICLE))

    assert marks["E_total+@10000"].exact == pytest.approx(3.51019e-05, abs=5e-11)
    assert causes["E_total+@10000"] == ["U8"]
    assert "What is written for E_total⁺ is the value of E_total." in told()[1]


def test_what_is_told_of_the_article_leads_with_its_first_wrong_figure_and_the_slip():
    status, text = told()

    assert status == 1
    assert "26 of 30 lines are right; the first wrong line is E_total⁺" in text
    assert "You wrote 0.291027924; right is 0.291027774. Likely mistake: hidden errors through weights already" in text
    assert "The same explains out_o1⁺ (epoch 10000) and out_o2⁺ (epoch 10000)." in text


@pytest.mark.slow
@pytest.mark.parametrize("key", ["E_total+", "out_o1+@10000", "out_o2+@10000"])
def test_each_later_figure_tells_the_slip_on_its_own_next_to_the_rest(key):
    sheet = load(ARTICLE)
    entries = tuple(entry for entry in sheet.entries if entry.key == key or entry.key not in LATER)

    marks, causes = found("mazur", Sheet("", entries))

    assert marks[key].verdict is Verdict.WRONG
    assert causes == {key: ["H1"]}


@pytest.mark.slow
def test_the_program_with_the_slip_has_the_articles_later_figures_and_not_its_early_ones():
    """The figures of the article's program are right for a network that is updated layer by layer."""
    marks, _ = found("mazur-layer-by-layer", load(ARTICLE))

    assert all(marks[key].verdict is Verdict.CORRECT for key in ("E_total+", "out_o1+@10000", "out_o2+@10000"))
    assert {key for key, mark in marks.items() if mark.verdict is Verdict.WRONG} >= {
        "dE/dout_h1:o1",
        "dE/dout_h1:o2",
        "w3+",
        "w4+",
    }


def test_the_lectures_2_14_is_2_15():
    """It is 2.1475697964; two decimals of the round before leave 2.14 open, and what is off is told."""
    marks, _ = found("lecture-neuron", load(LECTURE))
    (off,) = (mark for mark in marks.values() if mark.verdict is not Verdict.CORRECT)

    assert (off.key, off.verdict, f"{off.exact:.2f}") == ("w0+@3", Verdict.CARRIED, "2.15")


def test_beside_the_lectures_2_14_stands_2_15():
    result = CliRunner().invoke(main, ["check", "lecture-neuron", str(LECTURE), "--brief"])

    assert re.search(r"w0⁺@3 +2\.14 +2\.147569796 +2\.15 ", result.output)


def test_with_all_digits_in_between_the_lectures_2_14_is_cut_off():
    """Where only what is given comes before it, and the lines between are not rounded, no rounding leads to 2.14."""
    marks, _ = found("lecture-neuron", Sheet("", (Entry("w0+@3", "2.14", 1, 1),)), Rounding(9))

    assert marks["w0+@3"].verdict is Verdict.TRUNCATED


ELSEWHERE = [
    ("tanh", 5, "out_o2+@5"),
    ("tanh", 3, "E_total+@3"),
    ("two-hidden", 4, "out_o1+@4"),
    ("cross-entropy", 7, "w5+@7"),
    ("softmax", 6, "out_o3+@6"),
    ("batch", 9, "E_total@9"),
]


@pytest.mark.parametrize(
    ("network", "rounds", "key"),
    [ELSEWHERE[0], *(pytest.param(*each, marks=pytest.mark.slow) for each in ELSEWHERE[1:])],
)
def test_the_same_slip_is_told_on_another_network_by_another_figure_of_another_round(network, rounds, key):
    """The sheet has a right first round, and one later figure, of a student who goes back through updated weights."""
    wrong = next(mistake for mistake in CATALOGUE if mistake.id == "H1-updated-weights")
    trained = {**NETWORKS[network], "epochs": rounds}
    exact = Hand(17, rounded=False)
    slip, right = wrong.student(trained, exact), Student(NETWORKS[network], exact)
    figures = {right.key(line): written(right.values[line], 9) for line in right.work()}
    later = {slip.key(line): written(slip.values[line], 9) for line in slip.work()}
    sheet = Sheet("", tuple(Entry(name, text, 1, 1) for name, text in {**figures, key: later[key]}.items()))

    marks, causes = found(spec.loads(yaml.safe_dump(NETWORKS[network])), sheet)

    assert {name for name, mark in marks.items() if not mark.credited} == {key}
    assert causes == {key: ["H1"]}


def test_nothing_that_marks_knows_a_network_or_its_figures():
    names = [name for name in examples.names() if name not in {**ACTIVATIONS, **OPTIMIZERS}]
    published = [entry.text.strip("-") for sheet in (ARTICLE, LECTURE) for entry in load(sheet).entries]
    for file in (Path(examples.__file__).parent / "marking").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not [name for name in names if f'"{name}"' in text], file
        assert not [figure for figure in published if len(figure) > 6 and figure in text], file
        assert "mazur" not in text.lower(), file
