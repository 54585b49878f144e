"""The students of paper and pencil: the right one agrees with the program, the wrong ones with the published signatures."""

import ast
import math
from functools import cache
from pathlib import Path

import pytest
import yaml

from bptrace import sections, spec, training

from .plain import judging
from .plain import sheets as plain
from .plain.hands import SLIPS, Cutting, Hand, unit, written
from .plain.mistakes import CATALOGUE
from .plain.networks import MAZUR, MAZUR_SHARED, NETWORKS
from .plain.student import Student

KINDS_OF_SHEET = [
    (figures, rounded, omit) for figures in (3, 4, 6) for rounded in (False, True) for omit in (False, True)
]

SOME_KINDS = [
    pytest.param(*kind, marks=() if kind in {(3, True, True), (4, False, False)} else pytest.mark.slow)
    for kind in KINDS_OF_SHEET
]
"""All kinds where there is time, else two that have of everything."""

CODES = {
    *("F1", "F2", "F3", "F4", "F5", "F6", "F8", "E1", "E2", "E3", "E4", "E5"),
    *(f"B{number}" for number in range(1, 11)),
    *(f"H{number}" for number in range(1, 8)),
    *(f"G{number}" for number in range(1, 7)),
    *(f"U{number}" for number in range(1, 9)),
    *("A1", "A2"),
}
"""Every code of the catalogue but F7 and A3: rounding is no wrong method, and no network has a trigonometric activation."""


def numbers(network, mistake=None):
    """Return the exact numbers of a student by key, in the order of reading."""
    exact = Hand(17, rounded=False)
    student = (
        next(m for m in CATALOGUE if m.id == mistake).student(network, exact) if mistake else Student(network, exact)
    )
    return {student.key(line): student.values[line] for line in student.work()}


@cache
def cases(figures, rounded, omit):
    return tuple(plain.sheets(figures, rounded, omit))


def traced(network):
    problem = spec.loads(yaml.safe_dump(network))
    return training.run(problem, keep=range(1, problem.epochs + 1))


def keys_of(trace):
    """Yield the keys of all lines in the order in which the program prints them."""
    for kept in trace.rounds:
        for section in sections.sections(trace.problem, kept, sections.EVERYTHING):
            for quantity in section.entries:
                yield trace.notation.key(quantity) + (f"@{kept.epoch}" if kept.epoch > 1 else "")


@pytest.mark.parametrize("name", NETWORKS)
def test_the_right_student_and_the_program_agree_on_every_line(name):
    by_hand, trace = numbers(NETWORKS[name]), traced(NETWORKS[name])

    assert list(by_hand) == list(keys_of(trace))
    for key, value in by_hand.items():
        assert value == pytest.approx(trace.value(key), rel=1e-12, abs=1e-15), key


@pytest.mark.parametrize("file", sorted(Path(plain.__file__).parent.glob("*.py")), ids=lambda file: file.stem)
def test_the_students_know_nothing_of_the_program(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [node.module]
        assert not {name.split(".")[0] for name in names} & {"bptrace", "numpy", "yaml"}


@pytest.mark.parametrize(
    ("mistake", "key", "ratio"),
    [
        # Computed on Mazur's network from the formulas of the mistakes, apart from this code.
        ("H1-updated-weights", "delta_h1", 0.831623),
        ("H3-transposed", "delta_h1", 1.052404),
        ("H2-first", "delta_h1", 1.524043),
        ("H5-slope-unused", "delta_h1", 4.144207),
        ("H4-errors-for-deltas", "delta_h1", 5.172178),
        ("B2-net", "delta_o1", -0.626939),
        ("B3-logistic-of-out", "delta_o1", 1.165793),
        ("B4-slope-unused", "delta_o1", 5.352872),
        ("B8-of-tanh", "delta_o1", 2.330911),
        ("F1-no-bias-layer2", "out_o1", 0.830284),
    ],
)
def test_the_mistakes_have_their_known_ratios_on_mazurs_network(mistake, key, ratio):
    assert numbers(MAZUR, mistake)[key] / numbers(MAZUR)[key] == pytest.approx(ratio, abs=5e-7)


def test_going_back_through_updated_weights_gives_the_figures_that_mazurs_article_prints():
    wrong, right = numbers(MAZUR, "H1-updated-weights"), numbers(MAZUR)

    assert wrong["E_total+"] == pytest.approx(0.291027924, abs=5e-10)  # published; the exact one is 0.291027774
    assert right["E_total+"] == pytest.approx(0.291027774, abs=5e-10)
    assert wrong["delta_h1"] == pytest.approx(0.007294458, abs=5e-10)
    assert right["delta_h1"] == pytest.approx(0.008771355, abs=5e-10)
    # The difference is exactly -eta times the sum of delta_k^2 out_j.
    less = 0.5 * sum(right[f"delta_{unit}"] ** 2 for unit in ("o1", "o2")) * right["out_h1"]
    assert wrong["dE/dout_h1"] == pytest.approx(right["dE/dout_h1"] - less, rel=1e-12)


def test_exponents_of_the_wrong_sign_give_one_minus_the_output():
    assert numbers(MAZUR, "F4-e-to-the-net")["out_h1"] == pytest.approx(1 - numbers(MAZUR)["out_h1"], rel=1e-14)


def test_a_shared_bias_learns_from_the_sum_of_its_neurons():
    assert numbers(MAZUR_SHARED)["E_total+"] == pytest.approx(0.285750887, abs=5e-10)


def test_softmax_taken_elementwise_leaves_minus_target_times_one_minus_out():
    wrong = numbers(NETWORKS["softmax"], "B6-own-slope-only")

    assert [wrong[f"delta_o{k}"] for k in (1, 2, 3)] == pytest.approx([0, wrong["out_o2"] - 1, 0], rel=1e-12)


def test_softmax_over_the_wrong_set_no_longer_sums_to_one():
    for form in ("F8-over-the-others", "F8-not-normalised"):
        wrong = numbers(NETWORKS["softmax"], form)
        assert abs(sum(wrong[f"out_o{k}"] for k in (1, 2, 3)) - 1) > 0.1


@pytest.mark.parametrize(
    ("value", "figures", "text"),
    [
        (0.37750000001, 4, "0.3775"),
        (0.9996, 3, "1.00"),
        (-0.0004385677, 3, "-0.000439"),
        (0.125, 2, "0.13"),  # half goes away from zero
        (-0.125, 2, "-0.13"),
        (12.345, 3, "12.3"),
        (-2376.5, 3, "-2377"),
        (5.053e-07, 2, "0.00000051"),
        (0.6, 3, "0.600"),
        (-0.0, 3, "0.000"),
    ],
)
def test_numbers_are_written_as_plain_decimals(value, figures, text):
    assert written(value, figures) == text


def test_zeros_at_the_end_may_be_left_out():
    assert [written(value, 4, trailing=False) for value in (0.6, 1.0, 20.0, 0.0)] == ["0.6", "1", "20", "0"]
    assert [unit(text) for text in ("0.6", "1", "0.600")] == [0.1, 1.0, 0.001]


def test_a_hand_that_cuts_off_goes_towards_zero():
    assert [Cutting(3, rounded=True).write("", value) for value in (0.5969, -0.5969)] == [
        ("0.596", 0.596),
        ("-0.596", -0.596),
    ]


def test_slips_of_the_pen():
    slipped = {name: [slip(text) for text in ("0.3775", "-0.0419", "1.106")] for name, slip in SLIPS.items()}

    assert slipped == {
        "swap": ["0.7375", "-0.0149", "1.016"],
        "digit": ["0.3175", "-0.0459", "1.506"],
        "point-right": ["3.775", "-0.419", "11.06"],
        "point-left": ["0.03775", "-0.00419", "0.1106"],
        "sign": ["-0.3775", "0.0419", "-1.106"],
    }


def test_ids_are_unique_and_every_code_is_met_somewhere():
    assert len({mistake.id for mistake in CATALOGUE}) == len(CATALOGUE)
    assert {case.code for case in cases(4, False, False)} - {""} == CODES


@pytest.mark.parametrize("mistake", CATALOGUE, ids=lambda mistake: mistake.id)
def test_every_mistake_can_be_made_on_some_network(mistake):
    assert any(mistake in same for name in NETWORKS for same in plain.applicable(name))


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize(("figures", "rounded", "omit"), KINDS_OF_SHEET)
def test_a_right_sheet_has_nothing_that_its_own_figures_exclude(name, figures, rounded, omit):
    right = next(plain.sheets(figures, rounded, omit, (name,)))

    assert (right.mistake, right.changed, right.visible) == (None, (), ())


@pytest.mark.parametrize(
    ("text", "found"), [("0.743", ()), ("0.744", ("dE/dout_o1",)), ("0.7", ()), ("0.6", ("dE/dout_o1",))]
)
def test_a_line_shows_where_no_operand_within_its_figures_gives_what_is_written(text, found):
    """out_o1 is written 0.752, so that out - 0.01 lies in 0.7415 .. 0.7425; 0.743 may be 0.7425, 0.744 is 0.7435 at least."""
    student = Student(MAZUR, Hand(3, rounded=True))
    lines = student.work()
    place = next(line for line in lines if student.key(line) == "dE/dout_o1")
    assert {student.key(line): text for line, text in student.texts.items()}["out_o1"] == "0.752"
    student.texts[place] = text
    later = [line for line in lines if student.key(line) in ("delta_o1", "dE/dout_h1:o1", "dE/dout_h2:o1")]

    excluded = judging.excluded(student, lines, set(later), 3, MAZUR)

    assert tuple(student.key(line) for line in excluded if line == place) == found


@pytest.mark.parametrize(("text", "found"), [("0.246", False), ("0.25000", False), ("0.25002", True), ("0.244", True)])
def test_a_rule_may_have_its_extreme_between_the_ends_of_what_is_written(text, found):
    """For out between 0.43 and 0.53 the slope out (1 - out) lies between 0.2451 and 0.25, which it has at 0.5."""
    student = Student(MAZUR, Hand(3, rounded=True))
    out, slope = (
        next(line for line in student.work() if student.key(line) == key) for key in ("out_o1", "dout_o1/dnet_o1")
    )
    right = judging.Right(MAZUR, {out: 0.48})

    assert judging.misses(right, slope, {out: 0.05}, float(text), unit(text) / 2) is found


def test_what_is_left_out_stands_for_what_the_right_rule_makes_of_the_rest():
    """Without the slope's line, a wrong slope shows in the node delta: 0.741 times 0.187 is not -0.0868."""
    student = next(m for m in CATALOGUE if m.id == "B2-net-output").student(MAZUR, Hand(3, rounded=True))
    lines = student.work()
    slopes = {line for line in lines if line.kind == "slope"}

    excluded = judging.excluded(student, lines, slopes, 3, MAZUR)

    assert [student.key(line) for line in excluded] == ["delta_o1", "delta_o2"]


@pytest.mark.parametrize(("figures", "rounded", "omit"), SOME_KINDS)
def test_a_slip_is_on_one_line_and_shows(figures, rounded, omit):
    slips = [case for case in cases(figures, rounded, omit) if case.code == "A1"]

    assert len(slips) > 150
    assert all(len(case.changed) == 1 and case.showing == case.changed for case in slips)


@pytest.mark.parametrize(("figures", "rounded", "omit"), SOME_KINDS)
def test_what_is_visible_without_gaps_is_a_line_that_was_changed(figures, rounded, omit):
    for case in cases(figures, rounded, omit):
        assert set(case.showing) <= set(case.changed)
        # Cut off, a number may be right for what the student had in mind, and wrong for what was written before it.
        if not omit and case.code != "A2":
            assert set(case.visible) <= set(case.showing), case.mistake


def test_a_third_of_the_lines_is_left_out_the_same_in_every_run():
    whole, gappy, again = (tuple(plain.sheets(4, True, omit, ("mazur",))) for omit in (False, True, True))

    for case, gaps, same in zip(whole, gappy, again, strict=True):
        assert len(gaps.sheet) == len(case.sheet) - len(case.sheet) // 3
        assert gaps.sheet.items() <= case.sheet.items()
        assert gaps.sheet == same.sheet


def test_zeros_at_the_end_are_kept_on_about_half_of_the_sheets():
    kept = [case.student.hand.trailing for case in cases(4, False, False)]
    assert math.isclose(sum(kept) / len(kept), 0.5, abs_tol=0.05)
