"""What a spec's text refers to beside itself: the data file that it names, and the schema by which editors check it."""

from __future__ import annotations

import re

import yaml

_MODELINE = re.compile(r"^# yaml-language-server: \$schema=.*\n", re.MULTILINE)


def modeline(schema: str) -> str:
    """Return the line by which an editor finds the schema of the file that it stands in: a relative path, or a URI."""
    return f"# yaml-language-server: $schema={schema}\n"


def with_schema(text: str, schema: str) -> str:
    """Return a spec's text with another schema in its line for editors, if it has one."""
    return _MODELINE.sub(lambda _: modeline(schema), text, count=1)


def data_file(text: str) -> str | None:
    """Return the path of the data file that a good spec names, as it is written there, or None without one."""
    data = yaml.safe_load(text).get("data")
    found = data.get("file") if isinstance(data, dict) else data
    return None if found is None else str(found)
