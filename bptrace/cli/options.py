"""Kinds of arguments that several commands share."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from bptrace import examples


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
        return Path(value) if value == "-" else examples.find(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        shipped = [CompletionItem(name) for name in examples.names() if name.startswith(incomplete)]
        return [*shipped, CompletionItem(incomplete, type="file")]


CONFIG = Config()
CONFIG_AS_TYPED = Config(resolve=False)
