"""Sheets are read as people write them, and a fault is said at its line and column."""

import os
import sys
from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from yaml.reader import ReaderError

from bptrace.errors import BptraceError
from bptrace.marking import sheet_yaml, yaml_lines
from bptrace.marking.figure import UnreadableError, read_figure
from bptrace.marking.sheet import FORMATS, LARGEST, Entry, Sheet, SheetError, load, loads


def read(text, suffix, name="anna"):
    content = text if isinstance(text, bytes) else text.encode()
    return loads(content, f"{name}{suffix}", suffix)


def written(sheet):
    return [(entry.key, entry.text) for entry in sheet.entries]


def places(sheet):
    return [(entry.line, entry.column) for entry in sheet.entries]


TABLE = "| Key | Symbol | Answer |\n| --- | :---: | --- |\n"

READ = [
    (".yaml", "net_h1: 0.3775\nnet_h2: 0.10\n", [("net_h1", "0.3775"), ("net_h2", "0.10")]),
    (".yml", "net_h1: 0.3775", [("net_h1", "0.3775")]),
    (".YAML", "net_h1: 0.3775", [("net_h1", "0.3775")]),
    (".yaml", "w5+: 1e-3 # as printed\nE[2]: −0,5\ndE/dout_h1:o1: 1/3\nw5+@2: 0x10", [
        ("w5+", "1e-3"), ("E[2]", "−0,5"), ("dE/dout_h1:o1", "1/3"), ("w5+@2", "0x10")]),
    (".yaml", "a:\nb: ~\nc: null\nd: ''\ne: \"0.50\"\n1: yes", [
        ("a", ""), ("b", ""), ("c", ""), ("d", ""), ("e", "0.50"), ("1", "yes")]),
    (".yaml", "'∂E/∂w5': 0.1\n\"\\\\delta_{o1}\": 0.2\nδ_o1: 0.3", [
        ("∂E/∂w5", "0.1"), (r"\delta_{o1}", "0.2"), ("δ_o1", "0.3")]),
    (".yaml", "a: 1\na: 2", [("a", "1"), ("a", "2")]),
    (".yaml", "class: 3b\nanswers:\n  a: 1\n  b: 2\n", [("a", "1"), ("b", "2")]),
    (".yaml", "name: Anna\nanswers:\n", []),
    (".yaml", "name: Anna\nb: 1\nclass: 3b\nanswers: {c: 2}\na: 1/3\n", [("b", "1"), ("c", "2"), ("a", "1/3")]),
    (".yaml", "a: ?\nb: -\nc: –\nd: …\ne: n/a\nf:\ng: ...\nh: 1\n", [
        ("a", "?"), ("b", "-"), ("c", "–"), ("d", "…"), ("e", "n/a"), ("f", ""), ("g", "..."), ("h", "1")]),
    (".yaml", "a: '\nb: \"\nc: [\nd: *\ne: @\nf: %\ng: ?!\nh: '0.50' # -\n", [
        ("a", "'"), ("b", '"'), ("c", "["), ("d", "*"), ("e", "@"), ("f", "%"), ("g", "?!"), ("h", "0.50")]),
    (".yaml", "a: ? # no # idea\r\nanswers:\r\n  b: - 0.5\r\n  c: ? 0.3\r\n  d: 2", [
        ("b", "- 0.5"), ("c", "? 0.3"), ("d", "2")]),
    (".yaml", "a: ? # no\nb: - # x # y\n", [("a", "?"), ("b", "-")]),
    (".yaml", "{a: 1, b: 2}", [("a", "1"), ("b", "2")]),
    (".yaml", "", []),
    (".yaml", "# nothing yet\n\n", []),
    (".csv", "net_h1,0.3775\nnet_h2,\n", [("net_h1", "0.3775"), ("net_h2", "")]),
    (".csv", "key,value\r\nnet_h1, 0.10 \r\n\r\nnet_h2\r\n", [("net_h1", "0.10"), ("net_h2", "")]),
    (".csv", "net_h1;0,3775\nnet_h2;0,3925\n", [("net_h1", "0,3775"), ("net_h2", "0,3925")]),
    (".csv", "Key;Answer;Formula\nnet_h1;0,3775;a;", [("net_h1", "0,3775")]),
    (".csv", "sep=;\r\nkey;value\r\nnet_h1;0,3775\r\n", [("net_h1", "0,3775")]),
    (".csv", "Quantity,Result\nnet_h1,0.3775", [("net_h1", "0.3775")]),
    (".csv", "Line,Key,Value\n1,net_h1,0.3775", [("net_h1", "0.3775")]),
    (".md", "| Line | Figure |\n|--|--|\n| a | 1 |", [("a", "1")]),
    (".csv", "key\tvalue\nnet_h1\t0,3775\n", [("net_h1", "0,3775")]),
    (".csv", 'key,value\nnet_h1,"0,3775"\n"w_{1,2}",1', [("net_h1", "0,3775"), ("w_{1,2}", "1")]),
    (".csv", "epoch,symbol,key,value\n1,x,net_h1,0.3775\n", [("net_h1", "0.3775")]),
    (".csv", '"# given: i1, i2"\n# more\nkey,value\na,1\n#,3\n', [("a", "1")]),
    (".csv", "# given: i1, i2\na;0,5\n", [("a", "0,5")]),
    (".csv", "a,1,,\nb,2,,\n", [("a", "1"), ("b", "2")]),
    (".csv", "a,1\na,2\n", [("a", "1"), ("a", "2")]),
    (".csv", "\n , \n", []),
    (".md", f"# Sheet\n\ntext | more\n\n{TABLE}| `net_h1` | x | 0.10 |\n| b | y |  |\n\nend | of\n", [
        ("net_h1", "0.10"), ("b", "")]),
    (".md", "key|value\n-|-\na|1\nb|`2`\n", [("a", "1"), ("b", "2")]),
    (".md", rf"{TABLE}| $\delta_{{o1}}$ | x | $0.5$ |" + "\n| E\\[2\\] | x | **0.25** |\n| a\\|b | x | 1 |\n", [
        (r"\delta_{o1}", "0.5"), ("E[2]", "0.25"), ("a|b", "1")]),
    (".md", f"{TABLE}| a | x | 1 |\n\n| Key | Given |\n|--|--|\n| b | 2 |\n\n**Key** | Value\n--|--\nc | 3\n", [
        ("a", "1"), ("c", "3")]),
    (".md", f"```\n{TABLE}| no | x | 1 |\n```\n\n  {TABLE}  | yes | x | 2 |", [("yes", "2")]),
    (".md", f"~~~text\n```\n{TABLE}| no | x | 1 |\n~~~\n{TABLE}| yes | x | 2 |", [("yes", "2")]),
    (".md", f"{TABLE}| a |\n| | x | 3 |\n", [("a", "")]),
    (".md", TABLE, []),
    (".md", "\n \n", []),
]  # fmt: skip


@pytest.mark.parametrize(("suffix", "text", "expected"), READ, ids=[f"{row[0]}-{row[1][:18]!r}" for row in READ])
def test_a_sheet_is_its_keys_with_their_texts(suffix, text, expected):
    sheet = read(text, suffix)

    assert written(sheet) == expected
    assert not any(entry.fault for entry in sheet.entries)


@pytest.mark.parametrize(
    ("suffix", "text", "expected"),
    [
        (".yaml", "# a\nanswers:\n  a: 1\n  'b': 2", [(3, 3), (4, 3)]),
        (".csv", 'key,value\r\na,1\r\n\r\nb,"2\r\n"\r\nc,3', [(2, 1), (4, 1), (6, 1)]),
        (".md", f"x\r\n\r\n{TABLE}| a | x | 1 |\n|`b`|x|2\nc|x|3", [(5, 3), (6, 2), (7, 1)]),
    ],
)
def test_an_entry_knows_its_place(suffix, text, expected):
    assert places(read(text, suffix)) == expected


def test_lines_that_are_no_yaml_keep_their_places():
    assert places(read("a: 1\nb: ?\n  \n'c': -\nd: 2", ".yaml")) == [(1, 1), (2, 1), (4, 1), (5, 1)]


def test_a_sheet_is_named_after_its_file_unless_a_name_is_written_on_it():
    assert read("a: 1", ".yaml", "class/j.smith").name == "j.smith"
    assert read("name: Anna Berg\na: 1", ".yaml") == Sheet("Anna Berg", (Entry("a", "1", 2, 1),))
    assert read("answers: {a: 1}\nname: Anna", ".yaml").name == "Anna"
    assert read("name:\na: 1", ".yaml").name == "anna"
    assert read("a,1", ".csv").name == "anna"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_utf_8_or_says_that_it_is_utf_16(encoding):
    assert written(read("a: −1".encode(encoding), ".yaml")) == [("a", "−1")]


FAULTS = [
    (".yaml", "- 1", "1:1: found no keys; expected lines such as net_h1: 0.3775"),
    (".yaml", "0.3775", "1:1: found '0.3775' without a colon; expected lines such as net_h1: 0.3775"),
    (".yaml", "answers: 3", "1:10: found no keys below answers"),
    (".yaml", "answers:\n  a:1\nanswers:\n  b: 1", "3:1: found answers twice"),
    (".yaml", " answers: 3", "1:11: found no keys below answers"),
    (".yaml", "answers: [1]", "1:10: found no keys below answers"),
    (".yaml", "- b\nc: [1", "1:1: found a line of a list; expected lines such as net_h1: 0.3775"),
    (".yaml", "b: [0,5]\nc 2", "1:4: found a list; expected one figure"),
    (".yaml", "  b: {c: 1}\nd 2", "1:6: found a mapping; expected one figure"),
    (".yaml", " &x b: 1\nc 2", "1:2: found an anchor, an alias or a tag; expected the text alone"),
    (".yaml", " b: !x 1\nc 2", "1:5: found an anchor, an alias or a tag; expected the text alone"),
    (".yaml", " ? [b]\nc 2", "1:4: found a list or a mapping as a key; expected a key such as net_h1"),
    (".yaml", f"a: {'[' * 7}1{']' * 7}", "1:10: found a fault in the YAML syntax (more than 8 levels of nesting); expected"),
    (".yaml", f"a: {'[0, ' * 7}1{']' * 7}", "1:28: found a fault in the YAML syntax (more than 8 levels of nesting)"),
    (".yaml", "answers:\nanswers:", "2:1: found answers twice"),
    (".yaml", "anwsers:\n  a: 1", "1:1: found the unknown block 'anwsers'; did you mean answers?"),
    (".yaml", "inputs: [1]\nlayers: []", "2:1: found layers, a field of a spec; expected a sheet with lines such as"),
    (".yaml", "circuit: x + y\nvalues: {x: 1, y: 2}", "1:1: found circuit, a field of a spec; expected a sheet"),
    (".yaml", "a: b: 1\nanswers:\n  a: 1\nanswers:\n", "4:1: found answers twice"),
    (".yaml", "a: b: 1\nanswers: [1]\n", "2:10: found no keys below answers"),
    (".yaml", "b: *x", "1:4: found *x, but no &x before it; expected a value in its place"),
    (".yaml", "net_h1:0.3775", "1:8: found 'net_h1:0.3775' in one; expected a space after the colon"),
    (".yaml", "a: b: c", "1:5: found a second colon in the line; expected a text with a colon in quotes"),
    (".yaml", "a: 1\n---\nb: 2", "2:1: found a second YAML document, begun by ---; expected a single one in a file"),
    (".yaml", "[" * 200_000, "1:8: found a fault in the YAML syntax (more than 8 levels of nesting); expected lines such"),
    (".yaml", "? " * 200_000, "1:15: found a fault in the YAML syntax (more than 8 levels of nesting)"),
    (".csv", "a,1\nnet_h1,0,3775", "2:10: found 3 cells; expected 2; with decimal commas, write semicolons"),
    (".csv", "key;value\na;1;2", "2:5: found 3 cells; expected 2\n"),
    (".csv", "key,value\n,5", "2:1: found '5' with no key"),
    (".csv", "key,points\na,1", "1:1: found a column headed key but none headed value"),
    (".csv", f"a,\"{'x' * 200_000}", "1:1: found a fault in the CSV"),
    (".md", "no table", "1:1: found no table with a column headed Key and one headed Answer"),
    (".md", "| Key | Points |\n|--|--|\n| a | 1 |", "1:1: found no table"),
    (".md", f"```\n{TABLE}| a | x | 1 |", "1:1: found no table"),
    (".yaml", "a: 1\nb:\x00 2", "2:3: found the control character NUL (U+0000); expected text, without it"),
    (".csv", b"PK\x03\x04", "1:1: found a binary file, a ZIP archive or a document of an office program; expected"),
    (".yaml", "# a\nb: [1, 2", "2:4: found [ that is still open at the end of the line; expected ] behind its"),
    (".md", "a\x1b[2J", "1:2: found the control character escape (U+001B); expected text, without it"),
    (".yaml", b"a: 1\nb: \xe9", "2:4: found the byte E9, which is not UTF-8 (in the encoding Windows-1252 it is é)"),
    (".yaml", b"\xff\xfea", "1:1: found UTF-16 that breaks off"),
    (".csv", b"a" * (LARGEST + 1), " found a file of more than 1 MB; expected a sheet of at most 1 MB"),
    ("", "a: 1", " found no suffix; expected .yaml, .yml, .csv or .md"),
    (".yamk", "a: 1", " found an unknown suffix '.yamk'; expected .yaml, .yml, .csv or .md; did you mean .yaml?"),
    (".pdf", "a: 1", " found an unknown suffix '.pdf'; expected .yaml, .yml, .csv or .md\n"),
]  # fmt: skip


@pytest.mark.parametrize(("suffix", "text", "message"), FAULTS, ids=[f"{row[0]}-{row[2][:30]}" for row in FAULTS])
def test_a_fault_is_said_at_its_place(suffix, text, message):
    with pytest.raises(SheetError) as caught:
        read(text, suffix)

    assert isinstance(caught.value, BptraceError)
    assert f"{caught.value}\n".startswith(f"anna{suffix}:{message}")
    assert caught.value.faults[0].message in str(caught.value)


def test_where_no_line_can_be_read_the_faults_of_all_are_said_each_with_its_line():
    with pytest.raises(SheetError) as caught:
        read("name: Anna\nanswers:\n  a:0.5\n  b: [0,5\n  c 2\n", ".yaml")

    assert str(caught.value).splitlines() == [
        "anna.yaml:3:5: found 'a:0.5' in one; expected a space after the colon",
        "      a:0.5",
        "        ^",
        "anna.yaml:4:6: found [ that is still open at the end of the line; expected ] behind its last value",
        "      b: [0,5",
        "         ^",
        "anna.yaml:5:3: found 'c 2' without a colon; expected lines such as net_h1: 0.3775",
        "      c 2",
        "      ^",
    ]


def test_of_very_many_faults_the_first_are_said_and_the_others_counted():
    with pytest.raises(SheetError) as caught:
        read("a:1\n" * 30, ".yaml")

    assert len(caught.value.faults) == 30
    assert str(caught.value).splitlines()[-1] == "and 10 more faults"


GOOD = "good: 1\n"
UNREADABLE = [
    ("b: [0,5]", ("b", "[0,5]", "found a list; expected one figure; a decimal comma needs no brackets")),
    ("b: {c: 1}", ("b", "{c: 1}", "found a mapping; expected one figure")),
    ("b:\n  - 1\n  - 2", ("b", "- 1 - 2", "found a list; expected one figure; a decimal comma needs no brackets")),
    ("name: [x]", ("name", "[x]", "found a list; expected one name")),
    ("? [b]\n: 1", ("[b]", "1", "found a list or a mapping as a key; expected a key such as net_h1")),
    ("b: !x 1", ("b", "!x 1", "found an anchor, an alias or a tag; expected the text alone")),
    ("&x b: 1", ("b", "1", "found an anchor, an alias or a tag; expected the text alone")),
    ("b: *x", ("b", "*x", "found *x, but no &x before it; expected a value in its place")),
    ("b:−0,5 # mine", ("b", "−0,5", "found 'b:−0,5 # mine' in one; expected a space after the colon")),
    ("b:.5", ("b", ".5", "found 'b:.5' in one; expected a space after the colon")),
    ("b:,5", ("b", ",5", "found 'b:,5' in one; expected a space after the colon")),
    ("dE/dout_h1:o1:2", ("dE/dout_h1:o1", "2", "found 'dE/dout_h1:o1:2' in one; expected a space after the colon")),
    ("b: 0,5: 1", ("b", "0,5: 1", "found a second colon in the line; expected a text with a colon in quotes")),
    ("b 2 # mine", ("b", "2", "found 'b 2 # mine' without a colon; expected lines such as net_h1: 0.3775")),
    ("b c 2", ("b c", "2", "found 'b c 2' without a colon; expected lines such as net_h1: 0.3775")),
    ("b", ("b", "", "found 'b' without a colon; expected lines such as net_h1: 0.3775")),
    ("b: [1, 2", ("b", "[1, 2", "found [ that is still open at the end of the line; expected ] behind its last value")),
    ("- b: 2", ("b", "2", "found a line of a list; expected lines such as net_h1: 0.3775")),
]  # fmt: skip


@pytest.mark.parametrize(("line", "found"), UNREADABLE, ids=[line for line, _ in UNREADABLE])
def test_in_yaml_a_line_that_is_no_key_and_figure_costs_only_itself(line, found):
    below = "".join(f"  {each}\n" for each in line.split("\n"))
    for text in (f"{GOOD}{line}\nlast: n/a\n", f"answers:\n  {GOOD}{below}  last: n/a\n"):
        entries = [(entry.key, entry.text, entry.fault) for entry in read(text, ".yaml").entries]
        assert entries == [("good", "1", ""), found, ("last", "n/a", "")]


def test_a_remark_of_several_lines_costs_nothing_where_a_sign_is_no_yaml():
    assert written(read("note: |\n  all by hand\n  but one\nanswers:\n  a: ?\n  b: 1", ".yaml")) == [
        ("a", "?"),
        ("b", "1"),
    ]


def test_eight_levels_of_nesting_are_no_fault_of_the_whole_sheet():
    sheet = read(f"a: {'[' * 6}1{']' * 6}\nb: 2\n", ".yaml")

    assert [(entry.key, bool(entry.fault)) for entry in sheet.entries] == [("a", True), ("b", False)]


def test_a_sheet_that_is_read_line_by_line_or_is_empty_has_its_name_and_its_places():
    sheet = read("answers:\n   a 1\n  b: 1", ".yaml")

    assert (sheet.name, places(sheet)) == ("anna", [(2, 4), (3, 3)])
    assert read("", ".yaml").name == "anna"


@pytest.mark.parametrize("last", ["x: 1", "x 1"])
def test_ten_thousand_lines_are_a_sheet_and_one_more_is_none(last):
    lines = "a: 1\n" * 9_999

    assert len(read(f"{lines}{last}", ".yaml").entries) == 10_000
    with pytest.raises(
        SheetError, match=r"anna\.yaml:10001:1: found more than 10000 keys; expected a sheet of at most 10000"
    ):
        read(f"a: 1\n{lines}{last}", ".yaml")


def test_what_a_reader_of_yaml_refuses_without_a_place_costs_its_line(monkeypatch):
    def composed(text):
        if "b" in text:
            raise ReaderError("", 0, "", "", "")
        return yaml.compose(text)

    for module in (yaml_lines, sheet_yaml):
        monkeypatch.setattr(module, "composed", composed)

    good, bad = read("a: 1\n b: 2", ".yaml").entries
    assert (good.fault, bad.fault) == ("", "found a control character; expected text")
    with pytest.raises(SheetError, match=r"anna\.yaml:1:2: found a control character"):
        read(" b: 2", ".yaml")


def test_empty_lines_and_comments_are_passed_over_without_being_parsed(monkeypatch):
    parsed = []

    def composed(text):
        parsed.append(text)
        return yaml.compose(text)

    monkeypatch.setattr(yaml_lines, "composed", composed)

    sheet = read("a: b: 1\n\n  \t\n# so far\n  #: ?\nc: 2 # and on\n", ".yaml")
    assert parsed == ["a: b: 1", "c: 2 # and on"]
    assert places(sheet) == [(1, 1), (6, 1)]


def test_an_anchor_and_its_alias_cost_both_of_their_lines():
    entries = read("a: &x 1\nb: *x\nc: 2", ".yaml").entries

    assert [(entry.key, bool(entry.fault)) for entry in entries] == [("a", True), ("b", True), ("c", False)]


def test_what_is_indented_in_whatever_way_stands_below_answers():
    sheet = read("class: 3b\nanswers:\n\ta: ?\n    b: x y\n  c:\nd: 1\ne: x", ".yaml")

    assert written(sheet) == [("a", "?"), ("b", "x y"), ("c", ""), ("d", "1")]
    assert places(sheet) == [(3, 2), (4, 5), (5, 3), (6, 1)]
    assert [entry.key for entry in sheet.remarks] == ["class", "e"]


def test_what_is_not_a_figure_beside_answers_is_kept_as_a_remark():
    sheet = read("class: 3b\nnet_h1: n/a\nnet_h2: 0.39\ngroup: [1, 2]\nanswers:\n  a: b", ".yaml")

    assert written(sheet) == [("net_h2", "0.39"), ("a", "b")]
    assert [(entry.key, entry.text) for entry in sheet.remarks] == [
        ("class", "3b"), ("net_h1", "n/a"), ("group", "[1, 2]")]  # fmt: skip


def test_lines_that_are_no_mapping_at_all_are_read_one_by_one():
    sheet = read("answers:\n  a:1\n  b:2\nc: 3", ".yaml")

    assert (sheet.name, written(sheet)) == ("anna", [("a", "1"), ("b", "2"), ("c", "3")])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize(
    ("below", "column", "line"),
    [
        ("b", 1, "b"),
        ("b: [0,5", 4, "b: [0,5"),
        ("b:0.5", 3, "b:0.5"),
        ("b: \x00", 4, "b: ␀"),
    ],
)
def test_a_fault_shows_its_line_whatever_ends_a_line_in_yaml(end, below, column, line):
    with pytest.raises(SheetError) as caught:
        read(f"# a{end}{below}{end}", ".yaml")

    assert (caught.value.faults[0].line, caught.value.faults[0].column) == (2, column)
    assert str(caught.value).splitlines()[1] == f"    {line}"


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u2029"])
def test_what_ends_a_line_in_yaml_alone_ends_none_in_csv_and_markdown(sign):
    assert read(f"a;1\nb{sign};2", ".csv").entries == (Entry("a", "1", 1, 1), Entry("b", "2", 2, 1))
    with pytest.raises(SheetError, match=r"anna.csv:2:7: found 3 cells; expected 2"):
        read(f"a;1\n{sign}b;2 ;3", ".csv")
    with pytest.raises(SheetError, match=r"anna.md:1:3: found the control character NUL"):
        read(f"a{sign}\x00", ".md")


def test_a_sheet_is_read_from_its_file(tmp_path):
    path = tmp_path / "anna.yaml"
    path.write_text("a: 1", encoding="utf-8")

    assert load(path) == Sheet("anna", (Entry("a", "1", 1, 1),))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.csv", "no such file"),
        ("missing", "no such file"),
        ("missing.txt", "no such file"),
        ("folder.csv", "is a folder, not a file"),
        ("ana.csv", "no such file; did you mean {}/anna.csv?"),
        ("ana.yml", "no such file; did you mean {}/anna.yaml?"),
        ("no/anna.csv", "no such file; there is no folder {}/no"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault_of_the_sheet_without_a_line(tmp_path, name, message):
    (tmp_path / "folder.csv").mkdir()
    for there in ("anna.csv", "anna.yaml", "missing.json"):
        (tmp_path / there).touch()
    with pytest.raises(SheetError) as caught:
        load(tmp_path / name)

    assert str(caught.value) == f"{tmp_path / name}: {message.format(tmp_path)}"


def test_a_name_that_no_file_can_have_is_said_as_python_says_it(tmp_path):
    with pytest.raises(SheetError, match=r"x␀y\.csv: cannot be read \(.*embedded null (byte|character).*\)$"):
        load(tmp_path / "x\0y.csv")


def test_a_file_that_is_no_sheet_is_not_opened(tmp_path):
    (tmp_path / "endless").symlink_to("/dev/zero")
    with pytest.raises(SheetError, match="found no suffix"):
        load(tmp_path / "endless")


@pytest.mark.skipif(not hasattr(os, "mkfifo") or sys.platform == "darwin", reason="/dev/zero is needed")
def test_a_file_without_end_is_not_read_to_its_end(tmp_path):
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    with pytest.raises(SheetError, match=r"cannot be read \(not a regular file\)"):
        load(tmp_path / "zero.csv")
    with (tmp_path / "hole.csv").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(SheetError, match="found a file of more than 1 MB; expected a sheet of at most 1 MB"):
        load(tmp_path / "hole.csv")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(SheetError, match=r"cannot be read \(not a regular file\)"):
        load(tmp_path / "pipe.csv")


@st.composite
def _jottings(draw):
    """Draw text out of what sheets are made of."""
    pieces = ["net_h1", "w5+", ": ", ":", "0.5", ",", ";", "\t", "\n", "\r\n", "|", "| Key | Answer |\n|--|--|\n",
              "key,value\n", "answers:\n  ", "name: ", "- ", "[", "{", "]", "}", "&a ", "*a", "!!x ", "'", '"', "`", "$",
              "#", "\\", "? ", "~", "```\n", "---\n", "%", "\u2028", "\x85", "\ufeff", "−", " "]  # fmt: skip
    return "".join(draw(st.lists(st.sampled_from(pieces), max_size=25)))


@pytest.mark.parametrize("suffix", FORMATS)
@given(st.one_of(_jottings(), st.text(), st.binary()))
def test_whatever_a_file_holds_is_a_sheet_or_a_fault(suffix, content):
    content = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    try:
        sheet = loads(content, f"anna{suffix}", suffix)
    except SheetError:
        return
    for entry in sheet.entries:
        assert entry.line >= 1
        assert entry.column >= 1
        assert (entry.key, entry.text) == (entry.key.strip(), entry.text.strip())
        with suppress(UnreadableError):
            read_figure(entry.text)
