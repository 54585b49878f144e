"""What a spec's text refers to is found in it, and its line for editors rewritten."""

import pytest

from bptrace.spec.references import data_file, modeline, with_schema


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("data: points.csv\n", "points.csv"),
        ("data: {file: a/b.csv, label: kind}\n", "a/b.csv"),
        ("data:\n  generate: uniform\n  count: 3\n", None),
        ("inputs: [1]\n", None),
        ("title: 'data: points.csv'\n", None),
    ],
)
def test_the_data_file_is_the_one_that_the_spec_names(text, file):
    assert data_file(text) == file


def test_the_line_for_editors_gets_another_schema():
    text = f"{modeline('old.json')}title: A\n"

    assert text == "# yaml-language-server: $schema=old.json\ntitle: A\n"
    assert with_schema(text, r"file:///a\1b.json") == "# yaml-language-server: $schema=file:///a\\1b.json\ntitle: A\n"


def test_a_text_without_that_line_stays_as_it_is():
    assert with_schema("title: A\n", "new.json") == "title: A\n"
