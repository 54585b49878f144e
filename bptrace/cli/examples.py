"""`bptrace examples`: what comes with bptrace, to be listed, read and copied."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from bptrace import examples as shipped
from bptrace.cli.parameters import NARROWEST, ExampleName
from bptrace.errors import BptraceError
from bptrace.examples import Example

_PIPED_WIDTH, _WIDEST = 80, 100

_LEAST_ROOM = 30
"""Where there is less room beside the names, what is said of an example stands below its name."""


class _Examples(click.Group):
    """A group that says what is meant where the name of an example stands in the place of a command."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands and args[0] in shipped.names() and not ctx.resilient_parsing:
            raise click.UsageError(f"{args[0]} is an example; did you mean {ctx.command_path} show {args[0]}?", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Examples,
    invoke_without_command=True,
    epilog="""\b
Examples:
  bptrace examples
  bptrace examples show mazur
  bptrace examples copy iris
""",
)
@click.pass_context
def examples(context: click.Context) -> None:
    """List the examples that come with bptrace, show the text of one, or copy it to work on.

    Every command that takes a CONFIG takes the name of an example too.
    """
    if context.invoked_subcommand is None:
        context.invoke(list_all)


@examples.command(
    "list",
    epilog="""\b
Examples:
  bptrace examples list
  bptrace examples list --names
""",
)
@click.option("--names", is_flag=True, help="Only the names, one a line.")
def list_all(names: bool = False) -> None:
    """List the examples: name and title, what there is to see, and where it is from."""
    everything = [*shipped.configurations(), *shipped.sheets()]
    lines = [one.name for one in everything] if names else [*_table(everything), "", *_wrapped(_AFTER, "", 0)]
    sys.stdout.writelines(line + "\n" for line in lines)


_AFTER = (
    "bptrace run NAME works one out, bptrace examples show NAME prints its text, and "
    "bptrace examples copy NAME makes a file of it that you can change."
)


def _table(found: Sequence[Example]) -> Iterator[str]:
    """Yield a block of lines for each example: its name and title, and below the title what it shows and its source."""
    start = max(len(one.name) for one in found) + 4
    below = _width() - start < _LEAST_ROOM
    start = 4 if below else start
    for one in found:
        if below:
            yield f"  {one.name}"
        yield from _wrapped(one.title, " " * start if below else f"  {one.name}".ljust(start), start)
        source = f" Source: {one.source}" if one.source else ""
        yield from _wrapped(f"{one.shows[:1].upper()}{one.shows[1:]}{source}", " " * start, start)


def _wrapped(text: str, before: str, indent: int) -> list[str]:
    return textwrap.wrap(text, _width(), initial_indent=before, subsequent_indent=" " * indent, break_on_hyphens=False)


def _width() -> int:
    if not sys.stdout.isatty():
        return _PIPED_WIDTH
    return min(max(shutil.get_terminal_size((_PIPED_WIDTH, 24)).columns, NARROWEST), _WIDEST)


@examples.command(
    epilog="""\b
Examples:
  bptrace examples show mazur
  bptrace examples show xor-random
"""
)
@click.argument("name", type=ExampleName())
def show(name: str) -> None:
    """Print the text of the example called NAME, as it is."""
    from bptrace.cli import outputs  # knows files, which completing a name does without

    outputs.write((Path("-"),), (shipped.shipped(name).read_text(encoding="utf-8"),))


@examples.command(
    epilog="""\b
Examples:
  bptrace examples copy mazur
  bptrace examples copy iris flowers.yaml
  bptrace examples copy mazur-answers.csv sheet.csv

No file is written over without --force.
"""
)
@click.argument("name", type=ExampleName())
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Write over files that there are already.")
def copy(name: str, file: Path | None, force: bool) -> None:
    """Copy the example called NAME to FILE, or into the folder FILE, and beside it the data file that it names.

    Without FILE it is copied to the current folder, under its own name.
    """
    from bptrace.cli import outputs, starting_files  # reads YAML, which a list does without

    path = shipped.shipped(name)
    target = Path(path.name) if file is None else file / path.name if file.is_dir() else file
    outputs.suffix_of(target, None, shipped.SUFFIXES if path.suffix in shipped.SUFFIXES else (path.suffix,))
    if target.exists() and target.samefile(path):
        raise BptraceError(f"{target}: this is the example itself; expected another file")
    starting_files.copy(path, target, force=force)
