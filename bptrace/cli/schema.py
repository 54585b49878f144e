"""`bptrace schema`: the JSON Schema of spec files, for editors."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from bptrace.errors import BptraceError
from bptrace.examples import SCHEMA
from bptrace.words import printable


@click.command(
    epilog=f"""\b
Examples:
  bptrace schema
  bptrace schema {SCHEMA}

An editor whose YAML support is built on the YAML language server, such as VS Code with its YAML extension, Neovim, Emacs or
Helix, then completes fields, shows what they mean and marks faults as you type. It finds the schema by the first line of
the file, which bptrace new and bptrace examples copy write. That line refers to a {SCHEMA} in the same folder or one
above, if there is one, else to the one that is installed with bptrace.
"""
)
@click.argument("file", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--force", is_flag=True, help="Write over a file that is no schema of these files.")
def schema(file: Path | None, force: bool) -> None:
    """Print the JSON Schema (draft 2020-12) of the YAML files that bptrace reads, or write it to FILE.

    Every field is described in it. An older one in FILE is written over; any other file only with --force.
    """
    import json  # with all that a schema is made of, which help does without

    from bptrace import spec
    from bptrace.cli import outputs
    from bptrace.spec.references import modeline

    target, found = Path("-") if file is None else file, spec.schema()
    if str(target) != "-":
        _check(target, found, force=force)
    outputs.write((target,), (json.dumps(found, indent=2, ensure_ascii=False) + "\n",))
    if str(target) != "-":
        click.echo(f"Wrote {printable(str(target))}. A spec beside it begins with", err=True)
        click.echo(printable(modeline(target.name).rstrip("\n")), err=True)


def _check(target: Path, schema: Mapping[str, Any], *, force: bool) -> None:
    """Check that what is written over is an older schema, unless anything may be.

    Raises
    ------
    BptraceError
        If it is something else.
    """
    if target.suffix.lower() != ".json":
        raise BptraceError(f"{target}: a schema is JSON; expected a file that ends in .json, such as {SCHEMA}")
    if target.is_file() and not force and not _is_older(target, schema):
        found = "there is such a file, and it is no schema of specs"
        raise BptraceError(f"{target}: {found}; expected another name, or --force to write over it")


def _is_older(path: Path, schema: Mapping[str, Any]) -> bool:
    """Whether a file is a schema of the same draft and title; many files refer to a schema that are none."""
    import json

    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and all(found.get(field) == schema[field] for field in ("$schema", "title"))
