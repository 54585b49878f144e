"""Every fault of a spec is said at its line and column."""

import gc
import tracemalloc
from contextlib import suppress
from itertools import pairwise

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bptrace import spec
from tests.calls import at_most

GOOD = """\
inputs: [0.05, 0.10]
targets: [0.01, 0.99]
learning_rate: 0.5
loss: half_squared_error
layers:
  - activation: logistic
    weights: [[0.15, 0.20], [0.25, 0.30]]
    bias: 0.35
  - activation: logistic
    weights: [[0.40, 0.45], [0.50, 0.55]]
    bias: [0.60, 0.60]
"""


def _faults(text):
    with pytest.raises(spec.SpecError) as caught:
        spec.loads(text, "bad.yaml")
    return caught.value.faults


def test_all_faults_of_a_file_are_said_at_once():
    text = GOOD.replace("0.05", "x").replace("half_", "haf_").replace("bias: 0.35", "bais: 0.35")
    assert [(fault.line, fault.column) for fault in _faults(text)] == [(1, 10), (4, 7), (8, 5)]


def test_a_misspelt_field_is_not_reported_missing_as_well():
    assert [fault.line for fault in _faults(GOOD.replace("targets", "target"))] == [2]
    assert [fault.line for fault in _faults(GOOD.replace("loss", "los"))] == [4]


def test_the_text_of_an_error_points_at_the_fault():
    with pytest.raises(spec.SpecError) as caught:
        spec.loads(GOOD.replace("0.15, 0.20", "0.15, 0.20, 3"), "bad.yaml")
    assert str(caught.value) == (
        "bad.yaml:7:15: weights of layer 1, row 1: found 3 numbers; expected 2, one for each input (i1, i2)\n"
        "        weights: [[0.15, 0.20, 3], [0.25, 0.30]]\n"
        "                  ^"
    )


def test_the_text_of_an_error_holds_no_control_characters():
    with pytest.raises(spec.SpecError) as caught:
        spec.loads("title: \x1b[31m\n")
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("field", ["title", "inputs", "samples", "layers", "names", "parameters", "data"])
def test_aliases_that_explode_take_no_time_and_no_memory(field):
    lines = ["a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]" for old, new in pairwise("abcdefghi")]
    tracemalloc.start()

    with at_most(1_000_000):
        faults = _faults("\n".join([*lines, f"{field}: *i"]))  # nine to the ninth: 387,420,489 times ha

    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()
    assert len(faults) > 9


@pytest.mark.parametrize("text", [GOOD, GOOD.replace("0.05", "x"), "]", ""])
@pytest.mark.parametrize("was_on", [True, False])
def test_reading_leaves_the_collector_of_garbage_as_it_was(text, was_on):
    before = gc.isenabled()
    (gc.enable if was_on else gc.disable)()
    try:
        with suppress(spec.SpecError):
            spec.loads(text)
        assert gc.isenabled() == was_on
    finally:
        (gc.enable if before else gc.disable)()


def test_aliases_of_aliases_come_to_an_end():
    lines = ["a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    names = "abcdefg"
    lines += [f"{new}: &{new} [{', '.join([f'*{old}'] * 10)}]" for old, new in pairwise(names)]
    assert any("unknown field 'a'" in fault.message for fault in _faults("\n".join(lines)))
    rows = f"- {{activation: tanh, weights: &w [{', '.join(['&r [' + '1, ' * 300 + '1]'] + ['*r'] * 300)}]}}"
    layers = f"inputs: [1]\nlayers:\n{rows}\n" + "- {activation: tanh, weights: *w}\n" * 3
    assert any("found aliases that make more than" in fault.message for fault in _faults(layers))


@pytest.mark.parametrize(
    ("content", "piece"),
    [
        (b"title: \xff\n", "not UTF-8"),
        (None, "some.yaml: no such file"),
        ("folder", "some.yaml: is a folder, not a file"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault_of_the_spec(tmp_path, content, piece):
    path = tmp_path / "some.yaml"
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(spec.SpecError, match=piece) as caught:
        spec.load(path)
    assert caught.value.faults[0].file == str(path)


def test_bytes_that_are_not_utf8_are_said_where_they_stand(tmp_path):
    path = tmp_path / "some.yaml"
    path.write_bytes("title: é\nname: \xff\n".encode("latin-1"))
    with pytest.raises(spec.SpecError) as caught:
        spec.load(path)
    assert (caught.value.faults[0].line, caught.value.faults[0].column) == (1, 8)


@pytest.mark.parametrize(
    ("line", "column", "found"),
    [
        ("inputs: [0.05, 0.1]]", 20, "found ']'"),
        ("inputs: [1] [2]", 13, "found '[2]'"),
        ("loss: a: b", 8, "found a second colon"),
        ("inputs: *x", 9, "found *x"),
        ("  inputs: [1, 2]", 3, "found a field indented"),
        ("inputs: [1,\u00a02]]", 12, "found a no-break space"),
        ("inputs： [1, 2]", 7, "found the wide colon"),
    ],
)
def test_a_title_with_typographic_signs_is_not_blamed_for_the_line_below_it(line, column, found):
    (fault,) = _faults(f"title: Mazur’s network – by hand\n{line}\n")

    assert (fault.line, fault.column) == (2, column)
    assert fault.message.startswith(found)


@given(st.text())
def test_no_text_raises_anything_but_a_spec_error(text):
    with pytest.raises(spec.SpecError):
        spec.loads(text)


@given(st.data())
def test_no_damage_to_a_good_spec_raises_anything_but_a_spec_error(data):
    start = data.draw(st.integers(0, len(GOOD)))
    end = data.draw(st.integers(start, min(len(GOOD), start + 12)))
    put = data.draw(st.text("[]{}:,-&*!'\"#\n 01.eabw_", max_size=6))
    try:
        spec.loads(GOOD[:start] + put + GOOD[end:])
    except spec.SpecError as error:
        assert error.faults  # noqa: PT017 - a spec may be damaged and still be good


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="only the C library refuses it")
def test_no_space_between_a_colon_and_a_bracket_within_braces():
    with pytest.raises(spec.SpecError) as caught:
        spec.loads("samples:\n  - {inputs:[1], targets: [1]}\n", "a.yaml")

    assert str(caught.value).splitlines()[0] == (
        "a.yaml:2:13: found 'inputs:[' in one; expected a space after the colon"
    )


def test_more_names_than_can_be_compared_are_refused_before_they_are():
    named = ", ".join(f"a{number}: 1" for number in range(10_001))
    with pytest.raises(spec.SpecError) as caught:
        spec.loads(f"parameters: {{{named}}}\n{GOOD}")

    (fault,) = caught.value.faults
    found = (fault.line, fault.column, fault.message)
    assert found == (1, 13, "parameters: found 10001 names; expected at most 10000")
