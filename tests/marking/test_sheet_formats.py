"""CSV and Markdown as people and programs write them: what is a cell, a heading, a row, a table."""

import pytest

from bptrace.marking import sheet
from bptrace.marking.entries import Content, Entry, Sheet, SheetError
from bptrace.marking.headings import place_of
from bptrace.marking.sheet import Format, load, loads
from bptrace.marking.sheet_csv import read_csv
from bptrace.marking.sheet_markdown import read_markdown


def rows(read, text):
    found = read(Content(text, "ann.csv"), "ann")
    assert found.name == "ann"
    return [(entry.key, entry.text) for entry in found.entries]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        (["Symbol", "** `Key` **"], 1),
        (["Line", "Key"], 1),  # the first heading, wherever it stands
        (["Key figures", "monkey"], None),
        ([], None),
    ],
)
def test_a_heading_is_told_by_its_word_alone(row, place):
    assert place_of(("key", "line"), row) == place


def test_a_heading_is_of_any_case():
    assert place_of(("x",), ["X"]) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("value,key\n0.5,a\n", [("a", "0.5")]),
        ('"a\r\nb",1', [("a\r\nb", "1")]),
        ("a,1\rb,2", [("a", "1"), ("b", "2")]),
        ('"# of i1, i2"\na;0,5', [("a", "0,5")]),
        ("  # of i1, i2\na;0,5", [("a", "0,5")]),
        ("X#1,0.5\na,1;2", [("X#1", "0.5"), ("a", "1;2")]),
        ("\n#\n", []),
        ("a,1,\n\nb,2, ,\n", [("a", "1"), ("b", "2")]),
        ("a\n", [("a", "")]),
        ('key;value;note\na;0,5;"x\ny"\nb;1;', [("a", "0,5"), ("b", "1")]),
        ('"w_{1;2}",1', [("w_{1;2}", "1")]),
        ("a;b\t1;5\nc;d\t2;5", [("a;b", "1;5"), ("c;d", "2;5")]),
        ("Quantity,Key,Value,Answer\nx,a,0.5,1", [("a", "1")]),
    ],
)
def test_csv(text, expected):
    assert rows(read_csv, text) == expected


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("value,key\n\n5\n", (3, 1), "found '5' with no key; expected a key such as net_h1 before it"),
        ("a,1\n , 2", (2, 1), "found '2' with no key; expected a key such as net_h1 before it"),
        (",,3\n", (1, 3), "found 3 cells; expected 2; with decimal commas, write semicolons between the columns"),
        ("# 1\n\nkey,points\n", (3, 1), "found a column headed key but none headed value; expected key,value"),
        (
            f'a,1\nb,"{"x" * 200_000}"',
            (2, 1),
            "found a fault in the CSV (field larger than field limit (131072)); expected key,value in each row",
        ),
    ],
)
def test_a_fault_in_csv(text, place, message):
    with pytest.raises(SheetError) as caught:
        read_csv(Content(text, "ann"), "ann")

    (fault,) = caught.value.faults
    assert (fault.line, fault.column, fault.message) == (*place, message)


HEAD = "| Key | Answer |\n| :-- | --: |\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{HEAD}| a | 1 |  \n| b | 2 | 3 |\n", [("a", "1"), ("b", "2")]),
        ("| Answer | Key |\n|-|-|\n| 1 |\n| 2 | b |\n", [("b", "2")]),
        (f"{HEAD}| a | 1 |\n  \n| b | 2 |\n", [("a", "1")]),
        (rf"{HEAD}| `a\|b` | ** 1 ** |", [("a|b", "1")]),
        (f"{HEAD}| `a | **1 |\n| a$ | 1** |\n", [("`a", "**1"), ("a$", "1**")]),
        (
            f"{HEAD}| a | `` |\n| b | **** |\n| c | *** |\n| d | $ |\n",
            [("a", "``"), ("b", "****"), ("c", "***"), ("d", "$")],
        ),
        (f"```\n~~~\n{HEAD}| a | 1 |\n~~~\n```\n{HEAD}| b | 2 |", [("b", "2")]),
        (f"````\n```\n{HEAD}| a | 1 |\n`````\n{HEAD}| b | 2 |", [("b", "2")]),
        (
            f"```\n```text\n{HEAD}| a | 1 |\n```\n{HEAD}| b | 2 |",
            [("b", "2")],
        ),  # only a bare fence ends a block of code
        (f"```\n{HEAD}| a | 1 |\n  ```  \n{HEAD}| b | 2 |", [("b", "2")]),
        (f"```a``` is code in a line\n{HEAD}| a | 1 |", [("a", "1")]),
        (f"~~~ `a`\n{HEAD}| a | 1 |\n~~~\n{HEAD}| b | 2 |", [("b", "2")]),
        (f"    ```\n{HEAD}| a | 1 |", [("a", "1")]),
        (f"``\n{HEAD}| a | 1 |", [("a", "1")]),
        (f"| Key | Answer | Note |\n|--|--|\n| a | 1 |\n{HEAD}| b | 2 |", [("b", "2")]),
        (f"| Key | Answer |\n|--|==|\n| a | 1 |\n{HEAD}| b | 2 |", [("b", "2")]),
        (f"| Key | Answer |\n| - | |\n| a | 1 |\n{HEAD}| b | 2 |", [("b", "2")]),
        (f"{HEAD}| a |\n| b | 2 |", [("a", ""), ("b", "2")]),
        (f"|--|--|\n{HEAD}| a | 1 |\n\n| Key | Answer |", [("a", "1")]),  # a table whose rule is not yet there
        (rf"{HEAD}| w\_1 | \-0.5 |", [("w_1", "-0.5")]),
        (rf"{HEAD}| \delta | 1\2 |" + "\n| \\Delta | 3 |", [(r"\delta", r"1\2"), (r"\Delta", "3")]),
    ],
)
def test_markdown(text, expected):
    assert rows(read_markdown, text) == expected


def test_a_text_without_a_table_for_answers_is_no_sheet_in_markdown():
    with pytest.raises(SheetError) as caught:
        read_markdown(Content("| Key |\n|--|\n| a |", "ann"), "ann")

    (fault,) = caught.value.faults
    assert (fault.line, fault.column) == (1, 1)
    assert fault.message == "found no table with a column headed Key and one headed Answer; expected one or more"


def test_a_fault_shows_its_line_if_there_is_one():
    content = Content("a\r\nb", "ann")

    assert Content("a\rb\nc", "ann").lines == ["a", "b", "c"]
    found = content.faults([(0, 0, "x"), (1, 1, "x"), (2, 1, "x"), (3, 1, "x"), (4, 1, "x")])
    assert [fault.source for fault in found.faults] == ["", "a", "b", "", ""]


def test_a_name_without_the_suffix_is_whose_sheet_it_is():
    assert loads(b"a,1", "standard input", ".csv").name == "standard input"
    assert loads(b"a,1", "class/Ann.CSV", ".csv").name == "Ann"


def test_a_file_of_another_format_is_named(tmp_path):
    path = tmp_path / "ann.pdf"
    path.touch()
    with pytest.raises(SheetError) as caught:
        load(path)

    assert str(caught.value) == f"{path}: found an unknown suffix '.pdf'; expected .yaml, .yml, .csv or .md"


def test_the_suffix_that_was_meant_is_found_in_any_case():
    with pytest.raises(SheetError, match=r"unknown suffix '\.YAMK'; expected .*; did you mean \.yaml\?"):
        loads(b"a: 1", "ann.YAMK", ".YAMK")


def test_the_first_line_in_the_file_that_is_one_too_many_is_named(monkeypatch):
    def three(content, name):
        return Sheet(name, (Entry("c", "1", 2, 3), Entry("b", "1", 2, 1)), (Entry("a", "1", 1, 1),))

    monkeypatch.setattr(sheet, "MOST", 2)
    monkeypatch.setattr(sheet, "FORMATS", {".csv": Format(three)})
    with pytest.raises(SheetError, match=r"^ann\.csv:2:3: found more than"):
        loads(b"a\nb c\n", "ann.csv", ".csv")
