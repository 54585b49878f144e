"""Sheets that are far from what was asked for: each line of them is answered, and none takes long."""

from __future__ import annotations

import pytest

from bptrace import spec
from bptrace.marking.marker import Marker
from bptrace.marking.sheet import Entry, Sheet
from bptrace.marking.verdicts import Verdict
from bptrace.rounding import Rounding

from .worked import NEURON, sheet_of


def test_keys_are_looked_up_until_two_hundred_of_them_name_nothing():
    rows = [*((f"zz{number}", "1") for number in range(200)), ("net_o1", "1.25"), ("zz", "1")]
    marks = Marker(spec.loads(NEURON)).mark(sheet_of(rows)).marks

    assert len(marks) == 202
    assert {mark.verdict for mark in marks} == {Verdict.NOT_ASKED}
    assert [(mark.key, mark.entry.line) for mark in marks] == [(key, line) for line, (key, _) in enumerate(rows, 1)]
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
    assert [(mark.key, mark.entry.line) for mark in marks[100:]] == [(key, int(key[4:])) for key, _ in rows[100:]]
    assert {mark.verdict for mark in marks[100:]} == {Verdict.NOT_ASKED}
    assert all(mark.verdict is not Verdict.NOT_ASKED for mark in marks[:100])


def test_a_line_that_is_at_fault_is_unreadable_whatever_its_text_and_a_key_that_names_nothing_has_the_fault_as_reason():
    entries = (Entry("net_o1", "1.25", 1, 1, "found a list"), Entry("zz", "1", 2, 1, "found no colon"))
    placed, unplaced = Marker(spec.loads(NEURON)).mark(Sheet("Ada", entries)).marks

    assert (placed.verdict, placed.reason, placed.figure) == (Verdict.UNREADABLE, "found a list", None)
    assert (unplaced.verdict, unplaced.reason) == (Verdict.NOT_ASKED, "found no colon")


def test_a_remark_is_an_answer_if_its_key_is_that_of_a_line_which_has_no_other():
    remarks = tuple(Entry(key, "see above", line, 1) for line, key in enumerate(("class", "w1", "net_o1"), 2))
    marks = Marker(spec.loads(NEURON)).mark(Sheet("Ada", (Entry("net_o1", "1.25", 1, 1),), remarks)).marks

    assert [(mark.key, mark.verdict, mark.entry.line) for mark in marks] == [
        ("w1", Verdict.UNREADABLE, 3),
        ("net_o1", Verdict.CORRECT, 1),
    ]


def test_of_remarks_two_hundred_are_looked_at_and_no_more_than_a_hundred_epochs():
    marker = Marker(spec.loads(NEURON))
    many = tuple(Entry(f"zz{number}", "x", number, 1) for number in range(1, 200))
    late = tuple(Entry(f"w1+@{epoch}", "x", epoch, 1) for epoch in range(1, 121))

    for count in (199, 200):
        remarks = (*many[:199], *many[: count - 199], Entry("net_o1", "x", 300, 1))
        assert len(marker.mark(Sheet("Ada", (), remarks)).marks) == 200 - count
    assert len(marker.mark(Sheet("Ada", (), late)).marks) == 100


def test_a_marked_sheet_has_what_it_was_marked_by():
    """Only 1.26 says how the sheet rounds: 0.5 is exact, and what is no number says nothing."""
    marker, sheet = Marker(spec.loads(NEURON)), sheet_of({"net_o1": "1.26", "w1": "0.5", "E_o1": "x"})
    marked = marker.mark(sheet)
    net, weight = map(marker.finder.find, ("net_o1", "w1"))

    assert marked.sheet is sheet
    assert marked.method.exact(net) == 1.25
    assert set(marked.written) == {net, weight}
    assert marked.written[net] == marked.boxes[net] == pytest.approx((1.255, 1.265))
    assert marked.precision == (Rounding(2), Rounding(3, significant=True))


THREE_SAMPLES = """
samples: [{inputs: [1], targets: [0]}, {inputs: [2], targets: [0]}, {inputs: [3], targets: [0]}]
batch: 1
learning_rate: 0.1
loss: half_squared_error
layers: [{activation: identity, weights: [[1]]}]
"""


@pytest.mark.parametrize(("keys", "updates"), [((), 2), (("w1+",), 2), (("w1+", "w1+@1.2"), 2), (("w1+@1.3",), 3)])
def test_no_more_updates_are_made_than_a_sheet_speaks_of(keys, updates):
    """Of several at least two, so that they are called as they are."""
    marked = Marker(spec.loads(THREE_SAMPLES)).mark(sheet_of(dict.fromkeys(keys, "1")))

    assert [(kept.epoch, kept.step) for kept in marked.method.trace.rounds] == [
        (1, step) for step in range(1, updates + 1)
    ]


def test_eight_choices_of_rounds_are_kept_ready():
    marker = Marker(spec.loads(NEURON))
    items = [marker.finder.find(f"w1+@{epoch}") for epoch in range(1, 10)]
    first, *_ = [marker.method([item]) for item in items[:8]]

    assert marker.method(items[:1]) is first
    marker.method(items[8:])
    assert marker.method(items[:1]) is not first
