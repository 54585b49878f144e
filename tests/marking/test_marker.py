"""Sheets that are far from what was asked for: each line of them is answered, and none takes long."""

from __future__ import annotations

from bptrace import spec
from bptrace.marking.marker import Marker
from bptrace.marking.verdicts import Verdict

from .worked import NEURON, sheet_of


def test_keys_are_looked_up_until_two_hundred_of_them_name_nothing():
    rows = [*((f"zz{number}", "1") for number in range(200)), ("net_o1", "1.25"), ("zz", "1")]
    marks = Marker(spec.loads(NEURON)).mark(sheet_of(rows)).marks

    assert len(marks) == 202
    assert {mark.verdict for mark in marks} == {Verdict.NOT_ASKED}
    assert marks[199].reason.startswith("no quantity is called zz199")
    assert [mark.reason for mark in marks[200:]] == ["200 keys before it name nothing"] * 2


def test_fewer_unknown_keys_keep_no_line_from_being_marked():
    rows = [*((f"zz{number}", "1") for number in range(199)), ("net_o1", "1.25")]
    first, *others = Marker(spec.loads(NEURON)).mark(sheet_of(rows)).marks

    assert (first.key, first.verdict) == ("net_o1", Verdict.CORRECT)
    assert len(others) == 199


def test_a_hundred_epochs_of_a_sheet_are_marked():
    rows = [(f"w1+@{epoch}", "1") for epoch in range(1, 121)]
    marks = Marker(spec.loads(NEURON)).mark(sheet_of(rows)).marks

    assert [mark.reason for mark in marks[100:]] == ["a sheet of more than 100 epochs"] * 20
    assert all(mark.verdict is not Verdict.NOT_ASKED for mark in marks[:100])
