"""What stands for signs of mathematics in ASCII."""

from unicodedata import name

import pytest

from bptrace.signs import closest, in_ascii


@pytest.mark.parametrize(
    ("text", "shown"),
    [("δ1⁽²⁾ = ½·(a − b)² ≈ 10²³", "delta1^(2) = 1/2*(a - b)^2 ~ 10^23"), ("∂E/∂w₁⁺ → Ω …", "dE/dw1+ -> Omega ...")],
)
def test_signs_have_their_ascii(text, shown):
    assert in_ascii(text) == closest(text) == shown


def test_of_a_name_what_is_like_it_is_shown_and_a_question_mark_for_the_rest():
    assert in_ascii("Müller 逆") == "Müller 逆"
    assert closest("Müller é 逆") == "Muller e ?"


def test_every_greek_letter_has_its_name():
    for letter in "αβγδεζηθικλμνξοπρσςτυφχψω":
        spelt = name(letter).rpartition(" ")[2].lower().replace("lamda", "lambda")  # as Unicode spells it
        assert in_ascii(letter) == spelt
        assert in_ascii(letter.upper()) == spelt.capitalize()


def test_no_two_signs_of_a_formula_become_one_by_standing_side_by_side():
    assert in_ascii("2²³·x⁻¹") == "2^23*x^-1"
    assert in_ascii("a⁽²⁾⁺") == "a^(2)+"
    assert in_ascii("w₁₂") == "w12"
    assert in_ascii("plain") == "plain"
