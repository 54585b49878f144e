"""Marks by a scheme, against tables worked out by hand on figures of Mazur's article, and the faults of its file."""

from contextlib import suppress
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bptrace import examples, spec
from bptrace.cli.asked import asked
from bptrace.keys import UnknownKeyError
from bptrace.marking.marker import Marker
from bptrace.marking.scheme import Digits, Scheme
from bptrace.marking.scheme_words import Words
from bptrace.marking.scheme_yaml import SCHEME, load_scheme, read_scheme
from bptrace.marking.sheet import loads
from bptrace.notation import NOTATIONS
from bptrace.rounding import Rounding
from bptrace.spec import SpecError
from tests.readme import table_of

MAZUR = spec.load(examples.find("mazur"))
XOR = spec.load(examples.find("xor"))

# Right are out_h1 0.593269992, net_o1 1.105905967, out_o1 0.75136507, E_total 0.298371109, delta_o1 0.138498562 and dE/dw5
# 0.082167041 (the article). Here delta_o1 is doubled, so that dE/dw5 = 0.277·0.5933 = 0.1643 follows; out_o1 is cut off,
# E_total has one digit, dE/dw6 is left blank, and w5 is given.
SHEET = """key,value
out_h1,0.5933
net_o1,1.1059
out_o1,0.7513
E_total,0.3
delta_o1,0.277
dE/dw5,0.1643
dE/dw6,
w5,0.4
nothing,1
"""


def scheme(text, problem=MAZUR):
    return read_scheme(text, "scheme.yaml", Words(problem, partial(asked, problem)).lines)


def marks(scheme, sheet=SHEET, problem=MAZUR):
    """Return the marks of a sheet, and those there were to earn."""
    marked = Marker(problem, asked=scheme.asked).mark(loads(sheet.encode(), "ann.csv", ".csv"))
    return tuple(scheme.total((mark, scheme.award(mark, marked.method)) for mark in marked.marks))


@pytest.mark.parametrize(
    ("text", "earned", "out_of"),
    [
        (
            "points: 1",
            3,
            7,
        ),  # two right and one that follows; not what is cut off, coarse, wrong or missing; w5 is no line
        ("points: 2.5", 7.5, 17.5),
        ("follows: 0.5", 2.5, 7),
        ("follows: 0", 2, 7),
        ("truncated: 0.25", 3.25, 7),
        ("too_coarse: 1", 4, 7),
        ("{lines: {dE/dw5: 4}, method: 3}", 5, 10),
        ("{lines: {dE/dw5: 4}, method: 9}", 6, 10),  # no more than the line is worth
        ("{lines: {dE/dw5: 4}, follows: 0.5}", 4, 10),
        ("lines: {'dE/dw*': 3}", 5, 11),
        ("lines: {'dE/dw*': 3, dE/dw5: 2}", 4, 10),  # the word that means fewer lines counts, whatever the order
        ("lines: {dE/dw5: 2, 'dE/dw*': 3}", 4, 10),
        ("lines: {∂E/∂w₅: 2}", 4, 8),
        ("lines: {w5: 2}", 4, 8),  # a parameter stands for its gradient and its new value
        ("lines: {w5: 7, dE/dw5: 2}", 4, 8),
        ("lines: {dE/dw5: 2, w5: 7}", 4, 8),
        ("lines: {h1: 7}", 9, 13),  # a neuron for all its lines
        ("lines: {dE/dw5@2: 7}", 3, 7),  # of another epoch
        ("{points: 0, lines: {'out_*': 1}}", 1, 2),
        ("ask: delta_o1,dE/dw5", 1, 2),
        ("ask: [delta_o1, 'dE/dw*']", 1, 9),  # eight gradients, of which seven are not there
        ("ask: 'delta_o1, dE/dw*'", 1, 9),
        ("ask: 'delta_o1,dE/dw*'", 1, 9),
        ("ask: ['*']", 3, 54),
        ("digits: {required: 4sf}", 4, 8),
        ("digits: {required: 5sf, mark: 2}", 3, 9),
        ("digits: {required: 4, mark: 0.5}", 3.5, 7.5),
    ],
)
def test_marks_are_those_of_the_scheme(text, earned, out_of):
    assert marks(scheme(text)) == pytest.approx((earned, out_of))


@pytest.mark.parametrize(
    ("lines", "out_of"),
    [
        ("{dE/dw5@1: 7}", 7),
        ("{dE/dw5: 2, dE/dw5@1: 7}", 7),  # of an epoch is said more nearly, and counts
        ("{dE/dw5: 2, dE/dw5@1: 0}", 0),
        ("{dE/dw5: 2, dE/dw5@2: 7}", 2),
    ],
)
def test_the_marks_of_a_line_in_one_epoch_count_there(lines, out_of):
    assert marks(scheme(f"lines: {lines}"), "dE/dw5,0.0822\n") == (out_of, out_of)


def test_digits_are_neither_there_nor_not_without_a_figure_or_a_request():
    wanted = scheme("digits: {required: 4}")
    figure, blank = Marker(MAZUR).mark(loads(b"net_h1,0.3775\nnet_h2,\n", "ann.csv", ".csv")).marks

    assert (wanted.enough_digits(figure), wanted.enough_digits(blank)) == (True, None)
    assert Scheme().enough_digits(figure) is None


def test_without_a_scheme_a_line_is_a_mark_and_what_follows_earns_it():
    assert marks(Scheme()) == (3, 7)


def test_a_zero_that_follows_from_a_zero_earns_nothing():
    assert marks(Scheme(), "delta_o1,0.0000\ndE/dw5,0.0000\ndE/dw6,0.0000\n") == (0, 3)


def test_no_digits_are_right_where_nothing_is():
    assert marks(Scheme(digits=Digits(Rounding(4, significant=True), 1)), "delta_o1,0.2770\n") == (0, 2)


def test_a_word_without_a_sample_means_all_samples():
    sheet = "E[1],1\nE[2],1\nE[3]@2,1\nE_total,1\n"

    assert marks(scheme("{points: 0, lines: {E: 2}}", XOR), sheet, XOR)[1] == 6
    assert marks(scheme("{points: 0, lines: {'E*': 2}}", XOR), sheet, XOR)[1] == 8
    assert marks(scheme("{points: 0, lines: {'E[2]': 2}}", XOR), sheet, XOR)[1] == 2


def test_a_pattern_that_means_nothing_is_told():
    words = Words(XOR, partial(asked, XOR))

    for pattern in ("dE/dv*", "*@1@2", "net*XXXX"):
        with pytest.raises(UnknownKeyError, match="no line is called like") as refused:
            words.lines(pattern)
        assert refused.value.key == pattern
    assert words.lines("*_h1") == words.lines("*_h1[*]")  # a pattern need not say the sample


def test_what_is_asked_of_an_epoch_is_asked_of_it():
    words = Words(MAZUR, partial(asked, MAZUR))

    assert {line.epoch for line in words.lines("dE/dw*@3")} == {3}
    assert len(words.lines("dE/dw*@3")) == len(words.lines("∂E/∂w*")) == 8


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("", "1:1", "found an empty file; expected fields such as lines"),
        ("- 1", "1:1", "expected a marking scheme (fields such as lines, points, ask)"),
        (
            "line: {delta_o1: 2}",
            "1:1",
            "found the unknown field 'line'; expected a field of a marking scheme; did you mean lines?",
        ),
        ("lines:\n  dlta_o1: 2", "2:3", "nothing here is called dlta_o1; did you mean delta_o1?"),
        ("lines:\n  delta_o1: 1\n  dE/dv*: 2", "3:3", "lines: no line is called like dE/dv*; lines are called net_h1"),
        ("lines: {delta_o1: two}", "1:19", "lines, delta_o1: found 'two'; expected a number from 0 to below 10000"),
        ("lines: {delta_o1: -1}", "1:19", "expected a number from 0"),
        ("lines: [delta_o1]", "1:8", "found a list; expected a mapping from lines to marks"),
        ("lines: {delta_o1: 1, delta_o1: 2}", "1:22", "a second time"),
        ("follows: 1.5", "1:10", "follows: found '1.5'; expected a share from 0 to 1; write half of the marks as 0.5"),
        ("follows: 0.5\nmethod: 1", "2:9", "found method beside follows; expected one of them"),
        ("digits: {required: four}", "1:20", "expected decimals such as 4, or significant figures such as 4sf"),
        ("digits: {required: 16sf}", "1:20", "at most 15"),
        ("digits: {requird: 4}", "1:10", "expected a field of digits; did you mean required?"),
        ("truncated: 2", "1:12", "expected a share from 0 to 1"),
        ("too_coarse: 1.5", "1:13", "expected a share from 0 to 1"),
        ("digits: {mark: 1}", "1:9", "found no required"),
        ("ask: delta_o3", "1:6", "nothing here is called delta_o3"),
        ("ask: [delta_o1, w9]", "1:17", "nothing here is called w9"),
        ("points: {", "1:9", "found { that is still open at the end of the file; expected }"),
    ],
)
def test_a_fault_of_the_file_is_said_at_its_place(text, place, said):
    with pytest.raises(SpecError) as caught:
        scheme(text)

    first = str(caught.value).partition("\n")[0]
    assert first.startswith(f"scheme.yaml:{place}: ")
    assert said in first


FORM = "expected decimals such as 4, or significant figures such as 4sf"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("digits: {required: four}", f"1:20: required of digits: found 'four'; {FORM}"),
        ("digits: {required: 16}", f"1:20: required of digits: found '16'; {FORM}; at most 15"),
        ("{method: 1, follows: 0}", "1:10: method: found method beside follows; expected one of them"),
        ("follows: '0.5'", "1:10: follows: found the text '0.5'; expected a share from 0 to 1; leave the quotes out"),
    ],
)
def test_a_fault_says_what_to_do_and_no_more(text, message):
    with pytest.raises(SpecError) as caught:
        scheme(text)

    assert str(caught.value).partition("\n")[0] == f"scheme.yaml:{message}"


def test_a_key_may_have_a_comma_of_its_own():
    lecture = NOTATIONS["lecture"](MAZUR)
    words = Words(MAZUR, partial(asked, MAZUR, shown=lecture))

    found = read_scheme("ask: 'w_{1,2}^{(1)}'", "scheme.yaml", words.lines)

    assert {lecture.key(item.quantity) for item in found.asked or ()} == {"dE/dw2", "w2+"}


@pytest.fixture
def load(tmp_path):
    """Return what writes a file of a scheme and loads it, and the file."""
    file = tmp_path / "scheme.yaml"

    def written(content):
        file.write_bytes(content)
        return load_scheme(file, Words(MAZUR, partial(asked, MAZUR)).lines)

    return written, file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_scheme_is_read_from_its_file(load, encoding):
    written, _ = load

    assert written("points: 2.5".encode(encoding)) == Scheme(points=2.5)
    assert written(b"ask: delta_o1").asked == asked(MAZUR, "delta_o1")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"pionts: 2",
            ":1:1: found the unknown field 'pionts'; expected a field of a marking scheme; did you mean points?",
        ),
        (b"\xff", ":1:1: found the byte FF, which is not UTF-8"),
        (b"#" * 1_000_001, ": found a file of more than 1 MB; expected a marking scheme of at most 1 MB"),
    ],
    ids=["unknown", "Latin-1", "large"],
)
def test_a_file_of_a_scheme_that_is_at_fault_is_named(load, content, message):
    written, file = load
    with pytest.raises(SpecError) as caught:
        written(content)

    assert str(caught.value).startswith(f"{file}{message}")


def test_a_million_bytes_are_no_fault(load):
    written, _ = load

    assert written(b"points: 2".ljust(1_000_000)) == Scheme(points=2.0)


def test_of_a_scheme_that_is_not_there_the_nearest_file_is_named(tmp_path):
    (tmp_path / "scheme.yaml").touch()
    (tmp_path / "schema.csv").touch()
    for name, message in {
        "schem.yaml": f"no such file; did you mean {tmp_path}/scheme.yaml?",
        "": "is a folder, not a file",
    }.items():
        with pytest.raises(SpecError) as caught:
            load_scheme(tmp_path / name, lambda word: frozenset())
        assert str(caught.value) == f"{tmp_path / name}: {message}"


WORDS = st.sampled_from(
    ("lines", "points", "ask", "digits", "required", "delta_o1", "dE/dw*", "*", "1", "4sf", "[", "{", ": ", "\n ")
)


@given(st.lists(WORDS | st.text(max_size=3), max_size=12).map("".join))
def test_any_text_is_a_scheme_or_has_its_faults_said(text):
    with suppress(SpecError):
        assert isinstance(scheme(text), Scheme)


def test_every_field_stands_in_the_readme():
    table_of([field.name for field in SCHEME.fields])
