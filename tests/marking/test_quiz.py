"""A quiz asks line by line: what an answer, a hint or a line left out brings, and what later answers are marked with.

The figures are those of Mazur's article, or worked out here with nothing but `math`.
"""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bptrace import examples, spec
from bptrace.marking.diagnosis import Cause, Diagnosis, Finding
from bptrace.marking.marker import Marker
from bptrace.marking.quiz import POINTS, Hint, Question, Quiz
from bptrace.marking.verdicts import Verdict

MAZUR = spec.load(examples.find("mazur"))
MARKER = Marker(MAZUR)
PUBLISHED = {
    "net_h1": "0.3775",
    "out_h1": "0.593269992",
    "out_h2": "0.596884378",
    "net_o1": "1.105905967",
    "out_o1": "0.75136507",
    "E_o1": "0.274811083",
    "dE/dout_o1": "0.74136507",
    "dout_o1/dnet_o1": "0.186815602",
    "delta_o1": "0.138498562",
    "dE/dw5": "0.082167041",
    "w5+": "0.35891648",
}
LADDER = [Hint.WHY, Hint.FORMULA, Hint.NUMBERS, Hint.LINE]


def quiz_of(*keys, sections=None, **settings):
    places = sections or range(len(keys))
    questions = (Question(MARKER.finder.find(key), place) for key, place in zip(keys, places, strict=True))
    return Quiz(MARKER, tuple(questions), **settings)


def logistic(net):
    return 1 / (1 + math.exp(-net))


def after(quiz, *answers):
    """Return the quiz after some answers, `?` for a hint and `skip` for a line left out, and the last reply."""
    reply = None
    for text in answers:
        say = {"?": quiz.hint, "skip": quiz.skip}.get(text)
        quiz, reply = say() if say else quiz.answer(text)
    return quiz, reply


def test_what_is_right_at_once_brings_every_point():
    quiz, reply = after(quiz_of(*PUBLISHED), *PUBLISHED.values())

    assert quiz.over
    assert quiz.score == POINTS * len(PUBLISHED)
    assert reply.mark.verdict is Verdict.CORRECT


@pytest.mark.parametrize(("hints", "points"), [(0, 4), (1, 3), (2, 2), (3, 1)])
def test_a_hint_costs_a_point(hints, points):
    quiz, reply = after(quiz_of("net_h1", "out_h1"), *["?"] * hints, "0.3775")

    assert (quiz.score, reply.points, len(quiz.results)) == (points, points, 1)


def test_hints_come_in_their_order_and_the_last_is_the_line_itself():
    quiz, shown = quiz_of("out_h1", "out_h2", written="{:.4f}".format), []
    while not quiz.results:
        quiz, reply = quiz.hint()
        shown.append(reply.hint)

    assert shown == LADDER
    assert (reply.points, quiz.results[0].told, quiz.results[0].stands) == (0, True, "0.5933")


def test_the_words_of_a_section_are_shown_once():
    quiz = quiz_of("net_h1", "net_h2", "net_o1", sections=(0, 0, 1))
    quiz, _ = after(quiz, "?", "0.3775")
    quiz, second = quiz.hint()
    quiz, third = after(quiz, "skip", "?")

    assert (second.hint, third.hint) == (Hint.FORMULA, Hint.WHY)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("a lot", Verdict.UNREADABLE), ("1,234.5", Verdict.UNREADABLE), ("nan", Verdict.UNREADABLE), ("0.4", Verdict.TOO_COARSE)],
)  # fmt: skip
def test_what_cannot_be_judged_costs_nothing(text, verdict):
    quiz, reply = after(quiz_of("net_h1"), text)

    assert (reply.mark.verdict, reply.points, reply.hint) == (verdict, None, None)
    assert after(quiz, text, "0.3775")[0].score == POINTS


def test_the_first_wrong_answer_may_be_mended_and_later_ones_bring_a_hint():
    quiz, replies = quiz_of("net_h1"), []
    while not quiz.over:
        quiz, reply = quiz.answer("0.5")
        replies.append(reply)

    assert [reply.hint for reply in replies] == [None, *LADDER]
    assert all(reply.mark.verdict is Verdict.WRONG for reply in replies)
    assert quiz.score == 0


@pytest.mark.parametrize(("wrong", "points"), [(1, 3), (2, 2), (3, 1), (4, 1)])
def test_a_wrong_answer_costs_a_point_as_long_as_there_is_one(wrong, points):
    assert after(quiz_of("net_h1"), *["0.5"] * wrong, "0.3775")[0].score == points


def test_a_hint_and_a_wrong_answer_both_cost():
    assert after(quiz_of("net_h1"), "?", "0.5", "0.3775")[0].score == 2


def test_what_is_cut_off_is_to_be_rounded():
    quiz, reply = after(quiz_of("out_h1"), "0.5932")

    assert (reply.mark.verdict, reply.points) == (Verdict.TRUNCATED, None)
    assert after(quiz, "0.5933")[0].score == 3


def test_what_follows_from_an_own_wrong_answer_is_right():
    quiz = quiz_of("net_h1", "out_h1")
    quiz, reply = after(quiz, "0.5", "skip", f"{logistic(0.5):.4f}")

    assert (reply.mark.verdict, reply.points) == (Verdict.FOLLOWS, POINTS)
    assert quiz.results[0].stands == "0.5"


def test_the_right_figure_after_an_own_wrong_answer_is_right_too():
    assert after(quiz_of("net_h1", "out_h1"), "0.5", "skip", PUBLISHED["out_h1"])[1].mark.verdict is Verdict.CORRECT


def test_a_zero_that_makes_the_rest_trivial_brings_nothing():
    quiz, reply = after(quiz_of("dE/dout_o1", "delta_o1"), "0.000", "skip", "0.000")

    assert quiz.over
    assert (reply.mark.verdict, reply.points) == (Verdict.FOLLOWS, 0)


def test_a_line_left_out_leaves_later_answers_as_they_would_be():
    quiz, reply = after(quiz_of("net_h1", "out_h1"), "skip", PUBLISHED["out_h1"])

    assert (quiz.results[0].stands, reply.points) == ("", POINTS)


def test_what_is_told_is_worked_with_as_it_was_written():
    """From 0.4 in the place of 0.3775 comes 0.5987; exactly it is 0.5933."""
    quiz = quiz_of("net_h1", "out_h1", written="{:.1f}".format)
    _, reply = after(quiz, *["?"] * 4, f"{logistic(0.4):.4f}")

    assert (reply.mark.verdict, reply.points) == (Verdict.CARRIED, POINTS)


def test_lines_given_before_are_worked_with_too():
    quiz = quiz_of("out_h1", given={MARKER.finder.find("net_h1"): "0.4"})

    assert after(quiz, f"{logistic(0.4):.4f}")[1].points == POINTS


def test_a_quiz_that_ends_amid_a_line_with_wrong_answers_counts_it():
    quiz, _ = after(quiz_of("net_h1", "out_h1", "out_h2"), "0.3775", "9", "8")
    ended = quiz.ended()

    assert (ended.score, [result.points for result in ended.results]) == (POINTS, [POINTS, 0])
    assert (ended.results[1].attempt.answer, len(ended.results[1].attempt.slips)) == ("8", 2)


@pytest.mark.parametrize("said", [(), ("?",), ("zero",)])
def test_a_quiz_that_ends_before_an_answer_to_a_line_does_not_count_it(said):
    quiz, _ = after(quiz_of("net_h1", "out_h1"), "0.3775", *said)

    assert quiz.ended().results == quiz.results


def test_the_mistake_behind_a_wrong_line_is_said_and_kept():
    def diagnose(marked):
        cause = Cause("F1", "bias left out", "The bias belongs to the sum.", "", None, None)
        lines = tuple(mark.item for mark in marked.wrong)
        return Diagnosis((Finding((cause,), lines),))

    quiz, reply = after(quiz_of("net_h1", "out_h1", diagnose=diagnose), "0.0275")
    assert reply.finding.causes[0].name == "bias left out"

    quiz, _ = after(quiz, "0.3775")
    assert [slip.finding for slip in quiz.results[0].attempt.slips] == [reply.finding]


def test_an_older_quiz_stays_as_it_was():
    quiz = quiz_of("net_h1", "out_h1")
    after(quiz, "0.5", "?", "0.3775")

    assert (quiz.results, quiz.attempt.cost) == ((), 0)


def test_a_quiz_marks_as_a_sheet_is_marked():
    answers = {key: figure[:6] for key, figure in PUBLISHED.items()}
    quiz, verdicts = quiz_of(*answers), {}
    for text in answers.values():
        item = quiz.question.item
        quiz, reply = quiz.answer(text)
        verdicts[item] = reply.mark.verdict
        if not quiz.results or quiz.results[-1].item != item:
            quiz, _ = quiz.skip()

    assert {mark.item: mark.verdict for mark in quiz.marked().marks} == verdicts


@settings(max_examples=60)
@given(st.lists(st.one_of(st.sampled_from(["?", "skip", "0.4", "1/3", "0", "-1"]), st.text(min_size=1)), max_size=12))
def test_whatever_is_said_there_is_a_score(texts):
    quiz = quiz_of("net_h1", "out_h1", "delta_o1")
    for text in texts:
        if not quiz.over:
            quiz, _ = after(quiz, text)

    assert 0 <= quiz.score <= POINTS * len(quiz.results)
