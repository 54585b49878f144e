"""A class: what each sheet comes to, and that more processes change nothing."""

import os
from collections import Counter

import pytest

from bptrace import examples, spec
from bptrace.errors import BptraceError
from bptrace.marking import many
from bptrace.marking.classroom import Explained, Named, Result
from bptrace.marking.in_common import common_mistakes, often_wrong
from bptrace.marking.many import mark_all, processes, work
from bptrace.marking.scheme import Scheme
from bptrace.marking.verdicts import Verdict

MAZUR = spec.load(examples.find("mazur"))
RIGHT = "net_h1,0.3775\nout_h1,0.5933\nout_o1,0.7514\n"  # the article's 0.3775, 0.593269992, 0.75136507
WRONG = RIGHT.replace("0.5933", "0.5339")


def write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


def results(paths, jobs=1, **options):
    return list(mark_all(paths, work(MAZUR, Scheme(), **options), jobs))


def test_a_sheet_comes_to_its_marks_and_its_first_wrong_line(tmp_path):
    (result,) = results(write(tmp_path, ann=WRONG), whole=True)

    assert (result.student, result.right, result.fault) == ("ann", False, "")
    assert result.award == (2, 3)
    assert result.counts == {Verdict.CORRECT: 2, Verdict.WRONG: 1}
    assert (result.wrong, result.first) == (("out_h1",), 2)
    assert [(line.key, line.written, line.marks) for line in result.lines] == [
        ("net_h1", "0.3775", 1),
        ("out_h1", "0.5339", 0),
        ("out_o1", "0.7514", 1),
    ]


def test_what_is_given_and_copied_is_no_line_that_counts(tmp_path):
    copied, alone, wrong = results(write(tmp_path, a=f"{RIGHT}w5,0.4\n", b="w5,0.4\n", c="w5,0.6\n"))

    assert (copied.right, copied.award, copied.counts) == (True, (3, 3), {Verdict.CORRECT: 3})
    assert (alone.right, alone.award, alone.counts) == (False, (0, 0), {})
    assert (wrong.right, wrong.award, wrong.counts) == (False, (0, 0), {Verdict.WRONG: 1})


def test_a_sheet_that_cannot_be_marked_has_its_reason_and_stops_no_other(tmp_path):
    paths = write(tmp_path, a="net_h1,1,2,3\n", b=RIGHT, c="\0")
    (tmp_path / "d.md").write_bytes(b"\xff\xff\xff")

    found = results([*paths, tmp_path / "d.md", tmp_path / "gone.csv", tmp_path / "e.txt"])

    assert [bool(result.fault) for result in found] == [True, False, True, True, True, True]
    assert found[0].fault.startswith("line 1: found 4 cells; expected 2")
    assert found[4].fault == "no such file"
    assert [result.student for result in found] == ["a", "b", "c", "d", "gone", "e"]


def test_a_sheet_without_a_line_that_can_be_read_has_its_first_fault_and_how_many_more_as_its_reason(tmp_path):
    for name, text in {
        "a": "net_h1:1\nnet_h2:2\nout_h1:3\n",
        "b": "net_h1:1\n",
        "c": "net_h1:1\nnet_h2: 0.3925\n",
    }.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")

    several, one, none = results(sorted(tmp_path.iterdir()))

    assert one.fault == "line 1: found 'net_h1:1' in one; expected a space after the colon"
    assert several.fault == f"{one.fault}; and 2 more faults"
    assert (none.fault, none.counts) == ("", {Verdict.UNREADABLE: 1, Verdict.CORRECT: 1})


def test_a_run_that_leaves_the_numbers_is_the_fault_of_its_sheet_alone(tmp_path):
    layers = "layers: [{activation: identity, weights: [[1]]}]"
    problem = spec.loads(f"inputs: [10]\ntargets: [0]\nlearning_rate: 10\nloss: squared_error\n{layers}\n")
    paths = write(tmp_path, a="w1+@1000,1\n", b="net_o1,10\n")

    found = list(mark_all(paths, work(problem, Scheme())))

    assert "finite" in found[0].fault or "float64" in found[0].fault
    assert found[1].right


def test_an_empty_sheet_is_not_right(tmp_path):
    assert not results(write(tmp_path, a=""))[0].right
    assert not results(write(tmp_path, b="nothing,1\n"))[0].right


def test_more_processes_change_nothing(tmp_path):
    texts = [RIGHT, WRONG, "net_h1\n", "\0", RIGHT.replace("0.7514", "0.7513")]
    paths = write(tmp_path, **{f"s{number}": texts[number % 5] for number in range(130)})

    assert results(paths, 2, whole=True) == results(paths, 1, whole=True)


def leave(paths):
    os._exit(1)


def test_a_process_that_is_ended_from_outside_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(many, "_mark", leave)

    with pytest.raises(BptraceError, match="ended from outside; --jobs 1 does without"):
        results(write(tmp_path, a=RIGHT), 2)


@pytest.mark.parametrize(
    ("files", "jobs", "expected"), [(10, None, 1), (10, 8, 1), (800, 1, 1), (800, 2, 2), (800, 8, 2), (100_000, 3, 3)]
)
def test_few_files_are_not_worth_a_process(files, jobs, expected):
    assert processes(files, jobs) == expected


def test_a_process_is_there_for_every_processor(monkeypatch):
    monkeypatch.setattr(many, "processors", lambda: 5)

    assert processes(100_000, None) == 5


def of(student, *explained, wrong=()):
    return Result(f"{student}.csv", student, explained=explained, wrong=wrong)


def cause(code, name="", where=""):
    return Named(code, name or code.lower(), where, "")


def test_mistakes_are_counted_by_sheets_the_most_common_first():
    class_ = [
        of("ann", Explained((cause("H1"),), ("a",), ""), Explained((cause("H1", where="elsewhere"),), ("b",), "")),
        of("bob", Explained((cause("B2"), cause("H1")), ("a",), ""), Explained((cause("H1"),), ("b",), "")),
        of("cleo", Explained((cause("B2"), cause("U1")), ("a",), "b")),
        of("dan"),
    ]

    found = [
        (one.code, [each.student for each in one.sure], [each.student for each in one.perhaps])
        for one in common_mistakes(class_)
    ]

    assert found == [("H1", ["ann", "bob"], []), ("B2", [], ["bob", "cleo"]), ("U1", [], ["cleo"])]


def test_lines_are_counted_by_the_sheets_on_which_they_are_wrong():
    assert Counter(dict(often_wrong([of("a", wrong=("x", "y")), of("b", wrong=("y",)), of("c")]))) == {"y": 2, "x": 1}
    assert often_wrong([of("a", wrong=("x", "y")), of("b", wrong=("y",))])[0] == ("y", 2)
