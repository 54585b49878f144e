"""Kinds of argument: how each is read from what was typed, and how a shell completes it."""

from __future__ import annotations

import os
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from bptrace import examples
from bptrace.errors import BptraceError


class Config(click.ParamType):  # type: ignore[type-arg, unused-ignore]  # generic only in newer releases of click
    """A configuration: a file, `-` for standard input, or the name of an example that comes with bptrace.

    Parameters
    ----------
    resolve
        Whether the command gets the path of the file; otherwise it gets the words the user typed.
    """

    name = "config"

    def __init__(self, *, resolve: bool = True) -> None:
        self._resolve = resolve

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> str | Path:
        if isinstance(value, Path) or not self._resolve:
            return value
        if value == "-":
            return Path(value)
        found = examples.find(value)
        own = None if Path(value).exists() else examples.namesake(value)
        if own is not None:
            click.echo(f"This is the example {value}; your file is {own}.", err=True)
        return found

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        found = [*examples.names(), *_specs(incomplete)]
        return [CompletionItem(name) for name in found if name.startswith(incomplete)]


def _specs(incomplete: str) -> list[str]:
    """Return the spec files and the folders that a path may go on to."""
    folder, _, name = incomplete.rpartition("/")
    before = f"{folder}/" if "/" in incomplete else ""
    try:
        entries = sorted(os.scandir(os.path.expanduser(before) or "."), key=lambda entry: entry.name)
    except OSError:
        return []
    shown = [entry for entry in entries if name.startswith(".") or not entry.name.startswith(".")]
    folders = [f"{before}{entry.name}/" for entry in shown if entry.is_dir()]
    return [*(before + entry.name for entry in shown if entry.name.endswith(examples.SUFFIXES)), *folders]


CONFIG = Config()
CONFIG_AS_TYPED = Config(resolve=False)


class ExampleName(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """The name of what comes with bptrace: an example, or a sheet of answers to one."""

    name = "name"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        found = [*examples.configurations(), *examples.sheets()]
        return [CompletionItem(one.name, help=one.title) for one in found if one.name.startswith(incomplete)]


class CatalogueNames(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """Names from one of the catalogues of functions, with commas between them; whoever uses them says which are known."""

    name = "names"

    def __init__(self, catalogue: str) -> None:
        self._catalogue = catalogue

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        module = import_module(f"bptrace.functions.{self._catalogue}")  # only when a name is being completed
        before, comma, last = incomplete.rpartition(",")
        known = getattr(module, self._catalogue.upper())
        return [CompletionItem(before + comma + name) for name in known if name.startswith(last)]


class Epochs(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """Numbers of epochs, such as `1,2,10000`, and ranges of them, such as `1-5`."""

    name = "epochs"
    most = 10_000

    def convert(
        self, value: str | tuple[int, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, ...]:
        if isinstance(value, tuple):
            return value
        ranges = [re.fullmatch(r"\s*([0-9]{1,15})\s*(?:[-–]\s*([0-9]{1,15})\s*)?", word) for word in value.split(",")]
        if not all(ranges):
            expected = "numbers of epochs with commas between them, or ranges, such as 1-5,10000"
            self.fail(f"found {value!r}; expected {expected}", param, ctx)
        ends = [(int(match[1]), int(match[2] or match[1])) for match in ranges if match]
        for first, last in ends:
            if first < 1:
                self.fail(f"found {first}; epochs count from 1", param, ctx)
            if last < first:
                self.fail(f"found {first}-{last}; expected the smaller number first", param, ctx)
        count = sum(last - first + 1 for first, last in ends)
        if count > self.most:
            self.fail(f"found {count} epochs; expected at most {self.most} to be shown", param, ctx)
        return tuple(epoch for first, last in ends for epoch in range(first, last + 1))

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from bptrace.cli import completing  # reads the problem

        return [CompletionItem(epochs) for epochs in completing.epochs(_typed(ctx), incomplete)]


class WholeNumber(click.IntRange):
    """A whole number from one to another, or from one on."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            upper = "" if self.max is None else f" to {self.max:,}"
            self.fail(f"found {value}; expected a whole number from {self.min:,}{upper}", param, ctx)


class Places(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """Decimals such as `4`, or significant figures such as `4sf`."""

    name = "places"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from bptrace.rounding import Rounding  # with decimal numbers, which few ask for

        if isinstance(value, Rounding):
            return value
        try:
            return Rounding.parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Suffix(click.Choice):  # type: ignore[type-arg, unused-ignore]
    """A format: a suffix without its point, one of the keys of a table, which is given as `module:attribute`."""

    def __init__(self, table: str) -> None:
        self._module, _, self._attribute = table.partition(":")
        super().__init__(())

    @property
    def choices(self) -> tuple[str, ...]:  # type: ignore[override, unused-ignore]
        """The formats there are, looked up when they are needed."""
        return tuple(suffix.removeprefix(".") for suffix in getattr(import_module(self._module), self._attribute))

    @choices.setter
    def choices(self, value: object) -> None:
        """Take nothing: the table says which there are."""


def _typed(context: click.Context) -> dict[str, Any]:
    """Return the arguments so far, by parameter.

    An option whose value is still to come ends the reading of a line, so that CONFIG before it is left over.
    """
    found = dict(context.params)
    if found.get("config") is None and context.args:
        try:
            found["config"] = CONFIG.convert(context.args[0], None, context)
        except BptraceError:  # which is said when the line is run
            return found
    return found


class KeyOf(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A key of the problem that CONFIG is, or keys with commas between them; read where the problem is known.

    Parameters
    ----------
    several
        Whether there may be several, of any sample, and also names of neurons and parameters.
    """

    name = "key"

    def __init__(self, *, several: bool) -> None:
        self._several = several

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from bptrace.cli import completing  # reads the problem

        return [CompletionItem(key) for key in completing.keys(_typed(ctx), incomplete, several=self._several)]


NARROWEST = 40
"""Columns below which no text is laid out."""

KEY, KEYS = KeyOf(several=False), KeyOf(several=True)
PATH = click.Path(path_type=Path, allow_dash=True)


class Report(click.ParamType):  # type: ignore[type-arg, unused-ignore]
    """A file to write, of one format, as its suffix has to say: otherwise a note may be written over; `-` has none.

    Parameters
    ----------
    suffix
        That of the format, with its point.
    """

    name = "path"

    def __init__(self, suffix: str) -> None:
        self._suffix = suffix

    def convert(self, value: str | Path, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if str(path) != "-" and (path.is_file() or not path.exists()):  # a pipe or a device is nobody's note
            from bptrace.cli import outputs  # which completing an option does without

            outputs.suffix_of(path, None, (self._suffix,))
        return path

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        return PATH.shell_complete(ctx, param, incomplete)
