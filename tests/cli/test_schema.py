"""`bptrace schema`: what is written is the schema, and editors find it from the files that refer to it."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from bptrace import examples, spec
from bptrace.cli import main
from bptrace.cli.captured import run_captured

CONFIGS = Path(__file__).parents[2] / "configs"
MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")


def test_without_a_file_it_is_printed():
    done = run_captured(main, ["schema"])

    assert (done.status, done.stderr) == (0, "")
    assert json.loads(done.stdout) == spec.schema()


def test_it_is_a_good_schema_of_its_draft():
    found = spec.schema()

    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(found)


def test_the_schema_that_is_shipped_is_what_is_written_now(tmp_path):
    run_captured(main, ["schema", str(tmp_path / "now.json")])

    now = (tmp_path / "now.json").read_text(encoding="utf-8")
    assert (CONFIGS / examples.SCHEMA).read_text(encoding="utf-8") == now, (
        f"bptrace schema configs/{examples.SCHEMA} renews it"
    )


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_an_editor_finds_the_schema_of_every_shipped_spec_in_its_first_line(path):
    first, *_ = path.read_text(encoding="utf-8").splitlines()
    schema = json.loads((path.parent / MODELINE.fullmatch(first)[1]).read_text(encoding="utf-8"))

    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema)


def test_writing_it_says_how_a_spec_refers_to_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = run_captured(main, ["schema", "own.json"])

    assert (done.status, done.stdout) == (0, "")
    assert MODELINE.findall(done.stderr) == ["own.json"]


def test_an_older_schema_is_written_over(tmp_path):
    file = tmp_path / "old.json"
    file.write_text('{"$schema": "old"}')

    assert run_captured(main, ["schema", str(file)]).status == 0
    assert json.loads(file.read_text(encoding="utf-8")) == spec.schema()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("net.yaml", "a schema is JSON; expected a file that ends in .json, such as bptrace.schema.json"),
        ("data.json", "there is such a file, and it is no schema; expected another name"),
    ],
)
def test_no_other_file_is_written_over(tmp_path, name, message):
    (tmp_path / name).write_text("mine")
    done = run_captured(main, ["schema", str(tmp_path / name)])

    assert (done.status, done.stdout, done.stderr) == (2, "", f"Error: {tmp_path / name}: {message}\n")
    assert (tmp_path / name).read_text() == "mine"
