"""Files that a user goes on from: written where there was none, with the schema for editors, and a word on what is next."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

import click

from bptrace import examples, files, spec
from bptrace.circuit.model import Circuit
from bptrace.errors import BptraceError
from bptrace.examples import SCHEMA, SUFFIXES
from bptrace.network import Quantity
from bptrace.notation import Notation
from bptrace.problem import Problem
from bptrace.spec.references import data_file, with_schema
from bptrace.words import printable

Next: TypeAlias = Sequence[tuple[str, str]]
"""Command lines, each with what it does."""

_FEW = 200
"""With so many parameters, each sample counted, a sheet can still be worked out by hand."""

_DEEPEST = 20
"""So many folders above a file are looked through for a schema."""


def schema_for(target: Path) -> str:
    """Return where an editor finds the schema of a file.

    That is a schema in the file's folder or one above it, as a relative path, so that the files can be handed on together;
    else the one that comes with bptrace.
    """
    folder = target.absolute().parent
    for height, above in enumerate([folder, *folder.parents][:_DEEPEST]):
        if (above / SCHEMA).is_file():
            return "../" * height + SCHEMA
    return (examples.folder() / SCHEMA).as_uri()


def check_free(targets: Iterable[Path], *, force: bool) -> None:
    """Check that nothing is written over that may be somebody's work.

    Raises
    ------
    BptraceError
        If one of the files is there, unless that is allowed.
    """
    for target in targets:
        if target.is_dir():
            raise BptraceError(f"{target}: is a folder; expected the name of a file")
        if target.is_file() and not force:
            raise BptraceError(f"{target}: there is such a file; expected another name, or --force to write over it")


def copy(path: Path, target: Path, *, force: bool) -> None:
    """Copy an example, and beside it the data file that it names; a data file that is there and the same stays.

    Raises
    ------
    BptraceError
        If a file would be written over, unless that is allowed.
    """
    text = path.read_text(encoding="utf-8")
    is_spec = path.suffix in SUFFIXES
    named = data_file(text) if is_spec else None
    texts = {target: with_schema(text, schema_for(target)) if is_spec else text}
    if named is not None and target.name == named:
        raise BptraceError(f"{target}: so is the data of this example called; expected another name")
    if named is not None:
        texts[target.parent / named] = (path.parent / named).read_text(encoding="utf-8")
    texts = {one: wanted for one, wanted in texts.items() if one == target or not _is(one, wanted)}
    check_free(texts, force=force)
    files.write_texts(texts)
    say(texts, after_spec(target, spec.load_any(target)) if is_spec else after_sheet(path, target))


def _is(path: Path, text: str) -> bool:
    try:
        return path.read_bytes() == text.encode()
    except OSError:
        return False


def after_spec(target: Path, subject: Problem | Circuit) -> Next:
    """Return what to type after the spec of a problem or a circuit has been written."""
    file = shlex.quote(str(target))
    if isinstance(subject, Circuit):
        return (
            (f"bptrace run {file}", "the formula worked out gate by gate"),
            (f"bptrace verify {file}", "its gradients, beside finite differences"),
        )
    few = subject.sample_count * len(list(subject.network.parameters())) <= _FEW
    sheet = (f"bptrace worksheet {file} sheet.yaml", "a sheet to fill in by hand, for bptrace check")
    return (
        (f"bptrace run {file}", "the worked example"),
        (f"bptrace explain {file} {shlex.quote(_key(subject))}", "one number, and all that it rests on"),
        *((sheet,) if few else ()),
    )


def _key(problem: Problem) -> str:
    """Return the key of a number worth explaining: the first weight after its update, or how far a forward pass comes."""
    notation = Notation(problem)
    if problem.optimizer is not None:
        block = next(block for block in problem.network.blocks if block.trained)
        return notation.key(Quantity("parameter", *block.home(next(iter(block.indices()))), after=True))
    return notation.key(Quantity("out", problem.network.depth, 0, sample=0 if problem.sample_count > 1 else None))


def after_sheet(path: Path, target: Path) -> Next:
    """Return what to type after a sheet has been copied."""
    config = path.name.removesuffix("-answers.csv")
    return ((f"bptrace check {config} {shlex.quote(str(target))}", "which line went wrong, and why"),)


def say(written: Iterable[Path], after: Next) -> None:
    """Say on the error stream what has been written and what to type next."""
    click.echo(f"Wrote {printable(' and '.join(map(str, written)))}. Next:", err=True)
    width = max(len(command) for command, _ in after)
    for command, what in after:
        click.echo(f"  {printable(command).ljust(width)}   {what}", err=True)
