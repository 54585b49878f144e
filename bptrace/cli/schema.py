"""`bptrace schema`: the JSON Schema of spec files, for editors."""

from __future__ import annotations

from pathlib import Path

import click

from bptrace.errors import BptraceError
from bptrace.examples import SCHEMA


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
def schema(file: Path | None) -> None:
    """Print the JSON Schema (draft 2020-12) of the YAML files that bptrace reads, or write it to FILE.

    Every field is described in it. An older schema in FILE is written over; any other file is not.
    """
    import json  # with all that a schema is made of, which help does without

    from bptrace import spec
    from bptrace.cli import outputs
    from bptrace.spec.references import modeline

    target = Path("-") if file is None else file
    if str(target) != "-":
        _check(target)
    outputs.write((target,), (json.dumps(spec.schema(), indent=2, ensure_ascii=False) + "\n",))
    if str(target) != "-":
        click.echo(f"Wrote {target}. A spec beside it begins with\n{modeline(target.name)}", nl=False, err=True)


def _check(target: Path) -> None:
    """Check that what is written over is a schema.

    Raises
    ------
    BptraceError
        If it is something else.
    """
    if target.suffix.lower() != ".json":
        raise BptraceError(f"{target}: a schema is JSON; expected a file that ends in .json, such as {SCHEMA}")
    if target.is_file() and "$schema" not in target.read_text(encoding="utf-8", errors="replace")[:200]:
        raise BptraceError(f"{target}: there is such a file, and it is no schema; expected another name")
