"""What a terminal, a pipe and a screen reader get: width, colours, and signs that the encoding has."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from bptrace.cli import main
from bptrace.cli.printing import Appearance
from bptrace.marking.mistakes import MISTAKES
from bptrace.notation import NOTATIONS, RATES
from bptrace.printing.text import ALOUD, ASCII
from bptrace.report.lines import columns
from bptrace.report.writing import Writing
from tests.report.test_spoken import SILENT

REPORTS = {
    "run mazur": 0,
    "run softmax --epochs 100 --only w1,E_total": 0,
    "run iris --brief": 0,
    "run circuit-sigmoid": 0,
    "explain two-hidden-layers w1+": 0,
    "explain circuit df/dx": 0,
    "explain mazur E_total+=0.291027924": 0,
    "check mazur configs/mazur-answers.csv": 1,
    "check mazur golden/check-class/sheets": 1,
    "quiz mazur --ask net_h1,delta_o1": 0,
    "circuit mazur": 0,
    "verify mazur-layer-by-layer": 1,
}
"""A command line for everything that prints a worked example or a report, and its exit status."""

NO_GREEK = ("ascii", "latin-1", "cp1252", "cp437")
FIGURE = re.compile(r"(?<![\w.])[−-]?\d+\.\d+(?:e[−-]\d+)?")
OF_THE_USER = "Cem Aydın"
CHOICES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS")


def typed(words, charset="utf-8", **settings):
    return CliRunner(charset=charset).invoke(main, words.split(), catch_exceptions=False, **settings)


@pytest.mark.parametrize(("words", "status"), REPORTS.items())
def test_whatever_reports_can_be_read_aloud(words, status):
    result = typed(f"{words} --plain", input="0.1\n-0.2\n?\nskip\nquit\n")
    told = result.stdout.replace(OF_THE_USER, "").replace("--ask", "").splitlines()
    told = [re.sub(r"( = )$|^(\d of \d: \S+ = ).*", r"\2", line).strip() for line in told]  # what is typed is not ours

    assert result.exit_code == status
    assert [line for line in told if SILENT.search(line)] == []


@pytest.mark.parametrize("words", REPORTS)
def test_a_page_of_any_width_has_all_figures_whole_and_nothing_sticks_out(words):
    typing = "0.1\n?\n?\n0.2\nskip\nquit\n"
    figures = set(FIGURE.findall(typed(f"{words} --width 10000", input=typing).stdout))
    for width in (40, 60, 200):
        page = typed(f"{words} --width {width}", input=typing).stdout
        assert max(map(columns, page.splitlines())) <= width
        assert set(FIGURE.findall(page)) == figures


def test_keys_that_are_read_out_are_asked_back_and_marked():
    names = [
        line.split(" = ")[0] for line in typed("run mazur --plain --brief").stdout.splitlines() if line.count("=") > 2
    ]
    explained = [typed(f"explain mazur {name}").exit_code for name in names]
    sheet = "".join(f"{name}: 0.1\n" for name in names)
    marked = typed("check mazur - --format yaml", input=sheet)

    assert len(names) == 54
    assert explained == [0] * len(names)
    assert "unknown" not in marked.stdout
    assert "of 54 lines" in marked.stdout


@pytest.mark.parametrize("words", ["--width 80", "--color always"])
def test_what_is_read_aloud_has_neither_columns_nor_colours(words):
    result = typed(f"run mazur --plain {words}")

    assert result.exit_code == 2
    assert f"{words}: --plain has neither columns nor colours" in result.stderr


@pytest.mark.parametrize("encoding", NO_GREEK)
@pytest.mark.parametrize("words", REPORTS)
def test_an_encoding_without_greek_lacks_nothing(words, encoding):
    asked = typed(
        words.replace("golden/check-class/sheets", "golden/check-class/sheets/ben.csv"), encoding, input="quit\n"
    )

    assert asked.stdout  # a sign that the encoding has not would have raised an error


@pytest.mark.parametrize(
    "options", [f"--notation {notation} --rate {rate}" for notation in NOTATIONS for rate in RATES]
)
def test_in_no_notation(options):
    for name in ("mazur", "xor", "softmax", "tied", "two-hidden-layers"):
        assert typed(f"run {name} {options}", "ascii").stdout.isascii()


@pytest.mark.parametrize("signs", [ASCII, ALOUD], ids=["ascii", "aloud"])
def test_no_mistake_is_told_in_signs_beyond_ascii(signs):
    for mistake in MISTAKES:
        text = Writing(None, signs=signs).text((f"{mistake.name}. {mistake.sentence}",))
        assert text.isascii()
        assert "--" not in text
        assert signs is ASCII or not re.search(r"[-|<>~^]", re.sub("[a-z]-[a-z]", "", text))


def test_help_and_errors_are_in_ascii():
    for name in main.list_commands(None):
        assert typed(f"{name} --help").output.isascii()
    assert typed("explain mazur nosuch").stderr.isascii()


def started(*words, **environment):
    quiet = {name: value for name, value in os.environ.items() if name not in CHOICES}
    arguments = [sys.executable, "-m", "bptrace", *words]
    return subprocess.run(arguments, env=quiet | environment, capture_output=True, check=False)


def test_a_stream_shows_a_title_as_well_as_its_encoding_can(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text("title: Müller → 逆\ninputs: [1]\nlayers: [{activation: tanh, weights: [[1]]}]\n", encoding="utf-8")

    assert started("run", str(file), PYTHONIOENCODING="ascii").stdout.startswith(b"Muller -> ?\n===========")
    assert started("run", str(file), PYTHONIOENCODING="latin-1").stdout.startswith("Müller -> ?\n".encode("latin-1"))


class Terminal:
    """A standard output that says it is one."""

    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("option", "environment", "colored"),
    [
        ("auto", {}, True),
        ("auto", {"TERM": "dumb"}, False),
        ("auto", {"TERM": "unknown"}, False),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": ""}, True),  # no-color.org: present and not empty
        ("auto", {"NO_COLOR": "0"}, False),
        ("auto", {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_what_decides_whether_a_terminal_gets_colours(option, environment, colored, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    for name in CHOICES:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert Appearance(color=option).colored is colored
    assert Appearance(aloud=True).colored is False


@pytest.mark.parametrize(
    ("environment", "colored"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR_FORCE": "0"}, False),
        ({"FORCE_COLOR": ""}, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
@pytest.mark.parametrize("words", [("run", "mazur", "--brief"), ()], ids=["run", "welcome"])
def test_what_decides_whether_a_pipe_does(words, environment, colored):
    assert (b"\x1b[" in started(*words, **environment).stdout) is colored


def test_colours_are_among_the_terminals_own_that_both_backgrounds_carry(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    output = typed("run mazur --epochs 30 --color always", color=True).stdout
    codes = {code for codes in re.findall(r"\x1b\[([\d;]*)m", output) for code in codes.split(";")}

    assert codes == {"0", "1", "35"}  # bold and magenta
    shown = [line.rstrip() for line in re.sub(r"\x1b\[[\d;]*m", "", output).splitlines()]
    assert shown == typed("run mazur --epochs 30").stdout.splitlines()


def on_terminal(width, **environment):
    """Return the lines that a terminal of so many columns shows."""
    above, below = pty.openpty()
    fcntl.ioctl(below, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    quiet = {name: value for name, value in os.environ.items() if name not in CHOICES}
    running = subprocess.Popen(
        [sys.executable, "-m", "bptrace", "run", "mazur"], env=quiet | {"TERM": "xterm"} | environment, stdout=below
    )
    os.close(below)
    shown = b""
    while True:
        try:
            piece = os.read(above, 65536)
        except OSError:  # Linux says so that nobody holds the other end any longer
            break
        if not piece:
            break
        shown += piece
    os.close(above)
    assert running.wait() == 0
    return re.sub(r"\x1b\[[\d;]*m", "", shown.decode()).splitlines()


@pytest.mark.parametrize(
    ("width", "environment", "used"),
    [(120, {}, 120), (57, {}, 57), (1, {}, 40), (0, {}, 80), (120, {"COLUMNS": "64"}, 64), (90, {"COLUMNS": "0"}, 90)],
)
def test_a_terminal_is_filled_as_far_as_it_goes(width, environment, used):
    lines = on_terminal(width, **environment)

    assert used - 12 <= max(map(columns, map(str.rstrip, lines))) <= used


def test_the_terminal_beside_a_pipe_does_not_matter():
    lines = started("run", "mazur", COLUMNS="120").stdout.decode().splitlines()

    assert max(map(columns, lines)) <= 80


@pytest.mark.parametrize(
    "words", ["run mazur --brief", "explain mazur w5+", "explain circuit df/dx", "circuit circuit"]
)
def test_what_is_printed_is_drawn_on_request(words, tmp_path):
    file = tmp_path / "a.svg"
    drawn = typed(f"{words} --svg {file}", "ascii")  # a file has all signs, whatever the standard output has
    root = ElementTree.parse(file).getroot()
    texts = [element.text for element in root if element.tag.endswith("text")]

    assert (drawn.exit_code, drawn.output) == (0, "")
    assert "".join("".join(texts).split()) == "".join(typed(words).stdout.split())
    assert f"What the command bptrace {words.split()[0]} prints" in root[1].text
    assert typed(f"{words} --svg -").stdout == file.read_text(encoding="utf-8")


def test_a_picture_is_not_drawn_over_what_is_read_nor_read_aloud(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text(Path("configs/mazur.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "b.svg").symlink_to(file)
    over, aloud = typed(f"run {file} --svg {tmp_path}/b.svg"), typed(f"run mazur --plain --svg {tmp_path}/a.svg")

    assert (over.exit_code, aloud.exit_code) == (2, 2)
    assert "this is the file that is read" in over.stderr
    assert "--svg: a picture is not to be read aloud" in aloud.stderr
    assert {one.name for one in tmp_path.iterdir()} == {"a.yaml", "b.svg"}
    assert file.read_text(encoding="utf-8") == Path("configs/mazur.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", ["run mazur", "explain mazur w5+", "circuit circuit"])
def test_a_picture_is_drawn_into_a_file_of_its_format_only(words, tmp_path):
    note = tmp_path / "precious.md"
    note.write_text("precious", encoding="utf-8")
    result = typed(f"{words} --svg {note}")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {note}: unknown suffix '.md'; expected .svg\n"
    assert note.read_text(encoding="utf-8") == "precious"
