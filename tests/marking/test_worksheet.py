"""Worksheets: what is given, and every line without its value, in a form that is read back."""

import re
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bptrace import examples, spec, training
from bptrace.keys import Keys
from bptrace.marking.sheet import loads
from bptrace.notation import NOTATIONS, Notation
from bptrace.report.rows import rows
from bptrace.report.worksheet import MOST, Asked, Group, Line, Worksheet, worksheet
from bptrace.report.worksheet_formats import WRITERS
from bptrace.report.writing import Writing
from bptrace.selection import select
from tests.shipped import SHIPPED

LARGE = ("iris",)
SMALL = [name for name in SHIPPED if name not in LARGE]

forms = pytest.mark.parametrize("suffix", WRITERS)


@cache
def traced(name, keep=(1,)):
    return training.run(spec.load(examples.find(name)), keep=frozenset(keep))


def text_of(trace, suffix, notation="mazur", **asked):
    return "".join(WRITERS[suffix](worksheet(trace, NOTATIONS[notation](trace.problem), Asked(**asked))))


def read(text, suffix):
    return loads(text.encode(), f"sheet{suffix}", suffix)


def keys(text, suffix):
    return [entry.key for entry in read(text, suffix).entries]


def keys_of(trace):
    """Return the keys of all lines in the order in which the rows of an export have them."""
    found, updates = [], len(trace.problem.batches())
    for row in rows(trace, Writing(Notation(trace.problem))):
        if row["phase"] != "given":
            step = f".{row['step']}" if updates > 1 and row["sample"] is None and row["step"] > 1 else ""
            found.append(row["key"] + (f"@{row['epoch']}{step}" if row["epoch"] > 1 or step else ""))
    return found


@forms
@pytest.mark.parametrize("hints", [False, True])
@pytest.mark.parametrize("name", SMALL)
def test_a_blank_sheet_is_read_back_with_every_line_of_the_example(name, hints, suffix):
    trace = traced(name)
    sheet = read(text_of(trace, suffix, hints=hints), suffix)

    assert [entry.key for entry in sheet.entries] == keys_of(trace)
    assert {entry.text for entry in sheet.entries} == {""}
    assert sheet.name == "sheet"


@forms
@pytest.mark.parametrize("notation", NOTATIONS)
def test_keys_are_the_same_in_every_notation(notation, suffix):
    assert keys(text_of(traced("softmax"), suffix, notation, hints=True), suffix) == keys_of(traced("softmax"))


@pytest.mark.parametrize("name", SMALL)
def test_every_key_names_its_line(name):
    trace = traced(name)
    for key in keys(text_of(trace, ".csv"), ".csv"):
        kept, quantity = trace.locate(key)
        assert kept.program.formula(quantity) is not None


@forms
def test_lines_of_later_rounds_have_their_epoch(suffix):
    trace = traced("xor", (1, 3))
    found = keys(text_of(trace, suffix), suffix)

    assert found == keys_of(trace)
    assert len(found) == 2 * len(keys_of(traced("xor")))
    assert "w1+@3" in found
    assert Keys(trace.notation).find("net_h1[2]@3").epoch == 3


@pytest.fixture
def by_sample():
    samples = "".join(f"  - {{inputs: [{one}], targets: [0]}}\n" for one in (1, 2, 3))
    learning = "batch: 1\nepochs: 2\nloss: squared_error\nlearning_rate: 0.5\n"
    text = f"samples:\n{samples}{learning}layers:\n  - {{activation: logistic, weights: [[0.5]]}}\n"
    return training.run(spec.loads(text), keep=frozenset((1, 2)))


@forms
def test_lines_of_later_updates_have_their_number_where_no_sample_says_it(by_sample, suffix):
    found = keys(text_of(by_sample, suffix), suffix)

    assert found == keys_of(by_sample)
    assert {"w1+", "w1+@1.2", "w1+@1.3", "w1+@2", "w1+@2.3", "net_o1[3]", "net_o1[3]@2"} <= {*found}
    assert len(set(found)) == len(found)


@forms
def test_only_what_is_asked_for_is_asked(suffix):
    trace = traced("mazur")
    only = select(trace, ["delta_o1", "w5", "net_h1"], "--ask")

    assert keys(text_of(trace, suffix, only=only), suffix) == ["net_h1", "delta_o1", "dE/dw5", "w5+"]


WIDE = f"""
inputs: [{", ".join("1" * 20)}]
targets: [1]
loss: absolute_error
learning_rate: 0.1
layers:
  - {{activation: identity, weights: [[{", ".join("1" * 20)}]]}}
"""


@forms
def test_a_wide_network_of_few_lines_is_asked_in_full(suffix):
    sheet = read(text_of(training.run(spec.loads(WIDE)), suffix, hints=True), suffix)

    assert {f"dE/dw{number}" for number in range(1, 21)} <= {entry.key for entry in sheet.entries}


@forms
def test_a_formula_with_bars_stays_in_its_cell(suffix):
    text = text_of(training.run(spec.loads(WIDE)), suffix, hints=True)

    assert "|target_o1 − out_o1|" in text.replace("\\|", "|")
    assert {entry.text for entry in read(text, suffix).entries} == {""}


@forms
def test_what_is_given_stands_at_the_head(suffix):
    """The problem of Mazur's article, from its text."""
    text = text_of(traced("mazur"), suffix)
    head = text[: text.index("net_h1")].replace("**", "")

    for said in ("A step by step backpropagation example", "Inputs: i1 = 0.05, i2 = 0.1", "half squared error",
                 "Targets: target_o1 = 0.01, target_o2 = 0.99", "η = 0.5", "2 hidden (logistic)",
                 "Into h1: w1 = 0.15 from i1, w2 = 0.2 from i2, bias b1 = 0.35",
                 "Into o2: w7 = 0.5 from h1, w8 = 0.55 from h2, bias b2 = 0.6"):  # fmt: skip
        assert said in head


@forms
def test_no_sheet_shows_a_value(suffix):
    trace = traced("mazur", (1,))
    values = [f"{row['value']:.6f}"[1:7] for row in rows(trace, Writing(trace.notation)) if row["phase"] != "given"]

    text = text_of(trace, suffix, hints=True)

    assert len(values) > 40
    assert [value for value in values if value in text] == []


def test_a_round_tells_what_it_starts_from_unless_the_round_before_comes_to_it():
    problem = spec.loads(examples.find("mazur").read_text(encoding="utf-8") + "epochs: 5\n")
    trace = training.run(problem, keep=frozenset((1, 2, 5)))
    text = text_of(trace, ".yaml")

    assert text.count("# Into h1:") == 2
    before, after = text.split("# Epoch 5\n")
    assert "# Epoch 2\n" in before
    start = training.run(problem, keep=frozenset((4,))).value("w1+@4")
    assert f"# Into h1: w1 = {start!r} from i1" in after


def test_given_numbers_have_all_their_digits():
    problem = spec.loads(examples.find("mazur").read_text(encoding="utf-8").replace("0.05,", "0.0500000000000123,"))

    assert "# Inputs: i1 = 0.0500000000000123, i2 = 0.1\n" in text_of(training.run(problem), ".yaml")


def test_hints_are_the_formulas():
    trace = traced("mazur")

    assert "\nnet_h1:  # net_h1 = w1·i1 + w2·i2 + b1\n" in text_of(trace, ".yaml", hints=True)
    assert "\nnet_h1,,net_h1 = w1·i1 + w2·i2 + b1\r\n" in text_of(trace, ".csv", hints=True)
    assert re.search(r"\| `net_h1` \| `net_h1` \| `w1·i1 \+ w2·i2 \+ b1` +\| +\|\n", text_of(trace, ".md", hints=True))
    for suffix in WRITERS:
        assert "w1·i1" not in text_of(trace, suffix)


def test_symbols_are_those_of_the_notation():
    trace = traced("mazur")

    assert "\ndelta_o1:  # δ1⁽³⁾\n" in text_of(trace, ".yaml", "lecture")
    assert "\ndelta_o1,,δ1⁽³⁾\r\n" in text_of(trace, ".csv", "lecture")
    assert re.search(r"\n\| `delta_o1` +\| `δ1⁽³⁾` +\| +\|\n", text_of(trace, ".md", "lecture"))


@forms
def test_a_large_example_says_how_much_is_left_out(suffix):
    trace = traced("iris")
    text = text_of(trace, suffix)
    said = re.search(r"Left out:(?:\*\*)? ([\d,]+) of ([\d,]+) lines", text)
    out, whole = (int(number.replace(",", "")) for number in said.groups())
    per_update = len([row for row in rows(trace, Writing(trace.notation)) if row["phase"] != "given"
                      and row["step"] == 1])  # fmt: skip

    assert whole == per_update * len(trace.problem.batches()) > MOST
    assert whole - out == len(keys(text, suffix))
    assert "more updates like this" in text


def test_what_is_asked_of_a_large_example_is_asked_in_full():
    trace = traced("iris")
    only = select(trace, ["w1"], "--ask")
    found = keys(text_of(trace, ".csv", only=only), ".csv")

    assert len(found) == 2 * len(trace.rounds)


_TITLES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
_NASTY = st.sampled_from(["=1+1", "@x", "-", "a: b", "- [", "| Key | Answer |\n|--|--|\n| z | 9 |", "```", "x\nnet_z: 3",
                          "x\u2028net_z: 3", "a\x85b: 1", '"', "'", "{", "&a", "*b", "key,value", "#"])  # fmt: skip


@forms
@settings(max_examples=40)
@given(st.one_of(_TITLES, _NASTY), st.one_of(_TITLES, _NASTY))
def test_titles_and_names_are_data(suffix, title, layer):
    trace = traced("mazur")
    network = trace.problem.network
    layers = (replace(network.layers[0], name=layer), *network.layers[1:])
    problem = replace(trace.problem, title=title, network=replace(network, layers=layers))
    sheet = read(text_of(replace(trace, problem=problem), suffix), suffix)

    assert [entry.key for entry in sheet.entries] == keys_of(trace)
    assert {entry.text for entry in sheet.entries} == {""}


def test_markdown_shows_a_title_and_a_name_as_they_are():
    shown = Worksheet("*x* <b>", (("a", "b_ `c`"),), (Group("$5 | 6", 2, (), ()),), hints=False)

    assert "".join(WRITERS[".md"](shown)) == (
        "# \\*x\\* \\<b\\>\n\n- **a:** b\\_ \\`c\\`\n\n## <span>$</span>5 \\| 6\n"
    )


def test_a_cell_that_a_spreadsheet_would_take_for_a_formula_gets_an_apostrophe():
    shown = Worksheet("=1", (), (Group("-2", 2, (), (Line("a", "=3", None), "+4")),), hints=False)

    assert "".join(WRITERS[".csv"](shown)).split("\r\n") == ["key,value,symbol", "# =1", "# -2", "a,,'=3", "# +4", ""]


@given(st.one_of(_TITLES, _NASTY))
def test_no_cell_is_a_formula_to_a_spreadsheet(title):
    trace = traced("mazur")
    text = text_of(replace(trace, problem=replace(trace.problem, title=title)), ".csv")

    for line in text.split("\r\n"):
        assert not line.lstrip('"').startswith(("=", "+", "-", "@", "\t"))
        assert not re.search(r',"?[=+@-]', line.partition("# ")[0])


@forms
def test_a_filled_sheet_is_read_back(suffix):
    text = text_of(traced("mazur"), suffix)
    blank = {".yaml": "\nnet_h1: \n", ".csv": "\nnet_h1,,net_h1\r\n", ".md": "| `net_h1` | `net_h1` |                |"}
    filled = {
        ".yaml": "\nnet_h1: 0,3775\n",
        ".csv": '\nnet_h1,"0,3775",net_h1\r\n',
        ".md": "| `net_h1` | `net_h1` | 0,3775 |",
    }

    assert blank[suffix] in text
    sheet = read(text.replace(blank[suffix], filled[suffix]), suffix)

    assert [(entry.key, entry.text) for entry in sheet.entries if entry.text] == [("net_h1", "0,3775")]
