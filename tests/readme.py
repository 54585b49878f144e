"""The README as tests read it: its blocks, its tables, and its steps, which are taken as a reader goes through them."""

import re
import shlex
import shutil
from collections.abc import Sequence
from contextlib import chdir
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from bptrace.cli import main
from bptrace.cli.captured import CRASHED, run_captured
from bptrace.marking.mistakes import MISTAKES

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")
CATALOGUE = re.compile(r"(?<=^\| Code \| Mistake \|\n\| --- \| --- \|\n)(\|.*\n)*", re.MULTILINE)
STEP = re.compile(
    r"^```(?:console\n\$ bptrace (?P<words>.*)\n(?P<shown>(?:(?!```).*\n)*)"
    r"|diff\n--- (?P<file>\S+)\n\+\+\+ (?P=file)\n(?P<changes>(?:-.*\n\+.*\n)+))```$",
    re.MULTILINE,
)
"""A command with what it prints, or lines of a file that the reader is asked to change."""

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


def catalogue() -> str:
    """Return the rows of the table of mistakes: a code, and the names of all that have it."""
    names = {one.code: dict.fromkeys(other.name for other in MISTAKES if other.code == one.code) for one in MISTAKES}
    return "".join(f"| {code} | {'; '.join(of_code)} |\n" for code, of_code in names.items())


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
