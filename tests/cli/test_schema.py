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
    file.write_text('{"title": "bptrace spec", "$schema": "https://json-schema.org/draft/2020-12/schema"}')

    assert run_captured(main, ["schema", str(file)]).status == 0
    assert json.loads(file.read_text(encoding="utf-8")) == spec.schema()


OTHERS = {
    "text": "mine",
    "empty": "",
    "no object": '["$schema"]',
    "too deep": "[" * 100_000,
    "tsconfig": '{"$schema": "https://json.schemastore.org/tsconfig", "compilerOptions": {"strict": true}}',
    "package": '{"name": "bptrace spec", "$schema": "https://json.schemastore.org/package"}',
    "another schema": '{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "a product"}',
    "another draft": '{"$schema": "http://json-schema.org/draft-07/schema#", "title": "bptrace spec"}',
}
"""Files that somebody may have, most of which are JSON that refers to a schema."""


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_no_other_json_is_written_over_without_force(tmp_path, text):
    file = tmp_path / "data.json"
    file.write_text(text)
    done = run_captured(main, ["schema", str(file)])

    said = "there is such a file, and it is no schema of specs; expected another name, or --force to write over it"
    assert (done.status, done.stdout, done.stderr) == (2, "", f"Error: {file}: {said}\n")
    assert file.read_text() == text
    assert run_captured(main, ["schema", str(file), "--force"]).status == 0
    assert json.loads(file.read_text(encoding="utf-8")) == spec.schema()


@pytest.mark.parametrize("options", [(), ("--force",)])
def test_a_file_that_is_no_json_is_not_written(tmp_path, options):
    file = tmp_path / "net.yaml"
    file.write_text("mine")
    done = run_captured(main, ["schema", str(file), *options])

    message = "a schema is JSON; expected a file that ends in .json, such as bptrace.schema.json"
    assert (done.status, done.stdout, done.stderr) == (2, "", f"Error: {file}: {message}\n")
    assert file.read_text() == "mine"
