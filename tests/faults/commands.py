"""A command line for every command that prints, and for every way of writing a file; and the program, started with them."""

import os
import subprocess
import sys
from pathlib import Path

from bptrace import examples
from bptrace.cli.export import WRITERS
from bptrace.report import worksheet_formats

ROOT = Path(__file__).resolve().parent.parent.parent

PRINTS = {
    "run": ("run", "net.yaml"),
    "explain": ("explain", "net.yaml", "w5+"),
    "export": ("export", "net.yaml", "--format", "md", "-"),
    "worksheet": ("worksheet", "net.yaml", "--format", "yaml", "-"),
    "check": ("check", "net.yaml", "sheet.csv"),
    "check class": ("check", "net.yaml", "class"),
    "quiz": ("quiz", "net.yaml"),
    "circuit": ("circuit", "net.yaml"),
    "verify": ("verify", "net.yaml"),
    "examples": ("examples", "list"),
    "examples show": ("examples", "show", "mazur"),
    "schema": ("schema",),
    "completion": ("completion", "bash"),
    "new": ("new", "-", "--layers", "2,2,1"),
    "golden": ("golden", "--dir", "golden"),
}
"""What prints something in a folder made by `furnish`, by the command."""

DRAWN = ("run", "explain", "circuit")
"""The commands whose output can be a picture."""

WRITES = {
    **{f"export {suffix}": (("export", "net.yaml"), f"out{suffix}") for suffix in WRITERS},
    **{
        f"worksheet {suffix}": (("worksheet", "net.yaml", "--force"), f"out{suffix}")
        for suffix in worksheet_formats.WRITERS
    },
    "check --md": (("check", "net.yaml", "sheet.csv", "--md"), "out.md"),
    "check --json": (("check", "net.yaml", "sheet.csv", "--json"), "out.json"),
    "check class --csv": (("check", "net.yaml", "class", "--csv"), "out.csv"),
    "check class --md": (("check", "net.yaml", "class", "--md"), "out.md"),
    "check class --json": (("check", "net.yaml", "class", "--json"), "out.json"),
    "examples copy": (("examples", "copy", "mazur", "--force"), "out.yaml"),
    "schema": (("schema",), "out.json"),
    **{f"{line[0]} --svg": ((*line, "--svg"), "out.svg") for line in (PRINTS[name] for name in DRAWN)},
    "new": (("new", "--layers", "2,2,1", "--force"), "out.yaml"),
    "golden": (("golden", "--update", "--dir"), "golden"),
}
"""What writes a file: the command line without the file, and the name of the file."""

OLD = {
    ".csv": "key,value\nnet_h1,0.3775\n",
    ".md": "# Homework\n\n| Key | Value |\n| --- | --- |\n| net_h1 | 0.3775 |\n",
    ".yaml": "name: Ada\nnet_h1: 0.3775\n",
    ".json": '{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "bptrace spec"}\n',
    ".jsonl": '{"key": "net_h1", "value": 0.3775}\n',
    ".svg": '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
    ".txt": "What was printed before.\n",
}
"""What stands in the file before, by its suffix: somebody's work, or a schema, the one thing that a schema is written over."""

READS_ONLY = {"quiz", "verify", "completion"}
"""The commands that write no file but the standard output."""


def furnish(folder):
    """Put a network, a sheet, a class and golden cases into a folder."""
    (folder / "net.yaml").write_bytes(examples.find("mazur").read_bytes())
    sheet = (examples.folder() / "mazur-answers.csv").read_bytes()
    (folder / "sheet.csv").write_bytes(sheet)
    (folder / "class").mkdir()
    for name in ("ada", "ben"):
        (folder / "class" / f"{name}.csv").write_bytes(sheet)
    (folder / "golden" / "case").mkdir(parents=True)
    (folder / "golden" / "case" / "cmd").write_text("run mazur --brief\n")
    (folder / "golden" / "case" / "out.txt").write_text(OLD[".txt"])
    return folder


_AFTERWARDS = "os.execv(sys.executable, [sys.executable, '-m', 'bptrace', *sys.argv[1:]])"


def started(arguments, folder, before="", **settings):
    """Start the program in a folder; `before` is what is done in its process before it is the program."""
    start = ["-c", f"import os, sys\n{before}\n{_AFTERWARDS}"] if before else ["-m", "bptrace"]
    surroundings = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    surroundings.pop("CI", None)  # under which golden files are not written
    return subprocess.Popen(
        [sys.executable, *start, *map(str, arguments)],
        cwd=folder,
        env=surroundings,
        text=True,
        encoding="utf-8",
        **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **settings},
    )


def outcome(arguments, folder, **settings):
    """Run the program in a folder: its exit status, and what it printed and said."""
    with started(arguments, folder, **settings) as process:
        printed, said = process.communicate(timeout=60)
    return process.returncode, printed, said
