"""Titles, names and figures from files are data in every output of every command: nothing active comes of them."""

import csv
import html
import html.parser
import io
import json
import os
import pty
import re
import subprocess
import sys
import termios
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from bptrace.cli import COMMANDS
from bptrace.report.escapes import escaped
from tests.injection.everything import DOCUMENTS, READ_NOTHING, REFUSED, SHOWN, TOLD, TRIED, outcome
from tests.injection.hostile import STEERING, TEXTS, file_name, furnish

ROOT = Path(__file__).resolve().parent.parent.parent
QUICK = ("script", "formula", "cell", "colour", "bidi")
EVERY = [pytest.param(name, marks=[] if name in QUICK else pytest.mark.slow) for name in (*TEXTS, *STEERING)]
"""All of them are tried, a few whenever the tests are run."""


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    """Return what makes the files with a text, and gives its name to the network and itself."""
    monkeypatch.chdir(tmp_path)

    def furnished(name):
        text = TEXTS.get(name) or STEERING[name]
        return {"NET": furnish(tmp_path, text, in_spec=name in TEXTS), "NAME": file_name(text), "TEXT": text}

    return furnished


def steering(text):
    """Return what of a text does not print and is no line end; a space that does not break is one to a terminal."""
    return {hex(ord(sign)) for sign in text if not sign.isprintable() and sign not in "\n\u00a0"}


def test_every_command_is_tried():
    assert set(COMMANDS) == TRIED | READ_NOTHING


@pytest.mark.parametrize("name", EVERY)
def test_nothing_that_is_shown_or_said_steers_a_terminal(hostile, name):
    words = hostile(name)
    for line in [*SHOWN, *REFUSED]:
        result = outcome(line, **words)
        assert result.status in (0, 1, 2), (line, result.stderr)
        assert steering(result.stdout) | steering(result.stderr.replace("\t", " ")) == set(), line


@pytest.mark.parametrize("name", EVERY)
def test_nothing_that_is_said_of_a_written_file_steers_a_terminal(hostile, name):
    words = hostile(name)
    for line in TOLD:
        result = outcome(line, **words)
        assert (result.status, result.stdout) == (0, ""), (line, result.stderr)
        assert result.stderr.startswith("Wrote ")
        assert steering(result.stderr) == set(), line


@pytest.mark.parametrize("name", EVERY)
def test_a_document_is_read_back_as_what_it_is(hostile, name):
    words = hostile(name)
    for suffix, line in DOCUMENTS:
        result = outcome(line, **words)
        assert result.status in (0, 1, 2), (line, result.stderr)
        if result.status < 2:
            assert steering(result.stdout.replace("\r\n", "\n")) == set(), line
            CHECKS[suffix](result.stdout, words["TEXT"] if name in TEXTS else "")


def json_is_data(text, title):
    read = json.loads(text)
    if "spec" in read:
        assert read["spec"]["title"] == (title or read["spec"]["title"])


def json_lines_are_data(text, title):
    assert all(isinstance(json.loads(line), dict) for line in text.splitlines())


def cells_are_no_formulas(text, title):
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert len({len(row) for row in rows if not row[0].startswith("#")}) == 1
    behind = [piece for line in text.splitlines() for piece in line.split(";")[1:]]  # another delimiter, elsewhere
    for cell in [*behind, *(cell for row in rows for cell in row)]:
        assert not re.match(r"\s*[=+@＝＋－＠-]", cell) or is_number(cell), cell


def is_number(text):
    try:
        return bool(float(text)) or True
    except ValueError:
        return False


def remarks_are_remarks(text, title):
    read = yaml.safe_load(text)
    assert set(read.values()) == {None}
    assert all(re.fullmatch(r"name|[\w./:+]+(@\d+)?", key) for key in read)


class Elements(html.parser.HTMLParser):
    """Collects what begins an element, or may."""

    def __init__(self):
        super().__init__(convert_charrefs=False)
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, attrs))

    handle_comment = handle_decl = handle_pi = unknown_decl = handle_entityref = handle_charref = lambda self, *found: (
        self.found.append(found)
    )


def markdown_is_text(text, title):
    """Look at what no backslash takes the meaning from, outside of code, formulas and flowcharts."""
    rest = re.sub(r"(?ms)^```(?:mermaid|text)\n.*?^```$|^\$\$\n[^\n]*\n\$\$$", "", text)
    charts = re.findall(r"(?ms)^```mermaid\n(.*?)^```$", text)
    assert not any(re.search(r"[<>&;`]", re.sub(r"#\w+;|<br>|-\.?->?|--", "", chart)) for chart in charts)
    rest = re.sub(r"\\[!-/:-@\[-`{-~]", "", rest.replace("\\|", ""))
    rest = re.sub(r"`[^`\n]*`|<span>\$</span>|^> ", "", rest)
    reader = Elements()
    reader.feed(rest)
    assert reader.found == []
    assert [link for link in re.findall(r"\]\(([^)]*)", rest) if not link.startswith("#")] == []
    assert not re.search(r"[`$~<&]|!\[|://|www\.|\w@\w+\.[a-z]|javascript:\w+\)", rest)


def picture_is_text(text, title):
    """Look for elements that draw text and nothing else; an address in an attribute would be loaded."""
    for element in ElementTree.fromstring(text).iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in (
            "svg",
            "title",
            "desc",
            "style",
            "rect",
            "text",
        )
        assert not [name for name in element.attrib if name.startswith("on") or "href" in name or name == "style"]
    assert "url(" not in text.replace(html.escape(title), "")
    assert "<!" not in text


CHECKS = {
    ".json": json_is_data,
    ".jsonl": json_lines_are_data,
    ".csv": cells_are_no_formulas,
    ".yaml": remarks_are_remarks,
    ".md": markdown_is_text,
    ".svg": picture_is_text,
}
"""What reads each format; a format without one fails the test."""


@pytest.mark.parametrize(
    "text",
    [
        "<b>",
        "[x](y)",
        "a | b",
        "`x`",
        "&lt;",
        "$x$",
        "# x",
        "- x",
        "1. x",
        "~~x~~",
        "http://x",
        "www.x.y",
        "x@y.zz",
        "*x*",
    ],
)
def test_the_check_of_markdown_sees_what_is_not_escaped(text):
    if text not in ("`x`", "a | b", "# x", "- x", "1. x", "*x*"):  # which change the look alone
        with pytest.raises(AssertionError):
            markdown_is_text(text, "")
    markdown_is_text(escaped(text), "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://example.invalid", r"https\://example.invalid"),
        ("WWW.example.invalid", r"WWW\.example.invalid"),
        ("ada@example.invalid", r"ada\@example.invalid"),
        ("w5+@2.3, w5+@2", "w5+@2.3, w5+@2"),
        ("at 12:30, e.g. x", "at 12:30, e.g. x"),
    ],
)
def test_an_address_is_no_link_and_a_key_stays_as_it_is(text, shown):
    assert escaped(text) == shown


@pytest.mark.skipif(sys.platform == "win32", reason="terminals of POSIX")
@pytest.mark.parametrize("color", ["always", "never"])
def test_a_terminal_gets_colours_and_nothing_else(tmp_path, color):
    net = furnish(tmp_path, "".join(STEERING.values()).replace("\n", " "), in_spec=False)
    for line in (
        ("run", net, "--color", color),
        ("check", net, "class", "--color", color),
        ("run", "no\x1b[31m\x07ne"),
    ):
        status, shown = on_a_terminal(line, tmp_path)
        assert status in (0, 1, 2)
        assert (
            steering(re.sub(r"\x1b\[[0-9;]*m", "", shown) if color == "always" and line[0] != "no" else shown) == set()
        )
    assert "\x1b" not in shown


def on_a_terminal(line, folder):
    """Run the program with a terminal as its output and its error stream; return its status and what the terminal got."""
    ours, its = pty.openpty()
    settings = termios.tcgetattr(its)
    settings[1] &= ~termios.OPOST  # line ends as they are written
    termios.tcsetattr(its, termios.TCSANOW, settings)
    surroundings = os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-m", "bptrace", *line], cwd=folder, env=surroundings, stdin=its, stdout=its, stderr=its
    ) as process:
        os.close(its)
        got = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return process.returncode, got.decode("utf-8")


def _read(number):
    try:
        return os.read(number, 1 << 16)
    except OSError:  # as Linux tells the end
        return b""
