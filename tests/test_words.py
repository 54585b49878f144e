"""The words of messages."""

import pytest

from bptrace.words import MOST, counted, in_a_row, listed, near, nearest


@pytest.mark.parametrize(
    ("word", "meant"),
    [("tank", "tanh"), ("TANH", "tanh"), ("Tanh", "tanh"), ("relu", "relu"), ("xyz", None), ("", None)],
)
def test_the_nearest_word_is_found_in_either_case(word, meant):
    assert nearest(word, ["relu", "tanh"]) == meant


def test_how_near_is_near_can_be_said():
    assert nearest(".jsn", [".json"], cutoff=0.95) is None
    assert nearest(".jsn", [".json"]) == ".json"


def test_the_end_of_a_message():
    assert near("tank", ["tanh"]) == "; did you mean tanh?"
    assert near("xyz", ["tanh"]) == ""
    assert near("xyz", ["tanh"], "; there is tanh") == "; there is tanh"


@pytest.mark.parametrize(("words", "text"), [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")])
def test_a_list_in_a_sentence(words, text):
    assert listed(words) == text


def test_of_many_words_the_first_ones_and_the_last_are_listed():
    names = [f"i{number}" for number in range(1, 785)]

    assert listed(names) == "i1, i2, i3, .. or i784"
    assert in_a_row(names) == "i1, i2, i3, .. i784"
    assert in_a_row(names[:MOST]) == ", ".join(names[:MOST])
    assert listed(names[:MOST]).endswith("i18, i19 or i20")


@pytest.mark.parametrize(("count", "text"), [(0, "0 cases"), (1, "1 case"), (2, "2 cases")])
def test_a_count(count, text):
    assert counted(count, "case") == text
