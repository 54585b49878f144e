"""The README is true: what it shows is what is printed now, and what there is to write in a file stands in its tables.

`python -m tests.test_readme --update` writes what is printed now into its blocks of commands, mistakes into their table, and
the picture. The commands are run in order in one folder, as a reader goes through them, and what stands between them is done.
"""

import argparse
import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir
from difflib import unified_diff
from functools import partial
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pytest

import bptrace
from bptrace import spec
from bptrace.cli import COMMANDS, main
from bptrace.cli.captured import CRASHED, run_captured
from bptrace.cli.export import WRITERS
from bptrace.functions.activations import ACTIVATIONS
from bptrace.functions.losses import LOSSES
from bptrace.functions.optimizers import OPTIMIZERS
from bptrace.functions.schemes import SCHEMES
from bptrace.marking.mistakes import MISTAKES
from bptrace.printing.text import TextPrinter
from bptrace.spec.circuit import CIRCUIT
from bptrace.spec.compounds import Either, ListOf, Record
from bptrace.spec.configured import Configured
from bptrace.spec.fields import SPEC
from bptrace.spec.scalars import Kind
from bptrace.spec.variants import Alternatives, Variant
from bptrace.symbolic import Named, SymbolicArray

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
PICTURE = ROOT / "golden" / "picture" / "out.svg"
STEP = re.compile(
    r"^```(?:console\n\$ bptrace (?P<words>.*)\n(?P<shown>(?:(?!```).*\n)*)"
    r"|diff\n--- (?P<file>\S+)\n\+\+\+ (?P=file)\n(?P<changes>(?:-.*\n\+.*\n)+))```$",
    re.MULTILINE,
)
"""A command with what it prints, or lines of a file that the reader is asked to change."""

KINDS = {
    "console": "run, and compared",
    "diff": "done, before the next command is run",
    "yaml": "read as a spec",
    "yml": "written to a file that a command reads, or compared with the file that it is said to be",
    "python": "put where the text says, and used",
    "pycon": "run, and compared",
    "sh": "SHELL says why not",
    "text": "the benchmark's last output, which is timings; tests/bench renews it",
}
"""What a test does with the blocks of each kind."""

SHELL = {
    "python3 -m venv .venv && .venv/bin/pip install --quiet . && .venv/bin/bptrace run configs/mazur.yaml":
    "installs packages; .ci/run installs the built one and runs this example",
    "python3 -m venv .venv && .venv/bin/pip install --quiet '.[test]' && .venv/bin/python -m pytest -n auto":
    "these very tests; .ci/run runs this line",
}  # fmt: skip
"""The commands that no test runs, and why."""

NOT_WHOLE = re.compile(r"\b[A-Z]{3,}|\||FILE")
"""Commands with a word that stands for another, or with a pipe."""

CATALOGUE = re.compile(r"(?<=^\| Code \| Mistake \|\n\| --- \| --- \|\n)(\|.*\n)*", re.MULTILINE)
GAP = "…"


def blocks(kind: str) -> list[str]:
    """Return the contents of the fenced blocks of a kind."""
    return re.findall(rf"^```{kind}\n((?:(?!```).*\n)*)```$", TEXT, re.MULTILINE)


def tables() -> list[list[list[str]]]:
    """Return the tables, as rows of cells, without their heads."""
    lines = [line if line.startswith("|") else None for line in TEXT.splitlines()]
    found = [list(rows) for is_table, rows in groupby(lines, bool) if is_table]
    return [
        [[cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows[2:]]
        for rows in found
    ]


def first_cells(table: list[list[str]]) -> tuple[str, ...]:
    return tuple(row[0].strip("`") for row in table)


def table_of(names: Sequence[str]) -> list[list[str]]:
    """Return the table that has these names in its first column."""
    found = [table for table in tables() if first_cells(table) == tuple(names)]
    assert len(found) == 1, f"the README has {len(found)} tables of {', '.join(names)}"
    return found[0]


def row_of(name: str, names: Sequence[str]) -> list[str]:
    """Return the row of a name, in the table that begins as the names do."""
    table = next(table for table in tables() if first_cells(table)[0] == names[0])
    return next((row for row in table if row[0] == f"`{name}`"), ["", *[f"the README has no row of {name}"] * 3])


def prepare(folder: Path) -> None:
    """Put into a folder what the commands read: the examples, and the files that the README writes out."""
    shutil.copytree(ROOT / "configs", folder / "configs")
    shutil.copytree(ROOT / "golden" / "check-class", folder / "golden" / "check-class")
    for block in blocks("ya?ml"):
        if name := re.match(r"# (\S+\.yaml)\n", block):
            (folder / name[1]).write_text(block, encoding="utf-8")


def printed(words: str, shown: str = "") -> list[str]:
    """Return what a command prints on a terminal, results and messages; what is shown to be answered is typed."""
    typed = re.findall(r"^\d+ of \d+   .* = (.*\n)", shown, re.MULTILINE)
    outcome = run_captured(main, shlex.split(words), "".join(typed))
    assert outcome.status != CRASHED, outcome.stderr
    return (outcome.stdout + outcome.stderr).splitlines()


def refreshed(shown: list[str], now: list[str]) -> list[str]:
    """Return what is shown as it is printed now: all of it, or the same pieces where … stands for any lines.

    A piece is found by its first line, and ends where it ended before or else at the next line that is its last one.
    """
    fresh: list[str] = []
    at = 0
    for is_gap, lines in groupby(shown or [""], GAP.__eq__):
        piece = list(lines)
        if is_gap:
            fresh.append(GAP)
            continue
        start = now.index(piece[0], at) if fresh else 0
        at = min(start + len(piece), len(now))
        if now[at - 1 : at] != piece[-1:] and piece[-1] in now[start:]:
            at = now.index(piece[-1], start) + 1
        fresh += now[start:at]
    return fresh if GAP in shown[-1:] else fresh + now[at:]


def change(file: Path, changes: str) -> None:
    """Write other lines in the place of some lines of a file."""
    text = file.read_text(encoding="utf-8")
    for before, after in re.findall(r"^-(.*\n)\+(.*\n)", changes, re.MULTILINE):
        assert text.count(before) == 1, f"{file} has not one line {before}"
        text = text.replace(before, after)
    file.write_text(text, encoding="utf-8")


def taken(match: re.Match[str]) -> str:
    """Take a step, and return its block as it is now."""
    if match["file"]:
        change(Path(match["file"]), match["changes"])
        return match[0]
    shown = match["shown"].splitlines()
    try:
        lines = refreshed(shown, printed(match["words"], match["shown"]))
    except ValueError as error:
        return f"bptrace {match['words']}: the first line of an excerpt is no longer printed: {error}"
    return "\n".join(["```console", f"$ bptrace {match['words']}", *lines, "```"])


class Walk(NamedTuple):
    """The README as it should be after all steps, and the folder in which they were taken."""

    text: str
    folder: Path


def walk(folder: Path) -> Walk:
    """Take all steps, from the first to the last."""
    prepare(folder)
    with chdir(folder):
        return Walk(CATALOGUE.sub(catalogue(), STEP.sub(taken, TEXT)), folder)


def catalogue() -> str:
    """Return the rows of the table of mistakes: a code, and the names of all that have it."""
    names = {one.code: dict.fromkeys(other.name for other in MISTAKES if other.code == one.code) for one in MISTAKES}
    return "".join(f"| {code} | {'; '.join(of_code)} |\n" for code, of_code in names.items())


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Walk:
    return walk(tmp_path_factory.mktemp("readme"))


@pytest.fixture
def folder(walked: Walk, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(walked.folder)
    return walked.folder


def test_every_command_prints_what_is_shown(walked):
    stale = list(unified_diff(TEXT.splitlines(), walked.text.splitlines(), "README.md", "now", n=2, lineterm=""))

    assert stale == [], "python -m tests.test_readme --update rewrites it"


def test_the_picture_is_what_its_command_draws(folder):
    assert f"]({PICTURE.relative_to(ROOT)})" in TEXT
    assert (folder / "picture.svg").read_text(encoding="utf-8") == PICTURE.read_text(encoding="utf-8")


def test_every_block_is_tried_or_has_a_reason_not_to_be():
    kinds = re.findall(r"^```(.+)$", TEXT, re.MULTILINE)

    assert set(kinds) <= set(KINDS)
    assert len(list(STEP.finditer(TEXT))) == kinds.count("console") + kinds.count("diff") > 20
    assert [block.strip() for block in blocks("sh")] == list(SHELL)
    assert not [block for block in blocks("text") if "bptrace" in block.split("\n", 1)[0]]


SPANS = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL))
WITHIN = dict.fromkeys(span for span in SPANS if span.startswith("bptrace ") and not NOT_WHOLE.search(span))


@pytest.mark.parametrize("command", WITHIN)
def test_a_command_within_the_text_does_what_it_is_asked(command, folder):
    outcome = run_captured(main, shlex.split(command)[1:])

    assert outcome.status == 0, outcome.stderr


@pytest.mark.parametrize("module", dict.fromkeys(re.findall(r"`python -m (tests[.\w]*)", TEXT)))
def test_a_module_that_is_to_be_run_is_there(module):
    assert find_spec(module)


def test_every_link_within_leads_to_a_heading():
    headings = re.findall(r"^#+ (.*)$", re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}

    assert set(re.findall(r"\]\(#([^)]*)\)", TEXT)) - anchors == set()


def test_the_scheme_that_is_shown_is_the_one_that_marks():
    schemes = [block for block in blocks("yml") if not re.match(r"# \S+\.yaml\n", block)]

    assert schemes == [(ROOT / "golden" / "check-class" / "scheme.yaml").read_text(encoding="utf-8")]


def test_an_activation_is_one_entry(tmp_path):
    (entry,) = blocks("python")
    shutil.copytree(ROOT / "bptrace", tmp_path / "bptrace", ignore=shutil.ignore_patterns("__pycache__"))
    table = tmp_path / "bptrace" / "functions" / "activations.py"
    first, text = '        Activation(\n            name="identity"', table.read_text(encoding="utf-8")
    assert first in text
    table.write_text(text.replace(first, f"{entry.strip()},\n{first}"), encoding="utf-8")
    spec_file = tmp_path / "own.yaml"
    layers = "[{activation: softsign, weights: [[0.4, -0.3]], bias: 0.1}]"
    start = "inputs: [0.5, 2]\ntargets: [0.2]\nlearning_rate: 0.5\nloss: half_squared_error\n"
    spec_file.write_text(f"{start}layers: {layers}\n", encoding="utf-8")

    def ran(command: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "bptrace", command, str(spec_file)]
        surroundings = os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(words, cwd=tmp_path, env=surroundings, capture_output=True, encoding="utf-8", check=True)

    assert "net_o1 / (1 + |net_o1|)" in ran("run").stdout
    assert "3 gradients: none differs from its finite difference." in ran("verify").stdout


@pytest.mark.parametrize(
    ("shown", "fresh"),
    [
        ("", "a b c d e"),
        ("x y", "a b c d e"),
        ("… b c …", "… b c …"),
        ("… b x …", "… b c …"),
        ("… b d …", "… b c d …"),
        ("… d", "… d e"),
        ("a …", "a …"),
        ("x b …", "a b …"),
        ("… a … d …", "… a … d …"),
    ],
)
def test_a_piece_is_found_by_its_first_line(shown, fresh):
    assert refreshed(shown.split(), list("abcde")) == fresh.split()


def test_a_piece_that_is_gone_is_said():
    with pytest.raises(ValueError, match="x"):
        refreshed(["…", "x"], ["a"])


def test_python_does_what_is_shown(folder):
    source = "\n".join(blocks("pycon"))
    example = doctest.DocTestParser().get_doctest(source, {}, README.name, str(README), 0)

    assert example.examples
    assert doctest.DocTestRunner().run(example).failed == 0


@pytest.mark.parametrize("block", blocks("yaml"))
def test_a_file_that_is_shown_is_a_good_one(block):
    spec.loads_any(block, str(ROOT / "configs" / "README.md"))  # where its data files are


def common(kind: Variant) -> Iterator[Record]:
    """Yield the fields that all variants have beside the settings of their scheme, if there are any."""
    fields = [{field.name: field for field in record.fields} for record in kind.records.values()]
    shared = [field for name, field in fields[0].items() if all(name in other for other in fields)]
    if len(shared) > 1:
        yield Record(tuple(shared), "generated data")


def records(kind: Kind) -> Iterator[Record]:
    """Yield the records within a kind of value, itself included."""
    if isinstance(kind, Record):
        yield kind
        for field in kind.fields:
            yield from records(field.kind)
    elif isinstance(kind, ListOf):
        yield from records(kind.item)
    elif isinstance(kind, Configured) and kind.own is not None:
        yield Record(kind.own.fields, f"{kind.own.noun} of your own")
    elif isinstance(kind, Variant):
        yield from common(kind)
    elif isinstance(kind, Either | Alternatives):
        for option in kind.options if isinstance(kind, Either) else kind.records.values():
            yield from records(option)


@pytest.mark.parametrize("record", [*records(SPEC), *records(CIRCUIT)], ids=lambda record: record.noun)
def test_every_field_of_the_file_is_in_a_table_of_its_own(record):
    assert all(map(all, table_of([field.name for field in record.fields]))), "a cell is empty"


@pytest.mark.parametrize(
    "names", [COMMANDS, ACTIVATIONS, LOSSES, OPTIMIZERS, SCHEMES], ids=lambda names: next(iter(names))
)
def test_every_command_and_function_is_in_a_table_in_its_order(names):
    assert table_of(list(names))


@pytest.mark.parametrize("suffix", WRITERS)
def test_every_format_is_named(suffix):
    assert f"`{suffix}`" in TEXT


def formula(build, *names: str) -> str:
    """Return a function's own formula, of neurons that are all called alike."""
    arrays = (Named(name, (1, 1), partial(lambda name, _: name, name)) for name in names)
    built = build(*arrays)
    return f"`{TextPrinter(str).print(built.at(0, 0))}`" if isinstance(built, SymbolicArray) else f"`{built[0, 0]:g}`"


@pytest.mark.parametrize(
    "activation", [one for one in ACTIVATIONS.values() if one.elementwise], ids=lambda one: one.name
)
def test_every_activation_stands_with_its_formulas(activation):
    row = row_of(activation.name, list(ACTIVATIONS))
    fixed = {key: Named(key, (), partial(lambda key, _: key, key)) for key in activation.settings}

    assert row[1] == formula(partial(activation.textbook, **fixed), "net")
    if activation.differentiable:
        assert row[2] == formula(partial(activation.slope, **fixed), "net", "out")
    assert all(f"`{key}` = {value:g}" in row[3] for key, value in activation.settings.items())


@pytest.mark.parametrize("loss", LOSSES.values(), ids=lambda loss: loss.name)
def test_every_loss_stands_with_its_formulas(loss):
    row = row_of(loss.name, list(LOSSES))
    fixed = {key: Named(key, (), partial(lambda key, _: key, key)) for key in loss.settings}

    assert row[1] == formula(partial(loss.term, **fixed), "target", "out")
    assert row[2] == ("mean" if loss.mean else "sum")
    assert row[3].startswith(formula(partial(loss.textbook_slope, **fixed), "target", "out"))
    assert all(f"`{key}` = {value:g}" in row[3] for key, value in loss.settings.items())


@pytest.mark.parametrize("optimizer", OPTIMIZERS.values(), ids=lambda optimizer: optimizer.name)
def test_every_optimizer_stands_with_its_constants(optimizer):
    row = row_of(optimizer.name, list(OPTIMIZERS))

    assert all(f"`{key}` = {value:g}" in row[2] for key, value in optimizer.constants.items())


@pytest.mark.parametrize("scheme", SCHEMES.values(), ids=lambda scheme: scheme.name)
def test_every_scheme_stands_with_its_settings(scheme):
    row = row_of(scheme.name, list(SCHEMES))

    assert row[1] == ", ".join(f"`{key}` = {value:g}" for key, value in scheme.settings.items())
    assert ("weights only" in row[2]) == scheme.fans


def test_every_mistake_is_in_the_table():
    assert [match[0] for match in CATALOGUE.finditer(TEXT)] == [catalogue()]


def test_every_key_that_is_listed_is_one():
    trace = bptrace.run(bptrace.load(ROOT / "configs" / "mazur.yaml"))
    (keys,) = (first_cells(table) for table in tables() if "net_h1" in first_cells(table))

    for key in keys:
        assert isinstance(trace.value(key), float), key


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Compare the README with what is printed now, or rewrite it.")
    parser.add_argument("--update", action="store_true", help="write what is printed now into the README")
    wanted = parser.parse_args().update
    with tempfile.TemporaryDirectory() as scratch:
        now, _ = walk(Path(scratch))
        drawn = (Path(scratch) / "picture.svg").read_text(encoding="utf-8")
    if gone := [line for line in now.splitlines() if "is no longer printed" in line]:
        raise SystemExit("\n".join(gone))
    stale = now != TEXT or drawn != PICTURE.read_text(encoding="utf-8")
    if wanted:
        README.write_text(now, encoding="utf-8")
        PICTURE.write_text(drawn, encoding="utf-8")
    raise SystemExit(int(stale and not wanted))
