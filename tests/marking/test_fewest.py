"""The fewest explanations that cover all that can be covered; lines are letters here."""

from __future__ import annotations

from itertools import combinations, islice

import pytest

from bptrace.marking.evidence import DIGIT, LINE, METHOD, PEN, Explanation
from bptrace.marking.fewest import fewest

SHEET = "abcdefgh0123456789"


def explanation(covers, family=METHOD, against=0, name=""):
    return Explanation(family, "", name or covers, "", "", frozenset(covers), against, {}, {})


def chosen(*found):
    return ["".join(sorted(group[0].covers)) for group in fewest(found, SHEET)]


def test_nothing_explains_nothing():
    assert fewest([], SHEET) == []


def test_one_mistake_is_likelier_than_two():
    assert chosen(explanation("a"), explanation("b"), explanation("ab")) == ["ab"]


def test_one_mistake_that_right_lines_exclude_is_fewer_than_two_all_the_same():
    assert chosen(explanation("a"), explanation("b"), explanation("ab", against=2)) == ["ab"]


def test_what_no_mistake_covers_is_left_open():
    assert chosen(explanation("b"), explanation("d")) == ["b", "d"]


@pytest.mark.parametrize(
    ("likelier", "less"), [((METHOD, 3), (LINE, 0)), ((LINE, 0), (PEN, 0)), ((PEN, 0), (DIGIT, 0))]
)
def test_of_as_few_the_likelier_family_is_taken(likelier, less):
    # ab with cd, and ac with bd, cover the same four lines
    always = [explanation("ab"), explanation("ac")]
    assert chosen(*always, explanation("cd", *less), explanation("bd", *likelier)) == ["ac", "bd"]
    assert chosen(*always, explanation("cd", *likelier), explanation("bd", *less)) == ["ab", "cd"]


def test_of_one_family_the_one_that_fewer_right_lines_exclude_is_taken():
    found = [explanation("ab"), explanation("ac"), explanation("cd", against=1), explanation("bd")]
    assert chosen(*found) == ["ac", "bd"]


def test_a_smaller_one_stands_beside_a_larger_one_only_where_it_is_likelier():
    # b is covered by ab already; what is asked for is c, alone or with b
    assert chosen(explanation("ab"), explanation("bc", PEN), explanation("c", LINE)) == ["ab", "c"]
    assert chosen(explanation("ab"), explanation("bc", LINE), explanation("c", PEN)) == ["ab", "bc"]


def test_up_to_three_together_the_fewest_are_found_though_the_largest_is_not_among_them():
    # taking cdef first would need ab, g and h after it
    assert chosen(explanation("cdef"), explanation("abc"), explanation("deg"), explanation("fh")) == [
        "abc",
        "deg",
        "fh",
    ]


def test_beyond_three_the_one_that_explains_most_is_taken_first():
    found = (explanation("ab"), explanation("c"), explanation("def"), explanation("g"), explanation("ch"))
    assert chosen(*found) == ["def", "ab", "ch", "g"]


def test_beyond_three_the_fewest_are_not_sought():
    # abc, deg, fh and 01 would do; after cdef only ab, gh and 01 are left, and the first of those that cover most is taken
    found = (explanation("cdef"), explanation("abc"), explanation("deg"), explanation("fh"), explanation("01"))
    assert chosen(*found) == ["cdef", "abc", "01", "deg", "fh"]


def test_parts_of_a_likelier_explanation_do_not_crowd_out_the_fewest():
    # taking cdef after the digits would need two more, for a and b
    parts = ("".join(part) for part in islice(combinations("0123456789", 4), 50))
    found = [explanation(covers) for covers in (*parts, "cdef", "cda", "efb", "0123456789")]
    assert chosen(*found) == ["0123456789", "acd", "bef"]


def test_what_covers_the_same_lines_is_one_group_as_it_was_found():
    ((first, second),) = fewest([explanation("ab", LINE, name="one"), explanation("ab", name="other")], SHEET)
    assert (first.name, second.name) == ("one", "other")
