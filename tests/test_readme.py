"""The README is true: what it shows is what is printed now, and what it names is there.

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
from difflib import unified_diff
from importlib.util import find_spec
from pathlib import Path

import pytest

from bptrace import spec
from bptrace.cli import main
from bptrace.cli.captured import run_captured
from tests.readme import README, ROOT, STEP, TEXT, Walk, blocks, refreshed, walk

PICTURE = ROOT / "golden" / "picture" / "out.svg"

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


@pytest.mark.parametrize(
    "path", [one for one in dict.fromkeys(SPANS) if re.match(r"(bptrace|tests|configs|golden|\.ci)/\S*$", one)]
)
def test_a_file_of_the_project_that_is_named_is_there(path):
    assert (ROOT / path).exists()


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

    def ran(*words: str) -> subprocess.CompletedProcess[str]:
        words = (sys.executable, "-m", "bptrace", *words)
        surroundings = os.environ | {"PYTHONPATH": str(tmp_path), "PYTHONIOENCODING": "utf-8"}
        return subprocess.run(words, cwd=tmp_path, env=surroundings, capture_output=True, encoding="utf-8", check=True)

    assert "net_o1 / (1 + |net_o1|)" in ran("run", str(spec_file)).stdout
    assert "3 gradients: none differs from its finite difference." in ran("verify", str(spec_file)).stdout
    assert "softsign" in ran("schema").stdout


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
