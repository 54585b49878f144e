"""Files in any encoding, and files that are no text: the bytes of a spec."""

import codecs
import gzip
import os
import subprocess
import sys
import tracemalloc

import pytest

from bptrace import spec
from bptrace.spec import loader
from tests.calls import at_most

TEXT = "title: Größe\ninputs: [1, 010]\nlayers: [{activation: tanh, weights: [[1, 2]]}]\n"
GOOD = TEXT.replace("010", "10")
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


def fault(data):
    with pytest.raises(spec.SpecError) as caught:
        spec.loads(data, "net.yaml")
    (one,) = caught.value.faults
    return one.line, one.column, one.message


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        codecs.BOM_UTF8 + GOOD.encode(),
        GOOD.encode("utf-16"),
        codecs.BOM_UTF16_BE + GOOD.encode("utf-16-be"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\r").encode(),
        GOOD.rstrip().encode(),
    ],
    ids=["UTF-8", "UTF-8 with a mark", "UTF-16", "UTF-16 the other way", "Windows", "old Macs", "no end of line"],
)
def test_a_text_is_read_however_it_was_saved(data):
    problem = spec.loads(data)

    assert (problem.title, problem.inputs.tolist()) == ("Größe", [[1], [10]])


@pytest.mark.parametrize(
    "data",
    [codecs.BOM_UTF8 + TEXT.encode(), TEXT.encode("utf-16"), TEXT.replace("\n", "\r\n").encode()],
    ids=["UTF-8 with a mark", "UTF-16", "Windows"],
)
def test_a_fault_has_the_same_place_however_the_text_was_saved(data):
    assert fault(data)[:2] == (2, 13)  # `inputs: [1, ` are 12 characters


def test_a_byte_order_mark_is_no_column():
    assert fault(codecs.BOM_UTF8 + TEXT.partition("\n")[2].encode())[:2] == (1, 13)


@pytest.mark.parametrize(
    ("data", "line", "column", "message"),
    [
        (GOOD.encode("latin-1"), 1, 10, "found the byte F6, which is not UTF-8 (in the encoding Windows-1252 it is ö)"),
        (b"title: \x93A\x94\n", 1, 8, "found the byte 93, which is not UTF-8 (in the encoding Windows-1252 it is “)"),
        (b"a: 1\r\nb: \xff", 2, 4, "found the byte FF, which is not UTF-8 (in the encoding Windows-1252 it is ÿ)"),
        (b"a: \x81", 1, 4, "found the byte 81, which is not UTF-8; expected a text file saved as UTF-8"),
        (
            GOOD.encode("utf-16-le"),
            1,
            1,
            "found UTF-16 without its byte order mark; expected a text file saved as UTF-8",
        ),
        (
            "a: 1\n".encode("utf-16-be"),
            1,
            1,
            "found UTF-16 without its byte order mark; expected a text file saved as UTF-8",
        ),
        (GOOD.encode("utf-16")[:-1], 3, 48, "found UTF-16 that breaks off; expected a text file saved as UTF-8"),
        (PNG, 1, 1, "found a binary file, a PNG picture; expected a text file saved as UTF-8"),
        (
            gzip.compress(GOOD.encode(), mtime=0),
            1,
            1,
            "found a binary file, packed by gzip; expected a text file saved as UTF-8",
        ),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", 1, 1, "found a binary file, a PDF; expected a text file saved as UTF-8"),
        (b"PK\x03\x04", 1, 1, "found a binary file, a ZIP archive or a document of an office program; expected a text"),
        (b"\x80\0\0\0", 1, 1, "found a binary file; expected a text file saved as UTF-8"),
        (b"a: 1\nb: \xfe\0", 2, 4, "found a binary file; expected a text file saved as UTF-8"),
        (b"title: A\0B\n", 1, 9, "found the control character NUL (U+0000); expected text, without it"),
        ("é: 1\nö: \x0c\n".encode(), 2, 4, "found the control character form feed (U+000C); expected text"),
        ("title: a\ufeffb\ninputs: [1\n".encode(), 2, 9, "found [ that is still open at the end of the file"),
    ],
)
def test_what_is_no_text_is_said_with_its_place(data, line, column, message):
    found = fault(data)

    assert found[:2] == (line, column)
    assert message in found[2]


def test_the_line_of_a_byte_that_is_not_utf_8_is_shown():
    with pytest.raises(spec.SpecError) as caught:
        spec.loads(GOOD.encode("latin-1"), "net.yaml")

    assert str(caught.value).split("\n")[1:] == ["    title: Größe", "             ^"]


DATA = "data: points.csv\nloss: squared_error\nlayers: [{activation: tanh, weights: [[1]]}]\n"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (PNG, "points.csv:1:1: found a binary file, a PNG picture; expected a text file saved as UTF-8"),
        (b"x,target_o1\r\n1,1\r\n2\r\n", "points.csv:3:2: found 1 cell; expected 2, one for each column (x, target_o1)"),
        (codecs.BOM_UTF8 + b"x,target_o1\n1,a\n", "points.csv:2:3: column target_o1: found 'a'; expected a number"),
        ("x,target_o1\n1,a\n".encode("utf-16"), "points.csv:2:3: column target_o1: found 'a'; expected a number"),
        (b"x,target_o1\n1,\xe9\n", "points.csv:2:3: found the byte E9, which is not UTF-8"),
        (None, "net.yaml:1:7: data: 'points.csv': is a folder, not a file; expected a CSV file, its path from the "
         "spec's folder\n"),
    ],
    ids=["binary", "Windows", "a mark", "UTF-16", "Latin-1", "a folder"],
)  # fmt: skip
def test_data_may_be_any_bytes_too(data, said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text(DATA, encoding="utf-8")
    points = tmp_path / "points.csv"
    points.mkdir() if data is None else points.write_bytes(data)

    with pytest.raises(spec.SpecError) as caught:
        spec.load("net.yaml")

    assert str(caught.value).startswith(said)


def test_a_file_of_a_hundred_megabytes_is_refused_at_once(tmp_path):
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.write(b"inputs: [1")
        file.truncate(100_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(spec.SpecError) as caught:
            spec.load(path)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert most < 25_000_000, "twice the largest spec, and no hundred megabytes"
    assert str(caught.value) == f"{path}: found a file of more than 10 MB; expected a spec of at most 10 MB"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("layers: " + "[" * 10_000, 1, 47),  # the 39th list, on the 40th level, holds what is too deep
        ("- " * 10_000, 1, 79),
        ("{a: " * 10_000, 1, 157),
        ("".join(f"{' ' * depth}a:\n" for depth in range(1000)), 40, 40),
    ],
)
def test_nesting_beyond_all_use_is_refused_at_once(text, line, column):
    fault(b"]")  # whatever is imported late is there now
    with at_most(50_000):  # of which each level takes about forty, and twenty times as many without libyaml
        found = fault(text.encode())

    assert found[:2] == (line, column)
    assert "found more than 40 levels of nesting; expected a few" in found[2]


def test_more_values_than_a_spec_has_are_refused(monkeypatch):
    assert loader.MOST_VALUES == 1_000_000
    monkeypatch.setattr(loader, "MOST_VALUES", 1000)

    line, column, message = fault(b"a: [" + b"1," * 1001 + b"]")

    assert (line, column) == (1, 4)
    assert "found more than 1,000 values; expected numbers in a CSV file (data), weights drawn (init)" in message


def test_standard_input_without_end_is_not_waited_for():
    with open("/dev/zero", "rb") as zeros:
        done = subprocess.run(
            [sys.executable, "-m", "bptrace", "run", "-"], stdin=zeros, capture_output=True, text=True, timeout=60,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False,
        )  # fmt: skip

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Error: standard input: found a file of more than 10 MB; expected a spec of at most 10 MB\n"
