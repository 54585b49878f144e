"""The help of every command ends with examples, and every one of them runs."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from bptrace.cli import main
from bptrace.cli.captured import run_captured

ROOT = Path(__file__).parents[2]
LINE = re.compile(r"^    (bptrace(?: .*)?)$", re.MULTILINE)


def commands(command, words=()):
    """Yield the words of every command and of every command within one."""
    yield words
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from commands(command.get_command(context, name), (*words, name))


ALL = list(commands(main))


def examples(words):
    """Return the command lines at the end of a command's help, under their heading."""
    told = run_captured(main, [*words, "-h"]).stdout
    _, _, after = told.partition("\n  Examples:\n")
    return LINE.findall(after.split("\n\n")[0])


EXAMPLES = [line for words in ALL for line in examples(words)]


def prepare(command):
    """Make the files that the examples of a command read, in an empty folder."""
    right = "net_h1: 0.3775\n"
    if command not in ("new", "examples"):
        shutil.copy(ROOT / "configs" / "mazur.yaml", "network.yaml")
    if command == "check":
        Path("sheet.yaml").write_text(right)
        Path("sheet.csv").write_text("key,value\nnet_h1,0.3775\n")
        Path("answers").mkdir()
        Path("answers/ada.yaml").write_text(right)
    if command == "golden":
        shutil.copy(ROOT / "configs" / "mazur.yaml", "mazur.yaml")
        Path("golden/mazur").mkdir(parents=True)
        Path("golden/mazur/cmd").write_text("run mazur.yaml --brief\n")
        printed = run_captured(main, ["run", "mazur.yaml", "--brief"]).stdout
        Path("golden/mazur/out.txt").write_text(printed, encoding="utf-8")


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_the_help_of_every_command_has_two_examples_of_it(words):
    found = examples(words)

    assert len(found) >= 2
    assert all(line.split()[1 : len(words) + 1] == list(words) for line in found)


@pytest.mark.parametrize("line", dict.fromkeys(EXAMPLES))
def test_every_example_runs(line, tmp_path, monkeypatch):
    monkeypatch.delenv("CI", raising=False)  # where transcripts are not rewritten
    monkeypatch.chdir(tmp_path)
    prepare([*line.split(), ""][1])
    if any(sign in line for sign in "|>$"):
        call = f'PYTHONPATH={shlex.quote(str(ROOT))} {shlex.quote(sys.executable)} -m bptrace "$@"'
        done = subprocess.run(
            ["sh", "-c", f"bptrace() {{ {call}; }}\n{line}"], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
    else:
        done = run_captured(main, shlex.split(line)[1:])
        assert done.status == 0, done.stderr


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_help_fits_a_terminal_of_eighty_columns(words):
    assert max(map(len, run_captured(main, [*words, "-h"]).stdout.splitlines())) <= 80
