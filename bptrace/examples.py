"""The configurations that come with bptrace, found by name from any folder."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import NamedTuple

from bptrace.errors import BptraceError
from bptrace.unread import beside
from bptrace.words import close, near, nearest

SUFFIXES = (".yaml", ".yml")
SCHEMA = "bptrace.schema.json"
"""The file beside the shipped configurations that holds their JSON Schema, by which editors complete and check them."""

_ANSWERS = "-answers.csv"
_HEAD = re.compile(r"^(# Shows|# Source|title): (.*)$", re.MULTILINE)
_WIDTH = 80
_FIRST, _FAINTLY = 3, 0.4
"""So many names come first that are alike at least to this degree, from 0 to 1."""


class Example(NamedTuple):
    """What comes with bptrace: a configuration, or a sheet of answers to one.

    Attributes
    ----------
    name
        What it is asked for by.
    path
        Where it is.
    title, shows, source
        Its heading, what there is to see in it, and where it is from; a sheet has no source.
    """

    name: str
    path: Path
    title: str
    shows: str
    source: str = ""


def configurations() -> list[Example]:
    """Return the shipped configurations as their first lines describe them, in alphabetical order."""
    return [_described(name, path) for name, path in sorted(_shipped().items())]


def _described(name: str, path: Path) -> Example:
    head = {found[1]: found[2] for found in _HEAD.finditer(path.read_text(encoding="utf-8"))}
    return Example(name, path, *(head.get(field, "") for field in ("title", "# Shows", "# Source")))


def sheets() -> list[Example]:
    """Return the sheets of answers that are shipped for `check`; their name is that of their file."""
    found = sorted(folder().glob(f"*{_ANSWERS}"))
    return [
        Example(
            path.name, path, "A student's sheet", f"Figures for {path.name.removesuffix(_ANSWERS)}, some of them wrong."
        )
        for path in found
    ]


def shipped(name: str) -> Path:
    """Return the file of an example or of a sheet by its name, whatever other file there is of that name.

    Raises
    ------
    BptraceError
        If nothing is called so; the message gives the nearest name.
    """
    found = {**_shipped(), **{sheet.name: sheet.path for sheet in sheets()}}
    bare = name.removesuffix(Path(name).suffix) if Path(name).suffix in SUFFIXES else name
    if bare not in found:
        hint = near(Path(bare).name, found, "; bptrace examples lists them all")
        raise BptraceError(f"{name}: there is no example of this name{hint}")
    return found[bare]


def folder() -> Path:
    """Return the folder of the shipped configurations: inside the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "configs"
    return installed if installed.is_dir() else package.parent / "configs"


def names() -> list[str]:
    """Return the names of the shipped configurations, in alphabetical order."""
    return sorted(_shipped())


def find(name_or_path: str) -> Path:
    """Return the file that is meant: an existing one, or else a shipped one by its name.

    With a suffix only a file is meant: where it is not there, a shipped one of that name may be another network.

    Raises
    ------
    BptraceError
        If there is neither; the message gives the nearest name of a file beside it, or of an example.
    """
    if not name_or_path:
        raise BptraceError("expected the path of a file or the name of an example, got nothing")
    path = Path(name_or_path)
    if path.exists() and not path.is_dir():  # a pipe such as a shell's <(…) is as good as a file
        return path
    shipped = _shipped()
    if name_or_path in shipped:
        return shipped[name_or_path]
    what = "is a folder, not a file" if path.is_dir() else "no such file"
    raise BptraceError(f"{name_or_path}: {what}{_hint(path, sorted(shipped))}")


def called(path: Path) -> str:
    """Return what a file was asked for by: a shipped configuration has its name, and every other file its path."""
    return path.stem if path.parent == folder() and path.suffix in SUFFIXES else str(path)


def namesake(name: str) -> Path | None:
    """Return the file in the current folder that somebody who asks for an example by its name may mean instead."""
    beside = (Path(name + suffix) for suffix in SUFFIXES)
    own = next((path for path in beside if path.is_file()), None)
    if own is None or name not in _shipped() or own.read_bytes() == _shipped()[name].read_bytes():
        return None
    return own


def _shipped() -> dict[str, Path]:
    return {path.stem: path for path in folder().glob("*") if path.suffix in SUFFIXES}


def _hint(path: Path, shipped: list[str]) -> str:
    """Return the file or else the example that is called most nearly like a path, or all examples."""
    files, name = beside(path, SUFFIXES), path.name.removesuffix(path.suffix)
    meant = nearest(name, {**files, **dict.fromkeys(shipped)})
    if meant in files:
        return f"; did you mean {files[meant]}?"
    if meant:
        return f"; an example that comes with bptrace is called {meant!r}"
    return f"; the examples that come with bptrace are\n{_list(name, shipped)}" if shipped else ""


def _list(name: str, shipped: list[str]) -> str:
    """Return the names as lines, first those that are nearest to a name, and then the others in their order."""
    first = close(name.lower(), shipped, _FIRST, _FAINTLY)
    ordered = ", ".join([*first, *(other for other in shipped if other not in first)])
    return textwrap.fill(ordered, _WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
