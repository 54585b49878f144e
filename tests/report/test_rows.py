"""A trace as lines of data: JSON Lines and CSV say what JSON says, and a spreadsheet finds no formula in them."""

import csv
import io
import json

import pytest

from bptrace import examples, spec, training
from bptrace.report import data
from bptrace.report.slabs import COLUMNS
from bptrace.report.writing import Writing
from tests.shipped import SHIPPED

ALL = SHIPPED
NUMBERS = ("epoch", "step", "sample", "layer", "value")


def traced(name):
    return training.run(spec.load(examples.find(name)))


def text(write, trace, **options):
    return "".join(write(trace, Writing(trace.notation), **options))


def steps(trace):
    return json.loads(text(data.data, trace))["steps"]


def table(written):
    return list(csv.DictReader(io.StringIO(written, newline=""), strict=True))


def read_back(row):
    """Return a row of CSV as JSON has it."""
    cells = {name: cell or None for name, cell in row.items()}
    return {
        **cells,
        **{name: None if cells[name] is None else json.loads(cells[name]) for name in NUMBERS},
        "rests_on": row["rests_on"].split(),
    }


@pytest.mark.parametrize("name", ALL)
def test_json_lines_are_the_steps_of_json(name):
    trace = traced(name)
    assert [json.loads(line) for line in text(data.json_lines, trace).splitlines()] == steps(trace)


@pytest.mark.parametrize("name", ALL)
def test_csv_has_the_steps_of_json_to_the_last_digit(name):
    trace = traced(name)
    assert [read_back(row) for row in table(text(data.comma_separated, trace))] == steps(trace)


def test_csv_is_as_rfc_4180_has_it():
    written = text(data.comma_separated, traced("mazur"))
    lines = written.split("\r\n")
    assert lines[0] == "epoch,step,sample,phase,layer,unit,key,symbol,formula,with_numbers,value,rests_on"
    assert lines[1] == "1,1,1,given,0,i1,i1,i1,,,0.05,"
    assert lines[-1] == ""
    assert "\n" not in written.replace("\r\n", "")


def test_every_row_is_handed_on_as_soon_as_it_is_made():
    trace = traced("mazur")
    count = len(steps(trace))
    assert len(list(data.json_lines(trace, Writing(trace.notation)))) == count
    assert len(list(data.comma_separated(trace, Writing(trace.notation)))) == count + 1


@pytest.mark.parametrize("write", [data.json_lines, data.comma_separated])
def test_only_some_rows(write):
    trace = traced("mazur")
    chosen = {trace.locate(key)[1] for key in ("w5+", "net_h1")}
    lines = text(write, trace, only=chosen).splitlines()[-2:]
    assert ["net_h1" in lines[0], "w5+" in lines[1]] == [True, True]
    assert len(text(write, trace, only=chosen).splitlines()) == 2 + (write is data.comma_separated)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-net", "'-net"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("  =1", "'  =1"),
        ("＝1", "'＝1"),
        ("\x01", "'\x01"),
        ("−0.5·x", "−0.5·x"),  # the sign of mathematics is no ASCII minus
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_a_text_that_a_spreadsheet_would_run_is_made_a_text(cell, written):
    row = dict.fromkeys(COLUMNS) | {"symbol": cell, "value": -0.5, "rests_on": []}
    (found,) = table("".join(data.table_of([row])))
    assert (found["symbol"], found["value"]) == (written, "-0.5")


@pytest.mark.parametrize("value", ["inf", "-inf", "nan"])
def test_what_is_no_number_stays_what_float_reads(value):
    row = dict.fromkeys(COLUMNS) | {"value": value, "rests_on": []}
    (found,) = table("".join(data.table_of([row])))
    assert found["value"] == value
