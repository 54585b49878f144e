"""Tables of words: everything is there, within the width, in whatever layout the width asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace.report.lines import columns, plain
from bptrace.report.roster import Column, Roster, Row, broken_into

TABLE = Roster(
    (Column("Student", True), Column("Marks"), Column("Mistakes", True)),
    (
        Row(("Ada Lovelace", "12/12", "")),
        Row(("Bo", "3/12", "hidden deltas through weights already updated")),
        Row(("Cy",), "cannot be marked: no table"),
    ),
)


def laid_out(table, width):
    return [plain(line) for line in table.lines(width)]


def test_a_wide_page_has_a_line_for_each_row():
    assert laid_out(TABLE, 80) == [
        "  Student       Marks  Mistakes",
        "  Ada Lovelace  12/12",
        "  Bo             3/12  hidden deltas through weights already updated",
        "  Cy            cannot be marked: no table",
    ]


def test_cells_of_words_are_broken_on_a_narrow_page():
    assert laid_out(TABLE, 44) == [
        "  Student       Marks  Mistakes",
        "  Ada Lovelace  12/12",
        "  Bo             3/12  hidden deltas through",
        "                       weights already",
        "                       updated",
        "  Cy            cannot be marked: no table",
    ]


def test_cells_stand_below_each_other_where_there_is_no_room_for_columns():
    assert laid_out(TABLE, 24) == [
        "  Ada Lovelace",
        "    Marks: 12/12",
        "  Bo",
        "    Marks: 3/12",
        "    Mistakes: hidden",
        "    deltas through",
        "    weights already",
        "    updated",
        "  Cy",
        "    cannot be marked: no",
        "    table",
    ]


def test_there_is_a_table_without_rows():
    assert laid_out(Roster(TABLE.columns, ()), 80) == ["  Student  Marks  Mistakes"]


CELL = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")) | st.just(" "), max_size=60)
ROWS = st.lists(
    st.builds(Row, st.tuples(CELL, st.sampled_from(("1/2", "31.5/40", "")), CELL))
    | st.builds(Row, st.tuples(CELL), CELL.filter(bool))
)


@given(ROWS, st.integers(40, 130))
def test_nothing_is_cut_and_nothing_is_too_wide(rows, width):
    table = Roster(TABLE.columns, tuple(rows))
    lines = laid_out(table, width)
    shown = "".join("".join(lines).split())

    assert all(columns(line) <= width for line in lines)
    for row in rows:
        for cell in (row.note, row.cells[0]) if row.note else row.cells:
            assert all(character in shown for character in cell if not character.isspace())


@given(CELL, st.integers(2, 30))
def test_a_text_in_lines_has_all_its_signs_in_order(text, width):
    lines = broken_into(text, width)

    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(columns(line) <= width for line in lines)


@pytest.mark.parametrize(("width", "roomy"), [(80, True), (50, True), (38, False)])
def test_a_page_is_roomy_if_no_column_is_a_strip(width, roomy):
    assert TABLE.is_roomy(width) == roomy
