"""Small files that ask for much: what must be refused is so at once, with the limit; what is allowed stays within bounds."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from itertools import pairwise

import pytest

from bptrace.spec.size import MOST_LAYERS, MOST_WEIGHTS
from tests.faults.waiting import catches, wait_for, worked
from tests.fuzz.law import FOLDER, LARGEST, Case, judged

NET = "inputs: [1, 2]\ntargets: [0.5]\nseed: 1\nlearning_rate: 0.1\nloss: squared_error\nlayers:\n"


def drawn(neurons: int, activation: str = "tanh") -> str:
    return f"  - {{neurons: {neurons}, activation: {activation}, weights: {{init: he}}}}\n"


def data(count: int, inputs: object, neurons: int = 2) -> str:
    return f"data: {{generate: uniform, count: {count}, inputs: {inputs}}}\nseed: 1\nlayers:\n{drawn(neurons)}"


def gates(count: int) -> str:
    names = ["x", *(f"q{number}" for number in range(count))]
    lines = (f"  {name}: {before} + {before}\n" for before, name in pairwise(names))
    return "gates:\n" + "".join(lines) + "values: {x: 1}\n"


SPECS = {
    "weights of two layers": (NET + drawn(5000) + drawn(5000) + drawn(1), f"at most {MOST_WEIGHTS} in all"),
    "weights of many layers": (NET + 400 * drawn(50) + drawn(1), f"at most {MOST_WEIGHTS} in all"),
    "weights to the inputs": (data(1, 5000, 5000), f"at most {MOST_WEIGHTS} in all"),
    "neurons": (NET + drawn(100_000), "at most 5000"),
    "layers": (NET + 15_000 * drawn(1), f"at most {MOST_LAYERS}"),
    "samples": (data(10_000_000, 1), "at most 1000000"),
    "numbers of samples": (data(10_000, 5000), "at most 1000"),
    "outputs of samples": (data(1_000_000, 1, 5000), "at most 20000000"),
    "epochs": (f"epochs: 10000000000\n{NET}{drawn(2)}", "at most 10000000"),
    "gates": (gates(20_000), "expected at most 1000"),
    "gates one after another": (gates(1000), "more than 150 gates one after another"),
    "gates of a chain": (f"circuit: {'+'.join(['x'] * 1000)}\nvalues: {{x: 1}}\n", "more than 150 gates one after another"),
    "a tower of powers": ("circuit: x**x**x**9\nvalues: {x: 9}\n", "has no finite value: too large"),
    "brackets": (f"circuit: {'(' * 900}x{')' * 900}\nvalues: {{x: 9}}\n", "nested more than 100 deep"),
    "a formula": (f"circuit: {'x*' * 5000}x\nvalues: {{x: 9}}\n", "expected at most 2000"),
    "lists in lists": ("[" * 900_000, "more than 40 levels of nesting"),
    "mappings in mappings": ("{a: " * 200_000, "more than 40 levels of nesting"),
    "steps of indentation": ("".join(" " * step + "a:\n" for step in range(1300)), "more than 40 levels of nesting"),
    "aliases of aliases": (
        "a: &a [1,1,1,1,1,1,1,1,1]\n"
        + "".join(f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in pairwise("abcdefghi")),
        "i: &i [*h,*h,*h,*h,*h,*h,*h,*h,*h]",
    ),
    "aliases of a long list": (
        f"inputs: &a [{'1,' * 1000}1]\nsamples: [{'{inputs: *a},' * 20_000}]\nlayers: []\n",
        "aliases that make more than 100000 values",
    ),
    "unknown fields": ("".join(f"k{number}: 1\n" for number in range(80_000)), "more faults"),
    "a field many times": ("title: 1\n" * 80_000, "more faults"),
    "faults": (f"inputs: [{'x,' * 200_000}x]\n", "more faults"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), SPECS.values(), ids=SPECS)
def test_a_spec_that_asks_for_too_much_is_refused_with_the_limit(text: str, words: str) -> None:
    assert len(text) < LARGEST
    answer = judged(Case(("run", "-"), text.encode()))

    assert answer.status == 2
    assert words in answer.err


ALLOWED = {
    "weights": NET + drawn(900) + drawn(900) + drawn(1),
    "samples": data(1_000_000, 1),
    "inputs": f"inputs: [{'1,' * 200_000}1]\nseed: 1\nlayers:\n{drawn(1)}",
    "a long title": f"title: {'x ' * 200_000}\n{NET}{drawn(2)}{drawn(1)}",
    "a long name": f"inputs: [1]\nnames: {{inputs: [{'x' * 100_000}]}}\nlayers:\n  - {{activation: tanh, weights: [[1]]}}\n",
    "a deep circuit": f"circuit: {'tanh(' * 90}x{')' * 90}\nvalues: {{x: 0.5}}\n",
    "softmax": f"inputs: [1]\nseed: 1\nlayers:\n{drawn(2000, 'softmax')}",
}


@pytest.mark.parametrize("text", ALLOWED.values(), ids=ALLOWED)
def test_what_is_large_and_allowed_is_answered_within_the_limits(text: str) -> None:
    assert judged(Case(("run", "-", "--brief"), text.encode())).status == 0


CSV_SPEC = f"data: p.csv\nseed: 1\nlayers:\n{drawn(2)}".encode()
TABLES = {
    "columns": (",".join(f"x{number}" for number in range(60_000)) + "\n" + ",".join("1" * 60_000) + "\n", 0, ""),
    "rows": ("x,y\n" + "1,2\n" * 150_000, 0, ""),
    "empty rows": ("x,y\n" + ",\n" * 300_000, 2, "found no rows"),
    "a cell": ("x,y\n" + "1" * 900_000 + ",2\n", 2, "p.csv:2:1"),
    "quotes": ('"' * 900_000, 2, "p.csv:1:1"),
    "one column again and again": ("x," * 400_000 + "x\n1\n", 2, "found a second column called 'x'"),
}


@pytest.mark.parametrize(("table", "status", "words"), TABLES.values(), ids=TABLES)
def test_a_table_of_a_megabyte_is_answered(table: str, status: int, words: str) -> None:
    assert len(table) < LARGEST
    answer = judged(
        Case(("run", f"{FOLDER}spec.yaml", "--brief"), files={"spec.yaml": CSV_SPEC, "p.csv": table.encode()})
    )

    assert answer.status == status
    assert words in answer.err


SHEETS = {
    "a.csv": "key,value\n" + "".join(f"k{number},1\n" for number in range(90_000)),
    "b.csv": "key,value\n" + "w5+,1\n" * 90_000,
    "c.csv": "key,value\n" + "".join(f"w5+@{number},1\n" for number in range(1, 60_000)),
    "d.yaml": "".join(f"k{number}: 1\n" for number in range(80_000)),
    "e.md": "|Key|Answer|\n|-|-|\n" + "".join(f"|w{number}|1|\n" for number in range(70_000)),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_of_too_many_keys_is_refused_at_the_first_that_is_too_much(name: str) -> None:
    answer = judged(Case(("check", "mazur", f"{FOLDER}{name}"), files={name: SHEETS[name].encode()}))

    assert answer.status == 2
    assert re.search(rf"{name}:1000[0-3]:\d: found more than 10000 keys; expected a sheet of at most 10000", answer.err)


OTHER_SHEETS = {
    "keys.csv": ("key,value\n" + "".join(f"w5+@{number},1\n" for number in range(1, 9_000)), 1),
    "epoch.csv": ("key,value\nw5+@9999999,1\n", 1),
    "long.csv": (f"key,value\n{'w' * 900_000},1\n", 2),
    "pipes.md": ("|" * 900_000, 2),
    "line.md": (f"`w5+`: {'1 ' * 400_000}", 2),
    "deep.yaml": ("[" * 900_000, 2),
    "dashes.yaml": (f"a: {'- ' * 300_000}", 1),  # one line that is no figure
    "quotes.csv": ('"' * 900_000, 2),
}


@pytest.mark.parametrize("name", OTHER_SHEETS)
def test_a_sheet_of_a_megabyte_is_answered(name: str) -> None:
    text, status = OTHER_SHEETS[name]
    assert judged(Case(("check", "mazur", f"{FOLDER}{name}"), files={name: text.encode()})).status == status


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGINT to send to a process")
@pytest.mark.parametrize(
    "args", [("run", "-"), ("export", "-", "--format", "json", "-"), ("verify", "-", "--epoch", "9999999")]
)
def test_many_epochs_are_long_work_and_can_be_interrupted(args: tuple[str, ...]) -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "bptrace", *args],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,  # a pipe that nobody reads would hold it up
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    assert child.stdin is not None
    child.stdin.write(f"epochs: 10000000\n{NET}{drawn(200)}{drawn(1)}".encode())
    child.stdin.close()
    child.stdin = None
    wait_for(lambda: catches(child.pid, signal.SIGTERM), child)
    begun = worked(child.pid)
    wait_for(lambda: worked(child.pid) > begun + 0.5, child)  # enough to have read its input
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=20)

    assert child.returncode == 130
    assert b"Traceback" not in err
