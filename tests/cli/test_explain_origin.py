"""`bptrace explain KEY=VALUE` as it is typed."""

import pytest
from click.testing import CliRunner

from bptrace.cli import main


def typed(*words, **settings):
    return CliRunner().invoke(main, list(words), **settings)


def flat(text):
    return " ".join(text.replace("\u00a0", " ").split())


def test_an_origin_is_printed_with_the_value_it_gives_and_how_it_is_rounded():
    result = typed("explain", "mazur", "E_total+=0.291027924")

    assert result.exit_code == 0
    assert "1. hidden errors through weights already updated" in result.output
    assert "Then E_total⁺ = 0.291027923905, which is 0.291027924 when it is rounded." in flat(result.output)
    assert "What was searched" in result.output


def test_a_right_figure_is_right():
    result = typed("explain", "mazur", "w5+ = 0.35891648")

    assert result.exit_code == 0
    assert "It is right: w5⁺ = 0.35891647972, which is 0.35891648 when it is rounded." in flat(result.output)


@pytest.mark.parametrize(
    ("figure", "said"), [("0.4", "It is right: w5 = 0.4. "), ("2/5", "It is right: w5 = 0.4, which is 2/5. ")]
)
def test_what_needs_no_rounding_is_not_said_to_be_rounded(figure, said):
    assert said in f"{flat(typed('explain', 'mazur', f'w5={figure}').output)} "


@pytest.mark.parametrize(("typed_in", "said"), [("net_h1=0.38", True), ("net_h1=0.3775", False), ("w5=0.4", False)])
def test_few_digits_say_little_even_if_they_are_right_but_not_where_they_are_exact(typed_in, said):
    result = typed("explain", "mazur", typed_in)

    assert result.exit_code == 0
    assert ("So few digits say little." in flat(result.output)) is said


def test_an_origin_is_told_in_the_names_of_the_notation():
    """The article's 0.772928465 is the output of the second neuron, not of the first."""
    result = typed("explain", "mazur", "out_o1=0.772928", "--notation", "lecture")

    assert "1. the figure of a2⁽³⁾ a2⁽³⁾ has this value, not a1⁽³⁾." in flat(result.output)


def test_a_figure_without_an_origin_says_what_was_searched_and_leaves_with_1():
    result = typed("explain", "mazur", "E_total+@2=0.342613987")

    assert result.exit_code == 1
    assert "No origin was found for what is published." in flat(result.output)
    assert "mistakes of the catalogue" in result.output


def test_brief_leaves_out_what_was_searched():
    assert "What was searched" not in typed("explain", "mazur", "E_total+=0.291027924", "--brief").output


def test_a_last_digit_is_told_from_a_mistake():
    output = flat(typed("explain", "lecture-neuron", "w0+@3=2.14").output)

    assert "Right is w0⁺ = 2.147569796, rounded 2.15. Only the last digit is another one" in output
    assert "1. cut off instead of rounded" in output


def test_few_digits_are_said_to_be_chance():
    assert "it may be chance that it agrees" in flat(typed("explain", "mazur", "net_h1=0.39").output)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("mazur", "w5+="), "nothing is written"),
        (("mazur", "w5+=abc"), "after =: found 'abc': not a number; expected a figure such as 0.3589"),
        (("mazur", "w5+=1=2"), "found '1=2': not a number"),
        (("mazur", "=2"), "no quantity is called"),
        (("mazur", "nett=2"), "no quantity is called nett"),
        (("mazur", "b1+=2"), "b1 is not trained"),
        (("circuit", "f=2"), "leave =VALUE out"),
        (("mazur", "w5+=2", "--round", "4"), "--round: where a figure comes from is sought in all roundings"),
    ],
)
def test_what_cannot_be_sought_is_refused(words, message):
    result = typed("explain", *words)

    assert result.exit_code == 2
    assert message in flat(result.stderr)
    assert "Traceback" not in result.output


def test_a_figure_is_read_as_people_write_it():
    assert typed("explain", "mazur", "dE/dw1 = 4.38568·10^-4").exit_code == 0


def test_names_of_another_notation_are_taken():
    assert typed("explain", "mazur", "w11^(2)+=0.35891648").exit_code == 0
