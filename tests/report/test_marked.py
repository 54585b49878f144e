"""The report on a marked sheet: what is said, in which order, and that what a student wrote is nothing but text."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace import examples, spec
from bptrace.expr import Difference, Number, Product, Symbol
from bptrace.marking.diagnosis import Cause, Diagnosis, Finding, diagnose
from bptrace.marking.marker import Marker
from bptrace.marking.method import Item
from bptrace.marking.mistakes import MISTAKES
from bptrace.marking.sheet import Entry, Sheet
from bptrace.network import Quantity
from bptrace.notation import NOTATIONS, Notation, Terms
from bptrace.printing.text import ASCII
from bptrace.report.figures import Figures
from bptrace.report.lines import columns, plain
from bptrace.report.markdown import markdown
from bptrace.report.marked import marked_sheet
from bptrace.report.marked_account import Account
from bptrace.report.marked_data import marked_data
from bptrace.report.text import lay_out
from bptrace.report.writing import Writing
from bptrace.rounding import Rounding

MAZUR = spec.load(examples.find("mazur"))

# The right figures are those that Mazur's article prints, to four figures. With the slip in delta_o1 (0.1485 in the place of
# 0.1385), dE/dw5 = 0.1485·0.5933 = 0.08810505 and w5+ = 0.4 − 0.5·0.0881 = 0.35595, by hand.
SLIP = "out_h1 0.5933, dE/dout_o1 0.7414, dout_o1/dnet_o1 0.1868, delta_o1 0.1485, dE/dw5 0.08811, w5+ 0.3559"


def sheet(text):
    """Return a sheet of `key figure` with commas between the lines."""
    pairs = [line.strip().partition(" ") for line in text.split(",")]
    return Sheet("Ada", tuple(Entry(key, value, line, 1) for line, (key, _, value) in enumerate(pairs, 1)))


def account(text, diagnosis=None, *, problem=MAZUR, required=None, **options):
    marked = Marker(problem, **options).mark(sheet(text) if isinstance(text, str) else text)
    return Account(marked, diagnose(marked) if diagnosis is None else diagnosis, required)


def item(one, key):
    return next(mark.item for mark in one.marked.marks if mark.key == key)


def report(one, width=80, *, brief=False, notation=None):
    writing = Writing(notation or Notation(one.marked.method.problem))
    return "\n".join(map(plain, lay_out(marked_sheet(one, brief=brief), writing, width)))


def sentences(one, **options):
    return " ".join(report(one, **options).split())


def explained(text, causes, lines, decides=None):
    """Return the account of a sheet with a finding made by hand."""
    bare = account(text, Diagnosis())
    found = tuple(replace(cause, formula=cause.formula and cause.formula(bare)) for cause in causes)
    finding = Finding(found, tuple(item(bare, key) for key in lines), decides and item(bare, decides))
    return Account(bare.marked, Diagnosis((finding,)))


def test_a_wholly_right_sheet_gets_a_friendly_line():
    one = account("net_h1 0.3775, out_h1 0.5933, E_total 0.2984")
    assert one.right
    assert "All 3 lines are right. Well done!" in report(one)


def test_the_first_line_sums_the_sheet_up():
    text = report(account(SLIP, Diagnosis())).splitlines()
    assert text[0] == "Ada: A step by step backpropagation example"
    assert text[3:5] == [
        "3 of 6 lines are right, and 2 follow from your own figures; the first wrong line",
        "is δ_o1, line 4 of the sheet.",
    ]


def test_the_first_wrong_line_has_its_formula_the_students_numbers_and_what_is_right():
    text = report(account(SLIP, Diagnosis()))
    # 0.7414·0.1868 = 0.13849352 by hand; the article prints 0.138498562
    assert re.search(r"δ_o1 +∂E/∂out_o1·∂out_o1/∂net_o1 +0\.7414·0\.1868 +0\.13849352\n", text)
    assert "You wrote 0.1485. Your own figures give 0.13849352; exactly, it is 0.138498562." in text


# The mistake is the slope net·(1 − net), by hand: 1.1058·(−0.1058) = −0.11699364, and 1.1059·(−0.1059) = −0.11711481. From the
# net input 1.105905967 that is not on the sheet, 1.105905967·(−0.105905967) = −0.117122.
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("net_o1 1.1059, out_o1 0.7514, dout_o1/dnet_o1 -0.1171", "that gives what you wrote:"),
        ("net_o1 1.1058, out_o1 0.7513, dout_o1/dnet_o1 -0.1170", "that gives what you wrote:"),
        ("net_o1 1.1058, out_o1 0.7513, dout_o1/dnet_o1 -0.1169", "that gives what you wrote, cut off instead of rounded:"),
        ("net_o1 1.106, out_o1 0.7514, dout_o1/dnet_o1 -0.1171", "that gives what you wrote, as far as rounding before it"),
    ],
)  # fmt: skip
def test_what_a_mistake_gives_is_what_is_written_or_it_is_said_why_not(text, said):
    """From 1.106, which 1.1059 may be written as, comes −0.117236, and not quite −0.1171."""
    assert f"From your own figures, {said}" in sentences(account(text), brief=True)


def test_what_is_given_and_copied_counts_for_nothing():
    both, alone = account("w5 0.4, net_h1 0.3775, w6 0.45"), account("w5 0.4")

    assert (both.right, alone.right) == (True, False)
    text = sentences(both)
    assert "The one line is right. Well done!" in text
    assert "Given, and copied as it is, which counts for nothing: w5 and w6." in text
    assert re.search(r"w5 0\.4 0\.4 given", text)
    assert "There is nothing on this sheet but what is given, so no line that could be marked." in sentences(alone)
    assert json.loads("".join(marked_data(both, Writing(Notation(MAZUR)))))["counts"]["correct"] == 1


def test_a_line_that_is_not_on_the_sheet_is_worked_out_from_those_that_are():
    text = report(account("dE/dout_o1 0.7414, dout_o1/dnet_o1 0.1868, dE/dw5 0.9, out_h1 0.5933", Diagnosis()))
    assert re.search(r"∂E/∂w5 +δ_o1·out_h1 +0\.13849352·0\.5933 ", text)


def test_what_begins_a_round_is_what_ended_the_one_before_on_the_sheet():
    text = report(account("w5+ 0.5, dE/dw5@2 0.08, w5+@2 0.9", Diagnosis()))
    assert re.search(r"w5⁺ +w5 − η·∂E/∂w5 +0\.5 − 0\.5·0\.08 +0\.46\n", text)
    assert "Also wrong: w5⁺ (epoch 2), line 3" in text


def test_a_cause_is_shown_at_work():
    cause = Cause(
        "B4",
        "slope left out",
        "It is missing.",
        "in the output layer",
        lambda one: Symbol(item(one, "dE/dout_o1")),
        0.7414,
    )
    one = explained("dE/dout_o1 0.7414, delta_o1 0.741, delta_o2 -0.217", [cause], ["delta_o1", "delta_o2"])
    text = report(one)
    assert "Likely mistake: slope left out, in the output layer. It is missing." in text
    assert re.search(r"δ_o1 +∂E/∂out_o1 +0\.7414\n", text)
    assert "The same explains δ_o2." in text
    assert "Also wrong" not in text


def test_a_tie_names_what_would_tell():
    first = Cause("B1", "sign", "It is turned.", "", None, -0.7)
    one = explained(
        "delta_o1 0.5, dE/dw5 0.2966", [first, replace(first, name="twice", value=0.5)], ["delta_o1"], "dE/dw5"
    )
    text = sentences(one)
    assert "Either: sign. It is turned. Done so, δ_o1 comes to −0.7. Or: twice." in text
    assert "The sheet does not tell which it was. ∂E/∂w5 would." in text


def of_catalogue(name):
    one = next(one for one in MISTAKES if one.name == name)
    return Cause(one.code, one.name, one.sentence, "", None, 0.15)


def test_what_would_tell_is_worked_out_with_each_mistake():
    # w1+ = 0.1502 may come from a bias that was subtracted, net_h1 = 0.15·0.05 + 0.2·0.1 − 0.35 = −0.3225, or from an error
    # with its sign turned, which leaves net_h1 as it is. As net_h1 is not on the sheet, it is made up for the finding.
    bare = account("w1+ 0.1502", Diagnosis())
    causes = of_catalogue("sign of the bias"), of_catalogue("sign of the error")
    net = Item(1, 1, Quantity("net", 1, 0, None, 0))
    one = Account(bare.marked, Diagnosis((Finding(causes, (item(bare, "w1+"),), net),)))
    assert "net_h1 would: −0.3225 by the first and 0.3775 by the second." in sentences(one)
    (found,) = data(one)["findings"]
    assert found["decides"] == "net_h1"
    assert found["told"] == pytest.approx([-0.3225, 0.3775])


def test_more_digits_of_the_line_itself_may_tell():
    first = Cause("X", "this", "It is so.", "", None, 0.5012)
    one = explained("delta_o1 0.5", [first, replace(first, name="that", value=0.4977)], ["delta_o1"], "delta_o1")
    assert "With more digits, δ_o1 would: 0.5012 by the first and 0.4977 by the second." in sentences(one)


def test_two_mistakes_with_one_formula_are_told_once():
    cause = Cause("U2", "added", "It is to be subtracted.", "", lambda one: Symbol(item(one, "dE/dout_o1")), 0.7414)
    one = explained("dE/dout_o1 0.7414, delta_o1 0.7414", [cause, replace(cause, name="sign")], ["delta_o1"])
    assert "Likely mistake: added." in report(one)
    assert "does not tell" not in report(one)


def test_a_formula_that_only_the_mistaken_method_can_work_out_is_left_out():
    lost = lambda one: Symbol(Item(1, 1, Quantity("dE/dout", 1, 0, 7, 0)))  # noqa: E731
    cause = Cause("X", "something else", "It is not so.", "", lost, 0.25)
    text = report(explained("delta_o1 0.5", [cause], ["delta_o1"]))
    assert "Done so, δ_o1 comes to 0.25." in text


def test_a_line_that_nothing_explains_is_said_to_be_so():
    assert "No mistake that is often made explains this figure" in sentences(account("delta_o1 5.1", Diagnosis()))


def test_a_given_number_that_was_copied_wrongly_is_said_to_be_given():
    assert "You wrote 0.5; given is 0.4." in report(account("w5 0.5", Diagnosis()))


def test_lines_that_are_wrong_by_themselves_come_one_after_the_other():
    text = report(account("net_h1 0.9, net_h2 0.8", Diagnosis()))
    assert text.index("First wrong line: net_h1, line 1") < text.index("Also wrong: net_h2, line 2")


def test_beyond_eight_explanations_the_rest_is_named():
    keys = ["net_h1", "net_h2", "dE/dout_o1", "dE/dout_o2", "dE/dw5", "dE/dw6", "dE/dw7", "dE/dw8", "dE/dw1", "dE/dw2"]
    text = sentences(account(", ".join(f"{key} 9.87" for key in keys), Diagnosis()), brief=True)
    assert text.count("Also wrong") == 7
    assert "Wrong besides: ∂E/∂w1 and ∂E/∂w2." in text


def test_what_follows_is_named_as_right_on_own_figures():
    assert "These follow from your own figures, and are right on them: ∂E/∂w5 and w5⁺." in sentences(account(SLIP))


def test_a_zero_that_follows_is_worth_nothing():
    one = account("delta_o1 0.0000, dE/dw5 0.0000", Diagnosis())
    assert "0 only because a 0 before is wrong, and so worth nothing: ∂E/∂w5." in sentences(one)
    assert "right on" not in sentences(one)
    assert re.search(r"∂E/∂w5 +0\.0000 +0\.082167041 +follows, worth nothing\n", report(one) + "\n")
    assert "0 of 2 lines are right; the first wrong" in sentences(one)


@pytest.mark.parametrize(
    ("text", "title", "row"),
    [
        # 0.596884378 published: cut off it is 0.5968, and 0.5968 − 0.596884378 = −0.000084378
        ("out_h2 0.5968", "Cut off instead of rounded", r"out_h2 +0\.5968 +0\.596884378 +0\.5969 +−8\.437\d+e-05"),
        # 0.000438568 published: half a unit of 0.0004 is 11 % of it; 0.0004 − 0.000438568 = −0.000038568
        ("dE/dw1 0.0004", "Too few digits", r"∂E/∂w1 +0\.0004 +0\.000438568 +0\.0004 +−3\.8567\d+e-05"),
        # 0.0088·0.05 = 0.00044, which is 0.000001432 above the published 0.000438568
        (
            "delta_h1 0.0088, dE/dw1 0.00044000",
            "Carried rounding",
            r"∂E/∂w1 +0\.00044000 +0\.000438568 +0\.00043857 +1\.432\d+e-06",
        ),
    ],
)  # fmt: skip
def test_what_is_not_exact_is_said_with_how_far_it_is(text, title, row):
    shown = report(account(text, Diagnosis()))
    assert f"\n{title}\n" in shown
    assert re.search(row, shown)


def test_what_cannot_be_marked_has_its_reason_and_line():
    text = sentences(account("net_h1 zero, delta_o3 1, out_h1 0.5933, out_h1 0.7", Diagnosis()), brief=True)
    assert "net_h1, line 1 found 'zero': not a number" in text
    assert "delta_o3, line 2 no quantity is called delta_o3; did you mean delta_o" in text
    assert "out_h1, line 3 found two figures for the line: 0.5933, and on line 4 0.7" in text


def test_what_is_missing_and_what_was_not_asked_for_is_named():
    bare = account("delta_o1 0.1385, E_o1 0.2748", Diagnosis())
    asked = {
        item(bare, "delta_o1"),
        item(bare, "delta_o1")._replace(quantity=item(bare, "delta_o1").quantity._replace(unit=1)),
    }
    one = account("delta_o1 0.1385, E_o1 0.2748", asked=asked)
    text = sentences(one)
    assert not one.right
    assert "1 of 2 lines is right; none is wrong, but 1 is missing." in text
    assert "Nothing is written for δ_o2." in text
    assert "Not asked for, and used where other lines need them: E_o1." in text


def test_the_lines_that_are_not_on_the_sheet_are_counted():
    # The article's round: 8 lines forward, 3 errors, 2·(3 + 4) for the outputs, 2·(3 + 1 + 1 + 4) for the hidden neurons
    # (two parts, their sum, slope, delta, two gradients, two weights), and 11 after the update: 54.
    assert "51 of the 54 lines of the worked example are not on the sheet." in sentences(
        account("net_h1 0.3775, out_h1 0.5933, E_total 0.2984")
    )


def test_what_a_mistake_comes_to_is_worked_out_from_the_figures_on_the_sheet():
    # With the right sign 0.7414·0.7514·(1 − 0.7514) = 0.138492067, by hand; dE/dout_o1 and the slope are not on the sheet.
    one = account("out_o1 0.7514, delta_o1 -0.1385, w5+ 0.4411")
    assert "Done so, δ_o1 comes to −0.138492067." in sentences(one)
    assert data(one)["findings"][0]["causes"][0]["value"] == pytest.approx(-0.7414 * 0.7514 * 0.2486, rel=1e-12)


def test_a_figure_of_another_line_comes_to_nothing():
    text = sentences(account("w5 0.3589, net_h1 0.3775"))
    assert "What is written for w5 is the value of w5⁺." in text
    assert "Done so" not in text


def test_a_line_left_blank_is_on_the_sheet():
    filled = account(Sheet("Ada", (Entry("net_h1", "0.3775", 1, 1), Entry("net_h2", "", 2, 1))))
    text = sentences(filled)
    assert "Nothing is written for net_h2." in text
    assert "52 of the 54 lines of the worked example are not on the sheet." in text


def test_a_sheet_without_a_line_that_could_be_marked_is_not_right():
    for one in (account(Sheet("Ada", ())), account("foo 3")):
        assert not one.right
        assert "There is no line on this sheet that could be marked." in report(one)


def test_required_digits_stand_beside_the_verdict():
    # decimals and figures as they were written: 0.3775 has 4 of both, 0.0381 has 4 decimals and 3 figures, 1/3 is exact
    text = "net_h1 0.3775, delta_o2 -0.0381"
    decimals, figures = (account(text, required=Rounding(4, significant=way)) for way in (False, True))
    assert decimals.right
    assert figures.right
    assert "too few" not in report(decimals)
    assert re.search(r"δ_o2 .* correct +too few$", report(figures), re.MULTILINE)
    assert "Fewer digits than the 4 significant figures that were wanted δ_o2." in sentences(figures)


def test_brief_leaves_the_table_out_and_nothing_else():
    whole, brief = report(account(SLIP)), report(account(SLIP), brief=True)
    assert whole.startswith(brief)
    assert whole.removeprefix(brief).strip().startswith("All lines")


def test_names_are_those_that_were_asked_for():
    text = report(account(SLIP), notation=NOTATIONS["lecture"](MAZUR, Terms("alpha", "t")))
    assert "First wrong line: δ1⁽³⁾, line 4" in text
    assert "a1⁽³⁾" in text


@pytest.mark.parametrize("width", [40, 47, 60, 80, 120])
def test_nothing_is_wider_than_the_page(width):
    noise = ", ".join([SLIP, f"{'x' * 5000} 3", f"net_h1 {'9' * 3000}", "dE/dw1 0.0004", "net_h2 0,39"])
    one = account(noise, Diagnosis())
    assert max(columns(line) for line in report(one, width).splitlines()) <= width


@pytest.mark.parametrize("hostile", ["\x1b[31mred\x1b[0m", "a|b", "$x$", "<b>", "`c`", "=1+1", "\u202e1"])
def test_what_a_student_wrote_is_only_text(hostile):
    one = account(Sheet(hostile, (Entry(hostile, "1", 1, 1), Entry("net_h1", hostile, 2, 1))), Diagnosis())
    text, page = report(one), "\n".join(markdown(marked_sheet(one), Writing(Notation(MAZUR))))
    assert not any(sign in text + page for sign in "\x1b\u202e")
    assert "<b>" not in page
    assert "$x$" not in page
    assert all(len(re.findall(r"(?<!\\)\|", row)) in (0, 5) for row in page.splitlines())
    assert hostile in [line["written"] for line in data(one)["lines"]]


def data(one):
    return json.loads("".join(marked_data(one, Writing(Notation(one.marked.method.problem), Figures(9)))))


def test_data_has_every_line_with_its_verdict():
    found = data(account(f"{SLIP}, foo 3"))
    assert [line["key"] for line in found["lines"]] == [
        *("out_h1", "dE/dout_o1", "dout_o1/dnet_o1", "delta_o1", "dE/dw5", "w5+", "foo"),
    ]  # fmt: skip
    slip = found["lines"][3]
    assert (slip["line"], slip["written"], slip["value"], slip["verdict"]) == (4, "0.1485", 0.1485, "wrong")
    assert slip["exact"] == pytest.approx(0.138498562, abs=5e-10)  # published
    # W of 0.7414 times W of 0.1868, by hand
    assert slip["own"] == pytest.approx([0.74135 * 0.18675, 0.74145 * 0.18685])
    assert found["counts"]["wrong"] == 1
    assert found["counts"]["follows"] == 2
    assert sum(found["counts"].values()) == 6
    assert not found["right"]
    assert found["unknown"] == 1
    assert [one["lines"] for one in found["findings"]] + found["unexplained"] in ([["delta_o1"]], ["delta_o1"])


def test_data_has_causes_with_their_formulas():
    doubled = lambda one: Product((Number(2.0), Difference(Symbol(item(one, "dE/dout_o1")), Number(0.5))))  # noqa: E731
    cause = Cause("X1", "doubled", "It is not.", "", doubled, 0.4828)
    (found,) = data(explained("dE/dout_o1 0.7414, delta_o1 0.4828", [cause], ["delta_o1"]))["findings"]
    assert found["lines"] == ["delta_o1"]
    assert found["decides"] is None
    assert found["causes"] == [
        {
            "code": "X1",
            "name": "doubled",
            "where": None,
            "sentence": "It is not.",
            "formula": "2·(∂E/∂out_o1 − ½)",
            "with_numbers": "2·(0.7414 − ½)",
            "value": 0.4828,
        }
    ]


keys = st.sampled_from(["net_h1", "out_h1", "delta_o1", "dE/dw5", "w5+", "delta_h1", "E_total@2", "w1+@3"]) | st.text(
    max_size=20
)
figures = st.floats(allow_nan=False, allow_infinity=False).map(str) | st.text(max_size=20)


@given(st.lists(st.tuples(keys, figures), max_size=8), st.integers(40, 100))
def test_any_sheet_is_reported(lines, width):
    one = account(
        Sheet("Ada", tuple(Entry(key, value, row, 1) for row, (key, value) in enumerate(lines, 1))), Diagnosis()
    )
    text = list(lay_out(marked_sheet(one), Writing(Notation(MAZUR), signs=ASCII), width))
    assert max(columns(plain(line)) for line in text) <= width
    assert data(one)["right"] == one.right
    list(markdown(marked_sheet(one), Writing(Notation(MAZUR))))
