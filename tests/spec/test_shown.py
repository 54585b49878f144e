"""How faults are shown: the line, cut if it is long, and a caret that stands under the place in any terminal."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bptrace.spec.faults import Fault, SpecError


def shown(source, column, file="net.yaml"):
    return str(Fault(3, column, "found this; expected that", file, source)).split("\n")


def test_a_caret_stands_under_the_place():
    assert shown("inputs: [1, 010]", 13) == [
        "net.yaml:3:13: found this; expected that",
        "    inputs: [1, 010]",
        "                ^",
    ]


def test_a_caret_may_stand_behind_the_line():
    assert shown("bias:", 6)[1:] == ["    bias:", "         ^"]


@pytest.mark.parametrize("source", ["", "   ", "\t"])
def test_a_line_without_anything_in_it_is_not_shown(source):
    assert shown(source, 1) == ["net.yaml:3:1: found this; expected that"]


@pytest.mark.parametrize(
    ("source", "column", "line", "caret"),
    [
        ("\t\tx: 1", 3, "    \t\tx: 1", "    \t\t^"),  # a tab is as wide below as above
        ("a\tx", 3, "    a\tx", "     \t^"),
        ("神経: x", 5, "    神経: x", "          ^"),  # each of the two signs takes two columns
        ("ｘ: 1", 4, "    ｘ: 1", "        ^"),
        ("e\u0301: x", 5, "    e\u0301: x", "       ^"),  # a letter and the accent on it take one
        ("é: x", 4, "    é: x", "       ^"),
        ("🙂: x", 4, "    🙂: x", "        ^"),
        ("\u1112\u1161\u11ab: x", 6, "    \u1112\u1161\u11ab: x", "        ^"),  # three jamo are one wide syllable
        ("\u078b\u07a8: x", 5, "    \u078b\u07a8: x", "       ^"),  # a consonant of Thaana with its vowel above
        ("a\u20dd: x", 5, "    a\u20dd: x", "       ^"),  # a letter in a circle
    ],
)
def test_tabs_and_wide_letters_before_the_place_move_the_caret(source, column, line, caret):
    assert shown(source, column)[1:] == [line, caret]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("title: \x1b[31mred", "    title: ␛[31mred"),
        ("title: \x07", "    title: ␇"),
        ("title: a\u202eb", "    title: a�b"),
        ("title: a\u00a0b", "    title: a�b"),
        ("title: \x7f\x9b", "    title: ��"),
    ],
)
def test_nothing_in_a_line_acts_on_the_terminal(source, line):
    assert shown(source, 1)[1] == line


def test_nothing_in_a_name_or_a_message_acts_on_the_terminal():
    head = str(Fault(1, 1, "found \x1b[2J; expected text", "a\x1b]0;b\x07.yaml", ""))

    assert head == "a␛]0;b␇.yaml:1:1: found ␛[2J; expected text"


LONG = "".join(
    f"[{number:03}]" for number in range(100)
)  # the digits of a number tell its place: [007] begins at 7 · 5


@pytest.mark.parametrize("column", [1, 40, 77, 250, 460, 500])
def test_of_a_long_line_the_part_around_the_place_is_shown(column):
    _, line, caret = shown(LONG, column)

    assert len(line) <= 80
    assert line[caret.index("^")] == LONG[column - 1]
    inner = line[4:].strip("…")
    assert inner in LONG
    assert line[4:].startswith("…") == (not LONG.startswith(inner))
    assert line.endswith("…") == (not LONG.endswith(inner))
    assert LONG.index(inner) < column <= LONG.index(inner) + len(inner)
    assert column - LONG.index(inner) > min(column - 1, 30), "what stands before the place belongs to it"


def test_a_line_that_just_fits_is_shown_whole():
    assert shown("x" * 76, 76)[1:] == [f"    {'x' * 76}", f"{' ' * 79}^"]


def test_a_very_long_message_is_cut():
    assert len(shown("x", 1)[0]) < len(str(Fault(1, 1, "x" * 5000, "f", ""))) < 1100


SIGNS = "a[ ]1é€−神ｘ🙂ֿ\u0301\u1112\u1161\u11ab\u078b\u07a8\u20dd\u3099\x1b\u202e\xa0"
"""Signs of no width, of one column and of two, and some that are not shown as they are."""


@given(st.text(SIGNS, max_size=200), st.integers(1, 210))
def test_whatever_signs_a_line_has_it_fits_and_the_caret_is_below_its_place(source, column):
    lines = shown(source, column)
    if len(lines) == 1:
        assert not source.strip()
        return

    _, line, caret = lines
    assert cell_len(line) <= 80
    assert re.fullmatch(" {4,}\\^", caret)
    ends = {cell_len(line[:place]) for place in range(4, len(line) + 1)}
    assert len(caret) - 1 in ends, "the caret stands where a sign begins, or behind the last"
    if "…" not in line:
        place = 4 + min(column - 1, len(source.rstrip()))
        assert len(caret) - 1 == cell_len(line[:place])


@given(st.text(st.characters(blacklist_characters="\n\r\t"), max_size=200), st.integers(1, 210))
def test_whatever_a_line_holds_nothing_of_it_acts_on_the_terminal(source, column):
    lines = shown(source, column)

    assert len(lines) == (3 if source.strip() else 1)
    assert all(part.isprintable() for part in lines)


def test_of_many_faults_the_first_twenty_are_shown_and_the_others_counted():
    faults = [Fault(line, 1, "found x; expected a number", "net.yaml", "x") for line in range(1, 26)]
    text = str(SpecError(faults[::-1]))

    assert re.findall("^net.yaml:([0-9]+)", text, re.MULTILINE) == [str(line) for line in range(1, 21)]
    assert text.endswith("\nand 5 more faults")
    assert str(SpecError(faults[:21])).endswith("\nand 1 more fault")
    assert "more" not in str(SpecError(faults[:20]))


def test_faults_stand_in_the_order_of_lines_and_each_once():
    one, two = Fault(2, 9, "b", "net.yaml", ""), Fault(2, 10, "a", "net.yaml", "")
    other = Fault(1, 1, "c", "points.csv", "")

    assert SpecError([two, one, other, one]).faults == (one, two, other)
